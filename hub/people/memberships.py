"""Operations on roles that people have: ending one, and how a person is reached; the caller checks the right."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from hub import ledger, links
from hub.asker import Role
from hub.clock import brussels_date
from hub.faults import Faults
from hub.hubs import Hub
from hub.links import Purpose
from hub.people.desk import sign_out_everywhere
from hub.people.tables import Membership, Person, Secrecy
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.wording import N_, _, sort_key

AT_ORGANISATION = (Role.PARTNER, Role.REFERRER)
SECRECY_WORDS = {
    Secrecy.PROFESSIONAL: N_("beroepsgeheim"),
    Secrecy.OFFICIAL: N_("ambtsgeheim"),
    Secrecy.DISCRETION: N_("discretieplicht"),
}


def live_of(work: Work, person_id: UUID) -> Sequence[Membership]:
    """The roles that a person has now."""
    return work.session.exec(
        select(Membership)
        .where(Membership.person_id == person_id, col(Membership.until).is_(None))
        .order_by(col(Membership.since), col(Membership.id))
    ).all()


def end(work: Work, membership: Membership) -> None:
    """The role is over as of now: sessions end, sign-in links stop, and who has no role left cannot sign in.

    Refused for the last administrator of a hub, however many try at the same moment.
    """
    if membership.role == Role.ADMINISTRATOR and membership.hub_id:
        _hold(work, membership.hub_id)
    work.session.refresh(membership, with_for_update=True)
    if membership.until is not None:
        raise Refused(_("Deze rol is al gestopt."))
    if membership.role == Role.ADMINISTRATOR and not _other_administrators(work, membership):
        raise Refused(_("Dit is de laatste beheerder van het meldpunt. Geef eerst iemand anders die rol."))
    membership.until = brussels_date(work.now)
    work.session.flush()
    sign_out_everywhere(work, membership.person_id)
    links.withdraw(work, membership.person_id, Purpose.SIGN_IN)
    if not live_of(work, membership.person_id):
        work.session.get_one(Person, membership.person_id).left_at = work.now
    ledger.write(
        work, "person.role_end", "person", membership.person_id,
        hub_id=membership.hub_id, role=membership.role, membership=membership.id,
    )  # fmt: skip


def set_secrecy(work: Work, membership: Membership, secrecy: str) -> None:
    """Which secrecy binds somebody in this role."""
    if secrecy not in set(Secrecy):
        raise Invalid({"secrecy": _("Kies welke geheimhouding voor deze persoon geldt.")})
    membership.secrecy = secrecy
    work.session.flush()
    ledger.write(
        work, "person.secrecy", "person", membership.person_id,
        hub_id=membership.hub_id, membership=membership.id, secrecy=secrecy,
    )  # fmt: skip


def change(work: Work, person: Person, name: str, email: str, phone: str) -> str | None:
    """Name, address and telephone. A new address ends all sessions and sign-in links; returns the old one then."""
    faults = Faults()
    said = faults.line("name", name, needed=_("Geef een naam."))
    address = faults.email("email", email, needed=_("Geef een e-mailadres."))
    number = faults.phone("phone", phone)
    if address != person.email and work.session.exec(select(Person.id).where(Person.email == address)).first():
        faults.say("email", _("Iemand anders heeft dit e-mailadres al."))
    faults.tell()
    old = person.email if address != person.email else None
    person.name, person.sort_key, person.email, person.phone = said, sort_key(said), address, number
    work.flush(clash=_("Iemand anders heeft dit e-mailadres al."))
    if old:
        sign_out_everywhere(work, person.id)
        links.withdraw(work, person.id, Purpose.SIGN_IN)
    ledger.write(work, "person.change", "person", person.id, address=old is not None)
    return old


def administrators(work: Work, hub_id: UUID) -> Sequence[Membership]:
    return work.session.exec(
        select(Membership)
        .where(Membership.hub_id == hub_id, Membership.role == Role.ADMINISTRATOR, col(Membership.until).is_(None))
        .execution_options(populate_existing=True)
    ).all()


def _other_administrators(work: Work, membership: Membership) -> bool:
    if membership.hub_id is None:
        return True
    return any(one.person_id != membership.person_id for one in administrators(work, membership.hub_id))


def _hold(work: Work, hub_id: UUID) -> datetime:
    """Two administrators who end each other's role wait for one another here."""
    return work.session.exec(select(Hub.created_at).where(Hub.id == hub_id).with_for_update(key_share=True)).one()
