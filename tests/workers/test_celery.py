"""The clockwork alive: a real worker, a real beat and a real broker. What is due happens; wake-ups only hurry it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import redis

from hub import letters
from hub.home.old_list import desk as old_list
from hub.home.old_list.tables import OldList
from hub.hubs import hub_named
from hub.running import beat_command, programs, worker_command
from hub.settings import Settings, as_environment
from hub.store import Store
from hub.wake import Waker
from tests.cast import World
from tests.machine import PATIENCE, ROOT, end, wait_until
from tests.old_lists import as_book
from tests.smtp_peers import Peer
from tests.tables import row
from workers.timetable import QUEUES, TIMETABLE


@pytest.fixture
def settings(world: World, peer: Peer) -> Settings:
    return replace(
        world.store.settings, smtp_url=peer.url, demo=False, imap_urls=("imap://x:y@127.0.0.1:9/INBOX",),
    )  # fmt: skip


@contextmanager
def running(settings: Settings, *commands: Sequence[str]) -> Iterator[None]:
    """These processes, in the environment that `hub up` gives them; told to end when the test is done."""
    environ = {**os.environ, **as_environment(settings)}
    processes = [subprocess.Popen(command, cwd=ROOT, env=environ) for command in commands]
    try:
        yield
    finally:
        end(*processes)


def write(settings: Settings, count: int, why: str, wake: Waker | None = None) -> None:
    store = Store(settings, pool_size=1, wake=wake)
    with store.begin() as work:
        hub = hub_named(work.session, None)
        for n in range(count):
            letters.write(work, "track_escalated", "els@sintjans.example", once_key=f"{why}:{n}", hub=hub, address="x")
    store.close()


def test_every_line_of_the_timetable_is_a_task_and_every_task_has_a_queue_that_is_read(settings: Settings) -> None:
    asked = "import json, workers.app as w; print(json.dumps([sorted(w.app.tasks), sorted(w.app.conf.task_queues)]))"
    said = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, env={**os.environ, **as_environment(settings)}, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    tasks, queues = json.loads(said.stdout.splitlines()[-1])
    assert {tick.task for tick in TIMETABLE} == {name for name in tasks if not name.startswith("celery.")}
    assert set(QUEUES) == set(queues)


def test_the_beat_alone_posts_letters_and_counts_cases_and_an_emptied_broker_loses_nothing(
    world: World, settings: Settings, peer: Peer, tmp_path: Path
) -> None:
    case = world.refer()
    write(settings, 3, "before")
    with running(settings, worker_command(1), beat_command(tmp_path)):
        wait_until(lambda: len(peer.received) == 3)
        wait_until(lambda: world.case(case).counted_version == world.case(case).version)
        with redis.Redis.from_url(settings.redis_url) as broker:
            broker.flushdb()
        write(settings, 2, "after")
        wait_until(lambda: len(peer.received) == 5)


def test_a_wake_up_makes_a_letter_leave_and_a_list_be_read_without_waiting_for_the_beat(
    world: World, settings: Settings, peer: Peer
) -> None:
    with running(settings, worker_command(1)):
        waker = Waker(settings.redis_url)

        def left() -> bool:
            waker("post.letters")
            return bool(peer.received)

        write(settings, 1, "woken", wake=waker)
        wait_until(left)
        with world.desk("Hilde Verbist") as work:
            held = old_list.upload(work, world["dijleland"], as_book(), "lijst.xlsx").id

        def read() -> bool:
            waker("lists.import")
            return bool(row(world, OldList, held).step == "columns")

        wait_until(read)


# How long a child of the worker waits at its end when nobody hears any more what it did last: so often so long.
UNHEARD = """
import workers.app
from billiard.pool import GUARANTEE_MESSAGE_CONSUMPTION_RETRY_INTERVAL, GUARANTEE_MESSAGE_CONSUMPTION_RETRY_LIMIT
print(GUARANTEE_MESSAGE_CONSUMPTION_RETRY_INTERVAL * GUARANTEE_MESSAGE_CONSUMPTION_RETRY_LIMIT)
"""


def test_a_worker_told_to_end_while_work_comes_in_has_ended_before_the_hub_would_kill_it(settings: Settings) -> None:
    environ = {**os.environ, **as_environment(settings)}
    said = subprocess.run([sys.executable, "-c", UNHEARD], cwd=ROOT, env=environ, check=True, capture_output=True)
    assert 0 < float(said.stdout.split()[-1]) < programs(settings, ())["worker"].patience / 2


def callers_of(broker: redis.Redis) -> list[dict[str, str]]:
    """Who else uses the same database of it; other tests have theirs on the same server."""
    number, own = str(broker.connection_pool.connection_kwargs["db"]), str(broker.client_id())
    return [one for one in broker.client_list() if one["db"] == number and one["id"] != own]


def test_a_worker_that_cannot_go_on_ends_even_when_its_children_never_answer(settings: Settings) -> None:
    breaks = [word.replace("workers.app", "tests.workers.worker_that_breaks") for word in worker_command(1)]
    environ = {**os.environ, **as_environment(settings)}
    with (
        redis.Redis.from_url(settings.redis_url) as broker,
        subprocess.Popen(breaks, cwd=ROOT, env=environ) as worker,
    ):
        try:
            broker.flushdb()  # a child that is stopped in the middle of something is waited for in another place
            wait_until(lambda: any("brpop" in caller["cmd"] for caller in callers_of(broker)))
            for child in Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split():
                os.kill(int(child), signal.SIGSTOP)
            for caller in callers_of(broker):
                broker.client_kill_filter(_id=caller["id"])
            assert worker.wait(PATIENCE) == 1
        finally:
            worker.kill()


def test_a_worker_that_lives_and_hears_nothing_any_more_makes_room_for_another(settings: Settings) -> None:
    deaf = [word.replace("workers.app", "tests.workers.worker_that_goes_deaf") for word in worker_command(1)]
    with subprocess.Popen(deaf, cwd=ROOT, env={**os.environ, **as_environment(settings)}) as worker:
        waker = Waker(settings.redis_url)

        def ended() -> bool:
            waker("post.letters")
            return worker.poll() is not None

        try:
            wait_until(ended)
            assert worker.returncode == 1
        finally:
            worker.kill()


def test_wake_ups_of_one_moment_are_one_wake_up(settings: Settings) -> None:
    waker = Waker(settings.redis_url)
    with redis.Redis.from_url(settings.redis_url) as broker:
        for _again in range(20):
            waker("post.letters")
        wait_until(lambda: broker.llen("post"))
        waker("radar.check")
        wait_until(lambda: broker.llen("radar"))
        assert broker.llen("post") < 5  # on a quiet machine one


def test_two_beats_and_two_workers_by_accident_post_each_letter_once(
    settings: Settings, peer: Peer, tmp_path: Path
) -> None:
    beats = [beat_command(tmp_path / name) for name in ("one", "two")]
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    write(settings, 45, "doubled")
    with running(settings, worker_command(1), worker_command(1), *beats):
        wait_until(lambda: len(peer.received) >= 45)
        write(settings, 5, "more")
        wait_until(lambda: len(peer.received) >= 50)
    assert len(peer.received) == 50
