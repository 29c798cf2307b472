"""What a page says of the case that the table speaks of now."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hub.dispatch.board_sight import Board
from hub.dispatch.seen import Seen

ALONG = "volg"  # in the address of a page that goes along with the chair


@dataclass(frozen=True)
class Now:
    """The case of the moment, for this reader: without the case where it is not for its eyes."""

    item_id: UUID
    since: datetime
    address: str
    case: Seen | None
    number: int  # on this reader's agenda


def at_table_now(seen: Board) -> Now | None:
    """None between cases, and once the session is closed."""
    if seen.floor is None or seen.session.closed_at is not None:
        return None
    board = f"/tafel/{seen.session.id}"
    for number, case in enumerate(seen.cases, start=1):
        if case.item_id == seen.floor.item_id:
            return Now(case.item_id, seen.floor.since, f"{board}/zaak/{case.referral_id}", case, number)
    return Now(seen.floor.item_id, seen.floor.since, board, None, 0)
