"""Lookups that are made once and asked often: what comes back are plain rows, and asking costs little more than the
answer."""

from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.rows import namedtuple_row
from sqlalchemy.dialects.postgresql import psycopg as dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.visitors import replacement_traverse

_DIALECT = dialect.dialect()
Values = dict[str, Any]
Shape = tuple[tuple[str, int], ...]  # the lists that are given, each with its length


class Lookup:
    """A SELECT, to be made at the start of the process and asked with its values.

    SQLAlchemy writes it, once for each length of its lists; psycopg asks it. That takes a quarter of the time of
    `session.execute`, for pages that ask a dozen. Rows are named tuples, so two columns may not bear one name. They are
    what the database holds now, pending changes included; whoever wants to change one loads the object. Rights
    are kept by the function around it, which says for which hubs it asks (docs/decisions/0014).
    """

    def __init__(self, query: Any) -> None:
        if getattr(query, "is_dml", False):
            raise TypeError("a lookup only reads")
        self.query = query
        self._written: dict[Shape, tuple[str, Values]] = {}

    def ask(self, session: Session, /, **values: Any) -> list[Any]:
        """All rows. A list is the value of a parameter that is `expanding`; TypeError for a tuple or a set there."""
        lists = {name: value for name, value in values.items() if isinstance(value, list)}
        given = dict(values)
        for name, listed in lists.items():
            given |= {f"{name}_{n}": value for n, value in enumerate(listed, start=1)}
        shape = tuple((name, len(listed)) for name, listed in lists.items())
        text, fixed = self._written.get(shape) or self._write(shape, values, given)
        if session.autoflush:
            session.flush()
        return rows(session.connection(), text, fixed | given)

    def _write(self, shape: Shape, values: Values, given: Values) -> tuple[str, Values]:
        """The text, and the values that are always the same."""
        compiled = replacement_traverse(self.query, {}, _as_written).compile(dialect=_DIALECT)
        # What is no list would be taken for such a value, and be asked again for whoever comes after.
        expanding = {name for name, bind in compiled.binds.items() if bind.expanding}
        if loose := expanding & values.keys() - dict(shape).keys():
            raise TypeError(f"give a list for {', '.join(sorted(loose))}")
        made = compiled.construct_expanded_state(values)
        fixed = {name: value for name, value in made.parameters.items() if name not in given}
        self._written[shape] = made.statement, fixed
        return self._written[shape]


def _as_written(element: Any, **_kw: Any) -> Any:
    """A value that is always the same stands in the text: PostgreSQL knows it when it plans for whatever values are
    given, and need not plan again for each of them to find the indexes that hold only such rows."""
    always = isinstance(element, sa.BindParameter) and not element.required
    return element.render_literal_execute() if always else None


def rows(connection: sa.Connection, text: str, values: Values | tuple[str, ...]) -> list[Any]:
    """What the driver answers, with the errors of SQLAlchemy; a connection that was lost is not used again."""
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor(row_factory=namedtuple_row) as cursor:
            return cursor.execute(text, values).fetchall()
    except psycopg.Error as error:
        if driver.closed:
            connection.invalidate(error)
            connection.engine.dispose()  # those that rest were lost with it, as a rule
        raise DBAPIError.instance(
            text, None, error, psycopg.Error, hide_parameters=True, connection_invalidated=driver.closed,
            dialect=_DIALECT,
        ) from error  # fmt: skip
