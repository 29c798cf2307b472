"""A hub filled with invented cases: every promise is kept, every figure adds up, every page opens."""

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from hub.clock import SchoolYear, parse_moment
from hub.dispatch.case import Stage
from hub.dispatch.table_tables import DispatchTable, TableSeat
from hub.dispatch.tables import Referral
from hub.home import today
from hub.home.seed.fill import fill
from hub.hubs import first_hub
from hub.monitoring import follow_up
from hub.monitoring.check import check
from hub.monitoring.figures import printed
from hub.monitoring.tables import ReferralFact
from hub.partners.tables import Offer
from hub.problems import Refused
from hub.store import Store
from tests.cast import World

NOW = parse_moment("2026-11-18T15:10")
MANY = 200


def test_every_promise_is_kept_and_the_figures_count_every_case(store: Store) -> None:
    told: list[int] = []
    assert fill(store, MANY, 2, 1, now=NOW, tell=told.append) == MANY == sum(told)
    assert check(store) == []
    with store.begin() as work:
        facts = work.session.exec(select(ReferralFact.school_year)).all()
        stages = work.session.exec(select(Referral.stage)).all()
        here = select(DispatchTable.id).where(DispatchTable.hub_id == first_hub(work.session).id)
        seats = work.session.exec(select(TableSeat).where(col(TableSeat.table_id).in_(here))).all()
        assert all(seat.person_id for seat in seats), "somebody takes each seat"
        full = work.session.exec(select(Offer).where(col(Offer.places) < col(Offer.taken))).all()
    assert len(stages) == MANY
    assert len(facts) == sum(stage != Stage.CONCEPT for stage in stages)
    assert set(facts) == {2025, 2026}
    assert 8 <= sum(stage != Stage.CLOSED for stage in stages) <= 16
    assert full == []


def test_the_clockwork_goes_on_where_the_invented_past_ends(store: Store) -> None:
    fill(store, MANY, 1, 1, now=NOW, open_cases=120)
    later = parse_moment("2026-11-24T09:30")
    did = [line["did"] for line in follow_up.run(store, later)]
    assert did
    assert "failed" not in did
    assert check(store) == []


def test_the_same_seed_fills_two_hubs_alike(store: Store, world: World) -> None:
    fill(store, 60, 2, 3, now=NOW)
    fill(world.store, 60, 2, 3, now=NOW)
    told = (
        "SELECT number, stage, stage_since, outcome, story, next_due FROM referral ORDER BY number",
        "SELECT act, at FROM ledger WHERE referral_id IS NOT NULL ORDER BY referral_id, id",
        "SELECT to_address, subject, kind FROM letter ORDER BY id",
    )
    here, there = ([one(database, said) for said in told] for database in (store, world.store))
    assert here == there
    assert figures(store) == figures(world.store)


def figures(store: Store) -> list[list[str]]:
    """Last year's figures without the ids of partners, which are new in each installation."""
    lines = [line.split(",") for line in printed(store, None, SchoolYear(2025), "csv").splitlines()]
    return sorted(line[:2] + line[3:] for line in lines)


def one(store: Store, said: str) -> list[tuple]:
    with store.begin() as work:
        return [tuple(row) for row in work.session.execute(text(said))]


def test_a_hub_with_cases_of_its_own_is_left_alone(world: World) -> None:
    world.refer()
    with pytest.raises(Refused, match="only an empty hub"):
        fill(world.store, 10, 1, 1, now=NOW)
    assert one(world.store, "SELECT count(*) FROM referral") == [(1,)]


def test_hilde_reads_her_day_and_opens_each_kind_of_case(world: World) -> None:
    fill(world.store, MANY, 1, 2, now=NOW, open_cases=60)
    with world.desk("Hilde Verbist", NOW) as work:
        groups = {group.slug: group.total for group in today.today(work).groups}
        kinds = work.session.exec(select(Referral.id).distinct(col(Referral.stage))).all()
    assert {"nieuw", "beslissen", "te-laat"} & groups.keys()
    with world.client("Hilde Verbist") as hilde:
        for case in kinds:
            assert hilde.get(f"/aanmeldingen/{case}").status_code == 200
        for page in ("/vandaag", "/tafel", "/radar", "/schooljaar", "/aanmeldingen?fase=closed"):
            assert hilde.get(page).status_code == 200
