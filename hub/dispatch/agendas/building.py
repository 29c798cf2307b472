"""The agenda builds itself: what is ready and new, and what was promised for the day of the next session."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger
from hub.clock import brussels_date
from hub.dispatch.case import MOVES, PARKED, Move, Stage
from hub.dispatch.consult.tables import ConsultAsk
from hub.dispatch.locks import hold_agenda, take
from hub.dispatch.reopening import LIVE, add_item
from hub.dispatch.sittings import next_session
from hub.dispatch.table_tables import AgendaItem, AgendaReason, AgendaState, Session, TableCard
from hub.dispatch.tables import Referral
from hub.lookups import Lookup
from hub.store import Work

SHOWN = 50
AT_MOST = 200  # for one session, at one beat


def due_for(work: Work, hub_id: UUID) -> tuple[Session | None, Sequence[UUID]]:
    """The next session of a hub's dispatch table, and the cases that may get a place there and have none: with an
    approved card and never discussed, or with a day to look again that comes on or before the session."""
    session = next_session(work, hub_id, work.now)
    if session is None:
        return None, ()
    stands = select(AgendaItem.id).where(AgendaItem.referral_id == Referral.id, col(AgendaItem.state).in_(LIVE))
    # Who left the proposed place empty is not asked about the same session again.
    asked = select(AgendaItem.id).where(AgendaItem.referral_id == Referral.id, AgendaItem.session_id == session.id)
    card = select(TableCard.referral_id).where(
        TableCard.referral_id == Referral.id, col(TableCard.approved_at).is_not(None)
    )
    promised = col(Referral.stage).in_(PARKED) & (col(Referral.review_on) <= brussels_date(session.at))
    # A table asked others first: it hears what they said.
    heard = select(ConsultAsk.id).where(
        ConsultAsk.referral_id == Referral.id, col(ConsultAsk.answered_at) >= col(Referral.stage_since)
    )
    asked_others = (col(Referral.stage) == Stage.CONSULT) & (col(Referral.round) > 0) & heard.exists()
    asked_others &= col(Referral.review_on).is_(None)
    new = (col(Referral.stage) == Stage.CLARIFICATION) & (col(Referral.round) == 0)
    found = work.session.exec(
        select(Referral.id)
        .where(Referral.hub_id == hub_id, promised | asked_others | (new & card.exists()))
        .where(~stands.exists(), ~asked.exists())
        .order_by(col(Referral.id))
        .limit(AT_MOST)
    ).all()
    return session, found


def propose_for(work: Work, session_id: UUID, referral_id: UUID) -> Referral | None:
    """Propose a place on this agenda to the coordinator; None when it is not needed any more."""
    referral = take(work, referral_id)
    session, waiting = due_for(work, referral.hub_id)
    if session is None or session.id != session_id or referral.id not in waiting:
        return None
    hold_agenda(work, referral.hub_id)
    reason = AgendaReason.PROMISED if referral.stage in (*PARKED, Stage.CONSULT) else AgendaReason.NEW
    item = add_item(work, referral, session.id, reason, AgendaState.PROPOSED)
    ledger.write(
        work, "agenda.propose", "agenda_item", item.id, hub_id=referral.hub_id, referral_id=referral.id,
        session=session.id, reason=str(reason),
    )  # fmt: skip
    return referral


def addable(work: Work, hub_id: UUID) -> list[tuple[UUID, str]]:
    """The cases that the coordinator can put on an agenda now, the newest first: (id, initials and number)."""
    return [(one, f"{initials} ({number})") for one, initials, number in _ADDABLE.ask(work.session, hub=hub_id)]


_STANDS = select(AgendaItem.id).where(AgendaItem.referral_id == Referral.id, col(AgendaItem.state).in_(LIVE))
_ADDABLE = Lookup(
    sa.select(col(Referral.id), col(TableCard.initials), col(Referral.number))
    .join(TableCard, col(TableCard.referral_id) == col(Referral.id))
    .where(col(Referral.hub_id) == sa.bindparam("hub"), col(TableCard.approved_at).is_not(None))
    .where(col(Referral.stage).in_(MOVES[Move.PUT_ON_TABLE][0]), ~_STANDS.exists())
    .order_by(col(Referral.submitted_at).desc())
    .limit(SHOWN)
)
