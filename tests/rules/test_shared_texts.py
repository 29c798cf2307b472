"""A text that several people see alike is made once for them, and never given to anybody else."""

import asyncio
import threading
from collections.abc import Callable, Hashable

import pytest

from hub.dispatch.meeting.shared import Texts

PAGE, PARTNER, CHAIR = "/tafel", "partner", "chair"
Made = tuple[Hashable, str]


def maker(made: list[str], who: str, *, seen_by: str = "") -> Callable[[], Made]:
    def make() -> Made:
        made.append(who)
        return seen_by or who, f"{len(made)} for {seen_by or who}"

    return make


def test_a_hundred_who_see_the_same_are_given_one_text_and_two_kinds_of_viewers_never_the_same() -> None:
    made: list[str] = []

    async def ask() -> list[str]:
        texts = Texts(lasts=600.0)
        kinds = [PARTNER, CHAIR] * 50
        at_once = await asyncio.gather(*(texts.once(PAGE, who, maker(made, who)) for who in kinds))
        return [*at_once, await texts.once(PAGE, CHAIR, maker(made, CHAIR))]

    texts = asyncio.run(ask())
    assert sorted(made) == [CHAIR, PARTNER]
    assert {text.split()[-1] for text in texts[:-1:2]} == {"partner"}
    assert {text.split()[-1] for text in texts[1::2]} == {"chair"}


def test_a_text_that_came_out_for_somebody_else_is_kept_for_nobody() -> None:
    """Who became chair while it was made gets it; the others get one of their own."""
    made: list[str] = []

    async def ask() -> list[str]:
        texts = Texts(lasts=600.0)
        became = texts.once(PAGE, PARTNER, maker(made, PARTNER, seen_by=CHAIR))
        others = (texts.once(PAGE, PARTNER, maker(made, PARTNER)) for _one in range(3))
        return list(await asyncio.gather(became, *others))

    assert asyncio.run(ask()) == ["1 for chair", *["2 for partner"] * 3]


def test_whoever_waits_for_a_text_that_is_not_made_makes_it() -> None:
    made: list[str] = []
    begun, gone = threading.Event(), threading.Event()

    def refuses() -> Made:
        raise PermissionError

    def is_left() -> Made:
        begun.set()
        gone.wait()
        return PARTNER, "too late"

    async def ask() -> list[str]:
        texts = Texts(lasts=600.0)
        first = asyncio.create_task(texts.once(PAGE, PARTNER, refuses))
        second = asyncio.create_task(texts.once(PAGE, PARTNER, is_left))
        third = asyncio.create_task(texts.once(PAGE, PARTNER, maker(made, PARTNER)))
        with pytest.raises(PermissionError):
            await first
        await asyncio.to_thread(begun.wait)
        second.cancel()
        found = await third
        gone.set()
        return [found, await texts.once(PAGE, PARTNER, maker(made, PARTNER))]

    assert asyncio.run(ask()) == ["1 for partner"] * 2


def test_a_text_lasts_no_longer_than_a_crowd_takes_to_ask_and_only_so_many_are_kept() -> None:
    made: list[str] = []

    async def ask() -> None:
        brief, few = Texts(lasts=0.0), Texts(lasts=600.0, most=2)
        for _again in range(2):
            await brief.once(PAGE, PARTNER, maker(made, "again", seen_by=PARTNER))
            for n in range(4):
                await few.once(n, PARTNER, maker(made, str(n), seen_by=PARTNER))

    asyncio.run(ask())
    assert made.count("again") == 2
    assert made.count("0") == 2
