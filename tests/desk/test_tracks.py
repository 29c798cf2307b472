"""Words about a track, and what each of them does to its dates, its place and its case."""

from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hub import links
from hub.clock import at_nine
from hub.dispatch import claims, moves, tracks
from hub.dispatch.case import Move, Stage
from hub.dispatch.table_tables import AgendaItem, Track
from hub.dispatch.tables import Message
from hub.ledger import Entry
from hub.links import Purpose
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from tests.cast import World
from tests.tables import on_table, row, running, taken, takes_up

START = date(2026, 9, 30)  # the usual one, fifteen days after the world's morning
AFTER_START = "2026-10-01T10:00"


def case_of(world: World, track_id: UUID) -> UUID:
    referral_id: UUID = row(world, Track, track_id).referral_id
    return referral_id


def started(world: World) -> UUID:
    track_id = running(world)
    with world.desk("Nadia Pauwels", now="2026-09-30T16:00") as work:
        tracks.start(work, track_id, START)
    return track_id


def together(world: World) -> tuple[UUID, UUID]:
    """Springplank leads, Buddyhuis joins; both are confirmed."""
    case = on_table(world)
    lead = takes_up(world, "Tom Claes", case, "Carrousel")
    joined = takes_up(world, "Yusuf Aydin", case, "Een buddy", "co")
    with world.desk("Hilde Verbist") as work:
        return claims.confirm(work, lead).id, claims.confirm(work, joined).id


def test_a_word_about_the_start_is_due_a_school_day_after_the_agreed_day(world: World) -> None:
    track = row(world, Track, running(world))
    assert (track.agreed_start, track.due_at, track.step) == (START, at_nine(date(2026, 10, 1)), 0)


def test_nadia_says_that_it_started_and_the_case_rests_for_thirty_school_days(world: World) -> None:
    track = row(world, Track, started(world))
    assert (track.stage, track.started_on, track.asked_at) == ("started", START, None)
    assert track.due_at == at_nine(date(2026, 11, 19))
    assert world.case(track.referral_id).next_due == track.due_at


def test_a_start_is_today_or_has_been(world: World) -> None:
    track_id = running(world)
    with pytest.raises(Invalid, match="moet nog komen"), world.desk("Nadia Pauwels") as work:
        tracks.start(work, track_id, START)


def test_a_later_start_moves_the_due_date_and_begins_the_ladder_anew(world: World) -> None:
    track_id = running(world)
    with world.desk() as work:
        work.session.execute(sa.update(Track).values(step=1, asked_at=work.now, times_asked=1))
    with world.desk("Nadia Pauwels", now=AFTER_START) as work:
        tracks.plan(work, track_id, date(2026, 10, 12))
    track = row(world, Track, track_id)
    assert (track.stage, track.agreed_start, track.step, track.asked_at) == ("accepted", date(2026, 10, 12), 0, None)
    assert track.due_at == at_nine(date(2026, 10, 13)) == world.case(track.referral_id).next_due


def test_what_runs_is_not_planned_anew(world: World) -> None:
    track_id = started(world)
    with pytest.raises(Refused, match="gestart"), world.desk("Nadia Pauwels", now=AFTER_START) as work:
        tracks.plan(work, track_id, date(2026, 10, 12))


def test_a_track_that_does_not_start_brings_the_case_back_with_a_place_on_the_next_agenda(world: World) -> None:
    track_id = running(world)
    with world.desk("Nadia Pauwels", now=AFTER_START) as work:
        tracks.not_start(work, track_id, "refuses", "Wil eerst met het CLB praten.")
    track, noor = row(world, Track, track_id), world.case(case_of(world, track_id))
    assert (track.stage, track.end_reason, track.due_at, track.holds_place) == ("not_started", "refuses", None, False)
    assert (noor.stage, noor.holder, noor.reopened_for) == (Stage.REOPENED, "coordinator", "not_started")
    assert noor.reopened_track_id == track_id
    assert taken(world, "Kort traject") == 0
    with world.desk() as work:
        proposal = work.session.exec(select(AgendaItem).where(AgendaItem.state == "proposed")).one()
    assert (proposal.referral_id, proposal.reason) == (noor.id, "not_started")


def test_it_does_not_start_for_a_coded_reason_only(world: World) -> None:
    track_id = running(world)
    for reason in ("", "zomaar", "too_heavy"):
        with pytest.raises(Invalid, match="Kies een reden"), world.desk("Nadia Pauwels") as work:
            tracks.not_start(work, track_id, reason)


