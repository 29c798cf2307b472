"""What stands beside a form of the desk: the story, the talks, and what came in that nobody has read yet."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from hub.dispatch import identity, shield
from hub.dispatch.clarify_tables import Question
from hub.dispatch.tables import Message, Referral
from hub.store import Work

TALKS = 3
UNREAD = ("mail_in", "form", "consult", "help", "help_contact")


@dataclass(frozen=True)
class Said:
    """One thing that somebody said, with initials for the names that we know."""

    id: UUID
    at: datetime
    who: str
    text: str
    about: str = ""  # the question that it answers


@dataclass(frozen=True)
class Beside:
    story: str
    talks: Sequence[Said]
    unread: Sequence[Said]
    answers: Sequence[Said] = ()  # to what the hub asked, read or not
    shut: bool = False  # told with a restricted reason, and not for the asker


def beside(work: Work, case: Referral) -> Beside:
    """The newest talk first, answers and what was not read in the order in which they came; nothing of it to whoever is
    shut out."""
    if shield.shuts_out(work, case):
        return Beside("", (), (), shut=True)
    youngster, others = identity.youngster_of(work, case), identity.drawn_beside(work, case)

    def veil(text: str) -> str:
        return identity.veiled(text, youngster, others)

    talks = work.session.exec(
        select(Message)
        .where(Message.referral_id == case.id, Message.kind == "talk")
        .order_by(col(Message.at).desc(), col(Message.id))
        .limit(TALKS)
    ).all()
    unread = sorted(_unread(work, case.id, veil), key=lambda one: one.at)
    answers = sorted(_answers(work, case.id, veil), key=lambda one: one.at)
    return Beside(veil(case.story), [_said(one, veil) for one in talks], unread, answers)


def unread_ids(work: Work, referral_id: UUID) -> set[str]:
    """What came in about this case and nobody has read: ids of messages and of answered questions."""
    return {str(one.id) for one in _unread(work, referral_id, str)}


def _unread(work: Work, referral_id: UUID, veil: Callable[[str], str]) -> Iterator[Said]:
    came = select(Message).where(Message.referral_id == referral_id, col(Message.kind).in_(UNREAD))
    for message in work.session.exec(came.where(col(Message.seen_at).is_(None))).all():
        yield _said(message, veil)
    yield from _answers(work, referral_id, veil, unread=True)


def _answers(work: Work, referral_id: UUID, veil: Callable[[str], str], *, unread: bool = False) -> Iterator[Said]:
    answered = select(Question).where(Question.referral_id == referral_id, col(Question.answered_at).is_not(None))
    if unread:
        answered = answered.where(col(Question.seen_at).is_(None))
    for question in work.session.exec(answered).all():
        assert question.answered_at
        yield Said(question.id, question.answered_at, "", veil(question.answer), veil(question.text))


def _said(message: Message, veil: Callable[[str], str]) -> Said:
    return Said(message.id, message.at, message.author_name, veil(message.text))
