"""Which offers fit: each line says fits, does not fit or unknown, and why; there is no score."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hub.dispatch.codes import STRUCTURE_WORDS
from hub.dispatch.fit import Fit, Line, Need, OfferView, Verdict, fit
from hub.dispatch.identity import age_on
from hub.partners.tables import Capacity

TODAY = date(2026, 9, 15)
CODES = ("12025", "12014", "11029")
needs = st.builds(
    Need,
    age=st.none() | st.integers(3, 25),
    structure=st.none() | st.sampled_from(list(STRUCTURE_WORDS)),
    home_nis=st.none() | st.sampled_from(CODES),
    school_nis=st.none() | st.sampled_from(CODES),
)
offers = st.builds(
    lambda youngest, span, structures, area, capacity, places, taken, days: OfferView(
        youngest, youngest + span, structures, area, capacity, places, min(taken, places or 0),
        TODAY - timedelta(days=days),
    ),
    st.integers(3, 20), st.integers(0, 8), st.lists(st.sampled_from(list(STRUCTURE_WORDS)), max_size=3),
    st.lists(st.sampled_from(CODES), max_size=2), st.sampled_from([str(code) for code in Capacity]),
    st.none() | st.integers(0, 5), st.integers(0, 5), st.integers(0, 60),
)  # fmt: skip


def line(found: Fit, aspect: str) -> Line:
    return next(one for one in found.lines if one.aspect == aspect)


def an_offer(**changes: Any) -> OfferView:
    values: dict[str, Any] = {
        "age_from": 12, "age_to": 18, "structures": ("311",), "area": ("12025",), "capacity": "has_capacity",
        "places": 3, "taken": 1, "capacity_on": TODAY,
    }  # fmt: skip
    return OfferView(**{**values, **changes})


NOOR = Need(age=15, structure="311", home_nis="12025", school_nis="12014")


@given(needs, offers)
def test_the_whole_is_never_better_than_its_weakest_line(need: Need, offer: OfferView) -> None:
    found = fit(need, offer, TODAY)
    verdicts = [one.verdict for one in found.lines]
    assert [one.aspect for one in found.lines] == ["leeftijd", "niveau", "gebied", "plaats"]
    assert all(one.why for one in found.lines)
    if Verdict.NOT in verdicts:
        assert found.verdict == Verdict.NOT
    elif Verdict.UNKNOWN in verdicts:
        assert found.verdict == Verdict.UNKNOWN
    else:
        assert found.verdict == Verdict.FITS


@given(needs, offers)
def test_what_is_not_known_never_counts_against_a_youngster(need: Need, offer: OfferView) -> None:
    nothing = fit(Need(), offer, TODAY)
    assert all(one.verdict != Verdict.NOT for one in nothing.lines if one.aspect != "plaats")
    known, unknown = (
        fit(need, offer, TODAY),
        fit(Need(None, need.structure, need.home_nis, need.school_nis), offer, TODAY),
    )
    assert line(unknown, "leeftijd").verdict == Verdict.UNKNOWN
    assert known.lines[1:] == unknown.lines[1:]


@given(needs, offers)
def test_an_offer_without_limits_fits_in_all_but_age_and_place(need: Need, offer: OfferView) -> None:
    open_to_all = OfferView(
        offer.age_from, offer.age_to, (), (), offer.capacity, offer.places, offer.taken, offer.capacity_on
    )
    found = fit(need, open_to_all, TODAY)
    assert line(found, "niveau").verdict == line(found, "gebied").verdict == Verdict.FITS


@given(needs, offers)
def test_a_place_more_never_makes_it_fit_worse(need: Need, offer: OfferView) -> None:
    if offer.places is None:
        return
    more = OfferView(
        offer.age_from, offer.age_to, offer.structures, offer.area, offer.capacity, offer.places + 1, offer.taken,
        offer.capacity_on,
    )  # fmt: skip
    order = [Verdict.NOT, Verdict.UNKNOWN, Verdict.FITS]
    assert order.index(fit(need, more, TODAY).verdict) >= order.index(fit(need, offer, TODAY).verdict)


def test_noor_fits_and_reads_why() -> None:
    found = fit(NOOR, an_offer(), TODAY)
    assert found.verdict == Verdict.FITS
    assert [one.why for one in found.lines] == [
        "15 jaar, aanbod is voor 12 tot 18 jaar", "voltijds gewoon secundair onderwijs",
        "woongemeente hoort bij het werkingsgebied", "2 vrije plaatsen",
    ]  # fmt: skip


def test_the_school_counts_where_the_home_does_not() -> None:
    found = fit(NOOR, an_offer(area=("12014",)), TODAY)
    assert line(found, "gebied").why == "schoolgemeente hoort bij het werkingsgebied"
    assert fit(NOOR, an_offer(area=("11029",)), TODAY).verdict == Verdict.NOT


def test_the_last_place_gone_is_no_place() -> None:
    assert line(fit(NOOR, an_offer(taken=3), TODAY), "plaats").verdict == Verdict.NOT
    for free in (3, 0):
        queue = an_offer(capacity="waiting_list", places=free, taken=0)
        assert line(fit(NOOR, queue, TODAY), "plaats") == Line("plaats", Verdict.NOT, "er is een wachtlijst")
    assert line(fit(NOOR, an_offer(places=None), TODAY), "plaats").why == "heeft plaats"


def test_capacity_that_nobody_confirmed_for_two_weeks_is_doubtful() -> None:
    fresh, stale = an_offer(capacity_on=TODAY - timedelta(days=14)), an_offer(capacity_on=TODAY - timedelta(days=15))
    assert fit(NOOR, fresh, TODAY).verdict == Verdict.FITS
    assert line(fit(NOOR, stale, TODAY), "plaats") == Line(
        "plaats", Verdict.UNKNOWN, "2 vrije plaatsen (15 dagen geleden opgegeven)"
    )


def test_matching_knows_no_reason_and_no_name() -> None:
    assert set(Need.__dataclass_fields__) == {"age", "structure", "home_nis", "school_nis"}


def test_age_is_counted_on_the_day_of_the_session() -> None:
    assert age_on(date(2011, 9, 16), TODAY) == 14
    assert age_on(date(2011, 9, 15), TODAY) == 15
    assert age_on(None, TODAY) is None
