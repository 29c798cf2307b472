"""What comes in by mail: each mail gets in whole and once, and whoever sent it hears of it once."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hub import blobs
from hub.dispatch.case import Stage
from hub.dispatch.watch import Party
from hub.intake.acknowledge import MOST_A_DAY
from hub.intake.ingest import ingest_paths
from hub.intake.tables import MailOutcome, MailReferral, RawMail
from tests.cast import World
from tests.mail_shop import (
    INBOX,
    MAILS,
    NATIONAL_NUMBER,
    a_mail,
    arrives,
    cases,
    documents,
    letters,
    reply_address,
    the_mail,
)

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
