"""The people of a partner, for that partner: who they are, and whose work may be handed on by whom."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from hub.asker import Role
from hub.dispatch.table_tables import DispatchTable, TableSeat, Track
from hub.dispatch.track import OPEN
from hub.home import roles
from hub.partners.tables import Organisation
from hub.people.memberships import SECRECY_WORDS
from hub.people.rights import Right, require
from hub.people.tables import Membership, Person, Secrecy
from hub.store import Work
from hub.wording import _

MANY = 200


@dataclass(frozen=True)
class Member:
    """One colleague: with what it does, and whether the asker may hand that on."""

    membership_id: UUID
    name: str
    email: str
    secrecy: str
    tracks: int
    seats: tuple[str, ...]  # in words: table, and as deputy
    own: bool
    may_hand_on: bool


def role_to_hand_on(work: Work, membership_id: UUID) -> Membership:
    """The role, for who manages it; at a partner also for whoever has it, and for who takes a seat of that partner at a
    table or is its deputy there."""
    found = work.session.get(Membership, membership_id)
    asker = work.asker
    if found and found.until is None and found.role == Role.PARTNER and asker.person_id:
        of_it = found.organisation_id in asker.organisations_as(Role.PARTNER)
        if of_it and found.organisation_id and (
            found.person_id == asker.person_id or _speaks_for(work, found.organisation_id, asker.person_id)
        ):  # fmt: skip
            return found
    return roles.managed_role(work, membership_id)


def colleagues(work: Work) -> list[tuple[Organisation, list[Member], bool]]:
    """By partner of the asker: its people, and whether the asker speaks for it."""
    require(work.asker, Right.CLAIM)
    own = work.asker.organisations_as(Role.PARTNER)
    partners = work.session.exec(
        select(Organisation).where(col(Organisation.id).in_(own)).order_by(col(Organisation.sort_key))
    ).all()
    found = []
    for partner in partners:
        speaks = work.asker.person_id is not None and _speaks_for(work, partner.id, work.asker.person_id)
        found.append((partner, _members(work, partner.id, speaks=speaks), speaks))
    return found


def _members(work: Work, organisation_id: UUID, *, speaks: bool) -> list[Member]:
    rows = work.session.exec(
        select(Person, Membership)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(Membership.organisation_id == organisation_id, Membership.role == Role.PARTNER)
        .where(col(Membership.until).is_(None), col(Person.left_at).is_(None))
        .order_by(col(Person.sort_key), col(Person.id))
        .limit(MANY)
    ).all()
    guided = Counter(
        work.session.exec(
            select(Track.worker_id).where(Track.organisation_id == organisation_id, col(Track.stage).in_(OPEN))
        ).all()
    )
    seats = _seats(work, organisation_id)
    return [
        Member(
            role.id, person.name, person.email, _(SECRECY_WORDS[Secrecy(role.secrecy)]), guided[person.id],
            tuple(seats.get(person.id, ())), person.id == work.asker.person_id,
            speaks or person.id == work.asker.person_id,
        )
        for person, role in rows
    ]  # fmt: skip


def _seats(work: Work, organisation_id: UUID) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    rows = work.session.exec(
        select(TableSeat, DispatchTable.name)
        .join(DispatchTable, col(DispatchTable.id) == col(TableSeat.table_id))
        .where(TableSeat.organisation_id == organisation_id, col(DispatchTable.ended_on).is_(None))
        .order_by(col(DispatchTable.name))
    ).all()
    for seat, table in rows:
        if seat.person_id:
            found.setdefault(seat.person_id, []).append(table)
        if seat.deputy_id:
            found.setdefault(seat.deputy_id, []).append(_("%(table)s (vervanger)", table=table))
    return found


def _speaks_for(work: Work, organisation_id: UUID, person_id: UUID) -> bool:
    """By a seat at a table that still sits."""
    held = (
        select(TableSeat.table_id)
        .join(DispatchTable, col(DispatchTable.id) == col(TableSeat.table_id))
        .where(TableSeat.organisation_id == organisation_id, col(DispatchTable.ended_on).is_(None))
        .where((col(TableSeat.person_id) == person_id) | (col(TableSeat.deputy_id) == person_id))
    )
    return work.session.exec(held.limit(1)).first() is not None
