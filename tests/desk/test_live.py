"""What is committed reaches who watches it, at once and once, whatever happens to the connection."""

import asyncio
from collections.abc import AsyncIterator, Callable
from uuid import UUID

import psycopg
from litestar.response import ServerSentEventMessage

from hub import live
from hub.dispatch import sittings
from hub.dispatch.board_sight import let_in
from hub.settings import libpq_url
from tests.cast import World
from tests.tables import put_on_table


def watched(world: World, session_id: UUID, *steps: Callable[[], None]) -> list[int]:
    """The versions that Hilde's screen hears: the one that stands there, and the newest after each of these steps."""

    def version() -> int:
        with world.desk("Hilde Verbist") as work:
            return let_in(work, session_id)[0].version

    async def read() -> int:
        return await asyncio.to_thread(version)

    async def heard() -> list[int]:
        ear = live.Ear(libpq_url(world.store.settings.database_url))
        stream = live.versions(ear, session_id, read)
        try:
            said = [(await anext(stream)).data]
            for step in steps:
                await asyncio.to_thread(step)
                said.append(await newest(stream))
            return [int(str(one)) for one in said]
        finally:
            await stream.aclose()
            await ear.close()

    async def newest(stream: AsyncIterator[ServerSentEventMessage]) -> int:
        async for word in stream:
            if word.event == "version":
                return int(str(word.data))
        raise AssertionError("the stream ended")

    return asyncio.run(asyncio.wait_for(heard(), 30))


def test_a_screen_at_the_table_hears_of_each_change_that_was_committed_and_of_no_other(world: World) -> None:
    session_id = put_on_table(world, world.refer())

    def changes() -> None:
        with world.desk("Hilde Verbist") as work:
            sittings.changed(work, session_id)

    def thinks_better_of_it() -> None:
        with world.desk("Hilde Verbist") as work:
            sittings.changed(work, session_id)
            sittings.changed(work, session_id)
            work.session.rollback()
        changes()

    first, second, third = watched(world, session_id, changes, thinks_better_of_it)
    assert (second, third) == (first + 1, first + 2)


def test_what_changed_while_the_connection_was_away_is_heard_once_it_is_back(world: World) -> None:
    session_id = put_on_table(world, world.refer())
    address = libpq_url(world.store.settings.database_url)

    def changes_while_nobody_can_listen() -> None:
        with psycopg.connect(address, autocommit=True) as owner:
            listening = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
            owner.execute(f"SELECT pg_terminate_backend(pid) FROM ({listening}) AS those")
            # Whoever listens again does so later than this.
        with world.desk("Hilde Verbist") as work:
            sittings.changed(work, session_id)

    before, after = watched(world, session_id, changes_while_nobody_can_listen)
    assert after == before + 1
