"""What the clockwork would do in the days to come if nobody said a word: its own ladders, played forward. Pure rules.

Rows are what the clockwork reads when something is due; they are asked moment by moment, and what a ladder answers is
written on a copy. `tests/desk/test_ahead.py` lets the nights really come, and wants them to do the same.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from hub.clock import DayUnit, at_nine, brussels_date, midnight, next_open_moment, quiet
from hub.dispatch.case import Stage
from hub.dispatch.case_team.agreed import Owner
from hub.dispatch.clocks import ClockName, Clocks, due_after
from hub.dispatch.clockwork.reading import calendar_of
from hub.dispatch.consult import silence
from hub.dispatch.feedback import helping
from hub.monitoring import agreement_ladder, clb_ladder
from hub.monitoring.agreement_ladder import Do as Kept
from hub.monitoring.due_agreements import weekly_of
from hub.monitoring.due_tracks import by_nine, watched
from hub.monitoring.ladder import Climb, Do, climb
from hub.monitoring.weekly import Weekly, monday_of

EVENING = timedelta(hours=10)  # after nine: what is due in the course of a day was done by then


class Kind(StrEnum):
    WEEKLY = "weekly"  # asked in the letter of the week
    APART = "apart"  # asked in a letter of its own, for it is urgent
    OURS = "ours"  # the hub's own track: the desk is asked on Vandaag
    BACK = "back"  # nobody answered: the coordinator has it
    CLB = "clb"
    CLB_BACK = "clb_back"
    CONSULT = "consult"
    CONSULT_BACK = "consult_back"
    HUB_BACK = "hub_back"
    AGREEMENT = "agreement"
    AGREEMENT_BACK = "agreement_back"
    HELP = "help"  # asked whether there is help
    HELP_BACK = "help_back"  # no answer to that: the coordinator has it
    LOOK = "look"  # the coordinator has it already; nobody hears of it


@dataclass(frozen=True)
class Foretold:
    """`one` is the track, question, agreement or offer that it is about; `todo` the step of a track."""

    at: datetime
    kind: Kind
    one: UUID
    referral_id: UUID
    partner_id: UUID | None = None
    todo: Climb | None = None


def beats(now: datetime, until: datetime) -> Iterator[datetime]:
    """This moment, and on each working day after it the moments at which something may have become due."""
    yield now
    day = brussels_date(now)
    while midnight(day) < until:
        if not quiet(at_nine(day)):
            moments = (next_open_moment(midnight(day)), at_nine(day), at_nine(day) + EVENING)
            yield from (moment for moment in moments if now < moment < until)
        day += timedelta(days=1)


def of_tracks(
    rows: Iterable[Any], clocks: Mapping[UUID, Clocks], now: datetime, until: datetime
) -> Iterator[Foretold]:  # fmt: skip
    """`rows` as `due_tracks` gives them, those that are due by `until`; clocks by the id of their track."""
    standing = [SimpleNamespace(**row._mapping) for row in rows]
    of_case: dict[UUID, list[Any]] = {}
    for one in standing:
        of_case.setdefault(one.referral_id, []).append(one)
    this_week = monday_of(brussels_date(now))
    gone = {(one.hub_id, one.organisation_id, this_week) for one in standing if one.weekly_gone}
    for moment in beats(now, until):
        week, by = monday_of(brussels_date(moment)), by_nine(moment)
        due = sorted((one for one in standing if one.due_at <= by), key=lambda one: (one.due_at, one.id))
        writes: dict[tuple[UUID, UUID], list[Any]] = {}
        for one in due:
            one.weekly_gone = (one.hub_id, one.organisation_id, week) in gone
            todo = _todo(one, clocks[one.id], moment)
            if todo and todo.do == Do.ASK and one.weekly:
                writes.setdefault((one.hub_id, one.organisation_id), []).append(one)
            elif todo:
                yield from _climbed(of_case, one, todo, moment)
        for partner, asked in writes.items():
            for one in asked:
                todo = _todo(one, clocks[one.id], moment)  # its case may have come back a moment ago
                if todo and todo.do == Do.ASK:
                    yield from _climbed(of_case, one, todo, moment)
            gone.add((*partner, week))


def _todo(one: Any, clocks: Clocks, moment: datetime) -> Climb | None:
    known = watched(one, clocks, moment)
    one.weekly = known.weekly is not None
    return climb(known, clocks, moment)


def _climbed(of_case: Mapping[UUID, Sequence[Any]], one: Any, todo: Climb, moment: datetime) -> Iterator[Foretold]:
    one.step, one.times_asked, one.due_at = todo.step, todo.times_asked, todo.due_at
    kind = {Do.SHOW: Kind.OURS, Do.GIVE: Kind.BACK, Do.WAIT: Kind.LOOK}.get(todo.do)
    if todo.do == Do.ASK:
        one.asked_at, kind = moment, Kind.WEEKLY if one.weekly else Kind.APART
    if todo.do == Do.GIVE and one.case_stage == Stage.TRACKS:
        for other in of_case[one.referral_id]:
            other.case_stage = Stage.REOPENED
    if kind:
        yield Foretold(moment, kind, one.id, one.referral_id, one.organisation_id, todo)


def of_clbs(rows: Iterable[Any], clocks: Mapping[UUID, Clocks], now: datetime, until: datetime) -> Iterator[Foretold]:
    """Questions to CLBs that wait for an answer; clocks by hub."""

    def look(one: Any, moment: datetime) -> Kind | None:
        known = clb_ladder.Watched(one.state, one.step, one.due_at, one.asked_at, one.times_asked)
        todo = clb_ladder.climb(known, clocks[one.hub_id], moment)
        if todo == clb_ladder.Do.REMIND:
            one.asked_at, one.times_asked = moment, one.times_asked + 1
            one.due_at = due_after(clocks[one.hub_id], ClockName.CLB_ANSWER, moment)
            return Kind.CLB
        return _over(one, Kind.CLB_BACK) if todo else None

    return _played(rows, now, until, look)


def of_consults(
    rows: Iterable[Any], clocks: Mapping[UUID, Clocks], now: datetime, until: datetime
) -> Iterator[Foretold]:  # fmt: skip
    """Those that are asked what they think, with `answer_by` of the consult and the `free` calendar of each."""

    def look(one: Any, moment: datetime) -> Kind | None:
        unit: DayUnit = clocks[one.hub_id][ClockName.CONSULT].unit
        day = one.answer_by or brussels_date(one.due_at)
        todo = silence.climb(one.due_at, day, moment, unit)
        if todo == silence.Do.REMIND and not one.free.shut(brussels_date(moment)):
            one.due_at = at_nine(day)
            return Kind.CONSULT if one.written else None
        return _over(one, Kind.CONSULT_BACK) if todo == silence.Do.GIVE else None

    return _played(rows, now, until, look)


def of_agreements(
    rows: Iterable[Any], clocks: Mapping[UUID, Clocks], now: datetime, until: datetime
) -> Iterator[Foretold]:  # fmt: skip
    """Agreements; who owns one is taken to have an address, and to be the only one at its partner who is asked."""
    standing = [SimpleNamespace(**row._mapping, told=None) for row in rows]
    this_week = monday_of(brussels_date(now))
    for moment in beats(now, until):
        week = monday_of(brussels_date(moment))
        for one in standing:
            weekly = None
            mine = clocks[one.hub_id].at(partner=calendar_of(one.free), welfare=one.welfare)
            one.weekly_gone = one.told == week or (week == this_week and one.weekly_gone)
            if one.due_at and (weekly := weekly_of(one, moment, mine.hub)) is None and one.due_at > moment:
                continue
            if one.due_at and (todo := _agreed(one, weekly, mine, moment)):
                one.told = week if todo.do in (Kept.REMIND, Kept.ASK) else one.told
                if kind := AGREED.get(todo.do):
                    yield Foretold(moment, kind, one.id, one.referral_id, one.organisation_id)


AGREED = {
    Kept.REMIND: Kind.AGREEMENT, Kept.ASK: Kind.AGREEMENT, Kept.SHOW: Kind.OURS, Kept.GIVE: Kind.AGREEMENT_BACK,
}  # fmt: skip


def _agreed(one: Any, weekly: Weekly | None, clocks: Clocks, moment: datetime) -> agreement_ladder.Climb | None:
    not_before = None
    if one.service_id is None and one.told == monday_of(brussels_date(moment)):
        not_before = agreement_ladder.next_week(moment)
    todo = agreement_ladder.climb(
        agreement_ladder.Watched(
            one.by, one.due_at, one.rung, one.asked_at, one.times_asked, own=one.owner == Owner.DESK, weekly=weekly,
            not_before=not_before,
        ),
        clocks, moment,
    )  # fmt: skip
    if todo:
        one.rung, one.times_asked, one.due_at = todo.rung, todo.times_asked, todo.due_at
        one.asked_at = moment if todo.do == Kept.ASK else one.asked_at
    return todo


def of_help(
    rows: Iterable[Any], clocks: Mapping[UUID, Clocks], now: datetime, until: datetime
) -> Iterator[Foretold]:  # fmt: skip
    """Questions whether there is help; `shown` is what keeps a letter from arriving."""

    def look(one: Any, moment: datetime) -> Kind | None:
        if quiet(moment):
            return None
        if helping.climb(one.times_asked, one.shown)[0] == helping.Do.SHOW:
            return _over(one, Kind.HELP_BACK)
        one.times_asked, one.due_at = one.times_asked + 1, due_after(clocks[one.hub_id], ClockName.HELP_ANSWER, moment)
        return Kind.HELP

    return _played(rows, now, until, look)


def of_hand_overs(rows: Iterable[Any], now: datetime, until: datetime) -> Iterator[Foretold]:
    """Offers to another hub that nobody answers."""

    def look(one: Any, moment: datetime) -> Kind | None:
        return None if quiet(moment) else _over(one, Kind.HUB_BACK)

    return _played(rows, now, until, look)


def _over(one: Any, kind: Kind) -> Kind:
    one.due_at = None
    return kind


def _played(
    rows: Iterable[Any], now: datetime, until: datetime, look: Callable[[Any, datetime], Kind | None]
) -> Iterator[Foretold]:  # fmt: skip
    """Each looked at whenever it is due; who looks writes down when it is due again."""
    standing = [SimpleNamespace(**row._mapping) for row in rows]
    for moment in beats(now, until):
        for one in standing:
            if one.due_at and one.due_at <= moment and (kind := look(one, moment)):
                yield Foretold(moment, kind, one.id, one.referral_id, getattr(one, "organisation_id", None))
