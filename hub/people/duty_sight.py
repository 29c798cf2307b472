"""The duty roster as it stands, for who may see it: a week, today, gaps, and questions to swap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import col, select

from hub.asker import Role
from hub.clock import brussels_date
from hub.hubs import Hub, hubs_among
from hub.opening_hours import hours_of
from hub.people import duty
from hub.people.duty import Part, Slot, Turn, Usual
from hub.people.duty_tables import DutySwap, DutyTurn, DutyUsual, SwapState
from hub.people.rights import Right, hubs_where, require
from hub.people.tables import Membership, Person
from hub.problems import NotFound
from hub.store import Work

ON_DUTY = (Role.COORDINATOR, Role.DUTY_DESK)
LOOKS_AHEAD = 14


@dataclass(frozen=True)
class Held:
    """One half day and who has it."""

    slot: Slot
    person: Person | None
    usual: bool = True  # as every week


@dataclass(frozen=True)
class Roster:
    """Who there is to have duty, by name, and what is planned. `changed_at` is when somebody last changed it."""

    people: dict[UUID, Person]
    pattern: Sequence[Usual]
    exceptions: dict[Turn, UUID | None]
    changed_at: datetime | None

    def of(self, slot: Slot) -> Held:
        person = duty.who(slot.turn, self.pattern, self.exceptions, self.people)
        return Held(slot, self.people.get(person) if person else None, slot.turn not in self.exceptions)


def roster(work: Work, hub_id: UUID, first: date, days: int) -> Roster:
    """What is planned from this day on. Asks no right."""
    usual = work.session.exec(select(DutyUsual).where(DutyUsual.hub_id == hub_id)).all()
    turns = work.session.exec(
        select(DutyTurn).where(
            DutyTurn.hub_id == hub_id, col(DutyTurn.day) >= first, col(DutyTurn.day) < first + timedelta(days=days)
        )
    ).all()
    return Roster(
        {one.id: one for one in people_of(work, hub_id)},
        [Usual(one.weekday, Part(one.part), one.since, one.person_id) for one in usual],
        {(one.day, Part(one.part)): one.person_id for one in turns},
        max([*(one.changed_at for one in usual), *(one.changed_at for one in turns)], default=None),
    )


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
    for hub in hubs:
        known = roster(work, hub.id, day, LOOKS_AHEAD)
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
    """A question to swap, in words of who and when. `mine` when the asker asked it."""

    swap: DutySwap
    by: str
    to: str
    slot: Slot | None
    back: Slot | None
    mine: bool


def swaps(work: Work, hub: Hub) -> list[Asked]:
    """Questions to and from the asker that wait, for days to come."""
    me, day = work.asker.person_id, brussels_date(work.now)
    rows = work.session.exec(
        select(DutySwap)
        .where(DutySwap.hub_id == hub.id, DutySwap.state == SwapState.ASKED, col(DutySwap.day) >= day)
        .where((col(DutySwap.asked_to) == me) | (col(DutySwap.asked_by) == me))
        .order_by(col(DutySwap.day))
    ).all()
    names = {one.id: one.name for one in people_of(work, hub.id)}
    hours = hours_of(hub)

    def slot(on: date | None, part: str | None) -> Slot | None:
        return next((one for one in duty.slots(hours, on, 1) if one.part == part), None) if on else None

    return [
        Asked(
            one, names.get(one.asked_by, ""), names.get(one.asked_to, ""), slot(one.day, one.part),
            slot(one.back_day, one.back_part), one.asked_by == me,
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
