"""Who reads and who keeps what stands around a youngster: the desk, and whoever directs the case."""

from uuid import UUID

from hub.dispatch import shield, sight
from hub.dispatch.case import Stage
from hub.dispatch.case_team import inside
from hub.dispatch.locks import take
from hub.dispatch.tables import Referral
from hub.people.rights import Right, may, require
from hub.problems import NotAllowed, NotFound, Refused
from hub.store import Work
from hub.wording import _

NOT_OPEN = (Stage.CONCEPT, Stage.CLOSED, Stage.OFFERED)


def read_as(work: Work, referral_id: UUID) -> Referral:
    """The case, for the desk of its hub; NotAllowed for whoever is shut out by a restricted reason."""
    referral = sight.case_for(work, referral_id)
    shield.must_read(work, referral)
    return referral


def direct_as(work: Work, referral_id: UUID, *, reading: bool = True) -> Referral:
    """The case, for somebody of a partner who directs it. NotAllowed for the rest of its team, NotFound elsewhere."""
    referral = work.session.get(Referral, referral_id)
    if referral is None or inside.of_team(work, referral) is None:
        raise NotFound
    _as_director(work, referral, reading=reading)
    return referral


def keep_as(work: Work, referral_id: UUID, right: Right = Right.CLARIFY) -> Referral:
    """The case, held, for the desk with this right. Refused while it is not open."""
    referral = take(work, referral_id)
    require(work.asker, right, referral.hub_id)
    shield.must_read(work, referral)
    return _open(referral)


def plan_as(work: Work, referral_id: UUID, right: Right = Right.CLARIFY, *, reading: bool = True) -> Referral:
    """The same, and for who directs the case: of the hub, or of a partner for which the file says that it may.

    `reading`: it takes more than knowing the agreements.
    """
    referral = take(work, referral_id)
    must_keep(work, referral, right, reading=reading)
    return _open(referral)


def must_keep(work: Work, referral: Referral, right: Right = Right.CLARIFY, *, reading: bool = True) -> None:
    """NotAllowed or NotFound for whoever does not keep what stands around this youngster."""
    if not may(work.asker, right, referral.hub_id) and not inside.directs_for_hub(work, referral):
        _as_director(work, referral, reading=reading, right=right)
    else:
        shield.must_read(work, referral)


def keeps(work: Work, referral: Referral, right: Right = Right.CLARIFY, *, reading: bool = True) -> bool:
    """The same as a question, and whether the case is open."""
    try:
        must_keep(work, referral, right, reading=reading)
    except (NotAllowed, NotFound):
        return False
    return referral.stage not in NOT_OPEN


def of_partner(work: Work, referral: Referral) -> inside.Inside | None:
    """What somebody of a partner is in this team; None for the desk, which sees all of it."""
    return None if may(work.asker, Right.SEE_CASE, referral.hub_id) else inside.of_team(work, referral)


def _as_director(work: Work, referral: Referral, *, reading: bool, right: Right = Right.CLARIFY) -> None:
    seen = inside.of_team(work, referral)
    if seen is None:
        require(work.asker, right, referral.hub_id)
        return
    if not seen.directs:
        raise NotAllowed(_("Dat doet de casusregisseur. Vraag het aan die persoon of aan het meldpunt."))
    if reading and not seen.reads:
        raise NotAllowed(_("Daarvoor is niet vastgelegd dat je dit mag lezen. Vraag het aan het meldpunt."))


def _open(referral: Referral) -> Referral:
    if referral.stage in NOT_OPEN:
        raise Refused(_("Deze aanmelding is nu niet open. Herneem ze eerst."))
    return referral
