"""Claims that lapsed by a decision which is taken back: they wait for the coordinator again, where a place is free."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from hub import ledger, letters
from hub.dispatch.claim_rules import name_of
from hub.dispatch.held_places import let_go_at, take_place
from hub.dispatch.locks import hold_places
from hub.dispatch.partner_letters import write_to_partner
from hub.dispatch.seating import Round, round_of
from hub.dispatch.table_tables import Claim, ClaimRole, ClaimState
from hub.dispatch.tables import Referral
from hub.ledger import Entry
from hub.partners.tables import Offer
from hub.store import Work
from hub.wording import _, _n, list_words


def hold(work: Work, referral: Referral) -> None:
    """The places that its claims of this round had or have, for a case that is held; before the agenda."""
    of_round = select(Claim.offer_id).where(Claim.referral_id == referral.id, Claim.round == referral.round)
    hold_places(work, referral.id, also=set(work.session.exec(of_round).all()))


def revive(work: Work, referral: Referral, since: datetime) -> list[str]:
    """Whatever lapsed at this moment, the lead first; sentences about what stands again and what does not. For a case
    that is held with its places."""
    again: list[str] = []
    gone: list[str] = []
    for one in _lapsed(work, referral, since):
        if why := _why_not(work, round_of(work, referral), one):
            gone.append(why)
            continue
        _stand_again(work, referral, one)
        again.append(name_of(work, one.organisation_id))
    return [*_said(again), *gone]


def _lapsed(work: Work, referral: Referral, since: datetime) -> Sequence[Claim]:
    let_go = select(Entry.noun_id).where(
        Entry.referral_id == referral.id, Entry.act == "claim.let_go", Entry.at == since
    )
    return work.session.exec(
        select(Claim)
        .where(Claim.referral_id == referral.id, Claim.round == referral.round, Claim.settled_at == since)
        .where(Claim.state == ClaimState.WITHDRAWN, col(Claim.id).in_(let_go))
        .order_by(col(Claim.role).desc(), col(Claim.made_at), col(Claim.id))
    ).all()


def _why_not(work: Work, now: Round | None, claim: Claim) -> str:
    """What came between, in a sentence; "" where its place is held again."""
    partner, offer = name_of(work, claim.organisation_id), work.session.get_one(Offer, claim.offer_id)
    if now is None or claim.organisation_id not in now.levels:
        return _("%(partner)s heeft geen zetel meer: die opname komt niet terug.", partner=partner)
    if now.claim_of(claim.organisation_id) or now.track_of(claim.organisation_id):
        return _("%(partner)s neemt intussen al op.", partner=partner)
    leader = now.lead.organisation_id if now.lead else None
    if claim.role == ClaimRole.LEAD and leader:
        return _(
            "%(leader)s heeft intussen de leiding: de opname van %(partner)s komt niet terug.",
            leader=name_of(work, leader), partner=partner,
        )  # fmt: skip
    if not offer.active or not take_place(work, offer.id):
        return _(
            "De plaats van %(partner)s (%(offer)s) is intussen weg: die opname komt niet terug.",
            partner=partner, offer=offer.name,
        )  # fmt: skip
    return ""


def _stand_again(work: Work, referral: Referral, claim: Claim) -> None:
    told = let_go_at(claim, claim.settled_at) if claim.settled_at else str(claim.id)
    claim.state, claim.settled_at = ClaimState.MADE, None
    work.session.add(claim)
    work.flush(clash=_("Een andere partner was net iets sneller. Kijk hoe het nu staat."))
    if not letters.unwrite(work, referral.id, f"claim_let_go:{told}"):
        write_to_partner(work, referral, claim.organisation_id, "claim_stands", told)
    ledger.write(
        work, "claim.stand_again", "claim", claim.id,
        hub_id=claim.hub_id, referral_id=claim.referral_id, organisation=claim.organisation_id,
    )  # fmt: skip


def _said(partners: Sequence[str]) -> list[str]:
    if not partners:
        return []
    who = list_words(partners)
    return [_n("De opname van %(who)s geldt weer.", "De opnames van %(who)s gelden weer.", len(partners), who=who)]
