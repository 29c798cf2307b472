"""What hubs see of a hand-over: the offering one where its case went, the other one what it needs to decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import select

from hub import ledger, places
from hub.clock import brussels_date
from hub.columns import table_of
from hub.dispatch.codes import MAIN_REASON_WORDS, SUBJECT_WORDS, MainReason, SubjectKind
from hub.dispatch.hand_over import OFFER_REASON_WORDS, OfferReason, OfferState, age_band, may_be_told
from hub.dispatch.hand_over_tables import HandOver
from hub.dispatch.identity import age_on, drawn_beside, initials_of, veiled, youngster_of
from hub.dispatch.table_tables import TableCard
from hub.dispatch.tables import Referral
from hub.hubs import Hub, HubMunicipality, all_hubs
from hub.lookups import Lookup
from hub.people.rights import Right, require
from hub.store import Work
from hub.wording import _

H = table_of(HandOver)


@dataclass(frozen=True)
class Offered:
    """A case of another hub, as far as one needs it to decide: initials, where, how old, what is asked."""

    id: UUID
    hub: str
    phone: str
    number: str
    initials: str
    band: str
    home: str
    school_home: str
    subject: str
    main_reason: str
    flag: str | None
    urgent: bool
    why: str
    words: str
    card: TableCard | None  # the approved one
    offered_at: datetime
    due_at: datetime


@dataclass(frozen=True)
class Handed:
    """One offer in the file of a case: `out` when this case was offered, else it came in by it."""

    id: UUID
    out: bool
    hub: str
    phone: str  # of the other hub
    number: str  # of the case at the other hub; empty while there is none
    state: str
    why: str
    words: str
    answer: str
    offered_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    offered_by: UUID | None
    ended_by: UUID | None


def offered_to(work: Work, hub_ids: Sequence[UUID]) -> list[Offered]:
    """What other hubs offer to these hubs and nobody answered yet, longest waiting first. Asks no right."""
    waiting = _WAITING.ask(work.session, hubs=list(hub_ids)) if hub_ids else ()
    return [_offered(work, work.session.get_one(HandOver, one.id)) for one in waiting]


_WAITING = Lookup(
    sa.select(H.c.id)
    .where(H.c.to_hub_id.in_(sa.bindparam("hubs", expanding=True)), H.c.state == OfferState.OFFERED)
    .order_by(H.c.offered_at, H.c.id)
)


def offer_for(work: Work, hand_over_id: UUID) -> tuple[HandOver, Hub, Offered | None]:
    """An offer for whoever answers at the hub that it was made to; the case itself only while it waits.

    Each look is recorded. NotFound for everybody outside that hub.
    """
    known = work.found(HandOver, hand_over_id)
    require(work.asker, Right.TAKE_OVER, known.to_hub_id)
    hub = work.session.get_one(Hub, known.to_hub_id)
    if known.state != OfferState.OFFERED:
        return known, hub, None
    ledger.write(
        work, "hand_over.seen", "hand_over", known.id,
        hub_id=known.hub_id, referral_id=known.referral_id, to_hub=known.to_hub_id,
    )  # fmt: skip
    return known, hub, _offered(work, known)


# Made once: making it takes far longer than its answer.
CASE = sa.bindparam("case", type_=sa.Uuid())
THERE: Any = sa.orm.aliased(Referral)
_HANDED = Lookup(
    sa.select(HandOver, THERE.number.label("there"))
    .outerjoin(THERE, sa.case((H.c.referral_id == CASE, H.c.to_referral_id), else_=H.c.referral_id) == THERE.id)
    .where(sa.or_(H.c.referral_id == CASE, H.c.to_referral_id == CASE))
    .order_by(H.c.offered_at, H.c.id)
)


def handed_of(work: Work, referral_id: UUID) -> list[Handed]:
    """Every offer of a case and the one by which it came, oldest first; for the file of who may see it."""
    rows = _HANDED.ask(work.session, case=referral_id)
    hubs = {hub.id: hub for hub in all_hubs(work.session)} if rows else {}
    return [_handed(one, one.there or "", one.referral_id == referral_id, hubs) for one in rows]


def other_hubs(work: Work, referral: Referral) -> Sequence[tuple[str, ...]]:
    """(id, name, whether it serves the home municipality) of the hubs that a case can be offered to."""
    youngster = youngster_of(work, referral)
    home = youngster.home_nis if youngster else None
    serving = set(
        work.session.exec(
            select(HubMunicipality.hub_id).where(HubMunicipality.nis == home, HubMunicipality.stage != "ended")
        )
    )
    said = _("werkt in de gemeente van de jongere")
    hubs = [hub for hub in all_hubs(work.session) if hub.id != referral.hub_id]
    hubs.sort(key=lambda hub: hub.id not in serving)
    return [(str(hub.id), hub.name, said if hub.id in serving else "") for hub in hubs]


def _offered(work: Work, known: HandOver) -> Offered:
    referral = work.session.get_one(Referral, known.referral_id)
    about = youngster_of(work, referral)
    card = work.session.get(TableCard, referral.id)
    approved = card if card and card.approved_at else None
    usual = initials_of(about.first_name if about else "", about.last_name if about else "", referral.subject_kind)
    assert known.due_at is not None, "an offer that waits has a date"
    hub = work.session.get_one(Hub, known.hub_id)
    return Offered(
        id=known.id, hub=hub.name, phone=hub.phone, number=referral.number,
        initials=approved.initials if approved and approved.initials else usual,
        band=age_band(age_on(about.birth_date, brussels_date(work.now))) if about else "",
        home=places.name_of(about.home_nis if about else None), school_home=places.name_of(referral.school_nis),
        subject="" if about else _(SUBJECT_WORDS[SubjectKind(referral.subject_kind)]),
        main_reason=_(MAIN_REASON_WORDS[MainReason(referral.main_reason)])
        if referral.main_reason and may_be_told(referral.main_reason) else "",
        flag=referral.flag, urgent=referral.urgent, why=_(OFFER_REASON_WORDS[OfferReason(known.reason)]),
        words=veiled(known.words, about, drawn_beside(work, referral)), card=approved,
        offered_at=known.offered_at, due_at=known.due_at,
    )  # fmt: skip


def _handed(one: HandOver, number: str, out: bool, hubs: dict[UUID, Hub]) -> Handed:
    other = hubs[one.to_hub_id if out else one.hub_id]
    return Handed(
        id=one.id, out=out, hub=other.name, phone=other.phone,
        number=number if one.to_referral_id else "", state=one.state,
        why=_(OFFER_REASON_WORDS[OfferReason(one.reason)]), words=one.words, answer=one.answer,
        offered_at=one.offered_at, due_at=one.due_at, ended_at=one.ended_at, offered_by=one.offered_by,
        ended_by=one.ended_by,
    )  # fmt: skip


def hub_name(work: Work, known: HandOver) -> str:
    """The hub that offers."""
    return work.session.get_one(Hub, known.hub_id).name
