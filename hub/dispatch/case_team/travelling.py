"""What stands around a youngster goes along to another hub: the network, the goals, and what is still agreed."""

from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

from hub.dispatch.case_team import reporting
from hub.dispatch.case_team.agreed import Owner, Stands, first_look
from hub.dispatch.case_team.around import Knows
from hub.dispatch.case_team.mapping import people_of
from hub.dispatch.case_team.planning import agreements_of, goals_of
from hub.dispatch.case_team.tables import NetworkPerson, PlanAgreement, PlanGoal
from hub.dispatch.moves import rewatch
from hub.dispatch.proposing import partners_of
from hub.dispatch.tables import Referral
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, _, use_language

PERSON = ("name", "relation", "role", "near", "trusted", "knows", "why_not", "email", "phone")
GOAL = ("domain", "words", "stands", "ended_at")
AGREEMENT = ("what", "owner", "owner_words", "by", "times_moved", "last_word")


def carry_around(work: Work, source: Referral, target: Referral) -> None:
    """Both cases are held, and the first one is about to close. Who directs it and who is in its team is weighed anew
    at the other hub, and a meeting ahead is called off by the closing."""
    partners = {one.id for one in partners_of(work, target.hub_id)}
    people = _network(work, source, target, partners)
    goals = _goals(work, source, target)
    with use_language(DEFAULT_LANGUAGE):
        why = _("De aanmelding ging naar een ander meldpunt, en deze afspraak ging mee.")
    for one in agreements_of(work, source.id):
        if one.stands == Stands.OPEN:
            _agreement(work, one, target, people, goals, partners)
            reporting.let_go(work, source, one, why)
    work.flush()
    rewatch(work, target)


def _network(work: Work, source: Referral, target: Referral, partners: set[UUID]) -> dict[UUID, UUID]:
    """Who stood in a drawing here before gives way to the newest one. Nobody knows yet that this hub works on it."""
    for before in people_of(work, target.id):
        before.removed_at = work.now
    work.session.flush()
    came = {}
    for one in people_of(work, source.id):
        made = NetworkPerson(hub_id=target.hub_id, referral_id=target.id, made_at=work.now, **_of(one, PERSON))
        made.organisation_id = one.organisation_id if one.organisation_id in partners else None
        made.knows = Knows.NOT_YET if one.knows == Knows.YES else one.knows
        work.session.add(made)
        came[one.id] = made.id
    work.session.flush()
    return came


def _goals(work: Work, source: Referral, target: Referral) -> dict[UUID, UUID]:
    known = {(one.domain, one.words): one for one in goals_of(work, target.id)}
    came = {}
    for one in goals_of(work, source.id):
        made = known.get((one.domain, one.words))
        if made is None:
            made = PlanGoal(hub_id=target.hub_id, referral_id=target.id, made_at=work.now, **_of(one, GOAL))
            work.session.add(made)
        made.stands, made.ended_at = one.stands, one.ended_at
        came[one.id] = made.id
    work.session.flush()
    return came


def _agreement(
    work: Work, one: PlanAgreement, target: Referral, people: dict[UUID, UUID], goals: dict[UUID, UUID],
    partners: set[UUID],
) -> None:  # fmt: skip
    """What a partner does that this hub does not know, or who is out of the drawing, is the hub's to take up."""
    made = PlanAgreement(
        hub_id=target.hub_id, referral_id=target.id, made_at=work.now, due_at=first_look(one.by, work.now),
        **_of(one, AGREEMENT),
    )  # fmt: skip
    made.goal_id = goals[one.goal_id] if one.goal_id else None
    made.member_id = people.get(one.member_id) if one.member_id else None
    made.organisation_id = one.organisation_id if one.organisation_id in partners else None
    nobody = (one.owner == Owner.NETWORK and not made.member_id) or (
        one.owner == Owner.PARTNER and not made.organisation_id
    )
    made.owner = Owner.DESK if nobody else one.owner
    work.session.add(made)


def _of(one: SQLModel, columns: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(one, name) for name in columns}