def test_other_parts_of_a_joint_track_go_on_and_a_word_about_them_leaves_the_case_with_hilde(world: World) -> None:
    lead, joined = together(world)
    with world.desk("Tom Claes") as work:
        tracks.not_start(work, lead, "staff")
    with world.desk("Yusuf Aydin", now=AFTER_START) as work:
        tracks.start(work, joined, START)
    noor = world.case(case_of(world, joined))
    assert row(world, Track, joined).stage == "started"
    assert (noor.stage, noor.holder, taken(world, "Een buddy")) == (Stage.REOPENED, "coordinator", 1)
    with world.desk("Hilde Verbist", now=AFTER_START) as work:
        moves.move(work, moves.take(work, noor.id), Move.CARRY_ON)
    assert world.case(noor.id).holder_organisation_id == world["Buddyhuis"]


def test_a_second_part_that_stops_finds_the_case_back_already(world: World) -> None:
    lead, joined = together(world)
    with world.desk("Tom Claes") as work:
        tracks.not_start(work, lead, "staff")
    with world.desk("Yusuf Aydin") as work:
        tracks.not_start(work, joined, "moved")
    with world.desk() as work:
        assert len(work.session.exec(select(AgendaItem).where(AgendaItem.state == "proposed")).all()) == 1
    assert world.case(case_of(world, joined)).reopened_track_id == lead


def test_a_pause_waits_for_its_last_day_and_ends_with_a_word(world: World) -> None:
    track_id = started(world)
    with pytest.raises(Invalid, match="waarom"), world.desk("Nadia Pauwels", now=AFTER_START) as work:
        tracks.hold(work, track_id, date(2026, 10, 20), "")
    with world.desk("Nadia Pauwels", now=AFTER_START) as work:
        tracks.hold(work, track_id, date(2026, 10, 20), "Stage op school.")
    held = row(world, Track, track_id)
    assert (held.stage, held.due_at) == ("on_hold", at_nine(date(2026, 10, 20)))
    assert world.case(held.referral_id).next_why == "hold_ends"
    with world.desk("Nadia Pauwels", now="2026-10-20T10:00") as work:
        tracks.resume(work, track_id)
    track = row(world, Track, track_id)
    assert (track.stage, track.hold_until, track.hold_reason) == ("started", None, "")


def test_the_last_track_that_is_done_leaves_the_case_with_hilde_to_tell_and_close(world: World) -> None:
    lead, joined = together(world)
    for who, track_id in (("Tom Claes", lead), ("Yusuf Aydin", joined)):
        with world.desk(who, now=AFTER_START) as work:
            tracks.start(work, track_id, START)
    with world.desk("Tom Claes", now="2026-11-20T10:00") as work:
        tracks.complete(work, lead, date(2026, 11, 20), "Gaat weer voltijds naar school.", 18)
    noor = case_of(world, lead)
    assert world.case(noor).holder == "partner"
    with world.desk("Yusuf Aydin", now="2026-12-01T10:00") as work:
        tracks.complete(work, joined, date(2026, 11, 30))
    case, done = world.case(noor), row(world, Track, lead)
    assert (case.stage, case.holder, case.next_why) == (Stage.TRACKS, "coordinator", "tell_and_close")
    assert (done.half_day_units, done.end_note) == (18, "Gaat weer voltijds naar school.")
    assert taken(world, "Carrousel") == taken(world, "Een buddy") == 0


def test_a_track_does_not_end_before_it_began(world: World) -> None:
    track_id = started(world)
    with pytest.raises(Invalid, match="voor het startte"), world.desk("Nadia Pauwels", now=AFTER_START) as work:
        tracks.complete(work, track_id, date(2026, 9, 29))


def test_a_track_that_stops_early_comes_back_at_once(world: World) -> None:
    track_id = started(world)
    with world.desk("Nadia Pauwels", now="2026-10-08T10:00") as work:
        tracks.stop_early(work, track_id, date(2026, 10, 7), "unreachable")
    noor = world.case(case_of(world, track_id))
    assert (noor.stage, noor.reopened_for) == (Stage.REOPENED, "stopped_early")


def test_a_contact_is_a_sign_of_life_and_stands_in_the_time_line(world: World) -> None:
    track_id = started(world)
    with world.desk("Nadia Pauwels", now="2026-10-20T10:00") as work:
        tracks.sign_of_life(work, track_id, "Sprak in de jeugdclub. Komt donderdag.")
    track = row(world, Track, track_id)
    assert track.due_at == at_nine(date(2026, 12, 9)) == world.case(track.referral_id).next_due
    with world.desk() as work:
        said = work.session.exec(select(Message).where(Message.kind == "note")).one()
    assert (said.author_name, said.text) == ("Nadia Pauwels, Kompas NAFT", "Sprak in de jeugdclub. Komt donderdag.")
    assert said.track_id == track_id


def test_what_is_said_of_a_track_cannot_stand_in_another_case(world: World) -> None:
    track_id, other = started(world), world.refer()
    with world.desk("Nadia Pauwels", now="2026-10-20T10:00") as work:
        tracks.sign_of_life(work, track_id, "Komt donderdag.")
    with pytest.raises(sa.exc.IntegrityError, match="speaks_of_a_track_of_its_case"), world.desk() as work:
        work.session.execute(sa.update(Message).where(col(Message.track_id) == track_id).values(referral_id=other))


