"""What the hub asks and tells its database, noted while it does: for tests that count, and for the bench."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import sqlalchemy as sa

Told = list[tuple[str, Any]]  # statements with their values, in their order


@contextmanager
def noted(engine: sa.Engine) -> Iterator[Told]:
    """What each connection is told that is taken from this engine meanwhile, by SQLAlchemy and by lookups beside it."""
    told: Told = []

    class Noting(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **how: Any) -> "Noting":
            told.append((str(query), params))
            return super().execute(query, params, **how)

    def lend(driver: psycopg.Connection[Any], *_pooled: Any) -> None:
        driver.cursor_factory = Noting

    def give_back(driver: psycopg.Connection[Any] | None, *_pooled: Any) -> None:
        if driver:
            driver.cursor_factory = psycopg.Cursor

    def numbered(_connection: Any, _cursor: Any, statement: str, values: Any, context: Any, _many: bool) -> None:
        """New rows travel by a cursor of their own (hub/new_rows.py)."""
        if context and context.execution_options.get("numbered"):
            told.append((statement, values))

    listeners = (("checkout", lend), ("checkin", give_back), ("before_cursor_execute", numbered))
    for name, listener in listeners:
        sa.event.listen(engine, name, listener)
    try:
        yield told
    finally:
        for name, listener in listeners:
            sa.event.remove(engine, name, listener)
