"""What of a session one reader at a partner may read, and what became of the rest."""

from collections.abc import Collection, Sequence
from uuid import UUID

from hub.asker import Seat
from hub.dispatch.agenda import agenda_of
from hub.dispatch.cases_on_table import cases_on
from hub.dispatch.seen import Seen
from hub.dispatch.table_tables import Session
from hub.partners.tables import Organisation
from hub.store import Work


def cards_for(work: Work, session: Session, partner: Organisation, seat: Seat) -> list[Seen]:
    """The cards that somebody with this seat reads: those that are open to its partner, and to itself by the secrecy
    that binds it, or because it was agreed to share."""
    seen = cases_on(
        work, session.hub_id, agenda_of(work, session.id), [partner], chair=False, own=frozenset({partner.id}),
        seats=[seat],
    )  # fmt: skip
    return [case for _item, case in seen if not case.limited]


def owed(cases: Sequence[Seen], organisation_id: UUID) -> list[Seen]:
    """Of these cards those to which this partner did not answer yet."""
    own = frozenset({organisation_id})
    return [
        case
        for case in cases
        if case.answerable and not (case.claim_of(own) or case.track_of(own) or _declined(case, own))
    ]  # fmt: skip


def _declined(case: Seen, own: Collection[UUID]) -> bool:
    return any(one.organisation_id in own for one in case.declines)
