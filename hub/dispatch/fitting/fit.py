"""Which offers fit a case, and why or why not: every line says fits, does not fit or unknown. No score, no choice."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any, NamedTuple

from hub.dispatch.fitting.judging import ASPECTS, Ground, Said, Verdict
from hub.dispatch.fitting.need import Need
from hub.dispatch.fitting.rule import ASPECT_WORDS, Aspect, Weight
from hub.wording import _, current_language

__all__ = ["Fit", "Ground", "Line", "Need", "Scale", "Verdict", "ranked"]

ORDER = (Verdict.FITS, Verdict.UNKNOWN, Verdict.NOT)
# As it counts: by weight and verdict the place in ORDER.
_COUNTS = {
    Weight.BLOCKS: {verdict: ORDER.index(verdict) for verdict in ORDER},
    Weight.WARNS: {Verdict.FITS: 0, Verdict.UNKNOWN: 0, Verdict.NOT: 1},
}
_COUNT = attrgetter("counts")
HELD = (Aspect.WAIT, Aspect.PLACE)


class Line:
    """One reason: what was looked at, the verdict, how much that counts and why, in words that are made when read."""

    __slots__ = ("_said", "_say", "aspect", "counts", "plain", "verdict")

    def __init__(self, aspect: Aspect, said: Said, weight: Weight) -> None:
        self.aspect, self.verdict, self.plain = aspect, said.verdict, said.plain
        self.counts = _COUNTS[weight][said.verdict]
        self._say, self._said = said.why, dict[str, tuple[str, str, str]]()

    def words(self, language: str) -> tuple[str, str, str]:
        """What was looked at, the verdict and why; for who reads this language now."""
        said = self._said.get(language)
        if said is None:
            said = self._said[language] = (_(ASPECT_WORDS[self.aspect]), str(self.verdict), self._say())
        return said

    @property
    def about(self) -> str:
        """What was looked at, as a word."""
        return self.words(current_language())[0]

    @property
    def why(self) -> str:
        return self.words(current_language())[2]

    def __repr__(self) -> str:
        return f"{self.aspect}: {self.verdict} ({self.why})"


class Fit:
    """All that was looked at; `held`: a place of this offer is kept for this very case."""

    __slots__ = ("held", "lines", "place_in_order")

    def __init__(self, lines: list[Line], place_in_order: int, *, held: bool = False) -> None:
        self.lines, self.place_in_order, self.held = lines, place_in_order, held

    @property
    def verdict(self) -> Verdict:
        """Does not fit as soon as one line that blocks says so; what each line counts is a matter of the rule."""
        return ORDER[self.place_in_order]

    def line(self, aspect: Aspect) -> Line | None:
        return next((line for line in self.lines if line.aspect == aspect), None)

    def told(self) -> list[tuple[str, str, str]]:
        """All that was looked at: the word for it, the verdict and why."""
        language = current_language()
        return [line.words(language) for line in self.lines]

    def against(self) -> list[Line]:
        """The lines that make it not fit, or uncertain."""
        return [line for line in self.lines if line.counts and line.counts == self.place_in_order]


Known = dict[Any, Line]


class Row(NamedTuple):
    """An offer, ready to be weighed: for each aspect what is known of offers like it, and what it depends on."""

    known: list[Known]
    parts: list[Any]


Keys = tuple[list[Any], list[Any]]  # of one case: what each aspect depends on, without and with a place held


class Scale:
    """Holds any number of offers against any number of cases, on one ground. What an aspect says of two values is
    worked out once, however many offers and cases share them."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._aspects = [(aspect, ASPECTS[aspect], ground.rule.weights[aspect]) for aspect in ground.rule.counted]
        self._known: dict[tuple[Aspect, Any], Known] = {}

    def row(self, offer: Any) -> Row:
        """An offer, to be held against many cases: a row with its columns."""
        parts = [judged.of_offer(offer) for _aspect, judged, _weight in self._aspects]
        known = [
            self._known.setdefault((aspect, part), {})
            for (aspect, _judged, _weight), part in zip(self._aspects, parts, strict=True)
        ]
        return Row(known, parts)

    def keys(self, need: Need) -> Keys:
        """A case, to be held against many offers."""
        free, held = [], []
        for aspect, judged, _weight in self._aspects:
            value = judged.of_need(need)
            if aspect in HELD:
                free.append((value, False))
                held.append((value, True))
            else:
                free.append(value)
                held.append(value)
        return free, held

    def weigh(self, row: Row, keys: Keys, *, held: bool = False) -> Fit:
        of_case = keys[held]
        lines: list[Any] = list(map(dict.get, row.known, of_case))
        if None in lines:
            for n, line in enumerate(lines):
                if line is None:
                    lines[n] = self._judged(row, n, of_case[n])
        return Fit(lines, max(map(_COUNT, lines), default=0), held=held)

    def _judged(self, row: Row, n: int, key: Any) -> Line:
        aspect, judged, weight = self._aspects[n]
        line = row.known[n][key] = Line(aspect, judged.judge(self.ground, row.parts[n], key), weight)
        return line

    def fit(self, need: Need, offer: Any, *, held: bool = False) -> Fit:
        return self.weigh(self.row(offer), self.keys(need), held=held)


def ranked(found: Iterable[tuple[Any, Any, Fit]]) -> list[Any]:
    """What fits first, then what is uncertain; equals stay in the order in which they came."""
    return sorted(found, key=_place)


def _place(found: tuple[Any, Any, Fit]) -> int:
    return found[2].place_in_order
