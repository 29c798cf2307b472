"""`python -m bench.sweep`: a thousand tracks are due among a million open ones: to find them, beside leasing them."""

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import psycopg

from bench import cpu
from bench.pages import rows_read
from bench.report import Line, machine, table
from bench.scene import Scene, seeded, settings_for
from bench.timing import Doing, turn_by_turn
from hub import logs
from hub.clock import brussels_date, in_brussels, is_working_day, midnight
from hub.embedded import servers
from hub.monitoring import follow_up
from tools.noting import noted

SECONDS = 10.0
DUE, CASES = 1000, 3000
MOST = 2.0
Say = Callable[[str], None]

# As many as are asked for, each on a case of the seed; they are due in the year to come, and never on the first day.
MORE = """
WITH seeded AS (
    SELECT *, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS many FROM track WHERE due_at IS NOT NULL
)
INSERT INTO track (id, hub_id, referral_id, organisation_id, worker_id, role, commitment, stage, stage_since,
    agreed_at, agreed_start, started_on, end_note, hold_until, hold_reason, half_day_units, step, times_asked,
    holds_place, due_at)
SELECT gen_random_uuid(), hub_id, referral_id, organisation_id, worker_id, role, commitment, stage, stage_since,
    agreed_at, agreed_start, started_on, '', hold_until, hold_reason, half_day_units, 0, 0,
    false, %(now)s + interval '2 days' + random() * interval '360 days'
FROM generate_series(1, %(tracks)s) AS turn JOIN seeded ON seeded.place = turn %% seeded.many + 1"""
# Those that were claimed at a table are the ones about which there is most to know.
LATE = """
UPDATE track SET due_at = %(now)s - random() * interval '1 day', step = 0, asked_at = NULL, gathered_for = NULL
WHERE id IN (SELECT id FROM track WHERE due_at IS NOT NULL ORDER BY claim_id IS NULL, id LIMIT %(due)s)"""
LATER = "UPDATE track SET due_at = %(now)s + interval '3 days' WHERE due_at < %(now)s + interval '2 days'"
LEASE = """
UPDATE track SET asked_at = %(now)s, step = 1, due_at = %(now)s + interval '1 day'
WHERE id IN (SELECT id FROM track WHERE due_at <= %(now)s ORDER BY due_at LIMIT %(due)s FOR UPDATE SKIP LOCKED)
RETURNING *"""


def main(say: Say = print) -> None:
    tracks = int(os.environ.get("BENCH_TRACKS", "1000000"))
    logs.configure()
    with (
        tempfile.TemporaryDirectory(prefix="hub-bench-") as folder,
        servers(Path(folder) / "state", what="the bench") as where,
    ):
        say(f"Seeding {tracks} open tracks …")
        scene = seeded(
            settings_for(where.database_url, where.redis_url, Path(folder) / "state"), CASES, 1, open_cases=CASES
        )
        lines = list(measured(scene, tracks, say))
        scene.store.close()
    say(table(lines))
    say(f"{tracks} open tracks, {machine()['cores']} cores, load {machine()['load']}")


def measured(scene: Scene, tracks: int, say: Say) -> Iterator[Line]:
    """The sweep reads what is due and decides about each; the limit writes the same rows as leased, not for good."""
    now = _at_work(scene)
    with scene.connect() as connection:
        connection.execute("ALTER TABLE track DISABLE TRIGGER USER")  # nothing of ours weighs on the limit
        about = {"now": now, "tracks": tracks, "due": DUE}
        for one in (MORE, LATER, LATE, "VACUUM ANALYZE track"):
            connection.execute(one.encode(), about if "%(" in one else None)
        ways: dict[str, Doing] = {"ours": partial(_sweep, scene, now), "limit": partial(_lease, connection, about)}
        assert ways["ours"]() == ways["limit"]() == DUE
        taken = turn_by_turn(ways, SECONDS)
        ratio = taken["ours"] / taken["limit"]
        with noted(scene.store.engine) as told:
            ways["ours"]()
        read = rows_read(connection, [one for one in told if "track.due_at <=" in one[0]], ("track",))
        yield Line(
            f"the sweep: {DUE} due of {tracks}", "ms", taken["ours"] * 1000, taken["limit"] * 1000, ratio,
            work=cpu.of_this(ways["ours"]) * 1000, aim=f"≤ {MOST:g}×", kept=ratio <= MOST,
            note=f"its plan looked at {read} tracks",
        )  # fmt: skip


def _at_work(scene: Scene) -> datetime:
    """Eleven o'clock of a working day, when letters go."""
    with scene.store.begin() as work:
        day = brussels_date(work.now)
    while not is_working_day(day):
        day += timedelta(days=1)
    return in_brussels(midnight(day)).replace(hour=11)


def _sweep(scene: Scene, now: datetime) -> int:
    return sum(1 for _due in follow_up.due(scene.store, now))


def _lease(connection: psycopg.Connection, about: dict[str, object]) -> int:
    with connection.transaction(force_rollback=True):
        return len(connection.execute(LEASE.encode(), about).fetchall())


if __name__ == "__main__":
    main()
