"""Tables of the old list: a file on its way to cases, and its rows as they stood, each with what became of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from hub.columns import Stored, document, moment, one_of
from hub.work_rows import WorkRow, open_index, parked_index


class Step(StrEnum):
    READING = "reading"  # waits for a worker, or is being read
    UNREADABLE = "unreadable"
    COLUMNS = "columns"  # a person says what each column is
    MEANINGS = "meanings"  # and what the values of some of them mean
    CHECKING = "checking"
    READY = "ready"  # shows what it would give
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"


# A worker is at it, or will be.
BUSY = frozenset({Step.READING, Step.CHECKING, Step.APPLYING, Step.UNDOING})


class Verdict(StrEnum):
    OPEN = "open"  # a case that runs
    CLOSED = "closed"
    TROUBLE = "trouble"  # stays out, and says why
    BEFORE = "before"  # was taken over before, or stands in the file twice


def several() -> Any:
    return Field(default_factory=list, sa_type=ARRAY(sa.Text), nullable=False)


def told() -> Any:
    return Field(default_factory=list, sa_type=JSONB, nullable=False)


class OldList(WorkRow, table=True):
    """One file: read, explained, looked at, taken over whole and undone whole."""

    __tablename__ = "old_list"
    __table_args__ = (one_of("step", Step), open_index("old_list"), parked_index("old_list"))
    hub_id: UUID = Field(foreign_key="hub.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    name: str = ""  # of the file
    step: str = Step.READING
    blob_id: UUID | None = Field(default=None, foreign_key="blob.id")  # until it was taken over
    said: str = ""  # why something did not go on, in words
    total: int = 0  # rows to do, and how many were done
    done: int = 0
    sheets: list[str] = several()
    sheet: int = 0
    heading_row: int = 0  # 0 while a worker still has to find it
    headings: list[str] = several()
    columns: dict[str, Any] = document()  # by the number of a column, which field it fills
    meanings: dict[str, Any] = document()  # by field, what each of its values means
    start_as_referred: bool = False
    counts: dict[str, Any] = document()
    created_at: datetime = moment()
    applied_at: datetime | None = moment(nullable=True)
    undone_at: datetime | None = moment(nullable=True)


class OldRow(Stored, table=True):
    """A row of the file with all that stood in it, so that nothing is lost when the file is thrown away."""

    __tablename__ = "old_row"
    __table_args__ = (
        one_of("verdict", Verdict, nullable=True),
        sa.Index("old_row_of_verdict", "list_id", "verdict", "number"),
        sa.Index(
            "old_row_of_case", "referral_id", unique=True, postgresql_where=sa.text("referral_id IS NOT NULL")
        ),
    )  # fmt: skip
    list_id: UUID = Field(foreign_key="old_list.id", primary_key=True, ondelete="CASCADE")
    number: int = Field(primary_key=True)  # as a spreadsheet counts
    cells: list[str] = several()
    verdict: str | None = None
    troubles: list[dict[str, Any]] = told()
    notices: list[dict[str, Any]] = told()
    alike: list[dict[str, Any]] = told()  # cases and other rows that may be of the same youngster
    keys: list[str] = several()  # by which it is known when it comes again
    left_out: bool = False  # a person said not to take it over
    referral_id: UUID | None = None  # the case that it became
