"""Who is signed in stays so, however many ask at one moment."""

import asyncio

from hub.people.sessions import sessions_in


def test_nobody_is_sent_to_sign_in_because_hundreds_ask_at_the_same_moment(redis_url: str) -> None:
    async def all_at_once() -> set[bytes | None]:
        sessions = sessions_in(redis_url)
        async with sessions:
            await sessions.set("hilde", b"Hilde", expires_in=600)
            return set(await asyncio.gather(*(sessions.get("hilde", renew_for=600) for _one in range(400))))

    assert asyncio.run(all_at_once()) == {b"Hilde"}
