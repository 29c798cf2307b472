"""The group of Vandaag that nobody may miss: parts that fell away after their partner had agreed."""

from uuid import UUID

import sqlalchemy as sa

from hub.clock import brussels_date
from hub.dispatch import sight
from hub.dispatch.letting_go.losing_sight import UNSEEN, L, lost_parts
from hub.dispatch.sight import R
from hub.home.today_lines import HUBS, Group, asked, item
from hub.store import Work
from hub.wording import _, ago

_FIRST = (
    UNSEEN.add_columns(sa.func.min(L.c.at).label("lost_at")).where(L.c.hub_id.in_(HUBS)).group_by(L.c.referral_id)
).subquery()
_LOST = asked(
    sight.lines().add_columns(_FIRST.c.lost_at).join(_FIRST, _FIRST.c.referral_id == R.c.id), _FIRST.c.lost_at, R.c.id
)


def lost(work: Work, hubs: list[UUID]) -> Group:
    """Whatever the stage of the case, until a coordinator has seen it or decides on the case."""
    rows, total = _LOST.of(work, hubs)
    parts, today = lost_parts(work, [row.id for row in rows]), brussels_date(work.now)
    items = [
        item(
            work, "stuck", line, " · ".join(one.line for one in parts[line.id] if not one.seen), _("Bekijk"),
            late=ago(row.lost_at, today),
        )
        for line, row in zip(sight.read(rows), rows, strict=True)
    ]  # fmt: skip
    return Group("weggevallen", _("Partners die afhaken na hun akkoord"), "stuck", items, total)
