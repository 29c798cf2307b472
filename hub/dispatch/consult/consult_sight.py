"""Consults, for who may see them: the desk its cases, whoever is asked its own question and nothing else."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.asker import Role
from hub.columns import table_of
from hub.dispatch.case import Stage
from hub.dispatch.codes import STRUCTURE_WORDS, SubjectKind
from hub.dispatch.consult.answering import may_answer, opened
from hub.dispatch.consult.place import CAME_OF
from hub.dispatch.consult.tables import Consult, ConsultAsk
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.lookups import Lookup
from hub.paging import read_cursor, write_cursor
from hub.partners.tables import Organisation
from hub.people.rights import Right, hubs_where, require
from hub.people.tables import Person
from hub.problems import NotFound
from hub.store import Work
from hub.wording import _

PAGE = 50
STATES = ("open", "answered", "became")
K, A, R = table_of(Consult), table_of(ConsultAsk), table_of(Referral)
ORG, P, H = table_of(Organisation), table_of(Person), table_of(Hub)


@dataclass(frozen=True)
class AskLine:
    """Somebody that was asked, and what it answered; "" while it is silent."""

    id: UUID
    organisation: str
    person: str
    asked_at: datetime
    written: bool
    answer: str
    answered_at: datetime | None
    reminded_at: datetime | None
    silent: bool  # the day before which it would answer went by

    @property
    def name(self) -> str:
        return f"{self.person}, {self.organisation}" if self.person else self.organisation


@dataclass(frozen=True)
class OfCase:
    """What the page of a case says of consults: its own, and the one that it came of."""

    question: str = ""
    answer_by: date | None = None
    asked: Sequence[AskLine] = ()
    became: tuple[UUID, str] | None = None  # id and number of the referral that came of it
    came_of: tuple[UUID, str] | None = None
    became_elsewhere: bool = False  # a referral of another hub, whose cases the asker does not see
    came_of_elsewhere: bool = False

    @property
    def has_become(self) -> bool:
        return self.became is not None or self.became_elsewhere

    @property
    def silent(self) -> list[AskLine]:
        return [one for one in self.asked if one.answered_at is None]


_OTHER = R.alias("other")
_CASE: Any = sa.bindparam("case", type_=sa.Uuid())
_CONSULTS = Lookup(
    sa.select(
        K.c.referral_id, K.c.question, K.c.answer_by, _OTHER.c.id.label("other_id"), _OTHER.c.number,
        _OTHER.c.hub_id.label("other_hub"), (K.c.hub_id == K.c.became_hub_id).label("of_one_hub"),
    )
    .select_from(K)
    .outerjoin(
        _OTHER, _OTHER.c.id == sa.case((K.c.referral_id == _CASE, K.c.became_id), else_=K.c.referral_id)
    )
    .where(sa.or_(K.c.referral_id == _CASE, K.c.became_id == _CASE))
)  # fmt: skip
_ASKED = Lookup(
    sa.select(
        A.c.id, ORG.c.name.label("organisation"), sa.func.coalesce(P.c.name, "").label("person"), A.c.asked_at,
        A.c.written, A.c.answer, A.c.answered_at, A.c.reminded_at, A.c.silent_since.is_not(None),
    )
    .select_from(A)
    .join(ORG, ORG.c.id == A.c.organisation_id)
    .outerjoin(P, P.c.id == A.c.person_id)
    .where(A.c.referral_id == _CASE, A.c.withdrawn_at.is_(None))
    .order_by(A.c.asked_at, ORG.c.sort_key, A.c.id)
    .limit(100)
)  # fmt: skip


def of_case(work: Work, referral_id: UUID) -> OfCase | None:
    """None where nothing was asked and nothing came of it. Asks no right: for the page of a case."""
    found = _CONSULTS.ask(work.session, case=referral_id)
    own = next((row for row in found if row.referral_id == referral_id), None)
    before = next((row for row in found if row.referral_id != referral_id), None)
    if own is None and before is None:
        return None
    (became, elsewhere), (came_of, from_elsewhere) = _other(work, own), _other(work, before)
    return OfCase(
        own.question if own else "", own.answer_by if own else None,
        answers_of(work, referral_id) if own and own.question else (), became, came_of, elsewhere, from_elsewhere,
    )  # fmt: skip


def _other(work: Work, row: Any) -> tuple[tuple[UUID, str] | None, bool]:
    """What a consult became, or the consult of a referral; only that there is one, where its hub is not the asker's."""
    if row is None or row.other_id is None:
        return None, False
    seen = row.of_one_hub or row.other_hub in hubs_where(work.asker, Right.DECIDE)
    return ((row.other_id, row.number), False) if seen else (None, True)


