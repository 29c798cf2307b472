"""Last school year of the demonstration made full, so that its figures say something."""

from collections import Counter
from datetime import timedelta
from random import Random

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import select

from hub.clock import school_year_of
from hub.home.demo_stage import Stage
from hub.home.seed.building import Size, build
from hub.home.seed.fill import Job, numbers_given, plan, write_part
from hub.hubs import HubNumber
from hub.settings import libpq_url

CASES, SEED = 180, 1


def fill_last_year(stage: Stage) -> None:
    """Write so many closed cases of last school year beside those that were played, numbered on from them."""
    end = school_year_of(stage.today).starts_at - timedelta(minutes=1)
    with stage.store.begin(now=stage.until) as work:
        world = build(work, Size(CASES, 2, more_partners=False), SEED)
        kept = select(HubNumber.year, HubNumber.given).where(HubNumber.hub_id == stage.ids["dijleland"])
        given = Counter(dict(work.session.exec(kept).all()))
    coming = plan(Random(f"plan {SEED}"), end, CASES, 1, 0, world.number_prefix, given)
    write_part(Job(world, SEED, end, libpq_url(stage.store.settings.database_url)), coming)
    with stage.store.begin(now=stage.until) as work:
        for year, n in (given + numbers_given(coming)).items():
            number = insert(HubNumber).values(hub_id=stage.ids["dijleland"], year=year, given=n)
            work.session.execute(
                number.on_conflict_do_update(index_elements=["hub_id", "year"], set_={"given": sa.literal(n)})
            )
