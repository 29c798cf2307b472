"""When a session moves or falls away: what is planned for it, and what goes round until it sits, go along."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import brussels_date
from hub.dispatch.agenda import decision
from hub.dispatch.agendas import planned
from hub.dispatch.agendas.planned import NONE_CHOSEN, usual_day
from hub.dispatch.agendas.planned_tables import PlannedFollowUp
from hub.dispatch.expertise import at_session
from hub.dispatch.mailed.asking_tables import TableAsking, Why
from hub.dispatch.moves import rewatch, take
from hub.dispatch.reopening import make_room
from hub.dispatch.sittings import changed
from hub.dispatch.table_tables import AgendaItem, AgendaReason, AgendaState, Session
from hub.dispatch.tables import Referral
from hub.problems import Refused
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, N_, _, date_words, use_language

ANOTHER_DAY = N_("De zitting waarop deze vraag wacht, verandert.")


def going_along(work: Work, session: Session) -> set[UUID]:
    """The cases that do not stand on this agenda and change with the session: to be held with it."""
    waits = {referral.id for referral, _name, _plan in planned.planned_at(work, session.id)}
    return waits | {item.referral_id for item in asked_round(work, session)}


def follow(work: Work, old: Session, was: datetime, new: Session | None) -> None:
    """What waited for the session that sat at `was` waits for `new`: the same one at another moment, another one, or
    none; then the day on which somebody looks again stays."""
    for referral, _name, plan in planned.planned_at(work, old.id):
        _plan_anew(work, take(work, referral.id), plan, new, was)


def pass_on(work: Work, items: Sequence[AgendaItem], session: Session, later: Session) -> None:
    """What partners were asked between two sessions stands on the agenda of the later one, with its answers and the
    links of its letters."""
    if not items:
        return
    for item in items:
        referral = take(work, item.referral_id)
        item.position, item.session_id = make_room(work, later.id, referral.flag), later.id
    work.session.flush()
    letters = sa.update(TableAsking).where(col(TableAsking.session_id) == session.id)
    work.session.execute(letters.where(col(TableAsking.why) == Why.URGENT).values(session_id=later.id))
    changed(work, later.id)


def must_not_have_begun(work: Work, session: Session) -> None:
    """Refused once the table spoke of a case; what was asked round before it sits is no sitting."""
    done = select(AgendaItem.id).where(AgendaItem.session_id == session.id, AgendaItem.state == AgendaState.DONE)
    of_table = (col(AgendaItem.reason) != AgendaReason.URGENT) | col(AgendaItem.began_at).is_not(None)
    if work.session.exec(done.where(of_table).limit(1)).first():
        raise Refused(_("Er is al een vraag besproken. Sluit de zitting af in plaats van ze te schrappen."))


def asked_round(work: Work, session: Session) -> Sequence[AgendaItem]:
    """What went round by letter before this session, and of which the table did not speak since."""
    return work.session.exec(
        select(AgendaItem)
        .where(AgendaItem.session_id == session.id, AgendaItem.reason == AgendaReason.URGENT)
        .where(AgendaItem.state == AgendaState.DONE, col(AgendaItem.began_at).is_(None))
        .order_by(col(AgendaItem.referral_id))
    ).all()


def _plan_anew(
    work: Work, referral: Referral, plan: PlannedFollowUp, session: Session | None, was: datetime
) -> None:  # fmt: skip
    """Somebody looks again after the session, as by itself; a day that was chosen stays unless it lies before that."""
    by = plan.by
    if session is not None and (by == usual_day(was) or by < brussels_date(session.at)):
        by = usual_day(session.at)
    referral.review_on = by if referral.review_on == plan.by else referral.review_on
    plan.session_id, plan.by = session.id if session else None, by
    work.session.flush()
    with use_language(DEFAULT_LANGUAGE):  # kept for all of the desk
        sits = _("Zitting: %(day)s.", day=date_words(brussels_date(session.at))) if session else _(NONE_CHOSEN)
        looks = _("We kijken opnieuw tegen %(day)s.", day=date_words(by))
    decision(work, referral, ANOTHER_DAY, f"{sits} {looks}")
    at_session.tell(work, referral)
    rewatch(work, referral)
