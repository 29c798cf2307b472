"""What it costs to read what strangers send, also what was made to keep the hub busy: `python -m bench.reading`."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path

from bench import cpu
from bench.report import Line, table
from bench.timing import Doing, turn_by_turn
from hub.intake.labelled.fields import fields_in, weighed
from hub.intake.labelled.reading import read, rows_of
from hub.intake.mail.quotes import own_words
from hub.intake.mail.reading import read_mail
from hub.intake.mail.sandbox import read_safely
from hub.intake.uploads import NotTaken, look
from hub.national_number import contains
from tests.hostile import LABELS, QUOTES, digits, heavy_files, labels

MAILS = Path(__file__).parents[1] / "tests" / "mails"
SECONDS, TIMES = 2.0, 3
# What is six times as long may take a little more than six times as long; back and forth would be thirty-six times.
LONGER, MOST_GROWTH = 6, 12
LEAST_OF_LIMIT = 0.5
LARGEST = 15 * 1024 * 1024


def measured(seconds: float = SECONDS) -> Iterator[Line]:
    yield _small_mails(seconds)
    for words, by_size in HOSTILE.items():
        yield _hostile(words, by_size)
    yield _files()


def _small_mails(seconds: float) -> Line:
    """In a child that may fall over, beside the same in this process."""
    raws = [path.read_bytes() for path in sorted(MAILS.glob("mikel-mail/rfc2822*"))]

    def reads(way: Callable[[bytes], object]) -> None:
        for raw in raws:
            way(raw)

    taken = turn_by_turn({"ours": partial(reads, read_safely), "limit": partial(reads, read_mail)}, seconds)
    ratio = taken["limit"] / taken["ours"]
    return Line(
        "small mails, only read", "/s", len(raws) / taken["ours"], len(raws) / taken["limit"], ratio,
        aim=f"≥ {LEAST_OF_LIMIT}", kept=ratio >= LEAST_OF_LIMIT,
    )  # fmt: skip


def _own_words(size: int) -> None:
    for line in QUOTES:
        own_words(line * size)
        own_words(f"{line}\n" * (size // 2))


def _labelled(size: int) -> None:
    for piece in LABELS:
        said = read(rows_of(labels(piece, size)))
        weighed(fields_in(said, date(2026, 9, 15)), said)


def _numbers(size: int) -> None:
    assert not contains(digits(size))


HOSTILE: dict[str, tuple[Callable[[int], None], int]] = {
    "hostile text, own words": (_own_words, 6_000),
    "hostile text, beside labels": (_labelled, 15_000),
    "hostile text, national numbers": (_numbers, 500),
}


def _hostile(words: str, way: tuple[Callable[[int], None], int]) -> Line:
    """Work on a text and on one that is six times as long."""
    does, size = way
    long, short = (cpu.of_this(partial(does, times * size), TIMES) * 1000 for times in (LONGER, 1))
    growth = long / short
    return Line(
        words, "ms", long, small=short, growth=growth, aim=f"{LONGER} times as long: ≤ {MOST_GROWTH}×",
        kept=growth <= MOST_GROWTH, note="work; beside it of a sixth",
    )  # fmt: skip


def _files() -> Line:
    """The heaviest of the largest files, beside the sum that is made of each in any case."""
    works = []
    for heavy in heavy_files(LARGEST):
        doing: dict[str, Doing] = {"ours": partial(_look, heavy), "limit": partial(_sum, heavy)}
        works.append(tuple(cpu.of_this(one, TIMES) * 1000 for one in doing.values()))
    ours, limit = max(works)
    return Line("hostile file of 15 MB", "ms", ours, limit, ours / limit, aim="< 1 s", kept=ours < 1000, note="work")


def _look(content: bytes) -> None:
    with suppress(NotTaken):
        look("zwaar", content)


def _sum(content: bytes) -> bytes:
    return sha256(content).digest()


def main(say: Callable[[str], None] = print) -> None:
    say(table(list(measured())))


if __name__ == "__main__":
    main()
