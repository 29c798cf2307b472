"""Letters that leave the hub over SMTP, answered one by one."""

from collections.abc import MutableMapping
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from hub.postal.envelopes import Envelope, seal
from hub.postal.servers import smtp_server
from hub.postal.smtp import post_batch
from tests.machine import free_port
from tests.smtp_peers import Peer, bytes_of, self_signed, smtp_peer

INVITATION = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"


def letter(number: int = 1, **changed: object) -> Envelope:
    said: dict = {
        "id": number,
        "to": f"partner{number}@naft.example",
        "subject": "Er wacht een vraag op je",
        "text": "Dag,\n\nin het meldpunt wacht een vraag op je: één klik is genoeg.\n",
        "message_id": f"<{number}.brief@hub.example>",
        "mail_from": "Centraal Meldpunt <meldpunt@hub.example>",
    }
    return Envelope(**{**said, **changed})


def read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=default)


def test_a_partner_receives_the_letter_word_for_word(peer: Peer) -> None:
    html = "<p>één klik is genoeg</p>"
    (posted,) = post_batch(peer.url, [letter(html=html, ics=INVITATION, reply_to="meldpunt+k3y@hub.example")])
    assert (posted.ok, posted.envelope_id) == (True, 1)
    assert "queued as 1" in posted.answer
    (received,) = peer.received
    mail = read(bytes_of(received))
    assert (received.mail_from, received.rcpt_tos) == ("meldpunt@hub.example", ["partner1@naft.example"])
    assert mail["Message-ID"] == "<1.brief@hub.example>"
    assert mail["Reply-To"] == "meldpunt+k3y@hub.example"
    assert mail["From"] == "Centraal Meldpunt <meldpunt@hub.example>"
    assert "één klik is genoeg" in mail.get_body(("plain",)).get_content()
    assert mail.get_body(("html",)).get_content().strip() == html


def test_an_appointment_comes_as_an_invitation_and_as_a_file(peer: Peer) -> None:
    list(post_batch(peer.url, [letter(ics=INVITATION)]))
    mail = read(bytes_of(peer.received[0]))
    calendar = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "REQUEST"
    assert [part.get_filename() for part in mail.iter_attachments()] == ["afspraak.ics"]
    assert next(mail.iter_attachments()).get_content().decode() == INVITATION


def test_machines_are_asked_not_to_answer_but_may_still_report_a_failed_delivery() -> None:
    automatic, by_hand = read(seal(letter()).raw), read(seal(letter(automatic=False)).raw)
    assert automatic["Auto-Submitted"] == "auto-generated"
    assert "OOF" in automatic["X-Auto-Response-Suppress"]
    assert not {"All", "NDR"}.intersection(automatic["X-Auto-Response-Suppress"].split(", "))
    assert by_hand["Auto-Submitted"] is None


def test_each_answer_is_known_before_the_next_letter_leaves(peer: Peer) -> None:
    posting = post_batch(peer.url, [letter(1), letter(2)])
    assert next(posting).ok
    assert len(peer.received) == 1
    assert next(posting).ok
    assert len(peer.received) == 2
    assert (peer.connections, list(posting)) == (1, [])


def test_a_busy_mailbox_is_tried_again_and_an_unknown_one_is_not(peer: Peer) -> None:
    peer.says = {
        "partner1@naft.example": ["450 4.2.0 come back later"],
        "partner2@naft.example": ["550 5.1.1 nobody by that name"],
    }
    busy, unknown, fine = post_batch(peer.url, [letter(1), letter(2), letter(3)])
    assert (busy.ok, busy.permanent, busy.answer) == (False, False, "450 4.2.0 come back later")
    assert (unknown.ok, unknown.permanent, unknown.answer) == (False, True, "550 5.1.1 nobody by that name")
    assert fine.ok
    (again,) = post_batch(peer.url, [letter(1)])
    assert again.ok
    assert read(bytes_of(peer.received[-1]))["Message-ID"] == "<1.brief@hub.example>"


def test_a_connection_lost_in_the_middle_loses_no_letter(peer: Peer) -> None:
    peer.hangs_up_on = {"partner2@naft.example"}
    posted = list(post_batch(peer.url, [letter(number) for number in (1, 2, 3)]))
    assert [(one.envelope_id, one.ok, one.permanent) for one in posted] == [
        (1, True, False),
        (2, False, False),
        (3, False, False),
    ]
    assert [one.tried for one in posted] == [True, True, False]
    assert [mail.rcpt_tos for mail in peer.received] == [["partner1@naft.example"]]


def test_a_mail_server_that_is_down_leaves_every_letter_for_later() -> None:
    posted = list(post_batch(f"smtp://127.0.0.1:{free_port()}", [letter(1), letter(2)]))
    assert [(one.envelope_id, one.ok, one.permanent, one.tried) for one in posted] == [
        (1, False, False, False),
        (2, False, False, False),
    ]


def test_one_letter_that_cannot_be_written_holds_up_no_other(peer: Peer) -> None:
    wrong, right = post_batch(peer.url, [letter(1, to="geen adres"), letter(2)])
    assert (wrong.ok, wrong.permanent, wrong.tried) == (False, True, False)
    assert right.ok


@pytest.mark.parametrize(
    "changed",
    [
        {"subject": "Dag\r\nBcc: iedereen@elders.example"},
        {"to": "an@school.example\r\nBcc: iedereen@elders.example"},
        {"to": "an@school.example, iedereen@elders.example"},
        {"mail_from": "Meldpunt\n <meldpunt@hub.example>"},
        {"reply_to": "meldpunt@hub.example\nBcc: iedereen@elders.example"},
        {"message_id": "<1@hub.example>\r\nBcc: iedereen@elders.example"},
        {"headers": {"X-Soort": "brief\r\nBcc: iedereen@elders.example"}},
        {"headers": {"X-Soort: brief\r\nBcc": "iedereen@elders.example"}},
        {"headers": {"Bcc": "iedereen@elders.example"}},
    ],
)
def test_nobody_slips_a_header_or_a_second_recipient_into_a_letter(changed: dict) -> None:
    with pytest.raises(ValueError, match=r"mail address|one line|Message-ID|header"):
        seal(letter(**changed))
    # The same words are harmless where they belong.
    assert read(seal(letter(text="Dag\r\nBcc: iedereen@elders.example")).raw)["Bcc"] is None


def test_a_long_thread_id_arrives_whole() -> None:
    long_id = f"<{'a' * 90}@school.example>"
    raw = seal(letter(headers={"References": f"<x@y.example> {long_id}", "In-Reply-To": long_id})).raw
    assert raw.count(long_id.encode()) == 2


def test_a_password_never_travels_unprotected_to_another_machine() -> None:
    with pytest.raises(ValueError, match="unprotected") as refused:
        smtp_server("smtp://hub:zeergeheim@mail.example")
    assert "zeergeheim" not in str(refused.value)
    assert smtp_server("smtps://hub:p%40ss@mail.example").password == "p@ss"
    assert smtp_server("smtp+starttls://hub:x@mail.example").starttls


def test_a_mail_server_nobody_vouches_for_gets_no_letter(tmp_path: Path, environment: MutableMapping[str, str]) -> None:
    certificate, context = self_signed(tmp_path)
    with smtp_peer(context) as stranger:
        (refused,) = post_batch(stranger.url, [letter()])
        assert (refused.ok, refused.permanent, stranger.received) == (False, False, [])
        environment["SSL_CERT_FILE"] = str(certificate)
        (trusted,) = post_batch(stranger.url, [letter()])
        assert trusted.ok
