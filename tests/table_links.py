"""Letters about the table, and the pages behind their links, for tests."""

import re
from typing import Any
from uuid import UUID

from hub import links
from hub.clock import parse_moment
from hub.dispatch.mailed import asking
from hub.letters import Letter
from hub.links import Link
from tests.cast import World, send
from tests.tables import rows

FRIDAY = "2026-09-18T09:30"  # two working days before the table sits
NADIA, TOM, FIEN, YUSUF = (
    "nadia@kompas.example", "tom@springplank.example", "fien@dehaven.example", "yusuf@buddyhuis.example",
)  # fmt: skip


def beat(world: World, now: str) -> int:
    return asking.run(world.store, world["dijleland"], parse_moment(now))


def letters(world: World, kind: str) -> dict[str, Letter]:
    return {one.to_address: one for one in rows(world, Letter) if one.kind == kind}


def path_in(world: World, letter: Letter) -> str:
    found = re.search(r"hub-link:([0-9a-f-]{36})", letter.body)
    assert found
    with world.desk() as work:
        return links.path(work, work.session.get_one(Link, UUID(found[1])))


def opens(client: Any, path: str) -> Any:
    """Press the button of the link, and go where that leads."""
    send(client, path + "/lees", {}, get_first=path, follow_redirects=True)
    return client.get(path)


def plain(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def offer(world: World, name: str) -> UUID:
    with world.desk() as work:
        return world.offer(work, name).id
