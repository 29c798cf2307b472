"""The group of Vandaag with the tracks that the hub guides itself and about which a word is due."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub.columns import table_of
from hub.dispatch import sight
from hub.dispatch.case import Stage
from hub.dispatch.sight import R, lines
from hub.dispatch.table_tables import Track
from hub.dispatch.track import TrackStage
from hub.home.today_lines import HUBS, TOMORROW, Group, asked, item
from hub.partners.tables import Organisation, OrganisationKind
from hub.store import Work
from hub.wording import N_, _

T = table_of(Track)
QUESTIONS = {
    TrackStage.ACCEPTED: N_("eigen traject: is het gestart?"),
    TrackStage.STARTED: N_("eigen traject: hoe loopt het?"),
    TrackStage.ON_HOLD: N_("eigen traject: de pauze loopt af, gaat het verder?"),
}
# The hubs' own organisations are found first: few tracks are theirs, and thousands run. Their cases are looked up one
# by one, or PostgreSQL would read all cases of which a track runs.
_OURS = sa.func.array(
    sa.select(col(Organisation.id)).where(col(Organisation.kind) == OrganisationKind.HUB).scalar_subquery()
)
# From the day on which a word is due, also while follow-up waits a few days before it brings the case back.
_ITS_STAGE = sa.select(R.c.stage).where(R.c.id == T.c.referral_id).correlate(T).scalar_subquery()
_WHICH = (
    sa.select(T.c.id, T.c.referral_id, T.c.stage, T.c.due_at)
    .where(
        T.c.hub_id.in_(HUBS), T.c.organisation_id == sa.any_(_OURS), T.c.stage.in_(tuple(QUESTIONS)),
        sa.or_(T.c.step > 0, T.c.due_at < TOMORROW), _ITS_STAGE == Stage.TRACKS,
    )
    .cte("which")
    .prefix_with("MATERIALIZED")
)  # fmt: skip
_DUE = asked(
    lines()
    .add_columns(_WHICH.c.id.label("track_id"), _WHICH.c.stage.label("track_stage"))
    .join(_WHICH, _WHICH.c.referral_id == R.c.id),
    _WHICH.c.due_at, _WHICH.c.id, counted_in=sa.select(_WHICH).select_from(_WHICH),
)  # fmt: skip


def own_tracks(work: Work, hubs: list[UUID]) -> Group:
    rows, total = _DUE.of(work, hubs)
    items = [
        item(work, "waits", line, _(QUESTIONS[TrackStage(row.track_stage)]), _("Antwoord"),
              act=f"/trajecten/{row.track_id}")
        for line, row in zip(sight.read(rows), rows, strict=True)
    ]  # fmt: skip
    return Group("eigen", _("Trajecten die we zelf begeleiden"), "waits", items, total)
