"""Operations: asking a partner whether its places are still right, and its answer by the link of the letter."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger, letters, links
from hub.asker import Asker, AskerKind, Role, Seat
from hub.clock import brussels_date
from hub.dispatch.clocks import ClockName
from hub.dispatch.clockwork.reading import clocks_of, free_calendar
from hub.dispatch.still_right.asking import ask_now, may_press
from hub.dispatch.still_right.asking_tables import CapacityQuestion
from hub.hubs import Hub
from hub.links import Link, Purpose
from hub.partners import desk
from hub.partners.capacity_words import CAPACITY_WORDS
from hub.partners.tables import HubPartner, Offer, Organisation, OrganisationKind
from hub.people.rights import Right, require_any
from hub.people.tables import Membership, Person
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.wording import _


def ask_when_due(work: Work, organisation_id: UUID) -> CapacityQuestion | None:
    """The letter that goes by itself, for the hub that keeps this partner; None when it is not due (any more)."""
    partner = work.held(Organisation, organisation_id)
    if free_calendar(work, partner.id).shut(brussels_date(work.now)):
        return None
    oldest = _oldest(work, partner)
    days = clocks_of(work, partner.kept_by)[ClockName.CAPACITY].days
    if oldest is None or not ask_now(oldest, last_asked(work, partner.id), days, work.now):
        return None
    return _ask(work, partner, partner.kept_by)


def ask_again(work: Work, organisation_id: UUID) -> Organisation:
    """A coordinator asks a partner of its hub now, also within the fortnight; Refused when it was asked today."""
    partner = work.held(Organisation, organisation_id)
    hubs = require_any(work.asker, Right.DECIDE)
    works_with = select(HubPartner.hub_id).where(
        HubPartner.organisation_id == partner.id, col(HubPartner.hub_id).in_(hubs)
    )
    hub_id = work.session.exec(works_with.order_by(col(HubPartner.hub_id))).first()
    if hub_id is None or _oldest(work, partner) is None:
        raise NotFound
    if not may_press(last_asked(work, partner.id), work.now):
        raise Refused(_("%(partner)s kreeg vandaag al een e-mail hierover.", partner=partner.name))
    if _ask(work, partner, hub_id) is None:
        raise Refused(_("We kennen van %(partner)s geen e-mailadres. Bel ze op.", partner=partner.name))
    return partner


def last_asked(work: Work, organisation_id: UUID) -> datetime | None:
    asked = select(sa.func.max(CapacityQuestion.asked_at)).where(CapacityQuestion.organisation_id == organisation_id)
    return work.session.exec(asked).one()


def _oldest(work: Work, partner: Organisation) -> date | None:
    """The day on which it last spoke of what it said longest ago; None where there is nothing to ask."""
    if partner.ended_on or partner.kind == OrganisationKind.HUB:
        return None
    said = select(sa.func.min(Offer.capacity_on)).where(Offer.organisation_id == partner.id, col(Offer.active))
    return work.session.exec(said).one()


def _ask(work: Work, partner: Organisation, hub_id: UUID) -> CapacityQuestion | None:
    """To the address of its team, else to whoever is a member longest. A link of before stops working."""
    member = None if partner.email else _oldest_member(work, partner.id)
    address = partner.email or (member.email if member else "")
    if not address:
        return None
    before = select(CapacityQuestion.id).where(CapacityQuestion.organisation_id == partner.id)
    for earlier in work.session.exec(before.order_by(col(CapacityQuestion.asked_at).desc()).limit(2)).all():
        links.expire(work, earlier, Purpose.PLACES)
    question = CapacityQuestion(
        organisation_id=partner.id, hub_id=hub_id, asked_at=work.now, asked_by=work.asker.person_id
    )
    work.session.add(question)
    link = links.make(
        work, Purpose.PLACES, question.id, hub_id=hub_id, person_id=member.id if member else None
    )  # fmt: skip
    letters.write(
        work, "still_right", address, once_key=f"still_right:{partner.id}:{brussels_date(work.now).isoformat()}",
        hub=work.session.get(Hub, hub_id), link=link, partner=partner.name, offers=_offers(work, partner.id),
        words=CAPACITY_WORDS,
    )  # fmt: skip
    ledger.write(work, "offer.ask_still_right", "organisation", partner.id, hub_id=hub_id, question=question.id)
    work.flush()
    return question


def _offers(work: Work, organisation_id: UUID) -> list[Offer]:
    running = select(Offer).where(Offer.organisation_id == organisation_id, col(Offer.active))
    return list(work.session.exec(running.order_by(col(Offer.name))).all())


def _oldest_member(work: Work, organisation_id: UUID) -> Person | None:
    return work.session.exec(
        select(Person)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(Membership.organisation_id == organisation_id, Membership.role == Role.PARTNER)
        .where(col(Membership.until).is_(None), col(Person.left_at).is_(None))
        .order_by(col(Membership.since), col(Membership.id))
        .limit(1)
    ).first()


@dataclass(frozen=True)
class Asked:
    """What the page of a link may show: the partner that is asked, and who asks."""

    link: Link
    question: CapacityQuestion
    partner: Organisation
    hub: Hub


def asked_by(work: Work, token: str) -> Asked:
    """Whose places this link asks about; from here on the holder keeps the offers of that partner, and nothing else.

    NotFound for a link that was followed by a later one, of a partner that stopped, or of a member who left.
    """
    link = links.open_link(work, token, Purpose.PLACES)
    question = work.session.get_one(CapacityQuestion, link.noun_id)
    partner = work.session.get_one(Organisation, question.organisation_id)
    if partner.ended_on or (link.person_id and not _still_member(work, link.person_id, partner.id)):
        raise NotFound(_("Deze link werkt niet meer. Vraag een nieuwe aan het meldpunt."))
    work.asker = Asker(AskerKind.LINK, link_id=link.id, seats=(Seat(Role.PARTNER, organisation_id=partner.id),))
    return Asked(link, question, partner, work.session.get_one(Hub, question.hub_id))


def all_still_right(work: Work, token: str) -> None:
    """Everything that this partner offers is as it stands, today."""
    asked = asked_by(work, token)
    running = select(Offer.id).where(Offer.organisation_id == asked.partner.id, col(Offer.active))
    for offer_id in work.session.exec(running.order_by(col(Offer.id))).all():
        desk.still_right(work, offer_id)
    _answered(work, asked)


def one_otherwise(work: Work, token: str, offer_id: UUID, capacity: str, number: int | None) -> None:
    """One offer has another number of places. Invalid with a sentence per field."""
    asked = asked_by(work, token)
    desk.set_capacity(work, offer_id, capacity, number)
    _answered(work, asked)


def _answered(work: Work, asked: Asked) -> None:
    links.use_once(work, asked.link)
    asked.question.answered_at = asked.question.answered_at or work.now
    work.session.flush()


def _still_member(work: Work, person_id: UUID, organisation_id: UUID) -> bool:
    seat = select(Membership.id).where(
        Membership.person_id == person_id, Membership.organisation_id == organisation_id,
        Membership.role == Role.PARTNER, col(Membership.until).is_(None),
    )  # fmt: skip
    return work.session.exec(seat).first() is not None
