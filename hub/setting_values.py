"""What single variables of the environment say, each checked where it is read."""

import re
from collections.abc import Callable, Mapping
from email.utils import parseaddr
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

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
REDIS_SCHEMES = ("redis", "rediss", "unix")
T = TypeVar("T")
SHORTEST_SECRET = 32


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one sentence that names it and never repeats a secret."""


def word(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name, "").strip()


def database_url(environ: Mapping[str, str]) -> str:
    # Loaded here, since a start with the embedded servers has no other use for it so early.
    import sqlalchemy as sa
    from sqlalchemy.exc import ArgumentError

    said = word(environ, "HUB_DATABASE_URL")
    try:
        url = sa.make_url(re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", said))
        # A password with @ in it, of which the end would be read as the host, and be told in logs as such.
        right = url.drivername == "postgresql+psycopg" and bool(url.database) and "@" not in (url.host or "")
    except (ArgumentError, ValueError):
        right = False
    if not right:
        raise SettingsError(f"HUB_DATABASE_URL is wrong: set it to {REQUIRED['HUB_DATABASE_URL']}.")
    return url.render_as_string(hide_password=False)


def redis_url(environ: Mapping[str, str]) -> str:
    said = word(environ, "HUB_REDIS_URL")
    parts = _checked(lambda: urlsplit(said), "HUB_REDIS_URL")
    if parts.scheme not in REDIS_SCHEMES or not (parts.path if parts.scheme == "unix" else parts.hostname):
        raise SettingsError(
            f"HUB_REDIS_URL is wrong: it begins with redis://, rediss:// or unix://; "
            f"set it to {REQUIRED['HUB_REDIS_URL']}."
        )
    return said


def imap_urls(environ: Mapping[str, str]) -> tuple[str, ...]:
    urls = tuple(word(environ, "HUB_IMAP_URL").split())
    for url in urls:
        _checked(partial(imap_server, url), "HUB_IMAP_URL")
    return urls


def smtp_url(environ: Mapping[str, str]) -> str:
    said = word(environ, "HUB_SMTP_URL")
    _checked(lambda: smtp_server(said), "HUB_SMTP_URL")
    return said


def secret_keys(environ: Mapping[str, str]) -> tuple[str, ...]:
    keys = tuple(word(environ, "HUB_SECRET_KEY").replace(",", " ").split())
    if any(len(key) < SHORTEST_SECRET for key in keys):
        raise SettingsError(
            f"HUB_SECRET_KEY is too short: each secret in it needs at least {SHORTEST_SECRET} characters; "
            "make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'."
        )
    return keys


def public_url(environ: Mapping[str, str]) -> str:
    said = word(environ, "HUB_PUBLIC_URL").rstrip("/")
    parts = _checked(lambda: urlsplit(said), "HUB_PUBLIC_URL")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.path:
        raise SettingsError(f"HUB_PUBLIC_URL is wrong: set it to {REQUIRED['HUB_PUBLIC_URL']}.")
    return said


def mail_from(environ: Mapping[str, str]) -> str:
    said = word(environ, "HUB_MAIL_FROM")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(said)[1]):
        raise SettingsError(f"HUB_MAIL_FROM is wrong: set it to {REQUIRED['HUB_MAIL_FROM']}.")
    return said


def authserv_ids(environ: Mapping[str, str]) -> tuple[str, ...]:
    said = tuple(word(environ, "HUB_AUTHSERV_ID").lower().replace(",", " ").split())
    for one in said:
        if not re.fullmatch(r"[a-z0-9._-]{1,253}", one):
            raise SettingsError(
                f"HUB_AUTHSERV_ID is wrong: set it to the name with which your mail server begins "
                f"Authentication-Results, such as mx.meldpunt.example, not {one!r}."
            )
    return said


def metrics_token(environ: Mapping[str, str]) -> str:
    token = word(environ, "HUB_METRICS_TOKEN")
    if token and not re.fullmatch(r"[!-~]{24,}", token):
        raise SettingsError("HUB_METRICS_TOKEN is no token of 24 characters or more: make one, or remove it.")
    return token


def clamd_url(environ: Mapping[str, str]) -> str:
    said = word(environ, "HUB_CLAMD_URL")
    if said:
        _checked(lambda: place_of(said), "HUB_CLAMD_URL")
    return said


def port(environ: Mapping[str, str]) -> int:
    said = word(environ, "HUB_PORT") or "8000"
    if not (said.isascii() and said.isdigit() and 0 < int(said) < 65536):
        raise SettingsError(f"HUB_PORT is wrong: set it to a number from 1 to 65535, not {said!r}.")
    return int(said)


def switch(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    said = word(environ, name)
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
