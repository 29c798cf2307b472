"""The answer to whether there is help: by the mailed link, or noted by the desk after a call. "No" brings it back."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub import links
from hub.asker import Asker, AskerKind
from hub.dispatch import alarm, moves
from hub.dispatch.case import Move, Stage
from hub.dispatch.clarify import take_as
from hub.dispatch.feedback import contacting, turning
from hub.dispatch.feedback.helping import COMES_BACK, SAYS_WORDS, WHOM_WORDS, Occasion, Says, Whom
from hub.dispatch.feedback.tables import HelpQuestion, YoungsterContact
from hub.dispatch.locks import take
from hub.dispatch.reopening import FROM, bring_back, propose
from hub.dispatch.table_tables import AgendaReason
from hub.dispatch.tables import Message, Referral
from hub.dispatch.typed import clean
from hub.hubs import Hub
from hub.links import Purpose
from hub.people.rights import Right
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, _, use_language

AT_MOST = 2000
# How the referrer's own page calls these answers (hub.intake.helped).
ON_OWN_PAGE = {Says.YES: "yes", Says.NOT_YET: "some", Says.NO: "no"}


@dataclass(frozen=True)
class Asked:
    """What the holder of a link reads: the question, where one is open or was answered; and whether it may stop all
    letters to itself."""

    hub: Hub
    row: HelpQuestion | None
    number: str
    contact: YoungsterContact | None
    last: bool  # nothing was asked of it after that

    @property
    def open(self) -> bool:
        return self.row is not None and self.row.answered_at is None and self.row.ended_at is None

    @property
    def answered(self) -> str:
        """What was said, open to change while nothing was asked after it."""
        return self.row.answer or "" if self.row is not None and self.last else ""


def asked_by(work: Work, token: str) -> Asked:
    """NotFound when the link does not work any more. The number is the referrer's only."""
    link = links.open_link(work, token, Purpose.HELP)
    contact = work.session.get(YoungsterContact, link.noun_id)
    row = _last_of(work, contact) if contact else work.session.get_one(HelpQuestion, link.noun_id)
    referral = work.session.get_one(Referral, contact.referral_id if contact else row.referral_id if row else None)
    return Asked(
        work.session.get_one(Hub, referral.hub_id), row, "" if contact else referral.number, contact,
        last=row is not None and not _asked_after(work, row),
    )  # fmt: skip


def answer_by_link(work: Work, token: str, says: str, words: str = "") -> None:
    """Refused when the question was answered or is not asked any more."""
    link = links.open_link(work, token, Purpose.HELP)
    row = asked_by(work, token).row
    if row is None:
        raise Refused(_("We vragen nu niets. Je hoeft niets te doen."))
    work.asker = Asker(AskerKind.LINK, link_id=link.id)
    _say(work, take(work, row.referral_id), row, says, words)


def note_answer(work: Work, referral_id: UUID, whom: str, says: str, words: str = "") -> None:
    """The desk called and notes what it heard."""
    referral = take_as(work, referral_id, Right.CLARIFY)
    row = _open_one(work, referral, whom)
    _say(work, referral, row, says, words, heard_by=work.asker)


def let_rest(work: Work, referral_id: UUID) -> None:
    """Nobody needs to know any more: the questions of this case leave Vandaag and are asked no more."""
    referral = take_as(work, referral_id, Right.CLARIFY)
    turning.end(work, referral.id)
    moves.log(work, "help.let_rest", "referral", referral.id, referral)


def stop(work: Work, token: str) -> None:
    """The contact wants no letters any more; the hub itself does nothing else because of that."""
    link = links.open_link(work, token, Purpose.HELP)
    contact = work.session.get(YoungsterContact, link.noun_id)
    if contact is None or contact.stopped_at:
        return
    work.asker = Asker(AskerKind.LINK, link_id=link.id)
    referral = take(work, contact.referral_id)
    contact.stopped_itself = True
    contacting.end(work, referral, contact)
    moves.log(work, "contact.stop", "youngster_contact", contact.id, referral)


def comes_back(work: Work, referral: Referral) -> bool:
    """There is no help: the case is with the coordinator again, with a proposed place on the next agenda. It is held.
    False where it is with her already, or was no referral to take in hand."""
    if referral.stage in FROM:
        return bring_back(work, referral, AgendaReason.NO_HELP)
    if referral.stage != Stage.CLOSED or referral.outcome not in COMES_BACK:
        return False
    referral.reopened_for, referral.reopened_track_id = AgendaReason.NO_HELP, None
    why: dict[str, Any] = {"for": str(AgendaReason.NO_HELP)}
    moves.move(work, referral, Move.REOPEN, **why)
    propose(work, referral, AgendaReason.NO_HELP)
    return True


