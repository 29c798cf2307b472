"""The group of Vandaag with cases of which nobody answered whether there is help, or could not be asked."""

from uuid import UUID

import sqlalchemy as sa

from hub.clock import brussels_date
from hub.columns import table_of
from hub.dispatch import sight
from hub.dispatch.feedback.helping import SHOWN_WORDS, WHOM_WORDS, Shown, Whom
from hub.dispatch.feedback.tables import HelpQuestion
from hub.dispatch.sight import R, lines
from hub.home.today_lines import HUBS, Group, asked, item
from hub.store import Work
from hub.wording import _, ago

Q = table_of(HelpQuestion)
_WHICH = (
    sa.select(Q.c.id, Q.c.referral_id, Q.c.whom, Q.c.shown_at, Q.c.shown_for)
    .where(Q.c.hub_id.in_(HUBS), Q.c.shown_at.is_not(None))
    .cte("which")
    .prefix_with("MATERIALIZED")
)
_SHOWN = asked(
    lines().add_columns(_WHICH.c.whom, _WHICH.c.shown_at, _WHICH.c.shown_for)
    .join(_WHICH, _WHICH.c.referral_id == R.c.id),
    _WHICH.c.shown_at, _WHICH.c.id, counted_in=sa.select(_WHICH).select_from(_WHICH),
)  # fmt: skip


def unanswered(work: Work, hubs: list[UUID]) -> Group:
    rows, total = _SHOWN.of(work, hubs)
    today = brussels_date(work.now)
    items = [
        item(
            work, "late", line, f"{_(SHOWN_WORDS[Shown(row.shown_for)])} ({_(WHOM_WORDS[Whom(row.whom)])})",
            _("Bel, en noteer"), late=ago(row.shown_at, today), act=f"/aanmeldingen/{line.id}/hulp-antwoord",
        )
        for line, row in zip(sight.read(rows), rows, strict=True)
    ]  # fmt: skip
    return Group("hulp", _("Is er hulp? Geen antwoord"), "late", items, total)
