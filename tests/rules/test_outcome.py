"""What becomes of a mail, as a rule: one outcome, machines never answered, strangers never let in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.intake.mail.reading import read_mail
from hub.intake.mail.shapes import Attachment, BounceName, MailKind, ReadMail, Unreadable
from hub.intake.outcome import (
    REASON_WORDS,
    Candidate,
    Known,
    MailReason,
    Pointer,
    decide,
    may_answer,
    reason_words,
)
from hub.intake.tables import MailOutcome

NOW = datetime(2026, 9, 15, 9, 30, tzinfo=UTC)
NOOR, JAN = UUID(int=1), UUID(int=2)
MAIL = ReadMail(
    digest="d", message_id="<1@school.example>", from_address="els@school.example", subject="Zorgen",
    body_text="Noor komt niet meer.", own_text="Noor komt niet meer.", date=NOW,
)  # fmt: skip
MAILS = Path(__file__).parents[1] / "mails"
SAMPLES = [path.read_bytes() for path in sorted(MAILS.glob("*/*.[et][mx][lt]")) if path.stat().st_size < 8_000]
BY = (MailReason.SIGNED, MailReason.THREAD, MailReason.SUBJECT)


def points(by: MailReason, *cases: tuple[UUID, bool]) -> Pointer:
    return Pointer(by, tuple(Candidate(case, knows) for case, knows in cases))


def bounce(kind: BounceName = "hard") -> ReadMail:
    return replace(MAIL, kind=MailKind("bounce", bounce=kind, answerable=False))


def test_a_plain_mail_of_a_person_is_a_new_referral() -> None:
    decision = decide(MAIL, Known())
    assert (decision.outcome, decision.reason) == (MailOutcome.REFERRAL, MailReason.NEW)


def test_the_same_mail_is_a_duplicate_whatever_else_it_is() -> None:
    first = uuid4()
    for mail in (MAIL, bounce(), Unreadable("time")):
        decision = decide(mail, Known(duplicate_of=first))
        assert (decision.outcome, decision.duplicate_of) == (MailOutcome.DUPLICATE, first)


@pytest.mark.parametrize("by", BY)
def test_a_sign_and_a_sender_whom_the_case_knows_make_a_message(by: MailReason) -> None:
    decision = decide(MAIL, Known(pointers=[points(by, (NOOR, True))]))
    assert (decision.outcome, decision.reason, decision.referral_id) == (MailOutcome.MESSAGE, by, NOOR)


@pytest.mark.parametrize("by", BY)
def test_a_stranger_goes_to_the_desk_with_the_case_as_a_hint_only(by: MailReason) -> None:
    decision = decide(MAIL, Known(pointers=[points(by, (NOOR, False))]))
    assert (decision.outcome, decision.reason) == (MailOutcome.TO_PLACE, MailReason.STRANGER)
    assert (decision.referral_id, decision.suggested_referral_id) == (None, NOOR)


def test_a_forged_sender_waits_with_what_it_points_at_although_the_case_knows_that_address() -> None:
    for known, points_at in (
        (Known(pointers=[points(MailReason.THREAD, (NOOR, True))]), (NOOR, "thread")),
        (Known(follows_unplaced=True, unplaced_suggests=JAN), (JAN, "follows_unplaced")),
        (Known(), (None, "")),
    ):
        decision = decide(MAIL, replace(known, forged=True))
        assert (decision.outcome, decision.reason) == (MailOutcome.TO_PLACE, MailReason.FORGED)
        assert (decision.suggested_referral_id, decision.pointed_by) == points_at
    assert not may_answer(MAIL, NOW, forged=True)
    assert decide(bounce(), Known(forged=True)).outcome == MailOutcome.BOUNCE


def test_a_mail_after_one_that_waits_says_so_whatever_that_one_points_at() -> None:
    decision = decide(MAIL, Known(follows_unplaced=True, unplaced_suggests=JAN))
    assert (decision.reason, decision.suggested_referral_id) == (MailReason.FOLLOWS_UNPLACED, JAN)


def test_the_signed_address_is_believed_before_the_thread_and_the_thread_before_the_subject() -> None:
    signs = [points(by, (case, True)) for by, case in zip(BY, (NOOR, JAN, JAN), strict=True)]
    assert decide(MAIL, Known(pointers=signs)).referral_id == NOOR
    assert decide(MAIL, Known(pointers=signs[1:])).referral_id == JAN


def test_a_sign_to_a_case_that_does_not_know_the_sender_does_not_hide_one_that_does() -> None:
    signs = [points(MailReason.SIGNED, (NOOR, False)), points(MailReason.SUBJECT, (JAN, True))]
    decision = decide(MAIL, Known(pointers=signs))
    assert (decision.outcome, decision.referral_id) == (MailOutcome.MESSAGE, JAN)


def test_a_sign_to_two_cases_is_for_people_to_choose() -> None:
    decision = decide(MAIL, Known(pointers=[points(MailReason.THREAD, (NOOR, True), (JAN, True))]))
    assert (decision.outcome, decision.reason) == (MailOutcome.TO_PLACE, MailReason.SEVERAL)


def test_of_two_cases_the_one_that_knows_the_sender_gets_the_mail() -> None:
    decision = decide(MAIL, Known(pointers=[points(MailReason.THREAD, (NOOR, False), (JAN, True))]))
    assert decision.referral_id == JAN


@pytest.mark.parametrize(
    ("mail", "outcome", "reason"),
    [
        (bounce("hard"), MailOutcome.BOUNCE, MailReason.HARD),
        (bounce("soft"), MailOutcome.BOUNCE, MailReason.SOFT),
        (bounce("unknown"), MailOutcome.BOUNCE, MailReason.RETURNED),
        (replace(MAIL, kind=MailKind("auto_reply", answerable=False)), MailOutcome.AUTO_REPLY, MailReason.AUTOMATIC),
        (replace(MAIL, kind=MailKind("bulk", answerable=False)), MailOutcome.TO_PLACE, MailReason.BULK),
        (replace(MAIL, from_address=""), MailOutcome.TO_PLACE, MailReason.NO_SENDER),
        (replace(MAIL, body_text=" \n", own_text=""), MailOutcome.TO_PLACE, MailReason.EMPTY),
        (replace(MAIL, problems=("encrypted",)), MailOutcome.TO_PLACE, MailReason.ENCRYPTED),
        (replace(MAIL, problems=("too-deep",)), MailOutcome.TO_PLACE, MailReason.TOO_COMPLICATED),
        (Unreadable("time"), MailOutcome.TO_PLACE, MailReason.UNREADABLE),
        (Unreadable("memory", MAIL), MailOutcome.TO_PLACE, MailReason.UNREADABLE),
        (replace(MAIL, problems=("charset", "date")), MailOutcome.REFERRAL, MailReason.NEW),
    ],
)
def test_what_a_careful_person_would_do(mail: ReadMail, outcome: MailOutcome, reason: MailReason) -> None:
    decision = decide(mail, Known())
    assert (decision.outcome, decision.reason) == (outcome, reason)


def test_a_machine_is_heard_before_the_sign_it_carries() -> None:
    letter = uuid4()
    known = Known(pointers=[points(MailReason.SIGNED, (NOOR, True))], letter_id=letter, letter_referral_id=NOOR)
    decision = decide(bounce(), known)
    assert (decision.outcome, decision.letter_id, decision.referral_id) == (MailOutcome.BOUNCE, letter, NOOR)


def test_who_reads_as_being_away_answers_a_letter_of_ours_or_waits_for_a_person() -> None:
    seems = read_mail(
        b"From: els@school.example\nSubject: Leerling al weken afwezig\n\n"
        b"Lars van 4B zien we niet meer. Ik ben vanaf morgen met verlof, bel dus mijn collega."
    )
    assert decide(seems, Known(letter_id=uuid4())).outcome == MailOutcome.AUTO_REPLY
    for known, suggested in ((Known(), None), (Known(pointers=[points(MailReason.SIGNED, (NOOR, True))]), NOOR)):
        decision = decide(seems, known)
        assert (decision.outcome, decision.reason) == (MailOutcome.TO_PLACE, MailReason.SEEMS_AUTOMATIC)
        assert (decision.suggested_referral_id, decision.referral_id) == (suggested, None)
        assert not may_answer(seems, NOW)
    rule = read_mail(
        b"From: els@school.example\nSubject: FW: Lars\nX-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\n\n"
        b"Van: An <an@school.example>\n\nLars komt niet meer."
    )
    assert (rule.kind.name, decide(rule, Known()).reason) == ("auto_reply", MailReason.SEEMS_AUTOMATIC)
    told = replace(seems, kind=replace(seems.kind, why=("auto-submitted", *seems.kind.why)))
    assert decide(told, Known()).outcome == MailOutcome.AUTO_REPLY


def test_a_photo_without_a_word_is_still_a_referral() -> None:
    photo = Attachment("foto.jpg", "image/jpeg", b"x")
    assert decide(replace(MAIL, body_text="", own_text="", attachments=(photo,)), Known()).outcome == "referral"


def test_a_mail_of_which_only_the_header_is_here_waits_for_a_person() -> None:
    assert decide(MAIL, Known(whole=False)).reason == MailReason.TOO_LARGE


@pytest.mark.parametrize(
    ("mail", "answer"),
    [
        (MAIL, True),
        (replace(MAIL, date=None), True),
        (replace(MAIL, date=NOW - timedelta(days=7)), True),
        (replace(MAIL, date=NOW - timedelta(days=7, seconds=1)), False),
        (replace(MAIL, from_address=""), False),
        (replace(MAIL, kind=MailKind(answerable=False)), False),
        (bounce(), False),
        (Unreadable("time", MAIL), False),
    ],
)
def test_only_a_person_who_still_waits_is_answered(mail: ReadMail, answer: bool) -> None:
    assert may_answer(mail, NOW) is answer


def test_every_reason_has_its_words_and_an_old_code_says_itself() -> None:
    assert set(REASON_WORDS) == set(MailReason)
    assert reason_words("stranger").startswith("wijst naar een aanmelding")
    assert reason_words("of_long_ago") == "of_long_ago"


pointers = st.lists(
    st.builds(
        Pointer,
        st.sampled_from(BY),
        st.lists(st.builds(Candidate, st.sampled_from((NOOR, JAN)), st.booleans()), max_size=3).map(tuple),
    ),
    max_size=4,
)
knowledge = st.builds(
    Known,
    duplicate_of=st.none() | st.uuids(),
    from_ourselves=st.booleans(),
    letter_id=st.none() | st.uuids(),
    pointers=pointers,
    follows_unplaced=st.booleans(),
    whole=st.booleans(),
)


@given(st.sampled_from(SAMPLES), knowledge, st.data())
@settings(max_examples=300, deadline=None)
def test_whatever_comes_in_has_one_outcome_and_never_lets_a_stranger_in(
    raw: bytes, known: Known, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(raw)))
    cut = data.draw(st.integers(0, 200))
    put = data.draw(st.binary(max_size=20))
    mail = read_mail(raw[:start] + put + raw[start + cut :])
    decision = decide(mail, known)
    assert decision.outcome in set(MailOutcome)
    assert decision.reason in REASON_WORDS
    assert (decision.outcome == MailOutcome.DUPLICATE) == (decision.duplicate_of is not None)
    if decision.outcome == MailOutcome.MESSAGE:
        assert decision.referral_id
        assert Candidate(decision.referral_id, True) in [case for sign in known.pointers for case in sign.cases]
    if decision.outcome in (MailOutcome.BOUNCE, MailOutcome.AUTO_REPLY):
        assert not may_answer(mail, NOW) or known.from_ourselves
    if decision.outcome == MailOutcome.REFERRAL:
        assert mail.from_address
        assert not any(sign.cases for sign in known.pointers)
