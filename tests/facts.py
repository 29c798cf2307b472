"""Facts of school years: written as the roll-up would have written them, counted by it, and read as figures."""

import random
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import SchoolYear
from hub.columns import table_of
from hub.hubs import hub_named
from hub.monitoring import roll_up
from hub.monitoring.cells import Cell
from hub.monitoring.figure_shapes import Figures
from hub.monitoring.figures import school_year_figures
from hub.monitoring.recount import differences
from hub.monitoring.tables import ReferralFact, TrackFact
from tests.cast import World

YEAR = 2025
SEEN = SchoolYear(YEAR)
PARTNERS = ("Kompas NAFT", "Springplank", "Buddyhuis")
AFTERWARDS = "2026-10-05T09:00"


def write(world: World, facts: Iterable[ReferralFact | TrackFact]) -> None:
    with world.desk() as work:
        work.session.add_all(facts)


def referral(world: World, year: int = YEAR, hub: str = "dijleland", **more: Any) -> ReferralFact:
    """Another youngster of fifteen from Mechelen who stays away from school."""
    values: dict[str, Any] = {
        "referral_id": uuid4(), "hub_id": world[hub], "school_year": year, "youngster_key": uuid4(),
        "month": 10, "home_nis": "12025", "age": 15, "gender": "V", "reason": "truancy", "channel": "form",
        "referrer_kind": "school", "subject_kind": "pupil", "stage": "closed", "outcome": "talk_was_enough",
    }  # fmt: skip
    return ReferralFact(**values | more)


def track(world: World, partner: str, state: str = "started", year: int = YEAR, **more: Any) -> TrackFact:
    """A track of a partner: "started", "not_started" or "awaited"."""
    values: dict[str, Any] = {
        "track_id": uuid4(), "referral_id": uuid4(), "hub_id": world["dijleland"], "school_year": year,
        "referral_year": year, "organisation_id": world[partner],
    }  # fmt: skip
    return TrackFact(**values | ({} if state == "awaited" else {state: True}) | more)


def referrals(world: World, n: int, year: int = YEAR, hub: str = "dijleland", **more: Any) -> list[UUID]:
    facts = [referral(world, year, hub, **more) for _n in range(n)]
    ids = [fact.referral_id for fact in facts]
    write(world, facts)
    return ids


def tracks(world: World, n: int, partner: str, state: str = "started", year: int = YEAR, **more: Any) -> None:
    write(world, [track(world, partner, state, year, **more) for _n in range(n)])


def figures(world: World, who: str = "Hilde Verbist", year: SchoolYear = SEEN, now: str = AFTERWARDS) -> Figures:
    with world.desk(who, now=now) as work:
        hub = hub_named(work.session, "dijleland")
        return school_year_figures(work, hub.id, year, hide=who != "Hilde Verbist")


def line(seen: Figures, figure: str, key: str) -> tuple[Cell, Cell]:
    found = next(one for one in seen.figure(figure).lines if one.key == key)
    return found.this, found.last


def both(seen: Figures, total: str) -> tuple[Cell, Cell]:
    found = seen.total(total)
    return found.this, found.last


def cells(seen: Figures) -> Iterator[tuple[str, str, Cell]]:
    for one in (*seen.totals, *(one for figure in seen.figures for one in figure.lines)):
        yield one.key, "this", one.this
        yield one.key, "last", one.last


def a_usual_year(world: World, year: int, chance: random.Random, n: int = 60) -> None:
    """Some sixty referrals, spread as they come."""
    write(
        world,
        [
            referral(
                world, year, month=chance.choice([9, 10, 11, 1, 2, 5, 8]), age=chance.randint(10, 19),
                home_nis=chance.choice(["12025", "12025", "12025", "12040", "12021", "12002", "44021", None]),
                reason=chance.choice(["truancy", "truancy", "behaviour", "offences", "radicalisation", "other", None]),
                channel=chance.choice(["form", "form", "mail", "phone"]),
            )
            for _n in range(n)
        ],
    )  # fmt: skip
    states = [(who, what) for who in PARTNERS for what in ("started", "not_started", "awaited")]
    write(world, [track(world, *state, year) for state in states for _n in range(chance.randint(0, 14))])


def fact(world: World, referral_id: UUID) -> ReferralFact:
    """The fact of a case, counted now."""
    roll_up.run(world.store)
    with world.desk() as work:
        return work.session.get_one(ReferralFact, referral_id)


def track_facts(world: World, referral_id: UUID) -> list[TrackFact]:
    roll_up.run(world.store)
    with world.desk() as work:
        wanted = select(TrackFact).where(TrackFact.referral_id == referral_id)
        return list(work.session.exec(wanted.order_by(col(TrackFact.school_year), col(TrackFact.track_id))))


def all_facts(world: World) -> list[dict[str, Any]]:
    with world.desk() as work:
        tables = (table_of(ReferralFact), table_of(TrackFact))
        return [
            dict(row)
            for table in tables
            for row in work.session.execute(sa.select(table).order_by(*table.primary_key)).mappings()
        ]


def assert_recount_agrees(world: World) -> None:
    with world.desk() as work:
        assert differences(work) == []
