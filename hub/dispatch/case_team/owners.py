"""Whose an agreement is, in words, and where a letter about it goes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from hub.asker import Role
from hub.dispatch.case_team import access, inside
from hub.dispatch.case_team.agreed import OWNER_WORDS, Owner
from hub.dispatch.case_team.around import Knows, Relation, called
from hub.dispatch.case_team.mapping import people_of
from hub.dispatch.case_team.tables import NetworkPerson, PlanAgreement
from hub.dispatch.identity import youngster_of
from hub.dispatch.moves import tracks_of
from hub.dispatch.proposing import partners_of
from hub.dispatch.sharing.sharing_sight import gate_of
from hub.dispatch.tables import Referral
from hub.dispatch.track import is_open
from hub.dispatch.whose_words import veil_of
from hub.partners.tables import Organisation
from hub.people.tables import Membership, Person
from hub.problems import Invalid
from hub.store import Work
from hub.wording import _

SELF = {Owner.YOUNGSTER: Relation.YOUNGSTER, Owner.PARENTS: Relation.PARENT}


@dataclass(frozen=True)
class Whose:
    owner: Owner
    member_id: UUID | None = None
    organisation_id: UUID | None = None


def choices(work: Work, referral: Referral) -> list[tuple[str, str]]:
    """(value, words) of everybody with whom something can be agreed, names veiled; not of who is not to know. Whoever
    directs for a partner agrees with the team, and with the network as far as it reads that."""
    seen = access.of_partner(work, referral)
    veil = veil_of(work, referral, youngster_of(work, referral))
    plain = [(str(owner), _(words)) for owner, words in OWNER_WORDS.items()]
    around = [
        (f"n-{one.id}", veil(called(one.name, one.role)))
        for one in ([] if seen and not seen.reads else people_of(work, referral.id))
        if one.relation != Relation.YOUNGSTER and one.knows != Knows.NO
    ]
    team = {one.organisation_id for one in inside.team_of(work, referral.id)} if seen else set()
    partners = [one for one in partners_of(work, referral.hub_id) if seen is None or one.id in team]
    return [*plain, *around, *((f"o-{one.id}", one.name) for one in partners)]


def chosen(work: Work, referral: Referral, typed: str) -> Whose:
    """Invalid at "owner" for what does not stand in the list."""
    if typed not in {value for value, _words in choices(work, referral)}:
        raise Invalid({"owner": _("Kies wie het doet.")})
    kind, _dash, key = typed.partition("-")
    if kind == "n":
        return Whose(Owner.NETWORK, member_id=UUID(key))
    if kind == "o":
        return Whose(Owner.PARTNER, organisation_id=UUID(key))
    return Whose(Owner(typed))


def value_of(one: PlanAgreement) -> str:
    """The same back, for a form."""
    if one.owner == Owner.NETWORK:
        return f"n-{one.member_id}"
    return f"o-{one.organisation_id}" if one.owner == Owner.PARTNER else one.owner


def words_of(work: Work, one: PlanAgreement) -> str:
    if one.owner == Owner.NETWORK and one.member_id:
        return work.session.get_one(NetworkPerson, one.member_id).name
    if one.owner == Owner.PARTNER and one.organisation_id:
        return work.session.get_one(Organisation, one.organisation_id).name
    return one.owner_words or _(OWNER_WORDS[Owner(one.owner)])


def is_service(work: Work, one: PlanAgreement) -> bool:
    """Whether an organisation has it, of which whoever opens the post need not know whom it is about."""
    member = work.session.get(NetworkPerson, one.member_id) if one.member_id else None
    return one.owner == Owner.PARTNER or bool(member and member.organisation_id)


def hears(work: Work, one: PlanAgreement) -> bool:
    """Whether its owner may still be told of it: not who is not to know, nor a partner that may not hear."""
    member = work.session.get_one(NetworkPerson, one.member_id) if one.member_id else None
    if member and member.knows == Knows.NO:
        return False
    partner = one.organisation_id or (member.organisation_id if member else None)
    return partner is None or partner in who_hears(work, one.referral_id, {partner})


def who_hears(work: Work, referral_id: UUID, partners: Collection[UUID]) -> set[UUID]:
    """Of these partners those that may be told what is agreed around a youngster: neither one that stopped, nor one of
    which the file says that it gets nothing, unless that one guides the youngster."""
    if not partners:
        return set()
    there = select(Organisation.id).where(col(Organisation.id).in_(partners), col(Organisation.ended_on).is_(None))
    guides = {track.organisation_id for track in tracks_of(work, referral_id) if is_open(track.stage)}
    gate = gate_of(work, referral_id)
    return {one for one in work.session.exec(there) if one in guides or not gate.keeps_all_from(one)}


def address_of(work: Work, one: PlanAgreement) -> str:
    """ "" where nobody can be written to: then somebody calls."""
    if not hears(work, one):
        return ""
    if one.owner == Owner.PARTNER and one.organisation_id:
        return of_partner(work, one.organisation_id)
    if one.owner == Owner.NETWORK and one.member_id:
        member = work.session.get_one(NetworkPerson, one.member_id)
        return member.email or (of_partner(work, member.organisation_id) if member.organisation_id else "")
    if one.owner == Owner.DESK:
        return ""
    themselves = [p for p in people_of(work, one.referral_id) if p.relation == SELF[Owner(one.owner)] and p.email]
    return next((p.email for p in themselves if p.knows != Knows.NO), "")


def of_partner(work: Work, organisation_id: UUID) -> str:
    """Its address, else that of its oldest member; "" for one that stopped."""
    organisation = work.session.get_one(Organisation, organisation_id)
    if organisation.ended_on:
        return ""
    if organisation.email:
        return organisation.email
    members: Sequence[str] = work.session.exec(
        select(Person.email)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(Membership.organisation_id == organisation_id, Membership.role == Role.PARTNER)
        .where(col(Membership.until).is_(None), col(Person.left_at).is_(None))
        .order_by(col(Membership.since), col(Membership.id))
        .limit(1)
    ).all()
    return members[0] if members else ""
