"""What became of each case at a session: the first decision before it came onto another agenda, and what comes next."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import brussels_date
from hub.dispatch.agendas.belonging import Placed, Stood, belonging
from hub.dispatch.agendas.planned_tables import PlannedFollowUp
from hub.dispatch.case import Move, Stage
from hub.dispatch.hand_over_tables import HandOver
from hub.dispatch.neutrality.tables import Considered
from hub.dispatch.table_tables import AgendaItem, AgendaReason, AgendaState, Session
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.ledger import Entry
from hub.store import Work

POSTPONED = "postponed"
UNDECIDED = "undecided"
NOT_YET = "not_yet"  # the table has not spoken of it
# The moves that a table decides, out of what was discussed.
DECIDED = (
    Move.CLAIM, Move.WAIT, Move.MEET_CLIENT, Move.ASK_EXPERTS, Move.TALK_WAS_ENOUGH, Move.ANSWER_CONSULT,
    Move.CONSULT, Move.NOT_FOR_US, Move.WITHDRAW, Move.REFER_ELSEWHERE, Move.OFFER, Move.SET_DOUBLE, Move.REOPEN,
)  # fmt: skip


@dataclass(frozen=True)
class Became:
    """What was written down of how cases went on, looked up for a whole session at once."""

    decided: Mapping[UUID, Sequence[Entry]]
    plans: Sequence[tuple[PlannedFollowUp, Any]]
    handed: Mapping[UUID, Sequence[tuple[Any, str]]]
    rounds: Mapping[UUID, Sequence[tuple[int, UUID, Any]]]  # which round was weighed at which session, and when
    stages: Mapping[UUID, str]

    def round_at(self, one: Placed) -> int | None:
        """The round in which the table weighed it there; None where that was not written down."""
        rounds = self.rounds.get(one.item.referral_id, ())
        here = (number for number, session, at in rounds if session == one.item.session_id and one.until(at))
        return max(here, default=None)

    def first(self, one: Placed) -> Entry | None:
        """The first decision that this table took about it."""
        found = self.decided.get(one.item.referral_id, ())
        return next((entry for entry in found if one.until(entry.at)), None)


def standing_at(work: Work, session: Session) -> tuple[list[Stood], Became]:
    """The cases that belong to a session (`belonging`), and what was written down of how they went on."""
    items = work.session.exec(select(AgendaItem).where(AgendaItem.session_id == session.id)).all()
    cases = list({item.referral_id for item in items})
    every = work.session.exec(
        select(AgendaItem).where(col(AgendaItem.referral_id).in_(cases)).order_by(col(AgendaItem.added_at))
    ).all() if cases else []  # fmt: skip
    became = _became(work, cases)
    return belonging(items, every, lambda place: _all_declined(became.first(place))), became


def outcome(work: Work, became: Became, one: Stood) -> dict[str, Any]:
    """In codes and days. `earlier`: what was decided there before it came onto the same agenda again."""
    before = [_decision(became, place, entry) for place in one.times[:-1] if (entry := became.first(place))]
    return {**_outcome(work, became, one.last), **({"earlier": before} if before else {})}


def _outcome(work: Work, became: Became, one: Placed) -> dict[str, Any]:
    item, later = one.item, one.later
    entry = became.first(one)
    if item.state == AgendaState.REMOVED and later is not None and not _all_declined(entry):
        by = _day(work.session.get_one(Session, later.session_id).at)
        return {"outcome": POSTPONED, "on": _day(later.added_at), "by": by}
    if entry is None:
        return {"outcome": UNDECIDED if item.state == AgendaState.DONE else NOT_YET}
    said = _decision(became, one, entry)
    return {**said, **_next(work, became, one, entry)} if entry.act == f"case.{Move.REOPEN}" else said


def _decision(became: Became, one: Placed, entry: Entry) -> dict[str, Any]:
    said = {"outcome": entry.act.removeprefix("case."), "on": _day(entry.at)}
    for plan, sits in became.plans:
        if plan.referral_id == one.item.referral_id and plan.made_at == entry.at:
            said |= {"by": plan.by.isoformat(), "sits": _day(sits) if sits else ""}
    for at, name in became.handed.get(one.item.referral_id, ()):
        if at == entry.at:
            said["hub"] = name
    if entry.act == f"case.{Move.REOPEN}":
        said["for"] = str(entry.detail.get("for", ""))
    return said


def _next(work: Work, became: Became, one: Placed, entry: Entry) -> dict[str, str]:
    """Where a case that came back goes: onto which agenda, or how it stands while it has no place there."""
    standing = (row for row in one.after if row.added_at >= entry.at and row.state != AgendaState.REMOVED)
    place = next(standing, None)
    if place is None:
        return {"stage": became.stages[one.item.referral_id]}
    sits = _day(work.session.get_one(Session, place.session_id).at)
    return {"sits": sits, "place": "proposed" if place.state == AgendaState.PROPOSED else "agenda"}


def _all_declined(entry: Entry | None) -> bool:
    """It came back because nobody who could take it up did, before the table had spoken of it."""
    return (
        entry is not None and entry.act == f"case.{Move.REOPEN}"
        and entry.from_stage == Stage.ON_TABLE and entry.detail.get("for") == AgendaReason.DECLINED
    )  # fmt: skip


def _became(work: Work, cases: Sequence[UUID]) -> Became:
    rounds: dict[UUID, list[tuple[int, UUID, Any]]] = defaultdict(list)
    which = col(Considered.referral_id), col(Considered.round), col(Considered.session_id)
    for case, number, session, at in work.session.execute(
        sa.select(*which, sa.func.min(col(Considered.at)))
        .where(col(Considered.referral_id).in_(cases))
        .group_by(*which)
    ).all():
        rounds[case].append((number, session, at))
    stages = work.session.execute(select(Referral.id, Referral.stage).where(col(Referral.id).in_(cases))).all()
    return Became(
        _decided(work, cases), _plans(work, cases), _handed(work, cases), rounds, {row[0]: row[1] for row in stages}
    )


def _decided(work: Work, cases: Sequence[UUID]) -> Mapping[UUID, list[Entry]]:
    """How each case went on after a table had discussed it, or all had declined it there, in the order of
    time; not what the table took back."""
    found: dict[UUID, list[Entry]] = defaultdict(list)
    undone = (f"case.{Move.UNDECIDE}", f"case.{Move.LIE_AGAIN}")
    acts = [*undone, *(f"case.{step}" for step in DECIDED)]
    for entry in work.session.exec(
        select(Entry)
        .where(col(Entry.referral_id).in_(cases), col(Entry.act).in_(acts))
        .where(col(Entry.from_stage).in_((Stage.DISCUSSED, Stage.ON_TABLE)) | (col(Entry.act).in_(undone)))
        .order_by(col(Entry.id))
    ).all():
        if entry.referral_id and entry.act in undone:
            # Out of what was only discussed: what was decided has been taken away by the move before it.
            if entry.from_stage != Stage.DISCUSSED:
                found[entry.referral_id] = found[entry.referral_id][:-1]
        elif entry.referral_id and (entry.from_stage == Stage.DISCUSSED or _all_declined(entry)):
            found[entry.referral_id].append(entry)
    return found


def _plans(work: Work, cases: Sequence[UUID]) -> list[tuple[PlannedFollowUp, Any]]:
    rows = work.session.execute(
        select(PlannedFollowUp, Session.at)
        .outerjoin(Session, col(Session.id) == col(PlannedFollowUp.session_id))
        .where(col(PlannedFollowUp.referral_id).in_(cases))
    ).all()
    return [(row[0], row[1]) for row in rows]


def _handed(work: Work, cases: Sequence[UUID]) -> Mapping[UUID, list[tuple[Any, str]]]:
    found: dict[UUID, list[tuple[Any, str]]] = defaultdict(list)
    for case, at, name in work.session.execute(
        select(HandOver.referral_id, HandOver.offered_at, Hub.name)
        .join(Hub, col(Hub.id) == col(HandOver.to_hub_id))
        .where(col(HandOver.referral_id).in_(cases))
    ).all():
        found[case].append((at, name))
    return found


def _day(moment: Any) -> str:
    return brussels_date(moment).isoformat()
