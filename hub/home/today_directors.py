"""The group of Vandaag with cases of which the director left, or whoever of a partner was in the team."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.columns import table_of
from hub.dispatch import sight
from hub.dispatch.case_team.direction import LIVE, EndedFor
from hub.dispatch.case_team.tables import CaseDirection, TeamMember
from hub.dispatch.sight import R, lines
from hub.home.today_lines import HUBS, OPEN, Group, asked, item
from hub.partners.tables import Organisation
from hub.store import Work
from hub.wording import _

D, M, ORG = table_of(CaseDirection), table_of(TeamMember), table_of(Organisation)
_OTHER = D.alias("other")
_SINCE = sa.or_(_OTHER.c.state.in_(LIVE), _OTHER.c.ended_at > D.c.ended_at)
_NO_DIRECTOR = (
    sa.select(D.c.referral_id, sa.func.max(D.c.ended_at).label("left_at"), sa.literal("").label("partner"))
    .where(D.c.hub_id.in_(HUBS), D.c.ended_for == EndedFor.LEFT)
    .where(~sa.exists().where(_OTHER.c.referral_id == D.c.referral_id, _SINCE))
    .group_by(D.c.referral_id)
)
_ALONE = _NO_DIRECTOR.cte("alone")
_MEMBERS = (
    sa.select(M.c.referral_id, M.c.nobody_since, ORG.c.name)
    .join(ORG, ORG.c.id == M.c.organisation_id)
    .where(M.c.hub_id.in_(HUBS), M.c.nobody_since.is_not(None))
    .where(M.c.referral_id.not_in(sa.select(_ALONE.c.referral_id)))  # once for each case
)
_WHICH = sa.union_all(sa.select(_ALONE), _MEMBERS).cte("which").prefix_with("MATERIALIZED")
_LEFT = asked(
    lines().add_columns(_WHICH.c.partner).join(_WHICH, _WHICH.c.referral_id == R.c.id).where(OPEN),
    _WHICH.c.left_at, R.c.id, _WHICH.c.partner,
)  # fmt: skip


def without(work: Work, hubs: list[UUID]) -> Group:
    rows, total = _LEFT.of(work, hubs)
    items = [
        item(work, "late", line, *_said(row), act=f"/aanmeldingen/{line.id}/team")
        for line, row in zip(sight.read(rows), rows, strict=True)
    ]
    return Group("zonder-regie", _("Casusteams waaruit iemand vertrok"), "late", items, total)


def _said(row: Any) -> tuple[str, str]:
    if row.partner:
        return _("van %(partner)s werkt niemand meer mee", partner=row.partner), _("Bekijk")
    return _("de casusregisseur vertrok"), _("Vraag iemand")
