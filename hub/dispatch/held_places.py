"""Places of offers: a live claim or an open track holds one; the database decides who gets the last."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import select

from hub import ledger
from hub.dispatch.locks import hold_places
from hub.dispatch.table_tables import Claim, ClaimState
from hub.dispatch.tables import Referral
from hub.partners.tables import Offer
from hub.store import Work


def take_place(work: Work, offer_id: UUID) -> bool:
    """Hold one place of an offer; False when the last one is gone. An offer without a number of places always has one.

    `taken` is kept for those too, so that a partner that starts counting places starts from what runs.
    """
    work.session.flush()
    done: Any = work.session.execute(
        sa.update(Offer)
        .where(Offer.id == offer_id, sa.or_(Offer.places.is_(None), Offer.taken < Offer.places))  # type: ignore
        .values(taken=Offer.taken + 1)
        .execution_options(synchronize_session=False)
    )
    _forget(work, offer_id)
    return bool(done.rowcount == 1)


def free_place(work: Work, offer_id: UUID) -> None:
    """Give one place of an offer back."""
    work.session.flush()
    work.session.execute(
        sa.update(Offer)
        .where(Offer.id == offer_id, Offer.taken > 0)  # type: ignore[arg-type]
        .values(taken=Offer.taken - 1)
        .execution_options(synchronize_session=False)
    )
    _forget(work, offer_id)


def let_claims_go(work: Work, referral: Referral) -> None:
    """A case that leaves the table without them lets its claims go: places come free, nobody waits on an answer."""
    work.session.flush()
    hold_places(work, referral.id)
    waiting = select(Claim).where(Claim.referral_id == referral.id, Claim.state == ClaimState.MADE)
    for claim in work.session.exec(waiting).all():
        claim.state, claim.settled_at = ClaimState.WITHDRAWN, work.now
        free_place(work, claim.offer_id)
        ledger.write(
            work, "claim.let_go", "claim", claim.id,
            hub_id=claim.hub_id, referral_id=claim.referral_id, organisation=claim.organisation_id,
        )  # fmt: skip
    work.session.flush()


def _forget(work: Work, offer_id: UUID) -> None:
    known = work.session.identity_map.get(sa.orm.Session.identity_key(Offer, offer_id))
    if known is not None:
        work.session.expire(known, ["taken"])
