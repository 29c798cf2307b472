"""What a table plans for a case that waits: a session of the right kind of table, who watches it, and by when."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from hub.asker import Role
from hub.clock import DayUnit, add_days, brussels_date
from hub.dispatch.agendas.planned_tables import PlannedFollowUp
from hub.dispatch.case import Stage
from hub.dispatch.sessions.kinds import TableKind
from hub.dispatch.table_tables import DispatchTable, Session
from hub.dispatch.tables import Referral
from hub.lookups import Lookup
from hub.people.tables import Membership, Person
from hub.problems import Invalid
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, N_, _, date_words, use_language

NONE_CHOSEN = N_("Er is nog geen zitting gekozen.")
# Asked for each page of a case on the table.
_TO_COME = Lookup(
    select(Session)
    .join(DispatchTable, col(DispatchTable.id) == col(Session.table_id))
    .where(col(Session.hub_id) == sa.bindparam("hub"), col(DispatchTable.kind) == sa.bindparam("kind"))
    .where(col(Session.at) > sa.bindparam("now"), col(Session.closed_at).is_(None))
    .order_by(col(Session.at))
    .limit(8)
)
_DESK = Lookup(
    select(Person)
    .join(Membership, col(Membership.person_id) == col(Person.id))
    .where(col(Membership.hub_id) == sa.bindparam("hub"), col(Membership.role) == Role.COORDINATOR)
    .where(col(Membership.until).is_(None), col(Person.left_at).is_(None))
    .order_by(col(Person.sort_key))
)
KIND_OF = {Stage.CLIENT_MEETING: TableKind.CLIENT_MEETING, Stage.EXPERTISE_TABLE: TableKind.EXPERTISE}


def sessions_for(work: Work, hub_id: UUID, stage: Stage) -> Sequence[Session]:
    """The sessions to come of the tables where such a case is talked over, soonest first; none for a waiting list."""
    if stage not in KIND_OF:
        return []
    return _TO_COME.ask(work.session, hub=hub_id, kind=KIND_OF[stage], now=work.now)


def watchers(work: Work, hub_id: UUID) -> Sequence[Person]:
    """Who can watch a case: the coordinators of its hub."""
    return _DESK.ask(work.session, hub=hub_id)


def by_when(session: Session | None, review_on: date | None) -> date | None:
    """The day on which somebody looks again: as chosen, else the working day after that session.

    Invalid for a day before the session.
    """
    if session is None:
        return review_on
    sits = brussels_date(session.at)
    if review_on is None:
        return usual_day(session.at)
    if review_on < sits:
        raise Invalid({"review_on": _("Die dag valt voor de zitting. Kies de dag zelf of een dag erna.")})
    return review_on


def usual_day(sits: datetime) -> date:
    """When somebody looks again unless another day was chosen: the working day after the session."""
    return add_days(brussels_date(sits), 1, DayUnit.WORKING_DAYS)


def session_of(work: Work, referral: Referral, stage: Stage, session_id: UUID | None) -> Session | None:
    """The chosen session; Invalid when it is not one of those that this case can go to."""
    if session_id is None:
        return None
    found = next((one for one in sessions_for(work, referral.hub_id, stage) if one.id == session_id), None)
    if found is None:
        raise Invalid({f"{NAMES[stage]}_session": _("Kies een zitting die nog komt.")})
    return found


NAMES = {Stage.CLIENT_MEETING: "meet_client", Stage.EXPERTISE_TABLE: "ask_experts"}


def plan(
    work: Work, referral: Referral, stage: Stage, by: date, session: Session | None, watcher_id: UUID | None
) -> str:  # fmt: skip
    """Keep the plan, and give back the sentences for the time line. Invalid for somebody who cannot watch it."""
    known = watchers(work, referral.hub_id)
    wanted = watcher_id or work.asker.person_id
    watcher = next((one for one in known if one.id == wanted), None)
    if watcher is None:
        raise Invalid({"watcher": _("Kies wie dit opvolgt.")})
    work.session.add(
        PlannedFollowUp(
            hub_id=referral.hub_id, referral_id=referral.id, stage=stage, session_id=session.id if session else None,
            watcher_id=watcher.id, by=by, made_at=work.now, made_by=work.asker.person_id,
        )
    )  # fmt: skip
    with use_language(DEFAULT_LANGUAGE):
        sits = _("Zitting: %(day)s.", day=date_words(brussels_date(session.at))) if session else ""
        none = _(NONE_CHOSEN) if stage == Stage.EXPERTISE_TABLE and session is None else ""
        watched = _("%(who)s volgt op, tegen %(day)s.", who=watcher.name, day=date_words(by))
        return " ".join(part for part in (sits, none, watched) if part)


def counts() -> sa.ColumnElement[bool]:
    """The newest plan of a case that still waits in that stage."""
    newer = aliased(PlannedFollowUp)
    overtaken = sa.exists().where(
        col(newer.referral_id) == col(PlannedFollowUp.referral_id), col(newer.made_at) > col(PlannedFollowUp.made_at)
    )
    waits = (col(Referral.stage) == col(PlannedFollowUp.stage)) & (
        col(PlannedFollowUp.made_at) >= col(Referral.stage_since)
    )
    return waits & ~overtaken


def planned_at(work: Work, session_id: UUID) -> list[tuple[Referral, str, PlannedFollowUp]]:
    """The cases that wait for this session, with who watches each. Asks no right."""
    rows = work.session.exec(
        select(PlannedFollowUp, Referral, Person.name)
        .join(Referral, col(Referral.id) == col(PlannedFollowUp.referral_id))
        .join(Person, col(Person.id) == col(PlannedFollowUp.watcher_id))
        .where(PlannedFollowUp.session_id == session_id, counts())
        .order_by(col(Referral.number))
    ).all()
    return [(referral, name, planned) for planned, referral, name in rows]


def shown_at(work: Work, session_id: UUID) -> list[tuple[Any, str, Any]]:
    """The same for a page: id and number of each case, who watches it, and for what until when."""
    return [(row, row.who, row) for row in _SHOWN.ask(work.session, session=session_id)]


_SHOWN = Lookup(
    sa.select(
        col(Referral.id), col(Referral.number), col(Person.name).label("who"), col(PlannedFollowUp.stage),
        col(PlannedFollowUp.by),
    )
    .join(PlannedFollowUp, col(PlannedFollowUp.referral_id) == col(Referral.id))
    .join(Person, col(Person.id) == col(PlannedFollowUp.watcher_id))
    .where(col(PlannedFollowUp.session_id) == sa.bindparam("session"), counts())
    .order_by(col(Referral.number))
)  # fmt: skip
