"""Returned letters without the fields of the standard: what their text says of who, and for how long."""

import pytest

from hub.intake.mail.reading import read_mail
from hub.intake.mail.shapes import MailKind

LETTER = "Message-ID: <3f2b8c1e-0000-4000-8000-00000000abcd@hub.example>\nSubject: Je aanmelding\n\nDag Els,"
QMAIL = (
    "Hi. This is the qmail-send program at mx.school.example.\n"
    "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
    "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
    "<els@school.example>:\n{said}\n\n--- Below this line is a copy of the message.\n\n" + LETTER
)
POSTFIX = (
    "This is the Postfix program at host mx.school.example.\n\n"
    "I'm sorry to have to inform you that your message could not be\ndelivered to one or more recipients.\n\n"
    "<els@school.example>: {said}\n\n" + LETTER
)
EXCHANGE = (
    "Your message did not reach some or all of the intended recipients.\n\n"
    "      Subject:\tJe aanmelding\n      Sent:\t4/05/2026 10:12\n\n"
    "The following recipient(s) could not be reached:\n\n"
    "      els@school.example on 4/05/2026 10:12\n            {said}\n"
)
DUTCH = (
    "Uw bericht aan els@school.example kon niet worden bezorgd.\n\nDe mailserver antwoordde: {said}\n\n"
    "----- Oorspronkelijk bericht -----\n" + LETTER
)


def kind(subject: str, body: str, sender: str = "MAILER-DAEMON@mx.school.example") -> MailKind:
    head = f"From: {sender}\nReturn-Path: <>\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n"
    return read_mail((head + body).encode()).kind


@pytest.mark.parametrize(
    ("subject", "body", "said", "bounce"),
    [
        ("failure notice", QMAIL, "Sorry, no mailbox here by that name. (#5.1.1)", "hard"),
        ("failure notice", QMAIL, "Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)", "soft"),
        ("failure notice", QMAIL, "User's mailfolder is full. Mailbox over quota.", "soft"),
        ("Undelivered Mail Returned to Sender", POSTFIX, "unknown user: \"els\"", "hard"),
        ("Undelivered Mail Returned to Sender", POSTFIX, "host x said: 552 5.2.2 Mailbox full", "soft"),
        ("Undeliverable: Je aanmelding", EXCHANGE, "The e-mail account does not exist. <mx #5.1.1>", "hard"),
        ("Undeliverable: Je aanmelding", EXCHANGE, "The recipient's mailbox is full. <mx #5.2.2>", "soft"),
        ("Niet bezorgd: Je aanmelding", DUTCH, "550 5.1.1 onbekende gebruiker", "hard"),
        ("Niet bezorgd: Je aanmelding", DUTCH, "452 4.2.2 De mailbox zit vol", "soft"),
        ("Onbestelbaar: Je aanmelding", DUTCH, "550 No such user here", "hard"),
    ],
)  # fmt: skip
def test_the_text_tells_whether_the_address_works_later(subject: str, body: str, said: str, bounce: str) -> None:
    found = kind(subject, body.format(said=said))
    assert (found.name, found.bounce, found.still_trying, found.answerable) == ("bounce", bounce, False, False)
    if "Message-ID" in body:
        assert found.original_message_ids == ("<3f2b8c1e-0000-4000-8000-00000000abcd@hub.example>",)


@pytest.mark.parametrize(
    "subject", ["Message delayed", "Warning: message not yet been delivered", "Vertraagd: Je aanmelding"]
)
def test_a_server_that_still_tries_is_not_helped(subject: str) -> None:
    found = kind(subject, "We keep trying for five days.\n\n" + LETTER)
    assert (found.name, found.bounce, found.still_trying) == ("bounce", "soft", True)


def test_numbers_of_machines_are_no_codes() -> None:
    found = kind("failure notice", QMAIL.format(said="Connected to 4.4.1.9 but my name was rejected. User unknown"))
    assert found.bounce == "hard"
