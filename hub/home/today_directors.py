"""The group of Vandaag with cases of which the director left, until somebody else directs them."""

from uuid import UUID

import sqlalchemy as sa

from hub.columns import table_of
from hub.dispatch import sight
from hub.dispatch.case_team.direction import LIVE, EndedFor
from hub.dispatch.case_team.tables import CaseDirection
from hub.dispatch.sight import R, lines
from hub.home.today_lines import HUBS, OPEN, Group, asked, item
from hub.store import Work
from hub.wording import _

D = table_of(CaseDirection)
_OTHER = D.alias("other")
_SINCE = sa.or_(_OTHER.c.state.in_(LIVE), _OTHER.c.ended_at > D.c.ended_at)
_WHICH = (
    sa.select(D.c.referral_id, sa.func.max(D.c.ended_at).label("left_at"))
    .where(D.c.hub_id.in_(HUBS), D.c.ended_for == EndedFor.LEFT)
    .where(~sa.exists().where(_OTHER.c.referral_id == D.c.referral_id, _SINCE))
    .group_by(D.c.referral_id)
    .cte("which")
    .prefix_with("MATERIALIZED")
)
_LEFT = asked(lines().join(_WHICH, _WHICH.c.referral_id == R.c.id).where(OPEN), _WHICH.c.left_at, R.c.id)


def without(work: Work, hubs: list[UUID]) -> Group:
    rows, total = _LEFT.of(work, hubs)
    items = [
        item(work, "late", line, _("de casusregisseur vertrok"), _("Vraag iemand"), act=f"/aanmeldingen/{line.id}/team")
        for line in sight.read(rows)
    ]
    return Group("zonder-regie", _("Zonder casusregisseur"), "late", items, total)
