"""Machines are told from people, so that no machine is ever answered and no person is taken for one."""

from pathlib import Path

import pytest

from hub.intake.mail.hints import case_numbers, reply_tokens, threading_hints
from hub.intake.mail.reading import read_mail
from hub.intake.mail.robots import kind_of
from hub.intake.mail.shapes import MailKind

MAILS = Path(__file__).parents[1] / "mails"
BOUNCES = sorted((MAILS / "flufl-bounce").glob("*.txt"))
NO_BOUNCE = {"groupwise_03.txt": "ordinary", "qmail_08.txt": "auto_reply"}
STILL_TRYING = {
    *("dsn_05.txt", "dsn_06.txt", "dsn_07.txt", "dsn_08.txt", "dsn_17.txt"),
    *("simple_03.txt", "simple_21.txt", "simple_22.txt", "simple_28.txt", "simple_35.txt", "simple_40.txt"),
}


def kind(name: str) -> MailKind:
    return kind_of(read_mail((MAILS / name).read_bytes()))


def kind_with(headers: str, body: str = "Dag,\n\nLars komt niet meer.") -> MailKind:
    return kind_of(read_mail(f"From: An <an@school.example>\n{headers}\n\n{body}".encode()))


@pytest.mark.parametrize("path", BOUNCES, ids=lambda path: path.stem)
def test_every_known_bounce_is_a_bounce_and_every_other_is_not(path: Path) -> None:
    found = kind(f"flufl-bounce/{path.name}")
    assert found.name == NO_BOUNCE.get(path.name, "bounce")
    assert found.still_trying is (path.name in STILL_TRYING)


@pytest.mark.parametrize(
    ("name", "bounce", "failed"),
    [
        ("flufl-bounce/dsn_01.txt", "hard", ("userx@example.com",)),
        ("flufl-bounce/dsn_03.txt", "hard", ("userx@example.be",)),  # its report has no words of the standard
        ("flufl-bounce/dsn_18.txt", "hard", ("email@replaced.net",)),  # "Action: error"
        ("flufl-bounce/postfix_01.txt", "hard", ("xxxxx@local.ie",)),
        ("flufl-bounce/smtp32_04.txt", "hard", ("after_another@example.net", "one_bad_address@example.net")),
        ("flufl-bounce/simple_20.txt", "hard", ("userx@example.com",)),  # French, with "RE:" before its subject
        ("flufl-bounce/simple_38.txt", "soft", ("userx@example.com",)),  # a full mailbox, in the form of a read receipt
        ("flufl-bounce/simple_43.txt", "unknown", ()),  # names nobody
        ("flanker/bounce_mailbox-full.eml", "soft", ("user@aol.com",)),
        ("flanker/bounce_gmail-invalid-address.eml", "hard", ("awfawfawfawfawfaw@someserverhere.com",)),
        ("flanker/bounce_no-mx.eml", "soft", ("user@example.com",)),
        ("mikel-mail/multipart_report_emails_report_422.eml", "soft", ("fraser@oooooooo.com.au",)),
        ("mikel-mail/multipart_report_emails_report_530.eml", "hard", ("edwin@zzzzzzz.com",)),
        ("chatwoot/bounced_with_no_from.eml", "hard", ("noreply@example-service.com",)),
    ],
)
def test_a_returned_letter_tells_who_did_not_get_it_and_for_how_long(
    name: str, bounce: str, failed: tuple[str, ...]
) -> None:
    found = kind(name)
    assert (found.name, found.bounce, found.failed_addresses) == ("bounce", bounce, failed)
    assert not found.answerable


def test_a_returned_letter_leads_back_to_the_letter_that_was_sent() -> None:
    assert kind("flufl-bounce/postfix_02.txt").original_message_ids == (
        "<14915.64162.965657.699956@anthem.concentric.net>",
    )
    gmail = kind("flanker/bounce_gmail-invalid-address.eml")
    assert gmail.original_message_ids == ("<CAKsfaBUUGqVZiaMrmH3TRPfq1odQPtM7Ey5YW1SgyJJRHtAjgw@mail.gmail.com>",)


@pytest.mark.parametrize(
    ("name", "expected", "why"),
    [
        ("chatwoot/non_utf_encoded_mail.eml", "auto_reply", "auto-submitted"),
        ("flanker/disposition-notification.eml", "auto_reply", "read-receipt"),
        ("flanker/complaints_aol.eml", "auto_reply", "complaint"),
        ("flanker/complaints_yahoo.eml", "auto_reply", "complaint"),
        ("flanker/from-encoding.eml", "bulk", "precedence"),
        ("mikel-mail/error_emails_empty_in_reply_to.eml", "bulk", "list-id"),
        ("zbateson/m0024.txt", "bulk", "list-unsubscribe"),
    ],
)
def test_receipts_complaints_and_lists_are_known_for_what_they_are(name: str, expected: str, why: str) -> None:
    found = kind(name)
    assert found.name == expected
    assert why in found.why
    assert not found.answerable


