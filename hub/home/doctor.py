"""Looks at everything that the hub stands on and says in plain words what is wrong and what to do about it."""

import shutil
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psycopg
from alembic.script import ScriptDirectory
from redis import Redis
from redis.exceptions import RedisError

from hub import scanner
from hub.backup import keys_in_use
from hub.clock import real_now
from hub.home import health
from hub.postal.servers import imap_server, is_loopback, smtp_server
from hub.postal.shared_inbox import LOST, REFUSED, signed_in
from hub.postal.smtp import try_out
from hub.sealing import key_id_of
from hub.settings import Settings, libpq_url
from hub.store import Store, alembic_config

OLDEST_POSTGRES, OLDEST_REDIS = 15, (6, 2)
LARGEST_DRIFT = timedelta(seconds=5)
LITTLE_ROOM, NO_ROOM = 5 * 10**9, 10**9
PATIENCE = 5
UNNAMED = "HUB_AUTHSERV_ID is not set: name the mail server whose word about forged senders counts."
ASLEEP = "The demonstration's post office is there while `hub up` runs."


class State(StrEnum):
    FINE = "ok"
    NOTE = "note"
    WRONG = "WRONG"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `sentence` says what to do when it is not fine."""

    state: State
    what: str
    sentence: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything in turn, each within seconds; what is out of reach is a finding and never an error."""
    reachable = True
    for one in _database(settings):
        reachable &= one.state is not State.WRONG
        yield one
    if reachable:
        yield from _rows(settings)
    yield from _broker(settings)
    yield from _mailboxes(settings)
    if settings.imap_urls and not settings.demo:
        yield _senders(settings)
    yield _letters_out(settings)
    yield _scanner(settings)
    yield _time_zone()
    yield _room(settings.state)
    yield from _address(settings)


def _database(settings: Settings) -> Iterator[Finding]:
    what = "database"
    try:
        with psycopg.connect(libpq_url(settings.database_url), connect_timeout=PATIENCE) as connection:
            version = connection.info.server_version
            [[now, encoding]] = connection.execute(
                "SELECT clock_timestamp(), current_setting('server_encoding')"
            ).fetchall()
            drift = abs(real_now() - now)
    except psycopg.OperationalError as error:
        yield Finding(State.WRONG, what, f"It does not answer: {_first_line(error)}")
        return
    spelled = f"PostgreSQL {version // 10000}.{version % 10000}"
    if version // 10000 < OLDEST_POSTGRES:
        yield Finding(State.WRONG, what, f"{spelled} is too old: the hub needs {OLDEST_POSTGRES} or newer.")
    elif encoding != "UTF8":
        yield Finding(State.WRONG, what, f"It is encoded in {encoding}: make the database with ENCODING 'UTF8'.")
    else:
        yield Finding(State.FINE, what, f"{spelled} answers.")
    if drift > LARGEST_DRIFT:
        apart = int(drift.total_seconds())
        yield Finding(State.WRONG, "clock", f"The database's clock is {apart} s away from this machine's: set up NTP.")
    else:
        yield Finding(State.FINE, "clock", "This machine and the database agree on the time.")


def _rows(settings: Settings) -> Iterator[Finding]:
    """What is in a database that answers."""
    newest = ScriptDirectory.from_config(alembic_config(settings.database_url))
    with psycopg.connect(libpq_url(settings.database_url), connect_timeout=PATIENCE) as connection:
        [[tables]] = connection.execute("SELECT to_regclass('public.alembic_version') IS NOT NULL").fetchall()
        found = connection.execute("SELECT version_num FROM alembic_version").fetchall() if tables else []
        at = found[0][0] if found else "nothing"
        if at != newest.get_current_head():
            known = at in {one.revision for one in newest.walk_revisions()} or not found
            way_out = "run `hub migrate`" if known else "this program is older than its tables, install the newer one"
            yield Finding(State.WRONG, "tables", f"They are at {at} and not at {newest.get_current_head()}: {way_out}.")
            return
        yield Finding(State.FINE, "tables", f"They are up to date ({at}).")
        [[hubs]] = connection.execute("SELECT count(*) FROM hub").fetchall()
        strange = keys_in_use(connection) - {key_id_of(secret) for secret in settings.secret_keys}
    if not hubs:
        yield Finding(State.NOTE, "hub", "There is none yet: `hub person add NAME EMAIL --role administrator`.")
    if strange:
        ids = ", ".join(sorted(strange))
        yield Finding(
            State.WRONG,
            "secret",
            f"Some mails or links need a secret that is gone (key id {ids}): list it after the new one.",
        )
    else:
        yield Finding(State.FINE, "secret", "It opens all that is sealed.")
    yield from _clockwork(settings)


def _clockwork(settings: Settings) -> Iterator[Finding]:
    store = Store(settings, pool_size=1)
    try:
        seen = health.look(store, real_now())
    finally:
        store.close()
    waiting = {
        "beat": f"The beat is not heard: start {_clocks(settings)}, and ask again after a minute.",
        "oldest_due_row": "Mails or tracks wait that a worker should have taken up: look at its log.",
        "oldest_unposted_letter": "Letters wait that should have left: look at the worker's log and at SMTP below.",
    }
    late = [one for one in seen.late if one in waiting]
    for one in late:
        yield Finding(State.NOTE, "workers", waiting[one])
    if not late:
        yield Finding(State.FINE, "workers", "The beat is heard, and nothing waits too long.")


