"""Who was asked about a consult, or invited as an expert, and is not there any more: a colleague answers, or nobody is
waited for."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import links
from hub.asker import Role
from hub.dispatch.case import Stage
from hub.dispatch.consult.asking import send_to
from hub.dispatch.consult.begun import wait_no_more
from hub.dispatch.consult.tables import ConsultAsk
from hub.dispatch.consult.waited_for import others_think
from hub.dispatch.expertise import at_session
from hub.dispatch.expertise.tables import Expert
from hub.dispatch.locks import held_rows, hold_agendas, take_all
from hub.dispatch.moves import log, rewatch
from hub.dispatch.tables import Referral
from hub.links import Purpose
from hub.partners.tables import Organisation
from hub.people.tables import Membership, Person
from hub.store import Work

AT_ONCE = 200
ROLES = (Role.PARTNER, Role.REFERRER)
_WAITS = (col(ConsultAsk.answered_at).is_(None), col(ConsultAsk.withdrawn_at).is_(None))


def asked_of(work: Work, membership: Membership) -> Sequence[ConsultAsk]:
    """The consults about which somebody was asked in this role, and did not answer yet; none while another role there
    goes on."""
    if membership.role not in ROLES or _goes_on(work, membership):
        return []
    waits = select(ConsultAsk).where(
        ConsultAsk.person_id == membership.person_id, ConsultAsk.organisation_id == membership.organisation_id, *_WAITS
    )
    fresh = waits.order_by(col(ConsultAsk.referral_id)).execution_options(populate_existing=True)
    return work.session.exec(fresh).all()


def hand_on(work: Work, membership: Membership, to: Mapping[UUID, UUID | None]) -> None:
    """Each to the colleague that is named for it, by a letter of its own; of the rest nobody is waited for."""
    take_all(work, [one.referral_id for one in asked_of(work, membership)])
    for one in asked_of(work, membership):
        _leave(work, one, to.get(one.id))


def let_go_of_who_left(work: Work) -> int:
    """Whoever has no role there any more, or whose organisation stopped, however that came about."""
    has_role = sa.exists().where(
        col(Membership.person_id) == col(ConsultAsk.person_id), col(Membership.until).is_(None),
        col(Membership.organisation_id) == col(ConsultAsk.organisation_id), col(Membership.role).in_(ROLES),
    )  # fmt: skip
    stopped = sa.exists().where(
        col(Organisation.id) == col(ConsultAsk.organisation_id), col(Organisation.ended_on).is_not(None)
    )
    gone: Any = (
        select(ConsultAsk)
        .where(*_WAITS, (col(ConsultAsk.person_id).is_not(None) & ~has_role) | stopped)
        .order_by(col(ConsultAsk.id))
        .limit(AT_ONCE)
    )
    rows = held_rows(work, gone)
    for one in rows:
        _leave(work, one, None)
    return len(rows)


def let_go_of_experts(work: Work) -> int:
    """Experts that signed in here, left altogether, and are still invited for a case that waits."""
    gone: Any = (
        select(Expert)
        .join(Referral, col(Referral.id) == col(Expert.referral_id))
        .join(Person, col(Person.id) == col(Expert.person_id))
        .where(col(Person.left_at).is_not(None), col(Expert.withdrawn_at).is_(None))
        .where(col(Referral.stage) == Stage.EXPERTISE_TABLE)
        .order_by(col(Expert.id))
        .limit(AT_ONCE)
    )
    rows = held_rows(work, gone)
    hold_agendas(work, (one.hub_id for one in rows))
    for expert in rows:
        referral = work.session.get_one(Referral, expert.referral_id)
        expert.withdrawn_at = work.now
        work.session.add(expert)
        at_session.tell(work, referral)
        links.withdraw(work, expert.id, Purpose.EXPERT)
        log(work, "expertise.left", "expert", expert.id, referral)
    return len(rows)


def _goes_on(work: Work, membership: Membership) -> bool:
    other = select(Membership.id).where(
        Membership.person_id == membership.person_id, Membership.organisation_id == membership.organisation_id,
        col(Membership.role).in_(ROLES), col(Membership.until).is_(None), Membership.id != membership.id,
    )  # fmt: skip
    return work.session.exec(other.limit(1)).first() is not None


def _leave(work: Work, row: ConsultAsk, colleague: UUID | None) -> None:
    """The case is held. Nobody is asked twice: a colleague that is asked already goes on as it was."""
    referral = work.session.get_one(Referral, row.referral_id)
    row.withdrawn_at, row.due_at, row.silent_since = work.now, None, None
    work.session.add(row)
    links.withdraw(work, row.id, Purpose.CONSULT)
    work.session.flush()
    if colleague:
        send_to(work, referral, colleague, row.organisation_id)
    if not others_think(work, referral.id):
        wait_no_more(work, referral)
    log(work, "consult.hand_on" if colleague else "consult.left", "consult_ask", row.id, referral)
    rewatch(work, referral)
