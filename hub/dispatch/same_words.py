"""From which cases the words of a case came: they are told of all whom those cases are about, at other hubs too."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from hub.dispatch.hand_over_tables import HandOver
from hub.dispatch.tables import Referral


def origins(case: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """The ids of this case, of the one that it was drawn from, of those as which these went about at other hubs, and so
    on."""
    here = sa.select(case.label("id")).cte("origin", recursive=True)
    came: sa.Select[Any] = sa.select(col(HandOver.referral_id).label("id")).where(
        col(HandOver.to_referral_id) == here.c.id
    )
    drawn = sa.select(col(Referral.drawn_from_id)).where(
        col(Referral.id) == here.c.id, col(Referral.drawn_from_id).is_not(None)
    )
    before = came.correlate(here).union_all(drawn.correlate(here)).lateral("before")
    return sa.select(here.union(sa.select(before.c.id).select_from(here.join(before, sa.true()))).c.id)
