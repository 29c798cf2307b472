"""The steering group's figures stand still for a month: who compares them learns of nobody."""

from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import SchoolYear, real_now
from hub.hubs import HubMunicipality
from hub.monitoring import roll_up, stands
from hub.monitoring.cells import Hidden
from hub.monitoring.check import check
from hub.monitoring.figure_files import as_csv, as_json
from hub.monitoring.figure_shapes import Figures
from hub.monitoring.figures import printed, school_year_figures
from hub.monitoring.information import with_information
from hub.monitoring.tables import ReferralFact, YearStand
from hub.partners.tables import HubPartner
from tests.cast import World
from tests.facts import YEAR, referral, referrals, tracks, write

SEEN = SchoolYear(YEAR)
IN_NOVEMBER, AT_ITS_END, IN_DECEMBER = "2025-11-03T10:00", "2025-11-30T23:50", "2025-12-01T00:10"


def seen(world: World, now: datetime | str, who: str = "Lotte Wouters", year: SchoolYear = SEEN) -> Figures:
    with world.desk(who, now=now) as work:
        return school_year_figures(work, world["dijleland"], year, hide=who != "Hilde Verbist")


def files(world: World, now: str) -> tuple[str, str]:
    figures = seen(world, now)
    return as_json(figures, "dijleland"), as_csv(figures, "dijleland")


def one_more(world: World, **more: Any) -> None:
    """A youngster of whom each thing is rare."""
    rare: dict[str, Any] = {"home_nis": "44021", "age": 19, "reason": "conflict", "channel": "phone", "month": 11}
    referrals(world, 1, **rare | more)


@pytest.fixture
def october(world: World) -> World:
    """Thirty-six referrals by the end of October, and a year before it."""
    write(world, [referral(world, month=9 + k % 2, age=13 + k % 4) for k in range(36)])
    referrals(world, 41, YEAR - 1)
    tracks(world, 12, "Kompas NAFT")
    return world


def test_one_referral_changes_nothing_that_the_steering_group_can_lay_beside_yesterdays(october: World) -> None:
    before = files(october, IN_NOVEMBER)
    one_more(october)
    one_more(october, month=10)  # entered late for last month
    one_more(october, year=YEAR - 1)
    tracks(october, 1, "Springplank")
    assert files(october, AT_ITS_END) == before
    assert seen(october, AT_ITS_END, "Hilde Verbist").total("referrals").this == 38


def test_a_month_with_one_referral_moves_nothing_either_and_five_do(october: World) -> None:
    before = seen(october, IN_NOVEMBER)
    one_more(october)
    held = seen(october, IN_DECEMBER)
    assert (held.totals, held.figures, held.as_of) == (before.totals, before.figures, date(2025, 11, 1))
    referrals(october, 4, month=12)
    moved = seen(october, "2026-01-05T10:00")
    assert (moved.total("referrals").this, moved.as_of) == (41, date(2026, 1, 1))


def test_the_month_begins_at_midnight_in_brussels_and_counts_what_came_before_it(october: World) -> None:
    referrals(october, 6, month=11)
    assert seen(october, "2025-11-30T22:59Z").total("referrals").this == 36
    assert seen(october, "2025-11-30T23:01Z").total("referrals").this == 42
    assert seen(october, IN_NOVEMBER).total("referrals").this == 36
    with october.desk() as work:
        months = work.session.exec(select(col(YearStand.month)).where(YearStand.school_year == YEAR)).all()
    assert sorted(months) == [date(2025, 11, 1), date(2025, 12, 1)]


def test_months_that_are_not_counted_yet_have_no_figure(october: World) -> None:
    referrals(october, 7, month=11)
    assert [line.this for line in seen(october, IN_NOVEMBER).figure("months").lines] == [18, 18, *[None] * 10]
    assert seen(october, IN_NOVEMBER, "Hilde Verbist").figure("months").lines[2].this == 7


def test_the_few_of_the_summer_wait_for_the_end_of_the_year_which_closes_it(october: World) -> None:
    referrals(october, 6, month=5)
    assert seen(october, "2026-06-02T10:00").total("referrals").this == 42
    referrals(october, 5, month=6)
    referrals(october, 1, month=8)
    assert seen(october, "2026-08-20T10:00").as_of == date(2026, 6, 1)
    closed = seen(october, "2026-09-01T10:00")
    assert (closed.total("referrals").this, closed.as_of) == (48, date(2026, 9, 1))
    assert seen(october, "2026-09-01T10:00", year=SEEN.next).total("referrals").last == 48


def test_in_september_nothing_is_known_of_the_new_year_yet(october: World) -> None:
    referrals(october, 9, YEAR + 1, month=9)
    new = seen(october, "2026-09-20T10:00", year=SEEN.next)
    assert (new.total("referrals").this, new.total("referrals").last) == (0, 36)
    assert {line.this for line in new.figure("months").lines} == {None}


def test_a_place_or_partner_that_is_added_later_divides_no_kept_figure_anew(october: World) -> None:
    referrals(october, 9, home_nis="11002", month=10)
    before = seen(october, IN_NOVEMBER)
    with october.desk() as work:
        work.session.add(HubMunicipality(hub_id=october["dijleland"], nis="11002"))
        work.session.execute(sa.delete(HubPartner).where(col(HubPartner.organisation_id) == october["Kompas NAFT"]))
    after = seen(october, AT_ITS_END)
    assert (after.figure("home"), after.figure("partners")) == (before.figure("home"), before.figure("partners"))


def new_place(world: World, nis: str) -> None:
    with world.desk() as work:
        work.session.add(HubMunicipality(hub_id=world["dijleland"], nis=nis))


