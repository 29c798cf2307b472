"""What was acknowledged while a hub was under fire, and what is there afterwards: each once, or a finding."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
import redis
from psycopg.rows import TupleRow

from hub.embedded.state import known_state
from hub.embedded.supervisor import last_lines
from hub.postal import demo_box
from hub.posting import BATCH
from tests.up.stack import RunningHub
from workers.timetable import QUEUES

POSTMEN = 2  # children of the worker
# Letters whose answer may be lost by it, so that nobody can know whether they arrived. Of a clock that leaps all leases
# run out at once: a whole batch of each postman is taken over by another.
MAY_DOUBLE = {
    "worker": POSTMEN, "PostgreSQL": POSTMEN, "post office": POSTMEN, "disk full": POSTMEN,
    "clock moved": POSTMEN * BATCH,
}  # fmt: skip

Ask = Callable[..., list[TupleRow]]


@dataclass
class Books:
    """What was acknowledged to somebody outside, and what could not be done at all."""

    forms: dict[str, str] = field(default_factory=dict)  # last name to number
    mails: list[str] = field(default_factory=list)  # subjects
    answers: list[str] = field(default_factory=list)  # tracks
    faults: list[str] = field(default_factory=list)
    retried: int = 0
    refused: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # what this machine did not let us try
    # Letters of the demonstration that count as posted although they were written before its post office opened.
    before: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def told(self) -> str:
        each = ", ".join(f"{name} {many}" for name, many in Counter(self.faults).items())
        return (
            f"{len(self.faults)} faults ({each}); "
            f"acknowledged: {len(self.forms)} forms, {len(self.mails)} mails, {len(self.answers)} answers; "
            f"tried again {self.retried} times"
        )

    def account(self, seed: int) -> list[str]:
        """What was tried and what came out, a line for each; the first is the sum."""
        refused = (f"refused: {one}" for one in self.refused)
        return [f"seed {seed}: {self.told()}", *self.wrong, *self.missing, *refused]


@contextmanager
def asking(hub: RunningHub) -> Iterator[Ask]:
    state = known_state(hub.state)
    assert state
    with psycopg.connect(state.database_url.replace("+psycopg", ""), connect_timeout=5) as connection:
        yield lambda question, *values: connection.execute(question, values).fetchall()


def findings(hub: RunningHub, books: Books) -> Iterator[str]:
    """What does not agree with the books, a line for each."""
    for account in (_forms, _mails, _answers, _letters):
        yield from account(hub, books)
    yield from _promises(hub)


def what_waits(hub: RunningHub, books: Books) -> Iterator[str]:
    """Of a hub that does not heal: where things lie, and the last words of who should take them up."""
    state = known_state(hub.state)
    assert state
    try:
        with asking(hub) as ask:
            stored = {subject for (subject,) in ask("SELECT subject FROM raw_mail")}
            for what in ("letter", "raw_mail"):
                rows = ask(
                    f"SELECT count(*), count(leased_until), min(due_at), max(attempts) FROM {what}"
                    " WHERE done_at IS NULL AND parked_at IS NULL"
                )
                yield f"waiting {what}s, of which held, since, tried: {rows[0]}"
        yield f"mails that the hub did not take in: {len(set(books.mails) - stored)}"
        with redis.Redis.from_url(state.redis_url, socket_timeout=5) as broker:
            yield f"in queues: { {name: broker.llen(name) for name in QUEUES} }"
    except (psycopg.Error, redis.RedisError) as away:
        yield f"out of reach: {away!r}"
    box = demo_box.box_path(hub.state, demo_box.INBOX)
    yield f"in the post office: { {folder: len(list((box / folder).glob('*'))) for folder in ('new', 'cur')} }"
    for log in ("worker", "mailbox", "beat", "post-office"):
        yield f"{log}: {last_lines(hub.state / 'logs' / f'{log}.log', 4)[-1200:]}"


def _forms(hub: RunningHub, books: Books) -> Iterator[str]:
    with asking(hub) as ask:
        stored = ask("SELECT y.last_name, r.number FROM referral r JOIN youngster y ON y.id = r.youngster_id")
    for name, number in books.forms.items():
        found = [one for whose, one in stored if whose == name]
        if found != [number]:
            yield f"the form of {name} got {number} and is there as {found}"


def _mails(hub: RunningHub, books: Books) -> Iterator[str]:
    with asking(hub) as ask:
        kept = ask("SELECT subject, outcome, referral_id FROM raw_mail WHERE duplicate_of IS NULL")
    found = Counter(subject for subject, outcome, case in kept if outcome == "referral" and case)
    for subject in books.mails:
        if found[subject] != 1:
            yield f"the mail “{subject}” became {found[subject]} referrals"


def _answers(hub: RunningHub, books: Books) -> Iterator[str]:
    with asking(hub) as ask:
        stages = dict(ask("SELECT id::text, stage FROM track"))
        moves = Counter(track for (track,) in ask("SELECT noun_id::text FROM ledger WHERE act = 'track.start'"))
    for track in books.answers:
        if (stages.get(track), moves[track]) != ("started", 1):
            yield f"the answer about {track}: {stages.get(track)}, noted {moves[track]} times"


def _letters(hub: RunningHub, books: Books) -> Iterator[str]:
    """Each is posted once or parked in sight; of one whose answer got lost a second copy may have left."""
    with asking(hub) as ask:
        rows = ask("SELECT message_id, done_at IS NOT NULL, parked_at IS NOT NULL, kind, attempts FROM letter")
    box = Counter(one.message_id for one in demo_box.outside_letters(hub.state, most=100_000))
    for message_id, done, parked, kind, attempts in rows:
        if done == parked:
            yield f"the letter {kind} {message_id} is neither posted nor parked"
        elif done and not box[message_id] and message_id not in books.before:
            yield f"the letter {kind} {message_id} counts as posted and never left"
        if box[message_id] > max(1, attempts):
            yield f"the letter {kind} {message_id} left {box[message_id]} times, and was tried {attempts} times"
    doubles = sum(many - 1 for many in box.values())
    allowed = sum(MAY_DOUBLE.get(name, 0) for name in books.faults)
    if doubles > allowed:
        yield f"{doubles} letters left twice, and {allowed} at most were under way when something broke"
    unknown = set(box) - {row[0] for row in rows}
    if unknown:
        yield f"{len(unknown)} letters left that no row knows"


def _promises(hub: RunningHub) -> Iterator[str]:
    said = hub.run("check")
    if said.returncode:
        yield from (f"hub check: {line}" for line in said.stderr.splitlines())
