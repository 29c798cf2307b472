"""Who reads and who keeps what stands around a youngster."""

from uuid import UUID

from hub.dispatch import shield, sight
from hub.dispatch.case import Stage
from hub.dispatch.locks import take
from hub.dispatch.tables import Referral
from hub.people.rights import Right, require
from hub.problems import Refused
from hub.store import Work
from hub.wording import _

NOT_OPEN = (Stage.CONCEPT, Stage.CLOSED, Stage.OFFERED)


def read_as(work: Work, referral_id: UUID) -> Referral:
    """The case, for the desk of its hub; NotAllowed for whoever is shut out by a restricted reason."""
    referral = sight.case_for(work, referral_id)
    shield.must_read(work, referral)
    return referral


def keep_as(work: Work, referral_id: UUID, right: Right = Right.CLARIFY) -> Referral:
    """The case, held, for who may change what was agreed around it. Refused while it is not open."""
    referral = take(work, referral_id)
    require(work.asker, right, referral.hub_id)
    shield.must_read(work, referral)
    if referral.stage in NOT_OPEN:
        raise Refused(_("Deze aanmelding is nu niet open. Herneem ze eerst."))
    return referral
