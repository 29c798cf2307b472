"""What several people at one table see alike, and what is known of its cases, made once for all of them."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Made = TypeVar("Made")


class Shared:
    """Texts and rows by what they depend on, each for a moment: whoever asks while one is being made waits for it.

    The key names all that it depends on but for what changes without a word, such as free places elsewhere; that
    is why it lasts no longer than a crowd takes to ask (seconds).
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
