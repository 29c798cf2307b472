"""Cases that never were: what was taken over by mistake goes out of the figures, as if nobody had counted it."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub.monitoring import readings
from hub.monitoring.tables import ReferralFact, TrackFact
from hub.store import Work


def forget(work: Work, ids: Sequence[UUID]) -> None:
    """Delete the facts of these cases. Figures that were written down for a month stay as they are (decision 6)."""
    readings.mark(work, readings.years_of(work, ids))
    for table in (TrackFact, ReferralFact):
        work.session.execute(sa.delete(table).where(col(table.referral_id).in_(ids)))
    work.wake("figures.roll_up")
