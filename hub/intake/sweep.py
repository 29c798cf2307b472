"""Sweeping many mails aside: as what, and which stay because somebody must read them first."""

from enum import StrEnum

from hub.intake.mail.marks import SEALED
from hub.intake.outcome import MailReason
from hub.intake.tables import MailOutcome, RawMail
from hub.wording import N_


class SweptAs(StrEnum):
    """The values stand in the ledger."""

    SPAM = "spam"
    ROBOT = "robot"
    HANDLED = "handled"


AS_WORDS = {
    SweptAs.SPAM: N_("Spam"),
    SweptAs.ROBOT: N_("Robot, geen antwoord nodig"),
    SweptAs.HANDLED: N_("Afgehandeld"),
}


class Left(StrEnum):
    """Why a mail is not swept aside with the others."""

    GONE = "gone"
    DANGER = "danger"
    CASE = "case"
    SHUT = "shut"
    UNREAD = "unread"


LEFT_WORDS = {
    Left.GONE: N_("wacht niet meer op een plaats"),
    Left.DANGER: N_("spreekt van gevaar"),
    Left.CASE: N_("wijst naar een aanmelding"),
    Left.SHUT: N_("alleen de coördinator leest deze e-mail"),
    Left.UNREAD: N_("we konden deze e-mail niet helemaal lezen"),
}
# In what was not read whole, nobody looked for danger or for a case.
_NOT_READ = frozenset(
    {
        MailReason.ENCRYPTED, MailReason.TOO_LARGE, MailReason.TOO_COMPLICATED, MailReason.TOO_LONG,
        MailReason.UNREADABLE, MailReason.FAILED,
    }
)  # fmt: skip


def why_left(mail: RawMail, *, may_read: bool) -> Left | None:
    """Why this mail stays where it is when many are swept aside; None when it may go. `may_read` says whether whoever
    sweeps may read all of it. Each of these is still laid aside from its own page."""
    if mail.outcome != MailOutcome.TO_PLACE or mail.settled_at is not None:
        return Left.GONE
    if not may_read:
        return Left.SHUT
    if mail.danger:
        return Left.DANGER
    if mail.referral_id or mail.suggested_referral_id or mail.outcome_reason == MailReason.SEVERAL:
        return Left.CASE
    if mail.outcome_reason in _NOT_READ or not mail.whole or SEALED & set(mail.marks):
        return Left.UNREAD
    return None
