"""What somebody chose on the radar, as it stands in its address, and what there is to choose from."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from hub import places
from hub.dispatch.case import STAGE_WORDS, Stage
from hub.dispatch.watch import Party
from hub.monitoring.radar import Narrow, Order, Tracks, When
from hub.wording import N_, _, number

HERE = "/radar"
LONGEST = 100
WHEN_WORDS = {
    When.LATE: N_("Te laat"),
    When.TODAY: N_("Vandaag"),
    When.THIS_WEEK: N_("Deze week"),
    When.NEXT_WEEK: N_("Volgende week"),
    When.LATER: N_("Later"),
}
HOLDER_WORDS = {
    Party.COORDINATOR: N_("het meldpunt"),
    Party.REFERRER: N_("de aanmelder"),
    Party.PARTNER: N_("een partner"),
}
TRACKS_WORDS = {
    Tracks.NOT_STARTED: N_("nog niet gestart"),
    Tracks.LATE: N_("nieuws is te laat"),
    Tracks.SILENT: N_("stil, ligt bij ons"),
    Tracks.ON_HOLD: N_("gepauzeerd"),
    Tracks.WITHOUT_GUIDE: N_("zonder begeleider"),
}
ORDER_WORDS = {
    Order.DUE: N_("wat eerst moet gebeuren"),
    Order.SILENT: N_("het langst niets gehoord"),
    Order.STAGE: N_("het langst in deze fase"),
    Order.NEWEST: N_("de nieuwste eerst"),
}
CODE = TypeVar("CODE", bound=StrEnum)


ALL = Narrow()


@dataclass(frozen=True)
class Chosen:
    narrow: Narrow = ALL
    order: Order = Order.DUE

    @classmethod
    def of(cls, said: Mapping[str, str]) -> "Chosen":
        """As it stands in an address; what cannot be read counts as not chosen."""
        nis = said.get("gemeente", "")
        narrow = Narrow(
            partner=_id(said.get("partner", "")), municipality=nis if nis and places.exists(nis) else None,
            stage=_code(Stage, said.get("fase", "")), when=_code(When, said.get("wanneer", "")),
            holder=_code(Party, said.get("wie", "")), guide=_id(said.get("begeleider", "")),
            tracks=_code(Tracks, said.get("traject", "")),
            words=" ".join(said.get("woorden", "").split())[:LONGEST],
        )  # fmt: skip
        return cls(narrow, _code(Order, said.get("volgorde", "")) or Order.DUE)

    @property
    def by_form(self) -> bool:
        """Whether something is chosen besides a tab."""
        return replace(self.narrow, when=None) != ALL or self.order != Order.DUE

    def address(self, **cursor: str | None) -> str:
        narrow = self.narrow
        said: dict[str, Any] = {
            "woorden": narrow.words, "partner": narrow.partner, "gemeente": narrow.municipality, "fase": narrow.stage,
            "wie": narrow.holder, "begeleider": narrow.guide, "traject": narrow.tracks, "wanneer": narrow.when,
            "volgorde": None if self.order == Order.DUE else self.order, **cursor,
        }  # fmt: skip
        asked = urlencode({name: str(value) for name, value in said.items() if value})
        return f"{HERE}?{asked}" if asked else HERE

    def at(self, when: When | None) -> "Chosen":
        return replace(self, narrow=replace(self.narrow, when=when))


def address(**narrow: Any) -> str:
    """Where the cases stand to which a number belongs."""
    return Chosen(Narrow(**narrow)).address()


def tabs(chosen: Chosen, count: dict[When, int]) -> list[tuple[str, str, bool, str]]:
    when = chosen.narrow.when
    every = (chosen.at(None).address(), _("Alles"), when is None, number(sum(count.values())))
    return [
        every,
        *((chosen.at(one).address(), _(words), when == one, number(count[one])) for one, words in WHEN_WORDS.items()),
    ]


def options() -> dict[str, list[tuple[str, str]]]:
    """What there is to choose from that is the same for everybody."""
    stages = {stage: words for stage, words in STAGE_WORDS.items() if stage != Stage.CLOSED}
    named: dict[str, Mapping[Any, str]] = {
        "stages": stages, "holders": HOLDER_WORDS, "standings": TRACKS_WORDS, "orders": ORDER_WORDS,
    }  # fmt: skip
    return {name: [(str(code), _(words)) for code, words in table.items()] for name, table in named.items()}


def _id(said: str) -> UUID | None:
    with contextlib.suppress(ValueError):
        return UUID(said)
    return None


def _code(kind: type[CODE], said: str) -> CODE | None:
    with contextlib.suppress(ValueError):
        return kind(said)
    return None