def of_page(work: Work, referral: Referral, stages: Collection[str | None]) -> OfCase | None:
    """The same, asked where the case is, was or came of one: `stages` are all in which it has been."""
    is_one = referral.subject_kind == SubjectKind.QUESTION or CAME_OF in referral.sections
    return of_case(work, referral.id) if is_one or Stage.CONSULT in stages else None


def answers_of(work: Work, referral_id: UUID) -> list[AskLine]:
    """Who was asked and what they said. Asks no right."""
    return [AskLine(*row) for row in _ASKED.ask(work.session, case=referral_id)]


@dataclass(frozen=True)
class Asked:
    """The question as whoever is asked reads it: no name, no initials, no number of a youngster."""

    row: ConsultAsk
    hub: Hub
    number: str
    question: str
    answer_by: date | None
    structure: str
    organisation: str
    open: bool


def asked_by(work: Work, token: str) -> Asked:
    """What the link with this token asks; NotFound when it does not work any more."""
    return _asked(work, work.session.get_one(ConsultAsk, opened(work, token).noun_id))


def asked_of(work: Work, ask_id: UUID) -> Asked:
    """The same for somebody who signed in; NotFound for everybody who was not asked."""
    row = work.found(ConsultAsk, ask_id)
    if not may_answer(work.asker, row):
        raise NotFound
    return _asked(work, row)


def _asked(work: Work, row: ConsultAsk) -> Asked:
    referral = work.session.get_one(Referral, row.referral_id)
    consult = work.session.get_one(Consult, row.referral_id)
    still = referral.stage == Stage.CONSULT and row.withdrawn_at is None
    return Asked(
        row, work.session.get_one(Hub, row.hub_id), referral.number,
        consult.question if still else "", consult.answer_by,
        _(STRUCTURE_WORDS[referral.structure]) if referral.structure else "",
        work.session.get_one(Organisation, row.organisation_id).name, still,
    )  # fmt: skip


@dataclass(frozen=True)
class OwnLine:
    """One question that the asker, or its organisation, was asked."""

    id: UUID
    number: str
    question: str
    organisation: str
    hub: str
    asked_at: datetime
    answer_by: date | None
    answered_at: datetime | None
    open: bool


def waiting_of(work: Work) -> list[OwnLine]:
    """What the asker was asked and did not answer yet, the first one due first."""
    asked = _of_asker(work)
    return [_own_line(row) for row in _WAITING.ask(work.session, **asked)] if asked["organisations"] else []


def _of_asker(work: Work) -> dict[str, Any]:
    organisations = work.asker.organisations_as(Role.PARTNER, Role.REFERRER)
    return {"organisations": list(organisations), "person": work.asker.person_id}


# Everything that the asker was ever asked and that was not called off.
_OWN: Any = (
    sa.select(
        A.c.id, R.c.number, K.c.question, ORG.c.name.label("organisation"), H.c.name.label("hub"), A.c.asked_at,
        K.c.answer_by, A.c.answered_at, R.c.stage, A.c.asked_at.label("cursor"),
    )
    .select_from(A)
    .join(R, R.c.id == A.c.referral_id)
    .join(K, K.c.referral_id == A.c.referral_id)
    .join(ORG, ORG.c.id == A.c.organisation_id)
    .join(H, H.c.id == A.c.hub_id)
    .where(A.c.organisation_id.in_(sa.bindparam("organisations", expanding=True)), A.c.withdrawn_at.is_(None))
    .where(sa.or_(A.c.person_id.is_(None), A.c.person_id == sa.bindparam("person")))
)  # fmt: skip
_WAITS = _OWN.where(A.c.answered_at.is_(None), R.c.stage == Stage.CONSULT)
_WAITING = Lookup(_WAITS.order_by(K.c.answer_by, A.c.asked_at, A.c.id).limit(20))


