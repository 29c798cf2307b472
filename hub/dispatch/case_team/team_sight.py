"""What a case team sees: its one case, and of it what the gate of sharing allows. Everybody else finds nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub.asker import Role
from hub.dispatch.case import STAGE_WORDS, Stage
from hub.dispatch.case_team import inside
from hub.dispatch.case_team.agreed import Stands
from hub.dispatch.case_team.direction import DIRECTS_WORDS, LIVE, Directs
from hub.dispatch.case_team.plan_view import Network, Plan, network_of, plan_of
from hub.dispatch.case_team.tables import CaseDirection, PlanAgreement, TeamMember
from hub.dispatch.identity import initials_of, log_look
from hub.dispatch.sharing.gate import Gets
from hub.dispatch.sharing.sharing_sight import gates_of
from hub.dispatch.table_tables import TableCard
from hub.dispatch.tables import Referral, Youngster
from hub.dispatch.track_answers import initials_of_case
from hub.hubs import Hub
from hub.lookups import Lookup
from hub.partners.tables import Organisation
from hub.people.tables import Person
from hub.problems import NotFound
from hub.store import Work
from hub.wording import _


@dataclass(frozen=True)
class Member:
    row: TeamMember
    organisation: str
    person: str
    directs: bool


@dataclass(frozen=True)
class Director:
    row: CaseDirection
    name: str
    organisation: str  # "" for the hub itself
    words: str


@dataclass(frozen=True)
class TeamCase:
    """One case as its team sees it. `reads`: the card and the network too; else agreements and days alone."""

    referral: Referral
    hub: Hub
    initials: str
    stage: str
    reads: bool
    card: TableCard | None
    network: Network | None
    plan: Plan
    members: Sequence[Member]
    directors: Sequence[Director]
    asked: CaseDirection | None  # whether the asker is asked to direct it
    directs: bool  # the asker directs it
    own: frozenset[UUID]  # organisations of the asker in it

    def answers(self, row: PlanAgreement) -> bool:
        """Whether the asker says how it goes with it."""
        return row.stands == Stands.OPEN and (self.directs or row.organisation_id in self.own)


def for_team(work: Work, referral_id: UUID) -> TeamCase:
    """The case for a member of its team. NotFound for everybody else, for each other case and once it is closed."""
    referral = work.session.get(Referral, referral_id)
    seen = inside.of_team(work, referral) if referral else None
    if referral is None or seen is None:
        raise NotFound
    reads = seen.reads
    log_look(work, referral)
    mine = [one for one in directions_of(work, referral.id) if one.row.person_id == work.asker.person_id]
    card = work.session.get(TableCard, referral.id) if reads else None
    return TeamCase(
        referral, work.session.get_one(Hub, referral.hub_id), initials_of_case(work, referral),
        _(STAGE_WORDS[Stage(referral.stage)]), reads, card if card and card.approved_at else None,
        network_of(work, referral) if reads else None, plan_of(work, referral, reads=reads),
        members_of(work, referral.id), directions_of(work, referral.id),
        next((one.row for one in mine if one.row.state == Directs.ASKED), None),
        seen.directs, seen.own,
    )  # fmt: skip


def still_in(work: Work, referral_id: UUID) -> bool:
    """Whether the asker sees it: who says no to directing it may not."""
    return bool(inside.mine(work, referral_id))


@dataclass(frozen=True)
class Line:
    """A case in whose team the asker is, for its home."""

    id: UUID
    number: str
    initials: str
    asked: bool
    since: datetime


def teams_of(work: Work) -> list[Line]:
    """The cases that the asker works on in a team, or is asked to direct; the last one first."""
    partners = list(work.asker.organisations_as(Role.PARTNER))
    if not partners:
        return []
    rows = _TEAMS.ask(work.session, partners=partners, person=work.asker.person_id)
    gates = gates_of(work, [row.referral_id for row in rows]) if rows else {}
    return [
        Line(
            row.referral_id, row.number, row.on_card or initials_of(row.first_name, row.last_name, row.subject_kind),
            row.asked, row.since,
        )
        for row in rows
        if any(gates[row.referral_id].gets(one) != Gets.NOTHING for one in row.own)
    ]  # fmt: skip


_LIVE = inside.live(sa.bindparam("partners", expanding=True), sa.bindparam("person", type_=sa.Uuid())).subquery()
_TEAMS = Lookup(
    sa.select(
        _LIVE.c.referral_id, sa.func.array_agg(_LIVE.c.organisation_id).label("own"),
        sa.func.bool_or(_LIVE.c.asked).label("asked"), sa.func.max(_LIVE.c.since).label("since"),
        col(Referral.number), col(Referral.subject_kind), col(Youngster.first_name), col(Youngster.last_name),
        sa.case((col(TableCard.approved_at).is_not(None), col(TableCard.initials)), else_="").label("on_card"),
    )
    .join(Referral, col(Referral.id) == _LIVE.c.referral_id)
    .outerjoin(Youngster, col(Youngster.id) == col(Referral.youngster_id))
    .outerjoin(TableCard, col(TableCard.referral_id) == col(Referral.id))
    .where(col(Referral.stage) != Stage.CLOSED)
    .group_by(_LIVE.c.referral_id, col(Referral.id), col(Youngster.id), col(TableCard.referral_id))
    .order_by(sa.desc("since"))
    .limit(50)
)  # fmt: skip


def members_of(work: Work, referral_id: UUID) -> list[Member]:
    """Asks no right."""
    rows = _MEMBERS.ask(work.session, case=referral_id)
    live = directions_of(work, referral_id) if rows else ()
    directs = {one.row.person_id for one in live if one.row.state == Directs.DIRECTS}
    return [Member(row, row.place, row.person or "", row.person_id in directs) for row in rows]


def directions_of(work: Work, referral_id: UUID) -> list[Director]:
    """Who directs, then who is asked. Asks no right."""
    return [
        Director(row, row.person, row.place or "", _(DIRECTS_WORDS[Directs(row.state)]))
        for row in _DIRECTIONS.ask(work.session, case=referral_id)
    ]


_CASE = sa.bindparam("case", type_=sa.Uuid())
_MEMBERS = Lookup(
    sa.select(TeamMember, col(Organisation.name).label("place"), col(Person.name).label("person"))
    .join(Organisation, col(Organisation.id) == col(TeamMember.organisation_id))
    .outerjoin(Person, col(Person.id) == col(TeamMember.person_id))
    .where(col(TeamMember.referral_id) == _CASE, col(TeamMember.left_at).is_(None))
    .order_by(col(TeamMember.since), col(TeamMember.id))
)
_DIRECTIONS = Lookup(
    sa.select(CaseDirection, col(Person.name).label("person"), col(Organisation.name).label("place"))
    .join(Person, col(Person.id) == col(CaseDirection.person_id))
    .outerjoin(Organisation, col(Organisation.id) == col(CaseDirection.organisation_id))
    .where(col(CaseDirection.referral_id) == _CASE, col(CaseDirection.state).in_(LIVE))
    .order_by(col(CaseDirection.state).desc())
)


def last_answer(work: Work, referral_id: UUID) -> Director | None:
    """Who said no last, while nobody directs. Asks no right."""
    row = work.session.execute(
        sa.select(CaseDirection, col(Person.name), col(Organisation.name))
        .join(Person, col(Person.id) == col(CaseDirection.person_id))
        .outerjoin(Organisation, col(Organisation.id) == col(CaseDirection.organisation_id))
        .where(col(CaseDirection.referral_id) == referral_id, col(CaseDirection.state).not_in(LIVE))
        .order_by(col(CaseDirection.asked_at).desc())
        .limit(1)
    ).first()
    return Director(row[0], row[1], row[2] or "", _(DIRECTS_WORDS[Directs(row[0].state)])) if row else None