@pytest.mark.parametrize(("live_there", "joins"), [(0, True), (3, False), (7, True)])
def test_a_place_with_a_handful_does_not_come_out_of_the_others_from_one_month_to_the_next(
    october: World, live_there: int, joins: bool
) -> None:
    """Else Lotte takes December's line of all others off November's, and knows how many live there."""
    referrals(october, live_there, home_nis="11002", month=10)
    referrals(october, 20, home_nis="44021", month=10)
    referrals(october, 6, home_nis="12040", month=10)
    others = {line.key: line.this for line in seen(october, IN_NOVEMBER).figure("home").lines}["elsewhere"]
    assert others == 20 + live_there
    new_place(october, "11002")
    referrals(october, 6, month=11)
    december = seen(october, IN_DECEMBER)
    lines = {line.key: line.this for line in december.figure("home").lines}
    assert december.total("referrals").this == 68 + live_there, "the rest goes on"
    assert ("11002" in lines, lines["elsewhere"]) == (joins, others - live_there if joins else others)


def test_last_year_is_divided_as_on_its_own_page(october: World) -> None:
    referrals(october, 3, YEAR - 1, home_nis="11002")
    referrals(october, 20, YEAR - 1, home_nis="44021")
    referrals(october, 6, YEAR - 1, home_nis="12040")
    own = {line.key: line.this for line in seen(october, "2025-09-20T10:00", year=SEEN.previous).figure("home").lines}
    assert own["elsewhere"] == 23
    new_place(october, "11002")
    referrals(october, 9, home_nis="11002", month=10)
    beside = {line.key: line.last for line in seen(october, IN_NOVEMBER).figure("home").lines}
    assert beside["elsewhere"] == 23
    assert beside["11002"] is None


def test_nothing_is_kept_while_a_case_waits_to_be_counted(october: World) -> None:
    october.refer(now="2025-10-31T20:00")
    early = seen(october, IN_NOVEMBER)
    assert (early.complete, early.total("referrals").this) == (False, 36)
    roll_up.run(october.store)
    settled = seen(october, IN_NOVEMBER)
    assert (settled.complete, settled.total("referrals").this) == (True, 37)
    october.refer(now=IN_NOVEMBER)
    assert seen(october, IN_NOVEMBER).complete


@pytest.mark.parametrize(
    ("all_of_them", "different", "shown"),
    [
        (37, 36, Hidden.BESIDE),
        (36, 36, 36),
        (41, 36, 36),
        (40, 36, Hidden.BESIDE),
        (12, 3, Hidden.BESIDE),
        (4, 4, Hidden.FEW),
    ],
)
def test_youngsters_do_not_tell_how_few_came_twice(world: World, all_of_them: int, different: int, shown: Any) -> None:
    again = world["Lotte Wouters"]  # any id will do
    referrals(world, different - 1)
    referrals(world, all_of_them - different + 1, youngster_key=again)
    total = seen(world, "2026-10-05T09:00").total("youngsters")
    assert total.this == shown


def test_printed_for_the_steering_group_are_the_figures_of_its_page(october: World) -> None:
    page = seen(october, real_now())
    with october.desk(now=real_now()) as work:
        page = with_information(work, october["dijleland"], page)
    one_more(october, month=10)
    assert printed(october.store, "dijleland", SEEN, "json", "steering") == as_json(page, "dijleland")
    assert printed(october.store, "dijleland", SEEN, "csv", "steering") == as_csv(page, "dijleland")


def test_totals_of_tracks_stand_beside_each_other_from_month_to_month_without_a_small_step(october: World) -> None:
    """They stay in sight beside a small partner, so a handful of tracks waits, also where referrals came."""
    tracks(october, 8, "Kompas NAFT", "not_started")
    tracks(october, 4, "Buddyhuis")
    tracks(october, 6, "Springplank")
    before = seen(october, IN_NOVEMBER)
    assert [one.this for one in before.figure("starts").lines] == [22, 8, 0]
    assert check_of_stands(october) == []
    referrals(october, 9, month=11)
    tracks(october, 1, "Kompas NAFT", "not_started")
    held = seen(october, IN_DECEMBER)
    assert (held.totals, held.figures, held.as_of) == (before.totals, before.figures, date(2025, 11, 1))
    tracks(october, 4, "Springplank")
    moved = seen(october, "2026-01-05T10:00")
    assert [one.this for one in moved.figure("starts").lines] == [26, 9, 0]
    assert moved.total("referrals").this == 45


def test_the_worker_makes_the_stands_of_every_hub(october: World) -> None:
    referrals(october, 9, hub="schelderand")
    stands.keep_all(october.store)
    stands.keep_all(october.store)
    with october.desk() as work:
        hubs = set(work.session.exec(select(YearStand.hub_id).where(YearStand.school_year == YEAR)))
    assert hubs == {october["dijleland"], october["schelderand"]}
    assert check_of_stands(october) == []


def check_of_stands(world: World) -> list[str]:
    return [finding.sentence for finding in check(world.store) if finding.rule == "standing figures"]


def test_kept_figures_that_do_not_add_up_or_moved_within_a_month_are_found(october: World) -> None:
    seen(october, IN_NOVEMBER)
    with october.store.engine.begin() as owner:
        owner.execute(sa.text("UPDATE year_stand SET as_of = month + 3"))
        owner.execute(sa.text("UPDATE year_stand SET counts = jsonb_set(counts, '{referrals}', '35')"))
    assert len(check_of_stands(october)) == 2


def test_an_erased_case_takes_no_kept_figure_along(october: World) -> None:
    before = files(october, IN_NOVEMBER)
    with october.desk() as work:
        work.session.execute(sa.delete(ReferralFact))
    assert files(october, AT_ITS_END) == before
