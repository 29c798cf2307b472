"""What a school year's figures say, and to whom."""

import random

import pytest

from hub.monitoring import roll_up
from hub.monitoring.cells import Hidden
from hub.monitoring.figures import school_year_figures, school_years
from hub.monitoring.readings import readings_of
from hub.monitoring.suppress import small
from hub.problems import NotAllowed, NotFound
from tests.cast import World
from tests.facts import AFTERWARDS, PARTNERS, SEEN, YEAR, a_usual_year, both, cells, figures, line, referrals, tracks


def test_this_year_stands_beside_last_year(world: World) -> None:
    referrals(world, 3, home_nis="12025")
    referrals(world, 2, home_nis="12040", channel="mail")
    referrals(world, 4, YEAR - 1, home_nis="12040")
    seen = figures(world)
    assert both(seen, "referrals") == (5, 4)
    assert line(seen, "home", "12025") == (3, 0)
    assert line(seen, "home", "12040") == (2, 4)
    assert line(seen, "channels", "mail") == (2, 0)
    assert line(seen, "referrer_kinds", "school") == (5, 4)
    assert [one.label for one in seen.figure("home").lines][:2] == ["Mechelen", "Willebroek"]


def test_a_youngster_who_comes_twice_is_two_referrals_and_one_youngster(world: World) -> None:
    noor = world["Lotte Wouters"]  # any id will do
    referrals(world, 2, youngster_key=noor)
    referrals(world, 1)
    referrals(world, 1, youngster_key=None, subject_kind="group")
    assert both(figures(world), "referrals")[0] == 4
    assert both(figures(world), "youngsters")[0] == 2


def test_another_hub_has_figures_of_its_own(world: World) -> None:
    referrals(world, 7, hub="schelderand")
    seen = figures(world)
    assert (both(seen, "referrals"), seen.figure("home").lines) == ((0, None), ())


def test_ages_and_places_at_the_edge_are_taken_together(world: World) -> None:
    for age in (8, 11, 12, 18, 19, 25, None):
        referrals(world, 1, age=age)
    referrals(world, 2, home_nis="44021")
    referrals(world, 1, home_nis=None)
    seen = figures(world)
    ages = {one.key: one.this for one in seen.figure("ages").lines}
    assert (ages["under_12"], ages["12"], ages["18"], ages["over_18"], ages["unknown"]) == (2, 1, 1, 2, 1)
    assert line(seen, "home", "elsewhere")[0] == 2
    assert line(seen, "home", "unknown")[0] == 1
    assert sum(this for this in ages.values() if isinstance(this, int)) == both(seen, "referrals")[0]


def test_a_joint_referral_counts_for_each_partner(world: World) -> None:
    (shared,) = referrals(world, 1)
    tracks(world, 1, "Springplank", referral_id=shared, joint=True)
    tracks(world, 1, "Buddyhuis", referral_id=shared, joint=True, state="awaited")
    tracks(world, 1, "Buddyhuis", referral_id=shared, state="not_started")
    seen = figures(world)
    assert line(seen, "partners", str(world["Springplank"]))[0] == 1
    assert line(seen, "partners", str(world["Buddyhuis"]))[0] == 1
    assert [line(seen, "starts", state)[0] for state in ("started", "not_started", "awaited")] == [1, 1, 1]
    assert line(seen, "starts_by_partner", f"{world['Buddyhuis']}:awaited")[0] == 1
    assert both(seen, "tracks")[0] == 3


def test_a_median_is_exact(world: World) -> None:
    for days in (1, 1, 2, 30):
        referrals(world, 1, days_to_table=days, days_to_start=days)
    referrals(world, 1, days_to_table=2)
    seen = figures(world)
    assert both(seen, "days_to_table")[0] == 2
    assert both(seen, "days_to_start")[0] == 1.5
    assert line(seen, "waiting", "days_to_claim") == (None, None)


def test_months_to_come_have_no_figure_and_months_that_passed_have_nought(world: World) -> None:
    referrals(world, 6, month=9)
    seen = figures(world, now="2025-10-15T09:00")
    assert [one.this for one in seen.figure("months").lines] == [6, 0, *[None] * 10]
    assert [one.label for one in seen.figure("months").lines][:3] == ["sep", "okt", "nov"]
    assert seen.running
    assert not figures(world).running


def test_the_first_year_has_no_year_before_it(world: World) -> None:
    referrals(world, 6)
    seen = figures(world)
    assert not seen.has_last
    assert {cell for _key, year, cell in cells(seen) if year == "last"} == {None}


def test_one_can_look_at_each_counted_year_and_the_present_one(world: World) -> None:
    referrals(world, 1, 2021)
    with world.desk("Hilde Verbist", now=AFTERWARDS) as work:
        assert [year.label for year in school_years(work, readings_of(work, world["dijleland"]))] == [
            "2026-2027",
            "2021-2022",
        ]


