"""Long lists page by page: the row after which a page begins travels in the address."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Cut:
    """One page; `newer` and `older` are what stands in the addresses of the page before and the page after it."""

    rows: list[Any]
    newer: str | None
    older: str | None


def cut(
    session: Session, query: Any, by: Any, key: Any, *, after: str = "", before: str = "", size: int,
    downwards: bool = False,
) -> Cut:  # fmt: skip
    """The page of this query behind (or before) a cursor, in the order of `by` and then of its key."""
    cursor = read_cursor(before or after)
    back = bool(before) and cursor is not None
    down = downwards != back
    if cursor:
        here = sa.tuple_(by, key)
        there = sa.tuple_(sa.literal(cursor[0]), sa.literal(cursor[1]))
        query = query.where(here < there if down else here > there)
    order = (sa.desc(by), sa.desc(key)) if down else (by, key)
    rows = list(session.execute(query.add_columns(by.label("cursor")).order_by(*order).limit(size + 1)))
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()
    has_newer, has_older = (more, True) if back else (cursor is not None, more)
    return Cut(
        rows, write_cursor(rows[0]) if rows and has_newer else None,
        write_cursor(rows[-1]) if rows and has_older else None,
    )  # fmt: skip


def write_cursor(row: Any) -> str:
    """Where a row stands that has a `cursor` (a moment) and an `id`."""
    return f"{row.cursor.isoformat()}~{row.id}"


def read_cursor(text: str) -> tuple[datetime, UUID] | None:
    """Where a page begins; None for the first one and for anything that was typed by hand."""
    when, _tilde, key = text.partition("~")
    try:
        at, found = datetime.fromisoformat(when), UUID(key)
    except ValueError:
        return None
    return (at, found) if at.tzinfo else None
