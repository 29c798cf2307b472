"""Giving one mail its outcome: decide, and write everything down in one transaction, for as long as it is ours."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from hub import ledger, work_rows
from hub.dispatch.case_team import meeting_answers
from hub.dispatch.expertise import coming
from hub.dispatch.sessions import answering
from hub.dispatch.tables import Referral
from hub.intake import recording, returns
from hub.intake.acknowledge import acknowledge
from hub.intake.belonging import known_of
from hub.intake.first_look import FirstLook, look
from hub.intake.mail.problems import SENDER
from hub.intake.mail.shapes import MailKind, ReadMail, Unreadable
from hub.intake.outcome import Decision, MailReason, decide, duplicate, may_answer, to_place
from hub.intake.sender_trust import SenderTrust, believed_servers, sender_trust
from hub.intake.senders import is_ours
from hub.intake.tables import MailOutcome, RawMail
from hub.store import Store, Work

Mail = ReadMail | Unreadable


class LeaseLostError(Exception):
    """Another worker has this mail meanwhile; whatever was written about it here is rolled back."""


@dataclass(frozen=True)
class Result:
    """What became of one mail; `referral` is the number of its case, `attachments` how many files came along."""

    message_id: str
    outcome: MailOutcome
    reason: str
    referral: str | None = None
    attachments: int = 0


def settle(store: Store, row: RawMail, mail: Mail, now: datetime | None = None) -> Result:
    """The outcome of a leased mail, written down; LeaseLostError, and nothing written, when another worker has it."""
    return _once(store, row, mail, now, failed=False)


def give_to_desk(store: Store, row: RawMail, mail: Mail | None, now: datetime | None = None) -> Result:
    """A card "te plaatsen" for a mail that keeps failing; with its words where they can be stored."""
    try:
        return _once(store, row, mail, now, failed=True)
    except LeaseLostError:
        raise
    except Exception:
        if mail is None:
            raise
    return _once(store, row, None, now, failed=True)


def _once(store: Store, row: RawMail, mail: Mail | None, now: datetime | None, *, failed: bool) -> Result:
    try:
        return _settle(store, row, mail, now, failed)
    except IntegrityError as clash:
        if "raw_mail_once" not in str(clash.orig):
            raise
    # The same mail got its outcome a moment ago, in another process: this time the rule sees it.
    return _settle(store, row, mail, now, failed)


def _settle(store: Store, row: RawMail, mail: Mail | None, now: datetime | None, failed: bool) -> Result:
    # The raw mail is stored: without its outcome it is due again. No letter leaves before the disk has both.
    with store.begin(now=now, redone=True) as work:
        readable = mail.envelope if isinstance(mail, Unreadable) else mail
        seen = look(work, row, readable)
        if seen is None:
            raise LeaseLostError
        held = seen.row
        if readable:
            recording.keep_words(held, readable)
            if held.origin_address and is_ours(work, held.origin_address):
                held.origin_name = held.origin_address = ""  # a letter of ours that somebody sent on
            held.sender_trust = _trust_in(work, readable)
        if failed or mail is None:
            decision = duplicate(seen.twin) if seen.twin else to_place(MailReason.FAILED)
        else:
            decision = decide(mail, known_of(work, seen, mail))
            held.may_answer = may_answer(mail, held.stored_at, forged=held.sender_trust == SenderTrust.FORGED)
        referral = _write_down(work, seen, readable, decision)
        ledger.write(
            work, f"mail.{decision.outcome}", "raw_mail", held.id, hub_id=held.hub_id,
            referral_id=referral.id if referral else None, reason=decision.reason,
        )  # fmt: skip
        finished = work_rows.finish(
            work.session, held, now=work.real, outcome=decision.outcome, outcome_reason=decision.reason,
            duplicate_of=decision.duplicate_of, letter_id=decision.letter_id,
            letter_proven=decision.letter_proven, pointed_by=decision.pointed_by,
            referral_id=referral.id if referral else None,
            suggested_referral_id=decision.suggested_referral_id,
            **{name: getattr(held, name) for name in recording.READ_ONCE},
        )  # fmt: skip
        if not finished:
            raise LeaseLostError
        files = len(readable.attachments) if readable else 0
        return Result(held.message_key, decision.outcome, decision.reason, referral.number if referral else None, files)


def _trust_in(work: Work, mail: ReadMail) -> SenderTrust:
    """What our mail server says of the sender; of several in one From it vouches for none."""
    believed = believed_servers(work.store.settings.authserv_ids)
    return sender_trust(mail.servers_say, believed, "" if SENDER in mail.problems else mail.from_address)


def _write_down(work: Work, seen: FirstLook, mail: ReadMail | None, decision: Decision) -> Referral | None:
    """Everything that the outcome brings along; the case that the mail is about, if any."""
    held = seen.row
    files = mail.attachments if mail else ()
    match decision.outcome:
        case MailOutcome.REFERRAL:
            referral = recording.open_from_mail(work, seen.hub, held, sender=seen.sender)
            recording.keep_documents(work, held, files, referral.id)
            acknowledge(work, held, seen.hub, [referral], opened=seen.opened + 1)
            return referral
        case MailOutcome.MESSAGE:
            assert decision.referral_id is not None, "a message has its case"
            referral = recording.say_on_case(work, held, decision.referral_id)
            recording.keep_documents(work, held, files, referral.id)
            return referral
        case MailOutcome.TO_PLACE:
            recording.keep_documents(work, held, files, None)
            return None
        case MailOutcome.BOUNCE | MailOutcome.AUTO_REPLY:
            return returns.log_on_letter(work, held, decision, mail.kind if mail else MailKind())
        case MailOutcome.COMING:
            assert decision.attendance_id is not None, "an answer has its invitation"
            assert isinstance(mail, ReadMail), "an answer was read"
            assert mail.calendar is not None, "an answer comes from a calendar"
            said = (decision.attendance_id, mail.calendar.answer)
            if not (meeting_answers.answer_by_mail(work, *said) or coming.answer_by_mail(work, *said)):
                answering.answer_by_mail(work, *said)
            recording.keep_documents(work, held, files, None)
            return None
    original = work.session.get(RawMail, decision.duplicate_of)
    return work.session.get(Referral, original.referral_id) if original and original.referral_id else None
