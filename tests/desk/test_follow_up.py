"""Follow-up: a silent partner is asked, then the coordinator has it, with its place on the next agenda."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from hub.clock import parse_moment
from hub.dispatch import ending, moves, tracks
from hub.dispatch.case import Move, Stage
from hub.dispatch.table_tables import AgendaItem, AgendaReason, AgendaState, Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import TrackStage
from hub.home import today
from hub.ledger import Entry
from hub.links import Link, Purpose
from hub.monitoring import follow_up
from hub.partners.tables import Organisation
from tests.cast import World
from tests.mail_shop import letters

START = date(2026, 12, 1)  # a Tuesday
CHECKED = "2026-12-08T09:00"  # it is due the school day after it, and waits for the letter of Tuesday
SILENT = "2026-12-15T09:00"  # five school days later


def agreed(world: World, *, start: date = START, offer: str = "Kort traject", case: UUID | None = None) -> UUID:
    """Hilde agrees with Kompas that it takes Noor up on this day; the id of the track."""
    case = case or world.refer(now="2026-11-16T10:00")
    with world.desk("Hilde Verbist", now="2026-11-17T14:00") as work:
        referral = moves.take(work, case)
        found = world.offer(work, offer)
        track = tracks.open_track(
            work, referral, organisation_id=found.organisation_id, offer_id=found.id, agreed_start=start
        )
        if referral.stage == Stage.SUBMITTED:
            moves.move(work, referral, Move.CLARIFY)
            moves.move(work, referral, Move.TAKE_UP)
        return track.id


def follow(world: World, now: str, hub: str | None = None) -> list[dict[str, Any]]:
    return list(follow_up.run(world.store, parse_moment(now), hub))


def did(world: World, now: str) -> list[str]:
    return [line["did"] for line in follow(world, now)]


def track_now(world: World, track_id: UUID) -> Track:
    with world.desk() as work:
        return work.session.get_one(Track, track_id)


# Asking the partner


def test_asking_twice_at_the_same_moment_does_nothing_the_second_time(world: World) -> None:
    agreed(world)
    assert did(world, CHECKED) == ["asked_partner"]
    assert did(world, CHECKED) == []
    assert len(letters(world, "weekly")) == 1


def test_the_letter_leaves_at_once_and_holds_a_link_and_no_name(world: World) -> None:
    track = agreed(world)
    follow(world, CHECKED)
    (letter,) = letters(world, "weekly")
    assert letter.to_address == "team@kompas.example"
    assert letter.due_at == letter.real_written_at
    with world.desk() as work:
        link = work.session.exec(select(Link).where(Link.purpose == Purpose.TRACK)).one()
    assert link.noun_id == track
    assert link.marker in letter.body
    assert "CM-2026-00001" in letter.subject
    for word in ("Noor", "Amrani", "school"):
        assert word not in letter.subject + letter.body


def test_a_rehearsal_decides_by_its_own_moment_and_keeps_the_real_one_beside_it(world: World) -> None:
    agreed(world)
    follow(world, CHECKED)
    (letter,) = letters(world, "weekly")
    assert letter.written_at == parse_moment(CHECKED)
    assert letter.due_at == letter.real_written_at
    with world.desk() as work:
        line = work.session.exec(select(Entry).where(Entry.act == "track.asked_partner")).one()
    assert line.at == parse_moment(CHECKED)
    assert line.real_at == letter.real_written_at


def test_the_letter_goes_to_the_worker_of_the_track_when_there_is_one(world: World) -> None:
    track = agreed(world)
    with world.desk() as work:
        work.session.get_one(Track, track).worker_id = world["Nadia Pauwels"]
    follow(world, CHECKED)
    assert [letter.to_address for letter in letters(world, "weekly")] == ["nadia@kompas.example"]


def test_without_an_address_of_the_partner_its_longest_member_is_asked(world: World) -> None:
    agreed(world)
    with world.desk() as work:
        work.session.get_one(Organisation, world["Kompas NAFT"]).email = ""
    follow(world, CHECKED)
    assert [letter.to_address for letter in letters(world, "weekly")] == ["nadia@kompas.example"]


@pytest.mark.parametrize("moment", ["2026-12-02T21:00", "2026-12-05T10:00", "2026-12-25T10:00"])
def test_at_night_in_a_weekend_and_on_christmas_day_nothing_happens(world: World, moment: str) -> None:
    agreed(world)
    assert follow(world, moment) == []


def test_the_partner_says_another_day_and_is_only_asked_after_that_one(world: World) -> None:
    track = agreed(world)
    follow(world, CHECKED)
    with world.desk("Nadia Pauwels", now="2026-12-09T10:00") as work:
        tracks.plan(work, track, date(2026, 12, 18))
    assert did(world, SILENT) == []
    assert did(world, "2027-01-05T07:00") == ["asked_partner"]
    assert track_now(world, track).times_asked == 1


def test_a_track_that_runs_is_asked_for_a_sign_of_life_and_any_contact_counts(world: World) -> None:
    track = agreed(world)
    with world.desk("Nadia Pauwels", now="2026-12-01T16:00") as work:
        tracks.start(work, track, START)
    with world.desk("Nadia Pauwels", now="2027-01-15T16:00") as work:
        tracks.sign_of_life(work, track, "Gebeld met de school.")
    # Thirty school days after the call: the February holiday does not count.
    assert did(world, "2027-03-04T10:00") == []
    assert did(world, "2027-03-05T10:00") == ["gathered"]
    assert did(world, "2027-03-09T07:00") == ["asked_partner"]
    assert len(letters(world, "weekly")) == 1


def test_a_pause_ends_by_itself_with_a_question_and_without_an_alarm_before(world: World) -> None:
    track = agreed(world)
    with world.desk("Nadia Pauwels", now="2026-12-01T16:00") as work:
        tracks.start(work, track, START)
    with world.desk("Nadia Pauwels", now="2026-12-03T16:00") as work:
        tracks.hold(work, track, date(2027, 3, 8), "Ziekenhuis")
    assert did(world, "2027-03-05T10:00") == []
    assert did(world, "2027-03-08T09:00") == ["gathered"]
    assert did(world, "2027-03-09T07:00") == ["asked_partner"]
    assert "Gaat het verder, ligt het nog even stil" in letters(world, "weekly")[0].body


# Giving it to the coordinator


def test_after_silence_the_case_is_the_coordinators_with_a_proposed_place_on_the_agenda(world: World) -> None:
    track = agreed(world)
    follow(world, CHECKED)
    assert follow(world, "2026-12-15T08:59") == []
    (line,) = follow(world, SILENT)
    assert (line["did"], line["step"]) == ("gave_to_coordinator", 2)
    with world.desk() as work:
        case = work.session.get_one(Referral, track_now(world, track).referral_id)
        place = work.session.exec(select(AgendaItem).where(AgendaItem.referral_id == case.id)).one()
    assert (case.stage, case.holder, case.reopened_for, case.reopened_track_id) == (
        Stage.REOPENED, "coordinator", AgendaReason.SILENT, track,
    )  # fmt: skip
    assert (place.state, place.reason) == (AgendaState.PROPOSED, AgendaReason.SILENT)
    assert follow(world, SILENT) == []


def test_silence_ends_no_track_and_frees_no_place(world: World) -> None:
    track = agreed(world)
    with world.desk() as work:
        taken = world.offer(work, "Kort traject").taken
    follow(world, CHECKED)
    follow(world, SILENT)
    after = track_now(world, track)
    assert (after.stage, after.holds_place) == (TrackStage.ACCEPTED, True)
    with world.desk() as work:
        assert world.offer(work, "Kort traject").taken == taken == 1


def test_a_running_track_about_which_no_word_comes_is_silent_and_not_stuck(world: World) -> None:
    track = agreed(world)
    with world.desk("Nadia Pauwels", now="2026-12-01T16:00") as work:
        tracks.start(work, track, START)
    assert did(world, "2027-02-02T10:00") == ["asked_partner"]
    assert did(world, "2027-02-16T10:00") == ["asked_partner"]  # Nadia said nothing, so her team is asked
    assert did(world, "2027-02-23T10:00") == ["gave_to_coordinator"]
    assert world.case(track_now(world, track).referral_id).reopened_for == AgendaReason.SILENT


def test_the_coordinator_is_written_to_once_a_day_however_many_come_back(world: World) -> None:
    for _n in range(3):
        agreed(world)
    follow(world, CHECKED)
    assert did(world, SILENT) == ["gave_to_coordinator"] * 3
    (letter,) = letters(world, "track_escalated")
    assert letter.to_address == "meldpunt@dijleland.example"
    assert "CM-2026" not in letter.subject + letter.body
    assert "partner" not in letter.body, "it may be a track of the hub itself"
    with world.desk("Hilde Verbist", now=SILENT) as work:
        (back,) = (group for group in today.today(work).groups if group.slug == "herneming")
    assert {item.why for item in back.items} == {"herneming: we horen niets meer (Kompas NAFT)"}


def test_the_other_part_of_a_joint_track_carries_on_untouched(world: World) -> None:
    silent = agreed(world)
    case = track_now(world, silent).referral_id
    other = agreed(world, offer="Een buddy", start=date(2026, 12, 15), case=case)
    before = track_now(world, other)
    follow(world, CHECKED)
    follow(world, SILENT)
    assert world.case(case).stage == Stage.REOPENED
    after = track_now(world, other)
    assert (after.stage, after.due_at, after.step) == (before.stage, before.due_at, 0)
    # Its own word is due in its own time, whoever has the case by then.
    assert "asked_partner" in did(world, "2027-01-05T09:00")


def test_when_the_case_came_back_already_a_second_silent_track_is_only_marked(world: World) -> None:
    first = agreed(world)
    case = track_now(world, first).referral_id
    second = agreed(world, offer="Een buddy", case=case)
    follow(world, CHECKED)
    assert did(world, SILENT) == ["gave_to_coordinator"] * 2
    assert [track_now(world, one).step for one in (first, second)] == [2, 2]
    with world.desk() as work:
        assert len(work.session.exec(select(AgendaItem).where(AgendaItem.referral_id == case)).all()) == 1


def test_what_the_coordinator_has_stays_watched_and_nobody_is_written_to_meanwhile(world: World) -> None:
    track = agreed(world)
    follow(world, CHECKED)
    follow(world, SILENT)
    assert did(world, "2026-12-17T09:00") == ["left_with_coordinator"]
    assert track_now(world, track).due_at == parse_moment("2026-12-21T09:00")
    assert len(letters(world, "weekly")) == 1


def test_when_she_lets_it_run_on_the_partner_is_asked_again_with_more_time(world: World) -> None:
    track = agreed(world)
    follow(world, CHECKED)
    follow(world, SILENT)
    with world.desk("Hilde Verbist", now="2026-12-15T11:00") as work:
        ending.carry_on(work, track_now(world, track).referral_id)
    assert did(world, "2026-12-17T09:00") == ["gathered"]
    (line,) = follow(world, "2027-01-05T07:00")
    assert (line["did"], line["times_asked"]) == ("asked_partner", 2)
    # After the Christmas holiday, and ten school days now.
    assert line["due"] == "2027-01-19T09:00+01:00"
    assert len(letters(world, "weekly")) == 2


@pytest.mark.parametrize("reason", ["refuses", "staff"])
def test_a_track_that_does_not_start_brings_the_case_back_at_once(world: World, reason: str) -> None:
    track = agreed(world)
    with world.desk("Nadia Pauwels", now="2026-11-24T10:00") as work:
        tracks.not_start(work, track, reason)
    case = world.case(track_now(world, track).referral_id)
    assert (case.stage, case.holder, case.reopened_for) == (Stage.REOPENED, "coordinator", AgendaReason.NOT_STARTED)
    with world.desk() as work:
        place = work.session.exec(select(AgendaItem).where(AgendaItem.referral_id == case.id)).one()
        assert (place.state, place.reason) == (AgendaState.PROPOSED, AgendaReason.NOT_STARTED)
        assert world.offer(work, "Kort traject").taken == 0
    assert follow(world, SILENT) == []


def test_a_proposal_that_is_declined_brings_the_case_back_at_once(world: World) -> None:
    case = world.refer(now="2026-11-16T10:00")
    with world.desk("Hilde Verbist", now="2026-11-17T14:00") as work:
        referral = moves.take(work, case)
        offer = world.offer(work, "Kort traject")
        proposed = tracks.open_track(
            work, referral, organisation_id=offer.organisation_id, offer_id=offer.id, proposed=True
        )
        moves.move(work, referral, Move.CLARIFY)
        moves.move(work, referral, Move.TAKE_UP)
    with world.desk("Nadia Pauwels", now="2026-11-19T14:00") as work:
        tracks.decline(work, proposed.id, "no_place")
    assert world.case(case).reopened_for == AgendaReason.DECLINED
