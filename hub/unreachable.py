"""Addresses at which a letter did not arrive: marked until somebody corrects or vouches for them, and spared meanwhile.

The mark stands on the letter that proved it, so it lives no longer than that letter does.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub import work_rows
from hub.columns import table_of
from hub.letters import POST, Letter
from hub.lookups import Lookup
from hub.store import Work

# Why a letter is parked that was not even tried.
HELD = "held back: an earlier letter to this address did not arrive"
_L = table_of(Letter)
_ADDRESS = sa.func.lower(_L.c.to_address)
_FAILED = _L.c.address_failed_at.is_not(None)
_HUBS = sa.bindparam("hubs", type_=sa.Uuid(), expanding=True)
_ADDRESSES = sa.bindparam("addresses", type_=sa.Text(), expanding=True)
_MARKED = Lookup(
    sa.select(_ADDRESS.label("address"), _L.c.hub_id, _L.c.id)
    .where(_L.c.hub_id.in_(_HUBS), _ADDRESS.in_(_ADDRESSES), _FAILED)
    .order_by(_L.c.address_failed_at)
)


def failing(work: Work, hubs: Collection[UUID], addresses: Collection[str]) -> dict[str, UUID]:
    """Those of these addresses that are marked at one of these hubs, in lower case, each with the last letter that did
    not arrive there."""
    asked = [one.lower() for one in addresses if one]
    if not asked or not hubs:
        return {}
    return {row.address: row.id for row in _MARKED.ask(work.session, hubs=list(hubs), addresses=asked)}


def mark(work: Work, letter_id: UUID) -> None:
    """From now on the address of this letter is known not to work. Letters of no hub (sign-in links) mark nothing."""
    marked = sa.update(Letter).where(_L.c.id == letter_id, _L.c.hub_id.is_not(None))
    work.session.execute(marked.values(address_failed_at=work.now))


def spared(work: Work, leased: Sequence[Letter]) -> list[Letter]:
    """The leased letters that may go. Those to a marked address are parked in sight of the desk instead: they are tasks
    now."""
    asked = {letter.to_address.lower() for letter in leased}
    hubs = {letter.hub_id for letter in leased if letter.hub_id}
    rows = _MARKED.ask(work.session, hubs=list(hubs), addresses=list(asked)) if hubs else []
    marked = {(row.hub_id, row.address) for row in rows}
    going = []
    for letter in leased:
        if (letter.hub_id, letter.to_address.lower()) in marked:
            work_rows.fail(work.session, letter, HELD, now=work.real, for_good=True)
        else:
            going.append(letter)
    return going


def vouch(work: Work, hub_id: UUID, address: str) -> int:
    """Somebody says that this address works: no mark any more, and what waited for that goes. Returns how many wait."""
    there = sa.update(Letter).where(_L.c.hub_id == hub_id, _ADDRESS.in_([address.lower()]))
    work.session.execute(there.where(_FAILED).values(address_failed_at=None))
    released = (
        there.where(col(Letter.parked_at).is_not(None), _L.c.last_error == HELD, _L.c.settled_at.is_(None))
        .values(parked_at=None, last_error=None, attempts=0, due_at=work.real)
        .returning(_L.c.id)
    )  # fmt: skip
    count = len(work.session.execute(released).all())
    if count:
        work.wake(POST)
    return count
