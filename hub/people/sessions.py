"""Sessions of signed-in people in Redis: ids of our own making only, a new one at each change of person."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.middleware.session.server_side import ServerSideSessionBackend, ServerSideSessionConfig
from litestar.stores.redis import RedisStore
from litestar.types import Message, Scope, ScopeSession
from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

from hub.asker import SignedIn

log = structlog.get_logger()
KNOWN_AS = "hub_session_as_loaded"
# Connections of one web process, and for how many seconds somebody waits for one.
CONNECTIONS, PATIENCE = 24, 5.0


def signed_in(scope: Scope) -> SignedIn | None:
    """Who is signed in as far as the session knows; the database says whether that still holds."""
    session = scope.get("session") or {}
    if not isinstance(session, dict) or "person" not in session:
        return None
    return UUID(session["person"]), session.get("epoch")


class Sessions(RedisStore):
    """Read and renewed by one command, where Litestar runs a script, for the sake of a Redis before 6.2."""

    async def get(self, key: str, renew_for: int | timedelta | None = None) -> bytes | None:
        found: Any = await self._redis.getex(self._make_key(key), ex=renew_for)
        return found if found is None else bytes(found)


def sessions_in(redis_url: str) -> Sessions:
    """Where sessions are kept. When a whole table asks for its page at one moment, some wait for a connection: a pool
    that refuses the hundred-and-first would send somebody to sign in."""
    pool = BlockingConnectionPool.from_url(redis_url, max_connections=CONNECTIONS, timeout=PATIENCE)
    return Sessions(Redis(connection_pool=pool), namespace="hub-session", handle_client_shutdown=True)


class SessionBackend(ServerSideSessionBackend):
    """Refuses session ids that it did not give out, rotates at sign-in, and lets public pages live without Redis."""

    async def load_from_connection(self, connection: ASGIConnection) -> dict[str, Any]:
        scope: Any = connection.scope
        scope[KNOWN_AS] = (None, {})
        session_id = connection.cookies.get(self.config.key)
        if not session_id or len(session_id) != 2 * self.config.session_id_bytes:
            return {}
        try:
            data = await self.get(session_id, store=self.config.get_store_from_app(connection.scope["app"]))
        except (RedisError, OSError):
            log.warning("sessions are out of reach")
            return {}
        if data is None:
            return {}
        loaded: dict[str, Any] = json.loads(data)
        scope[KNOWN_AS] = (session_id, json.loads(data))
        return loaded

    async def store_in_message(self, scope_session: ScopeSession, message: Message, connection: ASGIConnection) -> None:
        scope: Any = connection.scope
        session_id, before = scope.get(KNOWN_AS, (None, {}))
        now: dict[str, Any] = dict(scope_session) if isinstance(scope_session, dict) else {}
        if now == before:
            return
        store = self.config.get_store_from_app(connection.scope["app"])
        headers = MutableScopeHeaders.from_message(message)
        try:
            if session_id and (not now or now.get("person") != before.get("person")):
                await self.delete(session_id, store)
                session_id = None
            if now:
                session_id = session_id or self.generate_session_id()
                await self.set(session_id, json.dumps(now).encode(), store)
        except (RedisError, OSError):
            log.warning("a session could not be kept")
            return
        headers.add("Set-Cookie", self._cookie(session_id if now else None).to_header(header=""))

    def _cookie(self, session_id: str | None) -> Cookie:
        return Cookie(
            key=self.config.key,
            value=session_id or "",
            max_age=self.config.max_age if session_id else 0,
            path="/",
            secure=self.config.secure,
            httponly=True,
            samesite="lax",
        )


@dataclass
class SessionConfig(ServerSideSessionConfig):
    _backend_class = SessionBackend
    key: str = "hub_session"
    max_age: int = 12 * 3600
    renew_on_access: bool = True
