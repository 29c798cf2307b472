"""What many ask at one moment is asked once for all of them."""

import asyncio
import contextvars
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from litestar.concurrency import sync_to_thread

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Together(Generic[Question, Answer]):
    """Rounds of questions, one after the other: what comes while one is answered goes with the next. So no answer is
    older than its question, and of a hundred who ask at one moment most are answered in two or three rounds.

    `find` answers a round, in a thread and for nobody in particular; a question that it leaves out gets None. What it
    raises, each who asked in that round gets.
    """

    def __init__(self, find: Callable[[Sequence[Question]], Mapping[Question, Answer]]) -> None:
        self.find = find
        self._asked: dict[Question, list[asyncio.Future[Answer | None]]] = {}
        self._answering: asyncio.Task[None] | None = None

    async def ask(self, question: Question) -> Answer | None:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer | None] = loop.create_future()
        self._asked.setdefault(question, []).append(answer)
        if self._answering is None:
            self._answering = loop.create_task(self._answer(), context=contextvars.Context())
        return await answer

    async def _answer(self) -> None:
        try:
            while self._asked:
                asked, self._asked = self._asked, {}
                waiting = [(question, one) for question, them in asked.items() for one in them]
                try:
                    found = await sync_to_thread(self.find, list(asked))
                except Exception as broken:
                    for _question, one in waiting:
                        if not one.done():  # whoever went away waits no longer
                            one.set_exception(broken)
                else:
                    for question, one in waiting:
                        if not one.done():
                            one.set_result(found.get(question))
        finally:
            self._answering = None
