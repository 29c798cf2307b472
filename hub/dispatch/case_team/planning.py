"""The plan: goals per life domain, and what was agreed, each with who does it and by when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch import alarm
from hub.dispatch.case_team import access, owners
from hub.dispatch.case_team.agreed import Domain, Stands, first_look
from hub.dispatch.case_team.tables import PlanAgreement, PlanGoal
from hub.dispatch.moves import log, rewatch
from hub.dispatch.tables import Referral
from hub.dispatch.typed import clean, day_to_come
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import _

MOST = 60  # agreements of one plan that are open at once
SHOWN = 30  # goals, and agreements, that ended: the newest are read, of the rest how many

IS_OPEN = col(PlanAgreement.stands) == Stands.OPEN


@dataclass(frozen=True)
class Typed:
    what: str
    owner: str
    by: date | None
    goal_id: UUID | None = None


def set_goal(work: Work, referral_id: UUID, domain: str, words: str) -> PlanGoal:
    referral = access.plan_as(work, referral_id)
    if domain not in set(Domain):
        raise Invalid({"domain": _("Kies een levensdomein.")})
    said = clean("words", words, needed=_("Schrijf wat jullie willen bereiken."), at_most=500)
    goal = PlanGoal(
        hub_id=referral.hub_id, referral_id=referral.id, domain=domain, words=said, made_at=work.now,
        made_by=work.asker.person_id,
    )  # fmt: skip
    work.session.add(goal)
    alarm.listen(work, referral, said)
    work.flush()
    log(work, "goal.set", "plan_goal", goal.id, referral)
    rewatch(work, referral)
    return goal


def end_goal(work: Work, referral_id: UUID, goal_id: UUID, stands: str) -> PlanGoal:
    """Reached, let go, or open again. Refused while something that was agreed for it is open."""
    referral = access.plan_as(work, referral_id)
    goal = goal_of(work, referral, goal_id)
    if stands not in set(Stands):
        raise Invalid({"stands": _("Kies hoe het met dit doel staat.")})
    if stands != Stands.OPEN and any(one.goal_id == goal.id for one in agreements_of(work, referral.id, IS_OPEN)):
        raise Refused(_("Er staat nog een afspraak open voor dit doel. Rond die eerst af."))
    goal.stands, goal.ended_at = stands, None if stands == Stands.OPEN else work.now
    work.flush()
    log(work, "goal.stands", "plan_goal", goal.id, referral, stands=stands)
    rewatch(work, referral)
    return goal


def agree(work: Work, referral_id: UUID, typed: Typed) -> PlanAgreement:
    """Who does what by when; watched from now on. Invalid at "what", "owner", "by" or "goal"."""
    referral = access.plan_as(work, referral_id, reading=False)
    errors: dict[str, str] = {}
    said, whose, by = "", None, None
    for check in ("what", "owner", "by"):
        try:
            if check == "what":
                said = clean("what", typed.what, needed=_("Schrijf wat er gebeurt."), at_most=500)
            elif check == "owner":
                whose = owners.chosen(work, referral, typed.owner)
            else:
                by = _day(work, typed.by)
        except Invalid as wrong:
            errors |= wrong.errors
    if errors or whose is None or by is None:
        raise Invalid(errors)
    goal = goal_of(work, referral, typed.goal_id) if typed.goal_id else None
    if goal and goal.stands != Stands.OPEN:
        raise Invalid({"goal": _("Dit doel is al afgerond. Kies een ander.")})
    must_have_room(work, referral)
    return put_in_plan(work, referral, said, whose, by, goal)


def put_in_plan(
    work: Work, referral: Referral, said: str, whose: owners.Whose, by: date, goal: PlanGoal | None = None, *,
    plans_meeting: bool = False,
) -> PlanAgreement:  # fmt: skip
    """Within an operation that holds the case; it is watched from now on."""
    made = PlanAgreement(
        hub_id=referral.hub_id, referral_id=referral.id, goal_id=goal.id if goal else None, what=said,
        owner=whose.owner, member_id=whose.member_id, organisation_id=whose.organisation_id, by=by,
        made_at=work.now, made_by=work.asker.person_id, due_at=first_look(by, work.now), plans_meeting=plans_meeting,
    )  # fmt: skip
    work.session.add(made)
    alarm.listen(work, referral, said)
    work.flush()
    log(work, "agreement.make", "plan_agreement", made.id, referral, owner=str(made.owner))
    rewatch(work, referral)
    return made


def must_have_room(work: Work, referral: Referral) -> None:
    if len(agreements_of(work, referral.id, IS_OPEN)) >= MOST:
        raise Refused(_("Er staan al heel veel afspraken open. Rond er eerst enkele af."))


def goal_of(work: Work, referral: Referral, goal_id: UUID) -> PlanGoal:
    goal = work.session.get(PlanGoal, goal_id)
    if goal is None or goal.referral_id != referral.id:
        raise NotFound
    return goal


def goals_of(work: Work, referral_id: UUID, *only: sa.ColumnElement[bool]) -> list[PlanGoal]:
    """In the order of the life domains. Asks no right."""
    asked = select(PlanGoal).where(PlanGoal.referral_id == referral_id, *only)
    found = work.session.exec(asked.order_by(col(PlanGoal.made_at), col(PlanGoal.id))).all()
    order = list(Domain)
    return sorted(found, key=lambda goal: order.index(Domain(goal.domain)))


def agreements_of(work: Work, referral_id: UUID, *only: sa.ColumnElement[bool]) -> list[PlanAgreement]:
    """The soonest first. Asks no right."""
    found = select(PlanAgreement).where(PlanAgreement.referral_id == referral_id, *only)
    return list(work.session.exec(found.order_by(col(PlanAgreement.by), col(PlanAgreement.id))).all())


def goals_to_read(work: Work, referral_id: UUID) -> tuple[list[PlanGoal], int]:
    """Each that is open or has an open agreement, and those that ended last; how many more ended. Asks no right."""
    here = (col(PlanGoal.referral_id) == referral_id, col(PlanGoal.stands) != Stands.OPEN)
    last = select(PlanGoal.id).where(*here).order_by(col(PlanGoal.ended_at).desc(), col(PlanGoal.id)).limit(SHOWN)
    carries = select(PlanAgreement.goal_id).where(PlanAgreement.referral_id == referral_id, IS_OPEN)
    read = (col(PlanGoal.stands) == Stands.OPEN) | col(PlanGoal.id).in_(last) | col(PlanGoal.id).in_(carries)
    found = goals_of(work, referral_id, read)
    ended = sum(one.stands != Stands.OPEN for one in found)
    if ended < SHOWN:
        return found, 0
    return found, work.session.execute(sa.select(sa.func.count()).where(*here)).scalar_one() - ended


def agreements_to_read(
    work: Work, referral_id: UUID, goals: Collection[UUID], *, of_table: bool = True
) -> tuple[list[PlanAgreement], int]:
    """Each that is open, and of those for these goals or for none the ones that ended last; how many more ended. Asks
    no right."""
    # It also came along from another hub, where no session of its table is known: it says in words whose it is.
    ours = [] if of_table else [col(PlanAgreement.session_id).is_(None), col(PlanAgreement.owner_words) == ""]
    here = (col(PlanAgreement.referral_id) == referral_id, col(PlanAgreement.stands) != Stands.OPEN, *ours)
    under = col(PlanAgreement.goal_id).is_(None) | col(PlanAgreement.goal_id).in_(goals)
    newest = select(PlanAgreement.id).where(*here, under)
    newest = newest.order_by(col(PlanAgreement.ended_at).desc(), col(PlanAgreement.id)).limit(SHOWN)
    is_open = sa.and_(IS_OPEN, *ours)
    found = agreements_of(work, referral_id, is_open | col(PlanAgreement.id).in_(newest))
    ended = sum(one.stands != Stands.OPEN for one in found)
    return found, work.session.execute(sa.select(sa.func.count()).where(*here)).scalar_one() - ended


def _day(work: Work, by: date | None) -> date:
    if by is None:
        raise Invalid({"by": _("Kies tegen wanneer.")})
    return day_to_come(work, "by", by)
