"""What was acknowledged while a hub was under fire, and what is there afterwards: each once, or a finding."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
from psycopg.rows import TupleRow

from hub.embedded.state import known_state
from hub.postal import demo_box
from tests.up.stack import RunningHub

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
    """Each is posted once or parked in sight; of one killed after the answer a second copy may have left."""
    with asking(hub) as ask:
        rows = ask("SELECT message_id, done_at IS NOT NULL, parked_at IS NOT NULL, kind FROM letter")
    box = Counter(one.message_id for one in demo_box.outside_letters(hub.state, most=100_000))
    for message_id, done, parked, kind in rows:
        if done == parked:
            yield f"the letter {kind} {message_id} is neither posted nor parked"
        elif done and not box[message_id] and message_id not in books.before:
            yield f"the letter {kind} {message_id} counts as posted and never left"
    doubles = sum(many - 1 for many in box.values())
    killers = sum(name in ("worker", "PostgreSQL") for name in books.faults)
    if doubles > killers:
        yield f"{doubles} letters left twice, and only {killers} kills could have done that"
    unknown = set(box) - {row[0] for row in rows}
    if unknown:
        yield f"{len(unknown)} letters left that no row knows"


def _promises(hub: RunningHub) -> Iterator[str]:
    said = hub.run("check")
    if said.returncode:
        yield from (f"hub check: {line}" for line in said.stderr.splitlines())
