"""Several workers that post letters, and workers that die: each letter leaves once, and none is lost."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from hub import posting
from hub.settings import as_environment
from hub.store import Store
from tests.cast import World
from tests.machine import PATIENCE, ROOT
from tests.posting import Desk, ids_of
from tests.smtp_peers import Peer, served

WORKER = "import os; from hub import posting; from hub.settings import read_settings; from hub.store import Store; "
WORKER += "posting.post_due(Store(read_settings(os.environ), pool_size=2))"


def test_two_workers_at_once_post_each_letter_once(desk: Desk, peer: Peer) -> None:
    desk.write(60)
    posted: list[int] = []
    stores = [Store(desk.settings, pool_size=2) for _n in range(2)]
    workers = [threading.Thread(target=lambda store=store: posted.append(posting.post_due(store))) for store in stores]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for store in stores:
        store.close()
    assert sum(posted) == 60
    assert len(peer.received) == 60
    assert max(ids_of(peer).values()) == 1


@dataclass
class HangingPeer(Peer):
    """Takes `after` letters and then hangs, with the next one in its hands but not answered for, until it recovers."""

    after: int = 0
    keeps_last: bool = False
    recovered: bool = False
    hangs: threading.Event = field(default_factory=threading.Event)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.recovered or len(self.received) < self.after:
            return await super().handle_DATA(server, session, envelope)
        if self.keeps_last:
            self.received.append(envelope)
        self.loop, self.go = asyncio.get_running_loop(), asyncio.Event()
        self.hangs.set()
        await self.go.wait()
        return "250 2.0.0 at last"

    def recover(self) -> None:
        """Letters from here on are taken as by any other; the one in its hands stays there."""
        self.recovered = True

    def answer(self) -> None:
        self.loop.call_soon_threadsafe(self.go.set)


@contextmanager
def desk_with(world: World, peer: Peer) -> Iterator[Desk]:
    with served(peer):
        desk = Desk(world, peer.url)
        yield desk
        desk.store.close()


@pytest.mark.parametrize("keeps_last", [True, False], ids=["server took the last one", "server did not"])
def test_a_worker_killed_in_the_middle_of_a_batch_loses_no_letter_and_doubles_only_the_one_in_its_hands(
    world: World, keeps_last: bool
) -> None:
    peer = HangingPeer(after=4, keeps_last=keeps_last)
    with desk_with(world, peer) as desk:
        desk.write(12)
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER], cwd=ROOT, env={**os.environ, **as_environment(desk.settings)}
        )
        assert peer.hangs.wait(PATIENCE)
        worker.send_signal(signal.SIGKILL)
        worker.wait(PATIENCE)
        peer.recover()
        in_its_hands = list(ids_of(peer))[4:]

        # Its lease still holds what it took: nobody posts these a second time meanwhile.
        assert desk.post() == 0
        assert sum(1 for row in desk.rows() if row.done_at) == 4
        desk.later(leased_until=True)
        assert desk.post() == 8

        counted = ids_of(peer)
        assert set(counted) == {row.message_id for row in desk.rows()}
        assert [message_id for message_id, times in counted.items() if times > 1] == in_its_hands
        assert len(in_its_hands) == (1 if keeps_last else 0)
        assert all(row.done_at and not row.parked_at for row in desk.rows())


def test_a_slow_worker_that_lost_its_lease_does_not_stamp_over_the_one_that_has_it(world: World) -> None:
    peer = HangingPeer()
    with desk_with(world, peer) as desk:
        (letter,) = desk.write()
        slow = threading.Thread(target=desk.post)
        slow.start()
        assert peer.hangs.wait(PATIENCE)
        peer.recover()
        other = Desk(desk.world, peer.url)
        other.later(leased_until=True)
        assert other.post() == 1
        stamped = other.row(letter)
        peer.answer()
        slow.join(PATIENCE)
        assert not slow.is_alive()
        assert other.row(letter).model_dump() == stamped.model_dump()
        assert "at last" not in (stamped.server_answer or "")
