"""What a simulated year came to: the longest silence around each case, and how many letters a partner got in a week."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from sqlmodel import col, select

from hub.clock import DayUnit, brussels_date, days_between
from hub.dispatch.tables import Referral
from hub.ledger import Entry
from hub.letters import Letter
from hub.monitoring.due_tracks import URGENT
from hub.partners.tables import Organisation
from hub.people.tables import Membership, Person
from hub.store import Work

# Letters that follow up; an invitation to a table is none of them.
FOLLOW_UP = (
    "proposal_reminder",
    "start_check",
    "sign_of_life",
    "hold_ended",
    "agreement_soon",
    "agreement_due",
    "weekly",
)
DIGEST = "weekly"


@dataclass(frozen=True)
class Silence:
    """A stretch in which nothing was done or asked about an open case, in school days; `then` is what broke it."""

    number: str
    school_days: int
    since: date
    until: date
    then: str


@dataclass(frozen=True)
class Week:
    """The letters that followed up with one partner in the week of this Monday."""

    partner: str
    monday: date
    digests: int
    urgent: int
    others: int


def silences(work: Work, until: datetime) -> list[Silence]:
    """The longest one of each case, the longest first."""
    told: dict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
    rows = select(Entry.referral_id, Entry.at, Entry.act).where(col(Entry.referral_id).is_not(None))
    for case_id, at, act in work.session.exec(rows.order_by(col(Entry.at), col(Entry.id))):
        if case_id:
            told[case_id].append((at, act))
    found = []
    for case in work.session.exec(select(Referral).order_by(col(Referral.number))):
        end = [] if case.closed_at else [(until, "")]
        lines = [one for one in told[case.id] if case.closed_at is None or one[0] <= case.closed_at]
        stretches = [_silence(case.number, *pair) for pair in pairwise([*lines, *end])]
        if stretches:
            found.append(max(stretches, key=lambda one: one.school_days))
    return sorted(found, key=lambda one: (-one.school_days, one.number))


def _silence(number: str, before: tuple[datetime, str], after: tuple[datetime, str]) -> Silence:
    since, until = brussels_date(before[0]), brussels_date(after[0])
    return Silence(number, days_between(since, until, DayUnit.SCHOOL_DAYS), since, until, after[1])


def weeks(work: Work) -> list[Week]:
    """Each week in which a partner got such letters, most letters first. Copies of one letter for several people of a
    partner are one."""
    partner_of = dict(work.session.exec(select(Organisation.email, Organisation.name)).all())
    partner_of |= dict(
        work.session.exec(
            select(Person.email, Organisation.name)
            .join(Membership, col(Membership.person_id) == col(Person.id))
            .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        ).all()
    )
    counted: dict[tuple[str, date], Counter[str]] = defaultdict(Counter)
    letters = select(Letter.kind, Letter.to_address, Letter.written_at, Referral.flag)
    letters = letters.join(Referral, col(Referral.id) == col(Letter.referral_id), isouter=True)
    for kind, address, at, flag in work.session.exec(letters.where(col(Letter.kind).in_(FOLLOW_UP))):
        day = brussels_date(at)
        what = "digests" if kind == DIGEST else "urgent" if flag in URGENT else "others"
        counted[partner_of.get(address, address), day - timedelta(days=day.weekday())][what] += 1
    found = [
        Week(who, monday, *(many[what] for what in ("digests", "urgent", "others")))
        for (who, monday), many in counted.items()
    ]
    return sorted(found, key=lambda one: (-one.digests - one.others, one.partner, one.monday))


def told(work: Work, until: datetime, shown: int = 15) -> Iterator[str]:
    """The report, line by line."""
    quiet, mailed = silences(work, until), weeks(work)
    yield f"{len(quiet)} cases. The longest silence around a case, in school days:"
    for one in quiet[:shown]:
        then = f"then {one.then}" if one.then else "and it lasts"
        yield f"  {one.number}  {one.school_days:3d}  {one.since} to {one.until}, {then}"
    yield from _spread(quiet)
    yield "Letters that follow up, in the fullest weeks of a partner (digests / urgent / others):"
    for week in mailed[:shown]:
        yield f"  {week.monday}  {week.partner}: {week.digests} / {week.urgent} / {week.others}"


def _spread(quiet: Sequence[Silence]) -> Iterator[str]:
    edges = ((0, 5), (6, 10), (11, 20), (21, 30), (31, 400))
    counts = [sum(low <= one.school_days <= high for one in quiet) for low, high in edges]
    yield "  " + ", ".join(f"{low} to {high}: {many}" for (low, high), many in zip(edges, counts, strict=True))
