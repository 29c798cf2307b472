"""Access tokens for mail servers that take no password any more (XOAUTH2: Microsoft 365, Google Workspace).

The libraries for it are loaded on first use: every process and command comes past here, and few have such a server.
"""

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session

PATIENCE = 20
# A token is asked anew this many seconds before it ends.
LEEWAY = 120


class NoToken(ConnectionError):
    """The identity provider gives no token; the message is one sentence without a secret."""


@dataclass(frozen=True, slots=True)
class Grant:
    """As whom the hub asks for tokens. Without a `refresh_token` it asks as itself (client credentials)."""

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str = ""
    refresh_token: str = field(default="", repr=False)


_sessions: "dict[Grant, OAuth2Session]" = {}
_one_at_a_time = threading.Lock()


def access_token(grant: Grant) -> str:
    """A token that is good for some minutes more, kept in this process; raises `NoToken`."""
    from authlib.common.errors import AuthlibBaseError
    from requests import RequestException

    with _one_at_a_time:
        session = _sessions.setdefault(grant, _session(grant))
        try:
            if session.token is None or not session.ensure_active_token(session.token):
                session.fetch_token(**_asked(grant), timeout=PATIENCE)
        except (AuthlibBaseError, RequestException, ValueError, KeyError) as error:
            del _sessions[grant]
            why = getattr(error, "error", None) or type(error).__name__
            raise NoToken(f"{urlsplit(grant.token_url).hostname} gives no token: {why}") from None
        return str(session.token["access_token"])


def forget(grant: Grant) -> None:
    """A server refused the token that we hold: the next one is asked anew."""
    with _one_at_a_time:
        _sessions.pop(grant, None)


def _session(grant: Grant) -> "OAuth2Session":
    from authlib.integrations.requests_client import OAuth2Session

    return OAuth2Session(
        grant.client_id, grant.client_secret, scope=grant.scope or None, token_endpoint=grant.token_url,
        token_endpoint_auth_method="client_secret_post", leeway=LEEWAY,
    )  # fmt: skip


def _asked(grant: Grant) -> dict[str, str]:
    if grant.refresh_token:
        return {"url": grant.token_url, "grant_type": "refresh_token", "refresh_token": grant.refresh_token}
    return {"url": grant.token_url, "grant_type": "client_credentials"}