def test_restricted_reasons_stand_apart_for_the_coordinator_only(world: World) -> None:
    referrals(world, 30, reason="truancy")
    referrals(world, 6, reason="offences")
    referrals(world, 2, reason="radicalisation")
    referrals(world, 5, reason="other")
    assert line(figures(world), "reasons", "radicalisation")[0] == 2
    theirs = figures(world, "Lotte Wouters")
    reasons = {one.key: one.this for one in theirs.figure("reasons").lines}
    assert not {"offences", "radicalisation"} & set(reasons)
    assert reasons["other"] == 13


@pytest.mark.parametrize("seed", range(3))
def test_the_steering_group_reads_nothing_under_five(world: World, seed: int) -> None:
    chance = random.Random(seed)
    a_usual_year(world, YEAR, chance)
    a_usual_year(world, YEAR - 1, chance, n=25)
    days = ("days_to_table", "days_to_claim", "days_to_start")
    readable = [(key, cell) for key, _year, cell in cells(figures(world, "Lotte Wouters")) if isinstance(cell, int)]
    assert len(readable) > 30
    assert not [(key, cell) for key, cell in readable if small(cell) and key not in days]
    assert [cell for _key, _year, cell in cells(figures(world)) if isinstance(cell, int) and small(cell)]


def test_a_small_partner_costs_the_steering_group_no_total_of_the_year(world: World) -> None:
    for who, started, not_started in (("Kompas NAFT", 150, 21), ("Springplank", 58, 9), ("Buddyhuis", 4, 1)):
        tracks(world, started, who)
        tracks(world, not_started, who, "not_started")
    seen = figures(world, "Lotte Wouters")
    assert (both(seen, "tracks")[0], both(seen, "started")[0]) == (243, 212)
    assert [line(seen, "starts", state)[0] for state in ("started", "not_started", "awaited")] == [212, 31, 0]
    assert [line(seen, "partners", str(world[who]))[0] for who in PARTNERS] == [171, 67, 5]
    for who in PARTNERS:
        split = [line(seen, "starts_by_partner", f"{world[who]}:{state}")[0] for state in ("started", "not_started")]
        assert split == [Hidden.BESIDE] * 2


@pytest.mark.parametrize("seed", range(3))
def test_a_year_hides_the_same_figures_on_its_own_page_and_as_last_year(world: World, seed: int) -> None:
    chance = random.Random(seed)
    for year in (YEAR - 1, YEAR, YEAR + 1):
        a_usual_year(world, year, chance, n=30)
    own = figures(world, "Lotte Wouters")
    beside = figures(world, "Lotte Wouters", SEEN.next)
    for name in ("home", "months", "ages", "reasons", "channels", "partners", "starts", "starts_by_partner", "waiting"):
        before = {one.key: one.last for one in beside.figure(name).lines}
        assert {one.key: one.this for one in own.figure(name).lines} == before


def test_a_median_of_a_handful_is_hidden(world: World) -> None:
    referrals(world, 20)
    referrals(world, 4, days_to_table=3)
    assert line(figures(world, "Lotte Wouters"), "waiting", "days_to_table") == (Hidden.BESIDE, None)
    assert both(figures(world, "Lotte Wouters"), "days_to_table")[0] is Hidden.BESIDE


def test_a_first_handful_of_referrals_shows_as_few(world: World) -> None:
    referrals(world, 3)
    seen = figures(world, "Lotte Wouters")
    assert both(seen, "referrals")[0] is Hidden.FEW
    assert {one.this for one in seen.figure("home").lines} == {Hidden.BESIDE}


@pytest.mark.parametrize(
    ("who", "hide", "refusal"),
    [
        ("Wim Peeters", False, NotFound),
        ("Wim Peeters", True, NotFound),
        ("Nadia Pauwels", True, NotFound),
        ("Els Dierckx", True, NotFound),
        ("Karim Haddou", True, NotAllowed),
        ("Lotte Wouters", False, NotAllowed),
        ("Bram Geerts", False, NotAllowed),
    ],
)
def test_figures_are_for_who_may_see_them(world: World, who: str, hide: bool, refusal: type[Exception]) -> None:
    with world.desk(who) as work, pytest.raises(refusal):
        school_year_figures(work, world["dijleland"], SEEN, hide=hide)


def test_a_changed_case_makes_the_figures_incomplete_until_it_is_counted(world: World) -> None:
    assert figures(world).complete
    world.refer()
    assert not figures(world).complete
    roll_up.run(world.store)
    assert figures(world).complete
    world.refer(as_concept=True)
    assert figures(world).complete
