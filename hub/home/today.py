"""What needs the desk now, in the order of urgency; each group is short."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub.dispatch import sight
from hub.dispatch.table_tables import AgendaItem, AgendaState, Session
from hub.home import (
    today_agreements,
    today_calls,
    today_cases,
    today_clb,
    today_danger,
    today_directors,
    today_hand_overs,
    today_help,
    today_leavers,
    today_lost,
    today_minutes,
    today_old_list,
    today_own_tracks,
    today_rest,
    today_summer,
)
from hub.home.today_lines import HUBS, NOW, Group
from hub.lookups import Lookup
from hub.people.rights import Right, hubs_where
from hub.store import Work

# Each group with the right of who can do something about it, at the hubs where that is so: the duty desk reads nothing
# that only waits for others.
GROUPS = (
    (today_danger.mails, Right.TRIAGE), (today_calls.dangerous, Right.NOTE), (today_danger.cases, Right.NOTE),
    (today_lost.lost, Right.DECIDE),
    (today_cases.red, Right.NOTE), (today_cases.reopened, Right.DECIDE), (today_hand_overs.offered, Right.TAKE_OVER),
    (today_cases.cards, Right.DECIDE),
    (today_cases.late, Right.CLARIFY), (today_cases.answers, Right.NOTE), (today_calls.waiting, Right.NOTE),
    (today_rest.mails, Right.TRIAGE),
    (today_rest.numbers, Right.TRIAGE), (today_rest.shut_files, Right.TRIAGE),
    (today_rest.dead_letters, Right.CLARIFY), (today_rest.claims, Right.DECIDE),
    (today_clb.at_desk, Right.NOTE), (today_own_tracks.own_tracks, Right.DECIDE),
    (today_agreements.stalled, Right.CLARIFY), (today_help.unanswered, Right.CLARIFY),
    (today_summer.to_look_at, Right.DECIDE), (today_summer.to_divide, Right.DECIDE),
    (today_leavers.left, Right.DECIDE), (today_minutes.waiting, Right.DECIDE),
    (today_directors.without, Right.CLARIFY),
    (today_rest.appointments, Right.CLARIFY), (today_old_list.to_look_over, Right.CLARIFY),
    (today_cases.new, Right.NOTE), (today_cases.to_decide, Right.DECIDE), (today_cases.concepts, Right.NOTE),
)  # fmt: skip


@dataclass(frozen=True)
class NextTable:
    session: Session
    on_agenda: int
    proposed: int


@dataclass(frozen=True)
class Today:
    groups: Sequence[Group]
    tables: Sequence[NextTable] = field(default=())


def today(work: Work) -> Today:
    """The home page of a coordinator or the duty desk. NotAllowed or NotFound for everybody else."""
    hubs = list(sight.desk_hubs(work))
    groups = [make(work, list(own)) for make, right in GROUPS if (own := hubs_where(work.asker, right))]
    return Today([group for group in groups if group.items], next_tables(work, hubs))


_ITEMS = sa.select(sa.func.count()).where(col(AgendaItem.session_id) == col(Session.id)).correlate(Session)
_NEXT = Lookup(
    sa.select(
        Session,
        *(_ITEMS.where(col(AgendaItem.state) == state).scalar_subquery().label(str(state))
          for state in (AgendaState.ON_AGENDA, AgendaState.PROPOSED)),
    )
    .where(col(Session.hub_id).in_(HUBS), col(Session.at) > NOW, col(Session.closed_at).is_(None))
    .distinct(col(Session.hub_id))
    .order_by(col(Session.hub_id), col(Session.at), col(Session.id))
)  # fmt: skip


def next_tables(work: Work, hubs: list[UUID]) -> list[NextTable]:
    """The next session of each hub and what stands on its agenda, soonest first."""
    rows = _NEXT.ask(work.session, hubs=hubs, now=work.now)
    return sorted((NextTable(row, row.on_agenda, row.proposed) for row in rows), key=lambda one: one.session.at)
