"""A case that was discussed by a decision which is taken back: to be discussed again, on the agenda where it lay."""

from datetime import datetime

from sqlmodel import col, select

from hub.dispatch.case import Move, Stage
from hub.dispatch.moves import move
from hub.dispatch.table_tables import AgendaItem, AgendaState
from hub.dispatch.tables import Referral
from hub.ledger import Entry
from hub.store import Work


def discussed_at(work: Work, referral: Referral, decided: datetime) -> bool:
    """Whether it counted as discussed only by what was decided at this moment; not when it was discussed before, or
    asked round between two sessions."""
    last = work.session.exec(
        select(Entry)
        .where(Entry.referral_id == referral.id, Entry.noun == "referral", Entry.to_stage == Stage.DISCUSSED)
        .order_by(col(Entry.id).desc())
        .limit(1)
    ).first()
    return last is not None and last.act == f"case.{Move.DISCUSS}" and last.at == decided


def lie_again(work: Work, referral: Referral, item: AgendaItem) -> None:
    """For a case that is held with the agenda. The order in which its partners are asked stays what it was."""
    item.state = AgendaState.ON_AGENDA
    work.session.add(item)
    work.session.flush()
    move(work, referral, Move.LIE_AGAIN, session=item.session_id)
