"""A mail that belongs to a case gets there, and nobody gets into a case who is not known there."""

from typing import Any

import pytest

from hub.intake.tables import MailOutcome, MailReferral
from tests.cast import World
from tests.mail_shop import INBOX, a_mail, arrives, cases, documents, letters, messages, reply_address, the_mail


def test_an_answer_to_the_signed_address_comes_on_the_case_of_the_referrer(world: World) -> None:
    noor = world.case(world.refer())
    answer = "Ze was er vandaag.\n\nOp ma 3 mrt 2025 schreef Hilde <h@x.example>:\n> Is ze er?"
    attest = ("attest.pdf", "application/pdf", b"%PDF-1")
    came = arrives(world, a_mail(answer, to=reply_address(noor.number), files=[attest]))
    assert (came.outcome, came.referral) == (MailOutcome.MESSAGE, noor.number)
    [message] = messages(world)
    assert (message.referral_id, message.text, message.author_id) == (
        noor.id,
        "Ze was er vandaag.",
        world["Els Dierckx"],
    )
    assert "Is ze er?" in message.whole_text
    assert message.seen_at is None
    assert documents(world)[0].referral_id == noor.id
    assert world.case(noor.id).version > noor.version
    assert letters(world) == []


def test_an_answer_to_the_acknowledgement_finds_its_case_by_the_thread(world: World) -> None:
    arrives(world, a_mail())
    [letter] = letters(world)
    came = arrives(world, a_mail("Nog iets.", subject="Antw: iets anders", In_Reply_To=letter.message_id))
    assert (came.outcome, came.reason) == (MailOutcome.MESSAGE, "thread")
    assert len(cases(world)) == 1


def test_a_second_mail_of_the_same_thread_finds_the_case_of_the_first(world: World) -> None:
    first = arrives(world, a_mail(message_id="<een@sintjans.example>"))
    came = arrives(world, a_mail("Ik vergat nog iets.", References="<een@sintjans.example>"))
    assert (came.outcome, came.referral) == (MailOutcome.MESSAGE, first.referral)


def test_the_number_in_a_subject_is_enough_for_the_referrer(world: World) -> None:
    noor = world.case(world.refer())
    came = arrives(world, a_mail("Nieuws.", subject=f"Over [{noor.number}]"))
    assert (came.outcome, came.reason, came.referral) == (MailOutcome.MESSAGE, "subject", noor.number)


@pytest.mark.parametrize(
    "written",
    [
        "els@sintjans.example, zoe@elders.example",
        "els@sintjans.example (school) <zoe@elders.example>",
        "els@sintjans.example]<zoe@elders.example>",
    ],
)
def test_who_puts_two_senders_in_a_mail_is_none_of_them(world: World, written: str) -> None:
    """Mail servers vouch for one of the two, and need not mean the one whom we would take."""
    case = world.case(world.refer())
    raw = a_mail(subject=case.number, sender="PLACE@HOLDER.example").replace(b"PLACE@HOLDER.example", written.encode())
    came = arrives(world, raw)
    assert (came.outcome, came.reason, came.referral) == (MailOutcome.TO_PLACE, "stranger", None)


@pytest.mark.parametrize("way", ["signed", "thread", "subject"])
def test_a_stranger_never_gets_into_a_case_whatever_the_mail_points_at(world: World, way: str) -> None:
    arrives(world, a_mail())
    [case], [letter] = cases(world), letters(world)
    to = reply_address(case.number) if way == "signed" else INBOX
    more: dict[str, Any] = {"In_Reply_To": letter.message_id} if way == "thread" else {}
    subject = f"Re: [{case.number}]" if way == "subject" else "Re"
    came = arrives(world, a_mail("Waar is ze nu?", sender="Vader <vader@gmail.com>", to=to, subject=subject, **more))
    assert (came.outcome, came.reason, came.referral) == (MailOutcome.TO_PLACE, "stranger", None)
    assert messages(world) == []
    mail = the_mail(world, outcome="to_place")
    assert (mail.suggested_referral_id, mail.referral_id) == (case.id, None)
    assert len(letters(world)) == 1


def test_a_forged_signature_leads_nowhere(world: World) -> None:
    noor = world.case(world.refer())
    forged = f"aanmelden+{noor.number.lower()}.aaaaaaaaaaaaaaaa@dijleland.example"
    assert arrives(world, a_mail(to=forged, sender="Vreemde <v@elders.example>")).outcome == MailOutcome.REFERRAL
    assert messages(world) == []


def test_the_number_of_a_case_of_another_hub_leads_nowhere(world: World) -> None:
    there = world.case(world.refer("schelderand"))
    came = arrives(world, a_mail(subject=f"Over {there.number}"))
    assert came.outcome == MailOutcome.REFERRAL
    assert messages(world) == []


def test_a_signed_answer_reaches_its_own_hub_although_the_other_is_in_copy(world: World) -> None:
    there = world.case(world.refer("schelderand"))
    address = reply_address(there.number).replace("dijleland", "schelderand")
    came = arrives(world, a_mail(to=INBOX, Cc=address))
    assert (came.outcome, came.referral) == (MailOutcome.MESSAGE, there.number)


def test_a_mail_that_spoke_of_two_youngsters_leaves_the_choice_to_the_desk(world: World) -> None:
    arrives(world, a_mail(message_id="<twee@sintjans.example>"))
    other = world.refer()
    with world.desk() as work:
        work.session.add(MailReferral(raw_mail_id=the_mail(world).id, referral_id=other))
    came = arrives(world, a_mail("En dan nog dit.", In_Reply_To="<twee@sintjans.example>"))
    assert (came.outcome, came.reason) == (MailOutcome.TO_PLACE, "several")


def test_a_mail_after_one_that_still_waits_waits_with_it(world: World) -> None:
    first = arrives(world, a_mail("", message_id="<leeg@sintjans.example>"))
    came = arrives(world, a_mail("Ik vergat de tekst.", References="<leeg@sintjans.example>"))
    assert (first.reason, came.reason) == ("empty", "follows_unplaced")
