"""Which cases are made of the same words, at other hubs too: where they came from, and all that they went into."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from hub.dispatch.hand_over_tables import HandOver
from hub.dispatch.tables import Referral

Ids = sa.Select[Any]


def origins(case: sa.ColumnElement[Any]) -> Ids:
    """The ids of this case, of the one that it was drawn from, of those as which these went about at other hubs, and so
    on."""
    here = _begin(case, "origin")
    return _all_from(here, _came(here), _drawn_from(here))


def family(case: sa.ColumnElement[Any]) -> Ids:
    """The ids of this case and of all that are made of the same words: drawn from it or it from them, and as which any
    of these goes about at whatever hub."""
    here = _begin(case, "family")
    return _all_from(here, _came(here), _went(here), _drawn_from(here), _drawn(here))


def ways(case: sa.ColumnElement[Any]) -> Ids:
    """The ids of this case and of those as which the very same goes or went about at other hubs."""
    here = _begin(case, "way")
    return _all_from(here, _came(here), _went(here))


def _begin(case: sa.ColumnElement[Any], name: str) -> sa.CTE:
    return sa.select(case.label("id")).cte(name, recursive=True)


def _all_from(here: sa.CTE, *steps: Ids) -> Ids:
    """Each step by its own index, from every case that is found; one that was found is not looked at again."""
    beside = sa.union_all(*(step.correlate(here) for step in steps)).lateral("beside")
    return sa.select(here.union(sa.select(beside.c.id).select_from(here.join(beside, sa.true()))).c.id)


def _came(here: sa.CTE) -> Ids:
    return sa.select(col(HandOver.referral_id).label("id")).where(col(HandOver.to_referral_id) == here.c.id)


def _went(here: sa.CTE) -> Ids:
    there = col(HandOver.to_referral_id)
    return sa.select(there.label("id")).where(col(HandOver.referral_id) == here.c.id, there.is_not(None))


def _drawn_from(here: sa.CTE) -> Ids:
    first = col(Referral.drawn_from_id)
    return sa.select(first.label("id")).where(col(Referral.id) == here.c.id, first.is_not(None))


def _drawn(here: sa.CTE) -> Ids:
    return sa.select(col(Referral.id).label("id")).where(col(Referral.drawn_from_id) == here.c.id)
