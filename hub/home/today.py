"""What needs the desk now, in the order of urgency; each group is short."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub.dispatch import sight
from hub.dispatch.table_tables import AgendaItem, AgendaState, Session
from hub.home import today_cases, today_hand_overs, today_own_tracks, today_rest
from hub.home.today_lines import Group
from hub.people.rights import Right, may
from hub.store import Work

# Each group with the right of who can do something about it: the duty desk reads nothing that only waits for others.
GROUPS = (
    (today_cases.red, Right.NOTE), (today_cases.reopened, Right.DECIDE), (today_hand_overs.offered, Right.TAKE_OVER),
    (today_cases.late, Right.CLARIFY), (today_cases.answers, Right.NOTE), (today_rest.mails, Right.TRIAGE),
    (today_rest.numbers, Right.TRIAGE), (today_rest.dead_letters, Right.CLARIFY), (today_rest.claims, Right.DECIDE),
    (today_own_tracks.own_tracks, Right.DECIDE), (today_rest.appointments, Right.CLARIFY),
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
    groups = [make(work, hubs) for make, right in GROUPS if may(work.asker, right)]
    return Today([group for group in groups if group.items], next_tables(work, hubs))


def next_tables(work: Work, hubs: list[UUID]) -> list[NextTable]:
    """The next session of each hub and what stands on its agenda."""
    found = []
    for hub_id in hubs:
        coming = work.session.execute(
            sa.select(Session)
            .where(col(Session.hub_id) == hub_id, col(Session.at) > work.now, col(Session.closed_at).is_(None))
            .order_by(col(Session.at), col(Session.id))
            .limit(1)
        ).scalar_one_or_none()
        if coming:
            rows = work.session.execute(
                sa.select(col(AgendaItem.state), sa.func.count())
                .where(col(AgendaItem.session_id) == coming.id)
                .group_by(col(AgendaItem.state))
            )
            counted = {row[0]: row[1] for row in rows}
            found.append(NextTable(coming, counted.get(AgendaState.ON_AGENDA, 0), counted.get(AgendaState.PROPOSED, 0)))
    return found
