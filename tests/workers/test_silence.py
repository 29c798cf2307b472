"""When the beat is silent somebody else notices, and each administrator reads it once, and once that it is over."""

import email
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import policy

import pytest
import sqlalchemy as sa
from sqlmodel import col
from structlog.contextvars import bound_contextvars
from structlog.testing import capture_logs

from hub import posting, pulse
from hub.asker import Role
from hub.clock import real_now
from hub.home.watching import guarding
from hub.home.watching.guarding import Guard
from hub.people.desk import add_person
from hub.pulse import Pulse
from hub.store import Store, Work
from tests.machine import free_port, wait_until
from tests.posting import Desk
from tests.smtp_peers import Peer, bytes_of

BRAM = "bram@dijleland.example"


@pytest.fixture
def two(desk: Desk) -> Iterator[tuple[Guard, Guard]]:
    """Two web servers on one database, each with its own guard."""
    other = Store(desk.settings, pool_size=2)
    yield Guard(desk.store), Guard(other)
    other.close()


def beats(work: Work, minutes_ago: int = 0) -> None:
    at = real_now() - timedelta(minutes=minutes_ago)
    work.session.execute(sa.delete(Pulse).where(col(Pulse.name) == pulse.BEAT))
    work.session.add(Pulse(name=pulse.BEAT, at=at))


def came(peer: Peer) -> list[tuple[str, str, str]]:
    mails = [email.message_from_bytes(bytes_of(one), policy=policy.default) for one in peer.received]
    return [(mail["To"], mail["Subject"], mail.get_body(("plain",)).get_content()) for mail in mails]


def test_whichever_web_server_notices_each_administrator_reads_it_once_and_once_that_it_is_over(
    desk: Desk, peer: Peer, two: tuple[Guard, Guard]
) -> None:
    with desk.store.begin() as work:
        beats(work, minutes_ago=12)
        here = desk.world["dijleland"]
        add_person(work, "Ria Vos", "ria@dijleland.example", Role.ADMINISTRATOR, hub_id=here)
    for _minute in range(3):
        for guard in two:
            guard.look()
    mails = came(peer)
    assert sorted(to for to, _subject, _text in mails) == [BRAM, "ria@dijleland.example"]
    assert {subject for _to, subject, _text in mails} == {"Het meldpunt heeft iemand nodig: de klok staat stil"}
    assert all("/beheer/werking" in text and "Er gaat niets verloren" in text for _to, _subject, text in mails)

    with desk.store.begin() as work:
        beats(work)
    for _minute in range(2):
        for guard in two:
            guard.look()
    assert len(peer.received) == 4
    assert came(peer)[-1][1] == "Opgelost: de klok van het meldpunt loopt weer"

    with desk.store.begin() as work:
        beats(work, minutes_ago=11)
    for _minute in range(2):
        two[0].look()
    assert len(peer.received) == 6, "another silence is told anew"


def test_a_machine_that_slept_does_not_take_its_own_sleep_for_a_silence(desk: Desk, peer: Peer) -> None:
    guard = Guard(desk.store)
    with desk.store.begin() as work:
        beats(work, minutes_ago=600)
    assert guard.look() == 0, "it has only just begun to listen"
    with desk.store.begin() as work:
        beats(work)
    assert guard.look() == 0
    assert not peer.received


def test_a_letter_that_could_not_leave_is_posted_by_the_guard_itself_when_the_mail_server_is_back(
    desk: Desk, peer: Peer
) -> None:
    away = Store(replace(desk.settings, smtp_url=f"smtp://127.0.0.1:{free_port()}"), pool_size=2)
    desk.write(1, why="of somebody else")
    with away.begin() as work:
        beats(work, minutes_ago=20)
    guard = Guard(away)
    assert (guard.look(), guard.look()) == (0, 1)
    away.close()
    desk.later()
    guard.store = desk.store
    assert guard.look() == 0
    assert [to for to, _subject, _text in came(peer)] == [BRAM], "the letters of everybody else are the worker's"


def test_a_mailbox_that_is_never_looked_into_and_a_beat_that_never_began_are_told_too(desk: Desk, peer: Peer) -> None:
    guard = Guard(desk.store)
    guard.look()
    with desk.store.begin() as work:
        work.session.execute(sa.update(Pulse).values(at=work.real - timedelta(hours=1)))
    guard.look()
    assert guard.look() == 2
    assert {subject.partition(": ")[2] for _to, subject, _text in came(peer)} == {
        "de klok staat stil", "de mailbox wordt niet gelezen",
    }  # fmt: skip


def test_the_guard_goes_on_when_the_database_was_away(desk: Desk, peer: Peer) -> None:
    with desk.store.begin() as work:
        beats(work, minutes_ago=12)
    tables, stop = desk.store.engine, threading.Event()
    with tables.begin() as connection:
        connection.execute(sa.text("ALTER TABLE pulse RENAME TO pulse_away"))
    thread = guarding.begin(desk.store, stop, every=0.01)
    with tables.begin() as connection:
        connection.execute(sa.text("ALTER TABLE pulse_away RENAME TO pulse"))
    wait_until(lambda: bool(peer.received))
    stop.set()
    thread.join()


def test_a_letter_says_in_the_log_under_which_request_it_was_promised(desk: Desk) -> None:
    with bound_contextvars(request="from-a-proxy-1"):
        desk.write(1)
    desk.write(1, why="for nobody")
    with capture_logs() as said:
        posting.post_due(desk.store)
    lines = [line for line in said if line["event"] == "letter posted"]
    assert sorted(line["request"] for line in lines) == ["", "from-a-proxy-1"]
    assert all(set(line) == {"letter", "kind", "attempt", "request", "event", "log_level"} for line in lines)
