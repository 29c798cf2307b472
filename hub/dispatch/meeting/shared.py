"""What several people at one table see alike, and what is known of its cases, made once for all of them."""

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from litestar.concurrency import sync_to_thread

Made = TypeVar("Made")


class Shared:
    """Rows by what they depend on, each for a moment: whoever asks while some are being looked up waits for them.

    The key names all that they depend on but for what changes without a word, such as free places elsewhere; that
    is why they last no longer than a crowd takes to ask (seconds).
    """

    def __init__(self, *, lasts: float = 2.0, most: int = 200) -> None:
        self.lasts, self.most = lasts, most
        self._kept: OrderedDict[Hashable, tuple[float, threading.Lock, list[Any]]] = OrderedDict()
        self._lock = threading.Lock()

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        with self._lock:
            now = time.monotonic()
            while self._kept and (len(self._kept) > self.most or next(iter(self._kept.values()))[0] < now):
                self._kept.popitem(last=False)
            _until, own, made = self._kept.setdefault(key, (now + self.lasts, threading.Lock(), []))
        with own:
            if not made:
                made.append(make())
        found: Made = made[0]
        return found


class Texts:
    """The same for texts, on the event loop: who waits for one, or finds it made, needs no thread.

    The key ends with who sees it so. `make`, in a thread, tells for whom it made the text, which in between may have
    become somebody else: such a text is for whoever asked for it, and for nobody else.
    """

    def __init__(self, *, lasts: float = 2.0, most: int = 200) -> None:
        self.lasts, self.most = lasts, most
        self._kept: OrderedDict[Hashable, _Text] = OrderedDict()

    async def once(self, key: Hashable, who: Hashable, make: Callable[[], tuple[Hashable, str]]) -> str:
        while True:
            self._forget()
            kept = self._kept.get((key, who))
            if kept is None:
                return await self._make(key, who, make)
            # None where it was for somebody else, or was not made at all: whoever comes first makes it then.
            if text := kept.text or await kept.wait():
                return text

    async def _make(self, key: Hashable, who: Hashable, make: Callable[[], tuple[Hashable, str]]) -> str:
        kept = self._kept[key, who] = _Text(asyncio.get_running_loop().time() + self.lasts)
        try:
            seen_by, text = await sync_to_thread(make)
            kept.text = text if seen_by == who else None
        finally:
            if kept.text is None:
                del self._kept[key, who]
            kept.told()
        return text

    def _forget(self) -> None:
        """What is too old, or too much. What is being made is kept, and stays the first while it is."""
        now = asyncio.get_running_loop().time()
        while self._kept:
            first = next(iter(self._kept.values()))
            if first.being_made or (first.until > now and len(self._kept) <= self.most):
                break
            self._kept.popitem(last=False)


class _Text:
    def __init__(self, until: float) -> None:
        self.until = until
        self.text: str | None = None
        self.being_made = True
        self._waiting: list[asyncio.Future[str | None]] = []

    async def wait(self) -> str | None:
        self._waiting.append(asyncio.get_running_loop().create_future())
        return await self._waiting[-1]

    def told(self) -> None:
        self.being_made = False
        for one in self._waiting:
            if not one.done():  # whoever went away waits no longer
                one.set_result(self.text)
        self._waiting.clear()
