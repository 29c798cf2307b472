"""One line of the time line of a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Line:
    """One thing that happened. `icon` is a drawing of parts/icons.html."""

    at: datetime
    icon: str
    title: str
    who: str
    text: str = ""
    more: str = ""
    private: str = ""
    sender: str = ""  # what our mail server says of who sent it
    forged: bool = False
    new: bool = False
    href: str = ""
    question_id: UUID | None = None


def newest_first(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: line.at)[::-1]
