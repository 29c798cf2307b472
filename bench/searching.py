"""How long a search takes among 100,000 referrals, in each way of asking: by hand, `python -m bench.searching`.

BENCH_REFERRALS says among how many (100,000). Each look is the whole operation, from what was typed to the lines shown,
without the page around it; what is typed is made of names that are there, spelt in other ways.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles

import sqlalchemy as sa

from bench import report
from bench.scene import COORDINATOR, Scene, seeded, settings_for
from hub.dispatch.searching import search
from hub.embedded import servers
from hub.people.desk import asker_for

Say = Callable[[str], None]
SCHOOL_YEARS, EACH, MOST = 5, 30, 100  # MOST in ms
SOME = """
SELECT y.first_name, y.last_name, r.number, r.referrer_email, r.referrer_phone, r.school_name
FROM referral r JOIN youngster y ON y.id = r.youngster_id WHERE y.last_name <> ''
ORDER BY md5(r.number) LIMIT :many"""
WAYS: dict[str, Callable[[sa.Row[tuple[str, ...]]], str]] = {
    "first and family name": lambda one: f"{one.first_name} {one.last_name}",
    "family and first name": lambda one: f"{one.last_name} {one.first_name}",
    "family name": lambda one: one.last_name,
    "first name": lambda one: one.first_name,
    "a letter too many in both": lambda one: f"{_doubled(one.first_name)} {_doubled(one.last_name)}",
    "letters that sound alike": lambda one: _sounding(f"{one.first_name} {one.last_name}"),
    "a letter missing": lambda one: one.last_name[:2] + one.last_name[3:],
    "two letters": lambda one: one.last_name[:2],
    "number": lambda one: one.number,
    "address": lambda one: one.referrer_email,
    "telephone": lambda one: one.referrer_phone or "0470 12 34 56",
    "school": lambda one: one.school_name or "school",
    "school, misspelt": lambda one: _doubled(one.school_name or "school"),
    "nothing like it": lambda one: f"q{one.number[-5:].translate(str.maketrans('0123456789', 'xzwqvkjyhw'))}",
}


def main(say: Say = print) -> None:
    many = int(os.environ.get("BENCH_REFERRALS", "100000"))
    with (
        tempfile.TemporaryDirectory(prefix="hub-bench-") as folder,
        servers(Path(folder) / "state", what="the bench") as where,
    ):
        scene = seeded(settings_for(where.database_url, where.redis_url, Path(folder) / "state"), many, SCHOOL_YEARS)
        for line in measured(scene):
            say(line)
        scene.store.close()


def measured(scene: Scene) -> Iterator[str]:
    """A table: each way of asking, its median, the longest of twenty, and the very longest."""
    yield f"{scene.referrals} referrals, load {report.machine()['load']}"
    yield f"| what is typed | median ms | 95 % | longest | under {MOST} ms |\n|---|---|---|---|---|"
    with scene.store.begin() as work:
        person = work.session.execute(sa.text("SELECT id FROM person WHERE email = :one"), {"one": COORDINATOR})
        asker = asker_for(work, person.scalar_one())
        some = work.session.execute(sa.text(SOME), {"many": EACH + 1}).all()
    assert asker is not None, "the coordinator of the demonstration"
    for words, way in WAYS.items():
        taken = []
        for one in some:
            with scene.store.begin(asker) as work:
                begun = time.perf_counter()
                search(work, way(one))
                taken.append((time.perf_counter() - begun) * 1000)
        taken = taken[1:]  # the first look of each kind is planned
        kept = "kept" if max(taken) < MOST else f"{sum(one < MOST for one in taken)} of {len(taken)}"
        yield f"| {words} | {median(taken):.0f} | {quantiles(taken, n=20)[-1]:.0f} | {max(taken):.0f} | {kept} |"


def _doubled(text: str) -> str:
    return text[:3] + text[2:]


def _sounding(text: str) -> str:
    for one, other in (("ou", "u"), ("ck", "k"), ("c", "k"), ("y", "i"), ("ss", "s"), ("ae", "a"), ("v", "f")):
        text = text.replace(one, other)
    return text


if __name__ == "__main__":
    main()
