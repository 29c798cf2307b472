"""New rows of several tables in one statement: one round trip, and the constraints look at them when all are there."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import count
from typing import Any

import sqlalchemy as sa
from psycopg import RawCursor
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.orm import Mapper, make_transient_to_detached
from sqlmodel import Session, SQLModel

AT_MOST = 60_000  # values in one statement; PostgreSQL takes 65,535
_DIALECT = psycopg.dialect()
_QUOTED = _DIALECT.identifier_preparer
NUMBERED = {"numbered": True}
Shape = tuple[tuple[type[SQLModel], int], ...]  # how many rows of which tables


def numbers_values(engine: sa.Engine) -> None:
    """Let this engine take a statement as PostgreSQL knows it: with $1 for a value. To look for its %s in a statement
    with 200 values would take longer than anything else about it."""
    sa.event.listen(engine, "do_execute", _as_it_is)


def _as_it_is(cursor: Any, statement: str, values: Any, context: Any) -> bool:
    if not context.execution_options.get("numbered"):
        return False
    with RawCursor(cursor.connection) as raw:
        raw.execute(statement, values)
    return True


class NewRowsSession(Session):
    """A session that needs one statement for the new rows of a flush, however many tables they are of.

    SQLAlchemy would write table after table, and knows no order for tables that point at each other by columns alone.
    What else has changed or is to go, or a row of which the database fills in a part, is left to SQLAlchemy.
    """

    _ends = False

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        if self._only_new():
            _write(self, list(self.new), goes_on=not self._ends)
        else:
            super().flush(objects)

    def commit(self) -> None:
        self._ends = True
        super().commit()

    def _only_new(self) -> bool:
        new: list[SQLModel] = list(self.new)
        if not new or self.dirty or self.deleted:
            return False
        return all(map(_is_whole, new)) and sum(len(_columns(type(row)).names) for row in new) <= AT_MOST


class _Columns:
    """The columns of a table that are given by whoever writes a row, and how their values go to the database."""

    def __init__(self, table: type[SQLModel]) -> None:
        mapper: Mapper[Any] = sa.inspect(table)
        columns = [column for column in mapper.local_table.c if column.computed is None and column.identity is None]
        self.table = _QUOTED.format_table(mapper.local_table)
        self.names = [mapper.get_property_by_column(column).key for column in columns]
        self.quoted = ", ".join(_QUOTED.format_column(column) for column in columns)
        self.filled_in = [column.key for column in columns if column.server_default is not None]
        self.made_there = [column.key for column in mapper.local_table.c if column.computed is not None]
        self.has_key = all(column.identity is None for column in mapper.primary_key)
        processors = [column.type.dialect_impl(_DIALECT).bind_processor(_DIALECT) for column in columns]
        self.processed = [(name, process) for name, process in zip(self.names, processors, strict=True) if process]

    def values(self, row: SQLModel) -> list[Any]:
        held = row.__dict__
        if self.processed:
            held = held | {name: process(held[name]) for name, process in self.processed}
        return [held[name] for name in self.names]

    def insert(self, rows: int, numbers: Iterator[int]) -> str:
        each = (", ".join(f"${next(numbers)}" for _name in self.names) for _row in range(rows))
        return f"INSERT INTO {self.table} ({self.quoted}) VALUES ({'), ('.join(each)})"


@cache
def _columns(table: type[SQLModel]) -> _Columns:
    return _Columns(table)


def _is_whole(row: SQLModel) -> bool:
    """Whether every value is here: then nothing is left for the database to fill in."""
    columns, held = _columns(type(row)), row.__dict__
    return all(name in held for name in columns.names) and all(held[name] is not None for name in columns.filled_in)


def _write(session: Session, rows: Sequence[SQLModel], *, goes_on: bool) -> None:
    by_table: dict[type[SQLModel], list[SQLModel]] = {}
    for row in rows:
        by_table.setdefault(type(row), []).append(row)
    values = [value for table, several in by_table.items() for row in several for value in _columns(table).values(row)]
    shape = tuple((table, len(several)) for table, several in by_table.items())
    session.connection().exec_driver_sql(_statement(shape), tuple(values), execution_options=NUMBERED)
    _known_as_written(session, rows, goes_on=goes_on)


@lru_cache(maxsize=500)
def _statement(shape: Shape) -> str:
    numbers = count(1)
    *others, last = (_columns(table).insert(rows, numbers) for table, rows in shape)
    along = ", ".join(f"w{n} AS ({insert})" for n, insert in enumerate(others))
    return f"WITH {along} {last}" if others else last


def _known_as_written(session: Session, rows: Iterable[SQLModel], *, goes_on: bool) -> None:
    """From here on a change of such a row is an UPDATE. One whose key the database made is written and done with, as
    all of them are when the session does not go on."""
    for row in rows:
        session.expunge(row)
        columns = _columns(type(row))
        if columns.has_key:
            for name in columns.made_there:
                row.__dict__.pop(name, None)
            make_transient_to_detached(row)
            if goes_on:
                session.add(row)
