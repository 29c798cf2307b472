"""Who stands before a referral as its referrer: the holder of its personal link, or who signed in with its address."""

from dataclasses import dataclass
from uuid import UUID

from hub.dispatch import shield
from hub.dispatch.carrying import newest_of
from hub.dispatch.codes import Channel
from hub.dispatch.tables import Referral
from hub.intake.referring_for import schools_of
from hub.links import Link, Purpose
from hub.people.rights import Right, require
from hub.people.tables import Person
from hub.problems import NotFound
from hub.store import Work
from hub.wording import sort_key


@dataclass(frozen=True)
class Holder:
    """A way to one referral: by `link`, or as the person `name` whose own address the referral came with.

    `reads` says that this very browser may see what was typed: its code was entered here, or the form was sent here. A
    `colleague` signed in for the school that referred: it sees how far the referral is and what is asked, and answers.
    """

    referral_id: UUID
    link: Link | None = None
    name: str = ""
    reads: bool = False
    colleague: bool = False


def by_link(work: Work, link: Link, *, reads: bool) -> Holder:
    """The way of a mailed link; a referral's own one leads to the hub that has the case now."""
    if link.referral_id is None:
        raise NotFound
    here = newest_of(work, link.referral_id) if link.purpose == Purpose.REFERRAL else link.referral_id
    return Holder(here, link, reads=reads)


def signed_in(work: Work, referral_id: UUID) -> Holder:
    """The way of whoever is signed in to a referral that came with its own address, or as a colleague.

    Only the very address opens what was typed: who may know of a youngster is not everybody who works at a school. The
    address is proven, since one signs in by a letter to it and a change of address ends all sessions. A colleague is
    whom an administrator gave the role at the school for which it was referred.
    """
    person = referrer(work)
    referral = work.session.get(Referral, newest_of(work, referral_id))
    if referral is None or referral.submitted_at is None:
        raise NotFound
    if referral.referrer_email == person.email:
        return Holder(referral.id, name=person.name)
    if referral.referrer_organisation_id not in {one.id for one in schools_of(work)}:
        raise NotFound
    return Holder(referral.id, name=person.name, colleague=True)


def referrer(work: Work) -> Person:
    """The person who asks, with the right to see its own referrals."""
    require(work.asker, Right.SEE_OWN)
    person = work.session.get(Person, work.asker.person_id) if work.asker.person_id else None
    if person is None:
        raise NotFound
    return person


def is_confirmed(holder: Holder, referral: Referral) -> bool:
    """Whether what was typed may be shown: this browser reads behind this link, or whoever signed in is known to be
    the referrer and not only somebody whose address was typed.

    The link alone opens nothing: it may have been forwarded, and mail scanners follow it. Of a case out of the list
    that the desk kept before, the words are the desk's own: nobody else typed them.
    """
    if holder.colleague or referral.channel == Channel.LIST:
        return False
    if holder.link is None:
        return referral.referrer_confirmed_at is not None or is_named(holder.name, referral.referrer_name)
    return holder.reads


def is_named(name: str, referrer_name: str) -> bool:
    """Whether the name that was typed with an address is that of the person who has this address."""
    return bool(name.strip()) and sort_key(name) == sort_key(referrer_name)


def may_write(holder: Holder) -> bool:
    """A link that answers one question writes nowhere else."""
    return holder.link is None or holder.link.purpose == Purpose.REFERRAL


def shows_questions(work: Work, referral: Referral) -> bool:
    """Whether a colleague may read what the hub asks: not where only the coordinator reads what was typed."""
    return not shield.is_told_of(work, referral)
