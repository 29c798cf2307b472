"""The environment, read once: where the hub's servers are and how it is reached."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from hub.embedded.state import LastStart, known_state, last_start, open_state
from hub.postal.servers import imap_server, smtp_server
from hub.scanner import place_of

REQUIRED = {
    "HUB_DATABASE_URL": "the PostgreSQL database, such as postgresql://hub:password@host/hub",
    "HUB_REDIS_URL": "the Redis or Valkey server, such as redis://host:6379/0",
    "HUB_IMAP_URL": "the shared inbox, such as imaps://user:password@host",
    "HUB_SMTP_URL": "the server that takes letters, such as smtp+starttls://user:password@host",
    "HUB_SECRET_KEY": "a secret of at least 32 characters",
    "HUB_PUBLIC_URL": "the address on which people reach the hub, such as https://meldpunt.example",
    "HUB_MAIL_FROM": "the sender of letters, such as Centraal Meldpunt <meldpunt@hub.example>",
}
# One of these without HUB_DATABASE_URL is a real installation with a gap in it, not a demo.
REAL_ONLY = ("HUB_REDIS_URL", "HUB_SECRET_KEY")
# An embedded hub that is no demo may have real mail servers; the demo has its own.
REAL_MAIL = ("HUB_IMAP_URL", "HUB_SMTP_URL")
REDIS_SCHEMES = ("redis", "rediss", "unix")
T = TypeVar("T")
SHORTEST_SECRET = 32
TRIAL_CLOCK = "HUB_TRIAL_CLOCK"
DEMO_SENDER = "Centraal Meldpunt <meldpunt@hub.example>"


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one sentence that names it and never repeats a secret."""


@dataclass(frozen=True)
class Settings:
    """What the hub runs on. URLs carry passwords, so they stay out of the representation.

    `database_url` is in SQLAlchemy's form, `secret_keys` lists the newest first, `state` is absolute, `embedded` says
    that the database and the broker are the hub's own. `trusted_proxies` are addresses or networks.
    `authserv_ids` are the mail servers whose word about a sender counts, as they call themselves, in lower case.
    `clamd_url` is where a virus scanner answers, "" when there is none. `metrics_token` opens /metrics.
    """

    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    imap_urls: tuple[str, ...] = field(repr=False)
    smtp_url: str = field(repr=False)
    secret_keys: tuple[str, ...] = field(repr=False)
    public_url: str
    mail_from: str
    port: int = 8000
    listen: str = "127.0.0.1"
    state: Path = Path(".state")
    demo: bool = False
    embedded: bool = False
    trusted_proxies: tuple[str, ...] = ()
    authserv_ids: tuple[str, ...] = ()
    clamd_url: str = ""
    metrics_token: str = field(default="", repr=False)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings of this process; without HUB_DATABASE_URL those of the embedded hub in the state folder.

    The first such start makes that folder. Raises `SettingsError`.
    """
    if not _said(environ, "HUB_DATABASE_URL"):
        return _embedded(environ)
    database_url = _database_url(environ)
    embedded = _is_own_database(environ, database_url)
    for name, meaning in REQUIRED.items():
        # An embedded hub without a demo may do without an inbox.
        if not _said(environ, name) and not (embedded and name == "HUB_IMAP_URL"):
            raise SettingsError(f"{name} is missing: set it to {meaning}.")
    demo = _switch(environ, "HUB_DEMO", default=False)
    if demo and not embedded:
        raise SettingsError("HUB_DEMO is 1 while HUB_DATABASE_URL is set: a real database gets no demo, remove one.")
    _refuse_moved_clock(environ, demo)
    return Settings(
        database_url=database_url,
        redis_url=_redis_url(environ),
        imap_urls=_imap_urls(environ),
        smtp_url=_smtp_url(environ),
        secret_keys=_secret_keys(environ),
        public_url=_public_url(environ),
        mail_from=_mail_from(environ),
        demo=demo,
        embedded=embedded,
        **_common(environ),
    )


def as_environment(settings: Settings) -> dict[str, str]:
    """The variables from which a child process reads the very same settings."""
    return {
        "HUB_DATABASE_URL": settings.database_url,
        "HUB_REDIS_URL": settings.redis_url,
        "HUB_IMAP_URL": " ".join(settings.imap_urls),
        "HUB_SMTP_URL": settings.smtp_url,
        "HUB_SECRET_KEY": " ".join(settings.secret_keys),
        "HUB_PUBLIC_URL": settings.public_url,
        "HUB_MAIL_FROM": settings.mail_from,
        "HUB_PORT": str(settings.port),
        "HUB_LISTEN": settings.listen,
        "HUB_STATE": str(settings.state),
        "HUB_DEMO": "1" if settings.demo else "0",
        "HUB_TRUSTED_PROXIES": " ".join(settings.trusted_proxies),
        "HUB_AUTHSERV_ID": " ".join(settings.authserv_ids),
        "HUB_CLAMD_URL": settings.clamd_url,
        "HUB_METRICS_TOKEN": settings.metrics_token,
    }


def libpq_url(database_url: str) -> str:
    """The address as PostgreSQL's own tools and psycopg spell it."""
    return database_url.replace("postgresql+psycopg://", "postgresql://", 1)


