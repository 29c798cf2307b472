"""What the table decided or put off, taken back on the spot while its session lasts and nobody was asked anything."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger
from hub.dispatch import agenda
from hub.dispatch.agendas import recorded, reviving, standing
from hub.dispatch.agendas.planned_tables import PlannedFollowUp
from hub.dispatch.case import PARKED, Stage
from hub.dispatch.case_team import meetings, reporting
from hub.dispatch.case_team.tables import PlanAgreement
from hub.dispatch.clarify import take_as
from hub.dispatch.consult.tables import Consult, ConsultAsk
from hub.dispatch.expertise.tables import Expert
from hub.dispatch.locks import hold_agenda
from hub.dispatch.moves import leave_agenda, rewatch
from hub.dispatch.sittings import changed
from hub.dispatch.table_tables import AgendaItem, AgendaReason, AgendaState, Session
from hub.dispatch.tables import Referral
from hub.people.rights import Right
from hub.problems import Refused
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, N_, _, use_language

DECIDED = (*PARKED, Stage.CONSULT)
TAKEN_BACK = N_("De tafel nam haar beslissing terug.")
NOT_PUT_OFF = N_("Toch op deze zitting: het uitstel is teruggenomen.")


def take_back(work: Work, referral_id: UUID) -> str:
    """The case lies again as it did before the table parked it or put it off, with the claims that lapsed by that of
    which the place is still free; returns what to say. Refused once that session is over, or somebody was asked
    something because of it."""
    referral = take_as(work, referral_id, Right.DECIDE)
    reviving.hold(work, referral)
    hold_agenda(work, referral.hub_id)
    if referral.stage == Stage.ON_TABLE:
        return _not_put_off(work, referral)
    if referral.stage == Stage.REOPENED:
        return recorded.last_decline_back(work, referral)
    if referral.stage not in DECIDED:
        raise Refused(_("Er is niets om terug te nemen. Kijk hoe het nu staat."))
    item = _on_open_session(work, referral, AgendaState.DONE)
    if item is None:
        raise Refused(_("De zitting is voorbij. Herneem de aanmelding op haar pagina."))
    since = _end_what_it_planned(work, referral)
    claims_too = reviving.revive(work, referral, since)
    standing.undecide(work, referral, item, since)
    agenda.decision(work, referral, TAKEN_BACK)
    rewatch(work, referral)
    changed(work, item.session_id)
    return " ".join((_("Teruggenomen. Beslis opnieuw."), *claims_too))


def _not_put_off(work: Work, referral: Referral) -> str:
    later = work.session.exec(
        select(AgendaItem).where(
            AgendaItem.referral_id == referral.id, AgendaItem.state == AgendaState.ON_AGENDA,
            AgendaItem.reason == AgendaReason.POSTPONED,
        )
    ).first()  # fmt: skip
    before = _on_open_session(work, referral, AgendaState.REMOVED)
    if later is None or before is None or before.session_id == later.session_id:
        raise Refused(_("Er is niets om terug te nemen. Kijk hoe het nu staat."))
    turn = later.turn
    leave_agenda(work, referral)
    to = later.session_id
    work.session.delete(later)
    work.session.flush()
    before.state, before.turn = AgendaState.ON_AGENDA, turn if before.turn is None else before.turn
    work.session.add(before)
    work.session.flush()
    agenda.decision(work, referral, NOT_PUT_OFF)
    rewatch(work, referral)
    for session_id in (before.session_id, to):
        changed(work, session_id)
    ledger.write(
        work, "agenda.not_postponed", "agenda_item", before.id,
        hub_id=referral.hub_id, referral_id=referral.id, session=before.session_id,
    )  # fmt: skip
    return _("Teruggenomen. Ze staat weer op deze dagorde.")


def _on_open_session(work: Work, referral: Referral, state: AgendaState) -> AgendaItem | None:
    """Its last place in this state, where the session goes on."""
    found = (
        select(AgendaItem)
        .join(Session, col(Session.id) == col(AgendaItem.session_id))
        .where(AgendaItem.referral_id == referral.id, AgendaItem.state == state, col(Session.closed_at).is_(None))
        .order_by(col(AgendaItem.added_at).desc())
    )
    return work.session.exec(found.execution_options(populate_existing=True)).first()


def _end_what_it_planned(work: Work, referral: Referral) -> datetime:
    """Refused where somebody was asked since; else what the decision made goes with it. When it was decided."""
    plan = work.session.exec(
        select(PlannedFollowUp)
        .where(PlannedFollowUp.referral_id == referral.id, PlannedFollowUp.stage == referral.stage)
        .order_by(col(PlannedFollowUp.made_at).desc())
    ).first()
    since = plan.made_at if plan else referral.stage_since
    asked = sa.select(col(ConsultAsk.id)).where(
        col(ConsultAsk.referral_id) == referral.id, col(ConsultAsk.asked_at) >= since
    )
    invited = sa.select(col(Expert.id)).where(
        col(Expert.referral_id) == referral.id, col(Expert.invited_at) >= since, col(Expert.withdrawn_at).is_(None)
    )
    if work.session.execute(asked.union_all(invited)).first():
        raise Refused(_("Er is intussen iemand gevraagd om mee te denken. Beslis verder op haar pagina."))
    ahead = meetings.ahead_of(work, referral.id)
    if ahead and ahead.made_at == since:
        meetings.call_off(work, referral.id, ahead.id)
    of_it = select(PlanAgreement).where(
        PlanAgreement.referral_id == referral.id, PlanAgreement.made_at == since, PlanAgreement.stands == "open",
        col(PlanAgreement.plans_meeting).is_(True),
    )  # fmt: skip
    for row in work.session.exec(of_it).all():
        with use_language(DEFAULT_LANGUAGE):
            reporting.let_go(work, referral, row, _(TAKEN_BACK))
    consult = work.session.get(Consult, referral.id)
    if consult and consult.began_at == since and not consult.question:
        work.session.delete(consult)
    work.session.flush()
    return since
