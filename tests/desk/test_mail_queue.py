"""Nothing that a mail does stops the queue: it waits on the desk, and the others go on."""

import threading
from collections import Counter

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hub.intake import ingest, settling
from hub.intake.arrival import store_raw
from hub.intake.ingest import read_due
from hub.intake.tables import MailOutcome, RawMail
from hub.store import Store
from tests.cast import World
from tests.machine import PATIENCE
from tests.mail_shop import a_mail, arrives, cases, letters, the_mail


def test_a_mail_that_keeps_failing_goes_to_the_desk_and_the_others_go_on(world: World) -> None:
    """The database refuses what is made of it, for a reason that nobody thought of."""
    with world.store.engine.begin() as owner:
        owner.execute(sa.text("ALTER TABLE raw_mail ADD CHECK (subject <> 'gif' OR referral_id IS NULL)"))
    with world.store.begin() as work:
        poison = store_raw(work, a_mail(subject="gif"), "imap", "test").id
        store_raw(work, a_mail(subject="gewoon"), "imap", "test")
    for _attempt in range(3):
        read_due(world.store)
        with world.store.begin() as work:
            work.session.execute(sa.update(RawMail).where(col(RawMail.id) == poison).values(due_at=work.real))
    with world.desk() as work:
        found = {mail.subject: mail for mail in work.session.exec(select(RawMail)).all()}
    assert found["gewoon"].outcome == MailOutcome.REFERRAL
    assert (found["gif"].outcome, found["gif"].outcome_reason) == (MailOutcome.TO_PLACE, "failed")


def test_a_mail_that_takes_its_reader_down_each_time_is_not_read_again(world: World) -> None:
    with world.store.begin() as work:
        store_raw(work, a_mail(), "imap", "test").attempts = 6
    assert read_due(world.store) == 1
    assert the_mail(world).outcome_reason == "failed"


def test_a_mail_too_odd_to_read_becomes_a_card_with_its_original(world: World) -> None:
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (depth, depth) for depth in range(1, 200)
    )
    came = arrives(world, b"From: a@b.example\nTo: x@y.example\nSubject: diep\n" + nested + b"\n\nhallo\n")
    assert (came.outcome, came.reason) == (MailOutcome.TO_PLACE, "too_complicated")


def test_a_worker_that_lost_its_lease_writes_nothing(world: World) -> None:
    with world.store.begin() as work:
        row = store_raw(work, a_mail(), "imap", "test")
    assert read_due(world.store) == 1
    with pytest.raises(settling.LeaseLostError):
        settling.settle(world.store, row, ingest.read_safely(a_mail()))
    assert len(cases(world)) == 1


def test_two_workers_at_once_never_give_two_outcomes(world: World) -> None:
    raw = [a_mail(f"Mail {number}", message_id=f"<{number}@x.example>") for number in range(12)]
    with world.store.begin() as work:
        for one in raw + raw:
            store_raw(work, one, "imap", "test")
    stores = [Store(world.store.settings, pool_size=2) for _worker in range(3)]
    workers = [threading.Thread(target=read_due, args=(store,)) for store in stores]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(PATIENCE)
    for store in stores:
        store.close()
    read_due(world.store)
    with world.desk() as work:
        outcomes = Counter(work.session.exec(select(RawMail.outcome)).all())
    assert outcomes == {MailOutcome.REFERRAL: 12, MailOutcome.DUPLICATE: 12}
    assert len(cases(world)) == len(letters(world)) == 12
