"""Whether a function is co-funded where a case is about."""

from hub.dispatch.consult.place import near
from hub.dispatch.tables import Referral
from hub.partners import funding_sight
from hub.partners.funding import Function, sentence
from hub.store import Work


def not_funded(work: Work, referral: Referral, function: Function) -> str:
    """What the hub says where this function is not co-funded for the municipality of a case, or that is not known yet;
    "" where it is. It stops nobody: the coordinator decides."""
    return sentence(funding_sight.answer_for(work, referral.hub_id, function, near(work, referral)), function)
