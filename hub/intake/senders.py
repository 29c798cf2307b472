"""Who wrote: a known person, somebody of a known organisation, or a stranger; and whom a case knows."""

from collections.abc import Collection
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.columns import table_of
from hub.dispatch.codes import ReferrerKind
from hub.dispatch.opening import Referrer
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.everybodys import EVERYBODYS
from hub.hubs import HubInbox
from hub.intake.sender_trust import SenderTrust
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
# The outcomes whose sender the case has come to know; a bounce may carry any address.
FROM_PEOPLE = (MailOutcome.REFERRAL, MailOutcome.MESSAGE, MailOutcome.TO_PLACE)


@dataclass(frozen=True)
class Sender:
    """What is known of an address: the person's name, the organisations of that person, and those at its domain."""

    name: str | None
    own: Collection[UUID]
    at_domain: Collection[UUID]


def _sender() -> tuple[sa.ColumnElement[Any], ...]:
    """A `Sender` as columns, asked with `asked_about`."""
    person, organisation, membership = table_of(Person), table_of(Organisation), table_of(Membership)
    address, domain = sa.bindparam("address", type_=sa.Text()), sa.bindparam("domain", type_=sa.Text())
    is_sender = sa.and_(person.c.email == address, person.c.left_at.is_(None))
    in_office = (
        sa.select(membership.c.organisation_id)
        .join(person, person.c.id == membership.c.person_id)
        .where(membership.c.until.is_(None), membership.c.organisation_id.is_not(None))
    )
    writes_from = sa.select(organisation.c.id).where(sa.func.split_part(organisation.c.email, "@", 2) == domain)
    people_write_from = in_office.where(sa.func.split_part(person.c.email, "@", 2) == domain)
    return (
        sa.select(person.c.name).where(is_sender).scalar_subquery(),
        sa.func.array(in_office.where(is_sender).distinct().scalar_subquery()),
        sa.func.array(writes_from.union(people_write_from).scalar_subquery()),
    )


SENDER = _sender()
_ASK_SENDER = sa.select(*SENDER)


def asked_about(address: str) -> dict[str, str | None]:
    """What `SENDER` is asked with; a domain of everybody says nothing."""
    domain = address.rpartition("@")[2]
    return {"address": address.lower(), "domain": None if domain in EVERYBODYS else domain.lower() or None}


def sender_of(work: Work, address: str) -> Sender:
    return Sender(*work.session.execute(_ASK_SENDER, asked_about(address)).one())


def is_ours(work: Work, address: str) -> bool:
    """Whether an address is one of the hub's own: an inbox, a signed address below it, or the one it writes from."""
    local, _at, domain = address.lower().rpartition("@")
    inbox = f"{local.partition('+')[0]}@{domain}"
    if inbox == parseaddr(work.store.settings.mail_from)[1].lower():
        return True
    return work.session.get(HubInbox, inbox) is not None


def referrer_of(work: Work, name: str, address: str, sender: Sender) -> Referrer:
    """The sender as a referrer, with the organisation when address or domain leave no doubt about it."""
    organisation = _only_one(work, sender.own) or _only_one(work, sender.at_domain)
    return Referrer(
        name=name or sender.name or "",
        organisation=organisation.name if organisation else "",
        organisation_id=organisation.id if organisation else None,
        kind=KIND_OF.get(OrganisationKind(organisation.kind), ReferrerKind.OTHER)
        if organisation
        else ReferrerKind.OTHER,
        email=address.lower(),
    )


def _only_one(work: Work, ids: Collection[UUID]) -> Organisation | None:
    return work.session.get(Organisation, next(iter(ids))) if len(ids) == 1 else None


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
    # A mail under a false name that the desk put on the case makes nobody known there.
    in_truth = RawMail.sender_trust != SenderTrust.FORGED
    wrote_before = select(col(RawMail.referral_id)).where(
        col(RawMail.referral_id).in_(referral_ids), col(RawMail.outcome).in_(FROM_PEOPLE), wrote, in_truth
    )
    wrote_of_it = (
        select(col(MailReferral.referral_id))
        .join(RawMail, col(RawMail.id) == col(MailReferral.raw_mail_id))
        .where(col(MailReferral.referral_id).in_(referral_ids), wrote, in_truth)
    )
    asked: Any = sa.union(referrer, partner_people, partner_itself, wrote_before, wrote_of_it)
    return set(work.session.execute(asked).scalars())
