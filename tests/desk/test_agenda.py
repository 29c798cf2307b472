"""The agenda of a session: what comes on it, in which order, and what the table decides."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import at_nine, is_school_day, parse_moment
from hub.dispatch import agenda, cards, claims, clarify, deciding, moves, sittings, tracks
from hub.dispatch.case import Move, Stage
from hub.dispatch.table_tables import AgendaItem, AgendaReason, DispatchTable, Session
from hub.dispatch.tables import Message
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from tests.cast import World
from tests.tables import CARD, on_table, put_on_table, row, running, takes_up

SITTING = parse_moment("2026-09-22T13:30")
AFTER = "2026-09-22T15:30"


def test_a_case_comes_on_the_table_with_an_approved_card_only(world: World) -> None:
    noor = world.refer()
    with (
        pytest.raises(Refused, match="Schrijf eerst de tafelkaart en keur ze goed"),
        world.desk("Hilde Verbist") as work,
    ):
        agenda.put_on_table(work, noor)
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, noor, CARD)
    with pytest.raises(Refused, match="Schrijf eerst de tafelkaart"), world.desk("Hilde Verbist") as work:
        agenda.put_on_table(work, noor)


def test_a_case_on_the_table_is_due_at_its_session(world: World) -> None:
    noor = world.case(on_table(world))
    assert (noor.stage, noor.holder, noor.next_due, noor.next_why) == (Stage.ON_TABLE, "coordinator", SITTING, "table")
    assert noor.round == 1


def test_later_cases_come_last_and_hilde_puts_them_in_another_order(world: World) -> None:
    first, second, third = (on_table(world) for _n in range(3))
    with world.desk("Hilde Verbist") as work:
        session_id = work.session.exec(select(AgendaItem.session_id).limit(1)).one()
        items = agenda.items_of(work, session_id)
        assert [item.referral_id for item in items] == [first, second, third]
        agenda.reorder(work, session_id, [items[2].id, items[0].id])
    with world.desk() as work:
        assert [item.referral_id for item in agenda.items_of(work, session_id)] == [third, first, second]


def test_a_red_flag_comes_before_amber_and_amber_before_the_rest(world: World) -> None:
    plain, amber, red = (world.refer() for _n in range(3))
    with world.desk("Hilde Verbist") as work:
        clarify.set_flag(work, amber, "amber", "De school sluit haar uit.")
        clarify.set_flag(work, red, "red", "Ze slaapt buiten.")
    for case in (plain, amber, red):
        put_on_table(world, case)
    with world.desk("Hilde Verbist") as work:
        session_id = work.session.exec(select(AgendaItem.session_id).limit(1)).one()
        assert [item.referral_id for item in agenda.items_of(work, session_id)] == [red, amber, plain]
        assert [item.position for item in agenda.items_of(work, session_id)] == [1, 2, 3]


def test_postponing_moves_the_case_to_the_next_session_and_says_why(world: World) -> None:
    noor = on_table(world)
    with world.desk("Hilde Verbist") as work:
        item = work.session.exec(select(AgendaItem)).one()
        agenda.postpone(work, item.id, reason="De school is er niet.")
    assert world.case(noor).next_due == parse_moment("2026-09-29T13:30")
    with world.desk() as work:
        said = work.session.exec(select(Message).where(Message.kind == "decision")).one()
        states = work.session.exec(select(AgendaItem.state, AgendaItem.reason)).all()
    assert "De school is er niet." in said.text
    assert sorted(states) == [("on_agenda", "postponed"), ("removed", "new")]


def test_closing_the_session_discusses_what_is_left_and_partners_get_five_working_days(world: World) -> None:
    noor, other = on_table(world), on_table(world)
    claim_id = takes_up(world, "Nadia Pauwels", other, "Kort traject")
    with world.desk("Hilde Verbist") as work:
        claims.confirm(work, claim_id)
    with world.desk("Hilde Verbist", now=AFTER) as work:
        session_id = work.session.exec(select(AgendaItem.session_id).limit(1)).one()
        assert agenda.close_session(work, session_id) == 1
    case = world.case(noor)
    assert (case.stage, case.next_due, case.next_why) == (
        Stage.DISCUSSED,
        at_nine(date(2026, 9, 29)),
        "partners_answer",
    )
    with pytest.raises(Refused, match="afgesloten"), world.desk("Hilde Verbist", now=AFTER) as work:
        agenda.close_session(work, session_id)


def test_proposals_that_were_not_taken_over_wait_for_the_next_session(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        referral = moves.take(work, noor)
        moves.move(work, referral, Move.WITHDRAW)
        moves.move(work, referral, Move.REOPEN)
        item = agenda.propose(work, referral, AgendaReason.SILENT)
        assert item is not None
        assert agenda.propose(work, referral, AgendaReason.STALLED) is item
        first = item.session_id
    with world.desk("Hilde Verbist", now=AFTER) as work:
        agenda.close_session(work, first)
    with world.desk() as work:
        later = work.session.get_one(Session, work.session.get_one(AgendaItem, item.id).session_id)
    assert later.at == parse_moment("2026-09-29T13:30")


def test_a_proposal_lapses_where_no_next_session_is_planned_and_the_case_stays_with_hilde(world: World) -> None:
    track_id = running(world)
    with world.desk("Nadia Pauwels") as work:
        case = tracks.not_start(work, track_id, "staff").referral_id
    with world.desk() as work:
        proposal = work.session.exec(select(AgendaItem).where(AgendaItem.state == "proposed")).one()
        work.session.execute(sa.update(DispatchTable).values(weekday=None))
        work.session.execute(sa.delete(Session).where(col(Session.id) != proposal.session_id))
    with world.desk("Hilde Verbist", now=AFTER) as work:
        agenda.close_session(work, proposal.session_id)
    assert row(world, AgendaItem, proposal.id).state == "removed"
    assert (world.case(case).stage, world.case(case).holder) == (Stage.REOPENED, "coordinator")


def test_hilde_takes_a_proposed_place_over(world: World) -> None:
    track_id = running(world)
    with world.desk("Nadia Pauwels") as work:
        track = tracks.not_start(work, track_id, "staff")
    with world.desk("Hilde Verbist") as work:
        proposal = work.session.exec(select(AgendaItem).where(AgendaItem.state == "proposed")).one()
        agenda.accept_proposal(work, proposal.id)
    case = world.case(track.referral_id)
    assert (case.stage, case.round, case.next_due) == (Stage.ON_TABLE, 2, SITTING)
    with world.desk() as work:
        item = work.session.exec(select(AgendaItem).where(AgendaItem.state == "on_agenda")).one()
    assert item.reason == "not_started"


def test_a_case_that_comes_back_goes_on_the_agenda_that_was_proposed_for_it(world: World) -> None:
    track_id = running(world)
    with world.desk("Nadia Pauwels") as work:
        track = tracks.not_start(work, track_id, "staff")
    with world.desk() as work:
        proposal = work.session.exec(select(AgendaItem).where(AgendaItem.state == "proposed")).one()
        last = work.session.exec(select(Session.id).order_by(col(Session.at).desc())).first()
        assert last
        assert last != proposal.session_id
        proposal.session_id = last
        work.session.add(proposal)
    with world.desk("Hilde Verbist") as work:
        assert agenda.put_on_table(work, track.referral_id).session_id == last


def test_hilde_leaves_a_proposed_place_empty(world: World) -> None:
    track_id = running(world)
    with world.desk("Nadia Pauwels") as work:
        track = tracks.not_start(work, track_id, "staff")
    with world.desk("Hilde Verbist") as work:
        agenda.drop_proposal(work, work.session.exec(select(AgendaItem).where(AgendaItem.state == "proposed")).one().id)
    assert world.case(track.referral_id).stage == Stage.REOPENED


@pytest.mark.parametrize(
    ("step", "stage"),
    [
        (Move.WAIT, Stage.WAITING_LIST),
        (Move.ASK_EXPERTS, Stage.EXPERTISE_TABLE),
    ],
)
def test_the_table_lets_a_case_wait_until_a_day(world: World, step: Move, stage: Stage) -> None:
    noor = on_table(world)
    with pytest.raises(Invalid, match="opnieuw kijkt"), world.desk("Hilde Verbist") as work:
        deciding.park(work, noor, step, None)
    with world.desk("Hilde Verbist") as work:
        deciding.park(work, noor, step, date(2026, 10, 6), "Eerst met de ouders.")
    case = world.case(noor)
    assert (case.stage, case.next_due, case.next_why) == (stage, at_nine(date(2026, 10, 6)), "review")
    put_on_table(world, noor)
    assert (world.case(noor).stage, world.case(noor).review_on) == (Stage.ON_TABLE, None)


def test_there_are_always_sessions_ahead_in_school_weeks_only(world: World) -> None:
    with world.desk("Hilde Verbist", now="2026-10-21T09:00") as work:
        assert sittings.ensure_sessions(work, world["dijleland"], ahead=6) == 6
        assert sittings.ensure_sessions(work, world["dijleland"], ahead=6) == 0
        ahead = sittings.sessions_ahead(work, world["dijleland"])
    days = [session.at.date() for session in ahead]
    assert date(2026, 11, 3) not in days  # autumn holiday
    assert [day.isoformat() for day in days[:3]] == ["2026-10-27", "2026-11-10", "2026-11-17"]
    assert all(is_school_day(day) and day.weekday() == 1 for day in days)


def test_the_agenda_belongs_to_the_coordinator_of_its_hub(world: World) -> None:
    noor = on_table(world)
    with world.desk() as work:
        item = work.session.exec(select(AgendaItem)).one()
    for who, wrong in (("Wim Peeters", NotFound), ("Karim Haddou", NotAllowed), ("Lotte Wouters", NotAllowed)):
        for act in (
            lambda work: agenda.discuss(work, noor),
            lambda work: agenda.postpone(work, item.id, reason="Later."),
            lambda work: agenda.reorder(work, item.session_id, [item.id]),
            lambda work: agenda.close_session(work, item.session_id),
            lambda work: deciding.park(work, noor, Move.WAIT, date(2026, 10, 6)),
        ):
            with pytest.raises(wrong), world.desk(who) as work:
                act(work)
    with world.desk() as work:
        elsewhere = work.session.exec(select(Session).where(Session.hub_id == world["schelderand"]).limit(1)).one()
    with pytest.raises(NotFound), world.desk("Hilde Verbist") as work:
        agenda.postpone(work, item.id, elsewhere.id, "Later.")
    assert row(world, AgendaItem, item.id).state == "on_agenda"
