"""The texts of letters, rendered once for each kind and filled in for each case: rendering is the slow part."""

from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any

from hub import calendar_letters
from hub.clock import in_brussels
from hub.home.seed.world import Voice
from hub.rendering import render
from hub.wording import date_words, moment_words

# What stands in a rendered text where a case fills in its own.
NUMBER, NAME, LINK, PAGE = "\x01number\x01", "\x01name\x01", "\x01link\x01", "\x01page\x01"
SOME_DAY = date(2000, 1, 1)
# Days and moments so far away that nothing else in a letter reads like them.
FAR = tuple(date(2401 + n, 3, 5) for n in range(4))
FAR_MOMENTS = tuple(datetime(2411 + n, 3, 5, 12, tzinfo=UTC) for n in range(4))
FOLD = "\r\n "


def written(
    voice: Voice, kind: str, today: date, values: dict[str, Any], *, number: str, name: str, link: str, page: str
) -> tuple[str, str]:  # fmt: skip
    """(subject, body) of the letter `templates/letters/<kind>/`; its days in words as on `today`."""
    far = {one: FAR_MOMENTS[n] if isinstance(values[one], datetime) else FAR[n] for n, one in enumerate(_days(values))}
    subject, body = _rendered(voice, kind, tuple({**values, **far}.items()), bool(name))
    for one, sentinel in far.items():
        body = body.replace(_words(sentinel, SOME_DAY.year), _words(values[one], today.year))
    own = ((NUMBER, number), (NAME, name), (LINK, link), (PAGE, page))
    for mark, text in own:
        body = body.replace(mark, text)
    return subject.replace(NUMBER, number), body


def _days(values: dict[str, Any]) -> list[str]:
    return [name for name, value in values.items() if isinstance(value, date)]


@lru_cache(maxsize=500)
def _rendered(voice: Voice, kind: str, values: tuple[tuple[str, Any], ...], named: bool) -> tuple[str, str]:
    said = {
        "hub": SimpleNamespace(**voice.__dict__, hours={}), "today": SOME_DAY, "number": NUMBER,
        "name": NAME if named else "",
        "partner": NAME, "link": LINK, "page": PAGE, "cases": [(NUMBER, LINK)], **dict(values),
    }  # fmt: skip
    subject = " ".join(render(f"letters/{kind}/subject.txt", **said).split())
    return subject, render(f"letters/{kind}/body.txt", **said).strip() + "\n"


@lru_cache(maxsize=20_000)
def _words(when: date, year: int) -> str:
    today = date(year, 1, 1)
    return moment_words(when, today) if isinstance(when, datetime) else date_words(when, today)


def calendar(uid: str, at: datetime, minutes: int, number: str, place: str, ours: str, theirs: str) -> str:
    """The invitation to a talk, as the letter about it carries it."""
    own = {
        "UID:0": f"UID:{uid}", "SUMMARY:0": f"SUMMARY:Gesprek over aanmelding {number}", "nobody@far.example": theirs,
        _local(FAR_MOMENTS[0]): _local(at),
        _local(FAR_MOMENTS[0] + timedelta(minutes=minutes)): _local(at + timedelta(minutes=minutes)),
    }  # fmt: skip
    text = _invitation(minutes, place, ours)
    for mark, said in own.items():
        text = text.replace(mark, said)
    return text


@cache
def _invitation(minutes: int, place: str, ours: str) -> str:
    text = calendar_letters.invitation("0", 0, FAR_MOMENTS[0], minutes, "0", place, ours, "nobody@far.example")
    return text.replace(FOLD, "")


def _local(moment: datetime) -> str:
    return f"{in_brussels(moment):%Y%m%dT%H%M%S}"
