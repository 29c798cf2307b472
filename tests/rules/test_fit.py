"""Which offers fit: each line says fits, does not fit or unknown, and why; there is no score."""

from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from hub.clock import SchoolYear
from hub.dispatch.codes import RESTRICTED, STRUCTURE_WORDS, MainReason
from hub.dispatch.fitting.fit import Fit, Ground, Line, Need, Scale, Verdict, ranked
from hub.dispatch.fitting.need import need_for
from hub.dispatch.fitting.rule import USUAL, Aspect, Rule, Stale, Weight, as_stored, in_words, stored
from hub.dispatch.identity import age_on
from hub.dispatch.tables import Referral, Youngster
from hub.intake.choices import DOMAINS
from hub.partners import serving
from hub.partners.funding import Agreement, Function, Stage, Terms
from hub.partners.tables import Capacity, Offer

TODAY = date(2026, 9, 15)
CODES = ("12025", "12014", "11029")
OF_NEED = (Aspect.NEED, Aspect.DOMAIN, Aspect.LANGUAGE, Aspect.TRANSPORT)
TERMS = Terms(CODES, {"12025": [Agreement("12025", Stage.AGREED, [Function.NETWORK], 2026)]})


def some(codes: Any, most: int = 3) -> Any:
    return st.lists(st.sampled_from(sorted(codes)), max_size=most, unique=True)


needs = st.builds(
    Need,
    age=st.none() | st.integers(3, 25),
    structure=st.none() | st.sampled_from(list(STRUCTURE_WORDS)),
    home_nis=st.none() | st.sampled_from(CODES),
    school_nis=st.none() | st.sampled_from(CODES),
    reasons=some(serving.NEEDS).map(frozenset), domains=some(serving.DOMAINS).map(frozenset),
    languages=some(["nl", "ar", "tr"]).map(frozenset), asks_language=st.booleans(),
    travels=st.sampled_from([None, "alone", "brought", "not"]), red=st.booleans(),
)  # fmt: skip
offers = st.builds(
    lambda youngest, span, taken, days, **more: Offer(
        organisation_id=UUID(int=1), name="Kort traject", age_from=youngest, age_to=youngest + span,
        taken=min(taken, more["places"] or 0), capacity_on=TODAY - timedelta(days=days), **more,
    ),
    st.integers(3, 20), st.integers(0, 8), st.integers(0, 5), st.integers(0, 60),
    structures=some(STRUCTURE_WORDS), area=some(CODES, 2), capacity=st.sampled_from([str(code) for code in Capacity]),
    places=st.none() | st.integers(0, 5), needs=some(serving.NEEDS), domains=some(serving.DOMAINS),
    languages=some(["ar", "fr"]), reaches=some(serving.REACHES), with_interpreter=st.booleans(),
    waiting_weeks=st.none() | st.integers(0, 12), function=st.sampled_from([str(code) for code in Function]),
)  # fmt: skip
rules = st.builds(
    Rule, weights=st.fixed_dictionaries({aspect: st.sampled_from(list(Weight)) for aspect in Aspect}),
    age_margin=st.integers(0, 3), stale=st.sampled_from(list(Stale)), longest_wait=st.integers(0, 12),
    longest_wait_red=st.integers(0, 6),
)  # fmt: skip


def scale(rule: Rule | None = None) -> Scale:
    return Scale(Ground(rule or Rule(), TERMS, SchoolYear(2026), TODAY))


def fit(need: Need, offer: Offer, rule: Rule | None = None, *, held: bool = False) -> Fit:
    return scale(rule).fit(need, offer, held=held)


def line(found: Fit, aspect: Aspect) -> Line:
    one = found.line(aspect)
    assert one is not None
    return one


def said(found: Fit, aspect: Aspect) -> tuple[str, str]:
    one = line(found, aspect)
    return str(one.verdict), one.why


def an_offer(**changes: Any) -> Offer:
    values: dict[str, Any] = {
        "organisation_id": UUID(int=1), "name": "Kort traject", "age_from": 12, "age_to": 18, "structures": ["311"],
        "area": ["12025"], "capacity": "has_capacity", "places": 3, "taken": 1, "capacity_on": TODAY,
    }  # fmt: skip
    return Offer(**{**values, **changes})


NOOR = Need(age=15, structure="311", home_nis="12025", school_nis="12014", reasons=frozenset({"truancy"}))


@given(needs, offers, rules)
def test_the_whole_is_what_its_lines_count_under_the_rule(need: Need, offer: Offer, rule: Rule) -> None:
    found = fit(need, offer, rule)
    assert [one.aspect for one in found.lines] == list(rule.counted)
    assert all(one.why and one.about for one in found.lines)
    blocked = [one for one in found.lines if rule.weights[one.aspect] == Weight.BLOCKS]
    warned = [one for one in found.lines if rule.weights[one.aspect] == Weight.WARNS]
    if any(one.verdict == Verdict.NOT for one in blocked):
        assert found.verdict == Verdict.NOT
    elif [*(one for one in blocked if one.verdict == Verdict.UNKNOWN), *(w for w in warned if w.verdict == "not")]:
        assert found.verdict == Verdict.UNKNOWN
    else:
        assert found.verdict == Verdict.FITS
    assert bool(found.against()) == (found.verdict != Verdict.FITS)


