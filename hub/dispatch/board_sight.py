"""What somebody at a table may see of it: cards without identity for seated partners, all of it for the coordinator."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from typing import Any, Protocol, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from hub.asker import Asker, Role
from hub.clock import brussels_date
from hub.dispatch import seating
from hub.dispatch.agenda import agenda_of
from hub.dispatch.agendas.belonging import has_begun
from hub.dispatch.answering import ANSWERS, SEES_CARDS
from hub.dispatch.came_back import Behind, partners_behind
from hub.dispatch.case import Stage
from hub.dispatch.cases_on_table import Lying, cases_on, lying
from hub.dispatch.house_rules.rules_sight import must_accept
from hub.dispatch.matching import seats_of
from hub.dispatch.meeting.floor import USED_TURNS, Floor
from hub.dispatch.meeting.turns import to_come
from hub.dispatch.seen import Seen
from hub.dispatch.sessions.kinds import TableKind
from hub.dispatch.table_tables import (
    AgendaItem,
    AgendaState,
    DispatchTable,
    Session,
    TableCard,
    TableSeat,
)
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.lookups import Lookup
from hub.partners.tables import Organisation
from hub.people.rights import Right, require
from hub.problems import NotAllowed, NotFound
from hub.store import Work
from hub.wording import _

Found = TypeVar("Found")
# A sitting that began is still the table of the moment for the rest of that day.
LASTS = timedelta(hours=12)
TABS, TABS_ELSEWHERE = 4, 2
# The place, number, initials, whether the card is approved, and whose tracks brought the case back.
Proposal = tuple[AgendaItem, str, str, bool, Behind | None]


@dataclass(frozen=True)
class Board:
    """One session as this asker sees it. `chair` is the coordinator; `own` are the partners that the asker is of."""

    session: Session
    table: DispatchTable
    hub: Hub
    chair: bool
    own: frozenset[UUID]
    answers: bool  # one of its seats takes cases up
    seats: Sequence[tuple[Organisation, TableSeat]]
    cases: Sequence[Seen]
    must_accept: frozenset[UUID]  # partners that did not accept the house rules: for the coordinator all, else the own
    floor: Floor | None  # of which case the table speaks now; the asker may not see it
    began: frozenset[UUID]  # what was brought up
    begun: bool
    proposals: Sequence[Proposal]  # for the coordinator
    others: Sequence[tuple[Session, str]]  # other sessions that the asker may open, with the hub's name


@dataclass(frozen=True)
class Known:
    """What there is to know of a board, whoever looks at it."""

    seats: Sequence[tuple[Organisation, TableSeat]]
    items: Sequence[AgendaItem]
    lying: Lying


class Share(Protocol):
    def __call__(self, what: str, make: Callable[[], Found], /) -> Found: ...


def alone(_what: str, make: Callable[[], Found], /) -> Found:
    """For nobody else."""
    return make()


def board(work: Work, session_id: UUID, *, whole: bool = True, share: Share = alone) -> Board:
    """The board of a session, for its coordinator or a seated partner; for a page of one case not the `whole` of it:
    its cases, without what else may come onto its agenda and the sessions beside it. What does not follow from who asks
    may be `share`d with whoever looks at the same moment.

    NotFound for everybody else, NotAllowed for a member of the hub without the right, or a seat that is only informed.
    """
    row = share("session", lambda: work.session.execute(_WITH_TABLE, {"session": session_id}).first())
    if row is None:
        raise NotFound
    session, table, hub, used = row
    require(work.asker, Right.SEE_BOARD, hub.id)
    known = share("known", partial(_known, work, session))
    seats, items = known.seats, known.items
    levels = {one.id: seat.level for one, seat in seats}
    chair, own = _let_in(work.asker, session, levels)
    turns = to_come([item.turn for item in items], used)
    must = must_accept(work, hub.id, levels.keys() if chair else own)
    cases = cases_on(
        work, hub.id, items, [one for one, _seat in seats], chair=chair, own=own,
        levels={(table.id, hub.id): levels},
        turns={item.id: turn for item, turn in zip(items, turns, strict=True)}, known=known.lying,
        deaf=must if chair else (),
    )  # fmt: skip
    return Board(
        session=session, table=table, hub=hub, chair=chair, own=own,
        answers=any(levels[one] == ANSWERS for one in own), seats=seats, cases=[seen for _item, seen in cases],
        floor=_floor(items), must_accept=must, began=frozenset(item.id for item in items if item.began_at),
        begun=has_begun(((item.state, item.reason, item.began_at) for item in items), time_came=work.now >= session.at),
        proposals=_proposals(work, session) if chair and whole else (), others=_others(work, session) if whole else (),
    )  # fmt: skip


def _known(work: Work, session: Session) -> Known:
    seats, items = seats_of(work, session), agenda_of(work, session.id)
    levels = {(session.table_id, session.hub_id): {one.id: seat.level for one, seat in seats}}
    return Known(seats, items, lying(work, session.hub_id, items, [one for one, _seat in seats], levels))


def _floor(items: Sequence[AgendaItem]) -> Floor | None:
    spoken_of = (Floor(one.id, one.referral_id, one.began_at) for one in items if one.began_at and not one.left_at)
    return next(spoken_of, None)


_WITH_TABLE: Any = (
    sa.select(Session, DispatchTable, Hub, USED_TURNS)
    .join(DispatchTable, col(DispatchTable.id) == col(Session.table_id))
    .join(Hub, col(Hub.id) == col(Session.hub_id))
    .where(col(Session.id) == sa.bindparam("session", type_=sa.Uuid()), col(Session.cancelled_at).is_(None))
)


_SESSION = Lookup(select(Session).where(col(Session.id) == sa.bindparam("session", type_=sa.Uuid())))


def let_in(work: Work, session_id: UUID) -> tuple[Session, bool, frozenset[UUID]]:
    """The session alone for who may see its board, whether they lead it, and the partners that they are of."""
    session, levels = _with_levels(work, session_id)
    return session, *_let_in(work.asker, session, levels)


def all_let_in(
    work: Work, session_id: UUID, askers: Iterable[Asker]
) -> tuple[Session | None, dict[Asker, tuple[bool, frozenset[UUID]]]]:
    """The same for several who ask at one moment: those of them who may see it."""
    found = {}
    try:
        session, levels = _with_levels(work, session_id)
    except NotFound:
        return None, {}
    for asker in askers:
        with contextlib.suppress(NotFound, NotAllowed):
            found[asker] = _let_in(asker, session, levels)
    return session, found


def _with_levels(work: Work, session_id: UUID) -> tuple[Session, Mapping[UUID, str]]:
    found = _SESSION.ask(work.session, session=session_id)
    if not found or found[0].cancelled_at:
        raise NotFound
    return found[0], seating.levels_of(work, found[0])


def case_on(on: Board, referral_id: UUID) -> Seen:
    """The case on this board; NotFound when this asker does not see it there."""
    found = next((case for case in on.cases if case.referral_id == referral_id), None)
    if found is None:
        raise NotFound
    return found


def current(work: Work) -> UUID | None:
    """The session that a person means by "the table": that of today, else the first on which a case lies (who sits at
    two tables comes to the one that waits for an answer), else the first to come; None without any."""
    today = brussels_date(work.now)
    coming = [(one, holds) for one, _hub, holds, steers in _sessions(work) if one.closed_at is None and not steers]
    meant = next((one for one, holds in coming if holds or brussels_date(one.at) == today), None)
    return meant.id if meant else coming[0][0].id if coming else None


def _let_in(asker: Asker, session: Session, levels: Mapping[UUID, str]) -> tuple[bool, frozenset[UUID]]:
    """Whether the asker is its coordinator, and the partners that it is of."""
    require(asker, Right.SEE_BOARD, session.hub_id)
    own = frozenset(asker.organisations_as(Role.PARTNER) & levels.keys())
    chair = asker.has(Role.COORDINATOR, session.hub_id)
    if not chair and not own:
        raise NotFound
    if not chair and not any(levels[one] in SEES_CARDS for one in own):
        raise NotAllowed(_("Jullie zetel krijgt de afspraken van de tafel, niet de kaarten."))
    return chair, own


_PROPOSED = Lookup(
    select(AgendaItem, Referral.number, TableCard.initials, TableCard.approved_at)
    .join(Referral, col(Referral.id) == col(AgendaItem.referral_id))
    .outerjoin(TableCard, col(TableCard.referral_id) == col(AgendaItem.referral_id))
    .where(col(AgendaItem.session_id) == sa.bindparam("session"), col(AgendaItem.state) == AgendaState.PROPOSED)
    .order_by(col(AgendaItem.position))
)


def _proposals(work: Work, session: Session) -> list[Proposal]:
    rows = _PROPOSED.ask(work.session, session=session.id)
    behind = partners_behind(work, [row.referral_id for row in rows])
    return [
        (row, row.number, row.initials or "", row.approved_at is not None, behind.get(row.referral_id)) for row in rows
    ]


def _sessions(work: Work) -> list[tuple[Session, str, bool, bool]]:
    """Sessions of tables where the asker is coordinator or has a seat, that are to come or hold a case yet.

    Each with the name of its hub, whether it holds a case (one that is only proposed counts for the coordinator), and
    whether it is of a steering group, where no case ever lies.
    """
    asked = {
        "hubs": list(work.asker.hubs_as(Role.COORDINATOR)),
        "partners": list(work.asker.organisations_as(Role.PARTNER)), "since": work.now - LASTS,
    }  # fmt: skip
    rows = _opened().ask(work.session, **asked)
    return [(row, row.name, row.holds, row.kind == TableKind.STEERING) for row in rows]


@cache
def _opened() -> Lookup:
    hubs: Any = sa.bindparam("hubs", expanding=True)
    partners: Any = sa.bindparam("partners", expanding=True)
    seated = (
        select(TableSeat.table_id)
        .where(col(TableSeat.organisation_id).in_(partners))
        .where(col(TableSeat.level).in_(SEES_CARDS))
    )
    mine = select(DispatchTable.hub_id).where(
        col(DispatchTable.hub_id).in_(hubs) | col(DispatchTable.id).in_(seated)
    )  # fmt: skip
    holding = _that_hold_a_case(hubs, mine).cte("holding")
    holds_a_case = col(Session.id).in_(sa.select(holding.c.session_id))
    to_come = col(Session.closed_at).is_(None) & (col(Session.at) > sa.bindparam("since"))
    return Lookup(
        select(Session, Hub.name, DispatchTable.kind, holds_a_case.label("holds"))
        .join(DispatchTable, col(DispatchTable.id) == col(Session.table_id))
        .join(Hub, col(Hub.id) == col(Session.hub_id))
        .where(col(Session.hub_id).in_(hubs) | col(Session.table_id).in_(seated))
        .where(to_come | holds_a_case)
        .order_by(col(Session.at), col(Hub.position))
    )


def _that_hold_a_case(hubs: Any, mine: Any) -> Any:
    """Ids of sessions, found from the few cases that are at a table now and not from all that ever sat."""
    later = aliased(AgendaItem)
    moved_on = (
        select(later.id)
        .where(col(later.referral_id) == col(AgendaItem.referral_id), col(later.added_at) > col(AgendaItem.added_at))
        .where(col(later.state).in_((AgendaState.ON_AGENDA, AgendaState.DONE)))
        .exists()
    )
    proposed = (col(AgendaItem.state) == AgendaState.PROPOSED) & col(AgendaItem.hub_id).in_(hubs)
    waits = select(AgendaItem.session_id).where((col(AgendaItem.state) == AgendaState.ON_AGENDA) | proposed)
    discussed = (
        select(AgendaItem.session_id)
        .join(Referral, col(Referral.id) == col(AgendaItem.referral_id))
        .where(col(Referral.hub_id).in_(mine), col(Referral.stage) == Stage.DISCUSSED)
        .where(col(AgendaItem.state) == AgendaState.DONE, ~moved_on)
    )
    return sa.union_all(waits, discussed)


def _others(work: Work, session: Session) -> list[tuple[Session, str]]:
    """The first few of this hub, fewer of each other one, and whichever holds a case. This one is among them."""
    found: list[tuple[Session, str]] = []
    shown: Counter[UUID] = Counter()
    for one, name, holds, steers in _sessions(work):
        most = TABS if one.hub_id == session.hub_id else TABS_ELSEWHERE
        if one.id == session.id or (not steers and (holds or shown[one.hub_id] < most)):
            found.append((one, name))
            shown[one.hub_id] += 1
    return found
