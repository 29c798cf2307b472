"""Where a mail belongs: what the hub knows about it before the rule decides."""

import re
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import tokens
from hub.dispatch.case_team import meeting_answers
from hub.dispatch.expertise import coming
from hub.dispatch.sessions import answering
from hub.dispatch.sessions.answering import Reply
from hub.dispatch.tables import Referral
from hub.intake.arrival import message_key
from hub.intake.colleagues import cases_with_colleague
from hub.intake.first_look import FirstLook
from hub.intake.mail.hints import threading_hints
from hub.intake.mail.problems import SENDER
from hub.intake.mail.shapes import ReadMail, Unreadable
from hub.intake.outcome import Candidate, Known, MailReason, Pointer
from hub.intake.sender_trust import SenderTrust
from hub.intake.senders import FROM_PEOPLE, cases_that_know
from hub.intake.tables import MailOutcome, MailReferral, RawMail
from hub.letters import Letter
from hub.store import Work

MOST_IDS = 50
ABOUT_SESSIONS = (
    "session_invitation", "session_cancelled", "meeting_invitation", "meeting_cancelled", "expert_session",
    "expert_session_off",
)  # fmt: skip
_LETTER_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_KEY: sa.ColumnElement[str] = sa.func.lower(RawMail.message_key)
_Named = tuple[MailReason, tuple[UUID, ...]]


def known_of(work: Work, seen: FirstLook, mail: ReadMail | Unreadable) -> Known:
    """Everything that the rule in outcome.py needs to know about this mail; reads only."""
    row = seen.row
    if seen.twin or isinstance(mail, Unreadable):
        return Known(duplicate_of=seen.twin, whole=row.whole)
    letter, proven = _letter_of(work, row, mail)
    named = [*_signed(work, row, mail), *_threaded(work, row, mail), *_in_subject(work, row, mail)]
    # Mail servers vouch for one sender. Whoever puts two in a mail chooses whom they and we each take for it.
    sender = "" if SENDER in mail.problems else mail.from_address
    forged = row.sender_trust == SenderTrust.FORGED
    about = {case for _by, cases in named for case in cases}
    knowing = set() if forged else cases_that_know(work, sender, about)
    if not forged and about - knowing:
        knowing |= cases_with_colleague(work, sender, seen.sender, about - knowing)
    unplaced = _unplaced(work, row, mail)
    reply, attendance_id = _invited(work, row, mail, "" if forged else sender)
    return Known(
        from_ourselves=seen.from_ourselves,
        letter_id=letter.id if letter else None,
        letter_referral_id=letter.referral_id if letter else None,
        letter_proven=proven,
        pointers=[Pointer(by, tuple(Candidate(case, case in knowing) for case in cases)) for by, cases in named],
        follows_unplaced=bool(unplaced),
        unplaced_suggests=next(filter(None, unplaced), None),
        forged=forged,
        whole=row.whole,
        attendance_id=attendance_id if reply == Reply.OURS else None,
        doubtful_answer=reply == Reply.DOUBTFUL,
        about_session=not named and _is_about_session(work, row, mail),
    )


def _is_about_session(work: Work, row: RawMail, mail: ReadMail) -> bool:
    """Whether somebody answers one of our letters about a session, in words."""
    letters = _letters(work, _answered(mail)).values()
    return any(one.kind in ABOUT_SESSIONS and one.hub_id == row.hub_id for one in letters)


def _invited(work: Work, row: RawMail, mail: ReadMail, sender: str) -> tuple[Reply, UUID | None]:
    """Whether a calendar answers an invitation of this hub's, and whose that was."""
    news = mail.calendar
    if news is None or news.method not in ("REPLY", "COUNTER"):
        return Reply.STRANGE, None
    said = news.answer if news.method == "REPLY" else ""
    asked = (work, row.hub_id, news.uid, said, news.address, sender, news.sequence)
    kinds = (answering.judge_reply, meeting_answers.judge_reply, coming.judge_reply)
    found = (judge(*asked) for judge in kinds)
    return next((one for one in found if one[0] != Reply.STRANGE), (Reply.STRANGE, None))


def _letters(work: Work, message_ids: Sequence[str]) -> dict[str, Letter]:
    """Our letters that these ids name, each under the id that named it.

    Our ids hold the key of the letter. Servers on the way write them in capitals, or put something before or behind;
    whoever has the key got the letter.
    """
    keys = {one: UUID(key.group()) for one in message_ids if (key := _LETTER_KEY.search(one))}
    if not keys:
        return {}
    found = work.session.exec(select(Letter).where(col(Letter.id).in_(set(keys.values())))).all()
    by_key = {letter.id: letter for letter in found}
    return {one: by_key[key] for one, key in keys.items() if key in by_key}


