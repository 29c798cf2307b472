"""Tables of an import of the official list: the file on its way, and line by line what it would change or changed."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from hub.columns import Stored, document, moment, one_of
from hub.work_rows import WorkRow, open_index, parked_index


class Step(StrEnum):
    READING = "reading"  # waits for a worker, or is being read
    UNREADABLE = "unreadable"
    READY = "ready"  # shows what it would change
    APPLYING = "applying"
    APPLIED = "applied"
    UNDONE = "undone"


class Verdict(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"  # in the hub and not in the file
    REFUSED = "refused"


class ListImport(WorkRow, table=True):
    """One file, as one batch: read as a dry run, applied and undone whole."""

    __tablename__ = "list_import"
    __table_args__ = (one_of("step", Step), open_index("list_import"), parked_index("list_import"))
    hub_id: UUID = Field(foreign_key="hub.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    kind: str  # school or clb
    step: str = Step.READING
    blob_id: UUID | None = Field(default=None, foreign_key="blob.id")  # until it was read
    said: str = ""  # why the file was not read, in Dutch, or "" while it can be
    total: int = 0  # sites to do, and how many were done
    done: int = 0
    counts: dict[str, Any] = document()  # lines by verdict, and those that stay the same
    with_gone: bool = False  # those that are not in the file stop
    created_at: datetime = moment()
    applied_at: datetime | None = moment(nullable=True)
    undone_at: datetime | None = moment(nullable=True)


class ImportLine(Stored, table=True):
    """What one line of the file, or one site that is not in it, means; sites that stay the same have none."""

    __tablename__ = "import_line"
    __table_args__ = (one_of("verdict", Verdict), sa.Index("import_line_of_verdict", "import_id", "verdict", "number"))
    import_id: UUID = Field(foreign_key="list_import.id", primary_key=True, ondelete="CASCADE")
    number: int = Field(primary_key=True)  # of the line in the file; sites that are gone count on after the last
    verdict: str
    organisation_id: UUID | None = None
    name: str = ""
    before: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True), nullable=True)
    after: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True), nullable=True)
    reason: str = ""  # marked with N_
