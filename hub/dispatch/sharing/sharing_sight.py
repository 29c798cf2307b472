"""What the file says about sharing: the gate of one case or of many, and what the coordinator is shown to fill in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.asker import Role
from hub.clock import brussels_date
from hub.dispatch.codes import SubjectKind
from hub.dispatch.identity import age_on
from hub.dispatch.sharing.gate import OPEN_TO_ALL, About, Answer, Gate, Gets, Said, Whose, gate
from hub.dispatch.sharing.sharing_tables import SharingAnswer, SharingGround
from hub.dispatch.table_tables import TableCard
from hub.dispatch.tables import Referral, Youngster
from hub.lookups import Lookup
from hub.partners.tables import Organisation, OrganisationKind
from hub.people.tables import Membership, Secrecy
from hub.store import Work

BOUND_KINDS = (OrganisationKind.CLB, OrganisationKind.NAFT, OrganisationKind.WELFARE)  # youth help (DOMAIN.md §6)
_SAID = sa.func.jsonb_build_array(
    *map(col, (SharingAnswer.about, SharingAnswer.whose, SharingAnswer.said, SharingAnswer.said_on))
)
_GOES = sa.func.jsonb_build_array(col(SharingGround.organisation_id), col(SharingGround.gets))
# Columns for whoever asks about cases: all that the gate of each of them hangs on, besides its youngster.
GATE: tuple[Any, ...] = (
    col(TableCard.before_record),
    sa.select(sa.func.jsonb_agg(_SAID))
    .where(col(SharingAnswer.referral_id) == col(Referral.id), col(SharingAnswer.replaced_at).is_(None))
    .correlate(Referral)
    .scalar_subquery()
    .label("sharing_answers"),
    sa.select(sa.func.jsonb_agg(_GOES))
    .where(col(SharingGround.referral_id) == col(Referral.id))
    .correlate(Referral)
    .scalar_subquery()
    .label("sharing_grounds"),
)
_SEVERAL = Lookup(
    sa.select(col(Referral.id), col(Referral.subject_kind), col(Youngster.birth_date), *GATE)
    .select_from(Referral)
    .outerjoin(TableCard, col(TableCard.referral_id) == col(Referral.id))
    .outerjoin(Youngster, col(Youngster.id) == col(Referral.youngster_id))
    .where(col(Referral.id).in_(sa.bindparam("cases", expanding=True)))
)
_BOUND = Lookup(
    sa.select(
        col(Membership.organisation_id),
        sa.func.bool_and(col(Membership.secrecy) == Secrecy.PROFESSIONAL).label("bound"),
    )
    .where(col(Membership.organisation_id).in_(sa.bindparam("partners", expanding=True)))
    .where(col(Membership.role) == Role.PARTNER, col(Membership.until).is_(None))
    .group_by(col(Membership.organisation_id))
)


def gate_in(row: Any, today: date) -> Gate:
    """The gate out of a row that holds the columns of `GATE`, the subject and the birth date of a case."""
    if row.subject_kind != SubjectKind.PUPIL or (row.before_record and not row.sharing_answers):
        return OPEN_TO_ALL
    said_on = [(said, date.fromisoformat(said[3])) for said in row.sharing_answers or ()]
    answers = [
        Answer(About(said[0]), Whose(said[1]), Said(said[2]), age_on(row.birth_date, on), on) for said, on in said_on
    ]
    receivers = {UUID(one): Gets(gets) for one, gets in row.sharing_grounds or ()}
    return gate(age_on(row.birth_date, today), answers, receivers)


def gate_of(work: Work, referral_id: UUID) -> Gate:
    """The gate of one case, as it stands. Asks no right."""
    return gates_of(work, [referral_id])[referral_id]


def gates_of(work: Work, referral_ids: Sequence[UUID]) -> dict[UUID, Gate]:
    """The gates of these cases, as they stand. Asks no right."""
    today = brussels_date(work.now)
    return {row.id: gate_in(row, today) for row in _SEVERAL.ask(work.session, cases=list(referral_ids))}


@dataclass(frozen=True)
class Receiver:
    """One partner for whom it is recorded what it gets: what stands there, or what the hub proposes."""

    id: UUID
    name: str
    bound: bool  # all its people are bound by professional secrecy
    gets: Gets
    recorded: bool


def answers_of(work: Work, referral_id: UUID) -> dict[tuple[str, str], SharingAnswer]:
    """What counts now, by what it is about and whose word it is."""
    kept = select(SharingAnswer).where(
        SharingAnswer.referral_id == referral_id, col(SharingAnswer.replaced_at).is_(None)
    )
    return {(one.about, one.whose): one for one in work.session.exec(kept).all()}


def replaced_answers(work: Work, referral_id: UUID) -> Sequence[SharingAnswer]:
    """What was said before and does not count any more, the latest first."""
    kept = select(SharingAnswer).where(
        SharingAnswer.referral_id == referral_id, col(SharingAnswer.replaced_at).is_not(None)
    )
    return work.session.exec(kept.order_by(col(SharingAnswer.noted_at).desc())).all()


def receivers_of(work: Work, referral_id: UUID, partners: Sequence[Organisation]) -> list[Receiver]:
    """Each of these partners with its ground; whoever is not bound gets the outcome, unless somebody chose more."""
    kept = select(SharingGround).where(SharingGround.referral_id == referral_id)
    grounds = {one.organisation_id: one for one in work.session.exec(kept).all()}
    bound = bound_of(work, partners)
    return [
        Receiver(
            one.id, one.name, bound[one.id],
            Gets(grounds[one.id].gets) if one.id in grounds else Gets.CARD if bound[one.id] else Gets.OUTCOME,
            one.id in grounds,
        )
        for one in partners
    ]  # fmt: skip


def bound_of(work: Work, partners: Sequence[Organisation]) -> dict[UUID, bool]:
    """Whether all people of each organisation are bound by professional secrecy; where nobody has an account, whether
    its kind is."""
    ids = [one.id for one in partners]
    known = {row.organisation_id: row.bound for row in _BOUND.ask(work.session, partners=ids)} if ids else {}
    return {one.id: known.get(one.id, one.kind in BOUND_KINDS) for one in partners}
