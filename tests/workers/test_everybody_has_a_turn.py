"""Hundreds of letters and a mail that comes in: everybody has a turn, whatever the number of workers."""

from dataclasses import replace

import pytest
from celery import Celery

from hub import posting
from hub.intake.arrival import store_raw
from hub.intake.tables import RawMail
from hub.running import worker_command
from hub.settings import Settings
from hub.store import Store
from tests.cast import World
from tests.machine import wait_until
from tests.posting import Desk
from tests.smtp_peers import Peer
from tests.tables import row
from tests.workers.test_celery import running, write

MANY, MEANWHILE = 400, 200


@pytest.fixture
def settings(world: World, peer: Peer) -> Settings:
    return replace(
        world.store.settings, smtp_url=peer.url, demo=False, imap_urls=("imap://x:y@127.0.0.1:9/INBOX",),
    )  # fmt: skip


def test_a_mail_that_comes_in_while_all_hands_post_letters_is_read_before_most_of_them_left(
    world: World, settings: Settings, peer: Peer
) -> None:
    """Both children of the worker are at the mail server when the mail comes in. That takes no more than half of the
    letters until the mail is read: without turns nobody would ever read it."""
    broker = Celery(broker=settings.redis_url)
    peer.takes = 0
    write(settings, MANY, "many")
    with running(settings, worker_command(2)):
        for _child in range(2):
            broker.send_task("post.letters", queue="post", ignore_result=True)
        wait_until(lambda: peer.connections >= 2)
        with world.desk() as work:
            mail = store_raw(work, b"From: els@sintjans.example\r\n\r\nDag", "imap", "x", otherwise=None).id
        broker.send_task("intake.read", queue="intake", ignore_result=True)
        peer.takes = MEANWHILE
        wait_until(lambda: row(world, RawMail, mail).outcome is not None)
        assert len(peer.received) <= MEANWHILE
        peer.takes = None
        wait_until(lambda: len(peer.received) > MANY)  # with the receipt for the mail
    broker.close()


def test_who_posted_its_share_leaves_the_rest_and_wakes_somebody_for_it(desk: Desk, peer: Peer) -> None:
    woken: list[str] = []
    store = Store(desk.settings, wake=woken.append, pool_size=2)
    desk.write(posting.BATCH * 2 + 1)
    assert posting.post_due(store, batches=2) == posting.BATCH * 2
    assert woken == ["post.letters"]
    assert posting.post_due(store, batches=2) == 1
    assert woken == ["post.letters"], "nothing is left"
    store.close()


def test_what_cannot_be_cut_in_turns_is_done_by_one_at_a_time(desk: Desk) -> None:
    other = Store(desk.settings, pool_size=2)
    with desk.store.alone("lists.import") as first, other.alone("lists.import") as second, other.alone("else") as third:
        assert (first, second, third) == (True, False, True)
    with other.alone("lists.import") as afterwards:
        assert afterwards
    other.close()
