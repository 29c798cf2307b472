"""The organisations that an administrator sees: those that its hubs keep, and those that these work with."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import unreachable
from hub.asker import ROLE_WORDS, Role
from hub.hubs import Hub, HubMunicipality, hubs_among
from hub.partners.finder import in_full, read
from hub.partners.tables import HubPartner, Offer, Organisation, OrganisationKind
from hub.people.rights import Right, require, require_any
from hub.people.tables import Membership, Person
from hub.problems import Invalid, NotFound
from hub.store import Work
from hub.wording import _, sort_key

MOST = 300


@dataclass(frozen=True)
class OrganisationLine:
    organisation: Organisation
    ours: bool  # the asker keeps it
    people: int
    offers: int


@dataclass(frozen=True)
class Member:
    person: Person
    role: str


@dataclass(frozen=True)
class OrganisationView:
    organisation: Organisation
    ours: bool
    keeper: str  # the hub that keeps it
    partner_of: Sequence[Hub]  # hubs of the asker that work with it
    not_yet_of: Sequence[Hub]  # hubs of the asker that could
    members: Sequence[Member]  # for its keeper
    offers: Sequence[Offer]
    clbs: Sequence[tuple[str, str]]  # for a school: the CLBs to choose from, (id, name)
    schools: int  # for a CLB: of how many schools it is the CLB
    unreached: bool  # a letter of the asker's hubs did not arrive at its address


def organisations(work: Work, words: str = "", kind: str = "", *, ended: bool = False) -> list[OrganisationLine]:
    """By name, narrowed by words of the name, a kind, and whether they still take part."""
    hubs = require_any(work.asker, Right.MANAGE)
    people = _counted(select(Membership.organisation_id).where(col(Membership.until).is_(None)))
    offers = _counted(select(Offer.organisation_id).where(Offer.active))
    asked = (
        select(Organisation, sa.func.coalesce(people.c.number, 0), sa.func.coalesce(offers.c.number, 0))
        .outerjoin(people, people.c.organisation_id == Organisation.id)
        .outerjoin(offers, offers.c.organisation_id == Organisation.id)
        .where(_seen(hubs))
        .where(col(Organisation.ended_on).is_not(None) if ended else col(Organisation.ended_on).is_(None))
        .order_by(col(Organisation.sort_key))
        .limit(MOST)
    )
    for word in sort_key(words).split():
        asked = asked.where(col(Organisation.sort_key).contains(word, autoescape=True))
    if kind:
        asked = asked.where(Organisation.kind == kind)
    rows = work.session.execute(asked).all()
    return [OrganisationLine(one, one.kept_by in hubs, count, offered) for one, count, offered in rows]


def elsewhere(work: Work, words: str) -> list[Organisation]:
    """Organisations that other hubs keep and that take cases up, by words of their name, to work with as well."""
    hubs = require_any(work.asker, Right.MANAGE)
    wanted = sort_key(words).split()
    if not wanted:
        return []
    asked = select(Organisation).where(~_seen(hubs), col(Organisation.kind).in_(("naft", "welfare", "other")))
    for word in wanted:
        asked = asked.where(col(Organisation.sort_key).contains(word, autoescape=True))
    found = asked.where(col(Organisation.ended_on).is_(None)).order_by(col(Organisation.sort_key)).limit(20)
    return list(work.session.exec(found))


def organisation_of(work: Work, organisation_id: UUID) -> OrganisationView:
    """One organisation with its people and offers; NotFound when no hub of the asker keeps it or works with it."""
    hubs = require_any(work.asker, Right.MANAGE)
    found = work.session.exec(select(Organisation).where(Organisation.id == organisation_id, _seen(hubs))).first()
    if found is None:
        raise NotFound
    linked = set(work.session.exec(select(HubPartner.hub_id).where(HubPartner.organisation_id == found.id)))
    mine, ours = hubs_among(work.session, hubs), found.kept_by in hubs
    return OrganisationView(
        organisation=found, ours=ours, keeper=work.session.get_one(Hub, found.kept_by).name,
        partner_of=[hub for hub in mine if hub.id in linked],
        unreached=bool(unreachable.failing(work, hubs, [found.email])),
        clbs=_clbs(work) if found.kind == OrganisationKind.SCHOOL else (),
        schools=_schools(work, found.id) if found.kind == OrganisationKind.CLB else 0,
        not_yet_of=[hub for hub in mine if hub.id not in linked],
        members=_members(work, found.id) if ours else (),
        offers=work.session.exec(
            select(Offer).where(Offer.organisation_id == found.id).order_by(col(Offer.active).desc(), col(Offer.name))
        ).all(),
    )  # fmt: skip


def _clbs(work: Work) -> list[tuple[str, str]]:
    asked = select(Organisation).where(Organisation.kind == OrganisationKind.CLB, col(Organisation.ended_on).is_(None))
    rows = work.session.exec(asked.order_by(col(Organisation.sort_key)).limit(MOST)).all()
    return [(str(row.id), in_full(read(row))) for row in rows]


def _schools(work: Work, clb_id: UUID) -> int:
    return work.session.exec(select(sa.func.count()).where(Organisation.clb_id == clb_id)).one()


def hubs_of(work: Work) -> list[Hub]:
    """The hubs that the asker manages."""
    return hubs_among(work.session, require_any(work.asker, Right.MANAGE))


def hub_meant(work: Work, chosen: UUID | None) -> UUID:
    """The hub that was chosen, or the only one that the asker manages; Invalid where it has to be chosen."""
    hubs = hubs_of(work)
    meant = chosen or (hubs[0].id if len(hubs) == 1 else None)
    if meant is None:
        raise Invalid({"hub": _("Kies het meldpunt.")})
    require(work.asker, Right.MANAGE, meant)
    return meant


def areas_of(work: Work) -> list[str]:
    """The municipalities (NIS codes) of all hubs that the asker manages."""
    hubs = require_any(work.asker, Right.MANAGE)
    return list(work.session.exec(select(HubMunicipality.nis).where(col(HubMunicipality.hub_id).in_(hubs)).distinct()))


def _members(work: Work, organisation_id: UUID) -> list[Member]:
    rows = work.session.exec(
        select(Person, Membership.role)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(Membership.organisation_id == organisation_id, col(Membership.until).is_(None))
        .order_by(col(Person.sort_key))
    ).all()
    return [Member(person, _(ROLE_WORDS[Role(role)])) for person, role in rows]


def _seen(hubs: frozenset[UUID]) -> sa.ColumnElement[bool]:
    worked_with = select(HubPartner.organisation_id).where(col(HubPartner.hub_id).in_(hubs))
    return col(Organisation.kept_by).in_(hubs) | col(Organisation.id).in_(worked_with)


def _counted(asked: sa.Select) -> sa.Subquery:
    ids = asked.subquery()
    column = ids.c.organisation_id
    return sa.select(column.label("organisation_id"), sa.func.count().label("number")).group_by(column).subquery()
