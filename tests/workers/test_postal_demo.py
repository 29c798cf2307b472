"""The demo's post office, as a process: what the hub sends can be read, what one writes reaches the hub."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.postal.demo_box import FileSeen, drop_raw, letter, outside_letters, write_mail
from hub.postal.envelopes import Envelope
from hub.postal.imap import fetch_once
from hub.postal.shared_inbox import Arrived
from hub.postal.smtp import post_batch
from tests.machine import PATIENCE, ROOT, answers, free_port, wait_until
from tests.postal_servers import INBOX, ImapServer, post_office

INVITATION = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[ImapServer]:
    with post_office(tmp_path) as running:
        yield running


def from_the_hub(number: int, to: str, **more: Any) -> Envelope:
    return Envelope(
        id=number,
        to=to,
        subject=f"Brief {number}",
        text="Er wacht iets op je: https://hub.example/l/abc\n",
        message_id=f"<{number}@hub.example>",
        mail_from=f"Centraal Meldpunt <{INBOX}>",
        **more,
    )


def run_office(**told: str) -> subprocess.CompletedProcess:
    base = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    command = [sys.executable, "-m", "workers.post_office"]
    return subprocess.run(command, cwd=ROOT, env={**base, **told}, capture_output=True, text=True, timeout=PATIENCE)


def test_what_the_hub_sends_is_shown_newest_first(office: ImapServer) -> None:
    letters = [
        from_the_hub(1, "an@school.example"),
        from_the_hub(2, "bo@naft.example", html="<p>é</p>", ics=INVITATION),
    ]
    assert all(posted.ok for posted in post_batch(office.smtp_url, letters))
    second, first = outside_letters(office.state)
    assert (first.to, first.subject, first.html) == ("an@school.example", "Brief 1", None)
    assert "https://hub.example/l/abc" in first.text
    assert (second.to, second.html.strip()) == ("bo@naft.example", "<p>é</p>")
    assert [(file.name, file.content.decode()) for file in second.attachments] == [("afspraak.ics", INVITATION)]
    assert letter(office.state, second.key) == second
    assert letter(office.state, "../../etc/passwd") is None


def test_a_mail_one_writes_reaches_the_shared_inbox_with_its_address(office: ImapServer) -> None:
    file = FileSeen("verslag.txt", "text/plain", b"een verslag")
    message_id = write_mail(
        office.smtp_url, "An Peeters <an@school.example>", INBOX, "Zorg om een leerling", "Dag, één vraag.", [file]
    )
    arrived: list[Arrived] = []
    assert fetch_once(office.url, arrived.append) == 1
    assert message_id.encode() in arrived[0].raw
    assert f"Delivered-To: {INBOX}".encode() in arrived[0].raw
    assert b"Return-Path: <an@school.example>" in arrived[0].raw
    assert b"verslag.txt" in arrived[0].raw
    assert outside_letters(office.state) == []


def test_a_reply_to_a_signed_address_and_to_the_neighbour_comes_to_the_hub_too(office: ImapServer) -> None:
    for to in ("meldpunt+k3y@hub.example", "BUURT@hub.example"):
        write_mail(office.smtp_url, "an@school.example", to, "Antwoord", "Dag")
    arrived: list[Arrived] = []
    assert fetch_once(office.url, arrived.append) == 2


def test_a_dropped_mail_file_arrives_byte_for_byte(office: ImapServer) -> None:
    raw = (
        b"From: x\xff@school.example\r\nSubject: =?x?q?=\r\nContent-Type: multipart/mixed\r\n\r\n"
        + b"y" * 5000
        + b"\r\n"
    )
    drop_raw(office.smtp_url, raw, INBOX)
    arrived: list[Arrived] = []
    fetch_once(office.url, arrived.append)
    assert arrived[0].raw.endswith(raw)


def test_a_mail_taken_survives_a_killed_post_office(tmp_path: Path) -> None:
    with post_office(tmp_path) as office:
        write_mail(office.smtp_url, "an@school.example", INBOX, "Zorg", "Dag")
        # Locks as a killed process leaves them.
        (tmp_path / "post" / "meldpunt" / "dovecot-uidlist.lock").touch()
        office.process.send_signal(signal.SIGKILL)
        wait_until(lambda: office.process.poll() is not None)
    arrived: list[Arrived] = []
    with post_office(tmp_path) as office:
        assert fetch_once(office.url, arrived.append) == 1
    with post_office(tmp_path) as office:
        assert fetch_once(office.url, arrived.append) == 0


def test_the_post_office_exists_in_the_demo_only(tmp_path: Path) -> None:
    told = {
        "HUB_STATE": str(tmp_path),
        "HUB_INBOXES": INBOX,
        "HUB_SMTP_URL": f"smtp://127.0.0.1:{free_port()}",
        "HUB_IMAP_URL": f"imap://meldpunt:geheim@127.0.0.1:{free_port()}/INBOX",
    }
    for wrong, why in (
        ({}, "HUB_DEMO"),
        ({"HUB_DEMO": "0"}, "HUB_DEMO"),
        ({"HUB_DEMO": "1", "HUB_SMTP_URL": "smtp://0.0.0.0:2525"}, "this machine only"),
        ({"HUB_DEMO": "1", "HUB_INBOXES": " "}, "HUB_INBOXES"),
    ):
        ended = run_office(**{**told, **wrong})
        assert ended.returncode != 0
        assert why in ended.stderr
        assert "geheim" not in ended.stderr
        assert ended.stderr.count("\n") == 1


def test_the_post_office_ends_when_whoever_started_it_is_killed(tmp_path: Path) -> None:
    smtp_port, imap_port = free_port(), free_port()
    told = {
        "HUB_DEMO": "1",
        "HUB_STATE": str(tmp_path),
        "HUB_INBOXES": INBOX,
        "HUB_SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
        "HUB_IMAP_URL": f"imap://meldpunt:geheim@127.0.0.1:{imap_port}/INBOX",
    }
    starts = (
        "import subprocess, sys; p = subprocess.Popen([sys.executable, '-m', 'workers.post_office']); "
        "print(p.pid, flush=True); p.wait()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", starts], cwd=ROOT, env={**os.environ, **told}, stdout=subprocess.PIPE, text=True
    )
    child = int(parent.stdout.readline())
    wait_until(lambda: answers(smtp_port) and answers(imap_port))
    parent.kill()
    parent.wait(PATIENCE)
    wait_until(lambda: not answers(smtp_port))
    wait_until(lambda: _is_gone(child))


def _is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
