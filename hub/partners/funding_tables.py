"""Table of the agreements with municipalities: each change is a row of its own, so that what was agreed stays known."""

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from hub.columns import key, moment, one_of
from hub.partners.funding import Function, Stage
from hub.partners.tables import codes

_KNOWN = ", ".join(f"'{one.value}'" for one in Function)


class MunicipalAgreement(SQLModel, table=True):
    """What a municipality co-funds, as it stood from `made_at` until `superseded_at`."""

    __tablename__ = "municipal_agreement"
    __table_args__ = (
        one_of("stage", Stage),
        sa.CheckConstraint("until_year IS NULL OR from_year <= until_year", name="years_in_order"),
        sa.CheckConstraint(f"functions <@ ARRAY[{_KNOWN}]::text[] AND functions <> '{{}}'", name="functions_are_known"),
        sa.Index(
            "agreement_as_it_stands", "agreement_id", unique=True, postgresql_where=sa.text("superseded_at IS NULL")
        ),
        sa.Index("agreement_of_municipality", "hub_id", "nis"),
    )
    id: UUID = key()
    agreement_id: UUID = Field(default_factory=uuid4)  # the same for each state of one agreement
    hub_id: UUID = Field(foreign_key="hub.id")
    nis: str
    stage: str
    functions: list[str] = codes()
    from_year: int
    until_year: int | None = None
    note: str = ""
    made_at: datetime = moment()
    made_by: UUID | None = Field(default=None, foreign_key="person.id")
    superseded_at: datetime | None = moment(nullable=True)
