"""Facts of school years, written as the roll-up would have written them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from hub.monitoring.tables import ReferralFact, TrackFact
from tests.cast import World

YEAR = 2025


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
