"""Engine and unit of work: one transaction, one asker, one commit."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session

from hub.asker import WORKER, Asker
from hub.clock import real_now
from hub.lookups import rows
from hub.new_rows import NewRowsSession, numbers_values
from hub.problems import NotFound, Refused
from hub.sealing import Sealer
from hub.wording import _

if TYPE_CHECKING:
    from alembic.config import Config

    from hub.settings import Settings

Row = TypeVar("Row")
MIGRATIONS = Path(__file__).parent.parent / "deploy" / "migrations"
APP_ROLE = "hub_app"
ALONE = 4243  # our own numbers among advisory locks
WHO_ASKS = "SELECT set_config('role', %s, true) AS role, set_config('hub.asker', %s, true) AS asker"
WITHOUT_WAITING = ", set_config('synchronous_commit', 'off', true) AS disk"
PLANNED_ONCE = ", set_config('plan_cache_mode', 'force_generic_plan', true) AS plans"

Wake = Callable[[str], None]


@dataclass
class Work:
    """A unit of work: the session, who asks, and the moment that counts as now.

    Operations take it first and never commit. `wake` names a worker's task that has something to do once this is
    committed; it is a kindness, not a promise: the row that says so is the promise.
    """

    session: Session
    asker: Asker
    now: datetime
    store: "Store"
    wakes: set[str] = field(default_factory=set)
    stored: list[Callable[[], object]] = field(default_factory=list)
    real: datetime = field(default_factory=real_now)

    def wake(self, task: str) -> None:
        self.wakes.add(task)

    def once_stored(self, then: Callable[[], object]) -> None:
        """What is counted outside the database, and only when this is committed. As little of a promise as `wake`."""
        self.stored.append(then)

    def found(self, kind: type[Row], key: Any) -> Row:
        """The row with this key; NotFound when there is none."""
        row = self.session.get(kind, key)
        if row is None:
            raise NotFound
        return row

    def held(self, kind: type[Row], key: Any) -> Row:
        """The same as it stands now, locked until this unit of work ends: whoever else wants it waits."""
        row = self.session.get(kind, key, with_for_update=True, populate_existing=True)
        if row is None:
            raise NotFound
        return row

    def flush(self, *, clash: str = "") -> None:
        """Write now what is pending; a broken UNIQUE or CHECK becomes a refusal in words instead of an error."""
        try:
            self.session.flush()
        except IntegrityError as broken:
            raise Refused(clash or _("Iemand anders was net iets sneller. Kijk hoe het nu staat.")) from broken


class Store:
    """One database and the keys that go with it."""

    def __init__(self, settings: "Settings", *, wake: Wake | None = None, pool_size: int = 10) -> None:
        self.settings = settings
        self.wake = wake
        self.engine = sa.create_engine(
            settings.database_url,
            pool_size=pool_size,
            max_overflow=10,
            hide_parameters=True,  # or an error would repeat in logs what somebody typed
            # What pages ask is short and looks costly to PostgreSQL: translating it into machine code takes longer.
            connect_args={"options": "-c statement_timeout=30000 -c lock_timeout=8000 -c timezone=UTC -c jit=off"},
        )
        numbers_values(self.engine)

    @contextlib.contextmanager
    def begin(
        self, asker: Asker = WORKER, *, now: datetime | None = None, snapshot: bool = False, redone: bool = False,
        planned_once: bool = False,
    ) -> Iterator[Work]:  # fmt: skip
        """Open a unit of work and commit it once at the end; any error rolls all of it back.

        `now` decides what is due and may lie elsewhere in time than the clock on the wall; `snapshot` reads everything
        as of one moment (REPEATABLE READ). What would be `redone` by itself, from a row that was stored before, does
        not wait for the disk: a machine that loses its power may undo it whole, with all that came after it. A page of
        many large lookups has them `planned_once`: PostgreSQL would make a plan for one again each time that it is
        asked, where it thinks that this serves the values of the moment better. What decides which index serves must
        stand in the text of each question then.
        """
        real = real_now()
        options = {"isolation_level": "REPEATABLE READ"} if snapshot else {}
        say = WHO_ASKS + WITHOUT_WAITING * redone + PLANNED_ONCE * planned_once
        connection, session = self._opened(say, asker, options)
        with connection:
            work = Work(session, asker, now or real, self, real=real)
            try:
                yield work
                session.commit()
            except BaseException:
                # What was read stays readable for the page that says what went wrong.
                session.expunge_all()
                session.rollback()
                raise
            finally:
                session.close()
        for then in work.stored:
            then()
        if self.wake:
            for task in work.wakes:
                self.wake(task)

    def _opened(self, say: str, asker: Asker, options: dict[str, Any]) -> tuple[sa.Connection, Session]:
        """A transaction of which the database knows who asks. To say so also shows whether the connection survived its
        rest; one that did not is replaced once."""
        try:
            return self._open(say, asker, options)
        except DBAPIError as lost:
            if not lost.connection_invalidated:
                raise
        return self._open(say, asker, options)

    def _open(self, say: str, asker: Asker, options: dict[str, Any]) -> tuple[sa.Connection, Session]:
        connection = self.engine.connect().execution_options(**options)
        session = NewRowsSession(bind=connection, expire_on_commit=False)
        try:
            rows(session.connection(), say, (APP_ROLE, asker.label))
        except BaseException:
            session.close()
            connection.close()
            raise
        return connection, session

    def wake_up(self, task: str) -> None:
        """Outside any unit of work: who did a part of what waits leaves the rest for another turn."""
        if self.wake:
            self.wake(task)

    @contextlib.contextmanager
    def alone(self, what: str) -> Iterator[bool]:
        """Whether nobody else on any machine does this now; if so, nobody begins it before the block ends."""
        key = {"what": what, "ours": ALONE}
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            got = connection.scalar(sa.text("SELECT pg_try_advisory_lock(:ours, hashtext(:what))"), key)
            try:
                yield bool(got)
            finally:
                if got:
                    connection.execute(sa.text("SELECT pg_advisory_unlock(:ours, hashtext(:what))"), key)

    @cached_property
    def sealer(self) -> Sealer:
        return Sealer(self.settings.secret_keys)

    def close(self) -> None:
        self.engine.dispose()


def migrate(database_url: str, revision: str = "head") -> None:
    """Bring the database to `revision` (up, or down to an older one) as its owner; `hub.migrating` does it while people
    work."""
    from alembic import command

    config = alembic_config(database_url)
    if revision in ("head", "heads"):
        command.upgrade(config, revision)
    else:
        command.downgrade(config, revision)


def alembic_config(database_url: str) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["database_url"] = database_url
    return config
