"""Whose answer to a consult is waited for, for how long, and that nobody's is once the case moves on."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub.dispatch.consult.tables import ConsultAsk
from hub.dispatch.tables import Referral
from hub.store import Work


def heard(work: Work, referral_id: UUID) -> tuple[bool, datetime | None, bool]:
    """Whether somebody is still asked what it thinks of the consult, when the last answer came, and whether the day of
    all that are asked went by."""
    answered, due = col(ConsultAsk.answered_at), col(ConsultAsk.due_at)
    said = sa.select(
        sa.func.coalesce(sa.func.bool_or(answered.is_(None)), sa.false()), sa.func.max(answered),
        sa.func.coalesce(sa.func.bool_or(col(ConsultAsk.silent_since).is_not(None)), sa.false())
        & sa.func.coalesce(sa.func.bool_and(due.is_(None)), sa.false()),
    )  # fmt: skip
    asked = said.where(col(ConsultAsk.referral_id) == referral_id, col(ConsultAsk.withdrawn_at).is_(None))
    waits, last, silent = work.session.execute(asked).one()
    return waits, last, silent


def forget(work: Work, referral: Referral) -> None:
    """Nobody is asked any more what it thinks of this consult; what was answered stays."""
    asked = sa.update(ConsultAsk).where(
        col(ConsultAsk.referral_id) == referral.id, col(ConsultAsk.withdrawn_at).is_(None)
    )
    ended = asked.where(col(ConsultAsk.answered_at).is_(None))
    ended = ended.values(withdrawn_at=work.now, due_at=None, silent_since=None)
    work.session.execute(ended.execution_options(synchronize_session="fetch"))


def others_think(work: Work, referral_id: UUID) -> bool:
    """Whether an answer to its consult is still waited for."""
    return heard(work, referral_id)[0]
