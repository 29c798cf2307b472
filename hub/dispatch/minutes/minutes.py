"""The states of minutes and the moves between them, and who reads which point of them: pure rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hub.clock import DayUnit, add_days
from hub.dispatch.clocks import DEFAULTS, ClockName, Clocks
from hub.dispatch.sharing.gate import Gets
from hub.problems import Refused
from hub.wording import N_, _

LONGEST_READING = 60  # calendar days


class MinutesState(StrEnum):
    DRAFT = "draft"
    READING = "reading"  # sent to who sat there, until a day
    APPROVED = "approved"
    NONE = "none"  # on purpose


class MinutesMove(StrEnum):
    SEND = "send"
    TAKE_BACK = "take_back"
    APPROVE = "approve"
    KEEP_NONE = "keep_none"
    KEEP_AFTER_ALL = "keep_after_all"


S, M = MinutesState, MinutesMove
OPEN = (S.DRAFT, S.READING)
MOVES: dict[MinutesMove, tuple[tuple[MinutesState, ...], MinutesState]] = {
    M.SEND: ((S.DRAFT,), S.READING),
    M.TAKE_BACK: ((S.READING,), S.DRAFT),
    M.APPROVE: ((S.READING,), S.APPROVED),
    M.KEEP_NONE: ((S.DRAFT,), S.NONE),
    M.KEEP_AFTER_ALL: ((S.NONE,), S.DRAFT),
}
STATE_WORDS = {
    S.DRAFT: N_("ontwerp"), S.READING: N_("ter lezing"), S.APPROVED: N_("goedgekeurd"),
    S.NONE: N_("bewust geen verslag"),
}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """What the rules need to know: the state, whether the session is over, and how far the reading is."""

    state: MinutesState
    session_over: bool
    version: int = 1
    read_until: date | None = None
    unread: int = 0  # who was sent a link and said nothing yet
    unsettled: int = 0  # asked corrections to which nobody answered
    somebody_there: bool = True  # as the minutes tell it


def after(standing: Standing, move: MinutesMove, today: date) -> MinutesState:
    """The state that this move leads to; Refused, with why, when it cannot be made now."""
    sources, target = MOVES[move]
    if standing.state not in sources:
        raise Refused(
            _("Dit kan niet meer: het verslag staat nu op “%(state)s”.", state=_(STATE_WORDS[standing.state]))
        )
    why = why_not(standing, move, today)
    if why:
        raise Refused(why)
    return target


def why_not(standing: Standing, move: MinutesMove, today: date) -> str:
    """What still stands in the way; "" when nothing does."""
    if move in (M.SEND, M.APPROVE) and not standing.session_over:
        return _("Sluit eerst de zitting af.")
    if move == M.SEND and not standing.somebody_there:
        return _("Er is niemand als aanwezig genoteerd. Noteer eerst wie er was: die krijgt het verslag te lezen.")
    if move == M.APPROVE and not standing.somebody_there:
        return _("Er is niemand als aanwezig genoteerd, dus niemand las dit. Haal het terug en noteer wie er was.")
    if move == M.KEEP_NONE and standing.version > 1:
        return _("Er is al een goedgekeurd verslag. Dat blijft.")
    if move == M.APPROVE and standing.unsettled:
        return _("Iemand vroeg een verbetering. Antwoord daar eerst op.")
    if move == M.APPROVE and standing.unread and standing.read_until and today <= standing.read_until:
        return _("Wie aan tafel zat, kan nog lezen. Keur goed als iedereen las, of als de leestijd voorbij is.")
    return ""


def may_be_made(standing: Standing, today: date) -> list[MinutesMove]:
    return [
        move
        for move, (sources, _to) in MOVES.items()
        if standing.state in sources and not why_not(standing, move, today)
    ]  # fmt: skip


def usual_last_day(clocks: Clocks, today: date) -> date:
    """Until when one can read, when nobody chooses another day."""
    return _after(clocks, ClockName.MINUTES_READING, today)


def late_from(clocks: Clocks, sat_on: date, today: date) -> date:
    """The last day on which a draft that begins today, of a session of that day, is not late yet."""
    return _after(clocks, ClockName.MINUTES_DRAFT, max(sat_on, today))


def remind_on(read_until: date, today: date) -> date | None:
    """When whoever did not read yet is reminded, once: the working day before the last one, else on that last one; not
    at all where the letter itself came that late."""
    before = add_days(read_until, -1, DayUnit.WORKING_DAYS)
    return next((day for day in (before, read_until) if day > today), None)


def _after(clocks: Clocks, name: ClockName, day: date) -> date:
    clock = clocks.get(name, DEFAULTS[name])
    return clocks.calendar(name).add(day, clock.days, clock.unit)


_LESS = (Gets.NOTHING, Gets.OUTCOME, Gets.AGREED, Gets.CARD)


def sees(at_table: str, now: str) -> Gets:
    """What a partner reads of one case: no more than at the table, and no more than the file allows now."""
    return min(Gets(at_table), Gets(now), key=_LESS.index)


def most(gets: Iterable[Gets]) -> Gets:
    """What somebody reads who sat there for several partners."""
    return max(gets, key=_LESS.index, default=Gets.NOTHING)
