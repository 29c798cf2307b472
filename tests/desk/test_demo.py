"""The demonstration: every page has something to show, and every promise of the hub is kept in it."""

import json

from sqlmodel import col, select
from structlog.testing import capture_logs

from hub.clock import parse_moment
from hub.dispatch.case import Outcome, Stage
from hub.dispatch.consult.tables import Consult
from hub.dispatch.expertise.tables import Expert, Learnt
from hub.dispatch.sessions.kinds import Coming
from hub.dispatch.sessions.tables import Attendance
from hub.dispatch.table_tables import (
    AgendaItem,
    AgendaState,
    Claim,
    ClaimState,
    DispatchTable,
    Session,
    TableCard,
    Track,
)
from hub.dispatch.tables import Referral
from hub.dispatch.track import TrackStage
from hub.home import demo
from hub.hubs import Hub, all_hubs
from hub.intake.tables import MailOutcome, RawMail
from hub.letters import Letter
from hub.monitoring import stands
from hub.monitoring.check import check
from hub.monitoring.figures import printed
from hub.monitoring.why_now.telling import earliest
from hub.monitoring.why_now.why_sight import running
from hub.store import Store

NOW = parse_moment("2026-10-06T14:00")


def test_a_visitor_finds_cases_at_every_stage_every_promise_kept_and_only_fresh_letters_on_their_way(
    store: Store,
) -> None:
    with capture_logs() as logs:
        assert demo.load(store, NOW)
    assert not demo.load(store, NOW)
    assert [line for line in logs if line["log_level"] != "info"] == []
    assert check(store) == []
    with store.begin(now=NOW) as work:
        open_ones = work.session.exec(select(Referral).where(Referral.stage != Stage.CLOSED)).all()
        told = {one.number: earliest(running(work, one)) for one in open_ones}
        assert {number: first and first.due_at for number, first in told.items()} == {
            one.number: one.next_due for one in open_ones
        }, "the page that tells why says another day"
    with store.begin() as work:
        stages = set(work.session.exec(select(Referral.stage)).all())
        outcomes = set(work.session.exec(select(Referral.outcome)).all())
        tracks = set(work.session.exec(select(Track.stage)).all())
        mails = set(work.session.exec(select(RawMail.outcome)).all())
        agenda = set(work.session.exec(select(AgendaItem.state)).all())
        claims = set(work.session.exec(select(Claim.state)).all())
        reopened = work.session.exec(select(Referral.reopened_for).where(Referral.stage == Stage.REOPENED)).all()
        waiting = work.session.exec(select(Letter.written_at).where(col(Letter.done_at).is_(None))).all()
        posted = work.session.exec(select(Letter.server_answer).where(col(Letter.done_at).is_not(None))).all()
        asked = work.session.exec(
            select(TableCard.asked, Referral.hub_id)
            .join(Referral, col(Referral.id) == col(TableCard.referral_id))
            .where(Referral.stage == Stage.ON_TABLE)
        ).all()
        sessions = work.session.exec(select(Session).join(Hub).where(Hub.slug == "dijleland").order_by(col(Session.at)))
        came = {
            one.at: {row.state for row in work.session.exec(select(Attendance).where(Attendance.session_id == one.id))}
            for one in sessions
        }
        consults = list(work.session.exec(select(Consult)))
        kinds = set(work.session.exec(select(DispatchTable.kind)).all())
        experts = {one.name: (one.coming, bool(one.said)) for one in work.session.exec(select(Expert))}
        lotte = work.session.exec(select(Letter).where(Letter.to_address == "lotte@dijleland.example")).all()
        learnt = work.session.exec(select(Learnt.title)).all()
        of_neighbour = work.session.exec(select(Referral).join(Hub).where(Hub.slug == "schelderand")).all()
    assert stages >= {
        Stage.CONCEPT, Stage.SUBMITTED, Stage.CLARIFICATION, Stage.CONSULT, Stage.ON_TABLE, Stage.EXPERTISE_TABLE,
        Stage.WAITING_LIST, Stage.TRACKS, Stage.REOPENED, Stage.CLOSED,
    }  # fmt: skip
    assert outcomes - {None} == set(Outcome) - {Outcome.OTHER_HUB}  # no case was handed over yet
    assert tracks >= {TrackStage.ACCEPTED, TrackStage.STARTED, TrackStage.ON_HOLD, TrackStage.COMPLETED}
    # Nobody was invited to a session by a calendar yet.
    assert mails == set(MailOutcome) - {MailOutcome.BOUNCE, MailOutcome.DUPLICATE, MailOutcome.COMING}
    assert {AgendaState.ON_AGENDA, AgendaState.PROPOSED, AgendaState.DONE} <= agenda
    assert {ClaimState.MADE, ClaimState.CONFIRMED} <= claims
    assert set(reopened) == {"silent", "declined", "stopped_early", "no_help"}
    assert len(set(asked)) == len(asked) > 2, "no two cards on a table ask the same"
    assert len(of_neighbour) == 2
    assert len(learnt) == 1
    assert kinds == {"naft_dispatch", "expertise", "steering"}
    assert experts == {"Ann De Wit (demo)": ("coming", True), "Fien Maes": (None, False)}
    assert "session_invitation" in {one.kind for one in lotte}, "the steering group is invited by its role"
    assert [bool(one.question) for one in consults if one.became_id] == [True], "one became a referral"
    assert any(one.question and not one.became_id for one in consults), "of one others still think"
    coming = next(states for at, states in came.items() if at > NOW)
    assert coming >= {Coming.COMING, Coming.INVITED}, "some said that they come, somebody said nothing yet"
    noted = [states for at, states in came.items() if at < NOW and states]
    assert len(noted) >= 3
    assert set().union(*noted) >= {Coming.PRESENT, Coming.ABSENT, Coming.EXCUSED}
    assert 0 < len(waiting) < 15
    assert all(NOW - written_at <= demo.RECENT for written_at in waiting)
    assert "demo" in posted
    assert figures_stand(store)
    the_steering_group_can_read_last_year(store)


def figures_stand(store: Store) -> bool:
    """Whether this month's figures of each hub are kept, before anybody plays with the demonstration."""
    with store.begin() as work:
        return all(stands.is_settled(work, hub.id) for hub in all_hubs(work.session))


def the_steering_group_can_read_last_year(store: Store) -> None:
    file = json.loads(printed(store, None, "2025-2026", "json", "steering"))
    shown = {
        name: [one["this_year"] for one in lines if one["this_year"] != "hidden"]
        for name, lines in file["figures"].items()
    }
    assert file["totals"]["referrals"]["this_year"] >= 180
    assert all(len(shown[name]) >= 7 for name in ("home", "months", "ages", "reasons"))
    assert sum(cell >= 5 for cell in shown["partners"]) >= 3