@given(needs, offers)
def test_what_is_not_known_never_counts_against_a_youngster(need: Need, offer: Offer) -> None:
    nothing = fit(Need(home_nis=need.home_nis, school_nis=need.school_nis), offer)
    supply = (Aspect.PLACE, Aspect.WAIT, Aspect.AREA, Aspect.FUNDING)
    assert all(one.verdict != Verdict.NOT for one in nothing.lines if one.aspect not in supply)


@given(needs, offers)
def test_an_offer_without_limits_fits_in_all_but_age_place_and_wait(need: Need, offer: Offer) -> None:
    open_to_all = an_offer(
        age_from=offer.age_from, age_to=offer.age_to, structures=[], area=[], needs=[], domains=[],
        with_interpreter=True, reaches=["home"], places=offer.places, taken=offer.taken,
    )  # fmt: skip
    found = fit(need, open_to_all)
    limits = {Aspect.LEVEL, Aspect.AREA, *OF_NEED, Aspect.FUNDING}
    assert {str(one.verdict) for one in found.lines if one.aspect in limits} == {"fits"}


@given(needs, offers)
def test_a_place_more_never_makes_it_fit_worse(need: Need, offer: Offer) -> None:
    if offer.places is None:
        return
    more = Offer(**{**offer.model_dump(), "places": offer.places + 1})
    order = [Verdict.NOT, Verdict.UNKNOWN, Verdict.FITS]
    assert order.index(fit(need, more).verdict) >= order.index(fit(need, offer).verdict)


@given(st.lists(needs, max_size=4), st.lists(offers, max_size=4))
def test_holding_many_against_many_says_of_each_what_it_says_alone(cases: list[Need], found: list[Offer]) -> None:
    shared = scale()
    for need in cases:
        for offer in found:
            many, alone = shared.fit(need, offer), fit(need, offer)
            assert [(one.aspect, one.verdict, one.why) for one in many.lines] == [
                (one.aspect, one.verdict, one.why) for one in alone.lines
            ]


def test_noor_fits_and_reads_why() -> None:
    found = fit(NOOR, an_offer())
    assert found.verdict == Verdict.FITS
    assert [one.why for one in found.lines if not one.plain] == [
        "15 jaar, aanbod is voor 12 tot 18 jaar", "voltijds gewoon secundair onderwijs",
        "woongemeente hoort bij het werkingsgebied", "2 vrije plaatsen",
    ]  # fmt: skip


def test_the_school_counts_where_the_home_does_not() -> None:
    found = fit(NOOR, an_offer(area=["12014"]))
    assert line(found, Aspect.AREA).why == "schoolgemeente hoort bij het werkingsgebied"
    assert fit(NOOR, an_offer(area=["11029"])).verdict == Verdict.NOT


def test_the_last_place_gone_is_no_place_but_for_whom_it_is_kept() -> None:
    assert line(fit(NOOR, an_offer(taken=3)), Aspect.PLACE).verdict == Verdict.NOT
    assert said(fit(NOOR, an_offer(taken=3), held=True), Aspect.PLACE) == ("fits", "vrijgehouden voor deze vraag")
    for free in (3, 0):
        queue = an_offer(capacity="waiting_list", places=free, taken=0)
        assert said(fit(NOOR, queue), Aspect.PLACE) == ("not", "er is een wachtlijst")
    assert line(fit(NOOR, an_offer(places=None)), Aspect.PLACE).why == "heeft plaats"


def test_capacity_that_nobody_confirmed_for_two_weeks_counts_as_the_rule_says() -> None:
    fresh, stale = an_offer(capacity_on=TODAY - timedelta(days=14)), an_offer(capacity_on=TODAY - timedelta(days=15))
    words = "2 vrije plaatsen (15 dagen geleden opgegeven)"
    assert fit(NOOR, fresh).verdict == Verdict.FITS
    for how, verdict in ((Stale.DOUBT, "unknown"), (Stale.TRUST, "fits"), (Stale.NONE, "not")):
        assert said(fit(NOOR, stale, Rule(stale=how)), Aspect.PLACE) == (verdict, words)


def test_a_year_too_young_is_uncertain_where_the_rule_gives_a_margin() -> None:
    older = an_offer(age_from=16)
    assert fit(NOOR, older).verdict == Verdict.NOT
    assert fit(NOOR, older, Rule(age_margin=1)).verdict == Verdict.UNKNOWN
    assert fit(NOOR, an_offer(age_from=17), Rule(age_margin=1)).verdict == Verdict.NOT


