"""What ends with a turn of events: questions whether there is help, as a case comes back or closes."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import links
from hub.dispatch.case import Outcome, Stage
from hub.dispatch.feedback.helping import Occasion
from hub.dispatch.feedback.tables import HelpQuestion
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.links import Purpose
from hub.store import Work

HELPED = "helped"  # what the referrer's own page was told at this end, beside the sections of the form
OPEN = sa.text("help_question.answered_at IS NULL AND help_question.ended_at IS NULL")


def turn(work: Work, referral: Referral, target: Stage) -> None:
    """Within the move of a case that is held. What is asked at the end outlives the case that ended so; what is asked
    after some weeks goes on while a track does, also when the coordinator has it."""
    if target == Stage.REOPENED:
        # It is asked again at the next end; what was said stays in the time line.
        referral.sections = {at: said for at, said in referral.sections.items() if at != HELPED}
        end(work, referral.id, *((Occasion.END,) if _runs(work, referral.id) else ()))
    elif target == Stage.CLOSED:
        end(work, referral.id, *((Occasion.WEEKS,) if referral.outcome == Outcome.TRACKS_ENDED else ()))


def _runs(work: Work, referral_id: UUID) -> bool:
    running = select(Track.id).where(Track.referral_id == referral_id, col(Track.due_at).is_not(None))
    return work.session.exec(running.limit(1)).first() is not None


def end(work: Work, referral_id: UUID, *occasions: Occasion, contact_id: UUID | None = None) -> None:
    """Open questions of these occasions, or of all, are asked no more; their links stop working."""
    open_ones = select(HelpQuestion.id).where(HelpQuestion.referral_id == referral_id, OPEN)
    if occasions:
        open_ones = open_ones.where(col(HelpQuestion.occasion).in_(occasions))
    if contact_id:
        open_ones = open_ones.where(HelpQuestion.contact_id == contact_id)
    ids = work.session.exec(open_ones).all()
    for one in ids:
        links.withdraw(work, one, Purpose.HELP)
    if ids:
        ended: Any = sa.update(HelpQuestion).where(col(HelpQuestion.id).in_(ids))
        ended = ended.values(ended_at=work.now, due_at=None, shown_at=None, shown_for=None)
        work.session.execute(ended.execution_options(synchronize_session="fetch"))
