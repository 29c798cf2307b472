"""The group of Vandaag about CLBs: whom nobody knows, who asks for a call, who does not answer."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.clock import brussels_date
from hub.columns import table_of
from hub.dispatch import sight
from hub.dispatch.case import Stage
from hub.dispatch.clb import ClbState
from hub.dispatch.clb_tables import ClbQuestion
from hub.dispatch.sight import R, lines
from hub.home.today_lines import HUBS, Group, asked, item
from hub.partners.tables import Organisation
from hub.store import Work
from hub.wording import _, ago

Q = table_of(ClbQuestion)
O_ = table_of(Organisation)
_NAME = sa.select(O_.c.name).where(O_.c.id == Q.c.clb_id).correlate(Q).scalar_subquery()
# Before the first talk a school that nobody named yet is what that talk is for.
_SCHOOL_SAID = sa.or_(R.c.school_name != "", R.c.stage.not_in((Stage.SUBMITTED, Stage.CLARIFICATION)))
_AT_DESK = asked(
    lines()
    .add_columns(
        Q.c.state, Q.c.worker_name, Q.c.worker_phone, _NAME.label("clb"),
        sa.func.coalesce(Q.c.answered_at, Q.c.asked_at, Q.c.made_at).label("since"),
    )
    .join(Q, Q.c.referral_id == R.c.id)
    .where(
        Q.c.hub_id.in_(HUBS), sa.text("(state IN ('unknown','call') OR (state = 'asked' AND step = 'coordinator'))"),
        sa.or_(Q.c.state != ClbState.UNKNOWN, _SCHOOL_SAID),
    ),
    Q.c.made_at, Q.c.id,
)  # fmt: skip


def at_desk(work: Work, hubs: list[UUID]) -> Group:
    """What somebody has to find out or call about before a NAFT track may begin; longest waiting first."""
    rows, total = _AT_DESK.of(work, hubs)
    items = [
        item(work, "waits", line, _why(row, line.school), _button(row.state),
              late=ago(row.since, brussels_date(work.now)), act=_act(row.state, line.id))
        for line, row in zip(sight.read(rows), rows, strict=True)
    ]  # fmt: skip
    return Group("clb", _("Vragen aan het CLB"), "waits", items, total)


def _why(row: Any, school: str) -> str:
    clb = row.clb or _("het CLB")
    if row.state == ClbState.UNKNOWN:
        nobody = _("de school en haar CLB zijn niet gekend")
        return _("welk CLB hoort bij %(school)s?", school=school) if school else nobody
    if row.state == ClbState.CALL:
        who, phone = row.worker_name, row.worker_phone
        return _("%(clb)s vraagt om te bellen: %(who)s, %(phone)s", clb=clb, who=who, phone=phone)
    return _("%(clb)s antwoordt niet: bel", clb=clb)


def _button(state: str) -> str:
    return _("Kies het CLB") if state == ClbState.UNKNOWN else _("Noteer")


def _act(state: str, case: UUID) -> str:
    return f"/aanmeldingen/{case}/{'clb-vraag' if state == ClbState.UNKNOWN else 'clb-antwoord'}"
