"""The network and the plan of one case as its pages show them: in words, names veiled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from hub.clock import brussels_date
from hub.dispatch import cards
from hub.dispatch.case_team import owners
from hub.dispatch.case_team.agreed import STALLED_WORDS, STANDS_WORDS, Stalled, Stands
from hub.dispatch.case_team.around import (
    KNOWS_WORDS,
    NEAR_WORDS,
    RELATION_WORDS,
    TRUSTED_WORDS,
    Knows,
    Near,
    Relation,
    Trusted,
)
from hub.dispatch.case_team.drawing import Dot, Who, placed
from hub.dispatch.case_team.mapping import people_of
from hub.dispatch.case_team.planning import IS_OPEN, agreements_of, agreements_to_read, goals_to_read
from hub.dispatch.case_team.tables import NetworkPerson, PlanAgreement, PlanGoal
from hub.dispatch.identity import youngster_of
from hub.dispatch.sharing.gate import GETS_WORDS
from hub.dispatch.sharing.sharing_sight import gate_of
from hub.dispatch.table_tables import Session
from hub.dispatch.tables import Referral
from hub.dispatch.whose_words import veil_of
from hub.partners.serving import DOMAINS
from hub.problems import NotFound
from hub.store import Work
from hub.wording import _


@dataclass(frozen=True)
class Around:
    """One line of the list. `gets` says what a partner organisation may read of the case."""

    row: NetworkPerson
    number: int
    name: str
    relation: str
    near: str
    trusted: str
    knows: str
    why_not: str
    gets: str


@dataclass(frozen=True)
class Network:
    people: Sequence[Around]
    dots: Sequence[Dot]
    middle: str  # initials
    youngster: NetworkPerson | None

    @property
    def trusted(self) -> list[str]:
        return [one.name for one in self.people if one.row.trusted == Trusted.YES]


@dataclass(frozen=True)
class AgreementLine:
    row: PlanAgreement
    what: str
    who: str
    stands: str
    stalled: str
    last_word: str
    end_note: str
    late: bool
    agreed_on: date | None = None  # the day of the session whose minutes tell it

    @property
    def kind(self) -> str:
        """The state that its badge shows."""
        if self.row.stands != Stands.OPEN:
            return "course" if self.row.stands == Stands.DONE else "rest"
        return "stuck" if self.row.stalled_at else "late" if self.late else "waits"


@dataclass(frozen=True)
class GoalLine:
    """A goal with what was agreed for it; the last one of a plan has no row: what belongs to no goal."""

    row: PlanGoal | None
    domain: str
    words: str
    stands: str
    agreements: Sequence[AgreementLine]

    @property
    def open(self) -> bool:
        return self.row is None or self.row.stands == Stands.OPEN


@dataclass(frozen=True)
class Plan:
    """`more_goals` and `more_agreements`: how many that ended longer ago are not shown."""

    goals: Sequence[GoalLine]
    more_goals: int = 0
    more_agreements: int = 0

    @property
    def lines(self) -> list[AgreementLine]:
        return [line for goal in self.goals for line in goal.agreements]

    @property
    def empty(self) -> bool:
        return not any(goal.row or goal.agreements for goal in self.goals)


def network_of(work: Work, referral: Referral) -> Network:
    """Asks no right."""
    veil = veil_of(work, referral, youngster_of(work, referral))
    rows = people_of(work, referral.id)
    around = [one for one in rows if one.relation != Relation.YOUNGSTER]
    gate = gate_of(work, referral.id) if any(one.organisation_id for one in around) else None
    lines = [
        Around(
            one, n, veil(one.name), _what_it_is(one, veil(one.role)),
            _(NEAR_WORDS[Near(one.near)]), _(TRUSTED_WORDS[Trusted(one.trusted)]), _(KNOWS_WORDS[Knows(one.knows)]),
            veil(one.why_not),
            _(GETS_WORDS[gate.gets(one.organisation_id)]) if gate and one.organisation_id else "",
        )
        for n, one in enumerate(around, start=1)
    ]  # fmt: skip
    dots = placed([Who(x.name, x.row.near, x.row.trusted == Trusted.YES, x.row.knows == Knows.YES) for x in lines])
    itself = next((one for one in rows if one.relation == Relation.YOUNGSTER), None)
    return Network(lines, dots, cards.goes_by(work, referral), itself)


def _what_it_is(one: NetworkPerson, role: str) -> str:
    words = _(RELATION_WORDS[Relation(one.relation)])
    return f"{words} · {role}" if role else words


def plan_of(work: Work, referral: Referral, *, reads: bool = True, of_table: bool = True) -> Plan:
    """Asks no right. Whoever may not read sees what was agreed and by when, without the goals and what was said.
    Without `of_table` what a table agreed on stays away: that is no agreement with the youngster."""
    veil = veil_of(work, referral, youngster_of(work, referral))
    shown, more_goals = goals_to_read(work, referral.id)
    rows, more = agreements_to_read(work, referral.id, [one.id for one in shown], of_table=of_table)
    agreed = _lines(work, rows, veil, reads=reads)
    goals = [
        GoalLine(
            goal, _(DOMAINS[goal.domain]), veil(goal.words) if reads else "", _goal_words(goal.stands),
            [line for line in agreed if line.row.goal_id == goal.id],
        )
        for goal in shown
    ]  # fmt: skip
    loose = [line for line in agreed if line.row.goal_id is None]
    if loose:
        goals.append(GoalLine(None, "", _("Andere afspraken"), "", loose))
    return Plan(goals, more_goals, more)


def _lines(
    work: Work, rows: Sequence[PlanAgreement], veil: Callable[[str], str], *, reads: bool
) -> list[AgreementLine]:  # fmt: skip
    today = brussels_date(work.now)
    sat = _days_of(work, {one.session_id for one in rows if one.session_id})
    return [
        AgreementLine(
            one, veil(one.what), veil(owners.words_of(work, one)), _(STANDS_WORDS[Stands(one.stands)]),
            _(STALLED_WORDS[Stalled(one.stalled_for)]) if one.stalled_for else "", veil(one.last_word) if reads else "",
            veil(one.end_note) if reads else "", one.stands == Stands.OPEN and one.by < today,
            sat.get(one.session_id) if one.session_id else None,
        )
        for one in rows
    ]  # fmt: skip


def _days_of(work: Work, sessions: set[UUID]) -> dict[UUID, date]:
    asked = select(Session.id, Session.at).where(col(Session.id).in_(sessions))
    return {one: brussels_date(at) for one, at in work.session.execute(asked).all()} if sessions else {}


def _goal_words(stands: str) -> str:
    return {"open": _("wordt aan gewerkt"), "done": _("bereikt"), "dropped": _("losgelaten")}[stands]


def goal_choices(plan: Plan) -> list[tuple[str, str]]:
    return [
        (str(goal.row.id), f"{goal.domain}: {goal.words}" if goal.words else goal.domain)
        for goal in plan.goals
        if goal.row and goal.open
    ]


def open_lines(work: Work, referral: Referral) -> list[AgreementLine]:
    """What is agreed and still open, the soonest first. Asks no right."""
    rows = agreements_of(work, referral.id, IS_OPEN)
    return _lines(work, rows, veil_of(work, referral, youngster_of(work, referral)), reads=True) if rows else []


def line_of(work: Work, referral: Referral, agreement_id: UUID, *, reads: bool = True) -> AgreementLine:
    """NotFound for one of another case."""
    rows = agreements_of(work, referral.id, col(PlanAgreement.id) == agreement_id)
    if not rows:
        raise NotFound
    return _lines(work, rows, veil_of(work, referral, youngster_of(work, referral)), reads=reads)[0]
