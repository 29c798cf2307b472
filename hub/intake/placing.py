"""What the desk does with a mail that waits: place it on a case, or decide that there is nothing to do."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub import ledger
from hub.dispatch import turn_to
from hub.dispatch.numbers import the_case_called
from hub.dispatch.tables import Referral
from hub.dispatch.typed import clean
from hub.hubs import Hub
from hub.intake import mail_shield
from hub.intake.recording import say_on_case, share_documents
from hub.intake.tables import MailOutcome, RawMail
from hub.people.rights import Right, require
from hub.problems import Refused
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, _, use_language

LONGEST_NOTE = 500


def is_aside(mail: RawMail) -> bool:
    """Somebody decided that there was nothing to do with this mail; that can still be decided otherwise."""
    return mail.outcome == MailOutcome.TO_PLACE and mail.settled_at is not None and mail.referral_id is None


def place_on_case(work: Work, mail_id: UUID, number: str) -> Referral:
    """Put a mail that waits, or that was laid aside, on the case with this number, at the same hub.

    Invalid when there is no such case.
    """
    mail = waiting(work, mail_id, aside_too=True)
    case, _called = the_case_called(work, mail.hub_id, number)
    referral = say_on_case(work, mail, case)
    share_documents(work, mail, referral)
    mail.referral_id = referral.id
    settled(work, mail, "mail.place", [referral])
    return referral


def nothing_to_do(work: Work, mail_id: UUID, reason: str) -> None:
    """Put a mail that waits aside, with the reason."""
    mail = waiting(work, mail_id)
    mail.settled_note = clean("reason", reason, needed=_("Zeg kort waarom er niets te doen is."), at_most=LONGEST_NOTE)
    settled(work, mail, "mail.nothing", [])


def answer_family(work: Work, mail_id: UUID) -> None:
    """A mail that waits came from a parent or youngster, who reads where to turn; there is nothing else to do with it.

    Refused where nobody would read the answer, or where somebody else may have written under this address.
    """
    mail = waiting(work, mail_id)
    if not mail.may_answer:
        raise Refused(_("Op deze e-mail kunnen we niet antwoorden. Leg ze opzij, of bel."))
    turn_to.write(work, work.found(Hub, mail.hub_id), mail.from_address.lower(), f"turn_to:{mail.id}")
    with use_language(DEFAULT_LANGUAGE):  # kept for all of the desk
        mail.settled_note = _("Ouder of jongere: kreeg een antwoord met waar die terecht kan.")
    settled(work, mail, "mail.turn_to", [])


def settle_flag(work: Work, mail_id: UUID) -> None:
    """The desk has seen to a national register number in a mail: the sender knows not to do that again."""
    mail = held_mail(work, mail_id)
    if not mail.national_numbers or mail.flag_settled_at:
        raise Refused(_("Dit was al afgehandeld."))
    mail.flag_settled_at = work.now
    work.session.flush()
    ledger.write(work, "mail.flag_settled", "raw_mail", mail.id, hub_id=mail.hub_id)


def held_mail(work: Work, mail_id: UUID) -> RawMail:
    """The mail, held for this unit of work: whoever else places it waits, and then sees that it is placed."""
    mail = work.held(RawMail, mail_id)
    require(work.asker, Right.TRIAGE, mail.hub_id)
    if mail.outcome is None:
        raise Refused(_("Deze e-mail wordt nog gelezen. Probeer het zo meteen opnieuw."))
    return mail


def waits_again(mail: RawMail) -> None:
    """A mail that was laid aside, and is held, waits for its place once more."""
    mail.settled_at = mail.settled_by = mail.passed_to_hub_id = None
    mail.settled_note = ""


def waiting(work: Work, mail_id: UUID, *, aside_too: bool = False) -> RawMail:
    """The mail, held, while it waits for its place or was laid `aside_too`. Refused once it has one; NotAllowed for
    whoever is shut out of what it tells."""
    mail = held_mail(work, mail_id)
    mail_shield.must_read(work, mail)
    if mail.outcome != MailOutcome.TO_PLACE or (mail.settled_at and not (aside_too and is_aside(mail))):
        raise Refused(_("Deze e-mail heeft al een plaats. Kijk hoe het nu staat."))
    return mail


def settled(work: Work, mail: RawMail, act: str, cases: Sequence[Referral]) -> None:
    """A mail that waited has its place now; why it was laid aside before, counts no more, unless it is taken back.

    How its cases stand at this moment tells later whether something was built on it.
    """
    work.session.flush()
    before = {
        "at": mail.settled_at.isoformat() if mail.settled_at else None,
        "by": str(mail.settled_by) if mail.settled_by else None, "note": mail.settled_note,
    }  # fmt: skip
    if cases:
        mail.placed = {"before": before, "cases": versions_of(work, [case.id for case in cases])}
        mail.settled_note = ""
    mail.settled_at, mail.settled_by = work.now, work.asker.person_id
    work.session.flush()
    ledger.write(
        work, act, "raw_mail", mail.id, hub_id=mail.hub_id, referral_id=cases[0].id if cases else None
    )  # fmt: skip


def versions_of(work: Work, ids: Sequence[UUID]) -> dict[str, int]:
    """How often each of these cases changed; whatever is done with a case raises it."""
    rows = work.session.execute(sa.select(col(Referral.id), col(Referral.version)).where(col(Referral.id).in_(ids)))
    return {str(one): version for one, version in rows}
