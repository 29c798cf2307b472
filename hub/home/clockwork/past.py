"""Last school year of a hub replayed: how often it would have spoken with other clocks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.clock import SchoolYear, brussels_date, school_year_of
from hub.columns import table_of
from hub.dispatch.case import MOVES, Move, Stage
from hub.dispatch.clocks import OF_A_TRACK, ClockName, Clocks, due_after
from hub.dispatch.clockwork.reading import FREE_DAYS_OF_TRACK, KIND_OF_TRACK, WELFARE_OF_TRACK, calendar_of
from hub.dispatch.table_tables import Track
from hub.dispatch.track import TrackStage
from hub.hubs import Hub
from hub.ledger import Entry
from hub.monitoring.replay import Life, Word, spoken
from hub.store import Work

# So many of the last ones tell enough, and are replayed while somebody waits.
MOST = 2000
# Whoever owes what such a clock counts: from the case's coming to a stage until it leaves it.
STAGES = {
    ClockName.CLARIFICATION: Stage.SUBMITTED,
    ClockName.DECISION: Stage.REOPENED,
    ClockName.CONSULT: Stage.CONSULT,
    ClockName.HUB_ANSWER: Stage.OFFERED,
}
T, E = table_of(Track), table_of(Entry)
WORDS = ("track.plan", "track.contact")  # that leave the stage as it is


@dataclass(frozen=True)
class Past:
    """On so many tracks or cases of that year; per pair now and with the other clocks."""

    year: SchoolYear
    looked_at: int
    letters: tuple[int, int] = (0, 0)
    given: tuple[int, int] = (0, 0)
    late: tuple[int, int] = (0, 0)
    about_tracks: bool = True
    more: bool = False  # there were more than were looked at


def can_replay(name: ClockName) -> bool:
    return name in OF_A_TRACK or name in STAGES


def replay(work: Work, hub_id: UUID, name: ClockName, now: Clocks, then: Clocks) -> Past:
    """Both clocks over the last school year that is over. Nothing is written."""
    year = school_year_of(brussels_date(work.now)).previous
    return _tracks(work, hub_id, year, now, then) if name in OF_A_TRACK else _cases(work, hub_id, year, name, now, then)


def _tracks(work: Work, hub_id: UUID, year: SchoolYear, now: Clocks, then: Clocks) -> Past:
    chosen = (
        sa.select(
            T.c.id,
            T.c.offer_id,
            T.c.agreed_start,
            KIND_OF_TRACK.label("kind"),
            FREE_DAYS_OF_TRACK.label("free"),
            WELFARE_OF_TRACK.label("welfare"),
        )
        .where(T.c.hub_id == hub_id, sa.func.coalesce(T.c.agreed_at, T.c.stage_since) >= year.starts_at)
        .where(sa.func.coalesce(T.c.agreed_at, T.c.stage_since) < year.ends_at)
        .order_by(sa.func.coalesce(T.c.agreed_at, T.c.stage_since).desc(), T.c.id)
        .limit(MOST + 1)
    )
    rows = work.session.execute(chosen).all()
    words = _words(work, [row.id for row in rows[:MOST]], year.ends_at)
    weekday = work.session.get_one(Hub, hub_id).weekly_day
    letters, given = [0, 0], [0, 0]
    for row in rows[:MOST]:
        where = {
            "offer": row.offer_id, "kind": row.kind, "partner": calendar_of(row.free), "welfare": row.welfare
        }  # fmt: skip
        life = Life(words.get(row.id, ()), row.agreed_start)
        for which, clocks in enumerate((now, then)):
            said = spoken(life, clocks.at(**where), year.ends_at, weekday)
            letters[which], given[which] = letters[which] + said.letters, given[which] + said.given
    return Past(
        year, len(rows[:MOST]), (letters[0], letters[1]), (given[0], given[1]), more=len(rows) > MOST
    )  # fmt: skip


def _words(work: Work, tracks: list[UUID], until: datetime) -> dict[UUID, list[Word]]:
    """What was said about each track, in order: the ledger knows it by the track."""
    asked = (
        sa.select(E.c.noun_id, E.c.at, E.c.to_stage)
        .where(E.c.noun_id.in_(tracks), E.c.at < until)
        .where(sa.or_(E.c.to_stage.is_not(None), E.c.act.in_(WORDS)))
        .order_by(E.c.noun_id, E.c.at, E.c.id)
    )
    found: dict[UUID, list[Word]] = {}
    for row in work.session.execute(asked):
        said = found.setdefault(row.noun_id, [])
        stage = TrackStage(row.to_stage) if row.to_stage else said[-1].stage if said else None
        if stage:
            said.append(Word(row.at, stage))
    return found


def _cases(work: Work, hub_id: UUID, year: SchoolYear, name: ClockName, now: Clocks, then: Clocks) -> Past:
    """How many stood longer in the stage than the clock gives: so many stood on the radar as too late."""
    rows = list(_spans(work, hub_id, year, STAGES[name]))
    late = tuple(
        sum(due_after(clocks, name, row.since) < (row.left_at or year.ends_at) for row in rows[:MOST])
        for clocks in (now, then)
    )
    return Past(year, len(rows[:MOST]), late=(late[0], late[1]), about_tracks=False, more=len(rows) > MOST)


def _spans(work: Work, hub_id: UUID, year: SchoolYear, stage: Stage) -> Iterable[Any]:
    """When cases came to this stage in this year, and left it."""
    acts = [f"case.{move}" for move, (_from, target) in MOVES.items() if target == stage] + [f"case.{Move.SUBMIT}"]
    left = E.alias()
    leaves = (
        sa.select(left.c.at)
        .where(left.c.referral_id == E.c.referral_id, left.c.id > E.c.id, left.c.from_stage == stage)
        .order_by(left.c.id)
        .limit(1)
        .scalar_subquery()
    )
    came = (
        sa.select(E.c.at.label("since"), leaves.label("left_at"))
        .where(E.c.act.in_(acts), E.c.hub_id == hub_id, E.c.to_stage == stage)
        .where(E.c.at >= year.starts_at, E.c.at < year.ends_at)
        .order_by(E.c.id.desc())
        .limit(MOST + 1)
    )
    return work.session.execute(came).all()
