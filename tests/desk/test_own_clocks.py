"""A track runs on its own clocks: of its offer, of its table, and not on its partner's closed days."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from hub.clock import DayUnit, parse_moment
from hub.dispatch import tracks
from hub.dispatch.clock_tables import ClockRow, FreeDays
from hub.dispatch.clocks import ClockName, Whom
from hub.dispatch.clockwork.free_days import Kind
from hub.dispatch.clockwork.reading import clocks_of, clocks_of_track
from hub.dispatch.table_tables import Track
from hub.home.clockwork import of_partner, past
from hub.monitoring.check_watch import watched_otherwise
from hub.monitoring.why_now import why_sight
from hub.partners.tables import Organisation, OrganisationKind
from tests.cast import World
from tests.desk.test_follow_up import agreed, did
from tests.mail_shop import letters

TOLD = "2027-01-06T09:00"


def rule(world: World, name: ClockName, days: int, **more: Any) -> None:
    with world.desk() as work:
        unit = more.pop("unit", DayUnit.SCHOOL_DAYS)
        work.session.add(ClockRow(hub_id=world["dijleland"], name=name, days=days, unit=unit, **more))


def due(world: World, track_id: UUID) -> Any:
    with world.desk() as work:
        return work.session.get_one(Track, track_id).due_at


def test_a_track_of_an_offer_with_a_clock_of_its_own_runs_on_that_and_others_on_the_hubs(world: World) -> None:
    rule(world, ClockName.START_CHECK, 3)
    with world.desk() as work:
        short = world.offer(work, "Kort traject").id
    rule(world, ClockName.START_CHECK, 5, offer_id=short)
    rule(world, ClockName.START_CHECK, 9, table_kind="expertise")
    of_offer = agreed(world, offer="Kort traject")
    other = agreed(world, offer="Individuele begeleiding", case=world.refer(first_name="Lotte", now="2026-11-16T11:00"))
    assert due(world, of_offer) == parse_moment("2026-12-08T09:00")
    assert due(world, other) == parse_moment("2026-12-04T09:00")


def test_a_partner_that_is_closed_gets_no_letter_and_its_clock_stands_still(world: World) -> None:
    known = agreed(world)
    with world.desk() as work:
        partner = work.session.get_one(Track, known).organisation_id
        closed = FreeDays(
            organisation_id=partner, first=date(2026, 12, 2), last=date(2026, 12, 4), kind=Kind.CLOSING,
            made_at=work.now,
        )  # fmt: skip
        work.session.add(closed)
    later = agreed(world, case=world.refer(first_name="Lotte", now="2026-11-16T11:00"))
    assert due(world, known) == parse_moment("2026-12-02T09:00"), "from before it was known"
    assert due(world, later) == parse_moment("2026-12-07T09:00"), "the start is checked on its first day back"
    assert did(world, "2026-12-03T09:00") == ["gathered"]
    assert did(world, "2026-12-07T09:00") == ["gathered"]
    assert did(world, "2026-12-08T09:00") == ["asked_partner", "asked_partner"]


def test_letters_go_to_the_worker_first_and_then_to_the_partner_itself(world: World) -> None:
    rule(world, ClockName.START_CHECK, 1, letters=2)
    track = agreed(world)
    with world.desk() as work:
        mine = work.session.get_one(Track, track)
        mine.worker_id = world["Nadia Pauwels"]
        work.session.get_one(Organisation, mine.organisation_id).email = "coordinatie@kompas.example"
    assert did(world, "2026-12-08T09:00") == ["asked_partner"]
    assert [one.to_address for one in letters(world, "weekly")] == ["nadia@kompas.example"]
    assert did(world, "2026-12-15T09:00") == ["asked_partner"]
    sent = {one.to_address for one in letters(world, "weekly")}
    assert sent == {"nadia@kompas.example", "coordinatie@kompas.example"}


def test_a_clock_without_letters_brings_a_track_to_the_coordinator_at_once(world: World) -> None:
    rule(world, ClockName.START_CHECK, 1, asked=Whom.HUB)
    track = agreed(world)
    assert did(world, "2026-12-02T09:00") == ["gave_to_coordinator"]
    assert letters(world, "weekly") == []
    with world.desk() as work:
        assert clocks_of_track(work, work.session.get_one(Track, track))[ClockName.START_CHECK].asked == Whom.HUB


def test_last_year_is_replayed_with_another_rule_beside_the_one_that_counts(world: World) -> None:
    track = agreed(world)
    with world.desk("Nadia Pauwels", now="2026-12-10T09:00") as work:
        tracks.start(work, track, date(2026, 12, 1))
    agreed(world, case=world.refer(first_name="Lotte", now="2026-11-16T11:00"))  # never spoken of again
    with world.desk(now="2027-10-04T10:00") as work:
        now = clocks_of(work, world["dijleland"])
        start = now[ClockName.START_CHECK]
        then = now | {ClockName.START_CHECK: replace(start, letters=3)}
        told = past.replay(work, world["dijleland"], ClockName.START_CHECK, now, then)
        waits = past.replay(work, world["dijleland"], ClockName.CLARIFICATION, now, now)
    assert (told.year.label, told.looked_at) == ("2026-2027", 2)
    # The letter of the week went on 8 December; Noor's start was told two days later, and then she was not heard of.
    assert told.letters == (3, 5)
    assert told.given == (2, 2)
    assert (waits.about_tracks, waits.late) == (False, (0, 0))


def test_a_partner_that_becomes_a_welfare_partner_counts_through_the_holidays_from_the_next_beat_on(
    world: World,
) -> None:
    started, asked = agreed(world, start=date(2026, 12, 18)), agreed(world, case=world.refer(first_name="Lotte"))
    with world.desk() as work:
        silent = work.session.get_one(Track, asked)
        silent.step, silent.asked_at, silent.times_asked, silent.due_at = 1, work.now, 1, parse_moment(TOLD)
        partner = work.session.get_one(Organisation, silent.organisation_id)
        partner.kind, kept = OrganisationKind.WELFARE, partner.id
    assert due(world, started) == parse_moment("2027-01-04T09:00"), "from when it was a school's provider"
    now = parse_moment("2026-12-18T10:00")
    assert [one["tracks"] for one in of_partner.run(world.store, now)] == [1]
    assert due(world, started) == parse_moment("2026-12-21T09:00")
    assert due(world, asked) == parse_moment(TOLD), "a letter told that day"
    with world.desk() as work:
        case = work.session.get_one(Track, started).referral_id
        assert list(watched_otherwise(work)) == []
    assert list(of_partner.run(world.store, now)) == [], "once is enough"
    with world.desk("Hilde Verbist", now="2026-12-18T10:00") as work:
        (running,) = (one for one in why_sight.why_now(work, case).running if "Traject" in one.what)
    assert "welzijnspartner" in running.because[0]
    with world.desk() as work:
        work.session.get_one(Organisation, kept).kind = OrganisationKind.NAFT
    assert [one["tracks"] for one in of_partner.run(world.store, now)] == [1]
    assert due(world, started) == parse_moment("2027-01-04T09:00")
