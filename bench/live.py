"""How soon a hundred people at one table see what one of them does: by hand, `python -m bench.live`.

Everybody is somebody else, of a partner that sits there or of the desk, and has a stream open on one case, as a browser
has; once the word comes, everybody asks for the pieces of the page. The limit is a hundred people who ask for an empty
page at one moment, in the same run. BENCH_WATCHERS says how many (100).
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

from sqlmodel import col, select

from bench import cpu, report
from bench.pages import ON_SESSION, SESSION
from bench.scene import Scene, seeded, served, settings_for
from bench.watching import Watcher
from hub import logs
from hub.asker import Role
from hub.dispatch.sittings import changed
from hub.dispatch.table_tables import Session, TableSeat
from hub.embedded import servers
from hub.home.seed.organisations import organisation
from hub.hubs import Hub
from hub.partners.tables import OrganisationKind
from hub.people.desk import give_role
from hub.people.tables import Person

TURNS, MOST = 12, 300  # MOST in ms
SEATS, OF_DESK = 15, 4  # partners at the table; people of the desk among who watches
Say = Callable[[str], None]


@dataclass
class Heard:
    """When each watcher had the word and the pieces, in ms after the commit; how long empty pages took; and what the
    web server worked for one watcher and one change, and for one empty page."""

    word: list[float] = field(default_factory=list)
    pieces: list[float] = field(default_factory=list)
    empty: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    empty_work: list[float] = field(default_factory=list)


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
            heard = measured(scene, session, page, many)
        scene.store.close()
    told(heard, many, say)


def measured(scene: Scene, session: UUID, page: str, many: int) -> Heard:
    """So many people look at this page of the session, which changes a few times."""
    cookies = [scene.visitor(one).cookies for one in _people(scene, session, many)]
    return asyncio.run(_watch(scene, session, page, [Watcher(scene.settings.port, one) for one in cookies]))


def told(heard: Heard, many: int, say: Say) -> None:
    say(f"{many} people at one case, {TURNS} changes, load {report.machine()['load']}")
    for what, taken in (("the word", heard.word), ("the pieces", heard.pieces), ("an empty page", heard.empty)):
        say(f"{what:15} median {median(taken):4.0f} ms, the last one {_last(taken, many):4.0f} ms")
    work, empty = median(heard.work), median(heard.empty_work)
    say(f"the web server works {work:.2f} ms for each of them at each change, {empty:.2f} ms for an empty page")
    last = _last(heard.pieces, many)
    times = last / _last(heard.empty, many)
    say(f"the last one sees it after {last:.0f} ms (aim: {MOST}), {times:.1f} times as long as an empty page for all")


def _last(taken: Sequence[float], many: int) -> float:
    """Of each turn the slowest, and of those the one in the middle."""
    return median(max(taken[at : at + many]) for at in range(0, len(taken), many))


def _people(scene: Scene, session_id: UUID, many: int) -> list[str]:
    """The addresses of so many people: a few of the desk, the others of the partners at the table, by turns."""
    with scene.store.begin() as work:
        session = work.found(Session, session_id)
        hub = work.found(Hub, session.hub_id)
        seats = select(TableSeat.organisation_id).where(TableSeat.table_id == session.table_id)
        seated = list(work.session.exec(seats.order_by(col(TableSeat.position))))
        for n in range(len(seated), SEATS):
            new = organisation(work, f"Partner {n} (demo)", OrganisationKind.NAFT, "12025", hub, is_partner=True)
            work.session.add(TableSeat(table_id=session.table_id, organisation_id=new.id, position=n))
            seated.append(new.id)
        given = [
            give_role(work, f"Lid {n}", f"lid-{n}@tafel.example", Role.COORDINATOR, hub_id=hub.id)
            if n < OF_DESK
            else give_role(
                work, f"Lid {n}", f"lid-{n}@tafel.example", Role.PARTNER, organisation_id=seated[n % SEATS],
                kept_by=hub.id,
            )
            for n in range(many)
        ]  # fmt: skip
        return [work.found(Person, one.person_id).email for one in given]


async def _watch(scene: Scene, session: UUID, page: str, watchers: Sequence[Watcher]) -> Heard:
    heard = Heard()
    await asyncio.gather(*(one.watch(f"/tafel/{session}/live") for one in watchers))

    async def follow(one: Watcher, at: float) -> None:
        word = await one.heard.get()
        await one.page.get(f"{page}?stukken=")
        heard.word.append(1000 * (word - at))
        heard.pieces.append(1000 * (time.perf_counter() - at))

    async def empty(one: Watcher, at: float) -> None:
        await one.page.get("/health")
        heard.empty.append(1000 * (time.perf_counter() - at))

    for _turn in range(TURNS):
        worked = cpu.worked(scene.web)
        await asyncio.to_thread(_change, scene, session)
        at = time.perf_counter()
        await asyncio.gather(*(follow(one, at) for one in watchers))
        between, at = cpu.worked(scene.web), time.perf_counter()
        await asyncio.gather(*(empty(one, at) for one in watchers))
        heard.work.append(1000 * (between - worked) / len(watchers))
        heard.empty_work.append(1000 * (cpu.worked(scene.web) - between) / len(watchers))
    await asyncio.gather(*(one.leave() for one in watchers))
    return heard


def _change(scene: Scene, session: UUID) -> None:
    with scene.store.begin() as work:
        changed(work, session)


if __name__ == "__main__":
    main()
