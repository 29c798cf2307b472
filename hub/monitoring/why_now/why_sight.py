"""Every clock that runs for one case, for the coordinator of its hub."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import brussels_date
from hub.dispatch import clb, sight
from hub.dispatch.case import Stage
from hub.dispatch.case_team.agreed import OWNER_WORDS, Owner
from hub.dispatch.case_team.meeting_tables import ClientMeeting
from hub.dispatch.case_team.tables import CaseDirection, PlanAgreement
from hub.dispatch.clb_tables import ClbQuestion
from hub.dispatch.clocks import Clocks
from hub.dispatch.clockwork.reading import clocks_of, free_calendar, of_tracks
from hub.dispatch.consult.tables import Consult, ConsultAsk
from hub.dispatch.feedback.tables import HelpQuestion
from hub.dispatch.hand_over import OfferState
from hub.dispatch.hand_over_tables import HandOver
from hub.dispatch.identity import log_look
from hub.dispatch.summer.tables import SummerKeep
from hub.dispatch.tables import Referral
from hub.dispatch.track import TrackStage
from hub.monitoring.ahead.ahead_sight import foretell
from hub.monitoring.ahead.fortnight import Foretold
from hub.monitoring.check_watch import case_now
from hub.monitoring.due_tracks import ORG, P, T, due_tracks, watched
from hub.monitoring.why_now import telling
from hub.monitoring.why_now.telling import Running, TrackNow
from hub.partners.tables import Organisation
from hub.people.rights import Right, require
from hub.people.tables import Person
from hub.store import Work
from hub.wording import N_, _

EVER, LOOKS_AHEAD = timedelta(days=3650), timedelta(days=300)
ToCome = dict[UUID, Foretold]
OF_NETWORK = N_("iemand uit het netwerk")


@dataclass(frozen=True)
class WhyNow:
    """All that runs for this case, as `running` has it; `first` gives the case its date."""

    referral: Referral
    running: list[Running]
    first: Running | None
    wanted: bool  # a claim waits to be confirmed


def why_now(work: Work, referral_id: UUID) -> WhyNow:
    """NotFound or NotAllowed for whoever is no coordinator of its hub. Recorded as a look at the case."""
    referral = sight.case_for(work, referral_id)
    require(work.asker, Right.DECIDE, referral.hub_id)
    log_look(work, referral)
    found = running(work, referral)
    wanted = sa.select(sight.WANTED).select_from(sight.R).where(sight.R.c.id == referral_id)
    return WhyNow(referral, found, telling.earliest(found), bool(work.session.scalar(wanted)))


def running(work: Work, referral: Referral) -> list[Running]:
    """All that runs for a case, the first first: what gives it its day, then what does not count for that."""
    today = brussels_date(work.now)
    found = [telling.if_late(one, today) for one in _running(work, referral)]
    return sorted(found, key=lambda one: (not one.gives, one.due_at))


def _running(work: Work, referral: Referral) -> Iterator[Running]:
    known = case_now(work, referral.id)
    if known is None:
        return
    view, kind = known
    clocks = clocks_of(work, referral.hub_id)
    stage = telling.of_stage(view, clocks.at(kind=kind), _offered_at(work, referral.id))
    if stage:
        yield stage
    to_come = _to_come(work, referral, clocks)
    yield from _tracks(work, referral, clocks, to_come)
    yield from _clb(work, referral, clocks, to_come)
    yield from _promises(work, referral.id, clocks, to_come)
    asked = select(HelpQuestion).where(HelpQuestion.referral_id == referral.id, col(HelpQuestion.due_at).is_not(None))
    for one in work.session.exec(asked):
        if one.due_at:
            said = telling.of_help(one.due_at, one.made_at, one.asked_at, one.times_asked, one.whom, clocks)
            yield telling.on_its_day(said, to_come.get(one.id))
    if view.stage == Stage.CONSULT:
        yield from _consult(work, referral.id, to_come)


def _offered_at(work: Work, referral_id: UUID) -> datetime | None:
    asked = select(HandOver.offered_at).where(HandOver.referral_id == referral_id, HandOver.state == OfferState.OFFERED)
    return work.session.exec(asked).first()


def _to_come(work: Work, referral: Referral, clocks: Clocks) -> ToCome:
    """What follow-up does next about each thing that runs for this case, when nobody says a word."""
    found: ToCome = {}
    until = work.now + LOOKS_AHEAD
    for one in foretell(work, [referral.hub_id], {referral.hub_id: clocks}, until, case=referral.id):
        found.setdefault(one.one, one)
    return found


def _tracks(work: Work, referral: Referral, clocks: Clocks, to_come: ToCome) -> Iterator[Running]:
    worker = sa.select(P.c.name).where(P.c.id == T.c.worker_id).correlate(T).scalar_subquery()
    partner = sa.select(ORG.c.name).where(ORG.c.id == T.c.organisation_id).correlate(T).scalar_subquery()
    asked = due_tracks(work, work.now + EVER).where(T.c.referral_id == referral.id)
    more = (T.c.stage_since, T.c.agreed_start, T.c.last_sign_at, T.c.hold_until, T.c.gathered_for)
    rows = work.session.execute(asked.add_columns(*more, worker.label("worker"), partner.label("partner"))).all()
    own = of_tracks(work, rows, {referral.hub_id: clocks})
    for row in rows:
        track = watched(row, own[row.id], work.now)
        since = {
            TrackStage.ACCEPTED: row.agreed_start, TrackStage.STARTED: row.last_sign_at
        }.get(track.stage) or row.stage_since  # fmt: skip
        one = TrackNow(track, row.partner, row.worker or "", since, row.hold_until, row.gathered_for)
        yield telling.of_track(one, own[row.id], to_come.get(row.id))


def _clb(work: Work, referral: Referral, clocks: Clocks, to_come: ToCome) -> Iterator[Running]:
    asked = (
        select(ClbQuestion, Organisation.name)
        .outerjoin(Organisation, col(Organisation.id) == col(ClbQuestion.clb_id))
        .where(ClbQuestion.referral_id == referral.id, col(ClbQuestion.state).in_(clb.OPEN))
    )
    for question, name in work.session.exec(asked):
        own = clocks.at(partner=free_calendar(work, question.clb_id)) if question.clb_id else clocks
        one = telling.of_clb(question, name or "", own, counts=Stage(referral.stage) in clb.ASKING)
        if one:
            yield telling.on_its_day(one, to_come.get(question.id))


def _promises(work: Work, referral_id: UUID, clocks: Clocks, to_come: ToCome) -> Iterator[Running]:
    agreed = (
        select(PlanAgreement, Organisation.name)
        .outerjoin(Organisation, col(Organisation.id) == col(PlanAgreement.organisation_id))
        .where(PlanAgreement.referral_id == referral_id, col(PlanAgreement.due_at).is_not(None))
    )
    for row, name in work.session.exec(agreed):
        one = telling.of_agreement(row, name or _(OWNER_WORDS.get(Owner(row.owner), OF_NETWORK)))
        if one:
            yield telling.on_its_day(one, to_come.get(row.id))
    meets = select(ClientMeeting.at, ClientMeeting.due_at).where(ClientMeeting.referral_id == referral_id)
    for at, ends in work.session.exec(meets.where(col(ClientMeeting.due_at).is_not(None))):
        if ends:
            yield telling.of_meeting(at, ends)
    summer = (
        select(SummerKeep.due_at, Organisation.name)
        .outerjoin(Organisation, col(Organisation.id) == col(SummerKeep.organisation_id))
        .where(SummerKeep.referral_id == referral_id, col(SummerKeep.due_at).is_not(None))
    )
    for due_at, name in work.session.exec(summer):
        if due_at:
            yield telling.of_summer(due_at, name or "")
    directs = (
        select(CaseDirection.asked_at, CaseDirection.due_at, Person.name)
        .join(Person, col(Person.id) == col(CaseDirection.person_id))
        .where(CaseDirection.referral_id == referral_id, col(CaseDirection.due_at).is_not(None))
    )
    for asked_at, due_at, name in work.session.exec(directs):
        if due_at:
            yield telling.of_direction(asked_at, due_at, name, clocks)


def _consult(work: Work, referral_id: UUID, to_come: ToCome) -> Iterator[Running]:
    asked = (
        sa.select(
            col(ConsultAsk.id), col(ConsultAsk.due_at), col(Consult.answer_by), col(Organisation.name), col(Person.name)
        )
        .join(Consult, col(Consult.referral_id) == col(ConsultAsk.referral_id))
        .join(Organisation, col(Organisation.id) == col(ConsultAsk.organisation_id))
        .outerjoin(Person, col(Person.id) == col(ConsultAsk.person_id))
        .where(col(ConsultAsk.referral_id) == referral_id, col(ConsultAsk.due_at).is_not(None))
    )
    for ask_id, due_at, answer_by, organisation, person in work.session.execute(asked):
        said = telling.of_consult_ask(due_at, answer_by, person or organisation)
        yield telling.on_its_day(said, to_come.get(ask_id))
