"""How the hub itself is doing, in ages: the database, the broker, the beat, and the oldest work that waits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from hub import pulse, stumbles
from hub.clock import next_open_moment, quiet
from hub.dispatch.table_tables import Track
from hub.home.old_list.tables import OldList
from hub.home.watching import standing
from hub.intake.paper_tables import PaperReading
from hub.intake.tables import FileScan, RawMail
from hub.letters import Letter
from hub.partners.import_tables import ListImport
from hub.pulse import Pulse
from hub.store import Store, Work

# Work that waits longer than this while it could be done means that something stands still.
PATIENCE = {
    "beat": pulse.SILENT_AFTER,
    "mailbox": timedelta(minutes=10),
    "oldest_due_row": timedelta(minutes=15),
    "oldest_unposted_letter": timedelta(minutes=15),
    "oldest_unread_paper": timedelta(minutes=15),
    "oldest_unscanned_file": timedelta(hours=1),
    "oldest_waiting_list": timedelta(hours=1),
}


@dataclass(frozen=True)
class Health:
    """What a watcher asks. Ages are whole seconds; None where nothing waits, or where it was never heard.

    `late` names what stands still; the server can answer people as long as `database` is true. `failing` are tasks of
    the workers that went wrong the last time, with how often in a row; `parked` is work that was given up, by kind;
    `stumbling` is what is followed up and failed several times.
    """

    database: bool
    broker: bool
    ages: dict[str, int | None]
    late: tuple[str, ...] = ()
    failing: dict[str, int] = field(default_factory=dict)
    parked: dict[str, int] = field(default_factory=dict)
    stumbling: dict[str, int] = field(default_factory=dict)


def look(store: Store, now: datetime) -> Health:
    """One look at everything; what is out of reach is reported and never raised."""
    broker = _broker_answers(store.settings.redis_url)
    try:
        with store.begin() as work:
            heard = pulse.heard(work)
            ages = _ages(work, now, heard)
            parked, stumbling = standing.parked(work), stumbles.seen(work)
    except DBAPIError:
        return Health(database=False, broker=broker, ages=dict.fromkeys(PATIENCE), late=("database",))
    late = [name for name, most in PATIENCE.items() if (ages[name] or 0) > most.total_seconds()]
    if ages["beat"] is None:
        late.append("beat")
    return Health(
        database=True, broker=broker, ages=ages, late=(*late, *(() if broker else ("broker",))),
        failing={name: one.failures for name, one in sorted(heard.items()) if one.failures}, parked=parked,
        stumbling=stumbling,
    )  # fmt: skip


def _ages(work: Work, now: datetime, heard: Mapping[str, Pulse]) -> dict[str, int | None]:
    beat = heard.get(pulse.BEAT)
    return {
        "beat": _age(now, beat.at if beat else None),
        "mailbox": _age(now, _mailbox_heard(work, heard)),
        "oldest_due_row": _age(now, _oldest_due(work, now)),
        "oldest_unposted_letter": _age(now, _oldest_letter(work, now, heard.get(pulse.SMTP))),
        "oldest_unread_paper": _age(now, standing.first_due(work, PaperReading, now)),
        "oldest_unscanned_file": _age(now, _first_asked(work)),
        "oldest_waiting_list": _age(now, _oldest_list(work, now)),
    }


def _mailbox_heard(work: Work, heard: Mapping[str, Pulse]) -> datetime | None:
    """When the mailbox that was looked into longest ago was; None without one, or where none ever was."""
    ours = [pulse.mailbox(number) for number, _url in enumerate(work.store.settings.imap_urls, start=1)]
    return min((heard[name].at for name in ours if name in heard), default=None)


def _oldest_letter(work: Work, now: datetime, server: Pulse | None) -> datetime | None:
    """The oldest that is due. While the mail server is away letters are given back every minute and look young: they
    wait since it is."""
    due = standing.first_due(work, Letter, now)
    away = server.failing_since if server else None
    if away is None or standing.open_rows(work, Letter) == 0:
        return due
    return min(away, due) if due else away


def _oldest_list(work: Work, now: datetime) -> datetime | None:
    due = (standing.first_due(work, ListImport, now), standing.first_due(work, OldList, now))
    return min(filter(None, due), default=None)


def _age(now: datetime, since: datetime | None) -> int | None:
    return None if since is None else max(0, int((now - since).total_seconds()))


def _oldest_due(work: Work, now: datetime) -> datetime | None:
    """Mails to read and tracks to ask after. At night, in a weekend and on a holiday nobody is asked on purpose: a
    track counts from the first moment at which it may be asked after, and not at all while it is quiet."""
    track = None if quiet(now) else work.session.scalar(
        sa.select(sa.func.min(col(Track.due_at))).where(col(Track.due_at) <= now)
    )  # fmt: skip
    due = (standing.first_due(work, RawMail, now), track and next_open_moment(track))
    return min(filter(None, due), default=None)


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
