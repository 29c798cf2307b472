"""What the report of a mail server does to the letter that it speaks of: a mark and a task, another try, or nothing."""

from datetime import timedelta

from hub import ledger, unreachable
from hub.dispatch.tables import Referral
from hub.intake.mail.shapes import MailKind
from hub.intake.outcome import Decision, MailReason
from hub.intake.tables import RawMail
from hub.letters import UNPROVEN, Letter
from hub.store import Work

# How long a letter waits that was refused for now (a full mailbox, a busy server). Refused after the last, for good.
PAUSES = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 48))
REFUSED_FOR_NOW = "a mail server on the way gave it back for now"


def log_on_letter(work: Work, held: RawMail, decision: Decision, kind: MailKind) -> Referral | None:
    """Write on the letter what a machine told of it; the case that the letter is about, if any.

    Only who got the letter can prove what he says of it. A hard failure that is proven marks the letter, which makes it
    a task for the desk, and its address; one that anybody could have written marks the letter as in doubt. A soft one
    that is proven brings another try.
    """
    letter = _held(work, decision)
    if letter is None:
        return None
    if decision.reason == MailReason.HARD:
        _failed(work, held, letter, MailReason.HARD, proven=decision.letter_proven)
    elif decision.letter_proven and not kind.still_trying:
        if decision.reason == MailReason.SOFT:
            _refused_for_now(work, held, letter)
        elif decision.reason == MailReason.RETURNED:
            _failed(work, held, letter, MailReason.RETURNED, proven=True)
    return work.session.get(Referral, letter.referral_id) if letter.referral_id else None


def _held(work: Work, decision: Decision) -> Letter | None:
    if decision.letter_id is None:
        return None
    return work.session.get(Letter, decision.letter_id, with_for_update={"key_share": True}, populate_existing=True)


def _failed(work: Work, held: RawMail, letter: Letter, reason: MailReason, *, proven: bool) -> None:
    """A proven failure also marks a letter of which another mail only said so: whoever laid that aside doubted that
    mail."""
    if not _is_news(letter, proven):
        return
    if letter.bounce_reason == UNPROVEN:
        letter.settled_at = None
    letter.bounced_at, letter.bounce_reason = work.now, reason if proven else UNPROVEN
    work.session.flush()
    if proven and reason != MailReason.RETURNED:
        unreachable.mark(work, letter.id)
    ledger.write(
        work, "letter.bounced", "letter", letter.id, hub_id=held.hub_id, referral_id=letter.referral_id,
        raw_mail=held.id, proven=proven, reason=reason,
    )  # fmt: skip


def _is_news(letter: Letter, proven: bool) -> bool:
    """Whether a failure that is proven, or only said, tells more of this letter than is known."""
    if proven:
        return letter.bounced_at is None or letter.bounce_reason == UNPROVEN
    return letter.bounced_at is None and letter.parked_at is None


def _refused_for_now(work: Work, held: RawMail, letter: Letter) -> None:
    """The letter goes once more, as the same mail; one that waits for its next try, or is a task, is left alone."""
    if letter.done_at is None or letter.settled_at or (letter.bounced_at and letter.bounce_reason != UNPROVEN):
        return
    if letter.hub_id is None:  # a link to sign in, which has run out by then
        return
    if letter.soft_returns >= len(PAUSES):
        _failed(work, held, letter, MailReason.SOFT, proven=True)
        return
    letter.done_at, letter.attempts, letter.last_error = None, 0, REFUSED_FOR_NOW
    letter.due_at = work.real + PAUSES[letter.soft_returns]
    letter.soft_returns += 1
    ledger.write(
        work, "letter.retried", "letter", letter.id, hub_id=held.hub_id, referral_id=letter.referral_id,
        raw_mail=held.id, times=letter.soft_returns,
    )  # fmt: skip
