"""Operations of the referrer, by a personal link or signed in: confirm, add what was missing, answer, contradict."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlmodel import col, select

from hub.dispatch import alarm, clarify, identity, moves
from hub.dispatch.carrying import newest_of
from hub.dispatch.case import is_open
from hub.dispatch.clarify_tables import Question
from hub.dispatch.tables import Message, Referral
from hub.dispatch.typed import clean
from hub.intake import completing, filling, section_form
from hub.intake.holder import Holder, is_confirmed, may_write, shows_questions
from hub.intake.papers import add_documents, that_fit
from hub.intake.questions import Section
from hub.intake.quota import Room
from hub.intake.section_form import Said
from hub.intake.sections import Parent
from hub.intake.typed import Typed
from hub.intake.uploads import Upload
from hub.links import Purpose
from hub.problems import NotAllowed, NotFound, Refused
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, _, _n, use_language

TOGETHER = " · "


def confirm_referrer(work: Work, holder: Holder) -> None:
    """Whoever signed in says to be the referrer: that proves that the address reached a person."""
    if holder.colleague:
        raise NotFound
    referral = moves.take(work, holder.referral_id)
    referral.referrer_confirmed_at = referral.referrer_confirmed_at or work.now
    moves.log(work, "referrer.confirm", "referral", referral.id, referral)


class Overtaken(Refused):
    """Somebody else changed this section since the form was opened: the desk, or the referrer on another device."""


def open_section(work: Work, holder: Holder, section: Section, seen: str = "") -> tuple[Referral, Said]:
    """The case, held, with this section as it is stored; to be asked before what was typed is weighed against it.

    `seen` is what the form was opened with, "" for one that does not say. Refused when the case is over.
    """
    completing.hold_for(work, holder.referral_id, section)
    referral = held_by(work, holder)
    if not is_open(referral.stage):
        raise Refused(_("Deze aanmelding is afgesloten. Bel ons als er nog iets bij moet."))
    stored = filling.read(section, referral, identity.youngster_of(work, referral))
    if seen not in ("", section_form.seen(stored)):
        raise Overtaken(_("Dit deel veranderde intussen, op een ander toestel of bij het meldpunt."))
    return referral, stored


def keep_section(work: Work, holder: Holder, section: Section, said: Typed | Sequence[Parent]) -> bool:
    """Store one section; the desk hears once that something was added. False when nothing was different."""
    referral, stored = open_section(work, holder, section)
    known = set(_texts(stored))
    fields, _held_back = completing.store(work, referral, section, said)
    if not fields:
        return False
    # What was typed anew: words that somebody at the desk has seen do not come first again with each save.
    alarm.listen(work, referral, *(text for text in _texts(said) if text not in known))
    _say_added(work, referral, section.called(referral.subject_kind)[0])
    moves.log(work, "case.section", "referral", referral.id, referral, section=section.name, fields=fields)
    return True


def _texts(said: Typed | Sequence[Parent]) -> Iterator[str]:
    for one in [said] if isinstance(said, Typed) else said:
        yield from (value for value in one.model_dump().values() if isinstance(value, str))


def add_papers(work: Work, holder: Holder, uploads: Sequence[Upload], room: Room) -> list[str]:
    """Files that the referrer adds to its own case; what there is no room for comes back as sentences."""
    referral = held_by(work, holder)
    fit, beyond = that_fit(work, uploads, room, referral_id=referral.id)
    added = add_documents(work, referral.hub_id, fit, referral_id=referral.id)
    if added:
        with use_language(DEFAULT_LANGUAGE):
            _say(
                work, referral,
                _n("De aanmelder voegde %(num)s bijlage toe.", "De aanmelder voegde %(num)s bijlagen toe.", len(added)),
            )  # fmt: skip
    return beyond


def tell_wrong(work: Work, holder: Holder, text: str) -> Message:
    """ "Er klopt iets niet": a message from the referrer, which waits on Vandaag until somebody has read it.

    To write needs no code, and the message says so: whoever has the link may have it by mistake.
    """
    referral = held_by(work, holder, to_read=False)
    text = clean("wrong", text, needed=_("Schrijf wat je wil laten weten."))
    alarm.listen(work, referral, text)
    said = _say(work, referral, text)
    if holder.colleague:
        said.author_name = holder.name
    elif not is_confirmed(holder, referral):
        with use_language(DEFAULT_LANGUAGE):
            name = referral.referrer_name or _("iemand")
            said.author_name = _("%(name)s (langs de link, zonder code)", name=name)
    moves.log(work, "referrer.tell", "message", said.id, referral)
    return said


def answer_question(work: Work, holder: Holder, text: str, question_id: UUID | None = None) -> Question:
    """The answer to a question of the hub: behind its own link, or on the personal page.

    Refused when it was answered before. Whoever answers a mailed question shows that the address is right.
    """
    if holder.link and holder.link.purpose == Purpose.QUESTION:
        question_id = holder.link.noun_id
        referral = moves.take(work, holder.referral_id)
        referral.referrer_confirmed_at = referral.referrer_confirmed_at or work.now
        work.session.flush()
    else:
        referral = held_by(work, holder, to_read=not holder.colleague)
        if holder.colleague and not shows_questions(work, referral):
            raise NotFound
    question = work.session.get(Question, question_id) if question_id else None
    if question is None or question.referral_id != referral.id or question.withdrawn_at:
        raise NotFound
    return clarify.answer(work, question.id, text, author_name=holder.name if holder.colleague else "")


def held_by(work: Work, holder: Holder, *, to_read: bool = True) -> Referral:
    """The case of this referrer, held for this unit of work; NotAllowed before it is confirmed whose it is."""
    if not may_write(holder):
        raise NotFound
    referral = moves.take(work, holder.referral_id)
    if newest_of(work, referral.id) != referral.id:
        raise Refused(_("Iemand anders was net iets sneller. Kijk hoe het nu staat."))
    if to_read and holder.colleague:
        raise NotAllowed(_("Dit kan alleen wie zelf aanmeldde."))
    if to_read and not is_confirmed(holder, referral):
        raise NotAllowed(_("Vraag eerst een code."))
    return referral


def _say_added(work: Work, referral: Referral, section: str) -> None:
    """Which sections were filled in since somebody read it last, in one line: who goes through eight steps leaves one
    thing to read. It is kept for the desk, so in its language, whatever the referrer's screen speaks."""
    with use_language(DEFAULT_LANGUAGE):
        before, after = _("Aangevuld door de aanmelder: %(section)s.", section="\n").split("\n")
        waiting = _unread(work, referral, before)
        sections = waiting.text.removeprefix(before).removesuffix(after).split(TOGETHER) if waiting else []
        text = before + TOGETHER.join(dict.fromkeys((*sections, _(section)))) + after
    if waiting is None:
        _say(work, referral, text)
        return
    waiting.text = text
    moves.rewatch(work, referral)


def _say(work: Work, referral: Referral, text: str) -> Message:
    """A message on the time line, which waits to be read."""
    said = Message(
        hub_id=referral.hub_id, referral_id=referral.id, at=work.now, kind="form", text=text,
        author_name=referral.referrer_name,
    )  # fmt: skip
    work.session.add(said)
    moves.rewatch(work, referral)
    return said


def _unread(work: Work, referral: Referral, begins: str) -> Message | None:
    return work.session.exec(
        select(Message).where(
            Message.referral_id == referral.id, Message.kind == "form", col(Message.seen_at).is_(None),
            col(Message.text).startswith(begins, autoescape=True),
        )
    ).first()  # fmt: skip
