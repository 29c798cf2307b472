"""Whether a referral helped, in the words of who made it: asked once it is closed, answered once, open to change."""

from dataclasses import dataclass
from uuid import UUID

from hub.dispatch import alarm, moves
from hub.dispatch.case import Outcome, is_open
from hub.dispatch.feedback import answering
from hub.dispatch.feedback.helping import Says
from hub.dispatch.feedback.turning import HELPED
from hub.dispatch.tables import Message, Referral
from hub.dispatch.typed import clean
from hub.intake.additions import held_by
from hub.intake.holder import Holder
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, N_, _, use_language

AS_SAID = {"yes": Says.YES, "some": Says.NOT_YET, "no": Says.NO}
ANSWERS = {"yes": N_("Ja"), "some": N_("Een beetje"), "no": N_("Nee")}
# Of a number that lapses, or goes on elsewhere, nobody is asked whether it helped.
NOT_ASKED = (Outcome.DOUBLE, Outcome.OTHER_HUB, Outcome.WITHDRAWN)
# Where the answer is stored, beside the sections of the form: (code, words, the message that the desk reads).
AT = HELPED


def choices() -> list[tuple[str, str]]:
    return [(code, _(word)) for code, word in ANSWERS.items()]


@dataclass(frozen=True)
class Helped:
    """What was answered; `answer` is "" before that."""

    answer: str = ""
    words: str = ""


def asked_of(referral: Referral) -> Helped | None:
    """None where it is not asked."""
    if is_open(referral.stage) or referral.outcome in NOT_ASKED:
        return None
    stored = referral.sections.get(AT) or {}
    return Helped(stored.get("answer", ""), stored.get("words", ""))


def say(work: Work, holder: Holder, answer: str, words: str) -> None:
    """Keep the answer of the referrer, which the desk reads as a new message. Another one takes its place, and shows
    what stood there before. After a "no" the case is taken in hand again.

    Invalid at "helped" or "helped_words"; Refused where it is not asked.
    """
    referral = held_by(work, holder)
    if asked_of(referral) is None:
        raise Refused(_("Dit vragen we pas als de aanmelding afgesloten is."))
    if answer not in ANSWERS:
        raise Invalid({"helped": _("Kies een antwoord.")})
    words = clean("helped_words", words)
    if asked_of(referral) == Helped(answer, words):
        return
    with use_language(DEFAULT_LANGUAGE):  # the desk reads it, whatever the screen of the referrer speaks
        said = _("Is er geholpen? %(answer)s.", answer=_(ANSWERS[answer]))
    alarm.listen(work, referral, words)
    message = _told(work, referral, "\n\n".join(part for part in (said, words) if part))
    referral.sections = {
        **referral.sections, AT: {"answer": answer, "words": words, "message": str(message.id)}
    }  # fmt: skip
    work.session.add(referral)
    work.session.flush()
    answering.was_said(work, referral, message, AS_SAID[answer])
    moves.rewatch(work, referral)
    moves.log(work, "referrer.helped", "message", message.id, referral, answer=answer)


def _told(work: Work, referral: Referral, text: str) -> Message:
    """The one message of this answer, which waits to be read (again)."""
    before = (referral.sections.get(AT) or {}).get("message")
    found = work.session.get(Message, UUID(before)) if before else None
    # A case that another hub took over brought its answers along, and no message of here.
    if found is None or found.referral_id != referral.id:
        found = Message(
            hub_id=referral.hub_id, referral_id=referral.id, at=work.now, kind="help", text=text,
            author_name=referral.referrer_name,
        )  # fmt: skip
    elif found.seen_at:
        found.first_text = found.first_text or found.text
        found.text, found.at, found.corrected_at, found.seen_at = text, work.now, work.now, None
    else:
        found.text, found.at = text, work.now
    work.session.add(found)
    return found
