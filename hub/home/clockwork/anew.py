"""Open cases when a clock changes: what nobody was asked about yet gets the date that the new clock gives."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub.columns import table_of
from hub.dispatch.case import Stage
from hub.dispatch.clocks import Clocks
from hub.dispatch.clockwork.reading import FREE_DAYS_OF_TRACK, KIND_OF_TRACK, WELFARE_OF_TRACK, calendar_of
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import TrackStage
from hub.dispatch.watch import track_due
from hub.monitoring.check_watch import watched_otherwise_at
from hub.monitoring.ladder import Step
from hub.store import Work

T, R = table_of(Track), table_of(Referral)
_UNASKED = sa.select(
    T.c.id, T.c.stage, T.c.stage_since, T.c.agreed_start, T.c.last_sign_at, T.c.hold_until, T.c.due_at, T.c.offer_id,
    KIND_OF_TRACK.label("kind"), FREE_DAYS_OF_TRACK.label("free"), WELFARE_OF_TRACK.label("welfare"),
).where(T.c.hub_id == sa.bindparam("hub"), T.c.due_at.is_not(None), T.c.step == Step.NOBODY)  # fmt: skip


@dataclass(frozen=True)
class Moved:
    """Tracks with their new date, and how many of them were due already then."""

    tracks: list[dict[str, Any]] = field(default_factory=list)
    at_once: int = 0


def moved(work: Work, hub_id: UUID, before: Clocks, after: Clocks) -> Moved:
    """Which tracks get another date. A date that somebody was told in a letter stays, and so does one that no clock
    gave."""
    found = []
    for row in work.session.execute(_UNASKED, {"hub": hub_id}):
        where = {
            "offer": row.offer_id, "kind": row.kind, "partner": calendar_of(row.free), "welfare": row.welfare
        }  # fmt: skip
        old, new = (_due(row, clocks.at(**where)) for clocks in (before, after))
        if new and row.due_at == old != new:
            found.append({"which": row.id, "due": new})
    return Moved(found, sum(one["due"] <= work.now for one in found))


def _due(row: Any, clocks: Clocks) -> Any:
    return track_due(
        TrackStage(row.stage), clocks, since=row.stage_since, agreed_start=row.agreed_start,
        last_sign=row.last_sign_at, hold_until=row.hold_until,
    )  # fmt: skip


def hold_open_cases(work: Work, hub_id: UUID) -> None:
    """All open cases of a hub, in their order, so that nobody changes one while its date is made anew."""
    open_ones = sa.select(col(Referral.id)).where(col(Referral.hub_id) == hub_id, col(Referral.stage) != Stage.CLOSED)
    work.session.execute(open_ones.order_by(col(Referral.id)).with_for_update(key_share=True)).all()


def set_anew(work: Work, hub_id: UUID, before: Clocks, after: Clocks) -> tuple[int, int]:
    """Tracks and cases get the dates of the new clocks; how many of each. The open cases are held."""
    tracks = moved(work, hub_id, before, after).tracks
    write_tracks(work, tracks)
    return len(tracks), watch_anew(work, hub_id)


def write_tracks(work: Work, tracks: list[dict[str, Any]]) -> None:
    write_due(work, T, tracks)


def write_due(work: Work, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        change = sa.update(table).where(table.c.id == sa.bindparam("which")).values(due_at=sa.bindparam("due"))
        work.session.connection().execute(change, rows)


def watch_anew(work: Work, hub_id: UUID, among: Collection[UUID] | None = None) -> int:
    """Open cases of a hub get the holder and the date that the rule derives now; how many changed."""
    cases = [
        {
            "which": case, "held_by": right.party, "held_at": right.organisation_id, "due": right.due_at,
            "because": right.why,
        }
        for case, right in watched_otherwise_at(work, hub_id)
        if among is None or case in among
    ]  # fmt: skip
    if cases:
        values = {
            "holder": sa.bindparam("held_by"), "holder_organisation_id": sa.bindparam("held_at"),
            "next_due": sa.bindparam("due"), "next_why": sa.bindparam("because"), "version": R.c.version + 1,
        }  # fmt: skip
        work.session.connection().execute(sa.update(R).where(R.c.id == sa.bindparam("which")).values(values), cases)
    work.session.expire_all()
    return len(cases)
