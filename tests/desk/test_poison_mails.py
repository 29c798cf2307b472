"""Mails that are made to hurt: each costs a bounded time and memory, is kept byte for byte, and waits on the desk."""

import os
import resource
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import select

from hub import blobs
from hub.intake.arrival import store_raw
from hub.intake.ingest import read_due
from hub.intake.mail import sandbox
from hub.intake.outcome import reason_words
from hub.intake.tables import MailOutcome, RawMail
from tests.cast import World
from tests.mail_shop import a_mail

HEAD = b"From: An <an@school.example>\r\nTo: aanmelden@dijleland.example\r\nSubject: gif\r\nMIME-Version: 1.0\r\n"
MEGABYTE = 10**6


def slow() -> bytes:
    """HTML that takes a minute to be made safe."""
    return HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 400_000 + b"x"


def many_parts() -> bytes:
    part = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 10_000 + b"--b--\r\n"


def nested() -> bytes:
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth) for depth in range(1000)
    )
    return HEAD + opened + b"Content-Type: text/plain\r\n\r\nhallo\r\n"


def letters_in_letters() -> bytes:
    return HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 1000 + b"Subject: binnenin\r\n\r\nhallo\r\n"


def many_headers() -> bytes:
    return HEAD + b"".join(b"X-%d: y\r\n" % number for number in range(300_000)) + b"\r\nhallo\r\n"


def fifty_megabytes_of_words() -> bytes:
    return HEAD + b"Content-Type: text/html\r\n\r\n" + b"<p>Een zin die niets zegt.</p>\r\n" * (50 * MEGABYTE // 31)


POISONS: dict[Callable[[], bytes], str] = {
    slow: "unreadable",
    many_parts: "too_complicated",
    nested: "too_complicated",
    fifty_megabytes_of_words: "too_long",
}


@pytest.mark.parametrize("poison", POISONS, ids=lambda poison: poison.__name__)
def test_a_mail_that_is_made_to_hurt_waits_on_the_desk_with_its_original_and_holds_nobody_up(
    world: World, poison: Callable[[], bytes]
) -> None:
    seconds = 1.0 if poison is slow else sandbox.SECONDS
    raw = poison()
    with world.store.begin() as work:
        gif = store_raw(work, raw, "imap", "test")
        store_raw(work, a_mail("Gewoon."), "imap", "test")
    used = time_of_children()
    assert read_due(world.store, seconds=seconds) == 2
    assert time_of_children() - used < seconds * 3, "processor time of whoever read them"
    with world.desk() as work:
        found = {mail.subject: mail for mail in work.session.exec(select(RawMail)).all()}
        assert blobs.content(work, gif.blob_id) == raw
    assert found["Zorgen"].outcome == MailOutcome.REFERRAL
    assert (found["gif"].outcome, found["gif"].outcome_reason) == (MailOutcome.TO_PLACE, POISONS[poison])
    assert found["gif"].from_address == "an@school.example"
    with world.client("Hilde Verbist") as hilde:
        assert "gif" in hilde.get("/vandaag/mails").text
        page = hilde.get(f"/vandaag/mails/{gif.id}")
        assert reason_words(POISONS[poison]) in page.text
        original = hilde.get(f"/vandaag/mails/{gif.id}/origineel")
        assert original.content == raw


@pytest.mark.parametrize("odd", [letters_in_letters, many_headers], ids=lambda odd: odd.__name__)
def test_a_mail_that_only_looks_dangerous_is_read(world: World, odd: Callable[[], bytes]) -> None:
    with world.store.begin() as work:
        store_raw(work, odd(), "imap", "test")
    assert read_due(world.store) == 1
    with world.desk() as work:
        assert work.session.exec(select(RawMail.outcome)).one() == MailOutcome.REFERRAL


def time_of_children() -> float:
    """Seconds of processor that child processes used; those that live count as well."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    pid = sandbox.reading_child()
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() if pid else ["0"] * 20
    ticks = int(fields[11]) + int(fields[12])
    return spent.ru_utime + spent.ru_stime + ticks / os.sysconf("SC_CLK_TCK")
