"""Who reads a table card: a partner by what the file says of it, and each of its members by what binds that one."""

from collections.abc import Collection
from uuid import UUID

from hub.asker import Role, Seat
from hub.dispatch.sharing.gate import Gate
from hub.people.secrecy import reads_content


def reads_card(seats: Collection[Seat], gate: Gate, organisation_id: UUID) -> bool:
    """Whether somebody with these seats, as a member of this partner, reads the card before the case is taken up. A
    partner whose people are all bound by secrecy may get a colleague who is not: who reads where sharing was agreed."""
    mine = [one for one in seats if one.role == Role.PARTNER]
    return gate.reads(organisation_id) and bound_to_read(mine, gate, organisation_id)


def bound_to_read(seats: Collection[Seat], gate: Gate, organisation_id: UUID) -> bool:
    """Whether what binds somebody there, or what was agreed, lets it read what its organisation reads."""
    bound = {one.secrecy for one in seats if one.organisation_id == organisation_id}
    return gate.to_all or reads_content(bound, agreed=gate.agreed_for(organisation_id))
