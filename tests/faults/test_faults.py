"""While people send, parts die or stand still, the disk runs full and the clock moves: nothing is lost or doubled."""

import os
import random
import sys
from pathlib import Path

from tests.faults.accounts import Books
from tests.faults.blows import may_mount
from tests.faults.harness import Fire, under_fire

PLANTED = Path(__file__).parent / "planted"
# The long run belongs to whoever takes changes in; by hand a short one tells whether something is badly wrong.
SECONDS, LEAST = (180.0, 40) if os.environ.get("CI") else (30.0, 6)


def told(fire: Fire, books: Books) -> str:
    """The whole account; shown also when all is well, so that a log says what was tried."""
    account = "\n".join(line[:1500] for line in books.account(fire.seed))
    sys.stdout.write(f"{account}\n")
    return account


def test_whatever_dies_and_whenever_nothing_that_was_acknowledged_is_lost_or_doubled(tmp_path: Path) -> None:
    seed = int(os.environ.get("HUB_FAULT_SEED") or random.SystemRandom().randrange(10_000))
    tmp_path.chmod(0o711)
    with under_fire(tmp_path, seed, SECONDS) as fire:
        books = fire.run()
        account = told(fire, books)
    assert books.wrong == [], account
    if os.environ.get("CI") and may_mount():
        assert books.missing == [], account
    assert len(books.faults) >= LEAST, account
    assert min(len(books.forms), len(books.mails), len(books.answers)) > 0, account


def test_a_worker_that_marks_a_letter_before_it_sends_it_is_found_out(tmp_path: Path) -> None:
    tmp_path.chmod(0o711)
    with under_fire(tmp_path, seed=1, seconds=25, PYTHONPATH=str(PLANTED)) as fire:
        fire.blows.targets, fire.blows.kinds, fire.every = ("worker",), ("dies",), (0.5, 1.5)
        fire.over_the_edges = False
        books = fire.run()
        account = told(fire, books)
    assert [line for line in books.wrong if "counts as posted and never left" in line], account
