"""Mails that come into the shared inbox: each handed over as it is, and put away only then."""

import imaplib
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.postal.imap import OutOfReach, empty_processed, fetch_once, watch
from hub.postal.shared_inbox import Arrived
from tests.cut_line import Line
from tests.machine import PATIENCE, free_port, wait_until
from tests.postal_servers import ImapServer, dovecot, drained, inside, post_office

HEADER = b"From: An Peeters <an@school.example>\r\nTo: meldpunt@hub.example\r\nMessage-ID: <%d@school.example>\r\n"


@pytest.fixture(params=["post office", "dovecot"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ImapServer]:
    with post_office(tmp_path) if request.param == "post office" else dovecot() as running:
        yield running


def mail(number: int, body: bytes = b"Ik maak me zorgen over een leerling.") -> bytes:
    return HEADER % number + b"Subject: zorg\r\n\r\n" + body + b"\r\n"


def number_of(arrived: Arrived) -> int:
    return int(arrived.raw.partition(b"Message-ID: <")[2].partition(b"@")[0])


@contextmanager
def watching(url: str, on_mail: Callable[[Arrived], None], **how: float) -> Iterator[threading.Thread]:
    stop = threading.Event()
    thread = threading.Thread(target=watch, args=(url, on_mail), kwargs={"stop": stop, **how}, daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_each_mail_is_handed_over_once_and_then_put_away(server: ImapServer) -> None:
    for number in range(3):
        server.deliver(mail(number))
    arrived: list[Arrived] = []
    assert fetch_once(server.url, arrived.append) == 3
    assert sorted(number_of(one) for one in arrived) == [0, 1, 2]
    assert all(one.raw.endswith(mail(number_of(one))) for one in arrived)
    assert len({(one.uidvalidity, one.uid) for one in arrived}) == 3
    assert (inside(server, "INBOX"), inside(server, "Verwerkt")) == (0, 3)
    assert fetch_once(server.url, arrived.append) == 0


def test_the_bytes_arrive_as_they_were_sent_however_odd(server: ImapServer) -> None:
    odd = (
        HEADER % 7
        + b"Content-Type: text/plain; charset=x-unknown\r\nSubject: \xe9\xff kapot\r\n\r\n\xff\xfe.\r\n.\r\nx\r\n"
    )
    server.deliver(odd)
    arrived: list[Arrived] = []
    fetch_once(server.url, arrived.append)
    assert arrived[0].raw.endswith(odd)
    assert arrived[0].size == len(arrived[0].raw)


def test_a_colleague_who_opened_the_mail_first_does_not_hide_it(server: ImapServer) -> None:
    server.deliver(mail(1))
    with imaplib.IMAP4("127.0.0.1", server.port) as other:
        other.login("meldpunt", "geheim")
        other.select("INBOX")
        other.store("1", "+FLAGS", r"(\Seen)")
    arrived: list[Arrived] = []
    assert fetch_once(f"{server.url}?take=unseen", arrived.append) == 0
    assert fetch_once(server.url, arrived.append) == 1


def test_new_mail_is_seen_without_waiting_for_the_next_look(server: ImapServer) -> None:
    arrived: queue.SimpleQueue[Arrived] = queue.SimpleQueue()
    server.deliver(mail(1))
    with watching(server.url, arrived.put, poll_seconds=600):
        assert number_of(arrived.get(timeout=PATIENCE)) == 1
        wait_until(lambda: inside(server, "Verwerkt") == 1)
        # Only IDLE can tell of these within the time: the next look is ten minutes away.
        for number in (2, 3):
            server.deliver(mail(number))
            assert number_of(arrived.get(timeout=PATIENCE)) == number


def test_a_mail_that_waited_long_for_the_database_is_taken_as_soon_as_it_is_back(server: ImapServer) -> None:
    away = 12  # refusals of its own would make it rest for longer than anybody here waits

    def store(arrived: Arrived) -> None:
        tried.append(arrived.uid)
        if len(tried) <= away:
            raise OutOfReach

    tried: list[int] = []
    server.deliver(mail(1))
    with watching(server.url, store, poll_seconds=0.5, retry_seconds=0.3):
        wait_until(lambda: len(tried) > away)


def test_a_mail_that_is_refused_stays_and_the_others_go_on(server: ImapServer) -> None:
    seen: queue.SimpleQueue[int] = queue.SimpleQueue()
    fixed = threading.Event()

    def store(arrived: Arrived) -> None:
        seen.put(number_of(arrived))
        if number_of(arrived) == 1 and not fixed.is_set():
            raise RuntimeError("the database said no")

    server.deliver(mail(1))
    server.deliver(mail(2))
    with watching(server.url, store, poll_seconds=0.5, retry_seconds=0.3):
        wait_until(lambda: inside(server, "Verwerkt") == 1)
        assert inside(server, "INBOX") == 1
        fixed.set()
        wait_until(lambda: inside(server, "Verwerkt") == 2)
    numbers = drained(seen)
    assert numbers.count(2) == 1
    assert numbers.count(1) >= 2


def test_a_crash_between_storing_and_putting_away_shows_the_mail_again(server: ImapServer) -> None:
    server.deliver(mail(1))
    seen: list[Arrived] = []

    class PowerCut(BaseException):
        pass

    def store_then_die(arrived: Arrived) -> None:
        seen.append(arrived)
        raise PowerCut

    with pytest.raises(PowerCut):
        fetch_once(server.url, store_then_die)
    assert inside(server, "INBOX") == 1
    assert fetch_once(server.url, seen.append) == 1
    first, second = seen
    assert (first.raw, first.uid, first.uidvalidity) == (second.raw, second.uid, second.uidvalidity)


def test_a_line_cut_in_the_middle_of_a_mail_hands_over_no_half_mail(server: ImapServer) -> None:
    big = mail(1, b"x" * 70 + b"\r\n" + b"lange brief " * 40_000)
    server.deliver(big)
    server.deliver(mail(2))
    line = Line(server.port, 100_000)
    arrived: queue.SimpleQueue[Arrived] = queue.SimpleQueue()
    with watching(server.url.replace(f":{server.port}/", f":{line.port}/"), arrived.put):
        assert line.was_cut.wait(PATIENCE)
        wait_until(lambda: inside(server, "Verwerkt") == 2)
    line.close()
    got = drained(arrived)
    assert sorted(number_of(one) for one in got) == [1, 2]
    assert all(len(one.raw) == one.size for one in got)


def test_a_huge_mail_comes_with_its_header_only(server: ImapServer) -> None:
    server.deliver(mail(1, b"lange brief " * 10_000))
    arrived: list[Arrived] = []
    assert fetch_once(server.url, arrived.append, largest=50_000) == 1
    assert (arrived[0].truncated, number_of(arrived[0])) == (True, 1)
    assert arrived[0].size > 120_000
    assert b"lange brief" not in arrived[0].raw
    assert inside(server, "Verwerkt") == 1


def test_the_processed_folder_is_emptied_of_what_is_old(server: ImapServer) -> None:
    server.deliver(mail(1))
    fetch_once(server.url, lambda arrived: None)
    assert empty_processed(server.url, datetime.now(UTC).date() - timedelta(days=30)) == 0
    assert inside(server, "Verwerkt") == 1
    assert empty_processed(server.url, datetime.now(UTC).date() + timedelta(days=2)) == 1
    assert inside(server, "Verwerkt") == 0


def test_an_old_server_that_cannot_move_or_announce_loses_and_doubles_nothing() -> None:
    arrived: queue.SimpleQueue[Arrived] = queue.SimpleQueue()
    with (
        dovecot("imap_capability = IMAP4rev1 UIDPLUS\n") as server,
        watching(server.url, arrived.put, poll_seconds=0.2),
    ):
        for number in (1, 2):
            server.deliver(mail(number))
            assert number_of(arrived.get(timeout=PATIENCE)) == number
        wait_until(lambda: inside(server, "Verwerkt") == 2)
        assert inside(server, "INBOX") == 0
    assert drained(arrived) == []


def test_a_mailbox_that_is_not_there_yet_is_waited_for(tmp_path: Path) -> None:
    smtp_port, imap_port = free_port(), free_port()
    arrived: queue.SimpleQueue[Arrived] = queue.SimpleQueue()
    with watching(f"imap://meldpunt:geheim@127.0.0.1:{imap_port}/INBOX", arrived.put) as thread:
        with post_office(tmp_path, smtp_port, imap_port) as office:
            office.deliver(mail(1))
            assert number_of(arrived.get(timeout=PATIENCE)) == 1
            wait_until(lambda: inside(office, "Verwerkt") == 1)
        assert thread.is_alive()
        with post_office(tmp_path, smtp_port, imap_port) as office:
            office.deliver(mail(2))
            assert number_of(arrived.get(timeout=PATIENCE)) == 2


def test_a_mailbox_out_of_reach_says_so_without_the_password() -> None:
    with pytest.raises(ConnectionError) as refused:
        fetch_once(f"imap://meldpunt:zeergeheim@127.0.0.1:{free_port()}/INBOX", lambda arrived: None)
    assert "zeergeheim" not in str(refused.value)
    with pytest.raises(ValueError, match="unprotected"):
        fetch_once("imap://meldpunt:zeergeheim@mail.example", lambda arrived: None)
