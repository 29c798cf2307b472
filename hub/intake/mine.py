"""Mijn aanmeldingen: what a signed-in referrer made and what its schools made, with what is asked, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub import links
from hub.columns import table_of
from hub.dispatch.case import Outcome, Stage
from hub.dispatch.clarify_tables import Question
from hub.dispatch.hand_over import OfferState
from hub.dispatch.hand_over_tables import HandOver
from hub.dispatch.identity import initials_of
from hub.dispatch.lateness import late_words
from hub.dispatch.tables import Referral, Youngster
from hub.dispatch.watch import Party
from hub.intake import kept_links, to_colleague, unsent
from hub.intake.asked_now import asked_now
from hub.intake.holder import is_named, referrer, shows_questions
from hub.intake.referring_for import Place, schools_of
from hub.intake.sight import partners_of
from hub.paging import read_cursor, write_cursor
from hub.people.tables import Person
from hub.store import Work

PAGE = 50
# More open questions than this at once belong in a talk.
MOST_ASKED = 20
H = table_of(HandOver)
R = table_of(Referral)
Y = table_of(Youngster)
Q = table_of(Question)


@dataclass(frozen=True)
class Wanted:
    """What narrows the list: one of the asker's schools, its own referrals only, those that are open or closed."""

    school: UUID | None = None
    own: bool = False
    state: str = ""  # "open", "closed" or both


@dataclass(frozen=True)
class Line:
    """One referral. Not `confirmed`: somebody typed this address, so neither initials nor school are shown yet. `by` is
    the colleague who referred it, "" for one's own; `late` says how late the answer of the school is."""

    id: UUID
    number: str
    stage: str
    since: datetime
    confirmed: bool
    initials: str
    school: str
    questions: Sequence[UUID]
    partners: Sequence[str]
    straight: Sequence[str]  # partners that the asker asked itself and of which none said yes
    by: str
    due: datetime | None
    late: str


@dataclass(frozen=True)
class Lines:
    """One page, newest first; the cursors stand in the addresses of the next and the previous one."""

    lines: list[Line]
    newer: str | None
    older: str | None


def lines(
    work: Work, *, after: str = "", before: str = "", size: int = PAGE, wanted: Wanted | None = None
) -> Lines:  # fmt: skip
    """The referrals that came with the asker's own address, and those of colleagues for a school where the asker has
    the role of referrer."""
    person, schools = referrer(work), schools_of(work)
    at = sa.tuple_(R.c.submitted_at, R.c.id)
    cursor = read_cursor(before or after)
    back = bool(before) and cursor is not None
    query = _narrowed(_of(person, schools), person, schools, wanted or Wanted())
    if cursor:
        there = sa.tuple_(sa.literal(cursor[0]), sa.literal(cursor[1]))
        query = query.where(at > there if back else at < there)
    order = (R.c.submitted_at, R.c.id) if back else (sa.desc(R.c.submitted_at), sa.desc(R.c.id))
    rows = list(work.session.execute(query.order_by(*order).limit(size + 1)))
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()
    has_newer, has_older = (more, True) if back else (cursor is not None, more)
    return Lines(
        _read(work, person, rows),
        write_cursor(rows[0]) if rows and has_newer else None,
        write_cursor(rows[-1]) if rows and has_older else None,
    )


def asked(work: Work) -> list[Line]:
    """The referrals about which the hub waits for an answer, longest waiting first."""
    person = referrer(work)
    oldest = (
        sa.select(Q.c.referral_id, sa.func.min(Q.c.asked_at).label("asked_at"))
        .where(_is_open())
        .group_by(Q.c.referral_id)
        .subquery()
    )
    query = _of(person, schools_of(work)).join(oldest, oldest.c.referral_id == R.c.id)
    rows = list(work.session.execute(query.order_by(oldest.c.asked_at).limit(MOST_ASKED)))
    return [one for one in _read(work, person, rows) if one.questions or not one.confirmed]


@dataclass(frozen=True)
class Waiting:
    """A form that waits to be sent: behind which address, since when, and until when."""

    at: str
    saved_at: datetime
    ends: date
    with_: str = ""  # the colleague who goes on with it
    by: str = ""  # the colleague who passed it


