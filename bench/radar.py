"""The pages of the radar of a hub with 5,000 open cases, beside their own questions asked by hand in the same run:
`python -m bench.radar`.

BENCH_OPEN says how many open cases (5,000). The limit is the same questions on a bare connection, without page or rule.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psycopg

from bench import report
from bench.pages import OPENED_BEFORE, Page, Seen, opened, seeing
from bench.scene import Scene, seeded, served, settings_for
from bench.timing import Doing, turn_by_turn
from hub.embedded import servers

Say = Callable[[str], None]
SCHOOL_YEARS, SECONDS = 3, 2.0
PAGES = (
    Page("radar", "/radar"),
    Page("radar, longest silent on top", "/radar?volgorde=langst-stil"),
    Page("radar, silent tracks", "/radar?traject=stil"),
    Page("radar, by a word", "/radar?woorden=atheneum"),
    Page("caseload", "/radar/werklast"),
    Page("the days to come", "/radar/vooruit"),
)


def main(say: Say = print) -> None:
    many = int(os.environ.get("BENCH_OPEN", "5000"))
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
        state = Path(folder) / "state"
        with servers(state, what="the bench") as where:
            settings = settings_for(where.database_url, where.redis_url, state)
            scene = seeded(settings, 2 * many, SCHOOL_YEARS, open_cases=many)
            with served(scene):
                for line in measured(scene):
                    say(line)
            scene.store.close()


def measured(scene: Scene, seconds: float = SECONDS) -> Iterator[str]:
    """A line for each page: ours, the limit, how many times that, and how many questions."""
    open_now = scene.one("SELECT count(*) FROM referral WHERE stage <> 'closed'")
    yield f"{open_now} open cases, load {report.machine()['load']}"
    with scene.connect() as connection, seeing(scene) as look:
        for page in PAGES:
            seen = look(page)
            ways: dict[str, Doing] = {"ours": opened(scene, page), "limit": partial(_asked, seen, connection)}
            taken = turn_by_turn(ways, seconds, before=OPENED_BEFORE)
            ours, limit = taken["ours"] * 1000, taken["limit"] * 1000
            times = f"{ours:7.1f} ms {limit:7.1f} ms {ours / limit:5.2f}x"
            yield f"{page.words:30} {times} {len(seen.queries):3} questions"


def _asked(seen: Seen, connection: psycopg.Connection) -> None:
    with connection.transaction():
        for query, values in seen.queries:
            connection.execute(query.encode(), values).fetchall()


if __name__ == "__main__":
    main()
