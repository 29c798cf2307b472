"""Which case the table speaks of now: the chair brings one up after the other, and every screen may follow."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from hub import ledger
from hub.clock import school_year_of
from hub.dispatch.locks import hold_agenda
from hub.dispatch.meeting.turns import giving
from hub.dispatch.sessions import attending
from hub.dispatch.sittings import changed
from hub.dispatch.table_tables import AgendaItem, AgendaState, Session
from hub.people.rights import Right, require
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.wording import _


@dataclass(frozen=True)
class Floor:
    """What lies before the table at this moment, and since when."""

    item_id: UUID
    referral_id: UUID
    since: datetime


def bring_up(work: Work, session_id: UUID, item_id: UUID) -> AgendaItem:
    """Let the table speak of this case now; the one before it is left. The first time the case gets its turn, which
    says with whom one begins.

    Refused when the session was closed or the case is not on its agenda any more.
    """
    session = _held(work, session_id)
    item = work.session.get(AgendaItem, item_id, populate_existing=True)
    if item is None or item.session_id != session.id:
        raise NotFound
    if item.state not in (AgendaState.ON_AGENDA, AgendaState.DONE):
        raise Refused(_("Deze vraag staat niet meer op de dagorde."))
    attending.runs(work, session)
    leave(work, session)
    item.began_at, item.left_at = work.now, None
    take_turn(work, item)
    work.session.flush()
    changed(work, session.id)
    ledger.write(
        work, "agenda.bring_up", "agenda_item", item.id, hub_id=session.hub_id, referral_id=item.referral_id,
        session=session.id,
    )  # fmt: skip
    return item


def goes_on(work: Work, session_id: UUID, decided: UUID, then: UUID) -> None:
    """After a decision about the case that the table speaks of it goes on with the next one; a decision about another
    case leaves the table where it is."""
    items = work.session.exec(select(AgendaItem).where(AgendaItem.session_id == session_id)).all()
    spoken_of = any(one.referral_id == decided and one.began_at and not one.left_at for one in items)
    following = (one.id for one in items if one.referral_id == then and one.state == AgendaState.ON_AGENDA)
    for item_id in following if spoken_of else ():
        bring_up(work, session_id, item_id)


def pause(work: Work, session_id: UUID) -> Session:
    """The table speaks of no case now: a break, or a word that belongs to none."""
    session = _held(work, session_id)
    leave(work, session)
    changed(work, session.id)
    return session


def _held(work: Work, session_id: UUID) -> Session:
    session = work.found(Session, session_id)
    require(work.asker, Right.DECIDE, session.hub_id)
    hold_agenda(work, session.hub_id)
    work.session.refresh(session)
    if session.closed_at is not None:
        raise Refused(_("Deze zitting is afgesloten. Kies een volgende."))
    return session


def leave(work: Work, session: Session) -> None:
    """Whatever it spoke of, the table does no more; for who holds its agenda."""
    work.session.flush()
    spoken_of = col(AgendaItem.began_at).is_not(None) & col(AgendaItem.left_at).is_(None)
    work.session.execute(
        sa.update(AgendaItem).where(col(AgendaItem.session_id) == session.id, spoken_of).values(left_at=work.now)
    )


def take_turn(work: Work, item: AgendaItem) -> None:
    """The first time a case gets its turn; for who holds its agenda. Those before it that have none yet get theirs
    first, so that each begins with the partner that its page named, whichever case the table speaks of first."""
    if item.turn is not None:
        return
    standing = (
        select(AgendaItem)
        .where(AgendaItem.session_id == item.session_id, col(AgendaItem.turn).is_(None))
        .where(col(AgendaItem.state).in_((AgendaState.ON_AGENDA, AgendaState.DONE)))
        .order_by(col(AgendaItem.position), col(AgendaItem.added_at))
    )
    given = _giving(work, item.session_id)
    for one in work.session.exec(standing).all():
        one.turn = next(given)
        if one is item:
            return
    item.turn = next(given)


def next_turn(work: Work, session_id: UUID) -> int:
    """Of the table of this session, in its school year; for who holds its agenda."""
    return next(_giving(work, session_id))


def _giving(work: Work, session_id: UUID) -> Iterator[int]:
    work.session.flush()
    asked = sa.select(USED_TURNS).select_from(Session).where(col(Session.id) == session_id)
    return giving(work.session.execute(asked).scalar_one())


def kept(old: Session, new: Session, turn: int | None) -> int | None:
    """The turn that a case keeps which is put off: with whom one would have begun, one begins when it comes back. None
    at another table or in another school year, where its own turns are given."""
    same = old.table_id == new.table_id and school_year_of(old.at) == school_year_of(new.at)
    return turn if same else None


def _year(at: Any) -> Any:
    """A school year by the moment of a session: the day in Brussels, eight months earlier, lies in its first year."""
    return sa.func.date_trunc("year", sa.func.timezone("Europe/Brussels", at) - sa.text("interval '8 months'"))


_other: Any = aliased(Session)
# The turns that its table has given in its school year; said of a `Session` in the same question.
USED_TURNS: Any = (
    sa.select(sa.func.coalesce(sa.func.array_agg(col(AgendaItem.turn)), sa.text("'{}'::integer[]")))
    .join(_other, _other.id == col(AgendaItem.session_id))
    .where(_other.table_id == col(Session.table_id), _year(_other.at) == _year(col(Session.at)))
    .where(col(AgendaItem.turn).is_not(None))
    .correlate(Session)
    .scalar_subquery()
)
