"""The days to come as a list: each day with what happens on it, the cases it is about, and how many. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from hub.clock import brussels_date, holiday_name
from hub.dispatch.watch import WHY_WORDS, Why
from hub.monitoring.ahead.ahead_sight import DAYS, Ahead, Sitting
from hub.monitoring.ahead.fortnight import Foretold, Kind
from hub.wording import N_, _, _n, current_language

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
}
LETTERS = (Kind.WEEKLY, Kind.APART, Kind.CLB, Kind.CONSULT, Kind.AGREEMENT)
STATES = dict.fromkeys(Kind, "stuck") | dict.fromkeys(LETTERS, "waits") | {Kind.OURS: "late"}


@dataclass
class Group:
    """One line of a day: what happens, and to which cases."""

    words: str
    state: str
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
    groups: list[Group] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)


def days_of(found: Ahead, today: date) -> list[Day]:
    """Each of the days, those on which nothing happens as well; a weekend only when something does."""
    days = [_day(found, today + timedelta(days=n)) for n in range(DAYS + 1)]
    return [one for one in days if one.day.weekday() < SATURDAY or one.groups or one.sittings or one.stale]


def summed(found: Ahead) -> str:
    """What these days come to, as one sentence."""
    letters = {
        (brussels_date(one.at), one.partner_id) if one.kind == Kind.WEEKLY else (one.at, one.one)
        for one in found.foretold if one.kind in LETTERS
    }  # fmt: skip
    back = sum(one.kind not in LETTERS for one in found.foretold)
    return _(
        "%(letters)s, %(back)s, %(due)s.",
        letters=_n("Eén e-mail vertrekt", "%(num)s e-mails vertrekken", len(letters)),
        back=_n("één dossier komt naar ons", "%(num)s dossiers komen naar ons", back),
        due=_n("één stap is voor ons", "%(num)s stappen zijn voor ons", len(found.due)),
    )  # fmt: skip


def _day(found: Ahead, day: date) -> Day:
    free = holiday_name(day, current_language())
    return Day(
        day, free, [*_groups(found, day)], [one for one in found.sittings if brussels_date(one.at) == day],
        [name for name, when in found.stale if when == day],
    )  # fmt: skip


def _groups(found: Ahead, day: date) -> Iterator[Group]:
    foretold = [one for one in found.foretold if brussels_date(one.at) == day]
    for kind in Kind:
        yield from _by_words([(_words(found, one), one.referral_id) for one in foretold if one.kind == kind], kind)
    yield from _named([(_("Pauze voorbij bij %(partner)s", partner=name), case) for case, when, name in found.pauses
                       if when == day], "course")  # fmt: skip
    due = [(_("Te doen voor ons: %(what)s", what=_(WHY_WORDS[Why(why)])), case) for case, at, why in found.due
           if brussels_date(at) == day]  # fmt: skip
    yield from _named(due, "course")


def _words(found: Ahead, one: Foretold) -> str:
    if one.kind == Kind.BACK and one.partner_id in found.own:
        return _("Terug naar beslissen: geen nieuws over ons eigen traject")
    partner = found.partners.get(one.partner_id, "") if one.partner_id else ""
    return _(WORDS[one.kind], partner=partner)


def _by_words(pairs: Sequence[tuple[str, UUID]], kind: Kind) -> Iterable[Group]:
    return _named(pairs, STATES[kind])


def _named(pairs: Sequence[tuple[str, UUID]], state: str) -> list[Group]:
    groups: dict[str, Group] = {}
    for words, case in pairs:
        cases = groups.setdefault(words, Group(words, state)).cases
        if case not in cases:
            cases.append(case)
    return sorted(groups.values(), key=lambda group: (-len(group.cases), group.words))
