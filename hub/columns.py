"""Column shapes that every room's tables share."""

from enum import StrEnum
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

Moment = sa.DateTime(timezone=True)


def key() -> Any:
    """Primary key made in Python, so that a letter can name a row before the database has seen it."""
    return Field(default_factory=uuid4, primary_key=True)


def moment(*, nullable: bool = False, index: bool = False) -> Any:
    if nullable:
        return Field(default=None, sa_type=Moment, nullable=True, index=index)
    return Field(sa_type=Moment, nullable=False, index=index)


def document() -> Any:
    return Field(default_factory=dict, sa_type=JSONB, nullable=False)


def one_of(column: str, codes: type[StrEnum], *, nullable: bool = False) -> sa.CheckConstraint:
    """CHECK that a text column holds one of the codes; named after the column so that migrations can find it."""
    listed = ", ".join(f"'{code.value}'" for code in codes)
    allowed = f"{column} IN ({listed})"
    return sa.CheckConstraint(f"{column} IS NULL OR {allowed}" if nullable else allowed, name=f"{column}_is_known")


def of_case() -> sa.ForeignKeyConstraint:
    """A child of a case carries its hub: the pair must exist together, so a row can never point into another hub."""
    return sa.ForeignKeyConstraint(
        ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
    )


def table_of(model: type[SQLModel]) -> sa.Table:
    """The bare table behind a model, for lists that are read as rows rather than as objects."""
    return SQLModel.metadata.tables[str(model.__tablename__)]
