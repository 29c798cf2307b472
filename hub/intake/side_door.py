"""A partner registers a youngster that came straight to it: what it fills in, and what becomes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from sqlmodel import col, select

from hub.asker import Role
from hub.clock import brussels_date
from hub.dispatch import level_policy, side_door
from hub.dispatch.codes import MAIN_REASON_WORDS, Channel, ReferrerKind
from hub.dispatch.opening import NewCase, Referrer
from hub.dispatch.side_door import Came
from hub.dispatch.side_door_tables import ASKED_BY_WORDS, SideDoor
from hub.dispatch.tables import Referral
from hub.hubs import Hub, hubs_among
from hub.intake import desk
from hub.intake.draft import About, Reason, open_place, together
from hub.intake.own_reference import OwnReference
from hub.intake.typed import GoneDay, Line, Short, Text, asked, code_of, needed
from hub.partners.tables import HubPartner, Offer, Organisation
from hub.people.rights import Right, require
from hub.people.tables import Person
from hub.problems import Invalid, NotFound
from hub.store import Work
from hub.wording import N_, _


class SideDraft(About):
    """The short form of the side door."""

    asked_by: Annotated[str, code_of(ASKED_BY_WORDS), needed(N_("Kies wie het vroeg."))] = asked(
        N_("Wie vroeg het?"), "choice", ASKED_BY_WORDS
    )
    asked_name: Line = asked(N_("Wie is dat?"))
    came_on: GoneDay = asked(N_("Sinds wanneer is de jongere bij jullie?"), "day")
    clb_contact: Line = asked(N_("Contactpersoon bij het CLB"))
    own_reference: OwnReference = asked(N_("Jullie eigen referentie"))
    offer: Short = asked(N_("Met welk aanbod?"), "select")
    started_on: GoneDay = asked(N_("Sinds welke dag loopt het traject?"), "day")
    main_reason: Annotated[Reason, needed(N_("Kies de reden die het best past."))] = asked(
        N_("Reden"), "select", MAIN_REASON_WORDS
    )
    story: Annotated[Text, needed(N_("Vertel kort wat er aan de hand is."))] = asked(
        N_("Wat is er aan de hand?"), "text"
    )

    def new_case(self, referrer: Referrer, **more: Any) -> NewCase:
        return NewCase(
            channel=Channel.PARTNER, referrer=referrer, main_reason=self.main_reason, story=self.story,
            clb_contact=self.clb_contact, own_reference=self.own_reference, **{**self.opening(), **more},
        )  # fmt: skip

    def came(self) -> Came:
        return Came(self.asked_by, self.asked_name, self.came_on, self.started_on)


def read(typed: Mapping[str, Any], today: date) -> SideDraft:
    """Invalid with one sentence for each field that cannot be taken, all at once."""
    errors = open_place(typed)
    if typed["started_on"] and not typed["offer"]:
        errors["offer"] = _("Kies met welk aanbod het traject loopt.")
    return together(SideDraft, typed, today, errors)


def register(
    work: Work, hub: Hub, organisation_id: UUID, draft: SideDraft, *, form_key: UUID
) -> Referral:  # fmt: skip
    """An ordinary case of the hub, with the partner as its referrer; its CLB is asked, and the partner gets a receipt.

    Refused when this form came before, also when both come at once: the form's key is unique. Invalid for a level that
    the hub does not take.
    """
    partner = side_door.must_be_partner(work, hub.id, organisation_id)
    if not_here := level_policy.refusal(hub, draft.structure, brussels_date(work.now)):
        raise Invalid(not_here)
    person = work.session.get_one(Person, work.asker.person_id)
    referrer = Referrer(
        name=person.name, organisation=partner.name, organisation_id=partner.id, kind=ReferrerKind.WELFARE,
        email=person.email, phone=person.phone or partner.phone,
    )  # fmt: skip
    new = draft.new_case(referrer, form_key=form_key, referrer_confirmed_at=work.now)
    referral = desk.bring_in(work, hub, new)
    work.flush()
    offer_id = _offer(draft.offer)
    side_door.came_in(work, referral, partner.id, draft.came(), offer_id)
    desk.write_receipt(work, referral)
    return referral


def _offer(typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        raise Invalid({"offer": _("Kies een van jullie aanbiedingen.")}) from None


def sent_with(work: Work, form_key: UUID) -> Referral | None:
    """What the asker's own partner registered with this form."""
    found = work.session.exec(select(Referral).where(Referral.form_key == form_key)).first()
    door = work.session.get(SideDoor, found.id) if found else None
    return found if door and door.organisation_id in work.asker.organisations_as(Role.PARTNER) else None


@dataclass(frozen=True)
class Where:
    """For whom and at which hub the asker can register: its partners, their hubs, their offers that run."""

    partners: Sequence[Organisation]
    hubs: Sequence[Hub]
    offers: Sequence[Offer]


def where(work: Work) -> Where:
    """NotAllowed or NotFound for who is at no partner, or at one that works with no hub."""
    require(work.asker, Right.REGISTER)
    own = work.asker.organisations_as(Role.PARTNER)
    partners = work.session.exec(
        select(Organisation)
        .where(col(Organisation.id).in_(own), col(Organisation.ended_on).is_(None))
        .order_by(col(Organisation.sort_key))
    ).all()
    works_with = work.session.exec(select(HubPartner.hub_id).where(col(HubPartner.organisation_id).in_(own))).all()
    hubs = hubs_among(work.session, set(works_with))
    if not partners or not hubs:
        raise NotFound
    offers = work.session.exec(
        select(Offer)
        .where(col(Offer.organisation_id).in_([one.id for one in partners]), col(Offer.active))
        .order_by(col(Offer.name))
    ).all()
    return Where(partners, hubs, offers)
