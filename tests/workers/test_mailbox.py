"""The mailbox watcher against real servers: each mail arrives once, whatever is killed in between."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select

from hub.intake.ingest import read_due
from hub.intake.tables import MailOutcome, RawMail
from hub.postal.shared_inbox import Arrived
from hub.settings import as_environment
from tests.cast import World, settings_for
from tests.machine import PATIENCE, ROOT, wait_until
from tests.mail_shop import a_mail, cases, letters
from tests.postal_servers import ImapServer, dovecot, post_office
from workers.mailbox import keeper


@pytest.fixture(params=["post office", "dovecot"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ImapServer]:
    with post_office(tmp_path / "office") if request.param == "post office" else dovecot() as running:
        yield running


def environment(world: World, server: ImapServer) -> dict[str, str]:
    settings = settings_for(
        world.store.settings.database_url, world.store.settings.redis_url, world.store.settings.state,
        imap_urls=(server.url,), demo=False,
    )  # fmt: skip
    return {**os.environ, **as_environment(settings)}


@contextmanager
def watcher(world: World, server: ImapServer) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(
        [sys.executable, "-m", "workers.mailbox"], cwd=ROOT, env=environment(world, server),

    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)


def stored(world: World) -> int:
    with world.desk() as work:
        return work.session.execute(select(sa.func.count()).select_from(RawMail)).scalar_one()


def test_a_mail_that_arrives_is_stored_once_and_read_by_the_worker(world: World, server: ImapServer) -> None:
    with watcher(world, server):
        server.deliver(a_mail("Noor komt niet meer."))
        wait_until(lambda: stored(world) == 1)
        server.deliver(a_mail("Ook Jan blijft weg."))
        wait_until(lambda: stored(world) == 2)
    assert read_due(world.store) == 2
    assert len(cases(world)) == len(letters(world)) == 2


def test_a_watcher_that_is_told_to_stop_stops_at_once(world: World) -> None:
    with dovecot() as server, watcher(world, server) as process:
        server.deliver(a_mail())
        wait_until(lambda: stored(world) == 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0


def holds(world: World, many: int) -> bool:
    return stored(world) >= many


def test_killed_at_any_instant_it_ends_with_one_outcome_for_each_mail(world: World) -> None:
    with dovecot() as server:
        for number in range(40):
            server.deliver(a_mail(f"Mail {number}.", message_id=f"<{number}@sintjans.example>"))
        for enough in (1, 7, 16, 29):
            with watcher(world, server) as process:
                wait_until(partial(holds, world, enough))
                process.kill()
                process.wait(PATIENCE)
        with watcher(world, server):
            wait_until(lambda: stored(world) >= 40)
    read_due(world.store)
    with world.desk() as work:
        outcomes = Counter(work.session.exec(select(RawMail.outcome)).all())
    assert outcomes[MailOutcome.REFERRAL] == 40
    assert set(outcomes) <= {MailOutcome.REFERRAL, MailOutcome.DUPLICATE}
    assert len(cases(world)) == len(letters(world)) == 40


def test_a_mail_met_again_where_it_lay_is_not_stored_again(world: World) -> None:
    keep = keeper(world.store, "imap://meldpunt:geheim@127.0.0.1:1430/INBOX")
    raw = a_mail()
    for uidvalidity in (1, 1, 2):
        keep(Arrived(raw, "INBOX", 5, uidvalidity, len(raw)))
    assert stored(world) == 2
    read_due(world.store)
    assert len(cases(world)) == 1


def test_a_mail_too_large_for_the_mailbox_becomes_a_card(world: World) -> None:
    keep = keeper(world.store, "imap://meldpunt:geheim@127.0.0.1:1430/INBOX")
    head = a_mail().partition(b"\n\n")[0] + b"\n\n"
    keep(Arrived(head, "INBOX", 5, 1, 60_000_000, truncated=True))
    read_due(world.store)
    with world.desk() as work:
        mail = work.session.exec(select(RawMail)).one()
    assert (mail.outcome, mail.outcome_reason, mail.from_address) == ("to_place", "too_large", "els@sintjans.example")


def test_two_watchers_of_one_mailbox_store_a_mail_once(world: World) -> None:
    url = "imap://meldpunt:geheim@127.0.0.1:1430/INBOX"
    raw = a_mail()
    at_once = threading.Barrier(4)

    def meet() -> None:
        keep = keeper(world.store, url)
        at_once.wait(PATIENCE)
        keep(Arrived(raw, "INBOX", 5, 1, len(raw)))

    watchers = [threading.Thread(target=meet) for _watcher in range(4)]
    for one in watchers:
        one.start()
    for one in watchers:
        one.join(PATIENCE)
    assert stored(world) == 1


def test_a_mailbox_that_nobody_watches_any_more_ends_its_process_so_that_another_begins(world: World) -> None:
    kept = world.store.settings
    settings = settings_for(
        kept.database_url, kept.redis_url, kept.state, imap_urls=("imap://x:y@127.0.0.1:9/INBOX",), demo=False
    )
    ended = subprocess.run(
        [sys.executable, "-m", "tests.workers.mailbox_that_breaks"], cwd=ROOT, timeout=PATIENCE,
        env={**os.environ, **as_environment(settings)}, capture_output=True, text=True,
    )  # fmt: skip
    assert (ended.returncode, "a mailbox is watched no more" in ended.stderr) == (1, True), ended.stderr