def waiting(work: Work) -> list[Waiting]:
    """What the asker kept and did not send yet, of which the link went to its own address; what colleagues passed to it
    comes first."""
    email = referrer(work).email
    kept = unsent.of_address(work, email)
    linked = [(one, kept_links.mailed_of(work, one.id) or kept_links.new_mailed(work, one)) for one in kept]
    own = [
        Waiting(links.path(work, link), one.saved_at, kept_links.ends_on(one), with_=share.name or share.address)
        if (share := kept_links.share_of(work, one))
        else Waiting(links.path(work, link), one.saved_at, kept_links.ends_on(one))
        for one, link in linked
    ]
    passed = to_colleague.passed_to(work, email)
    return [*(Waiting(one.at, one.saved_at, kept_links.ends_on(one.kept), by=one.by) for one in passed), *own]


def _of(person: Person, schools: Sequence[Place]) -> Any:
    """A concept of the desk is no referral yet; one that another hub took over stands here as that hub's."""
    went_on = sa.exists().where(H.c.referral_id == R.c.id, H.c.state == OfferState.ACCEPTED)
    own = R.c.referrer_email == person.email
    return (
        sa.select(
            R.c.id, R.c.number, R.c.stage, R.c.submitted_at.label("cursor"), R.c.referrer_name, R.c.referrer_email,
            R.c.referrer_confirmed_at, R.c.subject_kind, R.c.school_name, R.c.holder,
            R.c.next_due, Y.c.first_name, Y.c.last_name,
        )
        .select_from(R.outerjoin(Y, Y.c.id == R.c.youngster_id))
        .where(sa.or_(own, _for(one.id for one in schools)) if schools else own, R.c.submitted_at.is_not(None))
        .where(sa.or_(R.c.outcome.is_distinct_from(Outcome.OTHER_HUB), ~went_on))
    )  # fmt: skip


def _for(schools: Any) -> Any:
    return R.c.referrer_organisation_id.in_(list(schools))


def _narrowed(query: Any, person: Person, schools: Sequence[Place], wanted: Wanted) -> Any:
    if wanted.school in {one.id for one in schools}:
        query = query.where(_for([wanted.school]))
    if wanted.own:
        query = query.where(R.c.referrer_email == person.email)
    if wanted.state:
        query = query.where((R.c.stage == Stage.CLOSED) == (wanted.state == "closed"))
    return query


def _is_open() -> Any:
    return sa.and_(Q.c.answered_at.is_(None), Q.c.withdrawn_at.is_(None))


def _read(work: Work, person: Person, rows: Sequence[Any]) -> list[Line]:
    ids = [row.id for row in rows]
    questions, partners = _questions(work, ids), partners_of(work, ids)
    straight = {one: asked.partners for one, asked in asked_now(work, ids).items() if asked.by_referrer}
    for row in rows:  # what its page does not show a colleague, nobody is asked to answer there
        colleagues = row.id in questions and row.referrer_email != person.email
        if colleagues and not shows_questions(work, work.session.get_one(Referral, row.id)):
            del questions[row.id]
    return [
        _line(work, person, row, questions.get(row.id, []), partners.get(row.id, []), straight.get(row.id, []))
        for row in rows
    ]


def _line(
    work: Work, person: Person, row: Any, questions: list[UUID], partners: list[str], straight: Sequence[str]
) -> Line:
    own = row.referrer_email == person.email
    confirmed = not own or row.referrer_confirmed_at is not None or is_named(person.name, row.referrer_name)
    due = row.next_due if row.holder == Party.REFERRER else None
    return Line(
        row.id, row.number, row.stage, row.cursor, confirmed,
        initials_of(row.first_name, row.last_name, row.subject_kind) if confirmed else "",
        row.school_name if confirmed else "",
        questions if confirmed else [], partners if confirmed else [],
        straight if own and confirmed else [],
        "" if own else row.referrer_name or row.referrer_email, due, late_words(due, work.now),
    )  # fmt: skip


def _questions(work: Work, ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    query = sa.select(Q.c.referral_id, Q.c.id).where(Q.c.referral_id.in_(ids), _is_open()).order_by(Q.c.asked_at)
    for referral_id, question_id in work.session.execute(query):
        found.setdefault(referral_id, []).append(question_id)
    return found
