"""Expertise, for who may see it: the coordinator the experts of a case, an expert that one case, partners what was
learnt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import links
from hub.asker import Role
from hub.columns import table_of
from hub.dispatch.case import Stage
from hub.dispatch.consult.consult_sight import Listed
from hub.dispatch.expertise.at_session import guests_of, point_of, session_of
from hub.dispatch.expertise.tables import Expert, ExpertCard, Learnt
from hub.dispatch.table_tables import Session
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.links import Purpose
from hub.lookups import Lookup
from hub.paging import read_cursor, write_cursor
from hub.partners.tables import HubPartner
from hub.people.rights import Right, hubs_where, require
from hub.people.tables import Person
from hub.problems import NotFound
from hub.store import Work
from hub.wording import _, sort_key

PAGE = 25
L, R = table_of(Learnt), table_of(Referral)


@dataclass(frozen=True)
class Invited:
    """What an expert sees: the words of the card, when the table sits, and what it said itself."""

    expert: Expert
    hub: Hub
    number: str
    text: str
    session: Session | None
    at: datetime | None  # when its point begins, and how many minutes it takes
    takes: int
    open: bool
    over: bool  # the session

    @property
    def may_answer(self) -> bool:
        """Whether it can say that it comes: it was told when, and that is still to come."""
        return self.open and bool(self.expert.told) and self.session is not None and not self.over


def experts_of(work: Work, referral_id: UUID) -> Sequence[Expert]:
    """Who is or was invited and said something. Asks no right: the page of the coordinator did."""
    invited = select(Expert).where(Expert.referral_id == referral_id)
    stays = col(Expert.withdrawn_at).is_(None) | col(Expert.said_at).is_not(None)
    return work.session.exec(invited.where(stays).order_by(col(Expert.invited_at)).limit(50)).all()


def was_there(work: Work, referral_id: UUID) -> dict[UUID, bool | None]:
    """Whether each expert of this case was at the session, as its chair noted; None: not said. Asks no right."""
    found = guests_of(work, [one.id for one in experts_of(work, referral_id)])
    return {expert_id: guest.present for expert_id, guest in found.items()}


def by_link(work: Work, token: str) -> Invited:
    """Behind the mailed link; NotFound when it does not work any more."""
    return _invited(work, opened(work, token)[1])


def opened(work: Work, token: str) -> tuple[links.Link, Expert]:
    """The link with this token and whom it invites; NotFound too once whoever signed in with that address left."""
    link = links.open_link(work, token, Purpose.EXPERT)
    expert = work.found(Expert, link.noun_id)
    if expert.person_id and work.session.get_one(Person, expert.person_id).left_at:
        raise NotFound(_("Deze link werkt niet meer. Vraag een nieuwe aan het meldpunt."))
    return link, expert


def of_person(work: Work, expert_id: UUID) -> Invited:
    return _invited(work, of_asker(work, expert_id))


def of_asker(work: Work, expert_id: UUID) -> Expert:
    """The invitation of who signed in; NotFound for everybody else, and once it was taken back."""
    expert = work.found(Expert, expert_id)
    if expert.person_id is None or expert.person_id != work.asker.person_id or expert.withdrawn_at:
        raise NotFound
    return expert


def open_for(work: Work) -> Sequence[Expert]:
    """The invitations of who signed in, for cases that still wait for experts."""
    if work.asker.person_id is None:
        return ()
    return _OPEN.ask(work.session, person=work.asker.person_id)


_OPEN = Lookup(
    sa.select(Expert)
    .join(Referral, col(Referral.id) == col(Expert.referral_id))
    .where(col(Expert.person_id) == sa.bindparam("person"), col(Expert.withdrawn_at).is_(None))
    .where(col(Referral.stage) == Stage.EXPERTISE_TABLE)
    .order_by(col(Expert.invited_at))
    .limit(20)
)


def _invited(work: Work, expert: Expert) -> Invited:
    referral = work.session.get_one(Referral, expert.referral_id)
    card = work.session.get(ExpertCard, referral.id)
    still = referral.stage == Stage.EXPERTISE_TABLE and expert.withdrawn_at is None and card is not None
    session = session_of(work, referral.id) if still else None
    at, takes = point_of(session, card) if session else (None, 0)
    over = session is not None and (session.closed_at is not None or session.at <= work.now)
    return Invited(
        expert, work.session.get_one(Hub, expert.hub_id), referral.number, card.text if card and still else "",
        session, at, takes, still, over,
    )  # fmt: skip


@dataclass(frozen=True)
class Note:
    """One thing that was learnt; `case` is its id and number, for a coordinator of its hub only."""

    id: UUID
    title: str
    text: str
    domains: Sequence[str]
    at: datetime
    case: tuple[UUID, str] | None


def learnt(work: Work, *, words: str = "", domain: str = "", after: str = "", before: str = "") -> Listed:
    """One page of what was learnt at the hubs where the asker decides or works as a partner, the newest first."""
    hubs, decides = _hubs(work), hubs_where(work.asker, Right.DECIDE)
    query: Any = (
        sa.select(L, R.c.number, L.c.at.label("cursor"))
        .select_from(L.outerjoin(R, R.c.id == L.c.referral_id))
        .where(L.c.hub_id.in_(hubs))
    )
    for word in sort_key(words).split()[:5]:
        query = query.where(L.c.search_text.contains(word, autoescape=True))
    if domain:
        query = query.where(L.c.domains.any(domain))
    by, cursor = (L.c.at, L.c.id), read_cursor(before or after)
    back = bool(before) and cursor is not None
    if cursor:
        here, there = sa.tuple_(*by), sa.tuple_(sa.literal(cursor[0]), sa.literal(cursor[1]))
        query = query.where(here > there if back else here < there)
    rows = list(work.session.execute(query.order_by(*(by if back else map(sa.desc, by))).limit(PAGE + 1)))
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if back:
        rows.reverse()
    newer, older = (more, True) if back else (cursor is not None, more)
    return Listed(
        [
            Note(row.id, row.title, row.text, row.domains, row.at,
                 (row.referral_id, row.number) if row.referral_id and row.hub_id in decides else None)
            for row in rows
        ],
        write_cursor(rows[0]) if rows and newer else None, write_cursor(rows[-1]) if rows and older else None,
    )  # fmt: skip


def _hubs(work: Work) -> list[UUID]:
    """Of coordinators and the duty desk their own hubs, of partners those that they work with."""
    own = set(hubs_where(work.asker, Right.SEE_DESK))
    partners = list(work.asker.organisations_as(Role.PARTNER))
    if partners:
        asked = select(HubPartner.hub_id).where(col(HubPartner.organisation_id).in_(partners))
        own |= set(work.session.exec(asked).all())
    if not own:
        require(work.asker, Right.SEE_DESK)
    return list(own)