def was_said(work: Work, referral: Referral, message: Message, says: Says) -> None:
    """The referrer said on its own page whether it helped: then nobody asks it any more, and what it answered before
    stands so no longer. The case is held."""
    for row in _all_open(work, referral.id):
        if row.whom == Whom.REFERRER:
            _answered(work, row, says, message)
    at_end = select(HelpQuestion).where(
        HelpQuestion.referral_id == referral.id, HelpQuestion.whom == Whom.REFERRER,
        HelpQuestion.occasion == Occasion.END, col(HelpQuestion.answered_at).is_not(None),
    )  # fmt: skip
    last = work.session.exec(at_end.order_by(col(HelpQuestion.made_at).desc()).limit(1)).first()
    if last is not None and not _asked_after(work, last):
        _answered(work, last, says, message)
    if says == Says.NO:
        comes_back(work, referral)


def _say(
    work: Work, referral: Referral, row: HelpQuestion, says: str, words: str, *, heard_by: Asker | None = None
) -> None:
    """The first answer, or another one: each stands in the time line, and none takes the place of words before it."""
    work.session.refresh(row)
    if says not in set(Says):
        raise Invalid({"answer": _("Kies een antwoord.")})
    words = clean("words", words, at_most=AT_MOST)
    if row.ended_at or _asked_after(work, row):
        raise Refused(_("Deze vraag staat niet meer open. Is er iets veranderd? Bel ons."))
    before = Says(row.answer) if row.answer else None
    if before == says and not words:
        return
    alarm.listen(work, referral, words)
    message = _told(work, referral, row, Says(says), before, words, heard_by)
    _answered(work, row, Says(says), message)
    if row.whom == Whom.REFERRER and row.occasion == Occasion.END:  # its own page asks no more what was said already
        helped = {"answer": ON_OWN_PAGE[Says(says)], "words": words, "message": str(message.id)}
        referral.sections = {**referral.sections, turning.HELPED: helped}
        work.session.add(referral)
    if says != Says.NO or not comes_back(work, referral):
        moves.rewatch(work, referral)
    moves.log(work, "help.answer", "help_question", row.id, referral, answer=says, before=before)


def _told(
    work: Work, referral: Referral, row: HelpQuestion, says: Says, before: Says | None, words: str,
    heard_by: Asker | None,
) -> Message:  # fmt: skip
    """The message that the desk reads."""
    of_referrer = row.whom == Whom.REFERRER
    with use_language(DEFAULT_LANGUAGE):
        answer, earlier = _(SAYS_WORDS[says]), _(SAYS_WORDS[before]) if before else ""
        if earlier and earlier != answer:
            said = _("Is er hulp? %(answer)s. Eerder was het antwoord: %(before)s.", answer=answer, before=earlier)
        else:
            said = _("Is er hulp? %(answer)s.", answer=answer)
        who = referral.referrer_name if of_referrer else _(WHOM_WORDS[Whom.CONTACT])
    kind = "call" if heard_by else "help" if of_referrer else "help_contact"
    # A bare yes asks nothing of anybody.
    bare = says == Says.YES and not words and before is None
    message = Message(
        hub_id=referral.hub_id, referral_id=referral.id, at=work.now, kind=kind,
        text="\n\n".join(part for part in (said, words) if part),
        author_id=heard_by.person_id if heard_by else None, author_name=heard_by.name if heard_by else who,
        seen_at=work.now if heard_by or bare else None,
    )  # fmt: skip
    work.session.add(message)
    work.session.flush()
    return message


def _answered(work: Work, row: HelpQuestion, says: Says, message: Message) -> None:
    row.answer, row.answered_at = says, work.now
    row.message_id = row.message_id or message.id  # the first: what a person heard in a call is no life of a track
    row.due_at = row.shown_at = row.shown_for = None
    work.session.flush()


def _asked_after(work: Work, row: HelpQuestion) -> bool:
    """Whether the same was asked anew since."""
    later = select(HelpQuestion.id).where(
        HelpQuestion.referral_id == row.referral_id, HelpQuestion.whom == row.whom,
        col(HelpQuestion.made_at) > row.made_at, col(HelpQuestion.times_asked) > 0,
    )  # fmt: skip
    return work.session.exec(later.limit(1)).first() is not None


def _last_of(work: Work, contact: YoungsterContact) -> HelpQuestion | None:
    """What it is asked: the open question, else the last one that was asked."""
    rows = select(HelpQuestion).where(HelpQuestion.contact_id == contact.id, col(HelpQuestion.times_asked) > 0)
    return work.session.exec(rows.order_by(col(HelpQuestion.made_at).desc()).limit(1)).first()


def _all_open(work: Work, referral_id: UUID) -> list[HelpQuestion]:
    return list(
        work.session.exec(select(HelpQuestion).where(HelpQuestion.referral_id == referral_id, turning.OPEN)).all()
    )


def _open_one(work: Work, referral: Referral, whom: str) -> HelpQuestion:
    found = next((row for row in _all_open(work, referral.id) if row.whom == whom), None)
    if found is None:
        raise Refused(_("Deze vraag is al beantwoord of staat niet meer open."))
    return found
