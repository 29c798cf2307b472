"""Cases on the dispatch table, for tests: a card is written and approved, the case is on the next agenda."""

import re
from typing import Any
from uuid import UUID

from sqlmodel import select

from hub.dispatch import agenda, cards, claims, clarify, ending, tracks
from hub.dispatch.sharing import recording
from hub.store import Work
from tests.cast import World

ASKED = "Een dagstructuur en iemand die mee naar school stapt."
# The world's table sits every Tuesday at half past one; the next one is a week after the morning on which it begins.
SITTING = "2026-09-22T14:00"
CARD = cards.Written("", ASKED, "Is al weken thuis. Woont bij een ouder.", "Tekent graag, komt afspraken na.")


# What Hilde ticks on the page of a card: everybody knows and agrees.
AGREED = {"informed_youngster": "yes", "informed_parents": "yes", "share_youngster": "yes", "weighed": "1"}


def read_by_all(page: str) -> dict[str, str]:
    """What is sent from this page of a card when everybody agrees and each partner may read it."""
    fields = re.findall(r'name="(receiver-[^"]+)".*?</select>', page, re.S)
    choices = re.findall(r'name="receiver-[^"]+"(.*?)</select>', page, re.S)
    return AGREED | {
        name: "card" if 'value="card"' in options else "agreed" for name, options in zip(fields, choices, strict=True)
    }


def put_on_table(world: World, referral_id: UUID, hilde: str = "Hilde Verbist", **more: Any) -> UUID:
    """Hilde writes and approves the card, and puts the case on the next agenda; returns the session."""
    with world.desk(hilde, now=more.pop("now", None)) as work:
        cards.write_card(work, referral_id, CARD)
        cards.approve_card(work, referral_id)
        recording.all_agreed(work, referral_id)
        return agenda.put_on_table(work, referral_id, **more).session_id


def on_table(world: World, **changes: Any) -> UUID:
    """Noor's case on the next agenda."""
    return world.once(f"on table {changes}", lambda: _on_table(world, **changes))


def _on_table(world: World, **changes: Any) -> UUID:
    referral_id = world.refer(**changes)
    put_on_table(world, referral_id)
    return referral_id


def takes_up(world: World, who: str, referral_id: UUID, offer: str, role: str = "lead", **more: Any) -> UUID:
    """This partner takes the case up with its offer of this name; returns the claim."""
    with world.desk(who) as work:
        return claims.claim(work, referral_id, world.offer(work, offer).id, role, **more).id


def running(world: World, referral_id: UUID | None = None, offer: str = "Kort traject") -> UUID:
    """Nadia of Kompas NAFT took Noor's case up and Hilde confirmed it; returns the track."""
    return world.once(f"running {referral_id} {offer}", lambda: _running(world, referral_id, offer))


def _running(world: World, referral_id: UUID | None, offer: str) -> UUID:
    referral_id = referral_id or on_table(world)
    claim_id = takes_up(world, "Nadia Pauwels", referral_id, offer)
    with world.desk("Hilde Verbist") as work:
        return claims.confirm(work, claim_id).id


def back_on_table(world: World) -> tuple[UUID, UUID]:
    """Kompas leads and Springplank joined; that part does not start, so that Hilde puts the case on the table again.

    Returns the case and the track of Kompas, which goes on.
    """
    return world.once("back on table", lambda: _back_on_table(world))


def _back_on_table(world: World) -> tuple[UUID, UUID]:
    case = on_table(world)
    lead = takes_up(world, "Nadia Pauwels", case, "Kort traject")
    joined = takes_up(world, "Tom Claes", case, "Carrousel", "co")
    with world.desk("Hilde Verbist") as work:
        goes_on, fails = claims.confirm(work, lead).id, claims.confirm(work, joined).id
    with world.desk("Tom Claes") as work:
        tracks.not_start(work, fails, "staff")
    put_on_table(world, case)
    return case, goes_on


def row(world: World, table: type[Any], row_id: UUID) -> Any:
    """A row as it stands in the database now."""
    with world.desk() as work:
        return work.session.get_one(table, row_id)


def rows(world: World, table: type[Any]) -> list[Any]:
    """All rows of a table as they stand in the database now."""
    with world.desk() as work:
        return list(work.session.exec(select(table)))


def taken(world: World, offer: str) -> int:
    with world.desk() as work:
        return world.offer(work, offer).taken


def end_after_talk(work: Work, case: UUID, note: str) -> None:
    """The clarification itself helped: the talk is noted, and the case ends with it."""
    clarify.note_talk(work, case, "Els en Hilde", note, "")
    ending.talk_was_enough(work, case, note)
