"""Asking whether there is help: six weeks after a partner agreed, and at the end; once more, and then it is shown."""

from uuid import UUID

from sqlmodel import col, select

from hub import links, unreachable
from hub.dispatch.clarify import write_to_referrer
from hub.dispatch.clocks import ClockName, due_after
from hub.dispatch.clockwork.reading import clocks_of
from hub.dispatch.feedback import turning
from hub.dispatch.feedback.helping import Do, Occasion, Shown, Whom, climb
from hub.dispatch.feedback.tables import HelpQuestion, YoungsterContact
from hub.dispatch.feedback.telling import contact_of, write_to_contact
from hub.dispatch.moves import log
from hub.dispatch.tables import Referral
from hub.links import Link, Purpose
from hub.store import Work


def after_agreement(work: Work, referral: Referral) -> None:
    """A partner agreed to take up a case that is held: both are asked when the clock runs out, once for all tracks."""
    due = due_after(clocks_of(work, referral.hub_id), ClockName.HELP_QUESTION, work.now)
    contact = contact_of(work, referral)
    for whom in (Whom.REFERRER, *((Whom.CONTACT,) if contact else ())):
        if _open(work, referral.id, whom) is None:
            row = _new(referral, whom, Occasion.WEEKS, contact)
            row.made_at, row.due_at = work.now, due
            work.session.add(row)
    work.session.flush()


def at_the_end(work: Work, referral: Referral) -> Link:
    """The tracks ended, and the letter that tells the referrer so asks it: gives back the link of that question."""
    row = _asked_at_the_end(work, referral, Whom.REFERRER)
    return links.make(work, Purpose.HELP, row.id, hub_id=referral.hub_id, referral_id=referral.id)


def contact_at_the_end(work: Work, referral: Referral) -> bool:
    """The same of the contact, behind the link of its own letter; False where there is none."""
    if contact_of(work, referral) is None:
        return False
    _asked_at_the_end(work, referral, Whom.CONTACT)
    return True


def _asked_at_the_end(work: Work, referral: Referral, whom: Whom) -> HelpQuestion:
    turning.end(work, referral.id, Occasion.WEEKS)
    row = _open(work, referral.id, whom)
    if row is None:
        row = _new(referral, whom, Occasion.END, contact_of(work, referral))
        row.made_at = work.now
    row.times_asked, row.asked_at, row.shown_at, row.shown_for = 1, work.now, None, None
    row.due_at = due_after(clocks_of(work, referral.hub_id), ClockName.HELP_ANSWER, work.now)
    work.session.add(row)
    work.session.flush()
    return row


def look_after(work: Work, referral: Referral, question_id: UUID) -> Do | None:
    """One question of a case that is held, when its day has come: asked, asked again, or shown to the coordinator."""
    row = work.session.get_one(HelpQuestion, question_id)
    work.session.refresh(row)
    if row.due_at is None or row.due_at > work.now:
        return None
    contact = work.session.get(YoungsterContact, row.contact_id) if row.contact_id else None
    address = contact.email if contact else referral.referrer_email
    todo, row.shown_for = climb(row.times_asked, _in_the_way(work, referral, address))
    if todo == Do.ASK:
        row.times_asked, row.asked_at = row.times_asked + 1, work.now
        row.due_at = due_after(clocks_of(work, row.hub_id), ClockName.HELP_ANSWER, work.now)
        _write(work, referral, row, contact)
    else:
        row.due_at, row.shown_at = None, work.now
    work.session.flush()
    log(work, f"help.{todo}", "help_question", row.id, referral, times_asked=row.times_asked)
    return todo


def _write(work: Work, referral: Referral, row: HelpQuestion, contact: YoungsterContact | None) -> None:
    again = row.times_asked > 1
    if contact is not None:
        write_to_contact(work, referral, contact, "contact_help", f"{row.id}:{row.times_asked}", again=again)
        return
    link = links.make(work, Purpose.HELP, row.id, hub_id=row.hub_id, referral_id=referral.id)
    write_to_referrer(
        work, referral, "help_asked", f"help_asked:{row.id}:{row.times_asked}", link=link, again=again,
        ended=row.occasion == Occasion.END,
    )  # fmt: skip


def _in_the_way(work: Work, referral: Referral, address: str) -> Shown | None:
    if not address:
        return Shown.NO_ADDRESS
    return Shown.UNREACHED if unreachable.failing(work, [referral.hub_id], [address]) else None


def _open(work: Work, referral_id: UUID, whom: Whom) -> HelpQuestion | None:
    open_one = select(HelpQuestion).where(HelpQuestion.referral_id == referral_id, HelpQuestion.whom == whom)
    return work.session.exec(
        open_one.where(col(HelpQuestion.answered_at).is_(None), col(HelpQuestion.ended_at).is_(None))
    ).first()


def _new(referral: Referral, whom: Whom, occasion: Occasion, contact: YoungsterContact | None) -> HelpQuestion:
    return HelpQuestion(
        hub_id=referral.hub_id, referral_id=referral.id, whom=whom, occasion=occasion,
        contact_id=contact.id if contact and whom == Whom.CONTACT else None,
    )  # fmt: skip