def _broker(settings: Settings) -> Iterator[Finding]:
    what = "broker"
    try:
        with Redis.from_url(settings.redis_url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as broker:
            said = broker.info("server")
            policy = ""
            with suppress(RedisError):  # a hosted one may not let us look
                policy = str(broker.config_get("maxmemory-policy").get("maxmemory-policy", ""))
    except (RedisError, OSError, ValueError) as error:
        yield Finding(State.WRONG, what, f"It does not answer: {_first_line(error)}")
        return
    version = str(said.get("redis_version", "0"))
    name = str(said.get("server_name", "redis")).capitalize()
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_REDIS:
        yield Finding(State.WRONG, what, f"{name} {version} is too old: the hub needs 6.2 or newer.")
    else:
        yield Finding(State.FINE, what, f"{name} (Redis {version}) answers.")
    if policy and policy != "noeviction":
        yield Finding(
            State.NOTE, what, f"It throws things away when it is full ({policy}): set maxmemory-policy noeviction."
        )


def _mailboxes(settings: Settings) -> Iterator[Finding]:
    if not settings.imap_urls:
        yield Finding(State.NOTE, "mailbox", "HUB_IMAP_URL is not set: no referral comes in by mail.")
    for url in settings.imap_urls:
        server = imap_server(url)
        where = f"{server.user} on {server.host}"
        try:
            with signed_in(server) as inbox:
                waiting = len(inbox.waiting())
                if server.sent:
                    inbox.box.folder.set(server.sent, readonly=True)
        except (*LOST, *REFUSED) as error:
            if settings.demo:
                yield Finding(State.NOTE, "mailbox", ASLEEP)
            else:
                yield Finding(State.WRONG, "mailbox", f"{where} cannot be opened: {_first_line(error)}")
        else:
            yield Finding(State.FINE, "mailbox", f"{where} opens; {waiting} mails wait in {server.folder}.")


def _senders(settings: Settings) -> Finding:
    if settings.authserv_ids:
        return Finding(State.FINE, "senders", f"What {' and '.join(settings.authserv_ids)} says of them is believed.")
    return Finding(State.NOTE, "senders", UNNAMED)


def _letters_out(settings: Settings) -> Finding:
    server = smtp_server(settings.smtp_url)
    trouble = try_out(settings.smtp_url, timeout_seconds=PATIENCE)
    if trouble and settings.demo:
        return Finding(State.NOTE, "SMTP", ASLEEP)
    if trouble and settings.embedded and is_loopback(server.host):
        return Finding(State.WRONG, "SMTP", "HUB_SMTP_URL is not set or nobody answers there: no letter leaves.")
    if trouble:
        return Finding(State.WRONG, "SMTP", f"{server.host}: {trouble.rstrip('.')}.")
    return Finding(State.FINE, "SMTP", f"{server.host} takes our letters.")


def _scanner(settings: Settings) -> Finding:
    what = "virus scanner"
    if not settings.clamd_url:
        return Finding(State.NOTE, what, "HUB_CLAMD_URL is not set: files are not looked at for viruses.")
    try:
        said = scanner.version(settings.clamd_url, within=PATIENCE)
    except scanner.AwayError as error:
        shut = "it does not answer, and new files stay shut until it does"
        return Finding(State.WRONG, what, f"{settings.clamd_url}: {shut} ({_first_line(error).rstrip('.')}).")
    return Finding(State.FINE, what, f"{said} answers.")


def _time_zone() -> Finding:
    try:
        ZoneInfo("Europe/Brussels")
    except (ZoneInfoNotFoundError, OSError):
        return Finding(State.WRONG, "time zone", "Europe/Brussels is unknown here: install tzdata.")
    return Finding(State.FINE, "time zone", "Europe/Brussels is known.")


def _room(folder: Path) -> Finding:
    """Free disk space where the hub writes; an installation with a database of its own writes little there."""
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    spelled = f"{free / 10**9:.0f} GB free in {folder}."
    if free < NO_ROOM:
        return Finding(State.WRONG, "disk", f"Less than 1 GB free in {folder}: make room.")
    return Finding(State.NOTE if free < LITTLE_ROOM else State.FINE, "disk", spelled)


def _web(settings: Settings) -> str:
    return "hub up" if settings.embedded else "hub serve"


def _clocks(settings: Settings) -> str:
    return "`hub up`" if settings.embedded else "`hub beat` and a `hub worker`"


def _address(settings: Settings) -> Iterator[Finding]:
    what, url = "public URL", settings.public_url
    parts = urlsplit(url)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        yield Finding(
            State.WRONG, what, f"{url} is not protected: put a proxy with TLS before the hub and use https://."
        )
    elif parts.scheme == "https" and not settings.trusted_proxies:
        yield Finding(
            State.NOTE,
            what,
            "HUB_TRUSTED_PROXIES is not set: behind a proxy everybody shares one address in the limits.",
        )
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=PATIENCE) as answer:
            ours = answer.read(10).strip() == b"ok"
    except urllib.error.HTTPError as error:
        said = f"{url} answers with {error.code} {error.reason}"
        yield Finding(State.NOTE, what, f"{said}: does `hub serve` listen where the proxy looks for it?")
        return
    except (urllib.error.URLError, OSError, ValueError) as error:
        yield Finding(
            State.NOTE, what, f"{url} does not answer from here ({_first_line(error)}): {_why(error, settings)}"
        )
        return
    if ours:
        yield Finding(State.FINE, what, f"{url} leads to the hub.")
    else:
        yield Finding(State.WRONG, what, f"{url} is answered by something else than the hub.")


def _why(error: Exception, settings: Settings) -> str:
    """What to look at when the public address does not answer."""
    if isinstance(getattr(error, "reason", None), ssl.SSLCertVerificationError):
        return "give the proxy its whole chain, and let this machine trust who signed it."
    return f"is `{_web(settings)}` running?"


def _first_line(error: Exception) -> str:
    """What the other side said, without an end of its own."""
    said = str(getattr(error, "reason", "") or error).strip()
    return f"{said.splitlines()[0] if said else type(error).__name__}".rstrip(".") + "."
