"""Table of documents that are read for what stands beside their labels."""

from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from hub.columns import document
from hub.work_rows import WorkRow, open_index, parked_index


class PaperReading(WorkRow, table=True):
    """The bytes of a Word document or a PDF, to be read by a worker; goes with the bytes.

    `said` is what stands beside labels (the fields of `labelled.reading.Said`), every national register number masked.
    `problem` is a code of `paper.shapes.Paper`.
    """

    __tablename__ = "paper_reading"
    __table_args__ = (open_index("paper_reading"), parked_index("paper_reading"))
    hub_id: UUID = Field(foreign_key="hub.id")
    blob_id: UUID = Field(foreign_key="blob.id", unique=True, ondelete="CASCADE")
    said: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB, nullable=False)
    answers: dict[str, Any] = document()  # of the hub's own form that came back: what was filled in, by tag
    problem: str = ""
