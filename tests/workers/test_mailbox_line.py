"""Lines that break and mailboxes that are made anew: each mail of a real Dovecot is stored, and has one outcome."""

import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

import pytest
from sqlmodel import col, select

from hub.intake.ingest import read_due
from hub.intake.tables import MailOutcome, RawMail
from hub.postal.imap import fetch_once, watch
from hub.postal.shared_inbox import Arrived
from tests.cast import World
from tests.cut_line import Line
from tests.machine import PATIENCE, ROOT, wait_until
from tests.mail_shop import a_mail, cases
from tests.postal_servers import ImapServer, dovecot, inside
from tests.workers.test_mailbox import environment, stored, watcher
from workers.mailbox import keeper


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with dovecot() as running:
        yield running


def deliver(server: ImapServer, numbers: range) -> None:
    for number in numbers:
        text = f"Mail {number}. " + "Een lange brief. " * 300
        server.deliver(a_mail(text, sender=f"An <an{number}@school.example>", message_id=f"<{number}@school.example>"))


def through(line: Line, server: ImapServer) -> str:
    return server.url.replace(f":{server.port}/", f":{line.port}/")


@contextmanager
def watched(world: World, server: ImapServer, line: Line, **how: float) -> Iterator[None]:
    """The mailbox as its watcher has it, over this line."""
    stop = threading.Event()
    told = {"stop": stop, **how}
    args = (through(line, server), keeper(world.store, server.url))
    thread = threading.Thread(target=watch, args=args, kwargs=told, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE)
        line.close()


def outcomes(world: World) -> list[str | None]:
    read_due(world.store)
    with world.desk() as work:
        return sorted(
            work.session.exec(select(RawMail.outcome).where(col(RawMail.duplicate_of).is_(None))).all(), key=str
        )


def test_a_line_cut_again_and_again_in_the_middle_of_anything_loses_and_doubles_nothing(
    world: World, server: ImapServer
) -> None:
    """In a greeting, in a mail, or between the move of a mail and the server's word that it did so."""
    deliver(server, range(40))
    dice = random.Random(7)
    line = Line(server.port, *(dice.choice([40, 200, 700, 3_000, 9_000, 20_000]) for _cut in range(8)))
    with watched(world, server, line):
        assert line.was_cut.wait(PATIENCE)
        wait_until(lambda: inside(server, "INBOX") == 0)
    assert inside(server, "Verwerkt") == 40
    assert outcomes(world) == [MailOutcome.REFERRAL] * 40


def test_a_line_that_keeps_breaking_goes_on_at_once_as_long_as_mails_come_through(
    world: World, server: ImapServer
) -> None:
    """Ten thousand mails that wait must not come in one by one, with a minute of rest after each."""
    deliver(server, range(12))
    with watched(world, server, Line(server.port, *([9_000] * 10))):
        wait_until(lambda: inside(server, "INBOX") == 0)


def test_a_mailbox_that_was_made_anew_shows_its_mails_under_new_numbers_and_they_are_known(
    world: World, server: ImapServer
) -> None:
    deliver(server, range(3))

    class PowerCut(BaseException):
        pass

    keep, met = keeper(world.store, server.url), []

    def store_then_die(arrived: Arrived) -> None:
        keep(arrived)
        met.append(arrived.uidvalidity)
        if len(met) == 2:
            raise PowerCut

    with pytest.raises(PowerCut):
        fetch_once(server.url, store_then_die)
    assert (stored(world), inside(server, "Verwerkt"), inside(server, "INBOX")) == (2, 0, 3)
    server.forget_numbers()
    with watcher(world, server):
        wait_until(lambda: inside(server, "INBOX") == 0)
        deliver(server, range(3, 5))
        wait_until(lambda: inside(server, "Verwerkt") == 5)
        server.forget_numbers()
        deliver(server, range(5, 7))
        wait_until(lambda: inside(server, "Verwerkt") == 7)
    assert stored(world) == 9, "the two that were stored before the mailbox was made anew are met again"
    assert outcomes(world) == [MailOutcome.REFERRAL] * 7
    assert len(cases(world)) == 7


def test_two_watchers_and_two_readers_of_one_mailbox_make_one_outcome_of_each_mail(
    world: World, server: ImapServer
) -> None:
    deliver(server, range(60))
    with ExitStack() as both:
        for _watcher in range(2):
            both.enter_context(watcher(world, server))
        wait_until(lambda: inside(server, "INBOX") == 0)
        deliver(server, range(60, 70))
        wait_until(lambda: inside(server, "INBOX") == 0 and stored(world) == 70)
    readers = [
        subprocess.Popen([sys.executable, "-c", READER], cwd=ROOT, env=environment(world, server)) for _one in range(2)
    ]
    assert [reader.wait(PATIENCE) for reader in readers] == [0, 0]
    assert outcomes(world) == [MailOutcome.REFERRAL] * 70
    assert len(cases(world)) == 70
    assert inside(server, "Verwerkt") >= 70, "two that move one mail at one moment may each leave a copy there"


READER = "import os; from hub.intake.ingest import read_due; from hub.settings import read_settings; "
READER += "from hub.store import Store; read_due(Store(read_settings(os.environ), pool_size=2))"


def holds(world: World, many: int) -> bool:
    return stored(world) == many


def test_a_server_that_forgets_to_announce_is_looked_through_all_the_same(world: World, server: ImapServer) -> None:
    line = Line(server.port, deaf_to=b"EXISTS")
    with watched(world, server, line, poll_seconds=1.0):
        wait_until(lambda: line.connections == 1)
        for number in range(2):
            deliver(server, range(number, number + 1))
            wait_until(partial(holds, world, number + 1))
    assert line.connections == 1, "nobody had to connect again"


def test_a_line_that_died_without_a_word_is_left_for_a_new_one(world: World, server: ImapServer) -> None:
    line = Line(server.port)
    deliver(server, range(1))
    with watched(world, server, line, poll_seconds=0.5, patience=1.0):
        wait_until(lambda: inside(server, "Verwerkt") == 1)
        line.dead.set()
        deliver(server, range(1, 2))
        wait_until(lambda: stored(world) == 2)
    assert line.connections > 1
