"""Whether partners were asked and answered even-handedly in a year: counts beside what an even order would give."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from hub.monitoring.cells import Cell, Hidden
from hub.monitoring.suppress import one_way, small
from hub.wording import N_, _


class Answer(StrEnum):
    """What a partner said in a round in which it was considered."""

    CONFIRMED = "confirmed"  # took it up, and was chosen
    CLAIMED = "claimed"  # took it up, and was not chosen or took that back
    DECLINED = "declined"
    NOT_NEEDED = "not_needed"  # said nothing, and somebody else took it up
    SILENT = "silent"  # said nothing, and nobody took it up
    WAITS = "waits"  # may still answer


ANSWER_WORDS = {
    Answer.CONFIRMED: N_("nam op"),
    Answer.CLAIMED: N_("wou opnemen, niet bevestigd"),
    Answer.DECLINED: N_("weigerde"),
    Answer.NOT_NEEDED: N_("zei niets, een ander nam op"),
    Answer.SILENT: N_("zei niets"),
    Answer.WAITS: N_("kan nog antwoorden"),
}
# What it said in one case: how its claim stands, and in which role.
CLAIM_WORDS = {
    ("confirmed", "lead"): N_("nam op, met de leiding"),
    ("confirmed", "co"): N_("doet mee"),
    ("made", "lead"): N_("neemt op, nog niet bevestigd"),
    ("made", "co"): N_("doet mee, nog niet bevestigd"),
    ("refused", "lead"): N_("wou opnemen, niet gekozen"),
    ("refused", "co"): N_("wou meedoen, niet gekozen"),
    ("withdrawn", "lead"): N_("wou opnemen, dat verviel"),
    ("withdrawn", "co"): N_("wou meedoen, dat verviel"),
}
WORKS_ALREADY = N_("werkt er al aan")


def how_words(answer: str, state: str | None, role: str | None, *, works: bool) -> str:
    """What one partner said of one case, in words."""
    if state and role and (state, role) in CLAIM_WORDS:
        return _(CLAIM_WORDS[state, role])
    if works and answer in (Answer.SILENT, Answer.NOT_NEEDED, Answer.WAITS):
        return _(WORKS_ALREADY)
    return _(ANSWER_WORDS[Answer(answer)])


# How far a count may lie from an even one before the page says so: so many, and such a part of the even one.
APART, PART = 2.0, 0.25


@dataclass(frozen=True)
class Said:
    """So many rounds of one partner with the same answer and reason, as the database counts them."""

    organisation_id: UUID
    answer: str
    reason: str | None
    number: int
    first: int  # in how many of them it was asked first
    even_first: float  # and in how many an even order would ask it first
    places: int  # its places in the order, added up
    even_places: float
    fitted: int


@dataclass
class Line:
    """One partner, or all of them together."""

    organisation_id: UUID | None = None
    name: str = ""
    number: int = 0
    first: int = 0
    even_first: float = 0.0
    places: int = 0
    even_places: float = 0.0
    fitted: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, said: Said) -> None:
        self.number += said.number
        self.first += said.first
        self.even_first += said.even_first
        self.places += said.places
        self.even_places += said.even_places
        self.fitted += said.fitted
        self.answers[said.answer] += said.number
        if said.answer == Answer.DECLINED and said.reason:
            self.reasons[said.reason] += said.number

    @property
    def place(self) -> float | None:
        return self.places / self.number if self.number else None

    @property
    def even_place(self) -> float | None:
        return self.even_places / self.number if self.number else None

    @property
    def order(self) -> str:
        """Whether it was asked first as often as an even order would: "even", "more" or "less"."""
        apart = self.first - self.even_first
        if abs(apart) <= max(APART, PART * self.even_first):
            return "even"
        return "more" if apart > 0 else "less"


def lines_of(counted: Iterable[Said]) -> tuple[dict[UUID, Line], Line]:
    """Each partner, and all together."""
    lines: dict[UUID, Line] = {}
    total = Line()
    for said in counted:
        lines.setdefault(said.organisation_id, Line(said.organisation_id)).add(said)
        total.add(said)
    return lines, total


def kept_back(counts: Counter[str], own: Counter[str]) -> dict[str, Cell]:
    """Totals for who may not see small numbers of others: what is left of each without the `own` must be readable, and
    so must what others can calculate of it."""
    others = {key: counts[key] - own[key] for key in counts}
    hidden = one_way(others)
    return {key: Hidden.BESIDE if key in hidden or small(others[key]) else counts[key] for key in counts}


def orders_kept_back(lines: Sequence[Line]) -> dict[UUID, tuple[Cell, Cell]]:
    """By partner: how often it was considered and asked first, without small numbers."""
    keyed = {str(line.organisation_id): line for line in lines}
    shut = one_way({key: line.number for key, line in keyed.items()})
    shut |= one_way({key: line.first for key, line in keyed.items()})
    return {
        line.organisation_id: (Hidden.BESIDE, Hidden.BESIDE) if key in shut else (line.number, line.first)
        for key, line in keyed.items()
        if line.organisation_id
    }
