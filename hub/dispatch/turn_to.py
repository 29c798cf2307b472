"""A parent or youngster who writes gets a friendly answer with where to turn; the desk decides that it is one."""

from uuid import UUID

from hub import letters
from hub.dispatch import moves
from hub.dispatch.clarify import NOT_OPEN, take_as
from hub.hubs import Hub
from hub.letters import Letter
from hub.people.rights import Right
from hub.problems import Refused
from hub.store import Work
from hub.wording import _


def answer(work: Work, referral_id: UUID) -> None:
    """Write to whoever this case came from; what becomes of the case, the desk decides. Refused when it was written
    before, and without an address."""
    referral = take_as(work, referral_id, Right.CLARIFY)
    if referral.stage in NOT_OPEN or not referral.referrer_email:
        raise Refused(_("Dit kan nu niet. Bekijk hoe de aanmelding ervoor staat."))
    hub = work.found(Hub, referral.hub_id)
    once_key = f"turn_to:{referral.id}"
    if write(work, hub, referral.referrer_email, once_key, referral_id=referral.id, number=referral.number) is None:
        raise Refused(_("Dit antwoord vertrok al."))
    moves.log(work, "case.turn_to", "referral", referral.id, referral)


def write(
    work: Work, hub: Hub, address: str, once_key: str, *, referral_id: UUID | None = None, number: str | None = None
) -> Letter | None:
    """The letter, with the hub's own words in it; None when it was written before."""
    return letters.write(
        work, "turn_to", address, once_key=once_key, hub=hub, referral_id=referral_id, reply_reference=number
    )
