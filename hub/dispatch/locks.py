"""What an operation of this room holds, in the one order that docs/architecture.md gives: cases, offers, the agenda."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch.table_tables import Claim, ClaimState, Track
from hub.dispatch.tables import Referral
from hub.partners.tables import Offer
from hub.problems import NotFound
from hub.store import Work

# The first of two numbers of an advisory lock; the second one stands for the hub.
AGENDAS = 4242002


def take(work: Work, referral_id: UUID) -> Referral:
    """The case, held for this unit of work: whoever else wants to change it waits. NotFound when there is none."""
    found = work.session.exec(
        select(Referral)
        .where(Referral.id == referral_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound
    return found


def take_all(work: Work, referral_ids: Iterable[UUID]) -> None:
    """Several cases, held in the order of their ids."""
    for referral_id in sorted(set(referral_ids)):
        take(work, referral_id)


def held_rows(work: Work, found: Any) -> Sequence[Any]:
    """The rows of this query, with their cases held first, as they stand then. A row that came into it meanwhile, of
    which the case is not held, waits for the next look."""
    cases = {one.referral_id for one in work.session.exec(found).all()}
    take_all(work, cases)
    rows = work.session.exec(found.execution_options(populate_existing=True)).all()
    return [one for one in rows if one.referral_id in cases]


def hold_places(work: Work, referral_id: UUID, also: Collection[UUID] = ()) -> None:
    """The offers of which a held case has a place, in the order of their ids: it may give back more than one. `also`
    those of which it is to get one back."""
    of_claims = select(Claim.offer_id).where(Claim.referral_id == referral_id, Claim.state == ClaimState.MADE)
    of_tracks = select(Track.offer_id).where(Track.referral_id == referral_id, col(Track.holds_place))
    held = col(Offer.id).in_(of_claims) | col(Offer.id).in_(of_tracks) | col(Offer.id).in_(also)
    work.session.exec(select(Offer.id).where(held).order_by(col(Offer.id)).with_for_update(key_share=True)).all()


def hold_agenda(work: Work, hub_id: UUID) -> None:
    """The agendas of a hub and its sessions, for whoever changes one; after the cases that are held as well."""
    work.session.execute(
        sa.text("SELECT pg_advisory_xact_lock(:agendas, hashtext(:hub))"), {"agendas": AGENDAS, "hub": str(hub_id)}
    )


def hold_agendas(work: Work, hub_ids: Iterable[UUID]) -> None:
    """Those of several hubs, in the order of their ids."""
    for hub_id in sorted(set(hub_ids)):
        hold_agenda(work, hub_id)
