"""What the coordinator sees about an agenda: what became of it, later sessions, cases to add, what a decision plans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import brussels_date
from hub.dispatch.agendas import building, planned
from hub.dispatch.agendas.lapsing import lapsing_all, lapsing_of
from hub.dispatch.agendas.noted import Noted, noted_for
from hub.dispatch.agendas.taking_back import DECIDED
from hub.dispatch.board_sight import Board
from hub.dispatch.case import Stage
from hub.dispatch.case_team import from_table, left_open, meetings
from hub.dispatch.clarify_tables import Appointment
from hub.dispatch.consult.begun import is_consult
from hub.dispatch.consult.funded import not_funded
from hub.dispatch.identity import youngster_of
from hub.dispatch.minutes.minutes_sight import PointSeen, told_at
from hub.dispatch.sessions.kinds import TAKES_CASES, TableKind
from hub.dispatch.table_tables import AgendaItem, AgendaState, Session
from hub.dispatch.table_view import left_to_discuss
from hub.dispatch.tables import Referral
from hub.lookups import Lookup
from hub.partners.funding import Function
from hub.store import Work
from hub.wording import _, date_words

DECIDES = (Stage.ON_TABLE, Stage.DISCUSSED)  # what a table may still decide otherwise
_LATER = Lookup(
    select(Session.id, Session.at)
    .where(col(Session.table_id) == sa.bindparam("table"), col(Session.at) > sa.bindparam("after"))
    .where(col(Session.closed_at).is_(None))
    .order_by(col(Session.at), col(Session.id))
)


# Whether something left an agenda.
_REMOVED = Lookup(
    select(AgendaItem.id)
    .where(col(AgendaItem.session_id) == sa.bindparam("session", type_=sa.Uuid()))
    .where(col(AgendaItem.state) == AgendaState.REMOVED)
    .limit(1)
)
_NOW = Lookup(
    select(Referral.id, Referral.stage, Session.at)
    .outerjoin(
        AgendaItem,
        (col(AgendaItem.referral_id) == col(Referral.id)) & (col(AgendaItem.state) == AgendaState.ON_AGENDA),
    )
    .outerjoin(Session, col(Session.id) == col(AgendaItem.session_id))
    .where(col(Referral.id).in_(sa.bindparam("cases", expanding=True)))
)
# The talk with whoever referred that a closing would call off.
_TALK = Lookup(
    select(Appointment.id, Appointment.at)
    .where(col(Appointment.referral_id) == sa.bindparam("case", type_=sa.Uuid()))
    .where(col(Appointment.held_at).is_(None), col(Appointment.cancelled_at).is_(None))
    .order_by(col(Appointment.at))
)


@dataclass(frozen=True)
class Now:
    """How it stands now with a case of a session that is over."""

    stage: str
    sits: datetime | None  # the session on whose agenda it stands


def of_board(work: Work, seen: Board) -> dict[str, Any]:
    if not seen.chair:
        return {}
    told = told_of(work, seen)
    takes_cases = seen.table.kind != TableKind.STEERING
    addable = building.addable(work, seen.hub.id) if takes_cases else []
    ends = lapsing_all(work, [*(one.referral_id for one, *_rest in seen.proposals), *(one for one, _who in addable)])
    return {
        "later": later(work, seen), "ends": ends,
        "addable": [
            (str(one), f"{who} · {ends[one].in_short()}" if one in ends else who) for one, who in addable
        ],
        "planned": planned.shown_at(work, seen.session.id), "told": told,
        "now_of": _now(work, [one.referral_id for one in told if one.referral_id]),
        "lying": {case.referral_id: case for case in seen.cases}, "left": left_to_discuss(seen),
    }  # fmt: skip


def told_of(work: Work, seen: Board) -> list[PointSeen]:
    """For the chair, what became of the cases of this session: once it is over of all of them, before that of those
    that left its agenda."""
    if not seen.chair or (
        seen.session.closed_at is None and not _REMOVED.ask(work.session, session=seen.session.id)
    ):  # fmt: skip
        return []
    here = {case.referral_id for case in seen.cases} if seen.session.closed_at is None else set()
    return [one for one in told_at(work, seen.session.id) if one.referral_id not in here]


def _now(work: Work, cases: Sequence[UUID]) -> dict[UUID, Now]:
    return {row.id: Now(row.stage, row.at) for row in _NOW.ask(work.session, cases=list(cases))} if cases else {}


def of_case(work: Work, seen: Board, referral_id: UUID) -> dict[str, Any]:
    if not seen.chair:
        return {
            "plans": (), "watchers": (), "not_funded": (), "meets": None, "consult": False, "left_open": None,
            "lapses": None, "talk": None, "takes_back": False, "noted": Noted(), "sits": False,
        }  # fmt: skip
    referral = work.session.get_one(Referral, referral_id)
    _youngster = youngster_of(work, referral)  # held until the end: it is asked for three times below
    labels = {
        Stage.CLIENT_MEETING: _("Op welk cliëntoverleg?"), Stage.EXPERTISE_TABLE: _("Op welke expertisetafel?"),
    }  # fmt: skip
    return {
        "later": later(work, seen),
        "plans": [
            (planned.NAMES[stage], label, _options(planned.sessions_for(work, seen.hub.id, stage)))
            for stage, label in labels.items()
        ],
        "watchers": [(str(one.id), one.name) for one in planned.watchers(work, seen.hub.id)],
        "not_funded": _not_funded(work, referral), "meets": _meets(work, referral),
        "consult": is_consult(work, referral),
        "left_open": left_open.left_open(work, referral) if referral.stage in DECIDES else None,
        "lapses": lapsing_of(work, referral.id) if referral.stage in DECIDES else None,
        "talk": next(iter(_TALK.ask(work.session, case=referral.id)), None) if referral.stage in DECIDES else None,
        "noted": noted_for(work, referral) if seen.session.closed_at is None else Noted(),
        "sits": seen.session.closed_at is None,
        "takes_back": seen.session.closed_at is None and referral.stage in DECIDED,
        "ends": left_open.WORDS, "field_of": left_open.field,
    }  # fmt: skip


def _meets(work: Work, referral: Referral) -> dict[str, Any] | None:
    """For a client meeting that the table plans: when one is planned already, whom to choose from, and who plans it
    while no day is known."""
    if referral.stage not in DECIDES:
        return None
    ahead = meetings.ahead_of(work, referral.id)
    return {
        "ahead": ahead.at if ahead else None, "who": from_table.who_plans(work, referral)[1],
        "people": () if ahead else from_table.whom(work, referral),
    }  # fmt: skip


def _not_funded(work: Work, referral: Referral) -> list[tuple[str, str]]:
    """What the municipality of this case does not co-fund, of what a table may decide: the decision, and why."""
    needs = (("ask_others", Function.CONSULTING), ("ask_experts", Function.EXPERTISE))
    return [(decision, said) for decision, one in needs if (said := not_funded(work, referral, one))]


def later(work: Work, seen: Board) -> list[tuple[str, str]]:
    """Where a case of this session can be put off to."""
    if seen.table.kind != TAKES_CASES:
        return []
    after = max(work.now, seen.session.at)
    return _options(_LATER.ask(work.session, table=seen.session.table_id, after=after))


def _options(sessions: Any) -> list[tuple[str, str]]:
    return [(str(one.id), date_words(brussels_date(one.at))) for one in sessions]
