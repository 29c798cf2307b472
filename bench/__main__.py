"""`make bench`: seeds scratch databases, measures everything in one run and prints a table."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import incoming, memory, pages, reading, report
from bench.report import Line
from bench.scene import Scene, new_database, seeded, served, settings_for
from hub import logs
from hub.embedded import servers

SCHOOL_YEARS = 5
SMALL = 1000
Say = Callable[[str], None]


def main(say: Say = print) -> None:
    """Everything, with BENCH_REFERRALS referrals (100,000). A missed aim is told, and is no failure of the run."""
    referrals, begun = int(os.environ.get("BENCH_REFERRALS", "100000")), time.perf_counter()
    logs.configure()
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
        state = Path(folder) / "state"
        lines = [*_on_servers(state, referrals, say), *memory.measured(state)]
    about = {"referrals": referrals, "seconds": round(time.perf_counter() - begun), **report.machine()}
    report.keep(lines, about)
    say(report.table(lines))
    missed = sum(line.kept is False for line in lines)
    on = f"{about['cores']} cores, load {about['load']}"
    say(f"{referrals} referrals, {about['seconds']} s in all, {on}, {missed} aims missed")


def _on_servers(state: Path, referrals: int, say: Say) -> Iterator[Line]:
    with servers(state, what="the bench") as where:
        large, small = _scenes(state, where.database_url, where.redis_url, referrals, say)
        yield Line(f"seeding {referrals} referrals", "s", large.seeded_in, aim="< 180", kept=large.seeded_in < 180)
        with served(small), served(large):
            say("Measuring pages …")
            yield from pages.measured(small, large)
            say("Measuring mails and forms …")
            yield from incoming.measured(large)
            yield from reading.measured()
        say("Measuring memory …")
        for scene in (small, large):
            scene.store.close()


def _scenes(state: Path, database_url: str, redis_url: str, referrals: int, say: Say) -> tuple[Scene, Scene]:
    """The large hub in the installation's own database, the small one beside it with lists as full as a page shows."""
    say(f"Seeding {referrals} referrals …")
    large = seeded(settings_for(database_url, redis_url, state), referrals, SCHOOL_YEARS)
    beside = settings_for(new_database(database_url, "small"), f"{redis_url.rpartition('/')[0]}/1", state)
    return large, seeded(beside, min(SMALL, referrals), 3, open_cases=min(SMALL, referrals) // 3)


if __name__ == "__main__":
    main()
