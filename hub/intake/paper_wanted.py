"""Which of the documents that come in are read for what stands beside their labels."""

from collections.abc import Iterable

from hub.intake.paper_tables import PaperReading
from hub.intake.tables import Document
from hub.store import Work

TASK = "papers.read"
LARGEST = 15 * 1024 * 1024  # bytes
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS, ENDINGS = ("application/pdf", WORD), (".pdf", ".docx")


def wanted(work: Work, documents: Iterable[Document]) -> None:
    """Let a worker read those of these new documents that may be a form, each once."""
    for one in documents:
        if one.size <= LARGEST and (one.media_type in KINDS or one.name.lower().endswith(ENDINGS)):
            work.session.add(
                PaperReading(hub_id=one.hub_id, blob_id=one.blob_id, due_at=work.real, once_key=f"paper:{one.blob_id}")
            )
            work.wake(TASK)
