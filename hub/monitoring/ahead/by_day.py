"""The days to come as a list: each day with what happens on it, the cases it is about, and how many. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from hub.clock import brussels_date, holiday_name, is_working_day
from hub.dispatch.watch import Party, Why, what_next
from hub.monitoring.ahead.ahead_sight import DAYS, Ahead, Due, Reminder, Sitting
from hub.monitoring.ahead.fortnight import Foretold, Kind
from hub.wording import N_, _, _n, current_language, list_words

SHOWN, SATURDAY = 6, 5
WORDS = {
    Kind.WEEKLY: N_("Weekbrief aan %(partner)s"),
    Kind.APART: N_("E-mail apart aan %(partner)s, want er staat een vlag op"),
    Kind.OURS: N_("Ons eigen werk vraagt nieuws op Vandaag"),
    Kind.BACK: N_("Komt terug bij ons: %(partner)s antwoordt niet"),
    Kind.CLB: N_("Herinnering aan het CLB"),
    Kind.CLB_BACK: N_("Op Vandaag: het CLB antwoordt niet"),
    Kind.CONSULT: N_("Herinnering over een consult"),
    Kind.CONSULT_BACK: N_("Op Vandaag: geen antwoord op een consult"),
    Kind.HUB_BACK: N_("Komt terug bij ons: een ander meldpunt antwoordt niet"),
    Kind.AGREEMENT: N_("E-mail over een afspraak uit het plan"),
    Kind.AGREEMENT_BACK: N_("Komt terug bij ons: over een afspraak kwam geen nieuws"),
    Kind.HELP: N_("Vraag of er hulp is"),
    Kind.HELP_BACK: N_("Op Vandaag: geen antwoord op de vraag of er hulp is"),
}
LETTERS = (Kind.WEEKLY, Kind.APART, Kind.CLB, Kind.CONSULT, Kind.AGREEMENT, Kind.HELP)
STATES = dict.fromkeys(Kind, "stuck") | dict.fromkeys(LETTERS, "waits") | {Kind.OURS: "late"}
# What others were asked and did not say by its day is the coordinator's to do.
OVER = {
    Why.PARTNERS_ANSWER: N_("Beslissen met de antwoorden die er zijn"),
    Why.CONSULT_SILENT: N_("Het consult beslissen: bel wie niet antwoordde"),
    Why.REFERRER_ANSWERS: N_("De aanmelder bellen, als er nog geen antwoord is"),
    Why.HUB_ANSWERS: N_("Het andere meldpunt bellen, als er nog geen antwoord is"),
}


class Sum(StrEnum):
    """Under which number of the heading a line counts."""

    WRITTEN = "written"
    BACK = "back"
    OURS = "ours"
    AWAITED = "awaited"
    NOTHING = "nothing"


@dataclass
class Group:
    """One line of a day: what happens, and to which cases."""

    words: str
    state: str
    counts: Sum
    cases: list[UUID] = field(default_factory=list)

    @property
    def shown(self) -> list[UUID]:
        return self.cases[:SHOWN]

    @property
    def more(self) -> int:
        return len(self.cases) - len(self.shown)


@dataclass
class Day:
    day: date
    free: str
    shut: bool  # nobody works, or the hub is closed
    groups: list[Group] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)
    reminders: list[Reminder] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not (self.groups or self.sittings or self.reminders or self.stale)


def days_of(found: Ahead, today: date) -> list[Day]:
    """Each of the days, those on which nothing happens as well; a weekend only when something does."""
    on = _OnDays(
        foretold=_by_day(found.foretold), due=_by_day(found.due), sittings=_by_day(found.sittings),
        reminders=_by_day(found.reminders),
    )  # fmt: skip
    days = [_day(found, on, today + timedelta(days=n)) for n in range(DAYS + 1)]
    return [one for one in days if one.day.weekday() < SATURDAY or not one.empty]


def summed(days: Sequence[Day]) -> str:
    """What these days come to, as one sentence: as many as their lines tell."""
    many = Counter[Sum]()
    for day in days:
        for group in day.groups:
            many[group.counts] += len(group.cases)
    parts = [words(many[one]) for one, words in SUM_WORDS.items() if many[one]]
    said = list_words(parts)
    return f"{said[:1].upper()}{said[1:]}." if parts else _("Er gebeurt niets.")


SUM_WORDS: dict[Sum, Callable[[int], str]] = {
    Sum.WRITTEN: lambda num: _n("één keer schrijven we over een dossier", "%(num)s keer schrijven we over een dossier",
                                num),
    Sum.BACK: lambda num: _n("één keer komt een dossier naar ons", "%(num)s keer komt een dossier naar ons", num),
    Sum.OURS: lambda num: _n("één stap is voor ons", "%(num)s stappen zijn voor ons", num),
    Sum.AWAITED: lambda num: _n("één keer wachten we op nieuws", "%(num)s keer wachten we op nieuws", num),
}  # fmt: skip


@dataclass(frozen=True)
class _OnDays:
    foretold: Mapping[date, list[Foretold]]
    due: Mapping[date, list[Due]]
    sittings: Mapping[date, list[Sitting]]
    reminders: Mapping[date, list[Reminder]]


One = TypeVar("One", Foretold, Due, Sitting, Reminder)


def _by_day(these: Iterable[One]) -> dict[date, list[One]]:
    days: dict[date, list[One]] = {}
    for one in these:
        days.setdefault(brussels_date(one.at), []).append(one)
    return days


def _day(found: Ahead, on: _OnDays, day: date) -> Day:
    return Day(
        day, holiday_name(day, current_language()), not is_working_day(day) or day in found.closed,
        _groups(found, on, day), on.sittings.get(day, []), on.reminders.get(day, []),
        [name for name, when in found.stale if when == day],
    )  # fmt: skip


def _groups(found: Ahead, on: _OnDays, day: date) -> list[Group]:
    """What the clockwork does first; of the rest only the cases of which nothing was said on that day."""
    groups: list[Group] = []
    foretold = on.foretold.get(day, [])
    for kind in Kind:
        pairs = [(_words(found, one), one.referral_id) for one in foretold if one.kind == kind]
        groups += _named(pairs, STATES[kind], Sum.WRITTEN if kind in LETTERS else Sum.BACK)
    pauses = [(_("Pauze voorbij bij %(partner)s", partner=name), case) for case, when, name in found.pauses
              if when == day]  # fmt: skip
    due = on.due.get(day, [])
    ours = [(due_words(one), one.referral_id) for one in due if one.holder != Party.PARTNER]
    theirs = [(_awaited(found, one), one.referral_id) for one in due if one.holder == Party.PARTNER]
    for pairs, state, counts in ((pauses, "course", Sum.NOTHING), (ours, "course", Sum.OURS),
                                 (theirs, "waits", Sum.AWAITED)):  # fmt: skip
        told = {case for group in groups for case in group.cases}
        groups += _named([pair for pair in pairs if pair[1] not in told], state, counts)
    return groups


def due_words(one: Due) -> str:
    """What is to be done about a case on its day by the hub itself."""
    if one.why in OVER and not one.wanted:
        return _(OVER[Why(one.why)])
    return _("Te doen voor ons: %(what)s", what=what_next(one.why, one.stage, wanted=one.wanted))


def _awaited(found: Ahead, one: Due) -> str:
    partner = found.partners.get(one.partner_id, "") if one.partner_id else ""
    return _("Antwoord verwacht van %(partner)s: %(what)s", partner=partner, what=what_next(
        one.why, one.stage, wanted=one.wanted))  # fmt: skip


def _words(found: Ahead, one: Foretold) -> str:
    if one.kind == Kind.BACK and one.partner_id in found.own:
        return _("Terug naar beslissen: geen nieuws over ons eigen traject")
    partner = found.partners.get(one.partner_id, "") if one.partner_id else ""
    return _(WORDS[one.kind], partner=partner)


def _named(pairs: Sequence[tuple[str, UUID]], state: str, counts: Sum) -> list[Group]:
    by_words: dict[str, dict[UUID, None]] = {}  # each case once, in the order in which it comes
    for words, case in pairs:
        by_words.setdefault(words, {})[case] = None
    groups = (Group(words, state, counts, list(cases)) for words, cases in by_words.items())
    return sorted(groups, key=lambda group: (-len(group.cases), group.words))
