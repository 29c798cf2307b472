"""What comes in by mail: each mail gets in whole, once, and nobody gets into a case who is not known there."""

import threading
import tomllib
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hub import blobs
from hub.dispatch.case import Stage
from hub.dispatch.watch import Party
from hub.intake import ingest, settling
from hub.intake.acknowledge import MOST_A_DAY
from hub.intake.arrival import store_raw
from hub.intake.ingest import ingest_paths, read_due
from hub.intake.tables import MailOutcome, MailReferral, RawMail
from hub.store import Store
from tests.cast import World
from tests.mail_shop import (
    INBOX,
    a_mail,
    arrives,
    cases,
    documents,
    letters,
    messages,
    reply_address,
    the_mail,
)  # fmt: skip

MAILS = Path(__file__).parents[1] / "mails"
NATIONAL_NUMBER = "85.07.30-033.28"


# A new referral


def test_a_mail_of_a_school_becomes_a_case_to_clarify_with_all_that_came_along(world: World) -> None:
    photo = bytes(range(256)) * 40
    came = arrives(
        world, a_mail("Noor komt niet meer.", subject="Over Noor", files=[("foto.jpg", "image/jpeg", photo)])
    )
    assert (came.outcome, came.attachments) == (MailOutcome.REFERRAL, 1)
    [case] = cases(world)
    assert (case.number, case.channel, case.stage, case.holder) == (
        came.referral, "mail", Stage.SUBMITTED, Party.COORDINATOR,
    )  # fmt: skip
    assert (case.referrer_name, case.referrer_email, case.story) == (
        "Els Dierckx", "els@sintjans.example", "Noor komt niet meer.",
    )  # fmt: skip
    assert (case.referrer_kind, case.referrer_organisation) == ("school", "Sint-Jansatheneum (demo)")
    [document] = documents(world)
    assert (document.referral_id, document.name) == (case.id, "foto.jpg")
    with world.desk() as work:
        assert blobs.content(work, document.blob_id) == photo
        assert work.session.exec(select(MailReferral)).one().referral_id == case.id


def test_the_bytes_stay_exactly_as_they_came(world: World) -> None:
    raw = a_mail().replace(b"\n", b"\r\n") + b"\x00\xff\xfe"
    arrives(world, raw)
    with world.desk() as work:
        assert blobs.content(work, the_mail(world).blob_id) == raw


def test_the_sender_gets_one_letter_with_a_link_and_nothing_of_what_was_written(world: World) -> None:
    arrives(world, a_mail("Noor El Amrani is onvindbaar.", subject="Noor El Amrani"))
    [letter] = letters(world)
    [case] = cases(world)
    assert letter.to_address == "els@sintjans.example"
    assert letter.reply_reference == case.number
    assert "hub-link:" in letter.body
    assert "Noor" not in letter.subject + letter.body
    assert "Amrani" not in letter.subject + letter.body


def test_the_same_mail_again_is_a_duplicate_and_brings_no_second_letter(world: World) -> None:
    raw = a_mail()
    first, second = arrives(world, raw), arrives(world, raw.replace(b"\n", b"\r\n"))
    assert (first.outcome, second.outcome) == (MailOutcome.REFERRAL, MailOutcome.DUPLICATE)
    assert second.referral == first.referral
    assert (len(cases(world)), len(letters(world))) == (1, 1)


def test_two_mails_with_one_message_id_and_other_words_are_two_mails(world: World) -> None:
    came = [arrives(world, a_mail(text, message_id="<1@school.example>")).outcome for text in ("Over Jan.", "Over An.")]
    assert came == [MailOutcome.REFERRAL, MailOutcome.REFERRAL]


def test_the_address_that_was_written_to_decides_the_hub(world: World) -> None:
    arrives(world, a_mail(to="aanmelden@schelderand.example"))
    [case] = cases(world)
    assert case.hub_id == world["schelderand"]
    arrives(world, a_mail(to="iemand@elders.example"))
    assert cases(world)[0].hub_id == world["dijleland"]


@pytest.mark.parametrize(
    "headers",
    [
        {"sender": "no-reply@school.example"},
        {"X_Auto_Response_Suppress": "All"},
        {"sent": datetime.now(UTC) - timedelta(days=8)},
    ],
    ids=["no-reply", "asks for silence", "a week old"],
)
def test_a_letter_that_nobody_waits_for_is_not_written(world: World, headers: dict) -> None:
    assert arrives(world, a_mail(**headers)).outcome == MailOutcome.REFERRAL
    assert letters(world) == []


def test_a_machine_that_does_not_say_so_is_not_answered_for_ever(world: World) -> None:
    for number in range(MOST_A_DAY + 5):
        arrives(world, a_mail(f"Ticket {number} is geopend.", sender="helpdesk@school.example"))
    assert len(cases(world)) == MOST_A_DAY + 5
    assert len(letters(world)) == MOST_A_DAY


# On a case


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
    more = {"In_Reply_To": letter.message_id} if way == "thread" else {}
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


# Machines


def test_what_the_hub_itself_sent_goes_round_no_second_time(world: World) -> None:
    for sender in ("meldpunt@hub.example", INBOX, f"Meldpunt <{reply_address('CM-2026-00001')}>"):
        assert arrives(world, a_mail(sender=sender)).reason == "ourselves"
    assert cases(world) == []
    arrives(world, a_mail())
    [letter] = letters(world)
    sent_on = a_mail(
        "Zie hieronder.", subject="Fwd: ontvangen", sender="rondzend@school.example", X_Loop=letter.message_id
    )
    assert arrives(world, sent_on).reason == "ourselves"
    assert (len(cases(world)), len(letters(world))) == (1, 1)


