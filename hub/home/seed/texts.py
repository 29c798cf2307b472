"""The texts of letters, rendered once for each kind and day and filled in for each case: rendering is the slow part."""

import json
from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from hub import calendar_letters
from hub.home.seed.world import Voice
from hub.rendering import render

# What stands in a rendered text where a case fills in its own.
NUMBER, NAME, LINK, PAGE = "\x01number\x01", "\x01name\x01", "\x01link\x01", "\x01page\x01"


@lru_cache(maxsize=50_000)
def rendered(voice: Voice, kind: str, today: Any, values: tuple[tuple[str, Any], ...]) -> tuple[str, str]:
    """(subject, body) of the letter `templates/letters/<kind>/` with marks where number, name, link and page go."""
    said = {
        "hub": SimpleNamespace(**voice.__dict__), "today": today, "number": NUMBER, "name": NAME, "partner": NAME,
        "link": LINK, "page": PAGE, "cases": [(NUMBER, LINK)], **dict(values),
    }  # fmt: skip
    subject = " ".join(render(f"letters/{kind}/subject.txt", **said).split())
    return subject, render(f"letters/{kind}/body.txt", **said).strip() + "\n"


def filled(text: str, number: str, name: str, link: str, page: str) -> str:
    return text.replace(NUMBER, number).replace(NAME, name).replace(LINK, link).replace(PAGE, page)


@lru_cache(maxsize=50_000)
def _calendar(at: datetime, minutes: int, place: str, ours: str) -> str:
    return calendar_letters.invitation("0", 0, at, minutes, "0", place, ours, "x@y.example", "REQUEST", at)


def calendar(uid: str, at: datetime, minutes: int, number: str, place: str, ours: str, theirs: str) -> str:
    """The invitation to a talk; drawn once for each moment and place."""
    drawn = _calendar(at, minutes, place, ours)
    title = f"Gesprek over aanmelding {number}"
    return (
        drawn.replace("UID:0", f"UID:{uid}", 1)
        .replace("SUMMARY:0", f"SUMMARY:{title}", 1)
        .replace("x@y.example", theirs)
    )


def detail(**values: Any) -> str:
    return json.dumps(values)