def test_a_contact_does_not_say_that_it_started(world: World) -> None:
    track_id = running(world)
    with world.desk() as work:
        work.session.execute(sa.update(Track).values(step=1, asked_at=work.now, times_asked=1))
    with world.desk("Nadia Pauwels", now=AFTER_START) as work:
        tracks.sign_of_life(work, track_id, "Kennismaking gepland.")
    track = row(world, Track, track_id)
    assert (track.due_at, track.step) == (at_nine(date(2026, 10, 1)), 1)


def test_a_national_register_number_is_kept_out_of_what_a_partner_writes(world: World) -> None:
    track_id = started(world)
    with pytest.raises(Invalid, match="rijksregisternummer"), world.desk("Nadia Pauwels", now=AFTER_START) as work:
        tracks.sign_of_life(work, track_id, "Zijn nummer is 85.07.30-033.28, zei hij.")


def proposed(world: World) -> Track:
    """Hilde took Noor's case in hand again and proposes it to Springplank, outside a table."""
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        held, offer = moves.take(work, noor), world.offer(work, "Carrousel")
        moves.move(work, held, Move.WITHDRAW)
        moves.move(work, held, Move.REOPEN)
        track = tracks.open_track(
            work, held, organisation_id=offer.organisation_id, offer_id=offer.id, proposed=True
        )  # fmt: skip
        moves.move(work, held, Move.PROPOSE)
    return track


def test_a_proposed_track_is_taken_on_by_its_partner(world: World) -> None:
    track = proposed(world)
    assert (track.stage, track.agreed_at, taken(world, "Carrousel")) == ("proposed", None, 1)
    assert world.case(track.referral_id).next_why == "proposal"
    with world.desk("Tom Claes") as work:
        tracks.accept(work, track.id, date(2026, 9, 28))
    assert row(world, Track, track.id).agreed_start == date(2026, 9, 28)
    with pytest.raises(Refused, match="afgesproken"), world.desk("Tom Claes") as work:
        tracks.decline(work, track.id, "no_place")


def test_a_declined_proposal_comes_back_to_hilde(world: World) -> None:
    track = proposed(world)
    with world.desk("Tom Claes") as work:
        tracks.decline(work, track.id, "no_place")
    noor = world.case(track.referral_id)
    assert (noor.stage, noor.reopened_for, taken(world, "Carrousel")) == (Stage.REOPENED, "declined", 0)


def test_a_track_cannot_be_opened_where_no_place_is_left(world: World) -> None:
    noor = world.refer()
    with world.desk() as work:
        full = world.offer(work, "Herstelgericht groepswerk")
    with pytest.raises(Refused, match="geen plaats meer vrij"), world.desk("Hilde Verbist") as work:
        tracks.open_track(work, moves.take(work, noor), organisation_id=full.organisation_id, offer_id=full.id)


def test_the_holder_of_a_link_speaks_about_that_track_only(world: World) -> None:
    lead, joined = together(world)
    with world.desk() as work:
        link = links.make(work, Purpose.TRACK, lead)
        work.session.flush()
        with pytest.raises(NotFound):
            tracks.start(work, joined, world.now.date(), by_link=link)
        tracks.start(work, lead, world.now.date(), by_link=link)
        tracks.complete(work, lead, world.now.date(), by_link=link)
    assert row(world, links.Link, link.id).withdrawn_at is not None


def test_only_its_partner_and_its_coordinator_speak_about_a_track(world: World) -> None:
    track_id = running(world)
    for who, wrong in (
        ("Tom Claes", NotFound), ("Wim Peeters", NotFound), ("Els Dierckx", NotFound),
        ("Lotte Wouters", NotAllowed), ("Karim Haddou", NotAllowed),
    ):  # fmt: skip
        with pytest.raises(wrong), world.desk(who) as work:
            tracks.start(work, track_id, world.now.date())
    with world.desk("Hilde Verbist") as work:
        tracks.start(work, track_id, world.now.date())


def test_every_word_stands_in_the_ledger_as_one_unbroken_chain(world: World) -> None:
    track_id = started(world)
    with world.desk("Nadia Pauwels", now="2026-10-08T10:00") as work:
        tracks.hold(work, track_id, date(2026, 10, 20), "Stage.")
        tracks.stop_early(work, track_id, date(2026, 10, 8), "moved")
    with world.desk() as work:
        chain = work.session.exec(
            select(Entry.from_stage, Entry.to_stage).where(Entry.noun_id == track_id).order_by(sa.text("id"))
        ).all()
    assert [pair for pair in chain if pair[1]] == [
        (None, "proposed"), ("proposed", "accepted"), ("accepted", "started"), ("started", "on_hold"),
        ("on_hold", "stopped_early"),
    ]  # fmt: skip
