"""Operations of the referrer, who holds a personal link: confirm, add what was missing, answer, contradict."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from hub import ledger, links
from hub.dispatch import clarify, moves
from hub.dispatch.case import is_open
from hub.dispatch.tables import Message, Question, Referral, Youngster
from hub.dispatch.typed import clean
from hub.intake import filling
from hub.intake.papers import add_documents, that_fit
from hub.intake.quota import Room
from hub.intake.sections import Parent, Section
from hub.intake.typed import Typed
from hub.intake.uploads import Upload
from hub.links import Link, Purpose
from hub.problems import NotAllowed, NotFound, Refused
from hub.store import Work
from hub.wording import _


def confirm_referrer(work: Work, link: Link) -> None:
    """Somebody pressed the button behind this link. A mailed one proves that its address reached a person."""
    referral = moves.take(work, _case_of(link))
    if not links.use_once(work, link):
        return
    if link.browser_hash is None and referral.referrer_confirmed_at is None:
        referral.referrer_confirmed_at = work.now
    _log(work, "referrer.confirm", "link", link.id, referral)


def is_confirmed(link: Link, referral: Referral) -> bool:
    """Whether what was typed may be shown on this link: its button was pressed, or it was mailed to an address that
    is known to reach the referrer."""
    return link.used_at is not None or (link.browser_hash is None and referral.referrer_confirmed_at is not None)


def keep_section(work: Work, link: Link, section: Section, said: Typed | Sequence[Parent]) -> bool:
    """Store one section; the desk hears that something was added. False when nothing was different."""
    referral = _held_by(work, link)
    youngster = work.session.get(Youngster, referral.youngster_id) if referral.youngster_id else None
    if not is_open(referral.stage):
        raise Refused(_("Deze aanmelding is afgesloten. Bel ons als er nog iets bij moet."))
    if section.pupil_only and youngster is None:
        raise NotFound
    before = filling.read(section, referral, youngster)
    filling.write(section, said, referral, youngster)
    work.session.add(referral)
    if filling.read(section, referral, youngster) == before:
        return False
    _say(work, referral, _("Aangevuld door de aanmelder: %(section)s.", section=_(section.title)))
    _log(work, "case.section", "referral", referral.id, referral, section=section.name)
    return True


def add_papers(work: Work, link: Link, uploads: Sequence[Upload], room: Room) -> list[str]:
    """Files that the referrer adds to its own case; what there is no room for comes back as sentences."""
    referral = _held_by(work, link)
    fit, beyond = that_fit(work, uploads, room, referral_id=referral.id)
    added = add_documents(work, referral.hub_id, fit, referral_id=referral.id)
    if added:
        _say(work, referral, _("De aanmelder voegde bijlagen toe: %(count)s.", count=len(added)))
    return beyond


def tell_wrong(work: Work, link: Link, text: str) -> Message:
    """ "Er klopt iets niet": a message from the referrer, which waits on Vandaag until somebody has read it."""
    referral = _held_by(work, link)
    said = _say(work, referral, clean("wrong", text, needed=_("Schrijf wat er niet klopt.")))
    _log(work, "referrer.tell", "message", said.id, referral)
    return said


def answer_question(work: Work, link: Link, text: str, question_id: UUID | None = None) -> Question:
    """The answer to a question of the hub: behind its own link, or on the personal page.

    Refused when it was answered before. Whoever answers a mailed question shows that the address is right.
    """
    if link.purpose == Purpose.QUESTION:
        question_id = link.noun_id
        referral = moves.take(work, _case_of(link))
        referral.referrer_confirmed_at = referral.referrer_confirmed_at or work.now
        work.session.flush()
    else:
        referral = _held_by(work, link)
    question = work.session.get(Question, question_id) if question_id else None
    if question is None or question.referral_id != referral.id or question.withdrawn_at:
        raise NotFound
    return clarify.answer(work, question.id, text)


def _held_by(work: Work, link: Link) -> Referral:
    """The case behind a personal link, held for this unit of work; NotAllowed before its button was pressed."""
    if link.purpose != Purpose.REFERRAL:
        raise NotFound
    referral = moves.take(work, _case_of(link))
    if not is_confirmed(link, referral):
        raise NotAllowed(_("Bevestig eerst dat jij dit bent."))
    return referral


def _case_of(link: Link) -> UUID:
    if link.referral_id is None:
        raise NotFound
    return link.referral_id


def _say(work: Work, referral: Referral, text: str) -> Message:
    said = Message(
        hub_id=referral.hub_id, referral_id=referral.id, at=work.now, kind="form", text=text,
        author_name=referral.referrer_name,
    )  # fmt: skip
    work.session.add(said)
    moves.rewatch(work, referral)
    return said


def _log(work: Work, act: str, noun: str, noun_id: UUID, referral: Referral, **detail: Any) -> None:
    ledger.write(work, act, noun, noun_id, hub_id=referral.hub_id, referral_id=referral.id, **detail)
