"""What a worker of a CLB sees of all its schools: what its CLB was asked about, and what the worker referred itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub import ledger
from hub.clock import brussels_date
from hub.columns import table_of
from hub.dispatch.carrying import newest_of
from hub.dispatch.case import Stage
from hub.dispatch.clb import ASKING, ClbState
from hub.dispatch.clb_answering import clbs_of
from hub.dispatch.clb_tables import ClbQuestion
from hub.dispatch.clb_waiting import newest_of_clbs
from hub.dispatch.codes import MAIN_REASON_WORDS, MainReason, ReferrerKind
from hub.dispatch.identity import initials_of, youngster_of
from hub.dispatch.tables import Message, Referral, Youngster
from hub.home.case_clb import STATES
from hub.home.case_view import Part, sections
from hub.hubs import Hub
from hub.intake import holder, news
from hub.intake.asked_now import now_words
from hub.intake.sight import stages_of
from hub.intake.way import Step, step_word
from hub.people.tables import Person
from hub.problems import NotFound
from hub.store import Work
from hub.wording import _

MOST = 300
R, Y = table_of(Referral), table_of(Youngster)


@dataclass(frozen=True)
class Line:
    """One case: no more than the question to the CLB says, and how far it is. `waits` for the CLB; `own` is what the
    asker referred."""

    id: UUID
    number: str
    initials: str
    school: str
    step: str
    kind: str
    answer: str
    worker: str
    at: datetime
    waits: bool
    own: bool


@dataclass(frozen=True)
class Lines:
    """The cases of one school, or of all; `schools` are all that there are."""

    lines: list[Line]
    schools: list[str]


def lines(work: Work, school: str = "") -> Lines:
    """What waits for an answer first, the newest of it and of the rest first. NotFound for who works at no CLB."""
    clbs, person = clbs_of(work), holder.referrer(work)
    found = sorted(_asked(work, clbs), key=lambda line: line.at, reverse=True)
    asked = {line.id for line in found}
    found += [line for line in _own(work, person) if line.id not in asked]
    found.sort(key=lambda line: (line.waits, line.at), reverse=True)
    schools = sorted({line.school for line in found if line.school})
    return Lines([line for line in found if school in ("", line.school)], schools)


_CASE = (R.c.id, R.c.number, R.c.subject_kind, R.c.school_name, R.c.stage, Y.c.first_name, Y.c.last_name)


def _asked(work: Work, clbs: frozenset[UUID]) -> Iterator[Line]:
    """By the newest question of each case: one that went to another CLB since is that one's."""
    newest = newest_of_clbs(clbs)
    query: Any = (
        sa.select(*_CASE, newest.c.state, newest.c.worker_name, newest.c.made_at, newest.c.answered_at)
        .select_from(newest.join(R, R.c.id == newest.c.referral_id).outerjoin(Y, Y.c.id == R.c.youngster_id))
        .where(newest.c.clb_id.in_(clbs))
        .order_by(newest.c.made_at.desc())
        .limit(MOST)
    )
    for row in work.session.execute(query):
        waits = row.state == ClbState.ASKED and row.stage in ASKING
        kind, word = STATES[row.state]
        yield _line(row, kind, _(word), row.worker_name, row.answered_at or row.made_at, waits=waits)


def _own(work: Work, person: Person) -> Iterator[Line]:
    query: Any = (
        sa.select(*_CASE, R.c.submitted_at)
        .select_from(R.outerjoin(Y, Y.c.id == R.c.youngster_id))
        .where(R.c.referrer_email == person.email, R.c.submitted_at.is_not(None))
        .where(R.c.referrer_confirmed_at.is_not(None) | (R.c.referrer_name == person.name))
        .order_by(R.c.submitted_at.desc())
        .limit(MOST)
    )
    for row in work.session.execute(query):
        yield _line(row, "course", _("zelf aangemeld"), person.name, row.submitted_at, own=True)


def _line(
    row: Any, kind: str, answer: str, worker: str, at: datetime, *, waits: bool = False, own: bool = False
) -> Line:
    return Line(
        row.id, row.number, initials_of(row.first_name, row.last_name, row.subject_kind), row.school_name,
        step_word(Stage(row.stage)), kind, answer, worker, at, waits, own,
    )  # fmt: skip


@dataclass(frozen=True)
class After:
    """How far a case is that the CLB took over, for its worker. `own` is where it reads all, "" for whoever has another
    address than the `address` with which the CLB took it over."""

    steps: Sequence[Step]
    now: str
    partners: Sequence[str]
    ending: str
    own: str
    address: str


def after(work: Work, question: ClbQuestion, worker: Person) -> After | None:
    """None while the CLB did not take it over. What is read stands in the ledger."""
    if question.state != ClbState.TAKES_OVER:
        return None
    referral = work.session.get_one(Referral, newest_of(work, question.referral_id))
    ledger.write(
        work, "referrer.look", "referral", referral.id, hub_id=referral.hub_id, referral_id=referral.id, colleague=True
    )
    ended = news.ending(referral)
    return After(
        stages_of(work, referral.id), now_words(work, referral),
        [one.name for one in news.takers(work, referral.id)], ended[0] if ended else "",
        f"/mijn-aanmeldingen/{referral.id}" if referral.referrer_email == worker.email else "", referral.referrer_email,
    )  # fmt: skip


@dataclass(frozen=True)
class Copy:
    """All that a CLB wrote about a referral of its own and what became of it, for the CLB's own file."""

    referral: Referral
    youngster: Youngster | None
    hub: Hub
    reasons: Sequence[str]
    parts: Sequence[Part]
    told: Sequence[Message]
    takers: Sequence[str]
    ending: tuple[str, str] | None
    on: date


def copy_of(work: Work, referral_id: UUID) -> Copy:
    """A copy of a referral that the asker made for a CLB, or took over; the ledger keeps it as a look at who it is.

    NotFound for the referrals of others, and for who works at no CLB.
    """
    clbs_of(work)
    person = holder.referrer(work)
    own = holder.signed_in(work, referral_id)
    referral = work.session.get_one(Referral, newest_of(work, referral_id))
    if referral.referrer_kind != ReferrerKind.CLB or not holder.is_confirmed(own, referral):
        raise NotFound
    youngster, on = youngster_of(work, referral), brussels_date(work.now)
    ledger.write(
        work, "identity.seen", "youngster" if youngster else "referral", youngster.id if youngster else referral.id,
        hub_id=referral.hub_id, referral_id=referral.id, copy=True, person=person.id,
    )  # fmt: skip
    codes = [code for code in (referral.main_reason, *referral.other_reasons) if code]
    return Copy(
        referral=referral, youngster=youngster, hub=work.session.get_one(Hub, referral.hub_id),
        reasons=[_(MAIN_REASON_WORDS[MainReason(code)]) for code in codes],
        parts=[one for one in sections(referral, youngster, str, on, with_name=True) if one.pairs],
        told=news.told(work, referral.id), takers=[one.name for one in news.takers(work, referral.id)],
        ending=news.ending(referral), on=on,
    )  # fmt: skip
