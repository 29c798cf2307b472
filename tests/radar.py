"""Cases on the radar for tests, and what stands on its page."""

import html
import re
from datetime import timedelta
from uuid import UUID

from hub.clock import brussels_date, real_now
from hub.dispatch import moves, tracks
from hub.dispatch.case import Move
from tests.cast import World


def with_track(
    world: World, *, offer: str = "Kort traject", days_ago: int = 10, start_in: int = 5, **more: str
) -> UUID:
    """A case of that many days ago on a track that starts so many days from now; the id of the case."""
    then = real_now() - timedelta(days=days_ago)
    case = world.refer(now=then, **more)
    with world.desk("Hilde Verbist", now=then) as work:
        referral = moves.take(work, case)
        found = world.offer(work, offer)
        tracks.open_track(
            work, referral, organisation_id=found.organisation_id, offer_id=found.id,
            agreed_start=brussels_date(real_now()) + timedelta(days=start_in),
        )  # fmt: skip
        moves.move(work, referral, Move.CLARIFY)
        moves.move(work, referral, Move.TAKE_UP)
    return case


def cases_on(page: str) -> list[str]:
    return re.findall(r'nowrap">((?:CM|SR)-\d+-\d+)<', page)


def link_in(page: str, rel: str) -> str:
    found = re.search(rf'href="([^"]*)" rel="{rel}"', page)
    assert found
    return html.unescape(found[1])


def number_of(world: World, case: UUID) -> str:
    return world.case(case).number
