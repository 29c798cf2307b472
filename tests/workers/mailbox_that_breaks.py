"""The watcher of a mailbox with a fault in it that nobody thought of."""

from typing import NoReturn

from workers import mailbox


def _breaks(*_told: object, **_more: object) -> NoReturn:
    raise MemoryError


mailbox.watch = _breaks

if __name__ == "__main__":
    mailbox.main()
