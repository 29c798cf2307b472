"""A thousand mails in a real mailbox, while its watcher and the reader are killed: a thousand outcomes, one each."""

import os
import random
import resource
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable

import sqlalchemy as sa
from sqlmodel import col, select

from hub.intake.ingest import read_due
from hub.intake.tables import RawMail
from tests.cast import World
from tests.machine import PATIENCE, ROOT, wait_until
from tests.mail_shop import a_mail, cases, letters
from tests.postal_servers import ImapServer, dovecot, inside
from tests.workers.test_mailbox import environment, stored

# The thousand belongs to whoever takes changes in; by hand fewer tell whether something is badly wrong.
MAILS, KILLS = (1000, 16) if os.environ.get("CI") else (300, 6)
WATCHER = ["-m", "workers.mailbox"]
# Between two looks it waits for the wake-up with which the watcher tells of a mail, and as the beat a while at most.
READER = ["-c", (
    "import os; from redis import Redis; from hub.intake.ingest import read_due\n"
    "from hub.settings import read_settings; from hub.store import Store\n"
    "settings = read_settings(os.environ)\n"
    "store, broker = Store(settings, pool_size=2), Redis.from_url(settings.redis_url)\n"
    "while True: read_due(store); broker.blpop(['intake'], timeout=5)"
)]  # fmt: skip


def with_outcome(world: World) -> int:
    with world.desk() as work:
        done = select(sa.func.count()).select_from(RawMail).where(col(RawMail.outcome).is_not(None))
        return work.session.execute(done).scalar_one()


def killed_at_work(world: World, server: ImapServer, what: list[str], done: Callable[[], int], after: float) -> None:
    """Start it, let it begin, and kill it this long after that, whatever it has in its hands."""
    before = done()
    process = subprocess.Popen([sys.executable, *what], cwd=ROOT, env=environment(world, server))
    try:
        wait_until(lambda: done() > before or done() >= MAILS)
        threading.Event().wait(after)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)


def test_a_thousand_mails_and_a_watcher_and_a_reader_that_die_end_with_a_thousand_outcomes(world: World) -> None:
    seed = int(os.environ.get("HUB_FAULT_SEED") or random.SystemRandom().randrange(10_000))
    dice = random.Random(seed)
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with dovecot() as server:
        for number in range(MAILS):
            server.deliver(
                a_mail(
                    f"Mail {number}.", sender=f"An <an{number}@school.example>", message_id=f"<{number}@school.example>"
                )
            )
        for _kill in range(KILLS // 2):
            killed_at_work(world, server, WATCHER, lambda: stored(world), dice.uniform(0, 0.5))
            killed_at_work(world, server, READER, lambda: with_outcome(world), dice.uniform(0, 0.3))
        last = subprocess.Popen([sys.executable, *WATCHER], cwd=ROOT, env=environment(world, server))
        try:
            wait_until(lambda: inside(server, "INBOX") == 0)
            assert inside(server, "Verwerkt") == MAILS
        finally:
            last.kill()
            last.wait(PATIENCE)
    with world.desk() as work:  # the leases of the readers that died have run out by now
        held = sa.update(RawMail).where(col(RawMail.outcome).is_(None))
        work.session.execute(held.values(leased_until=None, due_at=work.real))
    read_due(world.store)
    with world.desk() as work:
        kept = work.session.exec(select(RawMail.message_key).where(col(RawMail.duplicate_of).is_(None))).all()
        outcomes = Counter(work.session.exec(select(RawMail.outcome)).all())
    told = f"seed {seed}: {outcomes}, {resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - used:.0f} s of processor"
    sys.stdout.write(f"{told}\n")
    assert Counter(kept) == {f"<{number}@school.example>": 1 for number in range(MAILS)}, told
    assert outcomes["referral"] == len(cases(world)) == len(letters(world)) == MAILS, told
    assert set(outcomes) <= {"referral", "duplicate"}, told
