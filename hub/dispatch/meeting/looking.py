"""Who looks at a table, and what of it they see: asked for all who ask at one moment, and anew each time they do."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from hub.asker import NOBODY, Asker, SignedIn
from hub.dispatch.board_sight import all_let_in
from hub.people.desk import askers_for
from hub.store import Store
from hub.together import Together

Question = tuple[UUID, SignedIn]  # which session, and who is signed in


@dataclass(frozen=True)
class Looks:
    """Somebody who may see the board of a session."""

    version: int  # of the session at this moment
    who: Hashable  # the same for all who see the same


def lookers(store: Store) -> Together[Question, Looks]:
    """None for whoever may not see it, and for whoever is signed in no longer."""
    return Together(partial(_looking, store))


def sees_alike(asker: Asker, hub_id: UUID, chair: bool, own: frozenset[UUID]) -> Hashable:
    """What of a board somebody sees follows from whether they lead it, from what they are at its hub and at partners
    that sit there, and from the secrecy that binds them in that."""
    return chair, frozenset(one for one in asker.seats if one.hub_id == hub_id or one.organisation_id in own)


def _looking(store: Store, asked: Sequence[Question]) -> Mapping[Question, Looks]:
    found: dict[Question, Looks] = {}
    with store.begin(NOBODY) as work:
        askers = askers_for(work, {who for _session, who in asked})
        for session_id in {session for session, _who in asked}:
            here = {who: askers[who] for session, who in asked if session == session_id and who in askers}
            session, let_in = all_let_in(work, session_id, here.values())
            for who, asker in here.items():
                if session and asker in let_in:
                    found[session_id, who] = Looks(session.version, sees_alike(asker, session.hub_id, *let_in[asker]))
    return found