def test_what_the_offer_does_not_serve_warns_and_tells_no_reason_of_the_case() -> None:
    found = fit(NOOR, an_offer(needs=["behaviour", "motivation"], domains=["work"]))
    assert (found.verdict, said(found, Aspect.NEED)) == (
        Verdict.UNKNOWN, ("not", "aanbod is voor gedrag en motivatie")
    )  # fmt: skip
    assert said(found, Aspect.DOMAIN) == ("unknown", "levensdomein niet gekend")
    assert said(fit(NOOR, an_offer(needs=["truancy", "behaviour"])), Aspect.NEED) == (
        "fits", "aanbod is voor spijbelen"
    )  # fmt: skip
    blocks = Rule(weights=USUAL | {Aspect.NEED: Weight.BLOCKS})
    assert fit(NOOR, an_offer(needs=["behaviour"]), blocks).verdict == Verdict.NOT


def test_another_language_is_looked_at_when_it_is_asked_for_only() -> None:
    ahmed = Need(languages=serving.languages_in("Arabisch, wat Frans"), asks_language=True)
    assert said(fit(ahmed, an_offer(languages=["ar"])), Aspect.LANGUAGE) == ("fits", "aanbod kan in het Arabisch")
    assert said(fit(ahmed, an_offer(with_interpreter=True)), Aspect.LANGUAGE) == ("fits", "werkt met een tolk")
    assert line(fit(ahmed, an_offer(languages=["tr"])), Aspect.LANGUAGE).verdict == Verdict.NOT
    assert line(fit(ahmed, an_offer()), Aspect.LANGUAGE).verdict == Verdict.UNKNOWN
    assert line(fit(NOOR, an_offer()), Aspect.LANGUAGE).plain
    assert serving.languages_in("Thuis Nederlands en tamazight") == {"nl", "ber"}
    assert serving.languages_in("?") == frozenset()


def test_who_cannot_travel_needs_an_offer_that_comes() -> None:
    stays = Need(travels="not")
    assert said(fit(stays, an_offer(reaches=["on_site"])), Aspect.TRANSPORT)[0] == "not"
    assert said(fit(stays, an_offer(reaches=["on_site", "school"])), Aspect.TRANSPORT) == ("fits", "komt op school")
    assert line(fit(Need(travels="alone"), an_offer(reaches=["on_site"])), Aspect.TRANSPORT).plain


def test_one_may_wait_less_long_with_a_red_flag() -> None:
    slow = an_offer(waiting_weeks=4)
    assert said(fit(NOOR, slow), Aspect.WAIT) == ("fits", "wachttijd 4 weken")
    assert said(fit(Need(red=True), slow), Aspect.WAIT) == ("not", "wachttijd 4 weken, langer dan 2")


def test_an_extra_function_is_there_for_who_lives_or_learns_where_it_is_funded() -> None:
    coaching = an_offer(area=[], function=Function.NETWORK)
    assert said(fit(NOOR, coaching), Aspect.FUNDING) == ("fits", "Mechelen financiert dit mee in 2026-2027")
    elsewhere = fit(Need(15, "311", "12014", "12014"), coaching)
    assert (elsewhere.verdict, line(elsewhere, Aspect.FUNDING).why) == (
        Verdict.NOT, "Heist-op-den-Berg financiert dit niet mee"
    )  # fmt: skip
    assert line(fit(Need(home_nis="24001", school_nis="24001"), an_offer()), Aspect.FUNDING).verdict == "unknown"


def test_matching_knows_no_name_and_a_restricted_reason_looks_like_none() -> None:
    row: Any = Referral
    youngster: Any = cast(Any, Youngster)(first_name="Noor", last_name="El Amrani")
    for main, others in (("radicalisation", []), ("offences", ["other"]), (None, []), ("other", ["radicalisation"])):
        case = row(main_reason=main, other_reasons=others, sections={}, story="Noor en de politie.")
        need = need_for(case, youngster, TODAY)
        assert need == Need()
        assert said(fit(need, an_offer(needs=["behaviour"])), Aspect.NEED) == ("unknown", "hulpvraag niet gekend")
    case = row(main_reason="truancy", other_reasons=["radicalisation"], sections={})
    assert need_for(case, None, TODAY).reasons == {"truancy"}


def test_an_offer_can_serve_each_reason_but_the_restricted_and_other_ones() -> None:
    assert serving.NEEDS.keys() == {str(code) for code in MainReason} - RESTRICTED - {MainReason.OTHER}
    assert serving.DOMAINS is DOMAINS


@given(rules)
def test_a_rule_comes_back_as_it_was_kept_and_says_itself_in_words(rule: Rule) -> None:
    again = stored(3, as_stored(rule))
    assert as_stored(again) == as_stored(rule)
    assert again.version == 3
    assert all(in_words(rule))


def test_age_is_counted_on_the_day_of_the_session() -> None:
    assert age_on(date(2011, 9, 16), TODAY) == 14
    assert age_on(date(2011, 9, 15), TODAY) == 15
    assert age_on(None, TODAY) is None


def test_equals_stay_in_the_order_of_the_circle() -> None:
    fits, full = an_offer(), an_offer(taken=3)
    found = [(offer, name, fit(NOOR, offer)) for offer, name in ((full, "a"), (fits, "b"), (full, "c"), (fits, "d"))]
    assert [name for _offer, name, _fit in ranked(found)] == ["b", "d", "a", "c"]
