"""The duty roster as it stands, for who may see it: a week, today, gaps, and questions to swap."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.asker import Role
from hub.clock import brussels_date
from hub.columns import table_of
from hub.hubs import Hub, hubs_among
from hub.lookups import Lookup
from hub.opening_hours import hours_of
from hub.people import duty
from hub.people.duty import Part, Slot, Turn, Usual
from hub.people.duty_tables import DutySwap, DutyTurn, DutyUsual
from hub.people.rights import Right, hubs_where, require
from hub.people.tables import Membership, Person
from hub.problems import NotFound
from hub.store import Work

ON_DUTY = (Role.COORDINATOR, Role.DUTY_DESK)
LOOKS_AHEAD = 14


@dataclass(frozen=True)
class Colleague:
    """Somebody who has duty."""

    id: UUID
    name: str


@dataclass(frozen=True)
class Held:
    """One half day and who has it."""

    slot: Slot
    person: Colleague | None
    usual: bool = True  # as every week


@dataclass(frozen=True)
class Roster:
    """What is planned, and who of those that are planned sits here still. `changed_at` is when somebody last changed
    it."""

    people: Mapping[UUID, Colleague]
    pattern: Sequence[Usual]
    exceptions: dict[Turn, UUID | None]
    changed_at: datetime | None

    def of(self, slot: Slot) -> Held:
        person = duty.who(slot.turn, self.pattern, self.exceptions, self.people)
        return Held(slot, self.people.get(person) if person else None, slot.turn not in self.exceptions)


U, T, P, M = table_of(DutyUsual), table_of(DutyTurn), table_of(Person), table_of(Membership)
_HUBS: Any = sa.bindparam("hubs", expanding=True)
_FIRST, _END = sa.bindparam("first", type_=sa.Date()), sa.bindparam("end", type_=sa.Date())
_WEEKDAY, _DAY = sa.cast(sa.null(), sa.Integer), sa.cast(sa.null(), sa.Date)
_BOTH = sa.union_all(
    sa.select(U.c.hub_id, U.c.weekday, _DAY.label("day"), U.c.part, U.c.since, U.c.person_id, U.c.changed_at).where(
        U.c.hub_id.in_(_HUBS)
    ),
    sa.select(
        T.c.hub_id, _WEEKDAY.label("weekday"), T.c.day, T.c.part, _DAY.label("since"), T.c.person_id, T.c.changed_at
    ).where(T.c.hub_id.in_(_HUBS), T.c.day >= _FIRST, T.c.day < _END),
).subquery()
_SITS_HERE = sa.exists().where(
    M.c.person_id == P.c.id, M.c.hub_id == _BOTH.c.hub_id, M.c.role.in_(ON_DUTY), M.c.until.is_(None)
)
_PLANNED = Lookup(
    sa.select(_BOTH, P.c.name, _SITS_HERE.label("sits_here"))
    .select_from(_BOTH)
    .outerjoin(P, P.c.id == _BOTH.c.person_id)
)


def rosters(work: Work, hub_ids: Collection[UUID], first: date, days: int) -> dict[UUID, Roster]:
    """What each of these hubs planned from this day on, in one question. Asks no right."""
    rows = _PLANNED.ask(work.session, hubs=list(hub_ids), first=first, end=first + timedelta(days=days))
    return {hub: _roster([row for row in rows if row.hub_id == hub]) for hub in hub_ids}


def _roster(rows: Sequence[Any]) -> Roster:
    return Roster(
        {row.person_id: Colleague(row.person_id, row.name) for row in rows if row.sits_here},
        [Usual(row.weekday, Part(row.part), row.since, row.person_id) for row in rows if row.since],
        {(row.day, Part(row.part)): row.person_id for row in rows if row.day},
        max((row.changed_at for row in rows), default=None),
    )


def roster(work: Work, hub_id: UUID, first: date, days: int) -> Roster:
    """What is planned from this day on. Asks no right."""
    return rosters(work, [hub_id], first, days)[hub_id]


def people_of(work: Work, hub_id: UUID) -> Sequence[Person]:
    """Those who sit at this desk now, by name."""
    return work.session.exec(
        select(Person)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(Membership.hub_id == hub_id, col(Membership.role).in_(ON_DUTY), col(Membership.until).is_(None))
        .distinct()
        .order_by(col(Person.sort_key), col(Person.id))
    ).all()


def held(work: Work, hub: Hub, first: date, days: int) -> list[Held]:
    """Each open half day from this day on, with who has it."""
    known = roster(work, hub.id, first, days)
    return [known.of(slot) for slot in duty.slots(hours_of(hub), first, days)]


def hub_for(work: Work, slug: str) -> Hub:
    """The asker's hub with this slug, or the first: of its desk, or where it plans. NotFound or NotAllowed else."""
    mine = hubs_where(work.asker, Right.SEE_DUTY)
    if not mine:
        require(work.asker, Right.SEE_DUTY)
    found = next((hub for hub in hubs_among(work.session, mine) if slug in ("", hub.slug)), None)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Today:
    """Who has duty at a hub today, who now, and the half days of the coming fortnight that nobody has."""

    hub: Hub
    turns: Sequence[Held]
    now: Held | None
    gaps: Sequence[Held]


