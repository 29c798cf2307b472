"""The line of Vandaag that leads to what came out of the old list and nobody looked over yet."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.columns import table_of
from hub.dispatch import sight
from hub.dispatch.sight import R
from hub.home.old_list.tables import OldList
from hub.home.today_lines import HUBS, OPEN, Group, Item
from hub.lookups import Lookup
from hub.store import Work
from hub.wording import _

_L: Any = table_of(OldList)
# Asked once, before any case: most hubs took over no list, or did so long ago.
_TAKEN_OVER = sa.exists(sa.select(_L.c.id).where(_L.c.hub_id.in_(HUBS), _L.c.applied_at.is_not(None)))
_WAITING = sa.select(sa.literal(1).label("one")).where(
    R.c.hub_id.in_(HUBS), OPEN, R.c.look_over_since.is_not(None), _TAKEN_OVER
)
_HOW_MANY = Lookup(sa.select(sa.func.count().label("many")).select_from(_WAITING.limit(sight.MANY + 1).subquery()))


def to_look_over(work: Work, hubs: list[UUID]) -> Group:
    """One line for all of them: they are a week's work, and may not hide what is new."""
    ((many,),) = _HOW_MANY.ask(work.session, hubs=hubs)
    said = f"{sight.MANY}+" if many > sight.MANY else str(many)
    line = Item(
        "waits", "/aanmeldingen?toon=oude-lijst", _("%(number)s uit de oude lijst na te kijken", number=said),
        _("Pas als je ze nakeek, vragen we partners om nieuws."), button=_("Kijk na"),
    )  # fmt: skip
    return Group("oude-lijst", _("De oude lijst"), "waits", [line] if many else [], min(many, 1))
