"""The mailbox watcher: a process of its own that stores what arrives as raw rows, and reads none of it.

Run as `python -m workers.mailbox`. A mail is moved to the processed folder only after its row is committed; killed in
between, the watcher meets the mail again and knows it by where it lies.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from types import FrameType

import structlog
from sqlalchemy.exc import OperationalError

from hub import logs, pulse
from hub.embedded.lifeline import die_with_parent
from hub.home.watching import guarding
from hub.intake.arrival import store_raw
from hub.postal.imap import OutOfReach, watch
from hub.postal.servers import imap_server
from hub.postal.shared_inbox import Arrived
from hub.settings import Settings, SettingsError, read_settings
from hub.store import Store
from hub.wake import Waker

log = structlog.get_logger(__name__)

POLL_SECONDS = 30.0


def keeper(store: Store, imap_url: str) -> Callable[[Arrived], None]:
    """What is done with each mail of this mailbox: its bytes are committed, and the worker is told."""
    server = imap_server(imap_url)
    account = f"{server.user}@{server.host}:{server.port}"

    def keep(arrived: Arrived) -> None:
        where = f"{arrived.mailbox}:{arrived.uidvalidity}:{arrived.uid}"
        try:
            with store.begin() as work:
                store_raw(
                    work, arrived.raw, "imap", where, once_key=f"{account}/{where}", whole=not arrived.truncated
                )  # fmt: skip
        except OperationalError as away:
            raise OutOfReach from away

    return keep


def listener(store: Store, name: str) -> Callable[[str], None]:
    """What is done each time that a mailbox was looked through, or could not be: others see whether it is read."""

    def told(trouble: str) -> None:
        try:
            with store.begin(redone=True) as work:
                if trouble:
                    pulse.stumble(work, name, trouble)
                else:
                    pulse.knock(work, name)
        except Exception as away:  # the mails wait at their server, as they do while the database is away
            log.warning("no pulse was written", mailbox=name, kind=type(away).__name__)

    return told


def watch_all(settings: Settings, stop: threading.Event) -> None:
    """Watch each mailbox in a thread of its own until `stop` is set."""
    store = Store(settings, wake=Waker(settings.redis_url), pool_size=len(settings.imap_urls) + 2)
    watchers = [
        threading.Thread(
            target=partial(
                watch, url, keeper(store, url), stop=stop, poll_seconds=POLL_SECONDS,
                on_round=listener(store, pulse.mailbox(number)),
            ),
            name=f"mailbox {number}",
        )
        for number, url in enumerate(settings.imap_urls, start=1)
    ]  # fmt: skip
    for watcher in watchers:
        watcher.start()
    watchers.append(guarding.begin(store, stop))
    log.info("watching", mailboxes=len(settings.imap_urls))
    for watcher in watchers:
        watcher.join()
    store.close()


def _end_now(broken: threading.ExceptHookArgs) -> None:
    """Without its watcher a mailbox is read by nobody, however well the rest goes: another process begins anew."""
    log.critical("a mailbox is watched no more", exc_info=broken.exc_value)
    os._exit(1)


def main() -> None:
    """Run until SIGTERM or Ctrl-C; a wrong environment ends it with one sentence."""
    if os.environ.get("HUB_DIE_WITH_PARENT") == "1":
        die_with_parent()
    logs.configure()
    stop = threading.Event()
    threading.excepthook = _end_now

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    try:
        settings = read_settings(os.environ)
    except SettingsError as error:
        sys.exit(f"mailbox: {error}")
    watch_all(settings, stop)


if __name__ == "__main__":
    main()
