"""The group of Vandaag with agreements of plans that stalled: silence, stuck, put off too often."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.clock import brussels_date
from hub.columns import table_of
from hub.dispatch import sight
from hub.dispatch.case_team.agreed import STALLED_WORDS, Stalled
from hub.dispatch.case_team.tables import PlanAgreement
from hub.dispatch.identity import without_name
from hub.dispatch.sight import R, lines
from hub.home.today_lines import HUBS, Group, asked, item
from hub.store import Work
from hub.wording import _, ago

A = table_of(PlanAgreement)
_WHICH = (
    sa.select(A.c.id, A.c.referral_id, A.c.what, A.c.stalled_at, A.c.stalled_for)
    .where(A.c.hub_id.in_(HUBS), A.c.stalled_at.is_not(None))
    .cte("which")
    .prefix_with("MATERIALIZED")
)
_STALLED = asked(
    lines().add_columns(
        _WHICH.c.id.label("agreement_id"), _WHICH.c.what, _WHICH.c.stalled_at, _WHICH.c.stalled_for
    ).join(_WHICH, _WHICH.c.referral_id == R.c.id),
    _WHICH.c.stalled_at, _WHICH.c.id, counted_in=sa.select(_WHICH).select_from(_WHICH),
)  # fmt: skip


def stalled(work: Work, hubs: list[UUID]) -> Group:
    rows, total = _STALLED.of(work, hubs)
    today = brussels_date(work.now)
    items = [
        item(
            work, "late", line,
            f"{_what(row)}: {_(STALLED_WORDS[Stalled(row.stalled_for)])}",
            _("Bekijk"), late=ago(row.stalled_at, today),
            act=f"/aanmeldingen/{line.id}/plan/afspraken/{row.agreement_id}",
        )
        for line, row in zip(sight.read(rows), rows, strict=True)
    ]  # fmt: skip
    return Group("afspraken", _("Afspraken die stilvallen"), "late", items, total)


def _what(row: Any) -> str:
    return without_name(row.what, row.first_name or "", row.last_name or "").rstrip(" .")
