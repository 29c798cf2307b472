"""Engine and unit of work: one transaction, one asker, one commit."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from hub.asker import WORKER, Asker
from hub.clock import real_now
from hub.problems import Refused
from hub.wording import _

if TYPE_CHECKING:
    from alembic.config import Config

    from hub.settings import Settings

MIGRATIONS = Path(__file__).parent.parent / "deploy" / "migrations"
APP_ROLE = "hub_app"

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
    real: datetime = field(default_factory=real_now)

    def wake(self, task: str) -> None:
        self.wakes.add(task)

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
            pool_pre_ping=True,
            hide_parameters=True,  # or an error would repeat in logs what somebody typed
            connect_args={"options": "-c statement_timeout=30000 -c lock_timeout=8000 -c timezone=UTC"},
        )

    @contextlib.contextmanager
    def begin(self, asker: Asker = WORKER, *, now: datetime | None = None, snapshot: bool = False) -> Iterator[Work]:
        """Open a unit of work and commit it once at the end; any error rolls all of it back.

        `now` decides what is due and may lie elsewhere in time than the clock on the wall; `snapshot` reads everything
        as of one moment (REPEATABLE READ).
        """
        real = real_now()
        options = {"isolation_level": "REPEATABLE READ"} if snapshot else {}
        with self.engine.connect().execution_options(**options) as connection:
            session = Session(bind=connection, expire_on_commit=False)
            work = Work(session, asker, now or real, self, real=real)
            try:
                session.execute(
                    sa.text("SELECT set_config('role', :role, true), set_config('hub.asker', :asker, true)"),
                    {"role": APP_ROLE, "asker": asker.label},
                )
                yield work
                session.commit()
            except BaseException:
                # What was read stays readable for the page that says what went wrong.
                session.expunge_all()
                session.rollback()
                raise
            finally:
                session.close()
        if self.wake:
            for task in work.wakes:
                self.wake(task)

    def close(self) -> None:
        self.engine.dispose()


def migrate(database_url: str, revision: str = "head") -> None:
    """Bring the database to `revision` (up, or down to an older one) as its owner."""
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