def today(work: Work, hubs: Sequence[Hub]) -> list[Today]:
    """Of hubs that use the roster: where nobody was ever planned it says nothing."""
    day, said = brussels_date(work.now), []
    planned = rosters(work, [hub.id for hub in hubs], day, LOOKS_AHEAD)
    for hub in hubs:
        known = planned[hub.id]
        if known.changed_at is None and not known.pattern:
            continue
        ahead = [known.of(slot) for slot in duty.slots(hours_of(hub), day, LOOKS_AHEAD)]
        turns = [one for one in ahead if one.slot.day == day]
        now = duty.now_on([one.slot for one in turns], work.now)
        gaps = [one for one in ahead if one.person is None and one.slot.end > work.now]
        said.append(Today(hub, turns, next((one for one in turns if one.slot == now), None), gaps))
    return said


@dataclass(frozen=True)
class Asked:
    """A question to swap (its row), in words of who and when. `mine` when the asker asked it."""

    swap: Any
    by: str
    to: str
    slot: Slot | None
    back: Slot | None
    mine: bool


_BY, _TO = P.alias(), P.alias()
_ME: Any = sa.bindparam("me", type_=sa.Uuid())
_SWAPS = Lookup(
    sa.select(DutySwap, _BY.c.name.label("by"), _TO.c.name.label("to"))
    .join(_BY, _BY.c.id == DutySwap.asked_by)
    .join(_TO, _TO.c.id == DutySwap.asked_to)
    .where(
        col(DutySwap.hub_id).in_(_HUBS), sa.text("duty_swap.state = 'asked'"), col(DutySwap.day) >= _FIRST,
        (col(DutySwap.asked_to) == _ME) | (col(DutySwap.asked_by) == _ME),
    )
    .order_by(col(DutySwap.day))
)  # fmt: skip


def swaps(work: Work, hubs: Sequence[Hub]) -> list[Asked]:
    """Questions to and from the asker that wait, for days to come; of all these hubs in one question."""
    me = work.asker.person_id
    rows = _SWAPS.ask(work.session, hubs=[hub.id for hub in hubs], first=brussels_date(work.now), me=me)
    hours = {hub.id: hours_of(hub) for hub in hubs} if rows else {}

    def slot(hub_id: UUID, on: date | None, part: str | None) -> Slot | None:
        return next((one for one in duty.slots(hours[hub_id], on, 1) if one.part == part), None) if on else None

    return [
        Asked(
            one, one.by, one.to, slot(one.hub_id, one.day, one.part), slot(one.hub_id, one.back_day, one.back_part),
            one.asked_by == me,
        )
        for one in rows
    ]  # fmt: skip


def still_there(work: Work, hub_id: UUID, person_id: UUID) -> bool:
    """Whether this person sits at the desk of this hub, or is its administrator."""
    seat = select(Membership.id).where(
        Membership.person_id == person_id, Membership.hub_id == hub_id, col(Membership.until).is_(None),
        col(Membership.role).in_((*ON_DUTY, Role.ADMINISTRATOR)),
    )  # fmt: skip
    return work.session.exec(seat.limit(1)).first() is not None
