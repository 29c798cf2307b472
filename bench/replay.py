"""`python -m bench.replay`: a clock tried on last school year, beside the questions alone that it reads."""

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from bench import cpu
from bench.report import Line, machine, table
from bench.scene import Scene, seeded, settings_for
from bench.timing import Doing, turn_by_turn
from hub import logs
from hub.dispatch.clocks import ClockName
from hub.dispatch.clockwork.reading import clocks_of
from hub.embedded import servers
from hub.home.clockwork import past
from hub.hubs import all_hubs
from tools.noting import noted

SECONDS = 10.0
Say = Callable[[str], None]


def main(say: Say = print) -> None:
    referrals = int(os.environ.get("BENCH_REFERRALS", "100000"))
    logs.configure()
    with (
        tempfile.TemporaryDirectory(prefix="hub-bench-") as folder,
        servers(Path(folder) / "state", what="the bench") as where,
    ):
        say(f"Seeding {referrals} referrals …")
        scene = seeded(settings_for(where.database_url, where.redis_url, Path(folder) / "state"), referrals, 5)
        lines = [line for name in (ClockName.SIGN_OF_LIFE, ClockName.CLARIFICATION) for line in measured(scene, name)]
        scene.store.close()
    say(table(lines))
    say(f"{referrals} referrals, {machine()['cores']} cores, load {machine()['load']}")


def measured(scene: Scene, name: ClockName) -> Iterator[Line]:
    """Ours reads and replays; the limit asks the database the same, and looks at no row."""
    ours = partial(_replay, scene, name)
    with noted(scene.store.engine) as told:
        looked_at = ours()
    asked = [one for one in told if "ledger" in one[0] or "track.agreed_start" in one[0]]
    with scene.connect() as connection:
        ways: dict[str, Doing] = {"ours": ours, "limit": partial(_ask, connection, asked)}
        taken = turn_by_turn(ways, SECONDS, least=5)
    ratio = taken["ours"] / taken["limit"]
    yield Line(
        f"a clock tried on last year: {name}", "ms", taken["ours"] * 1000, taken["limit"] * 1000, ratio,
        work=cpu.of_this(ours) * 1000, note=f"{looked_at} looked at, {len(asked)} questions",
    )  # fmt: skip


def _replay(scene: Scene, name: ClockName) -> int:
    with scene.store.begin() as work:
        hub = all_hubs(work.session)[0].id
        now = clocks_of(work, hub)
        return past.replay(work, hub, name, now, now | {name: replace(now[name], days=now[name].days + 2)}).looked_at


def _ask(connection: Any, asked: list[Any]) -> None:
    for text, values in asked:
        connection.execute(text.encode(), values).fetchall()


if __name__ == "__main__":
    main()
