"""Places of offers: a live claim or an open track holds one; the database decides who gets the last."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger
from hub.dispatch.locks import hold_places
from hub.dispatch.partner_letters import write_to_partner
from hub.dispatch.table_tables import Claim, ClaimState
from hub.dispatch.tables import Referral
from hub.partners.tables import Offer
from hub.store import Work
from hub.wording import _n, list_words


def take_place(work: Work, offer_id: UUID) -> bool:
    """Hold one place of an offer; False when the last one is gone. An offer without a number of places always has one.

    `taken` is kept for those too, so that a partner that starts counting places starts from what runs.
    """
    work.session.flush()
    done: Any = work.session.execute(
        sa.update(Offer)
        .where(col(Offer.id) == offer_id, sa.or_(col(Offer.places).is_(None), col(Offer.taken) < Offer.places))
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
        .where(col(Offer.id) == offer_id, col(Offer.taken) > 0)
        .values(taken=Offer.taken - 1)
        .execution_options(synchronize_session=False)
    )
    _forget(work, offer_id)


def let_claims_go(work: Work, referral: Referral) -> None:
    """The coordinator goes on without the claims that waited for her: places come free, each partner gets a letter."""
    work.session.flush()
    hold_places(work, referral.id)
    for claim in waiting_claims(work, referral.id):
        claim.state, claim.settled_at = ClaimState.WITHDRAWN, work.now
        free_place(work, claim.offer_id)
        write_to_partner(work, referral, claim.organisation_id, "claim_let_go", let_go_at(claim, work.now))
        ledger.write(
            work, "claim.let_go", "claim", claim.id,
            hub_id=claim.hub_id, referral_id=claim.referral_id, organisation=claim.organisation_id,
        )  # fmt: skip
    work.session.flush()


def let_go_at(claim: Claim, at: datetime) -> str:
    """What the letter about it is known by: a claim may lapse, stand again, and lapse once more."""
    return f"{claim.id}:{at:%Y%m%d%H%M%S%f}"


def waiting_claims(work: Work, referral_id: UUID) -> Sequence[Claim]:
    """Claims that wait for the coordinator, the first one first."""
    return work.session.exec(
        select(Claim)
        .where(Claim.referral_id == referral_id, Claim.state == ClaimState.MADE)
        .order_by(col(Claim.made_at), col(Claim.id))
    ).all()


def let_go_words(names: Sequence[str]) -> str:
    """What the coordinator reads before she goes on without the claims of these partners; empty without any."""
    if not names:
        return ""
    return _n(
        "Er wacht nog een opname van %(who)s. Die vervalt hierdoor, en %(who)s krijgt bericht.",
        "Er wachten nog opnames van %(who)s. Die vervallen hierdoor, en %(who)s krijgen bericht.",
        len(names), who=list_words(names),
    )  # fmt: skip


def _forget(work: Work, offer_id: UUID) -> None:
    known = work.session.identity_map.get(sa.orm.Session.identity_key(Offer, offer_id))
    if known is not None:
        work.session.expire(known, ["taken"])
