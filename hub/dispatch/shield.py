"""Cases with a restricted reason: what was told in them is for the coordinator alone (DOMAIN.md §4, GDPR art. 10)."""

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from hub.dispatch.codes import RESTRICTED
from hub.dispatch.tables import Referral
from hub.people.rights import Right, may, require
from hub.store import Work


def is_shielded(referral: Referral) -> bool:
    """Whether its main reason or another one is restricted."""
    return bool(RESTRICTED & {referral.main_reason, *referral.other_reasons})


def shielded() -> ColumnElement[bool]:
    """The same as a condition of a query."""
    restricted = sa.cast(sorted(RESTRICTED), ARRAY(sa.Text))
    return col(Referral.main_reason).in_(RESTRICTED) | col(Referral.other_reasons).op("&&")(restricted)


def shuts_out(work: Work, referral: Referral) -> bool:
    """Whether the asker, of the desk, may know that there is such a case and what was decided, not what was told."""
    return is_shielded(referral) and not may(work.asker, Right.SEE_RESTRICTED, referral.hub_id)


def must_read(work: Work, referral: Referral) -> None:
    """NotAllowed for whoever is shut out."""
    if is_shielded(referral):
        require(work.asker, Right.SEE_RESTRICTED, referral.hub_id)
