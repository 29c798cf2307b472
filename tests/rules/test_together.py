"""What many ask at one moment is asked once, and no answer is older than its question."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from hub.together import Together


class Asked:
    """Answers with how often it was asked by then; keeps each round."""

    def __init__(self) -> None:
        self.rounds: list[set[str]] = []
        self.broken = False

    def __call__(self, questions: Sequence[str]) -> Mapping[str, int]:
        self.rounds.append(set(questions))
        if self.broken:
            raise LookupError
        return {one: len(self.rounds) for one in questions if one != "nobody"}


def test_whoever_asks_while_others_are_answered_goes_with_the_next_round() -> None:
    find = Asked()

    async def ask() -> list[int | None]:
        together = Together(find)
        first = asyncio.create_task(together.ask("a"))
        while not find.rounds:
            await asyncio.sleep(0)
        return [await first, *await asyncio.gather(*(together.ask(one) for one in ("a", "b", "b", "nobody")))]

    # Even where somebody asks what is being answered already: what changed in between counts.
    assert asyncio.run(ask()) == [1, 2, 2, 2, None]
    assert find.rounds == [{"a"}, {"a", "b", "nobody"}]


def test_who_goes_away_takes_no_answer_from_others_and_a_round_that_breaks_ends_with_itself() -> None:
    find = Asked()

    async def ask() -> tuple[int | None, int | None]:
        together = Together(find)
        gone, stays = (asyncio.create_task(together.ask("a")) for _one in range(2))
        await asyncio.sleep(0)
        gone.cancel()
        here = await stays
        find.broken = True
        with pytest.raises(LookupError):
            await together.ask("b")
        find.broken = False
        return here, await together.ask("b")

    assert asyncio.run(ask()) == (1, 3)
