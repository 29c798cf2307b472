"""Finds what stands beside a label: on its line, in the next cell, below it. Pure, and bounded in what it looks at."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hub.intake.labelled.values import tidy
from hub.intake.labelled.words import MOST_WORDS, Label, What, Who, known_word, label_of
from hub.intake.mail.quotes import ends_words

LONGEST_TEXT, MOST_ROWS, LONGEST_CELL, MOST_SAID = 60_000, 1_500, 600, 300
Row = Sequence[str]  # the cells of one row of a table, or one line of text

_LEADERS = re.compile(r"[.…_]{3,}")
_QUOTED = re.compile(r"\s{0,3}(?:>|\|\s)")
_COLON = re.compile(r"\s?[:=](?!//)")
_WORD = re.compile(r"\S+")
_APART = re.compile(r"(?:[ \t]{2,}|[;|•·,]\s*)$")
_WITH_THEIR_OWN = frozenset({Who.PARENT, Who.SOMEBODY})
_PERSONAL = frozenset({What.NAME, What.PHONE, What.EMAIL})


@dataclass(frozen=True)
class Said:
    """What stands beside a label: as it is written, with the label and the line as they are written too."""

    what: What
    who: Who | None
    relation: str
    value: str
    label: str
    line: str


def rows_of(text: str) -> Iterator[Row]:
    """The lines of a mail in its writer's own words, as rows: without what is quoted, up to where the writer signs."""
    for line in text[:LONGEST_TEXT].split("\n")[:MOST_ROWS]:
        ruled = not line.strip("_- \t") and len(line.strip()) > 2
        if ends_words(line) and not ruled:
            return
        if not ruled and not _QUOTED.match(line):
            yield line.split("\t")


def read(rows: Iterable[Row]) -> list[Said]:
    """All values beside their labels, in order; the same ones once. Never raises, whatever the text is."""
    reader = _Reader()
    for number, row in enumerate(rows):
        if number >= MOST_ROWS or len(reader.said) >= MOST_SAID:
            break
        reader.take([cell[:LONGEST_CELL] for cell in row][:12])
    return list(dict.fromkeys(reader.said))


class _Reader:
    """Goes from row to row and remembers whom it is about, and which label still waits for its value."""

    def __init__(self) -> None:
        self.said: list[Said] = []
        self._about: Label | None = None
        self._named: Label | None = None
        self._waiting: tuple[Label, str] | None = None
        self._heads: list[tuple[Label, str] | None] = []

    def take(self, row: Row) -> None:
        cells = [piece for cell in row for piece in _LEADERS.sub("\t", cell).split("\t")]
        line = tidy(" ".join(cells))
        filled = [cell for cell in cells if cell.strip()]
        if not filled:
            return
        labels = [_whole_label(cell) for cell in cells]
        if len(filled) == 1:
            self._heads = []
            self._alone(filled[0], line)
        elif len(filled) > 1 and all(label for label, cell in zip(labels, cells, strict=True) if cell.strip()):
            self._waiting = None
            self._heads = [(label, cell) if label else None for label, cell in zip(labels, cells, strict=True)]
        elif self._heads and not any(labels) and not any(":" in cell for cell in cells):
            for head, cell in zip(self._heads, cells, strict=False):
                if head:
                    self._say(*head, cell, line)
        else:
            self._heads = []
            self._side_by_side(cells, line)

    def _alone(self, cell: str, line: str) -> None:
        """One line of text, or a table of one column."""
        label = _whole_label(cell)
        if label:
            if label.what is None:
                self._about, self._named = label, None
            self._waiting = (label, cell)
            return
        waiting, self._waiting = self._waiting, None
        pieces = list(_pieces(cell))
        if pieces:
            for name, found, value in pieces:
                self._say(found, name, value, line)
        elif waiting and not (waiting[0].what is None and not waiting[1].rstrip().endswith(":")):
            self._say(waiting[0], waiting[1], cell, f"{tidy(waiting[1])} {line}")

    def _side_by_side(self, cells: Sequence[str], line: str) -> None:
        """Label and value in turn, or a label with its value in one cell."""
        self._waiting = None
        before: tuple[Label, str] | None = None
        for cell in cells:
            if not cell.strip():
                continue
            label = _whole_label(cell)
            if label:
                before = (label, cell)
            elif before:
                self._say(*before, cell, line)
                before = None
            else:
                for name, found, value in _pieces(cell):
                    self._say(found, name, value, line)
                    if not value:
                        before = (found, name)

    def _say(self, label: Label, name: str, value: str, line: str) -> None:
        value = tidy(value)
        if not value:
            if label.what is None:
                self._about, self._named = label, None
            return
        if label.what == What.NOTHING:
            return
        if label.who and label.what in (None, What.NAME):  # a number below a name is that person's
            self._named = label if label.who in _WITH_THEIR_OWN else None
        about = label if label.who else (self._named if label.what in _PERSONAL else None) or self._about
        who, relation = (about.who, about.relation) if about else (None, "")
        what = label.what or What.NAME
        self.said.append(Said(what, who, relation, value, tidy(name), line[:200]))


def _whole_label(cell: str) -> Label | None:
    """What a cell asks that holds a label and nothing else."""
    return label_of(cell.strip().rstrip(":=").strip()) if len(cell) <= 100 else None


def _pieces(cell: str) -> Iterator[tuple[str, Label, str]]:
    """Each label of a line with what it is called and its value: "Naam: … Klas: …". A line that does not begin with a
    label is a sentence, and gives nothing before something sets a label apart."""
    marks = list(_COLON.finditer(cell))[:20]
    found: list[tuple[int, int, str, Label]] = []
    for mark in marks:
        start = found[-1][1] if found else 0
        name_at = _label_before(cell, start, mark.start())
        name = cell[name_at : mark.start()]
        label = label_of(name) if name_at < mark.start() else None
        begins = not cell[start:name_at].strip() if not found else True
        if label and (begins or _APART.search(cell[start:name_at])):
            found.append((name_at, mark.end(), name, label))
    ends = [at for at, *_label in found[1:]] + [len(cell)]
    for (_at, starts, name, label), end in zip(found, ends, strict=False):
        yield name, label, cell[starts:end]


def _label_before(cell: str, start: int, end: int) -> int:
    """Where the words of a label begin that ends here: back over words that labels are made of."""
    words = list(_WORD.finditer(cell, start, end))[-MOST_WORDS:]
    at = end
    whole = start
    for word in reversed(words):
        if not known_word(word.group()):
            # A sign or a number before the first label of a line belongs to no value.
            return whole if whole == 0 and label_of(cell[:end].strip()) else at
        at = word.start()
    return at
