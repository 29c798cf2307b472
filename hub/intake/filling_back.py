"""The hub's own form came back: what it says goes into the case that it came with, to be looked at by a person."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from hub.dispatch import alarm, moves
from hub.dispatch.carrying import newest_of
from hub.dispatch.case import Stage, is_open
from hub.dispatch.tables import Message, Referral
from hub.intake import origin, taking_found
from hub.intake.paper import own
from hub.intake.paper_tables import PaperReading
from hub.intake.tables import Document
from hub.store import Work
from hub.wording import _


def fill_from(work: Work, blob_id: UUID) -> None:
    """Once every document of a case is read: two forms that speak of two youngsters are seen before one fills it in.
    A form that came in with several referrals fills none of them in, since nobody knows which."""
    cases = work.session.exec(
        select(Referral)
        .join(Document, col(Document.referral_id) == col(Referral.id))
        .where(col(Document.blob_id) == blob_id)
        .order_by(col(Referral.id))
    ).all()
    for case in cases:
        if not is_open(case.stage) or case.stage == Stage.CONCEPT or origin.shares_words(work, case):
            continue
        if newest_of(work, case.id) != case.id:  # another hub took it over, with its documents
            continue
        taking_found.hold(work, case)  # of two documents that are read at one moment the last one sees the first
        readings = work.session.exec(_readings(case.id).execution_options(populate_existing=True)).all()
        if all(one.done_at for one in readings) and any(one.answers for one in readings):
            taking_found.fill_in(work, case.id)
            _tell_story(work, case.id, [own.story_in(one.answers) for one in readings])


def _readings(referral_id: UUID) -> SelectOfScalar[PaperReading]:
    return (
        select(PaperReading)
        .join(Document, col(Document.blob_id) == col(PaperReading.blob_id))
        .where(col(Document.referral_id) == referral_id, col(PaperReading.parked_at).is_(None))
    )


def _tell_story(work: Work, referral_id: UUID, stories: Sequence[str]) -> None:
    """The story of the form stands in the time line, unread, each once: what was written elsewhere stays as it is."""
    said = {one.text for one in work.session.exec(select(Message).where(Message.referral_id == referral_id)).all()}
    for story in dict.fromkeys(filter(None, stories)):
        text = _("Uit het formulier: %(story)s", story=story)
        if text in said:
            continue
        referral = moves.take(work, referral_id)
        work.session.add(
            Message(
                hub_id=referral.hub_id, referral_id=referral.id, at=work.now, kind="form", text=text,
                author_name=referral.referrer_name,
            )
        )  # fmt: skip
        alarm.listen(work, referral, story)
        moves.rewatch(work, referral)
