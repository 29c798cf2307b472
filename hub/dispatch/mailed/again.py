"""Letters that were lost: whoever has a known address asks for one letter, and finds behind its link what is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger, letters, links, rates
from hub.asker import Asker, AskerKind, Role, Seat
from hub.dispatch.case_team.meeting_tables import ClientMeeting, MeetingInvitee
from hub.dispatch.expertise.tables import Expert
from hub.links import Link, Purpose
from hub.partners.tables import Organisation, OrganisationKind
from hub.people.tables import Membership, Person
from hub.problems import NotFound
from hub.store import Work
from hub.tokens import hash_of
from hub.wording import _

# For one address from one visitor; for all addresses from one visitor, who may be a whole school; for one address from
# all visitors together.
HERE, A_VISITOR, AN_ADDRESS = "4/hour", "40/hour", "12/day"
SOMEBODY = "Iemand"


@dataclass(frozen=True)
class Holder:
    """Whose link it is, at which address, and for which organisations it speaks. `person` is nobody for a team's
    address, and for somebody from outside, who speaks for none."""

    link: Link
    address: str  # lower case
    person: Person | None = None
    partners: Sequence[Organisation] = ()


def may_ask(redis_url: str, email: str, visitor: str) -> bool:
    """Count a request; False when there were too many, whether anybody has this address or not."""
    return rates.all_within(redis_url, [
        (HERE, ("links-again", visitor, email)), (A_VISITOR, ("links-again-by", visitor)),
        (AN_ADDRESS, ("links-again-to", email)),
    ])  # fmt: skip


def ask(work: Work, email: str) -> None:
    """Mail one link to a known address: of a partner or a school, of one of its people, or of somebody from outside who
    is invited. For an unknown one all of it is done as well and taken back: neither the answer nor the time that it
    takes tells who is known."""
    address = email.strip().lower()
    person = work.session.exec(select(Person).where(Person.email == address, col(Person.left_at).is_(None))).first()
    theirs = _partners_of(work, person.id if person else uuid4())
    teams = work.session.exec(
        select(Organisation)
        .where(sa.func.lower(col(Organisation.email)) == address, col(Organisation.ended_on).is_(None))
        .where(Organisation.kind != OrganisationKind.HUB)
        .order_by(col(Organisation.sort_key))
    ).all()
    own = person if person and theirs else None
    guest = _guest_at(work, address)
    about = own.id if own else teams[0].id if teams else guest or uuid4()
    with work.session.begin_nested() as writing:
        link = links.make(
            work, Purpose.PARTNER, about, person_id=own.id if own else None, browser_hash=hash_of(address)
        )
        letters.write(
            work, "links_again", address, once_key=f"links_again:{link.id}", link=link, first=True,
            name=own.name if own else "" if guest and not teams else SOMEBODY,
        )  # fmt: skip
        ledger.write(work, "partner.links_again", "link", link.id)
        work.session.flush()
        if own is None and not teams and guest is None:
            writing.rollback()


def held_by(work: Work, token: str) -> Holder:
    """NotFound for a link that ran out, of somebody who left, of a team of which the address changed, or of who comes
    from outside and is invited no more. From here on its holder speaks for these organisations."""
    link = links.open_link(work, token, Purpose.PARTNER)
    person = work.session.get(Person, link.person_id) if link.person_id else None
    partners: list[Organisation] = []
    seats: list[Seat] = []
    address = person.email.lower() if person else ""
    if person and not person.left_at and _still(link, person.email):
        found = _partners_of(work, person.id)
        partners = [partner for partner, _role in found]
        seats = [Seat(Role(role.role), organisation_id=one.id, secrecy=role.secrecy) for one, role in found]
    elif link.person_id is None:
        partners = [one for one in _with_address_of(work, link.noun_id) if _still(link, one.email)]
        seats = [Seat(Role.PARTNER, organisation_id=one.id) for one in partners]
        address = partners[0].email.lower() if partners else _address_of_guest(work, link)
    if not partners and (link.person_id or not address):
        raise NotFound(_("Deze link werkt niet meer. Vraag een nieuwe aan het meldpunt."))
    work.asker = Asker(
        AskerKind.LINK, person_id=link.person_id, link_id=link.id,
        name=person.name if person else partners[0].name if partners else "", seats=tuple(seats),
    )  # fmt: skip
    return Holder(link, address, person, partners)


def _still(link: Link, address: str) -> bool:
    """Whether it was mailed to this address: it ends with it."""
    return link.browser_hash == hash_of(address.lower())


def _partners_of(work: Work, person_id: UUID) -> Sequence[tuple[Organisation, Membership]]:
    rows = work.session.exec(
        select(Organisation, Membership)
        .join(Membership, col(Membership.organisation_id) == col(Organisation.id))
        .where(Membership.person_id == person_id, col(Membership.role).in_((Role.PARTNER, Role.REFERRER)))
        .where(col(Membership.until).is_(None), col(Organisation.ended_on).is_(None))
        .order_by(col(Organisation.sort_key))
    ).all()
    return [(partner, role) for partner, role in rows]


def _guest_at(work: Work, address: str) -> UUID | None:
    """The newest invitation of whoever reads at this address: as an expert, or to a client meeting; its id."""
    expert = work.session.exec(
        select(Expert.id)
        .where(Expert.email == address, col(Expert.withdrawn_at).is_(None))
        .order_by(col(Expert.invited_at).desc())
    ).first()
    invitee = work.session.exec(
        select(MeetingInvitee.id)
        .join(ClientMeeting, col(ClientMeeting.id) == col(MeetingInvitee.meeting_id))
        .where(sa.func.lower(col(MeetingInvitee.email)) == address, MeetingInvitee.told != "")
        .where(col(MeetingInvitee.removed_at).is_(None), col(ClientMeeting.due_at).is_not(None))
        .order_by(col(ClientMeeting.at).desc())
    ).first()
    return expert or invitee


def _address_of_guest(work: Work, link: Link) -> str:
    """ "" once the invitation was taken back."""
    expert, invitee = work.session.get(Expert, link.noun_id), work.session.get(MeetingInvitee, link.noun_id)
    found = expert.email if expert and not expert.withdrawn_at else ""
    if invitee and not invitee.removed_at:
        found = invitee.email.lower()
    return found if found and _still(link, found) else ""


def _with_address_of(work: Work, organisation_id: UUID) -> list[Organisation]:
    """The partners that one team mailbox reads for; never a hub, whose desk signs in."""
    first = work.session.get(Organisation, organisation_id)
    if first is None or not first.email or first.kind == OrganisationKind.HUB:
        return []
    same = sa.func.lower(col(Organisation.email)) == first.email.lower()
    return list(
        work.session.exec(
            select(Organisation)
            .where(same, col(Organisation.ended_on).is_(None), Organisation.kind != OrganisationKind.HUB)
            .order_by(col(Organisation.sort_key))
        ).all()
    )
