"""Mail server addresses, as `smtp://` and `imap://` URLs spell them."""

import ipaddress
import re
import ssl
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from hub.postal.oauth import Grant

SMTP_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
IMAP_PORTS = {"imap": 143, "imaps": 993, "imap+starttls": 143}
PROCESSED = "Verwerkt"
MICROSOFT = "https://login.microsoftonline.com/{}/oauth2/v2.0/token"
GOOGLE = "https://oauth2.googleapis.com/token"


@dataclass(frozen=True, slots=True)
class MailServer:
    """One end of a mail connection; TLS is always verified.

    `user` is None when nobody signs in; who signs in has a `password`, or a `grant` to ask tokens with (XOAUTH2).
    """

    host: str
    port: int
    tls: bool
    starttls: bool
    user: str | None
    password: str | None = field(repr=False)
    grant: Grant | None

    def tls_context(self) -> ssl.SSLContext:
        """The machine's own trust store; SSL_CERT_FILE adds the authority of a house-made certificate."""
        return ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class InboxServer(MailServer):
    """`folder` is read, `processed` takes what was stored; `unseen_only` leaves mails alone that a person opened. In
    `sent` the server keeps a copy of what it sends for this mailbox, "" where it keeps none."""

    folder: str
    processed: str
    unseen_only: bool
    sent: str = ""


def smtp_server(url: str) -> MailServer:
    """Read `smtp://`, `smtps://` or `smtp+starttls://[user:password@]host[:port]`.

    For tokens instead of a password see `_grant`. Raises `ValueError` with one sentence that repeats no password.
    """
    parts = _split(url, SMTP_PORTS, "HUB_SMTP_URL")
    return MailServer(**_place(parts, SMTP_PORTS, "HUB_SMTP_URL"))


def imap_server(url: str) -> InboxServer:
    """Read `imap://`, `imaps://` or `imap+starttls://user:password@host[:port][/FOLDER][?processed=NAME]
    [&take=unseen][&sent=NAME]`.

    Without `take=unseen` every mail in the folder is taken, since a colleague who opens a mail in the shared inbox
    must not make it vanish from the hub. For tokens instead of a password see `_grant`. Raises `ValueError` with one
    sentence that repeats no password.
    """
    parts = _split(url, IMAP_PORTS, "HUB_IMAP_URL")
    if not parts.username or (parts.password is None and "oauth" not in parse_qs(parts.query)):
        raise ValueError("HUB_IMAP_URL has to name a user and a password: imaps://user:password@host.")
    asked = parse_qs(parts.query)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    processed = asked.get("processed", [PROCESSED])[-1]
    if processed == folder:
        raise ValueError("HUB_IMAP_URL names the same folder for reading and for what was processed.")
    return InboxServer(
        **_place(parts, IMAP_PORTS, "HUB_IMAP_URL"),
        folder=folder,
        processed=processed,
        unseen_only=asked.get("take") == ["unseen"],
        sent=asked.get("sent", [""])[-1],
    )


def is_loopback(host: str) -> bool:
    """Whether the host name or address can only be this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _split(url: str, ports: dict[str, int], name: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ports and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known:
        schemes = ", ".join(f"{scheme}://" for scheme in ports)
        raise ValueError(f"{name} has to begin with one of {schemes} and name a host.")
    return parts


def _place(parts: SplitResult, ports: dict[str, int], name: str) -> dict:
    host, grant = parts.hostname or "", _grant(parts, name)
    secret = parts.password is not None or grant is not None
    if secret and parts.scheme in ("smtp", "imap") and not is_loopback(host):
        raise ValueError(f"{name} would send its password unprotected: use {parts.scheme}s:// or +starttls://.")
    return {
        "host": host,
        "port": parts.port or ports[parts.scheme],
        "tls": parts.scheme.endswith("s") and not parts.scheme.endswith("+starttls"),
        "starttls": parts.scheme.endswith("+starttls"),
        "user": unquote(parts.username or "") if secret else None,
        "password": unquote(parts.password or "") if secret and not grant else None,
        "grant": grant,
    }


def _grant(parts: SplitResult, name: str) -> Grant | None:
    """Read `?oauth=microsoft:TENANT`, `google` or the address that gives tokens, with `client_id`, `client_secret`,
    and where it needs them `scope` and `refresh_token`, from `imaps://user@host?…`; None without `oauth`."""
    asked = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    if "oauth" not in asked:
        return None
    which, _colon, tenant = asked["oauth"].partition(":")
    if which == "microsoft" and re.fullmatch(r"[\w.-]+", tenant):
        token_url, scope = MICROSOFT.format(tenant), "https://outlook.office365.com/.default"
    elif asked["oauth"] == "google":
        token_url, scope = GOOGLE, "https://mail.google.com/"
    else:
        token_url, scope = asked["oauth"], ""
    where = urlsplit(token_url)
    if not where.hostname or not (where.scheme == "https" or (where.scheme == "http" and is_loopback(where.hostname))):
        raise ValueError(f"{name} has to say oauth=microsoft:TENANT, oauth=google or oauth=https://… for its tokens.")
    missing = [key for key in ("client_id", "client_secret") if not asked.get(key)]
    if which == "google" and not asked.get("refresh_token"):
        missing.append("refresh_token")
    if missing or not parts.username:
        raise ValueError(f"{name} asks for tokens and lacks {', '.join(missing) or 'a user'}.")
    return Grant(
        token_url, asked["client_id"], asked["client_secret"], asked.get("scope", scope), asked.get("refresh_token", "")
    )
