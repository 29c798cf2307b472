"""How soon a hundred people at one table see what one of them does: by hand, `python -m bench.live`.

Everybody has a stream open on one case, as a browser has, and asks for the pieces of the page once the word comes. The
limit is a hundred people who ask for an empty page at one moment, in the same run. BENCH_WATCHERS says how many (100).
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from uuid import UUID

import httpx
from sqlmodel import col, select

from bench import report
from bench.pages import ON_SESSION, SESSION
from bench.scene import COORDINATOR, Scene, seeded, served, settings_for
from hub import logs
from hub.asker import Role
from hub.dispatch.sittings import changed
from hub.dispatch.table_tables import Session, TableSeat
from hub.embedded import servers
from hub.people.tables import Membership, Person

TURNS, MOST = 12, 300  # MOST in ms
SEATED = [Role.PARTNER]
Say = Callable[[str], None]


@dataclass
class Heard:
    """When each watcher had the word and the pieces, in ms after the commit; and how long empty pages took."""

    word: list[float] = field(default_factory=list)
    pieces: list[float] = field(default_factory=list)
    empty: list[float] = field(default_factory=list)


def main(say: Say = print) -> None:
    many = int(os.environ.get("BENCH_WATCHERS", "100"))
    logs.configure()
    with (
        tempfile.TemporaryDirectory(prefix="hub-bench-") as folder,
        servers(Path(folder) / "state", what="the bench") as where,
    ):
        scene = seeded(settings_for(where.database_url, where.redis_url, Path(folder) / "state"), 1000, 3)
        with served(scene):
            session = UUID(str(scene.one(SESSION)))
            page = f"/tafel/{session}/zaak/{scene.one(ON_SESSION, str(session))}"
            cookies = [scene.visitor(one).cookies for one in _people(scene, session, many)]
            heard = asyncio.run(_watch(scene, session, page, cookies))
        scene.store.close()
    say(f"{len(cookies)} people at one case, {TURNS} changes, load {report.machine()['load']}")
    for what, taken in (("the word", heard.word), ("the pieces", heard.pieces), ("an empty page", heard.empty)):
        say(f"{what:15} median {median(taken):4.0f} ms, the last one {_last(taken, len(cookies)):4.0f} ms")
    last = _last(heard.pieces, len(cookies))
    ratio = last / _last(heard.empty, len(cookies))
    say(f"the last one sees it after {last:.0f} ms (aim: {MOST}), {ratio:.1f} times as long as an empty page for all")


def _last(taken: Sequence[float], many: int) -> float:
    """Of each turn the slowest, and of those the one in the middle."""
    return median(max(taken[at : at + many]) for at in range(0, len(taken), many))


def _people(scene: Scene, session: UUID, many: int) -> list[str]:
    """Coordinators and people of the partners that sit there, by turns: a hundred at one table are a few of each."""
    with scene.store.begin() as work:
        seats = select(TableSeat.organisation_id).where(TableSeat.table_id == work.found(Session, session).table_id)
        found = select(Person.email).join(Membership, col(Membership.person_id) == col(Person.id))
        seated = found.where(col(Membership.role).in_(SEATED), col(Membership.organisation_id).in_(seats))
        emails = [COORDINATOR, *work.session.exec(seated.where(col(Membership.until).is_(None)).distinct()).all()]
    return [emails[n % len(emails)] for n in range(many)]


async def _watch(scene: Scene, session: UUID, page: str, cookies: Sequence[dict[str, str]]) -> Heard:
    heard, base = Heard(), f"http://127.0.0.1:{scene.settings.port}"
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    clients = [httpx.AsyncClient(base_url=base, cookies=one, timeout=30, limits=limits) for one in cookies]
    words: list[asyncio.Queue[float]] = [asyncio.Queue() for _one in clients]
    streams = [
        asyncio.create_task(_stream(client, session, queue)) for client, queue in zip(clients, words, strict=True)
    ]
    await asyncio.gather(*(queue.get() for queue in words))  # the first word is how it stands

    async def follow(client: httpx.AsyncClient, queue: asyncio.Queue[float], at: float) -> None:
        word = await queue.get()
        answer = await client.get(page, params={"stukken": ""})
        answer.raise_for_status()
        heard.word.append(1000 * (word - at))
        heard.pieces.append(1000 * (time.perf_counter() - at))

    async def empty(client: httpx.AsyncClient, at: float) -> None:
        await client.get("/health")
        heard.empty.append(1000 * (time.perf_counter() - at))

    for _turn in range(TURNS):
        await asyncio.to_thread(_change, scene, session)
        at = time.perf_counter()
        await asyncio.gather(*(follow(*one, at) for one in zip(clients, words, strict=True)))
        at = time.perf_counter()
        await asyncio.gather(*(empty(client, at) for client in clients))
    for one in streams:
        one.cancel()
    await asyncio.gather(*streams, return_exceptions=True)
    await asyncio.gather(*(client.aclose() for client in clients))
    return heard


def _change(scene: Scene, session: UUID) -> None:
    with scene.store.begin() as work:
        changed(work, session)


async def _stream(client: httpx.AsyncClient, session: UUID, queue: asyncio.Queue[float]) -> None:
    path, asks = f"/tafel/{session}/live", {"Accept": "text/event-stream"}
    while True:
        async with client.stream("GET", path, headers=asks) as answer:
            answer.raise_for_status()
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    queue.put_nowait(time.perf_counter())


if __name__ == "__main__":
    main()