def _letter_of(work: Work, row: RawMail, mail: ReadMail) -> tuple[Letter | None, bool]:
    """The letter that a machine answers, and whether that is proven.

    Our Message-ID and the signed address of its case prove it: only who got the letter knows those. Else it is the last
    letter to the address that failed, which anybody may have guessed.
    """
    if mail.kind.name not in ("bounce", "auto_reply"):
        return None, False
    ids = list(dict.fromkeys((*mail.kind.original_message_ids, *mail.in_reply_to, *reversed(mail.references))))[
        :MOST_IDS
    ]
    by_id = _letters(work, ids)
    ours = (by_id[one] for one in ids if one in by_id)
    letter = next((one for one in ours if one.hub_id in (row.hub_id, None)), None)
    failed = [address.lower() for address in mail.kind.failed_addresses]
    if letter or not failed:
        return letter, letter is not None
    signed = _signed_numbers(work, mail)
    of_case = _last_letter(work, row, failed, col(Letter.reply_reference).in_(signed)) if signed else None
    return of_case or _last_letter(work, row, failed), of_case is not None


def _last_letter(work: Work, row: RawMail, to: list[str], *which: sa.ColumnElement[bool]) -> Letter | None:
    """The last letter of this hub to one of these addresses."""
    return work.session.exec(
        select(Letter)
        .where(sa.func.lower(Letter.to_address).in_(to), Letter.hub_id == row.hub_id, *which)
        .order_by(sa.desc(col(Letter.real_written_at)))
        .limit(1)
    ).first()


def _signed(work: Work, row: RawMail, mail: ReadMail) -> list[_Named]:
    return [(MailReason.SIGNED, (case,)) for case in _numbers(work, row, _signed_numbers(work, mail))]


def _signed_numbers(work: Work, mail: ReadMail) -> list[str]:
    """The numbers that the addresses to which this mail came carry under our own signature."""
    keys = work.store.settings.secret_keys
    addresses = dict.fromkeys((*mail.delivered_to, *mail.to, *mail.cc))
    references = [tokens.verify_reply(keys, address.rpartition("@")[0]) for address in addresses]
    return [reference for reference in references if reference]


def _in_subject(work: Work, row: RawMail, mail: ReadMail) -> list[_Named]:
    return [(MailReason.SUBJECT, (case,)) for case in _numbers(work, row, threading_hints(mail).numbers)]


def _numbers(work: Work, row: RawMail, numbers: Sequence[str]) -> list[UUID]:
    """The cases of this hub with these numbers, in the same order."""
    if not numbers:
        return []
    found = work.session.exec(
        select(Referral.number, Referral.id).where(Referral.hub_id == row.hub_id, col(Referral.number).in_(numbers))
    ).all()
    by_number: dict[str, UUID] = dict(found)
    return [by_number[number] for number in dict.fromkeys(numbers) if number in by_number]


def _threaded(work: Work, row: RawMail, mail: ReadMail) -> list[_Named]:
    """For each earlier mail that this one answers, nearest first, the cases that it was about."""
    ids = _answered(mail)
    if not ids:
        return []
    placed = select(_KEY, col(RawMail.referral_id)).where(*_earlier(row, ids), col(RawMail.referral_id).is_not(None))
    drawn = (
        select(_KEY, col(MailReferral.referral_id))
        .join(MailReferral, col(MailReferral.raw_mail_id) == col(RawMail.id))
        .where(*_earlier(row, ids))
    )
    cases: dict[str, set[UUID]] = {}
    for message_id, letter in _letters(work, ids).items():
        if letter.hub_id == row.hub_id and letter.referral_id:
            cases.setdefault(message_id, set()).add(letter.referral_id)
    for asked in (placed, drawn):
        for message_id, case in work.session.execute(asked):
            cases.setdefault(message_id, set()).add(case)
    return [(MailReason.THREAD, tuple(sorted(cases[one]))) for one in ids if one in cases]


def _answered(mail: ReadMail) -> list[str]:
    """The ids of the mails that this one answers, nearest first, in lower case: not every server keeps capitals."""
    keys = (message_key(one).lower() for one in threading_hints(mail).message_ids[:MOST_IDS])
    return list(dict.fromkeys(keys))


def _earlier(row: RawMail, keys: Sequence[str]) -> tuple[sa.ColumnElement[bool], ...]:
    """Mails of this hub with these Message-IDs, other than this one. Robots' mails lead to no case."""
    return (
        col(RawMail.hub_id) == row.hub_id,
        _KEY.in_(keys),
        col(RawMail.id) != row.id,
        col(RawMail.outcome).in_(FROM_PEOPLE),
    )


def _unplaced(work: Work, row: RawMail, mail: ReadMail) -> list[UUID | None]:
    """For each mail that this one answers and that waits for its place, the case at which it points."""
    answered = _answered(mail)
    if not answered:
        return []
    waiting = (
        select(col(RawMail.suggested_referral_id))
        .where(*_earlier(row, answered))
        .where(col(RawMail.outcome) == MailOutcome.TO_PLACE, col(RawMail.settled_at).is_(None))
        .order_by(col(RawMail.stored_at))
    )
    return list(work.session.execute(waiting.limit(MOST_IDS)).scalars())
