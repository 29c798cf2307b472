"""What somebody at a hub's desk may see of its cases: lines for lists, the file of one case. Nobody else sees any."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.columns import table_of
from hub.dispatch.case import Stage
from hub.dispatch.clarify_tables import Appointment, Question
from hub.dispatch.handing_sight import Handed, handed_of
from hub.dispatch.identity import goes_by, without_name
from hub.dispatch.table_tables import AgendaItem, AgendaState, Claim, ClaimState, Decline, Session, TableCard, Track
from hub.dispatch.tables import Message, Referral, Youngster
from hub.dispatch.track import OPEN, TrackStage
from hub.hubs import Hub
from hub.ledger import Entry
from hub.lookups import Lookup
from hub.partners.tables import Organisation, OrganisationKind
from hub.people.rights import Right, hubs_where, require
from hub.people.tables import Person
from hub.problems import NotFound
from hub.store import Work

R = table_of(Referral)
Y = table_of(Youngster)
K = table_of(TableCard)
T = table_of(Track)
C = table_of(Claim)
ORGANISATIONS = table_of(Organisation)
LONGEST_LINE = 300
ASKED, PLANNED = "track.asked_partner", "track.plan"
HELD_BACK = "card.hold_back"
CLB_ASKED, CLB_SILENT = "clb.ask", "clb.silent"
ALSO_TOLD = (
    "card.approve", HELD_BACK, "case.flag", "referrer.links_withdrawn", ASKED, PLANNED, CLB_ASKED, CLB_SILENT,
)  # fmt: skip
MANY = 100


@dataclass(frozen=True)
class CaseLine:
    """One case in a list: no name, only initials and what tells two of them apart."""

    id: UUID
    hub_id: UUID
    number: str
    initials: str
    birth_year: int | None
    school: str
    stage: str
    stage_since: datetime
    flag: str | None
    flag_reason: str
    holder: str | None
    holder_name: str
    next_due: datetime | None
    next_why: str | None
    reopened_for: str | None
    urgent: bool
    outcome: str | None
    referrer: str
    only_asked: bool = False  # its partners have yet to take it on
    wanted: bool = False  # a claim waits to be confirmed


# Looked up one by one, for the few lines that are shown: joined, each case that might be would be weighed with them.
_HOLDER = (
    sa.select(ORGANISATIONS.c.name)
    .where(ORGANISATIONS.c.id == R.c.holder_organisation_id)
    .correlate(R)
    .scalar_subquery()
)
_PROPOSED, _TAKEN = (
    sa.exists().where(T.c.referral_id == R.c.id, T.c.stage.in_(stages)).correlate(R)
    for stages in ([TrackStage.PROPOSED], [one for one in OPEN if one != TrackStage.PROPOSED])
)
_ONLY_ASKED = sa.case((R.c.stage == Stage.TRACKS, _PROPOSED & ~_TAKEN), else_=sa.false())
WANTED = sa.exists().where(C.c.referral_id == R.c.id, C.c.state == ClaimState.MADE).correlate(R)
_ON_CARD = sa.select(K.c.initials).where(K.c.referral_id == R.c.id).correlate(R).scalar_subquery()


def lines() -> sa.Select[Any]:
    """The columns of a line, to narrow, order and limit; `read` makes lines of what comes back."""
    return (
        sa.select(
            R.c.id, R.c.hub_id, R.c.number, R.c.subject_kind, Y.c.first_name, Y.c.last_name, Y.c.birth_date,
            R.c.school_name, R.c.stage, R.c.stage_since, R.c.flag, R.c.flag_reason, R.c.holder,
            _HOLDER.label("holder_name"),
            R.c.next_due, R.c.next_why, R.c.reopened_for, R.c.urgent, R.c.outcome, R.c.referrer_name,
            R.c.referrer_organisation, R.c.referrer_email, _ON_CARD.label("on_card"),
            _ONLY_ASKED.label("only_asked"), WANTED.label("wanted"),
        )
        .select_from(R)
        .outerjoin(Y, Y.c.id == R.c.youngster_id)
    )  # fmt: skip


def read(rows: Sequence[Any]) -> list[CaseLine]:
    return [
        CaseLine(
            id=row.id, hub_id=row.hub_id, number=row.number,
            initials=goes_by(row.first_name, row.last_name, row.subject_kind, row.on_card),
            birth_year=row.birth_date.year if row.birth_date else None, school=row.school_name, stage=row.stage,
            stage_since=row.stage_since, flag=row.flag, 
            flag_reason=without_name(row.flag_reason, row.first_name or "", row.last_name or ""), holder=row.holder,
            holder_name=row.holder_name or "", next_due=row.next_due, next_why=row.next_why,
            reopened_for=row.reopened_for, urgent=row.urgent, outcome=row.outcome,
            referrer=row.referrer_organisation or row.referrer_name or row.referrer_email,
            only_asked=row.only_asked, wanted=row.wanted,
        )
        for row in rows
    ]  # fmt: skip


def desk_hubs(work: Work) -> frozenset[UUID]:
    """The hubs at whose desk the asker sits. NotAllowed or NotFound for who sits at none."""
    require(work.asker, Right.SEE_DESK)
    return hubs_where(work.asker, Right.SEE_DESK)


def up_to(query: sa.Select[Any], many: int = MANY) -> sa.ScalarSelect[int]:
    """How many rows this query has, counted no further than one beyond `many`."""
    some = query.limit(sa.literal_column(str(many + 1)))  # in the text, for a plan that is kept
    return sa.select(sa.func.count()).select_from(some.subquery()).scalar_subquery()


def case_for(work: Work, referral_id: UUID) -> Referral:
    """The case for who may see its whole file; NotFound for everybody outside its hub."""
    referral = work.found(Referral, referral_id)
    require(work.asker, Right.SEE_CASE, referral.hub_id)
    return referral


def case_numbered(work: Work, number: str) -> UUID:
    """The id of the case with this number, when the asker may see it; NotFound otherwise."""
    found = work.session.exec(
        select(Referral.id, Referral.hub_id).where(Referral.number == number.strip().upper())
    ).first()
    if found is None:
        raise NotFound
    require(work.asker, Right.SEE_CASE, found[1])
    return found[0]


@dataclass(frozen=True)
class TrackLine:
    track: Track
    organisation: str
    own: bool = False  # the hub guides it itself


@dataclass(frozen=True)
class Answers:
    """What partners said in every round, each with the name of the organisation."""

    claims: Sequence[tuple[Claim, str]]
    declines: Sequence[tuple[Decline, str]]


@dataclass(frozen=True)
class File:
    """All that belongs to one case in this room; other rooms add their own."""

    referral: Referral
    hub: Hub
    youngster: Youngster | None
    holder_name: str
    messages: Sequence[Message]
    questions: Sequence[Question]
    appointments: Sequence[Appointment]
    tracks: Sequence[TrackLine]
    claims: Sequence[tuple[Claim, str]]
    answers: Answers
    agenda: Any  # state, session_id and at, reason and added_at of its place on an agenda; None without one
    card: TableCard | None
    moves: Sequence[Entry]
    people: dict[UUID, str]
    handed: Sequence[Handed]


def file_of(work: Work, referral_id: UUID) -> File:
    """The whole file of a case, for who may see it."""
    referral, hub, youngster, card, holder = _head(work, referral_id)
    tracks = _by_partner(Track, "agreed_at, track.id").ask(work.session, case=referral.id)
    questions = _of(work, Question, referral, "asked_at")
    entries, answers = _moves(work, referral), _answers(work, referral)
    asked = {one.asked_by for one in questions} | {entry.person_id for entry in entries}
    asked |= {one.made_by for one, _name in answers.claims} | {one.by for one, _name in answers.declines}
    handed = handed_of(work, referral.id)
    asked |= {one.offered_by for one in handed} | {one.ended_by for one in handed}
    return File(
        referral=referral, hub=hub, holder_name=holder or "", youngster=youngster,
        messages=_of(work, Message, referral, "at"), questions=questions,
        appointments=_of(work, Appointment, referral, "at"),
        tracks=[TrackLine(row, row.partner, row.own) for row in tracks], answers=answers,
        claims=[(one, name) for one, name in answers.claims if one.state == ClaimState.MADE],
        agenda=_agenda(work, referral), card=card, moves=entries, people=_names(work, asked), handed=handed,
    )  # fmt: skip


# The questions about one case are made once: making one takes longer than answering it.
CASE = sa.bindparam("case", type_=sa.Uuid())
_HEAD = (
    sa.select(Referral, Hub, Youngster, TableCard, col(Organisation.name))
    .join(Hub, col(Hub.id) == col(Referral.hub_id))
    .outerjoin(Youngster, col(Youngster.id) == col(Referral.youngster_id))
    .outerjoin(TableCard, col(TableCard.referral_id) == col(Referral.id))
    .outerjoin(Organisation, col(Organisation.id) == col(Referral.holder_organisation_id))
    .where(col(Referral.id) == CASE)
)
_NAMES = Lookup(
    sa.select(col(Person.id), col(Person.name)).where(col(Person.id).in_(sa.bindparam("ids", expanding=True)))
)


def _head(work: Work, referral_id: UUID) -> tuple[Referral, Hub, Youngster | None, TableCard | None, str | None]:
    """The case, for who may see it, with what there is one of; NotFound as `case_for`."""
    row = work.session.execute(_HEAD, {"case": referral_id}).first()
    if row is None:
        raise NotFound
    require(work.asker, Right.SEE_CASE, row[0].hub_id)
    return row[0], row[1], row[2], row[3], row[4]


@cache
def _newest(table: Any, moment: str) -> Any:
    rows = select(table).where(table.referral_id == CASE)
    return Lookup(rows.order_by(sa.desc(getattr(table, moment))).limit(LONGEST_LINE))


@cache
def _by_partner(table: Any, order: str) -> Any:
    own = col(Organisation.kind) == OrganisationKind.HUB
    return Lookup(
        sa.select(table, col(Organisation.name).label("partner"), own.label("own"))
        .join(Organisation, col(Organisation.id) == table.organisation_id)
        .where(table.referral_id == CASE)
        .order_by(sa.text(order))
    )


# Each change of stage of the case and of its tracks, each flag, each card that partners may read from then on or no
# longer, and each question to a partner, and another day that it promised.
_MOVES = Lookup(
    select(Entry)
    .where(col(Entry.referral_id) == CASE)
    .where(sa.or_(col(Entry.to_stage).is_not(None), col(Entry.act).in_(ALSO_TOLD)))
    .order_by(sa.desc(col(Entry.id)))
    .limit(LONGEST_LINE)
)
_LAST_PLACE = Lookup(
    sa.select(
        col(AgendaItem.state),
        col(AgendaItem.session_id),
        col(Session.at),
        col(AgendaItem.reason),
        col(AgendaItem.added_at),
    )
    .join(Session, col(Session.id) == AgendaItem.session_id)
    .where(col(AgendaItem.referral_id) == CASE, col(AgendaItem.state) != AgendaState.REMOVED)
    .order_by(col(AgendaItem.added_at).desc(), col(AgendaItem.id))
    .limit(1)
)


def _of(work: Work, table: Any, referral: Referral, moment: str) -> list[Any]:
    """The newest of a case's rows, oldest first."""
    return _newest(table, moment).ask(work.session, case=referral.id)[::-1]


def _with_organisation(work: Work, table: Any, referral: Referral, order: str) -> list[tuple[Any, str]]:
    return [(row, row.partner) for row in _by_partner(table, order).ask(work.session, case=referral.id)]


def _answers(work: Work, referral: Referral) -> Answers:
    return Answers(
        _with_organisation(work, Claim, referral, "made_at, claim.id"),
        _with_organisation(work, Decline, referral, "at, decline.id"),
    )


def _moves(work: Work, referral: Referral) -> list[Entry]:
    """Oldest first."""
    return _MOVES.ask(work.session, case=referral.id)[::-1]


def _agenda(work: Work, referral: Referral) -> Any:
    """The place on an agenda that the case has, or had last."""
    return next(iter(_LAST_PLACE.ask(work.session, case=referral.id)), None)


def _names(work: Work, ids: set[UUID | None]) -> dict[UUID, str]:
    known = [one for one in ids if one]
    return {row.id: row.name for row in _NAMES.ask(work.session, ids=known)}
