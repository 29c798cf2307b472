"""Filling a hub with invented cases: a plan of who comes in when, its parts lived by several processes at once."""

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing import get_context
from random import Random

import psycopg
import sqlalchemy as sa

from hub.clock import brussels_date, midnight, real_now
from hub.home.seed import desk, finishing, likely
from hub.home.seed.building import Size, build
from hub.home.seed.life import Life
from hub.home.seed.opening import SeededYoungster, again, open_case
from hub.home.seed.rows import Row, uuid_of
from hub.home.seed.sheets import SHEETS, copy
from hub.home.seed.world import World
from hub.problems import Refused
from hub.settings import libpq_url
from hub.store import Store

PART = 1000
MOST_TRIES = 400
FEW_PARTS = 3
HOURS = (7 * 3600, 18 * 3600)  # in which cases come in
Tell = Callable[[int], object]


@dataclass(frozen=True)
class Coming:
    """A case to come: its number, the moment, and whether it is open still."""

    number: str
    at: datetime
    open_still: bool


@dataclass(frozen=True)
class Job:
    """What every process has to know."""

    world: World
    seed: int
    until: datetime
    database_url: str


def fill(
    store: Store, referrals: int, school_years: int, seed: int, *, now: datetime | None = None,
    open_cases: int | None = None, tell: Tell | None = None,
) -> int:  # fmt: skip
    """Fill the first hub with so many invented cases of so many school years, each with its whole history.

    An installation without a hub gets the people of the demonstration. `tell` hears how many cases were written since
    it was told last; returns how many there are. Refused where there are cases already.
    """
    until = now or real_now()
    with store.begin(now=until) as work:
        if work.session.execute(sa.text("SELECT EXISTS (SELECT FROM referral)")).scalar_one():
            raise Refused("There are cases already: only an empty hub is filled.")
        world = build(work, Size(referrals, school_years), seed)
    job = Job(world, seed, until, libpq_url(store.settings.database_url))
    wanted = likely.open_cases(referrals) if open_cases is None else open_cases
    coming = plan(Random(f"plan {seed}"), until, referrals, school_years, wanted, world.number_prefix)
    parts = [coming[n :: -(-len(coming) // PART)] for n in range(-(-len(coming) // PART))]
    for written in _in_parts(job, parts):
        if tell:
            tell(written)
    finishing.finish(store, job.world, numbers_given(coming), until)
    return len(coming)


def plan(
    rng: Random, until: datetime, referrals: int, school_years: int, open_cases: int, prefix: str,
    before: Mapping[int, int] | None = None,
) -> list[Coming]:  # fmt: skip
    """Who comes in when, in the order of time, with numbers that go up; `before` are those that years gave already."""
    today = brussels_date(until)
    days = likely.days_until(today, school_years)
    chosen = [(day, True) for day in days.some(rng, today, open_still=True, many=open_cases)]
    chosen += [(day, False) for day in days.some(rng, today, open_still=False, many=referrals - open_cases)]
    moments = sorted((midnight(day) + timedelta(seconds=rng.randint(*HOURS)), still) for day, still in chosen)
    given: Counter[int] = Counter(before or {})
    coming = []
    for moment, open_still in moments:
        year = brussels_date(moment).year
        given[year] += 1
        coming.append(Coming(f"{prefix}-{year}-{given[year]:05d}", moment, open_still))
    return coming


def numbers_given(coming: Sequence[Coming]) -> Counter[int]:
    """How many numbers each calendar year gave out."""
    return Counter(brussels_date(one.at).year for one in coming)


def _in_parts(job: Job, parts: Sequence[Sequence[Coming]]) -> Iterator[int]:
    """Each part is one transaction; several processes at once when there is more than one."""
    if len(parts) <= FEW_PARTS:
        yield from (write_part(job, part) for part in parts)
        return
    many = min(len(parts), os.cpu_count() or 1)
    with (
        finishing.indexes_later(job.database_url),
        ProcessPoolExecutor(many, mp_context=get_context("spawn"), initializer=_begin, initargs=(job,)) as pool,
    ):
        try:
            yield from (done.result() for done in as_completed([pool.submit(_next, part) for part in parts]))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


_job: Job | None = None


def _begin(job: Job) -> None:
    global _job
    _job = job
    gc.disable()  # what a part leaves behind goes with it; looking for rings in millions of values takes a third longer


def _next(part: Sequence[Coming]) -> int:
    assert _job is not None, "a process of the pool begins with its job"
    return write_part(_job, part)


def write_part(job: Job, part: Sequence[Coming]) -> int:
    """Live these cases, in the order of time, and write all that they left behind."""
    rows: dict[str, list[Row]] = {name: [] for name in SHEETS}
    pool: list[SeededYoungster] = []
    for coming in part:
        life = live_one(job.world, job.seed, coming, job.until, pool)
        for name, found in life.finish().items():
            rows[name] += found
    with psycopg.connect(job.database_url) as connection:
        copy(connection, rows)
    return len(part)


def live_one(world: World, seed: int, coming: Coming, until: datetime, pool: list[SeededYoungster]) -> Life:
    """One case, lived again and again until it ends as planned; the same seed gives the same life.

    `pool` are the youngsters who were referred before; this one's joins them.
    """
    for attempt in range(MOST_TRIES):
        life, youngster = live_once(world, Random(f"{seed} {coming.number} {attempt}"), coming, until, pool)
        if (life.closed_at is None) == coming.open_still:
            break
    if youngster:
        pool.append(youngster)
    return life


def live_once(
    world: World, rng: Random, coming: Coming, until: datetime, pool: list[SeededYoungster]
) -> tuple[Life, SeededYoungster | None]:
    """The case and its youngster as the dice will have it, open or not."""
    life = Life(world, rng, uuid_of(rng), coming.number, until)
    youngster = open_case(life, coming.at, again(rng, pool, coming.at))
    desk.begin(life)
    life.live()
    return life, youngster