def _own_line(row: Any) -> OwnLine:
    still = row.stage == Stage.CONSULT
    return OwnLine(
        row.id, row.number, row.question if still else "", row.organisation, row.hub, row.asked_at, row.answer_by,
        row.answered_at, still,
    )  # fmt: skip


@dataclass(frozen=True)
class DeskLine:
    """One consult of the desk: how many were asked and answered, and what it became."""

    id: UUID
    number: str
    question: str
    stage: str
    began_at: datetime
    answer_by: date | None
    asked: int
    answered: int
    became: str
    elsewhere: bool


@dataclass(frozen=True)
class Listed:
    lines: Sequence[Any]
    newer: str | None
    older: str | None


def own_list(work: Work, *, answered: bool | None = None, after: str = "", before: str = "") -> Listed:
    """One page of what the asker was asked, the newest first."""
    query = _OWN.params(**_of_asker(work))
    if answered is not None:
        query = query.where(A.c.answered_at.is_not(None) if answered else A.c.answered_at.is_(None))
    return _page(work, query, (A.c.asked_at, A.c.id), after, before, _own_line)


def desk_list(work: Work, *, state: str = "", after: str = "", before: str = "") -> Listed:
    """One page of the consults of the asker's hubs, the newest first; NotAllowed for who decides at none."""
    require(work.asker, Right.DECIDE)
    asks = sa.select(sa.func.count()).where(A.c.referral_id == K.c.referral_id, A.c.withdrawn_at.is_(None))
    query: Any = (
        sa.select(
            K.c.referral_id.label("id"), R.c.number, K.c.question, R.c.stage, K.c.began_at, K.c.answer_by,
            asks.correlate(K).scalar_subquery().label("asked"),
            asks.where(A.c.answered_at.is_not(None)).correlate(K).scalar_subquery().label("answered"),
            sa.func.coalesce(_OTHER.c.number, "").label("became"),
            (K.c.became_id.is_not(None) & _OTHER.c.id.is_(None)).label("elsewhere"), K.c.began_at.label("cursor"),
        )
        .select_from(K)
        .join(R, R.c.id == K.c.referral_id)
        .outerjoin(_OTHER, (_OTHER.c.id == K.c.became_id) & (_OTHER.c.hub_id == K.c.hub_id))
        .where(K.c.hub_id.in_(list(hubs_where(work.asker, Right.DECIDE))))
    )  # fmt: skip
    if state == "open":
        query = query.where(R.c.stage == Stage.CONSULT)
    elif state == "answered":
        query = query.where(R.c.stage != Stage.CONSULT)
    elif state == "became":
        query = query.where(K.c.became_id.is_not(None))
    return _page(work, query, (K.c.began_at, K.c.referral_id), after, before, lambda row: DeskLine(*row[:-1]))


def _page(work: Work, query: Any, by: Any, after: str, before: str, read: Any) -> Listed:
    at, cursor = sa.tuple_(*by), read_cursor(before or after)
    back = bool(before) and cursor is not None
    if cursor:
        there = sa.tuple_(sa.literal(cursor[0]), sa.literal(cursor[1]))
        query = query.where(at > there if back else at < there)
    rows = list(work.session.execute(query.order_by(*(by if back else map(sa.desc, by))).limit(PAGE + 1)))
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if back:
        rows.reverse()
    has_newer, has_older = (more, True) if back else (cursor is not None, more)
    return Listed(
        [read(row) for row in rows],
        write_cursor(rows[0]) if rows and has_newer else None, write_cursor(rows[-1]) if rows and has_older else None,
    )  # fmt: skip
