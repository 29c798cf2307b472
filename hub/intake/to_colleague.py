"""A form that was kept goes on with a colleague of the same school; whoever kept it reads along, and takes it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger, letters, links
from hub.asker import Role
from hub.dispatch.tables import Referral
from hub.everybodys import EVERYBODYS
from hub.faults import Faults
from hub.hubs import Hub
from hub.intake import kept_links, unsent
from hub.intake.kept_links import PASSED
from hub.intake.referring_for import Place, schools_of
from hub.intake.tables import UnsentForm, UnsentShare
from hub.links import Link, Purpose
from hub.partners.tables import Organisation
from hub.people.tables import Membership, Person
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import _

MOST = 200
FIELDS = ("pass_to", "pass_mail")


@dataclass(frozen=True)
class Passing:
    """What whoever kept a form may do with it: members of its schools to choose from (id, name, school), and the mail
    domains of which an address may be typed."""

    members: Sequence[tuple[str, str, str]]
    domains: Sequence[str]

    @property
    def options(self) -> list[tuple[str, str]]:
        """For a list to choose from; with the school where there are several."""
        several = len({school for _id, _name, school in self.members}) > 1
        return [(key, f"{name}, {school}" if several else name) for key, name, school in self.members]


def offered(work: Work, kept: UnsentForm) -> Passing | None:
    """None for who did not sign in with the address that has its link, and for who is of no school."""
    schools = schools_of(work)
    if not schools or not kept_links.has_address(work, kept.mailed_to):
        return None
    rows = _members(work, schools)
    names = {one.id: one.name for one in schools}
    members = {str(person): (name, names[school]) for person, name, school in rows}
    return Passing([(key, name, school) for key, (name, school) in members.items()], sorted(_domains(work, schools)))


def pass_on(work: Work, kept: UnsentForm, person_id: str, typed: str) -> UnsentShare:
    """A member of one of the keeper's schools, or who has an address there, goes on with this form by a mailed link.

    Invalid at "pass_to" or "pass_mail"; NotFound for who may not pass it; Refused when it was sent meanwhile.
    """
    passing, schools = offered(work, kept), schools_of(work)
    if passing is None:
        raise NotFound
    if kept.referral_id:
        raise Refused(_("Dit formulier is al verstuurd."))
    address, name, at = _whom(work, passing, schools, person_id, typed)
    if before := kept_links.share_of(work, kept):
        unsent.end_share(work, before)
    share = UnsentShare(
        hub_id=kept.hub_id, unsent_form_id=kept.id, address=address, name=name, given_by=work.asker.name,
        organisation_id=at, given_at=work.now,
    )  # fmt: skip
    work.session.add(share)
    work.flush(clash=_("Iemand anders was net iets sneller. Kijk hoe het nu staat."))
    link = links.make(work, Purpose.UNSENT, share.id, hub_id=kept.hub_id)
    link.expires_at = work.real + kept_links.LIVES
    letters.write(
        work, PASSED, address, once_key=f"{PASSED}:{share.id}", hub=work.session.get(Hub, kept.hub_id), link=link,
        name=name, giver=share.given_by, ends=kept_links.ends_on(kept),
    )  # fmt: skip
    ledger.write(work, "unsent.pass_on", "unsent_form", kept.id, hub_id=kept.hub_id, share=share.id)
    return share


def back(work: Work, link: Link, kept: UnsentForm) -> None:
    """Whoever kept it takes it back, or the colleague gives it back; nothing happens when that was done already."""
    share = kept_links.share_of(work, kept)
    if share and link.noun_id in (kept.id, share.id):
        unsent.end_share(work, share)
        ledger.write(work, "unsent.take_back", "unsent_form", kept.id, hub_id=kept.hub_id, share=share.id)


@dataclass(frozen=True)
class Passed:
    """A form that a colleague passed to the asker."""

    at: str
    by: str
    saved_at: datetime
    kept: UnsentForm


def passed_to(work: Work, address: str) -> list[Passed]:
    """What waits to be sent with the holder of this address, the last one first."""
    rows = work.session.exec(
        select(UnsentShare, UnsentForm)
        .join(UnsentForm, col(UnsentForm.id) == col(UnsentShare.unsent_form_id))
        .where(UnsentShare.address == address, col(UnsentShare.ended_at).is_(None))
        .where(col(UnsentForm.referral_id).is_(None))
        .order_by(col(UnsentShare.given_at).desc())
        .limit(20)
    ).all()
    linked = [(share, kept, link) for share, kept in rows if (link := kept_links.mailed_of(work, share.id))]
    return [Passed(links.path(work, link), share.given_by, kept.saved_at, kept) for share, kept, link in linked]


def speaks_for(work: Work, form_key: UUID, referral: Referral) -> UUID | None:
    """The school for which a form is sent that one colleague passed to another, by the address of either of them."""
    kept = unsent.of_form(work, form_key)
    share = kept_links.share_of(work, kept) if kept else None
    ours = share and kept and referral.referrer_email in (kept.mailed_to, share.address)
    return share.organisation_id if share and ours else None


def _members(work: Work, schools: Sequence[Place]) -> Sequence[Any]:
    return work.session.execute(
        sa.select(col(Person.id), col(Person.name), col(Membership.organisation_id))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(col(Membership.organisation_id).in_([one.id for one in schools]), col(Membership.role) == Role.REFERRER)
        .where(col(Membership.until).is_(None), col(Person.left_at).is_(None))
        .where(col(Person.id) != work.asker.person_id)
        .order_by(col(Person.sort_key), col(Person.id))
        .limit(MOST)
    ).all()


def _domains(work: Work, schools: Sequence[Place]) -> set[str]:
    """Of the schools' own addresses and the keeper's; a domain at which everybody may have an address is none."""
    own = work.session.get(Person, work.asker.person_id)
    written = work.session.exec(
        select(Organisation.email).where(col(Organisation.id).in_([one.id for one in schools]))
    ).all()
    addresses = [*written, own.email if own else ""]
    return {one.rpartition("@")[2].lower() for one in addresses if "@" in one} - EVERYBODYS


def _whom(
    work: Work, passing: Passing, schools: Sequence[Place], person_id: str, typed: str
) -> tuple[str, str, UUID | None]:
    """(address, name, school) of who was chosen or typed."""
    if person_id:
        chosen = next((one for one in _members(work, schools) if str(one[0]) == person_id), None)
        if chosen is None:
            raise Invalid({"pass_to": _("Kies een collega uit de lijst.")})
        return work.session.get_one(Person, chosen[0]).email, chosen[1], chosen[2]
    faults = Faults()
    address = faults.email("pass_mail", typed, needed=_("Kies een collega, of typ een e-mailadres."))
    if address and address.rpartition("@")[2] not in passing.domains:
        where = ", ".join(passing.domains)
        faults.say("pass_mail", _("Kies een adres van je school: het eindigt op %(domains)s.", domains=where)
                   if where else _("Kies een collega uit de lijst."))  # fmt: skip
    faults.tell()
    return address, "", schools[0].id if len(schools) == 1 else None
