"""Why a mail that waits points at a case, and what speaks against it: in words, for who decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.intake.outcome import MailReason
from hub.intake.sender_trust import SenderTrust
from hub.intake.tables import RawMail
from hub.wording import N_, _

POINTS = {
    MailReason.SIGNED: N_("De e-mail kwam op het eigen adres van %(number)s."),
    MailReason.THREAD: N_("De e-mail antwoordt op een eerdere e-mail over %(number)s."),
    MailReason.SUBJECT: N_("Het nummer %(number)s staat in het onderwerp."),
    MailReason.FOLLOWS_UNPLACED: N_(
        "De e-mail antwoordt op een e-mail die nog te plaatsen is. Die wijst naar %(number)s."
    ),
}


@dataclass(frozen=True)
class Signs:
    """Sentences: the sign that `points` at the case, and what speaks `against` it."""

    points: str
    against: Sequence[str]


def signs_of(mail: RawMail, number: str) -> Signs:
    """The sign towards the case with this number. Mails from before signs were kept say only that they point there."""
    template = POINTS.get(MailReason(mail.pointed_by)) if mail.pointed_by in set(MailReason) else None
    points = _(template, number=number) if template else _("De e-mail wijst naar %(number)s.", number=number)
    against = []
    if mail.outcome_reason == MailReason.STRANGER:
        against.append(_("De afzender is daar niet bekend."))
    if mail.sender_trust == SenderTrust.FORGED:
        against.append(_("De mailserver zegt dat de afzender niet klopt."))
    elif mail.sender_trust == SenderTrust.UNCONFIRMED:
        against.append(_("De mailserver kon de afzender niet bevestigen."))
    return Signs(points, against)
