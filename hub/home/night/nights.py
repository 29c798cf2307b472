"""From when until when a night lasts, and in which words it is told. Pure rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from hub.clock import brussels_date, is_working_day, midnight
from hub.intake.outcome import MailOutcome
from hub.wording import N_, _n

MORNING = timedelta(hours=7, minutes=30)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Night:
    """From half past seven of the last working day to half past seven, when the letters of the morning have gone, of
    this one: what the hub did by itself while people worked is in it too, and on a Monday the weekend."""

    day: date
    since: datetime
    until: datetime


class Did(StrEnum):
    """What is counted of a night, in the order in which it is told; the values are stored."""

    MAILS = "mails"
    LETTERS = "letters"
    ASKED = "asked"
    BACK = "back"
    BOUNCED = "bounced"


TOLD: dict[Did, Callable[[int], str]] = {
    Did.MAILS: lambda num: _n("%(num)s e-mail gelezen", "%(num)s e-mails gelezen", num),
    Did.LETTERS: lambda num: _n("%(num)s e-mail verstuurd", "%(num)s e-mails verstuurd", num),
    Did.ASKED: lambda num: _n("aan een partner gevraagd hoe %(num)s traject loopt",
                              "aan partners gevraagd hoe %(num)s trajecten lopen", num),
    Did.BACK: lambda num: _n("%(num)s aanmelding terug naar de coördinator gebracht",
                             "%(num)s aanmeldingen terug naar de coördinator gebracht", num),
    Did.BOUNCED: lambda num: _n("%(num)s e-mail kwam niet aan", "%(num)s e-mails kwamen niet aan", num),
}  # fmt: skip
# What stands in the ledger for each, and what is said of the case.
ACTS = {
    "track.asked_partner": (Did.ASKED, N_("aan de partner gevraagd hoe het traject loopt")),
    "case.reopen": (Did.BACK, N_("terug naar de coördinator, met een voorstel voor de dagorde")),
    "letter.bounced": (Did.BOUNCED, N_("een e-mail kwam niet aan")),
} | {f"mail.{outcome}": (Did.MAILS, N_("een e-mail gelezen")) for outcome in MailOutcome}


def night_before(now: datetime) -> Night | None:
    """The night that is over; None on a day off, and before half past seven, when that of today still lasts."""
    day = brussels_date(now)
    if not is_working_day(day) or now < midnight(day) + MORNING:
        return None
    last = day - ONE_DAY
    while not is_working_day(last):
        last -= ONE_DAY
    return Night(day, midnight(last) + MORNING, midnight(day) + MORNING)


def told(did: Mapping[str, int]) -> list[str]:
    """What was done, each in a few words; none where nothing was."""
    return [words(did[one]) for one, words in TOLD.items() if did.get(one)]
