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
    """This new referral came of a held consult. The first one counts, and only at the same hub."""
    if consult is None or consult.hub_id != referral.hub_id or consult.id == referral.id:
        return
    kept = begun(work, consult)
    if kept.became_id is not None:
        return
    kept.became_id = referral.id
    referral.sections = {**referral.sections, CAME_OF: {"consult": str(consult.id)}}
    work.session.add_all([kept, referral])
    moves.rewatch(work, consult)
    moves.log(work, "consult.became", "referral", consult.id, consult, case=referral.id)
