"""Which CLB belongs to which school: said by an administrator, one school at a time or many at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger
from hub.dispatch import clb_asking, moves
from hub.dispatch.clb import ClbState
from hub.dispatch.clb_tables import ClbQuestion
from hub.dispatch.locks import take_all
from hub.dispatch.tables import Referral
from hub.partners import kept_schools, organisations
from hub.partners.finder import where_in_words
from hub.partners.tables import Organisation, OrganisationKind
from hub.people.rights import Right, require_any
from hub.problems import Invalid, NotFound
from hub.store import Work
from hub.wording import _

MOST = kept_schools.MOST


@dataclass(frozen=True)
class SchoolLine:
    """A school that the asker keeps; `clb` is the name of its CLB, "" while none is known."""

    id: UUID
    name: str
    where: str
    clb: str
    ours: bool  # of the CLB that is looked at


def clb_of(work: Work, school_id: UUID, clb_id: UUID | None) -> Organisation | None:
    """A school gets this CLB, or none. About cases that waited for it the CLB is asked at once."""
    school = organisations.take(work, school_id)
    if school.kind != OrganisationKind.SCHOOL:
        raise NotFound
    found = work.session.get(Organisation, clb_id) if clb_id else None
    if clb_id and (found is None or found.kind != OrganisationKind.CLB or found.ended_on):
        raise Invalid({"clb": _("Kies een CLB.")})
    _give(work, [school], found)
    return found


def schools_of(work: Work, clb_id: UUID, listed: Collection[UUID], chosen: Collection[UUID]) -> int:
    """Of the schools that stood on the page the chosen ones belong to this CLB, and the others not (any more).

    Returns how many changed. What another hub keeps is left alone.
    """
    clb = organisations.take(work, clb_id)
    if clb.kind != OrganisationKind.CLB:
        raise NotFound
    hubs = require_any(work.asker, Right.MANAGE)
    held = kept_schools.held(work, hubs, listed)
    joins = [one for one in held if one.id in chosen and one.clb_id != clb.id]
    leaves = [one for one in held if one.id not in chosen and one.clb_id == clb.id]
    _give(work, leaves, None)
    _give(work, joins, clb)
    return len(joins) + len(leaves)


def to_choose(work: Work, clb_id: UUID, words: str) -> tuple[Organisation, list[SchoolLine], int]:
    """A CLB, the schools that an administrator may give it, narrowed by words of name, street and municipality (without
    words those that are its own), and how many there are in all."""
    clb = organisations.take(work, clb_id)
    if clb.kind != OrganisationKind.CLB:
        raise NotFound
    hubs = require_any(work.asker, Right.MANAGE)
    asked, narrowed = kept_schools.found_by(hubs, words)
    asked = asked if narrowed else asked.where(Organisation.clb_id == clb.id)
    many = work.session.exec(select(sa.func.count()).select_from(asked.subquery())).one()
    rows = work.session.exec(asked.order_by(col(Organisation.sort_key), col(Organisation.id)).limit(MOST)).all()
    names = _names(work, [row.clb_id for row in rows if row.clb_id])
    lines = [
        SchoolLine(row.id, row.name, where_in_words(row), names.get(row.clb_id, "") if row.clb_id else "",
                   row.clb_id == clb.id)
        for row in rows
    ]  # fmt: skip
    return clb, lines, many


def _names(work: Work, ids: Collection[UUID]) -> dict[UUID, str]:
    rows = work.session.execute(select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(ids)))
    return {row.id: row.name for row in rows}


def _give(work: Work, schools: Sequence[Organisation], clb: Organisation | None) -> None:
    """Schools that are held get this CLB; whatever waited to know it is asked now."""
    for school in schools:
        school.clb_id = clb.id if clb else None
        work.session.add(school)
        ledger.write(
            work, "organisation.clb", "organisation", school.id, hub_id=school.kept_by, clb=clb.id if clb else None
        )
    work.session.flush()
    if clb and schools:
        _ask_what_waited(work, [school.id for school in schools])


def _ask_what_waited(work: Work, school_ids: Sequence[UUID]) -> None:
    waits = (
        select(ClbQuestion.referral_id)
        .join(Referral, col(Referral.id) == col(ClbQuestion.referral_id))
        .where(ClbQuestion.state == ClbState.UNKNOWN, col(Referral.school_organisation_id).in_(school_ids))
    )
    waiting = sorted(work.session.exec(waits).all())
    take_all(work, waiting)
    for referral_id in waiting:
        referral = work.session.get_one(Referral, referral_id)
        clb_asking.follow(work, referral)
        moves.rewatch(work, referral)
