"""Celery: a handful of tasks of a few lines, each of which asks a room to do what is due."""

import os
import signal
import sys
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import structlog
from billiard import pool
from celery import Celery, Task, signals
from structlog.contextvars import bind_contextvars, clear_contextvars

from hub import logs, posting, pulse, stumbles
from hub.clock import real_now
from hub.embedded.lifeline import die_with_parent
from hub.embedded.locks import FileLock
from hub.embedded.supervisor import wait_for
from hub.hubs import all_hubs
from hub.settings import read_settings
from hub.store import Store
from workers.timetable import QUEUES, TIMETABLE

log = structlog.get_logger()
settings = read_settings(os.environ)


class Hub(Celery):
    @cached_property
    def Worker(self) -> Any:
        return self.subclass_with_self("workers.ending:Worker")


app = Hub("hub", broker=settings.redis_url)
app.conf.update(
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": 600},
    timezone="Europe/Brussels",
    task_routes={tick.task: {"queue": tick.queue} for tick in TIMETABLE},
    task_queues={name: {"exchange": name, "routing_key": name} for name in QUEUES},
    task_default_queue="house",
    beat_schedule={
        tick.task: {"task": tick.task, "schedule": tick.every, "options": {"expires": tick.every}}
        for tick in TIMETABLE
    },
)  # fmt: skip

# Asked to end, a worker forgets what it just handed to a child, while the child waits to be heard about it: for half a
# minute, if nobody says otherwise. Nothing is lost by it, for rows wait.
pool.GUARANTEE_MESSAGE_CONSUMPTION_RETRY_LIMIT = 20  # times a tenth of a second

_MAIN = os.getpid()  # also in the processes that a worker forks off
_store: Store | None = None
_beats: FileLock | None = None
LETS_GO = 3.0
# This process's own tasks that went well, and when; written down no more often than that (seconds).
_well: dict[str, float] = {}
GOES_WELL = 15.0
# Nobody works on one kind for longer than so many batches, or steps: then the next in line has its turn, and what is
# left is woken for again. Five thousand letters never stand before a mail that comes in.
TURN, STEPS = 2, 100


def _wake(name: str) -> None:
    app.send_task(name, expires=60)


def store() -> Store:
    """This process's own store: connections never cross a fork."""
    global _store
    if _store is None:
        _store = Store(settings, pool_size=2, wake=_wake)
    return _store


@signals.setup_logging.connect
def _logs(**_more: Any) -> None:
    logs.configure()


@signals.beat_init.connect
def _only_one(sender: Any, **_more: Any) -> None:
    """Two on one machine share the memory of what was done last. A killed one lets go of it within a moment."""
    global _beats
    _beats = FileLock(Path(sender.schedule_filename).with_name("beat.lock"))
    if not wait_for(_beats.take, LETS_GO):
        folder = _beats.path.parent
        sys.exit(f"hub: The beat (process {_beats.note()}) runs on {folder} already; there has to be exactly one.")
    _beats.leave_note(str(os.getpid()))


@signals.worker_process_init.connect
def _fresh_store(**_more: Any) -> None:
    global _store
    # Asked in a friendly way, a child whose worker was killed may wait for it for ever.
    die_with_parent(signal.SIGKILL, _MAIN)
    if _store is not None:
        _store.engine.dispose(close=False)
    _store = None


@signals.task_prerun.connect
def _for_this_request(task: Task, **_more: Any) -> None:
    """What a page woke us for is logged under the id of that request; other work that was due is done with it."""
    clear_contextvars()
    request = (task.request.headers or {}).get("request")
    if request:
        bind_contextvars(request=request)
        log.info("woken", task=task.name)


@signals.task_success.connect
def _went_well(sender: Task, **_more: Any) -> None:
    _remember(sender.name)


@signals.task_failure.connect
def _went_wrong(sender: Task, exception: BaseException, **_more: Any) -> None:
    _remember(sender.name, type(exception).__name__)


