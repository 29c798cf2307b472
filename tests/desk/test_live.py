"""What is committed reaches who watches it, at once and once, whatever happens to the connection."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from uuid import UUID, uuid4

import psycopg
from litestar.response import ServerSentEventMessage

from hub import live
from hub.dispatch import sittings
from hub.dispatch.board_sight import let_in
from hub.settings import libpq_url
from tests.cast import World
from tests.machine import PATIENCE
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
        stream = live.versions(ear, session_id, world["Hilde Verbist"], read)
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

    return asyncio.run(asyncio.wait_for(heard(), PATIENCE))


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


def test_no_one_person_and_no_crowd_holds_all_connections_and_who_finds_no_room_asks_again_later(world: World) -> None:
    table, hilde, nadia, tom = uuid4(), world["Hilde Verbist"], world["Nadia Pauwels"], world["Tom Claes"]

    async def read() -> int:
        return 7

    async def play() -> None:
        ear = live.Ear(libpq_url(world.store.settings.database_url), most=3, most_of_one=2)

        async def opens(who: UUID) -> AsyncGenerator[ServerSentEventMessage]:
            stream = live.versions(ear, table, who, read)
            word = await anext(stream)
            assert word.data == 7, "whoever finds no room has the newest version all the same"
            found_room.append(word.retry == live.AGAIN)
            return stream

        found_room: list[bool] = []
        streams = [await opens(who) for who in (hilde, hilde, hilde, nadia, tom)]
        assert found_room == [True, True, False, True, False]
        for full in (streams[2], streams[4]):
            assert [word async for word in full] == [], "a stream without room ends"
        await streams[0].aclose()
        streams += [await opens(tom), await opens(hilde)]
        assert found_room[5:] == [True, False]
        for stream in streams:
            await stream.aclose()
        assert (ear.watches, ear._open) == ({}, {}), "nothing is left of who went"
        await ear.close()

    asyncio.run(asyncio.wait_for(play(), PATIENCE))
