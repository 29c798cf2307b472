"""One thing that somebody does, as the page of a leaver shows it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Piece:
    """What it is, in words without a name, and how a colleague takes it over."""

    slug: str
    kind: str
    words: str
    usual: UUID | None = None  # who would take it anyway
