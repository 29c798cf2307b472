"""Column shapes that every room's tables share."""

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

Moment = sa.DateTime(timezone=True)


class Stored(SQLModel):
    """A table of which many rows are made. What is given is taken as it is, as SQLModel does with tables, without
    telling SQLAlchemy of each value by itself: a new row has no history. TypeError for a name it does not know."""

    if not TYPE_CHECKING:

        def __init__(self, **given: Any) -> None:
            known = _known(type(self))
            if not given.keys() <= known.names:
                strange = ", ".join(sorted(given.keys() - known.names))
                raise TypeError(f"{type(self).__name__} has no {strange}")
            held = self.__dict__
            held.update(known.fixed)
            held.update((name, make()) for name, make in known.made if name not in given)
            held.update(given)
            _SET(self, "__pydantic_fields_set__", set(given))
            _SET(self, "__pydantic_extra__", None)
            _SET(self, "__pydantic_private__", None)


_SET = object.__setattr__


class _Known(NamedTuple):
    """A table's names, and what stands in a row where nothing is given: always the same, or made for each row."""

    names: frozenset[str]
    fixed: dict[str, Any]
    made: list[tuple[str, Any]]


@cache
def _known(table: type[Stored]) -> _Known:
    fields = table.model_fields
    left_out = {name: field for name, field in fields.items() if not field.is_required()}
    fixed = {name: field.default for name, field in left_out.items() if not field.default_factory}
    made = [(name, field.default_factory) for name, field in left_out.items() if field.default_factory]
    return _Known(frozenset(fields), fixed, made)


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
