"""What becomes of a mail: a pure rule that gives every mail exactly one outcome, with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from hub.intake.mail.problems import BODY, CUT, ENCRYPTED, TOO_DEEP, TOO_MANY
from hub.intake.mail.shapes import AWAY_WORDS, BY_RULE, ReadMail, Unreadable
from hub.intake.tables import MailOutcome
from hub.wording import N_, _

# Somebody who wrote longer ago does not expect to hear now that the mail came in.
TOO_OLD_TO_ANSWER = timedelta(days=7)


class MailReason(StrEnum):
    """Why a mail has its outcome."""

    NEW = "new"
    SIGNED = "signed"
    THREAD = "thread"
    SUBJECT = "subject"
    SAME_MAIL = "same_mail"
    HARD = "hard"
    SOFT = "soft"
    RETURNED = "returned"
    AUTOMATIC = "automatic"
    OURSELVES = "ourselves"
    STRANGER = "stranger"
    FORGED = "forged"
    SEVERAL = "several"
    FOLLOWS_UNPLACED = "follows_unplaced"
    BULK = "bulk"
    NO_SENDER = "no_sender"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too_large"
    TOO_COMPLICATED = "too_complicated"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    CALENDAR = "calendar"
    COMING = "coming"
    SEEMS_AUTOMATIC = "seems_automatic"
    FAILED = "failed"


REASON_WORDS = {
    MailReason.NEW: N_("hoort bij geen aanmelding die er al is"),
    MailReason.SIGNED: N_("antwoord aan het eigen adres van de aanmelding"),
    MailReason.THREAD: N_("antwoord op een eerdere e-mail over de aanmelding"),
    MailReason.SUBJECT: N_("het nummer van de aanmelding staat in het onderwerp"),
    MailReason.SAME_MAIL: N_("dezelfde e-mail kwam al eens binnen"),
    MailReason.HARD: N_("niet bezorgd: het adres werkt niet"),
    MailReason.SOFT: N_("voorlopig niet bezorgd"),
    MailReason.RETURNED: N_("bericht over een e-mail die niet aankwam"),
    MailReason.AUTOMATIC: N_("automatisch antwoord"),
    MailReason.OURSELVES: N_("een e-mail van het meldpunt zelf"),
    MailReason.STRANGER: N_("wijst naar een aanmelding, maar de afzender is daar niet bekend"),
    MailReason.FORGED: N_("de mailserver zegt dat de afzender niet klopt"),
    MailReason.SEVERAL: N_("kan bij meer dan één aanmelding horen"),
    MailReason.FOLLOWS_UNPLACED: N_("hoort bij een e-mail die nog te plaatsen is"),
    MailReason.BULK: N_("nieuwsbrief, mailinglijst of automatisch verstuurd"),
    MailReason.NO_SENDER: N_("zonder leesbare afzender"),
    MailReason.EMPTY: N_("zonder tekst en zonder bijlagen"),
    MailReason.ENCRYPTED: N_("versleuteld: alleen te lezen met de sleutel van de ontvanger"),
    MailReason.TOO_LARGE: N_("te groot: alleen afzender, onderwerp en datum zijn hier"),
    MailReason.TOO_COMPLICATED: N_("te ingewikkeld opgebouwd om helemaal te lezen"),
    MailReason.TOO_LONG: N_("te lang om hier te tonen: de tekst zit in de bijlage"),
    MailReason.UNREADABLE: N_("het lezen duurde te lang of vroeg te veel geheugen"),
    MailReason.CALENDAR: N_("een antwoord of uitnodiging uit een agenda"),
    MailReason.COMING: N_("antwoord op een uitnodiging voor een zitting"),
    MailReason.SEEMS_AUTOMATIC: N_("lijkt automatisch verstuurd: kijk of iemand het zelf schreef"),
    MailReason.FAILED: N_("het verwerken mislukte drie keer"),
}


OUTCOME_WORDS = {
    MailOutcome.REFERRAL: N_("nieuwe aanmelding"),
    MailOutcome.MESSAGE: N_("bericht bij een aanmelding"),
    MailOutcome.BOUNCE: N_("niet bezorgd"),
    MailOutcome.AUTO_REPLY: N_("automatisch bericht"),
    MailOutcome.TO_PLACE: N_("te plaatsen"),
    MailOutcome.DUPLICATE: N_("dubbel"),
    MailOutcome.COMING: N_("antwoord op een uitnodiging"),
}


def outcome_words(outcome: str) -> str:
    """What became of a mail, in the language of the moment."""
    return _(OUTCOME_WORDS[MailOutcome(outcome)])


def reason_words(code: str) -> str:
    """The reason in the language of the moment; an unknown code says itself."""
    known = MailReason._value2member_map_.get(code)
    return _(REASON_WORDS[known]) if isinstance(known, MailReason) else code


@dataclass(frozen=True)
class Candidate:
    """A case that a mail points at, and whether its sender is known to that case."""

    referral_id: UUID
    knows_sender: bool


@dataclass(frozen=True)
class Pointer:
    """One sign of where a mail belongs (`by`: SIGNED, THREAD or SUBJECT) and the cases that it stands for."""

    by: MailReason
    cases: tuple[Candidate, ...]


@dataclass(frozen=True)
class Known:
    """What the hub knows about a mail besides the mail itself.

    `pointers` stand in the order in which they are to be believed. `letter_id` and `letter_referral_id` are the letter
    of ours that a robot answers, and its case; `letter_proven` whether it shows that it knows that letter.
    `unplaced_suggests` is the case at which the mail points that this one follows, while nobody placed that.
    `forged` says that our mail server rejects the sender: whoever wrote it is known to no case.
    """

    duplicate_of: UUID | None = None
    from_ourselves: bool = False
    letter_id: UUID | None = None
    letter_referral_id: UUID | None = None
    letter_proven: bool = False
    pointers: Sequence[Pointer] = field(default=())
    follows_unplaced: bool = False
    unplaced_suggests: UUID | None = None
    forged: bool = False
    whole: bool = True
    attendance_id: UUID | None = None  # the invitation to a session that a calendar answers
    doubtful_answer: bool = False  # it answers one of ours, and a person has to look at it
    about_session: bool = False  # it answers such an invitation in words


@dataclass(frozen=True)
class Decision:
    outcome: MailOutcome
    reason: MailReason
    referral_id: UUID | None = None
    suggested_referral_id: UUID | None = None
    pointed_by: str = ""  # the sign towards the suggested case, as in `Pointer.by`
    letter_id: UUID | None = None
    letter_proven: bool = False
    duplicate_of: UUID | None = None
    attendance_id: UUID | None = None


MAY_BE_SOMEBODY = frozenset({AWAY_WORDS, BY_RULE})
_BOUNCE_REASONS = {"hard": MailReason.HARD, "soft": MailReason.SOFT}
_NOT_WHOLLY_READ = {
    ENCRYPTED: MailReason.ENCRYPTED,
    TOO_DEEP: MailReason.TOO_COMPLICATED,
    TOO_MANY: MailReason.TOO_COMPLICATED,
    BODY: MailReason.UNREADABLE,
}


def decide(mail: ReadMail | Unreadable, known: Known) -> Decision:
    """The one outcome of this mail. Machines come before people, certainty before guesses, and the desk last."""
    if known.duplicate_of:
        return duplicate(known.duplicate_of)
    if isinstance(mail, Unreadable):
        return to_place(MailReason.UNREADABLE)
    answer = _to_invitation(mail, known)
    if answer:
        return answer
    machine = _machine(mail, known)
    if machine:
        return machine
    return _on_case(known) or _new(mail, known)


def _to_invitation(mail: ReadMail, known: Known) -> Decision | None:
    """An answer from a calendar to a session of ours, before machines: calendars send many of these by themselves."""
    if known.attendance_id:
        return Decision(MailOutcome.COMING, MailReason.COMING, attendance_id=known.attendance_id)
    if known.doubtful_answer and mail.kind.name != "bounce":
        return to_place(MailReason.FORGED if known.forged else MailReason.CALENDAR)
    return None


def duplicate(of: UUID) -> Decision:
    return Decision(MailOutcome.DUPLICATE, MailReason.SAME_MAIL, duplicate_of=of)


def to_place(reason: MailReason, suggested: UUID | None = None, pointed_by: str = "") -> Decision:
    return Decision(MailOutcome.TO_PLACE, reason, suggested_referral_id=suggested, pointed_by=pointed_by)


def _machine(mail: ReadMail, known: Known) -> Decision | None:
    """Delivery failures, automatic answers and our own letters coming back; never answered.

    What only reads as an automatic answer, and answers no letter of ours, would be in nobody's sight: a person who is
    away tomorrow may refer today, and a rule may send on what a school wrote to an old address.
    """
    if mail.kind.name == "bounce":
        outcome, reason = MailOutcome.BOUNCE, _BOUNCE_REASONS.get(mail.kind.bounce, MailReason.RETURNED)
    elif known.from_ourselves:
        outcome, reason = MailOutcome.AUTO_REPLY, MailReason.OURSELVES
    elif mail.kind.name == "auto_reply":
        if known.letter_id is None and mail.kind.why and MAY_BE_SOMEBODY.issuperset(mail.kind.why):
            return to_place(MailReason.SEEMS_AUTOMATIC, *_first_named(known))
        outcome, reason = MailOutcome.AUTO_REPLY, MailReason.AUTOMATIC
    else:
        return None
    return Decision(
        outcome, reason,
        referral_id=known.letter_referral_id, letter_id=known.letter_id, letter_proven=known.letter_proven,
    )  # fmt: skip


def _on_case(known: Known) -> Decision | None:
    """A message on a case, when a sign points there and the sender is known there; otherwise people decide."""
    if known.forged:
        suggested, by = _first_named(known)
        return to_place(MailReason.FORGED, *((suggested, by) if suggested else _followed(known)))
    for pointer in known.pointers:
        knowing = {case.referral_id for case in pointer.cases if case.knows_sender}
        if len(knowing) > 1:
            return to_place(MailReason.SEVERAL)
        if knowing:
            return Decision(MailOutcome.MESSAGE, pointer.by, referral_id=knowing.pop())
    suggested, by = _first_named(known)
    return to_place(MailReason.STRANGER, suggested, by) if suggested else None


def _first_named(known: Known) -> tuple[UUID | None, str]:
    """The case that the surest sign names, and that sign."""
    named = ((case.referral_id, str(pointer.by)) for pointer in known.pointers for case in pointer.cases)
    return next(named, (None, ""))


def _followed(known: Known) -> tuple[UUID | None, str]:
    """The case at which the waiting mail points that this one follows."""
    return known.unplaced_suggests, MailReason.FOLLOWS_UNPLACED if known.unplaced_suggests else ""


def _new(mail: ReadMail, known: Known) -> Decision:
    """A new referral to clarify, unless there is something that only a person can judge."""
    if known.follows_unplaced:
        return to_place(MailReason.FOLLOWS_UNPLACED, *_followed(known))
    if not mail.from_address:
        return to_place(MailReason.NO_SENDER)
    if not known.whole:
        return to_place(MailReason.TOO_LARGE)
    for problem, reason in _NOT_WHOLLY_READ.items():
        if problem in mail.problems:
            return to_place(reason)
    if mail.calendar:
        return to_place(MailReason.CALENDAR)
    if known.about_session:
        return to_place(MailReason.COMING)
    if mail.kind.name == "bulk":
        return to_place(MailReason.BULK)
    if not mail.own_text.strip() and not mail.body_text.strip():
        if CUT in mail.problems:
            return to_place(MailReason.TOO_LONG)
        if not mail.attachments:
            return to_place(MailReason.EMPTY)
    return Decision(MailOutcome.REFERRAL, MailReason.NEW)


def may_answer(mail: ReadMail | Unreadable, arrived: datetime, *, forged: bool = False) -> bool:
    """Whether an answer would reach a person who still waits for one, and not whoever was `forged` to have written."""
    if forged or isinstance(mail, Unreadable) or not mail.kind.answerable or not mail.from_address:
        return False
    return mail.date is None or arrived - mail.date <= TOO_OLD_TO_ANSWER