def _remember(name: str, trouble: str = "") -> None:
    """So that a task that fails again and again is seen by somebody, and not by its log alone."""
    if not trouble and time.monotonic() - _well.get(name, -GOES_WELL) < GOES_WELL:
        return
    try:
        with store().begin(redone=True) as work:
            if trouble:
                pulse.stumble(work, name, trouble)
            else:
                pulse.knock(work, name)
    except Exception as away:  # the database: the work itself fails for the same reason, and waits
        log.warning("no pulse was written", task=name, kind=type(away).__name__)
        return
    _well.pop(name, None)
    if not trouble:
        _well[name] = time.monotonic()


@signals.worker_process_shutdown.connect
def _close_store(**_more: Any) -> None:
    if _store is not None:
        _store.close()


def task(name: str) -> Callable[[Callable[[], Any]], Any]:
    return app.task(name=name)


@task("post.letters")
def post_letters() -> None:
    posting.post_due(store(), batches=TURN)


@task("intake.read")
def read_mails() -> None:
    from hub.intake import ingest

    ingest.read_due(store(), batches=TURN)


@task("papers.read")
def read_papers() -> None:
    from hub.intake import paper_reading

    paper_reading.read_due(store(), batches=TURN)


@task("radar.follow_up")
def follow_up() -> None:
    from hub.monitoring import follow_up as radar

    with store().alone("radar.follow_up") as ours:
        for number, line in enumerate(radar.run(store(), real_now()) if ours else (), start=1):
            if number >= STEPS and line["did"] != "failed":
                store().wake_up("radar.follow_up")
                break


@task("radar.capacity")
def ask_capacity() -> None:
    from hub.monitoring import capacity_follow_up as capacity

    for _done in capacity.run(store(), real_now()):
        pass


@task("radar.leavers")
def find_leavers() -> None:
    from hub.dispatch import guides
    from hub.dispatch.case_team import directing, left
    from hub.dispatch.consult import left as consult_left

    with store().begin() as work:
        guides.let_go_of_who_left(work)
    for look in (
        directing.let_go_of_who_left, left.let_go_of_who_left, left.stall_what_nobody_has,
        consult_left.let_go_of_who_left, consult_left.let_go_of_experts,
    ):  # fmt: skip
        with store().begin() as work:
            look(work)


@task("figures.roll_up")
def roll_up() -> None:
    from hub.monitoring import roll_up as figures

    figures.run(store())


@task("figures.stand")
def stand_still() -> None:
    from hub.monitoring import stands

    stands.keep_all(store())


@task("table.sessions")
def sessions() -> None:
    from hub.dispatch import agenda
    from hub.dispatch.mailed import asking
    from hub.dispatch.sessions import inviting

    with store().begin() as work:
        hubs = [hub.id for hub in all_hubs(work.session)]
        for hub_id in hubs:
            agenda.ensure_sessions(work, hub_id)
    for hub_id in hubs:
        inviting.run(store(), hub_id)
        asking.run(store(), hub_id)


@task("lists.import")
def import_lists() -> None:
    from hub.home.old_list import running
    from hub.partners import importing

    # Minutes of work that cannot be cut in two: never in more than one process, so that others go on with the rest.
    with store().alone("lists.import") as ours:
        if ours:
            importing.run_due(store(), batches=1)
            running.run_due(store(), batches=1)


@task("files.scan")
def scan_files() -> None:
    from hub.intake import scans

    scans.run_due(store(), batches=TURN)


@task("house.tidy")
def tidy() -> None:
    from hub.home.clockwork import of_partner, redating
    from hub.home.old_list import running
    from hub.intake import calls, kept_ends
    from hub.intake import tidy as front_door
    from hub.partners import importing
    from hub.people import desk as sign_in

    with store().begin() as work:
        running.forget_old(work)
        kept_ends.warn(work)
        front_door.forget_kept(work)
        front_door.forget_unsent(work)
        sign_in.forget_stand_ins(work)
        calls.forget_old(work)
        importing.forget_old(work)
        stumbles.forget_old(work)
    for _done in (*of_partner.run(store(), real_now()), *redating.at_night(store(), real_now())):
        pass


@task("house.night")
def tell_night() -> None:
    from hub.home.absence import passing_on
    from hub.home.night import telling as night
    from hub.monitoring.core_group import telling as core_group

    for tell in (night.tell, core_group.tell, passing_on.pass_on):
        with store().begin() as work:
            tell(work)


@task("house.pulse")
def keep_pulse() -> None:
    with store().begin() as work:
        pulse.knock(work)
