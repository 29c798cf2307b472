"""Cookies by name: behind TLS with the prefix under which a browser takes them from this very address only."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from hub.settings import Settings

# RFC 6265bis, 4.1.3.2: with Secure, with Path=/ and without Domain, or the browser throws the cookie away. A sibling
# subdomain can neither set nor replace one.
PREFIX = "__Host-"
Connection = ASGIConnection[Any, Any, Any, Any]


def behind_tls(settings: Settings) -> bool:
    return settings.public_url.startswith("https")


def named(settings: Settings, name: str) -> str:
    """The name as it travels; without TLS the plain one, for no browser takes the prefix there."""
    return PREFIX + name if behind_tls(settings) else name


def kept(settings: Settings, name: str, value: str, seconds: int) -> Cookie:
    """A cookie for so many seconds, out of reach of scripts; 0 takes it away."""
    return Cookie(
        named(settings, name), value=value, max_age=seconds, path="/", httponly=True, samesite="lax",
        secure=behind_tls(settings),
    )  # fmt: skip


def said(connection: Connection, name: str) -> str:
    """What the browser sent under this name; "" for nothing."""
    return connection.cookies.get(named(connection.app.state.store.settings, name), "")
