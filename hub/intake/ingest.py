"""Reading what arrived: each mail in a bounded child process, then one transaction that decides and writes it down."""

import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.exc import OperationalError

from hub import blobs, work_rows
from hub.hubs import Hub, hub_named
from hub.intake.arrival import store_raw
from hub.intake.mail.sandbox import SECONDS, begin_reading, read_safely
from hub.intake.mail.shapes import ReadMail, Unreadable
from hub.intake.mail_files import mails_in
from hub.intake.outcome import reason_words
from hub.intake.settling import LeaseLostError, Result, give_to_desk, settle
from hub.intake.tables import RawMail
from hub.sealing import Sealed
from hub.store import Store, Work
from hub.wording import _

log = structlog.get_logger(__name__)
Reading = Future[ReadMail | Unreadable]

READ = "intake.read"
BATCH = 10
SMALL = 256 * 1024  # bytes: a batch of these may lie in memory at once
LEASE_SECONDS = 120
BATCH_SECONDS = 60.0
MOST_TRIES = 3
# A mail that was taken this often without any word about it takes its reader down with it.
MOST_SILENT_TRIES = 6

# The database or the machine: such a mail is tried again until it gives up on its reader.
NOT_THE_MAILS_FAULT = (OperationalError, OSError)


def read_due(store: Store, *, now: datetime | None = None, seconds: float = SECONDS, batches: int | None = None) -> int:
    """Give every waiting mail its outcome; returns how many got one. `now` counts as the moment of arrival's news.

    Each may take `seconds` of processor time to read. Nothing that a mail does stops the queue: one that fails comes
    back later and goes to the desk the third time. After so many `batches` the rest is left for another wake-up.
    """
    done = 0
    for taken in work_rows.in_turns(store, _take, batches=batches, task=READ, now=now, redone=True):
        for row, reading in _read_ahead(store, *taken, seconds):
            done += _settle_one(store, row, reading, now)
    return done


def _take(work: Work) -> tuple[Sequence[RawMail], dict[UUID, Sealed]] | None:
    """The next mails, and the bytes of those that are small; nothing when none is due."""
    leased = work_rows.lease(work.session, RawMail, now=work.real, at_most=BATCH, seconds=LEASE_SECONDS)
    return (leased, blobs.small_ones(work, [row.blob_id for row in leased], SMALL)) if leased else None


def ingest_paths(store: Store, paths: Iterable[Path], hub_slug: str | None = None) -> Iterator[dict[str, Any]]:
    """Take mails from files, mbox files, Maildirs and folders through the same way; one dictionary a mail.

    A file in a folder that is plainly no mail is not taken: it gets a dictionary with the outcome `no_mail`.
    The recipients of a mail decide its hub; `hub_slug` is for mails that name none. FileNotFoundError when a path does
    not exist, before anything is taken; NotFound when there is no such hub.
    """
    paths = list(paths)
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"{path} does not exist.")
    with store.begin() as work:
        otherwise = hub_named(work.session, hub_slug)
    for path in paths:
        for name, raw in mails_in(path):
            if raw is None:
                yield _line(name, None, "no_mail", None, 0, _("dit is geen e-mail; het werd niet binnengehaald"))
                continue
            taken = take_in(store, raw, "ingest", name, otherwise=otherwise)
            said = reason_words(taken.reason)
            yield _line(name, taken.message_id or None, str(taken.outcome), taken.referral, taken.attachments, said)


def _line(
    file: str, message_id: str | None, outcome: str, referral: str | None, attachments: int, reason: str
) -> dict[str, Any]:  # fmt: skip
    return {
        "file": file,
        "message_id": message_id,
        "outcome": outcome,
        "referral": referral,
        "attachments": attachments,
        "reason": reason,
    }


def take_in(
    store: Store, raw: bytes, source: str, where_from: str, *, otherwise: Hub | None = None, now: datetime | None = None
) -> Result:
    """Store one mail and give it its outcome here and now, the way a worker would."""
    with store.begin(now=now) as work:
        held_for = timedelta(seconds=LEASE_SECONDS)
        row = store_raw(work, raw, source, where_from, otherwise=otherwise, held_for=held_for)
        work.wakes.clear()
    mail = read_safely(raw)
    for _try in range(MOST_TRIES):
        try:
            return settle(store, row, mail, now)
        except LeaseLostError:
            raise
        except Exception as failure:
            log.error("a mail failed", raw_mail=str(row.id), error=type(failure).__name__)
    return give_to_desk(store, row, mail, now)


def _read_ahead(
    store: Store, rows: Sequence[RawMail], at_hand: dict[UUID, Sealed], seconds: float
) -> Iterator[tuple[RawMail, Reading | None]]:  # fmt: skip
    """Each mail of a batch, the next one being read while this one is written down.

    The rest of a slow batch waits for its leases to run out: nobody may work on a mail that is not held.
    """
    until = time.monotonic() + BATCH_SECONDS
    coming = [_begin(store, row, at_hand, seconds) for row in rows[:1]]
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        reading = coming.pop()
        if following is not None:
            coming.append(_begin(store, following, at_hand, seconds))
        yield row, reading
        if time.monotonic() > until:
            return


def _begin(store: Store, row: RawMail, at_hand: dict[UUID, Sealed], seconds: float) -> Reading | None:
    """What its child will make of the mail; None for one that takes its readers down with it."""
    if row.attempts > MOST_SILENT_TRIES:
        return None
    try:
        return begin_reading(_content(store, row, at_hand), seconds)
    except Exception as trouble:  # that of this mail only, told when its turn comes
        failed = Reading()
        failed.set_exception(trouble)
        return failed


def _content(store: Store, row: RawMail, at_hand: dict[UUID, Sealed]) -> bytes:
    if sealed := at_hand.pop(row.blob_id, None):
        return store.sealer.open(sealed.key_id, sealed.blob)
    with store.begin() as work:
        return blobs.content(work, row.blob_id)


def _settle_one(store: Store, row: RawMail, reading: Reading | None, now: datetime | None) -> bool:
    """One leased mail; True when it has its outcome now. Never raises because of the mail."""
    mail: ReadMail | Unreadable | None = None
    try:
        mail = reading.result() if reading else None
        if mail is None:
            give_to_desk(store, row, None, now)
        else:
            settle(store, row, mail, now)
        return True
    except LeaseLostError:
        return False
    except Exception as failure:
        return _came_to_nothing(store, row, mail, failure, now)


def _came_to_nothing(
    store: Store, row: RawMail, mail: ReadMail | Unreadable | None, failure: Exception, now: datetime | None
) -> bool:
    log.error("a mail failed", raw_mail=str(row.id), attempt=row.attempts, error=type(failure).__name__)
    try:
        if row.attempts >= MOST_TRIES and not isinstance(failure, NOT_THE_MAILS_FAULT):
            give_to_desk(store, row, mail, now)
            return True
        with store.begin() as work:
            work_rows.fail(work.session, row, type(failure).__name__, now=work.real)
    except Exception as second:
        # The database itself is away: the lease runs out and the mail comes back by itself.
        log.error("a mail waits for its lease", raw_mail=str(row.id), error=type(second).__name__)
    return False