def test_a_newsletter_waits_for_a_person(world: World) -> None:
    assert arrives(world, a_mail(List_Id="<nieuws.example>")).reason == "bulk"


# National register numbers


def test_a_national_register_number_is_masked_wherever_it_shows_and_flagged(world: World) -> None:
    arrives(
        world,
        a_mail(
            f"Haar nummer is {NATIONAL_NUMBER}, kijk maar.", subject=f"Over {NATIONAL_NUMBER}",
            files=[(f"{NATIONAL_NUMBER}.txt", "text/plain", f"ook hier {NATIONAL_NUMBER}".encode())],
        ),
    )  # fmt: skip
    mail, [case], [document] = the_mail(world), cases(world), documents(world)
    shown = [mail.subject, mail.own_text, mail.whole_text, case.story, document.name]
    assert not any("033" in text for text in shown)
    assert "••.••.••-•••.••" in case.story
    assert mail.national_numbers == 4
    assert (mail.restricted, document.restricted, mail.flag_settled_at) == (True, True, None)
    with world.desk() as work:
        assert NATIONAL_NUMBER.encode() in blobs.content(work, mail.blob_id)


# Nothing stops the queue


def test_a_mail_that_keeps_failing_goes_to_the_desk_and_the_others_go_on(world: World) -> None:
    """The database refuses what is made of it, for a reason that nobody thought of."""
    with world.store.engine.begin() as owner:
        owner.execute(sa.text("ALTER TABLE raw_mail ADD CHECK (subject <> 'gif' OR referral_id IS NULL)"))
    with world.store.begin() as work:
        poison = store_raw(work, a_mail(subject="gif"), "imap", "test").id
        store_raw(work, a_mail(subject="gewoon"), "imap", "test")
    for _attempt in range(3):
        read_due(world.store)
        with world.store.begin() as work:
            work.session.execute(sa.update(RawMail).where(col(RawMail.id) == poison).values(due_at=work.real))
    with world.desk() as work:
        found = {mail.subject: mail for mail in work.session.exec(select(RawMail)).all()}
    assert found["gewoon"].outcome == MailOutcome.REFERRAL
    assert (found["gif"].outcome, found["gif"].outcome_reason) == (MailOutcome.TO_PLACE, "failed")


def test_a_mail_that_takes_its_reader_down_each_time_is_not_read_again(world: World) -> None:
    with world.store.begin() as work:
        store_raw(work, a_mail(), "imap", "test").attempts = 6
    assert read_due(world.store) == 1
    assert the_mail(world).outcome_reason == "failed"


def test_a_mail_too_odd_to_read_becomes_a_card_with_its_original(world: World) -> None:
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (depth, depth) for depth in range(1, 200)
    )
    came = arrives(world, b"From: a@b.example\nTo: x@y.example\nSubject: diep\n" + nested + b"\n\nhallo\n")
    assert (came.outcome, came.reason) == (MailOutcome.TO_PLACE, "too_complicated")


def test_a_worker_that_lost_its_lease_writes_nothing(world: World) -> None:
    with world.store.begin() as work:
        row = store_raw(work, a_mail(), "imap", "test")
    assert read_due(world.store) == 1
    with pytest.raises(settling.LeaseLostError):
        settling.settle(world.store, row, ingest.read_safely(a_mail()))
    assert len(cases(world)) == 1


def test_two_workers_at_once_never_give_two_outcomes(world: World) -> None:
    raw = [a_mail(f"Mail {number}", message_id=f"<{number}@x.example>") for number in range(12)]
    with world.store.begin() as work:
        for one in raw + raw:
            store_raw(work, one, "imap", "test")
    stores = [Store(world.store.settings, pool_size=2) for _worker in range(3)]
    workers = [threading.Thread(target=read_due, args=(store,)) for store in stores]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    for store in stores:
        store.close()
    read_due(world.store)
    with world.desk() as work:
        outcomes = Counter(work.session.exec(select(RawMail.outcome)).all())
    assert outcomes == {MailOutcome.REFERRAL: 12, MailOutcome.DUPLICATE: 12}
    assert len(cases(world)) == len(letters(world)) == 12


# Files


def test_every_odd_mail_that_we_know_gets_one_outcome_and_a_second_time_is_a_duplicate(world: World) -> None:
    files = sum(1 for path in MAILS.rglob("*") if path.is_file() and path.name[0] != ".")
    first = list(ingest_paths(world.store, [MAILS]))
    told = tomllib.loads(MAILS.with_name("read_by_eye.toml").read_text("utf-8"))
    came = {str(Path(line["file"]).relative_to(MAILS)): line["outcome"] for line in first}
    other = {name: came[name] for name, by_eye in told.items() if came[name] != by_eye["outcome"]}
    assert other == {
        "chatwoot/in_reply_to.eml": "message",  # it answers another of these, by the same sender
        "mikel-mail/mime_emails_raw_email12.eml": "duplicate",  # byte for byte another of these
    }
    assert len(first) == files
    assert all(set(line) == {"file", "message_id", "outcome", "referral", "attachments", "reason"} for line in first)
    again = {line["outcome"] for line in ingest_paths(world.store, [MAILS])}
    assert again == {"duplicate", "no_mail"}  # what licences and readmes say is no mail
    with world.desk() as work:
        undone = select(sa.func.count()).where(col(RawMail.outcome).is_(None))
        assert work.session.execute(undone).scalar_one() == 0
