"""What a school year's figures say, to whom, and that a file says the same."""

import csv
import io
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import select

from hub.clock import SchoolYear
from hub.hubs import hub_named
from hub.monitoring import roll_up
from hub.monitoring.cells import Cell, Hidden
from hub.monitoring.figure_files import chart_csv
from hub.monitoring.figure_shapes import Figures
from hub.monitoring.figures import printed, school_year_figures, school_years
from hub.monitoring.readings import readings_of
from hub.monitoring.suppress import small
from hub.partners.tables import Organisation
from hub.problems import NotAllowed, NotFound
from tests.cast import World
from tests.facts import YEAR, referral, referrals, track, tracks, write

SEEN = SchoolYear(YEAR)
PARTNERS = ("Kompas NAFT", "Springplank", "Buddyhuis")
AFTERWARDS = "2026-10-05T09:00"


def figures(world: World, who: str = "Hilde Verbist", year: SchoolYear = SEEN, now: str = AFTERWARDS) -> Figures:
    with world.desk(who, now=now) as work:
        hub = hub_named(work.session, "dijleland")
        return school_year_figures(work, hub.id, year, hide=who != "Hilde Verbist")


def line(seen: Figures, figure: str, key: str) -> tuple[Cell, Cell]:
    found = next(one for one in seen.figure(figure).lines if one.key == key)
    return found.this, found.last


def both(seen: Figures, total: str) -> tuple[Cell, Cell]:
    found = seen.total(total)
    return found.this, found.last


def cells(seen: Figures) -> Iterator[tuple[str, str, Cell]]:
    for one in (*seen.totals, *(one for figure in seen.figures for one in figure.lines)):
        yield one.key, "this", one.this
        yield one.key, "last", one.last


def a_usual_year(world: World, year: int, chance: random.Random, n: int = 60) -> None:
    """Some sixty referrals, spread as they come."""
    write(
        world,
        [
            referral(
                world, year, month=chance.choice([9, 10, 11, 1, 2, 5, 8]), age=chance.randint(10, 19),
                home_nis=chance.choice(["12025", "12025", "12025", "12040", "12021", "12002", "44021", None]),
                reason=chance.choice(["truancy", "truancy", "behaviour", "offences", "radicalisation", "other", None]),
                channel=chance.choice(["form", "form", "mail", "phone"]),
            )
            for _n in range(n)
        ],
    )  # fmt: skip
    states = [(who, what) for who in PARTNERS for what in ("started", "not_started", "awaited")]
    write(world, [track(world, *state, year) for state in states for _n in range(chance.randint(0, 14))])


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
    assert sum(one.this or 0 for one in seen.figure("ages").lines) == both(seen, "referrals")[0]


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


# Files


def as_json(world: World, **more: Any) -> Any:
    return json.loads(printed(world.store, "dijleland", "2025-2026", "json", **more))


def test_the_printed_figures_are_those_of_the_page(world: World) -> None:
    a_usual_year(world, YEAR, random.Random(1))
    seen, file = figures(world), as_json(world)
    assert (file["school_year"], file["last_year"], file["complete"]) == ("2025-2026", None, True)
    assert file["totals"]["referrals"] == {"this_year": 60, "last_year": None}
    for figure in seen.figures:
        assert [(one["code"], one["this_year"]) for one in file["figures"][figure.name]] == [
            (one.key, one.this) for one in figure.lines
        ]


def test_the_same_facts_print_the_same_bytes(world: World) -> None:
    a_usual_year(world, YEAR, random.Random(2))
    for fmt in ("json", "csv"):
        first = printed(world.store, None, "2025-2026", fmt)
        roll_up.run(world.store, rebuild=True)
        assert printed(world.store, "dijleland", SEEN, fmt) == first


def test_csv_and_json_print_the_same_numbers_with_the_count_last(world: World) -> None:
    a_usual_year(world, YEAR, random.Random(3))
    a_usual_year(world, YEAR - 1, random.Random(4))
    rows = list(csv.DictReader(io.StringIO(printed(world.store, None, "2025-2026", "csv", "steering"))))
    assert list(rows[0])[-1] == "count"
    file = as_json(world, as_role="steering")
    for row in rows:
        lines = file["totals"].items() if row["figure"] == "totals" else ()
        known = dict(lines) or {one["code"]: one for one in file["figures"][row["figure"]]}
        value = known[row["code"]]["this_year" if row["school_year"] == "2025-2026" else "last_year"]
        assert row["count"] == ("" if value is None else str(value))
    assert {row["count"] for row in rows} > {"hidden", "0", "60"}


def test_a_name_is_no_formula_in_a_file(world: World) -> None:
    with world.desk() as work:
        kompas = work.session.exec(select(Organisation).where(Organisation.name == "Kompas NAFT")).one()
        kompas.name = '=HYPERLINK("http://evil.example")'
    tracks(world, 6, "Kompas NAFT")
    seen = figures(world)
    text = chart_csv(seen, seen.figure("partners"), "Partner")
    assert text.startswith("\ufeffPartner;Code;Schooljaar;Aantal\r\n")
    names = [row[0] for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")]
    assert '\'=HYPERLINK("http://evil.example")' in names
    assert not [name for name in names if name.startswith("=")]


def test_a_file_of_an_unknown_year_format_role_or_hub_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="2025-2027"):
        printed(world.store, None, "2025-2027", "json")
    with pytest.raises(ValueError, match="xlsx"):
        printed(world.store, None, "2025-2026", "xlsx")
    with pytest.raises(ValueError, match="anybody"):
        printed(world.store, None, "2025-2026", "json", "anybody")
    with pytest.raises(NotFound):
        printed(world.store, "nergens", "2025-2026", "json")
