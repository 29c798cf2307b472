"""What the hub would have written about one case: rows, links, letters and ledger lines, at the moment that counts."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from hub import tokens
from hub.clock import DayUnit, add_days, brussels_date, midnight
from hub.home.seed.sheets import SHEETS, Row
from hub.home.seed.texts import written
from hub.home.seed.world import Someone, World
from hub.links import LIFETIME, Purpose

WORKING, SCHOOL = DayUnit.WORKING_DAYS, DayUnit.SCHOOL_DAYS
OPENS, SHUTS = 8 * 3600 + 1800, 16 * 3600 + 1800  # of the desk, in seconds of the day
POSTED_AFTER = timedelta(seconds=2)
READ_AFTER, SETTLED_AFTER = timedelta(hours=20), timedelta(days=3)
BOUNCES = 0.003
NOTHING: Mapping[str, Any] = {}


class Rows:
    """The rows of one case by sheet; ids are text and come from the dice.

    Things happen at `now`, and nothing is known of what comes after `until`, the present.
    """

    now: datetime
    stamp: str
    today: date

    def __init__(self, world: World, rng: Random, case_id: str, number: str, until: datetime) -> None:
        self.world, self.rng, self.id, self.number, self.until = world, rng, case_id, number, until
        self.rows: dict[str, list[Row]] = {name: [] for name in SHEETS}

    def go_to(self, moment: datetime) -> None:
        """From here on it is this moment (in UTC)."""
        self.now, self.stamp, self.today = moment, moment.isoformat(), brussels_date(moment)

    # The dice

    def uuid(self) -> str:
        return uuid_of(self.rng)

    def chance(self, of: float) -> bool:
        return self.rng.random() < of

    def some(self, least: int, most: int) -> int:
        return least + int(self.rng.random() * (most - least + 1))

    def one(self, things: Any) -> Any:
        return things[int(self.rng.random() * len(things))]

    def later(self, days: int, unit: DayUnit = WORKING) -> datetime:
        """A moment in the working hours of so many days on; soon, when that is today."""
        if days <= 0:
            return self.now + timedelta(minutes=self.some(20, 120))
        return self.on(add_days(self.today, days, unit))

    def on(self, day: date) -> datetime:
        """A moment in the working hours of this day."""
        return _midnight(day) + timedelta(seconds=OPENS + int(self.rng.random() * (SHUTS - OPENS)))

    # What is written

    def add(self, sheet: str, *values: Any) -> Row:
        row = [*values]
        self.rows[sheet].append(row)
        return row

    def ledger(
        self, act: str, noun: str, noun_id: str, who: Someone | str, *, detail: Mapping[str, Any] = NOTHING,
        move: tuple[str | None, str | None] = (None, None), link: str | None = None,
    ) -> None:  # fmt: skip
        """A line of the ledger; `who` is a person, or the kind of another asker."""
        kind, person = (who, None) if isinstance(who, str) else ("person", who.id)
        self.rows["ledger"].append(
            [
                self.stamp, self.stamp, self.world.hub_id, kind, person, link, act, noun, noun_id, self.id, *move,
                json.dumps(detail) if detail else "{}",
            ]
        )  # fmt: skip

    def link(self, purpose: Purpose, noun_id: str, *, browser: str | None = None, used: bool = False) -> Row:
        """A mailed link; the last field says when it was withdrawn."""
        link_id = self.uuid()
        life = timedelta(days=1) if browser else LIFETIME[purpose]
        return self.add(
            "link", link_id, self.world.hub_id, str(purpose), noun_id, self.id, _hash(self.world, link_id),
            key_id(self.world.secret_keys), browser, self.stamp, stamped(self.now + life),
            self.stamp if used else None, None,
        )  # fmt: skip

    def letter(
        self, kind: str, to: str, once_key: str, *, name: str = "", link: str = "", page: str = "",
        track: str | None = None, ics: str | None = None, answers: bool = True, **values: Any,
    ) -> None:  # fmt: skip
        """A letter that was posted at once; a few came back. `answers` come to the case."""
        if not to:
            return
        letter_id = self.uuid()
        subject, body = written(
            self.world.voice, kind, self.today, values, number=self.number, name=name, page=page,
            link=f"hub-link:{link}" if link else "",
        )  # fmt: skip
        posted = stamped(self.now + POSTED_AFTER)
        bounced = self.rng.random() < BOUNCES
        self.rows["letter"].append(
            [
                self.stamp, 1, posted, once_key, letter_id, self.world.hub_id, kind, to,
                subject, body, ics, f"<{letter_id}@{self.world.mail_domain}>", self.id, track,
                self.number if answers else None, self.stamp, self.stamp, "250 2.0.0 taken",
                posted if bounced else None, "hard" if bounced else None,
                self.known(self.now + SETTLED_AFTER) if bounced else None,
            ]
        )  # fmt: skip

    def say(self, kind: str, text: str, who: Someone | str, *, track: str | None = None) -> str:
        """A line in the time line of the case; what comes in is read a day later."""
        message_id = self.uuid()
        person, name = (None, who) if isinstance(who, str) else (who.id, who.name)
        seen = self.known(self.now + READ_AFTER) if kind in ("mail_in", "form") else None
        self.add(
            "message", message_id, self.world.hub_id, self.id, self.stamp, kind, person, name, text, "", None, seen,
            track,
        )  # fmt: skip
        return message_id

    def known(self, moment: datetime) -> str | None:
        """The moment, when it has come by now."""
        return stamped(moment) if moment <= self.until else None


def stamped(moment: datetime) -> str:
    """A moment in UTC as the database reads it."""
    return moment.isoformat()


def uuid_of(rng: Random) -> str:
    """A random UUID (version 4) as text."""
    text = f"{rng.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{'89ab'[int(text[16], 16) & 3]}{text[17:20]}-{text[20:]}"


_midnight = cache(midnight)


@cache
def key_id(secret_keys: tuple[str, ...]) -> str:
    return tokens.newest_key_id(secret_keys)


def _hash(world: World, link_id: str) -> str:
    return tokens.hash_of(tokens.token_for(world.secret_keys, UUID(link_id)))
