"""The environment, read once: where the hub's servers are and how it is reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hub import setting_values as values
from hub.embedded.state import LastStart, known_state, last_start, open_state
from hub.setting_values import REQUIRED, SettingsError, word

# One of these without HUB_DATABASE_URL is a real installation with a gap in it, not a demo.
REAL_ONLY = ("HUB_REDIS_URL", "HUB_SECRET_KEY")
# An embedded hub that is no demo may have real mail servers; the demo has its own.
REAL_MAIL = ("HUB_IMAP_URL", "HUB_SMTP_URL")
TRIAL_CLOCK = "HUB_TRIAL_CLOCK"
DEMO_SENDER = "Centraal Meldpunt <meldpunt@hub.example>"


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
    if not word(environ, "HUB_DATABASE_URL"):
        return _embedded(environ)
    database_url = values.database_url(environ)
    embedded = _is_own_database(environ, database_url)
    for name, meaning in REQUIRED.items():
        # An embedded hub without a demo may do without an inbox.
        if not word(environ, name) and not (embedded and name == "HUB_IMAP_URL"):
            raise SettingsError(f"{name} is missing: set it to {meaning}.")
    demo = values.switch(environ, "HUB_DEMO", default=False)
    if demo and not embedded:
        raise SettingsError("HUB_DEMO is 1 while HUB_DATABASE_URL is set: a real database gets no demo, remove one.")
    _refuse_moved_clock(environ, demo)
    return Settings(
        database_url=database_url,
        redis_url=values.redis_url(environ),
        imap_urls=values.imap_urls(environ),
        smtp_url=values.smtp_url(environ),
        secret_keys=values.secret_keys(environ),
        public_url=values.public_url(environ),
        mail_from=values.mail_from(environ),
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
    return Path(word(environ, "HUB_STATE") or ".state").absolute()


def _embedded(environ: Mapping[str, str]) -> Settings:
    before = last_start(state_folder(environ))
    demo = values.switch(environ, "HUB_DEMO", default=before is None or before.demo)
    if demo and before and not before.demo:
        raise SettingsError(
            "HUB_DEMO is 1 while HUB_STATE holds a hub that is no demonstration: everybody could read its letters; "
            "remove HUB_DEMO, or let HUB_STATE name a new folder."
        )
    for name in (*REAL_ONLY, *(REAL_MAIL if demo else ())):
        if word(environ, name):
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
        imap_urls=(state.imap_url,) if demo else values.imap_urls(environ),
        smtp_url=values.smtp_url(environ) if word(environ, "HUB_SMTP_URL") else state.smtp_url,
        secret_keys=(state.secret_key,),
        public_url=values.public_url(environ)
        if word(environ, "HUB_PUBLIC_URL")
        else _local_url(common, environ, before),
        mail_from=values.mail_from(environ) if word(environ, "HUB_MAIL_FROM") else DEMO_SENDER,
        demo=demo,
        embedded=True,
        **common,
    )


def _refuse_moved_clock(environ: Mapping[str, str], demo: bool) -> None:
    if word(environ, TRIAL_CLOCK) and not demo:
        raise SettingsError(f"{TRIAL_CLOCK} is set: only a demonstration under trial has its clock moved, remove it.")


def _common(environ: Mapping[str, str]) -> dict:
    return {
        "port": values.port(environ),
        "listen": word(environ, "HUB_LISTEN") or "127.0.0.1",
        "state": state_folder(environ),
        "trusted_proxies": tuple(word(environ, "HUB_TRUSTED_PROXIES").replace(",", " ").split()),
        "authserv_ids": values.authserv_ids(environ),
        "clamd_url": values.clamd_url(environ),
        "metrics_token": values.metrics_token(environ),
    }


def _local_url(common: dict, environ: Mapping[str, str], before: LastStart | None) -> str:
    """A command that is told no port writes links to where the hub was last started."""
    port = before.port if before and not word(environ, "HUB_PORT") else common["port"]
    return f"http://{'127.0.0.1' if common['listen'] in ('0.0.0.0', '::') else common['listen']}:{port}"


def _is_own_database(environ: Mapping[str, str], database_url: str) -> bool:
    """Whether this is a child of an embedded hub: the address, password and all, is the one in its state folder."""
    known = known_state(state_folder(environ))
    return known is not None and known.database_url == database_url
