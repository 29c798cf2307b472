"""Live updates: which version a thing has, told to every process that shows it as soon as it is committed."""

import asyncio
import contextlib
import random
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from uuid import UUID

import psycopg
import sqlalchemy as sa
from litestar.response import ServerSentEventMessage
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from hub.store import Work

CHANNEL = "hub_live"
# Seconds. A stream ends after about a minute, and the browser opens another: who lost the right to see it is out by
# then, and no server waits long for the last one when it stops.
LASTS, SPREAD, BREATH = 50.0, 20.0, 15.0
AGAIN, LATER = 1000, 10_000  # milliseconds until a browser tries again; LATER where there is no room for its stream
# Each open stream holds one of the thousand connections that a web process has for everybody.
MOST, MOST_OF_ONE = 400, 12

Read = Callable[[], Awaitable[int]]


def tell(work: Work, thing: UUID, version: int) -> None:
    """Say which version this has, to whoever watches it; they hear it when this is committed, and never before."""
    work.session.execute(sa.select(sa.func.pg_notify(CHANNEL, f"{thing} {version}")))


class Watch:
    """What one stream waits for. A word that came before it was waited for is kept; of several the newest."""

    def __init__(self) -> None:
        self.version: int | None = None
        self.lost = False  # words may have been missed
        self._heard = asyncio.Event()

    def hear(self, version: int | None) -> None:
        """A version, or None when nobody knows what was missed."""
        if version is None:
            self.lost = True
        else:
            self.version = max(version, self.version or 0)
        self._heard.set()

    async def wait(self, seconds: float) -> bool:
        """Whether something was heard within these seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._heard.wait(), seconds)
        heard = self._heard.is_set()
        self._heard.clear()
        return heard


class Ear:
    """One connection for each process, on which the database says what changed; it hands that on to all watches.

    It listens from the first watch on. A connection that breaks is replaced, and every watch looks for itself then:
    what was said in between was heard by nobody. There is room for so many watches, and for so many of one person.
    """

    def __init__(self, conninfo: str, *, most: int = MOST, most_of_one: int = MOST_OF_ONE) -> None:
        self.conninfo, self.most, self.most_of_one = conninfo, most, most_of_one
        self.watches: defaultdict[str, set[Watch]] = defaultdict(set)
        self._open: Counter[UUID] = Counter()  # by person
        self._listening: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def watch(self, thing: UUID, who: UUID) -> Iterator[Watch | None]:
        """None where there is no room for another one."""
        if self._open.total() >= self.most or self._open[who] >= self.most_of_one:
            yield None
            return
        if self._listening is None or self._listening.done():
            self._listening = asyncio.get_running_loop().create_task(self._listen())
        one, name = Watch(), str(thing)
        self.watches[name].add(one)
        self._open[who] += 1
        try:
            yield one
        finally:
            self.watches[name].discard(one)
            if not self.watches[name]:
                del self.watches[name]
            self._open -= Counter({who: 1})  # who has none left is forgotten

    async def close(self) -> None:
        if self._listening:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening

    async def _listen(self) -> None:
        """The pool makes the connection anew, later and later while the database is away."""
        async with AsyncConnectionPool(
            self.conninfo, min_size=1, max_size=1, open=False, kwargs={"autocommit": True}, name="live",
        ) as pool:  # fmt: skip
            while True:
                with contextlib.suppress(psycopg.OperationalError, PoolTimeout):
                    async with pool.connection() as connection:
                        await connection.execute(f"LISTEN {CHANNEL}")
                        self._hand_on(None, None)
                        async for said in connection.notifies():
                            thing, _space, version = said.payload.partition(" ")
                            self._hand_on(thing, int(version))

    def _hand_on(self, thing: str | None, version: int | None) -> None:
        of = self.watches.get(thing, ()) if thing else [one for kept in self.watches.values() for one in kept]
        for one in list(of):
            one.hear(version)


async def versions(ear: Ear, thing: UUID, who: UUID, read: Read) -> AsyncGenerator[ServerSentEventMessage]:
    """The version of this thing now, and each newer one as it is committed, for about a minute. Where there is no room
    for another stream it is the first one alone, and the browser asks again a while later.

    `read` gives the version that the database has, through the rights of who asks; what it raises ends the stream.
    """
    loop = asyncio.get_running_loop()
    # They need not all end, and come back, at once.
    until = loop.time() + LASTS + random.uniform(0, SPREAD)
    with ear.watch(thing, who) as watch:
        if watch is None:
            yield _said(await read(), retry=round(LATER * random.uniform(1, 1.5)))
            return
        shown = await read()
        yield _said(shown)
        while (left := until - loop.time()) > 0:
            if not await watch.wait(min(left, BREATH)):
                yield ServerSentEventMessage(data=None, comment="")  # keeps proxies awake, and finds out who is gone
                continue
            newest = await read() if watch.lost else watch.version
            watch.lost = False
            if newest is not None and newest > shown:
                shown = newest
                yield _said(shown)


async def first(read: Read) -> AsyncGenerator[ServerSentEventMessage]:
    """The version now and no more."""
    yield _said(await read())


def _said(version: int, *, retry: int = AGAIN) -> ServerSentEventMessage:
    return ServerSentEventMessage(event="version", data=version, id=version, retry=retry)
