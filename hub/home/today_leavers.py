"""The group of Vandaag with open tracks of which the guide left, until somebody is named."""

from uuid import UUID

import sqlalchemy as sa

from hub.columns import table_of
from hub.dispatch import sight
from hub.dispatch.sight import R, lines
from hub.dispatch.table_tables import Track
from hub.home.today_lines import HUBS, Group, asked, item
from hub.partners.tables import Organisation
from hub.store import Work
from hub.wording import _

T, ORG = table_of(Track), table_of(Organisation)
# Few have no guide: found first, by their own index.
_WHICH = (
    sa.select(T.c.id, T.c.referral_id, T.c.organisation_id, T.c.guide_left_at)
    .where(T.c.hub_id.in_(HUBS), sa.text("track.guide_left_at IS NOT NULL AND track.due_at IS NOT NULL"))
    .cte("which")
    .prefix_with("MATERIALIZED")
)
_NAME = sa.select(ORG.c.name).where(ORG.c.id == _WHICH.c.organisation_id).correlate(_WHICH).scalar_subquery()
_LEFT = asked(
    lines().add_columns(_WHICH.c.id.label("track_id"), _NAME.label("partner")).join(
        _WHICH, _WHICH.c.referral_id == R.c.id
    ),
    _WHICH.c.guide_left_at, _WHICH.c.id, counted_in=sa.select(_WHICH).select_from(_WHICH),
)  # fmt: skip


def left(work: Work, hubs: list[UUID]) -> Group:
    rows, total = _LEFT.of(work, hubs)
    items = [
        item(work, "late", line, _("de begeleider bij %(partner)s vertrok", partner=row.partner), _("Duid iemand aan"),
              act=f"/trajecten/{row.track_id}#begeleider")
        for line, row in zip(sight.read(rows), rows, strict=True)
    ]  # fmt: skip
    return Group("vertrokken", _("Trajecten zonder begeleider"), "late", items, total)
