"""The year itself: who comes in when, and what happens each day until its midnight, when all promises are checked."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

import sqlalchemy as sa
from sqlmodel import col

from hub.clock import DayUnit, SchoolYear, add_days, is_school_day, is_working_day
from hub.dispatch import agenda, clb_asking
from hub.dispatch.clb import ClbState
from hub.home import demo_people
from hub.home.demo_cases import IMANE, JASPER, LINA, RANIA, SENNE, TIBO, WOUT, YARA
from hub.home.demo_stage import Stage, clock
from hub.home.demo_stories import by_form, clb_answers
from hub.home.seed.likely import MONTHS
from hub.home.simulated.desk import SLUG, Desk
from hub.home.simulated.partners import Partners
from hub.letters import Letter
from hub.monitoring import follow_up, roll_up
from hub.monitoring.check import Finding, check
from hub.partners.tables import Offer
from hub.store import Store

FIRST = ("Mats", "Nore", "Robbe", "Fatima", "Stan", "Imane", "Seppe", "Amber", "Yusra", "Finn")
LAST = ("Wuyts", "Demir", "Baetens", "Bouzid", "Lauwers", "Nijs", "Aksoy", "Segers", "Roels", "Saidi", "Hermans")
WHO = (SENNE, RANIA, WOUT, TIBO, YARA, JASPER, LINA, replace(IMANE, urgent=""))
URGENT = 0.05
ROOM = 500  # places of each offer: the year is about silence, not about waiting lists
AWAY = (60, 64), (118, 120)  # school days on which nobody is at the desk


@dataclass(frozen=True)
class Broken:
    """A midnight at which a promise did not hold."""

    day: date
    finding: Finding


def play(
    store: Store, year: SchoolYear, seed: int, *, referrals: int, days: int | None = None,
    tell: Callable[[int], object] = lambda _days: None,
) -> Iterator[Broken]:  # fmt: skip
    """Live the year in an empty database, `tell`ing each day that is over; yields what broke at which midnight."""
    rng = Random(f"year {seed}")
    stage = Stage(store, year.ends_at, demo_people.build)
    with store.begin(now=stage.begin) as work:
        work.session.execute(sa.update(Offer).values(places=ROOM))
    desk, partners = Desk(stage, rng, _away(year)), Partners(stage, rng)
    coming = _arrivals(rng, year, referrals)
    for number in range(days or (year.last_day - year.first_day).days + 1):
        today = year.first_day + timedelta(days=number)
        _day(desk, partners, today, coming[today])
        for finding in check(store, clock(today, "23:59")):
            yield Broken(today, finding)
        tell(1)


def _day(desk: Desk, partners: Partners, today: date, coming: int) -> None:
    stage = desk.stage
    _clockwork(stage, clock(today, "02:30"))
    if is_working_day(today):
        _clockwork(stage, clock(today, "08:00"))
        for number in range(coming):
            _comes_in(desk, clock(today, "08:40") + timedelta(minutes=7 * number))
        desk.day(clock(today, "10:00"))
        desk.sits(clock(today, "12:00"))
        partners.day(clock(today, "15:30"))
        _clockwork(stage, clock(today, "17:00"))
    _clockwork(stage, clock(today, "23:30"))
    roll_up.run(stage.store)


def _clockwork(stage: Stage, at: datetime) -> None:
    """Follow-up, sessions to come, and letters that leave."""
    with stage.store.begin(now=at) as work:
        agenda.ensure_sessions(work, stage.ids[SLUG])
    for _line in follow_up.run(stage.store, at):
        pass
    with stage.store.begin(now=at) as work:
        waiting = sa.update(Letter).where(col(Letter.done_at).is_(None))
        work.session.execute(waiting.values(done_at=at, server_answer="250 simulated"))


def _comes_in(desk: Desk, at: datetime) -> None:
    """A school fills in the form, and the CLB answers the same day."""
    rng, stage = desk.rng, desk.stage
    who = replace(
        rng.choice(WHO), first_name=rng.choice(FIRST), last_name=rng.choice(LAST), age=rng.randint(12, 17),
        urgent="Ze kwam deze week geen enkele dag." if rng.random() < URGENT else "",
    )  # fmt: skip
    with stage.store.begin(now=at) as work:
        case = by_form(stage, work, who, SLUG)
    with stage.store.begin(now=at + timedelta(minutes=40)) as work:
        if clb_asking.open_of(work, case):
            clb_answers(work, case, ClbState.AGREED)


def _arrivals(rng: Random, year: SchoolYear, referrals: int) -> Counter[date]:
    """On which working days how many come in, as the months go."""
    days = [year.first_day + timedelta(days=n) for n in range((year.last_day - year.first_day).days + 1)]
    working = [day for day in days if is_working_day(day)]
    weights = [MONTHS[day.month] * (1.0 if is_school_day(day) else 0.3) for day in working]
    return Counter(rng.choices(working, weights, k=referrals))


def _away(year: SchoolYear) -> frozenset[date]:
    return frozenset(
        add_days(year.first_day, day, DayUnit.SCHOOL_DAYS) for first, last in AWAY for day in range(first, last + 1)
    )
