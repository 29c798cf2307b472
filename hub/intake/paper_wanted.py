"""Which of the documents that come in are read for what stands beside their labels."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.intake.paper_tables import PaperReading
from hub.intake.tables import Document
from hub.store import Work

TASK = "papers.read"
LARGEST = 15 * 1024 * 1024  # bytes
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHUT = "shut"  # the problem of a document that nobody may open: a virus, or the scanner could not look
KINDS, ENDINGS = ("application/pdf", WORD), (".pdf", ".docx")


def wanted(work: Work, documents: Iterable[Document]) -> None:
    """Let a worker read those of these new documents that may be a form, each once."""
    for one in documents:
        if one.size <= LARGEST and (one.media_type in KINDS or one.name.lower().endswith(ENDINGS)):
            work.session.add(
                PaperReading(hub_id=one.hub_id, blob_id=one.blob_id, due_at=work.real, once_key=f"paper:{one.blob_id}")
            )
            work.wake(TASK)


def opened(work: Work, blob_id: UUID) -> None:
    """The virus scanner found nothing in it: what waited for that, or was passed over, is read now."""
    read: Any = work.session.execute(
        sa.update(PaperReading)
        .where(col(PaperReading.blob_id) == blob_id, col(PaperReading.parked_at).is_(None))
        .where(col(PaperReading.done_at).is_(None) | (col(PaperReading.problem) == SHUT))
        .values(done_at=None, problem="", attempts=0, due_at=work.real)
    )
    if read.rowcount:
        work.wake(TASK)


def carry(work: Work, source: UUID, carried: Document) -> None:
    """What was read of some bytes holds for a copy of them: what it filled in then is not filled in once more."""
    known = work.session.exec(select(PaperReading).where(PaperReading.blob_id == source)).first()
    if known is None or known.done_at is None or known.problem == SHUT:
        wanted(work, [carried])
        return
    work.session.flush()
    work.session.add(
        PaperReading(
            hub_id=carried.hub_id, blob_id=carried.blob_id, due_at=work.real, once_key=f"paper:{carried.blob_id}",
            said=known.said, answers=known.answers, problem=known.problem, done_at=known.done_at,
        )
    )  # fmt: skip
