"""A consult becomes a referral: both know of each other, and who sees only one of them learns nothing of the other."""

from uuid import UUID

from hub.dispatch import moves
from hub.dispatch.consult.begun import begun
from hub.dispatch.consult.place import CAME_OF
from hub.dispatch.locks import take
from hub.dispatch.tables import Referral
from hub.store import Work


def hold(work: Work, consult_id: UUID | None) -> Referral | None:
    """The consult, held before a number is given to the referral; None for none."""
    return take(work, consult_id) if consult_id else None


def became(work: Work, consult: Referral | None, referral: Referral) -> None:
    """This new referral, maybe of another hub, came of a held consult. The first one counts."""
    if consult is None or consult.id == referral.id:
        return
    kept = begun(work, consult)
    if kept.became_id is not None:
        return
    kept.became_id, kept.became_hub_id = referral.id, referral.hub_id
    referral.sections = {**referral.sections, CAME_OF: {"consult": str(consult.id)}}
    work.session.add_all([kept, referral])
    moves.rewatch(work, consult)
    # No case of another hub stands in the ledger of this one.
    there = {"case": referral.id} if referral.hub_id == consult.hub_id else {"elsewhere": True}
    moves.log(work, "consult.became", "referral", consult.id, consult, **there)