def state_folder(environ: Mapping[str, str]) -> Path:
    """The absolute path that HUB_STATE names; nothing is made."""
    return Path(_said(environ, "HUB_STATE") or ".state").absolute()


def _embedded(environ: Mapping[str, str]) -> Settings:
    before = last_start(state_folder(environ))
    demo = _switch(environ, "HUB_DEMO", default=before is None or before.demo)
    if demo and before and not before.demo:
        raise SettingsError(
            "HUB_DEMO is 1 while HUB_STATE holds a hub that is no demonstration: everybody could read its letters; "
            "remove HUB_DEMO, or let HUB_STATE name a new folder."
        )
    for name in (*REAL_ONLY, *(REAL_MAIL if demo else ())):
        if _said(environ, name):
            raise SettingsError(
                f"HUB_DATABASE_URL is missing while {name} is set: set it to {REQUIRED['HUB_DATABASE_URL']}, "
                f"or remove {name} to start with the embedded database."
            )
    _refuse_moved_clock(environ, demo)
    common = _common(environ)
    try:
        state = open_state(common["state"])
    except (OSError, ValueError, TypeError) as error:
        raise SettingsError(f"HUB_STATE names a folder that cannot be used: {error}") from error
    return Settings(
        database_url=state.database_url,
        redis_url=state.redis_url,
        imap_urls=(state.imap_url,) if demo else _imap_urls(environ),
        smtp_url=_smtp_url(environ) if _said(environ, "HUB_SMTP_URL") else state.smtp_url,
        secret_keys=(state.secret_key,),
        public_url=_public_url(environ) if _said(environ, "HUB_PUBLIC_URL") else _local_url(common, environ, before),
        mail_from=_mail_from(environ) if _said(environ, "HUB_MAIL_FROM") else DEMO_SENDER,
        demo=demo,
        embedded=True,
        **common,
    )


def _refuse_moved_clock(environ: Mapping[str, str], demo: bool) -> None:
    if _said(environ, TRIAL_CLOCK) and not demo:
        raise SettingsError(f"{TRIAL_CLOCK} is set: only a demonstration under trial has its clock moved, remove it.")


def _common(environ: Mapping[str, str]) -> dict:
    return {
        "port": _port(environ),
        "listen": _said(environ, "HUB_LISTEN") or "127.0.0.1",
        "state": state_folder(environ),
        "trusted_proxies": tuple(_said(environ, "HUB_TRUSTED_PROXIES").replace(",", " ").split()),
        "authserv_ids": _authserv_ids(environ),
        "clamd_url": _clamd_url(environ),
        "metrics_token": _metrics_token(environ),
    }


def _said(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name, "").strip()


def _local_url(common: dict, environ: Mapping[str, str], before: LastStart | None) -> str:
    """A command that is told no port writes links to where the hub was last started."""
    port = before.port if before and not _said(environ, "HUB_PORT") else common["port"]
    return f"http://{'127.0.0.1' if common['listen'] in ('0.0.0.0', '::') else common['listen']}:{port}"


def _is_own_database(environ: Mapping[str, str], database_url: str) -> bool:
    """Whether this is a child of an embedded hub: the address, password and all, is the one in its state folder."""
    known = known_state(state_folder(environ))
    return known is not None and known.database_url == database_url


