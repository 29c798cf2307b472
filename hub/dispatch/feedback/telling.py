"""What the referrer and the youngster's contact hear as a case goes on: that it does, and nothing of what it says."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from hub import letters, links
from hub.dispatch.clarify import write_to_referrer
from hub.dispatch.feedback.how_far import Told, as_far
from hub.dispatch.feedback.tables import YoungsterContact
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.ledger import Entry
from hub.letters import Letter
from hub.links import Purpose
from hub.store import Work

COMES_BACK = ("case.reopen", "case.take_back")
NEWS = "contact_news"


def on_table(work: Work, referral: Referral) -> None:
    _tell_both(work, referral, "heard_on_table", Told.ON_TABLE)


def started(work: Work, referral: Referral) -> None:
    _tell_both(work, referral, "heard_started", Told.STARTED)


def _tell_both(work: Work, referral: Referral, kind: str, told: Told) -> None:
    write_to_referrer(work, referral, kind, f"{kind}:{referral.id}:{turn_of(work, referral)}")
    tell_contact(work, referral, told)


def tell_contact(work: Work, referral: Referral, told: Told, *, asks: bool = False) -> None:
    """The youngster's contact, where one is noted, hears the newest of each turn of events once: what was written
    before and did not leave yet is left out. `asks` whether there is help behind the same link."""
    contact = contact_of(work, referral)
    if contact is None:
        return
    turn = turn_of(work, referral)
    heard = select(Letter.id).where(
        col(Letter.once_key).in_([f"{NEWS}:{contact.id}:{one}:{turn}" for one in as_far(told)])
    )  # fmt: skip
    if work.session.exec(heard).first():
        return
    letters.withhold(work, [referral.id], to=contact.email, kinds=(NEWS,), parked=False)
    write_to_contact(work, referral, contact, NEWS, f"{told}:{turn}", told=told, asks=asks)


def write_to_contact(
    work: Work, referral: Referral, contact: YoungsterContact, kind: str, what: str, **values: Any
) -> None:
    """No number, no name: whose mailbox it is, and who reads along there, nobody knows. Its link leads to a page on
    which these letters can be stopped."""
    link = links.make(work, Purpose.HELP, contact.id, hub_id=referral.hub_id, referral_id=referral.id)
    letters.write(
        work, kind, contact.email, once_key=f"{kind}:{contact.id}:{what}",
        hub=work.session.get(Hub, referral.hub_id), referral_id=referral.id, link=link, **values,
    )  # fmt: skip


def contact_of(work: Work, referral: Referral) -> YoungsterContact | None:
    """Who hears how it goes for the youngster; None where that was not agreed, or not any more."""
    return work.session.exec(
        select(YoungsterContact).where(
            YoungsterContact.referral_id == referral.id, col(YoungsterContact.stopped_at).is_(None)
        )
    ).first()


def turn_of(work: Work, referral: Referral) -> int:
    """How many times it came back: what happens after that is news again."""
    back = select(sa.func.count()).where(col(Entry.referral_id) == referral.id, col(Entry.act).in_(COMES_BACK))
    return work.session.exec(back).one()
