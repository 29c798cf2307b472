"""Long lists page by page: the row after which a page begins travels in the address."""

from datetime import datetime
from typing import Any
from uuid import UUID


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
