"""Who wrote: a known person, somebody of a known organisation, or a stranger; and whom a case knows."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch.codes import ReferrerKind
from hub.dispatch.opening import Referrer
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.intake.tables import MailOutcome, MailReferral, RawMail
from hub.partners.tables import Organisation, OrganisationKind
from hub.people.tables import Membership, Person
from hub.store import Work

KIND_OF = {
    OrganisationKind.SCHOOL: ReferrerKind.SCHOOL,
    OrganisationKind.CLB: ReferrerKind.CLB,
    OrganisationKind.NAFT: ReferrerKind.WELFARE,
    OrganisationKind.WELFARE: ReferrerKind.WELFARE,
}
# Everybody may have an address there, so they say nothing about an organisation.
EVERYBODYS = frozenset(
    {"gmail.com", "googlemail.com", "hotmail.com", "hotmail.be", "outlook.com", "outlook.be", "live.be", "live.com"}
    | {"msn.com", "icloud.com", "me.com", "yahoo.com", "yahoo.fr", "telenet.be", "skynet.be", "proximus.be"}
    | {"scarlet.be", "pandora.be", "gmx.com", "gmx.net", "proton.me", "protonmail.com"}
)
# The outcomes whose sender the case has come to know; a bounce may carry any address.
FROM_PEOPLE = (MailOutcome.REFERRAL, MailOutcome.MESSAGE, MailOutcome.TO_PLACE)


def referrer_of(work: Work, name: str, address: str) -> Referrer:
    """The sender as a referrer, with the organisation when address or domain leave no doubt about it."""
    address = address.lower()
    person = work.session.exec(select(Person).where(Person.email == address, col(Person.left_at).is_(None))).first()
    organisation = _organisation_of(work, person.id) if person else None
    organisation = organisation or _organisation_at(work, address.rpartition("@")[2])
    return Referrer(
        name=name or (person.name if person else ""),
        organisation=organisation.name if organisation else "",
        organisation_id=organisation.id if organisation else None,
        kind=KIND_OF.get(OrganisationKind(organisation.kind), ReferrerKind.OTHER)
        if organisation
        else ReferrerKind.OTHER,
        email=address,
    )


def _organisation_of(work: Work, person_id: UUID) -> Organisation | None:
    found = work.session.exec(
        select(Organisation)
        .join(Membership, col(Membership.organisation_id) == col(Organisation.id))
        .where(Membership.person_id == person_id, col(Membership.until).is_(None))
        .distinct()
    ).all()
    return found[0] if len(found) == 1 else None


def _organisation_at(work: Work, domain: str) -> Organisation | None:
    """The only organisation that writes from this domain."""
    if not domain or domain in EVERYBODYS:
        return None
    own = select(col(Organisation.id)).where(sa.func.split_part(Organisation.email, "@", 2) == domain)
    through_people = (
        select(col(Membership.organisation_id))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(sa.func.split_part(Person.email, "@", 2) == domain, col(Membership.until).is_(None))
        .where(col(Membership.organisation_id).is_not(None))
    )
    found = set(work.session.execute(own.union(through_people)).scalars())
    return work.session.get(Organisation, found.pop()) if len(found) == 1 else None


def cases_that_know(work: Work, address: str, referral_ids: Collection[UUID]) -> set[UUID]:
    """Those of these cases to which this address is known.

    Known are the referrer, the people and addresses of the organisations that have a track in the case, and whoever
    wrote about it before with the desk's or the case's own consent.
    """
    if not address or not referral_ids:
        return set()
    address = address.lower()
    referrer = select(col(Referral.id)).where(col(Referral.id).in_(referral_ids), Referral.referrer_email == address)
    partner_people = (
        select(col(Track.referral_id))
        .join(Membership, col(Membership.organisation_id) == col(Track.organisation_id))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Track.referral_id).in_(referral_ids), Person.email == address)
        .where(col(Membership.until).is_(None), col(Person.left_at).is_(None))
    )
    partner_itself = (
        select(col(Track.referral_id))
        .join(Organisation, col(Organisation.id) == col(Track.organisation_id))
        .where(col(Track.referral_id).in_(referral_ids), sa.func.lower(Organisation.email) == address)
    )
    wrote = sa.func.lower(RawMail.from_address) == address
    wrote_before = select(col(RawMail.referral_id)).where(
        col(RawMail.referral_id).in_(referral_ids), col(RawMail.outcome).in_(FROM_PEOPLE), wrote
    )
    wrote_of_it = (
        select(col(MailReferral.referral_id))
        .join(RawMail, col(RawMail.id) == col(MailReferral.raw_mail_id))
        .where(col(MailReferral.referral_id).in_(referral_ids), wrote)
    )
    asked: Any = sa.union(referrer, partner_people, partner_itself, wrote_before, wrote_of_it)
    return set(work.session.execute(asked).scalars())
