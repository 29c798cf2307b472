"""Table of what a person said of a value that was found beside a label."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from hub.columns import Stored, document, key, moment, of_case, one_of


class Verdict(StrEnum):
    TAKEN = "taken"  # a person took it over into the referral
    WRONG = "wrong"  # a person said that it is not right
    TO_CHECK = "to_check"  # the hub's own form filled it in, and no person has looked yet


class FoundMark(Stored, table=True):
    """One value that was found in a mail, and what a person did with it; what was found itself is read again each time.

    `value_key` is a digest of field and value. `changed` holds, of what was taken over, how each field stood before and
    after, so that it can be taken back; all of one press of a button share a `batch`.
    """

    __tablename__ = "found_mark"
    __table_args__ = (
        of_case(),
        one_of("verdict", Verdict),
        sa.UniqueConstraint("referral_id", "value_key", name="found_mark_once"),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    section: str
    name: str
    person: str = ""
    verdict: str
    value_key: str
    changed: dict[str, Any] = document()
    batch: UUID
    at: datetime = moment()
    by: UUID | None = Field(default=None, foreign_key="person.id")
