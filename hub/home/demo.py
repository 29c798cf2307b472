"""The demonstration: the invented world with a past, so that every page has something to show."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import real_now
from hub.home import demo_cases, demo_experts, demo_mails, demo_minutes, demo_past, demo_people, demo_seats
from hub.home.demo_stage import Stage, play
from hub.home.night import telling
from hub.hubs import all_hubs
from hub.letters import Letter
from hub.monitoring import follow_up, roll_up, stands
from hub.partners import desk as partners
from hub.partners.tables import Offer
from hub.store import Store, Work

# Letters of the past went out long ago; those of the last days still leave, so that the post office has some.
RECENT = timedelta(days=3)
STALE = "Een buddy"
KEEPERS = {
    "Kompas NAFT": "Nadia Pauwels", "Springplank": "Tom Claes", "JAC De Haven (demo)": "Fien Maes",
    "Buddyhuis": "Yusuf Aydin",
}  # fmt: skip


def load(store: Store, now: datetime | None = None) -> bool:
    """Fill an empty installation with the invented world, its people and its cases; False when there is a hub already.

    Everything happens through the operations that people use, each at its own moment up to `now`.
    """
    with store.begin() as work:
        if all_hubs(work.session):
            return False
    stage = Stage(store, now or real_now(), demo_people.build)
    stories = [
        demo_minutes.sittings(stage, "dijleland", "Hilde Verbist"),
        demo_minutes.sittings(stage, "schelderand", "Wim Peeters", begin=stage.ago(30, "07:00")),
        demo_seats.at_the_table(stage),
        demo_experts.steering_group(stage),
        demo_experts.experts_think_along(stage, demo_cases.EVA),
        *demo_cases.last_year(stage),
        *demo_cases.with_partners(stage),
        *demo_cases.at_the_desk(stage),
        *demo_mails.arriving(stage),
    ]
    play(stage, stories, each_week=lambda at: list(follow_up.run(store, at)))
    demo_past.fill_last_year(stage)
    with store.begin(now=stage.ago(30, "09:00")) as work:
        _say_that_offers_are_right(stage, work, lambda name: name == STALE)
    with store.begin(now=stage.until) as work:
        _say_that_offers_are_right(stage, work, lambda name: name != STALE)
        _history_was_posted(work)
        telling.tell(work)
    # What the steering group reads all month stands from here on, and does not take in what a visitor does next.
    roll_up.run(store)
    stands.keep_all(store)
    return True


def _say_that_offers_are_right(stage: Stage, work: Work, these: Callable[[str], bool]) -> None:
    """Every partner said lately how much room it has, except for one offer, which shows as stale."""
    for name, person in KEEPERS.items():
        stage.plays(work, person)
        for offer in work.session.exec(select(Offer).where(Offer.organisation_id == stage.ids[name])):
            if these(offer.name):
                partners.still_right(work, offer.id)


def _history_was_posted(work: Work) -> None:
    work.session.execute(
        sa.update(Letter)
        .where(col(Letter.done_at).is_(None), col(Letter.written_at) < work.now - RECENT)
        .values(done_at=col(Letter.written_at), server_answer="demo")
    )
