"""How the hub itself is doing, in ages: the database, the broker, the beat, and the oldest work that waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from hub import pulse
from hub.clock import next_open_moment, quiet
from hub.dispatch.table_tables import Track
from hub.intake.tables import FileScan, RawMail
from hub.letters import Letter
from hub.store import Store, Work

# Work that waits longer than this while it could be done means that something stands still.
PATIENCE = {
    "beat": pulse.SILENT_AFTER,
    "oldest_due_row": timedelta(minutes=15),
    "oldest_unposted_letter": timedelta(minutes=15),
    "oldest_unscanned_file": timedelta(hours=1),
}


@dataclass(frozen=True)
class Health:
    """What a watcher asks. Ages are whole seconds; None where nothing waits, or where it was never heard.

    `late` names what stands still; the server can answer people as long as `database` is true.
    """

    database: bool
    broker: bool
    ages: dict[str, int | None]
    late: tuple[str, ...] = ()


def look(store: Store, now: datetime) -> Health:
    """One look at everything; what is out of reach is reported and never raised."""
    broker = _broker_answers(store.settings.redis_url)
    try:
        with store.begin() as work:
            ages = _ages(work, now)
    except DBAPIError:
        return Health(database=False, broker=broker, ages=dict.fromkeys(PATIENCE), late=("database",))
    late = [name for name, most in PATIENCE.items() if (ages[name] or 0) > most.total_seconds()]
    if ages["beat"] is None:
        late.append("beat")
    return Health(database=True, broker=broker, ages=ages, late=(*late, *(() if broker else ("broker",))))


def _ages(work: Work, now: datetime) -> dict[str, int | None]:
    return {
        "beat": _age(now, pulse.last(work)),
        "oldest_due_row": _age(now, _oldest_due(work, now)),
        "oldest_unposted_letter": _age(now, _first_due(work, Letter, now)),
        "oldest_unscanned_file": _age(now, _first_asked(work)),
    }


def _age(now: datetime, since: datetime | None) -> int | None:
    return None if since is None else max(0, int((now - since).total_seconds()))


def _oldest_due(work: Work, now: datetime) -> datetime | None:
    """Mails to read and tracks to ask after. At night, in a weekend and on a holiday nobody is asked on purpose: a
    track counts from the first moment at which it may be asked after, and not at all while it is quiet."""
    track = None if quiet(now) else work.session.scalar(
        sa.select(sa.func.min(col(Track.due_at))).where(col(Track.due_at) <= now)
    )  # fmt: skip
    due = (_first_due(work, RawMail, now), track and next_open_moment(track))
    return min(filter(None, due), default=None)


def _first_due(work: Work, table: type[Letter] | type[RawMail], now: datetime) -> datetime | None:
    """The oldest open row that is due and that nobody holds at this moment."""
    return work.session.scalar(
        sa.select(sa.func.min(col(table.due_at)))
        .where(col(table.done_at).is_(None), col(table.parked_at).is_(None), col(table.due_at) <= now)
        .where(sa.or_(col(table.leased_until).is_(None), col(table.leased_until) < now))
    )


def _first_asked(work: Work) -> datetime | None:
    """When the first file came that waits for the virus scanner; without one none waits."""
    if not work.store.settings.clamd_url:
        return None
    waits = (col(FileScan.done_at).is_(None), col(FileScan.parked_at).is_(None))
    return work.session.scalar(sa.select(sa.func.min(col(FileScan.asked_at))).where(*waits))


def _broker_answers(redis_url: str) -> bool:
    try:
        with Redis.from_url(redis_url, socket_timeout=2, socket_connect_timeout=1) as broker:
            return bool(broker.ping())
    except (RedisError, OSError, ValueError):
        return False
