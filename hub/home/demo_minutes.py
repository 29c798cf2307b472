"""The sittings of the demonstration and their minutes: none on purpose, then approved, one to read, and a draft."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from hub.clock import DayUnit, add_days, brussels_date
from hub.dispatch.agenda import close_session, next_session
from hub.dispatch.minutes import beginning, bringing, circulating, writing
from hub.dispatch.minutes.knowing import READ, Known, known_of
from hub.dispatch.minutes.minutes import MinutesState
from hub.dispatch.minutes.writing import Line
from hub.dispatch.sessions import attending
from hub.dispatch.sessions.expecting import rows_of
from hub.dispatch.sessions.kinds import Coming, TableKind
from hub.dispatch.table_tables import Session
from hub.home.demo_stage import SITTING, Stage, Story
from hub.store import Work

ON_PAPER = "Tot voor kort hielden we het verslag van de tafel op papier bij."
SINCE = timedelta(weeks=4)
DUE_DAYS = 3


def sittings(stage: Stage, slug: str, chair: str, begin: datetime | None = None) -> Story:
    """From `begin` on each session is closed when it is over. A week later its minutes go round, then they stand."""
    work = yield begin or stage.begin
    hub_id = stage.ids[slug]
    stage.plays(work, chair)
    beginning.set_rule(work, hub_id, TableKind.NAFT_DISPATCH, kept=False, reason=ON_PAPER)
    kept: list[UUID] = []
    while True:
        session = next_session(work, hub_id, work.now)
        assert session is not None, "the invented hubs have a table"
        work = yield session.at + SITTING
        stage.plays(work, chair)
        session = work.session.get_one(Session, session.id)
        if session.at > stage.until - SINCE:
            if not kept:
                beginning.set_rule(work, hub_id, TableKind.NAFT_DISPATCH, kept=True)
            kept.append(session.id)
        if not any(row.state == Coming.PRESENT for row in rows_of(work, session.id)):
            attending.here(work, session.id)
        close_session(work, session.id)
        _go_round(work, hub_id, kept)


def _go_round(work: Work, hub_id: UUID, kept: Sequence[UUID]) -> None:
    """The newest one stays a draft, the one before it goes round, and the one before that is approved."""
    for session_id in kept[:-2]:
        known = beginning.latest(work, session_id)
        if known is not None and known.state == MinutesState.READING:
            circulating.approve(work, session_id)
    if len(kept) > 1:
        session = work.session.get_one(Session, kept[-2])
        first = next((one for one in known_of(work, session) if one.said["gets"]), None)
        if first is not None:
            _complete(work, session, first)
        coming = next_session(work, hub_id, work.now)
        assert coming is not None, "the invented hubs have a table"
        day_before = add_days(brussels_date(coming.at), -1, DayUnit.WORKING_DAYS)
        circulating.send(work, session.id, day_before)


def _complete(work: Work, session: Session, first: Known) -> None:
    """A remark, an agreement, and something that a partner brought and did not permit yet."""
    due = add_days(brussels_date(work.now), DUE_DAYS, DayUnit.WORKING_DAYS).isoformat()
    line = Line("Terugbellen naar wie aanmeldde", "Kompas NAFT", due)
    writing.write_point(work, session.id, first.item_id, "De tafel vraagt om dit nauw op te volgen.", [line], 0)
    there = [row.organisation_id for row in rows_of(work, session.id) if row.state == Coming.PRESENT]
    brings = next((one for one in there if one and first.said["gets"].get(str(one)) in READ), None)
    if brings:
        bringing.bring(work, session.id, first.item_id, brings, "We werkten vorig jaar al eens samen met deze school.")
