"""Whose track it was that brought a case back to the coordinator."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.partners.tables import Organisation
from hub.store import Work

_BEHIND: Any = (
    select(Referral.id, Organisation.name)
    .join(Track, col(Track.id) == col(Referral.reopened_track_id))
    .join(Organisation, col(Organisation.id) == col(Track.organisation_id))
    .where(col(Referral.id).in_(sa.bindparam("cases", expanding=True)))
)


def partners_behind(work: Work, referral_ids: Collection[UUID]) -> dict[UUID, str]:
    """The name of that partner, by case; cases that came back for another reason are left out. Asks no right."""
    if not referral_ids:
        return {}
    return {row[0]: row[1] for row in work.session.execute(_BEHIND, {"cases": list(referral_ids)})}