def _database_url(environ: Mapping[str, str]) -> str:
    # Loaded here, since a start with the embedded servers has no other use for it so early.
    import sqlalchemy as sa
    from sqlalchemy.exc import ArgumentError

    said = _said(environ, "HUB_DATABASE_URL")
    try:
        url = sa.make_url(re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", said))
        # A password with @ in it, of which the end would be read as the host, and be told in logs as such.
        right = url.drivername == "postgresql+psycopg" and bool(url.database) and "@" not in (url.host or "")
    except (ArgumentError, ValueError):
        right = False
    if not right:
        raise SettingsError(f"HUB_DATABASE_URL is wrong: set it to {REQUIRED['HUB_DATABASE_URL']}.")
    return url.render_as_string(hide_password=False)


def _redis_url(environ: Mapping[str, str]) -> str:
    said = _said(environ, "HUB_REDIS_URL")
    parts = _checked(lambda: urlsplit(said), "HUB_REDIS_URL")
    if parts.scheme not in REDIS_SCHEMES or not (parts.path if parts.scheme == "unix" else parts.hostname):
        raise SettingsError(
            f"HUB_REDIS_URL is wrong: it begins with redis://, rediss:// or unix://; "
            f"set it to {REQUIRED['HUB_REDIS_URL']}."
        )
    return said


def _imap_urls(environ: Mapping[str, str]) -> tuple[str, ...]:
    urls = tuple(_said(environ, "HUB_IMAP_URL").split())
    for url in urls:
        _checked(partial(imap_server, url), "HUB_IMAP_URL")
    return urls


def _smtp_url(environ: Mapping[str, str]) -> str:
    said = _said(environ, "HUB_SMTP_URL")
    _checked(lambda: smtp_server(said), "HUB_SMTP_URL")
    return said


def _secret_keys(environ: Mapping[str, str]) -> tuple[str, ...]:
    keys = tuple(_said(environ, "HUB_SECRET_KEY").replace(",", " ").split())
    if any(len(key) < SHORTEST_SECRET for key in keys):
        raise SettingsError(
            f"HUB_SECRET_KEY is too short: each secret in it needs at least {SHORTEST_SECRET} characters; "
            "make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'."
        )
    return keys


def _public_url(environ: Mapping[str, str]) -> str:
    said = _said(environ, "HUB_PUBLIC_URL").rstrip("/")
    parts = _checked(lambda: urlsplit(said), "HUB_PUBLIC_URL")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.path:
        raise SettingsError(f"HUB_PUBLIC_URL is wrong: set it to {REQUIRED['HUB_PUBLIC_URL']}.")
    return said


def _mail_from(environ: Mapping[str, str]) -> str:
    said = _said(environ, "HUB_MAIL_FROM")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(said)[1]):
        raise SettingsError(f"HUB_MAIL_FROM is wrong: set it to {REQUIRED['HUB_MAIL_FROM']}.")
    return said


def _authserv_ids(environ: Mapping[str, str]) -> tuple[str, ...]:
    said = tuple(_said(environ, "HUB_AUTHSERV_ID").lower().replace(",", " ").split())
    for one in said:
        if not re.fullmatch(r"[a-z0-9._-]{1,253}", one):
            raise SettingsError(
                f"HUB_AUTHSERV_ID is wrong: set it to the name with which your mail server begins "
                f"Authentication-Results, such as mx.meldpunt.example, not {one!r}."
            )
    return said


def _metrics_token(environ: Mapping[str, str]) -> str:
    token = _said(environ, "HUB_METRICS_TOKEN")
    if token and not re.fullmatch(r"[!-~]{24,}", token):
        raise SettingsError("HUB_METRICS_TOKEN is no token of 24 characters or more: make one, or remove it.")
    return token


def _clamd_url(environ: Mapping[str, str]) -> str:
    said = _said(environ, "HUB_CLAMD_URL")
    if said:
        _checked(lambda: place_of(said), "HUB_CLAMD_URL")
    return said


def _port(environ: Mapping[str, str]) -> int:
    said = _said(environ, "HUB_PORT") or "8000"
    if not (said.isascii() and said.isdigit() and 0 < int(said) < 65536):
        raise SettingsError(f"HUB_PORT is wrong: set it to a number from 1 to 65535, not {said!r}.")
    return int(said)


def _switch(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    said = _said(environ, name)
    if said not in ("", "0", "1"):
        raise SettingsError(f"{name} is wrong: set it to 1 or 0, not {said!r}.")
    return said == "1" if said else default


def _checked(read: Callable[[], T], name: str) -> T:
    """What could be read; a complaint of the reader becomes ours and names the variable."""
    try:
        return read()
    except ValueError as error:
        sentence = str(error) if name in str(error) else f"{name} cannot be read as an address."
        raise SettingsError(sentence) from error