@pytest.mark.parametrize(
    "name",
    [
        "chatwoot/mail_with_quote.eml",
        "chatwoot/only_attachments.eml",
        "flanker/8bitmime.eml",
        "mikel-mail/plain_emails_raw_email_reply.eml",
        "zbateson/m0018.txt",  # uuencoded files in which a bounce reader sees failed addresses
        "zbateson/m2011.txt",
        "zbateson/m3007.txt",
    ],
)
def test_people_are_people(name: str) -> None:
    assert kind(name) == MailKind()


@pytest.mark.parametrize(
    "headers",
    [
        "Subject: Automatisch antwoord: Re: Je aanmelding CM-2026-00123",
        "Subject: Afwezigheidsbericht",
        "Subject: Afwezig: Re: Je aanmelding",
        "Subject: Out of Office Re: Je aanmelding",
        "Subject: Automatic reply: Je aanmelding",
        "Subject: Réponse automatique : Je aanmelding",
        "Subject: Absence du bureau",
        "Subject: Abwesenheitsnotiz",
        "Subject: Re: Je aanmelding\nAuto-Submitted: auto-replied (vacation)",
        "Subject: Re: Je aanmelding\nX-Autoreply: yes",
        "Subject: Re: Je aanmelding\nReturn-Path: <>",
    ],
)
def test_who_is_away_gets_no_answer(headers: str) -> None:
    found = kind_with(f"{headers}\nIn-Reply-To: <brief@hub.example>")
    assert found.name == "auto_reply"
    assert found.original_message_ids == ("<brief@hub.example>",)
    assert not found.answerable


@pytest.mark.parametrize(
    "subject",
    [
        "Afwezig sinds september: leerling 3B",
        "Problematische afwezigheden Lars",
        "Afwezigheid van Lars",
        "Automatische schorsing?",
        "Out of school",
        "Mail niet bezorgd?",
        "Re: Undeliverable: je vraag",
        "FW: Mail delivery failed: returning message to sender",
    ],
)
def test_a_worry_about_absence_or_mail_is_still_a_worry(subject: str) -> None:
    assert kind_with(f"Subject: {subject}\nReturn-Path: <an@school.example>") == MailKind()


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ("X-Auto-Response-Suppress: OOF, AutoReply", "asks-silence"),
        ("From: no-reply@smartschool.example", "never-read"),
        ("From: meldingen-noreply@school.example", "never-read"),
    ],
)
def test_some_mails_are_read_but_never_answered(headers: str, why: str) -> None:
    raw = f"{headers}\n" + ("" if headers.startswith("From") else "From: an@school.example\n") + "Subject: Lars\n\nDag"
    found = kind_of(read_mail(raw.encode()))
    assert (found.name, found.why, found.answerable) == ("ordinary", (why,), False)


def test_a_system_s_notice_is_no_automatic_answer_because_it_may_hold_a_referral() -> None:
    assert kind_with("Subject: Nieuw formulier\nAuto-Submitted: auto-generated").name == "bulk"


def test_a_letter_that_arrived_is_no_bounce() -> None:
    report = (
        "Subject: Delivered\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nok\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x.example\n\n"
        "Final-Recipient: rfc822; an@school.example\nAction: delivered\nStatus: 2.0.0\n\n--b--\n"
    )
    found = kind_of(read_mail(f"From: postmaster@x.example\n{report}".encode()))
    assert (found.name, found.why) == ("auto_reply", ("delivery-receipt",))


def test_hints_say_where_a_mail_belongs_nearest_first() -> None:
    hints = threading_hints(
        read_mail(
            b"From: an@school.example\nTo: Meldpunt <meldpunt+cm-2026-00123.abcdefghij234567@hub.example>\n"
            b"Subject: RE: CM-2025-00007 [cm-2026-00123] Lars\nIn-Reply-To: <c@hub.example>\n"
            b"References: <a@hub.example> <b@hub.example>\n <c@hub.example>\n\nDag"
        )
    )
    assert hints.reply_tokens == ("cm-2026-00123.abcdefghij234567",)
    assert hints.message_ids == ("<c@hub.example>", "<b@hub.example>", "<a@hub.example>")
    assert hints.numbers == ("CM-2026-00123", "CM-2025-00007")


def test_only_the_part_after_the_plus_is_a_token() -> None:
    assert reply_tokens(("reply+A.b@hub.example", "an@school.example", "x+A.b@y.example")) == ("A.b",)


@pytest.mark.parametrize("subject", ["", "CM-2026", "12-2026-00123", "XCM-2026-00123-4", "BE68-5390-0754", "[CM 2026]"])
def test_what_only_looks_like_a_case_number_is_none(subject: str) -> None:
    assert case_numbers(subject) == ()
