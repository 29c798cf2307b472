"""A partner that was not chosen: a letter with a link behind which it reads why, and those words."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub import letters, links
from hub.dispatch.mailed.asking_tables import TableAsking, Why
from hub.dispatch.mailed.receivers import Receiver, readers_of, receivers_of
from hub.dispatch.seating import round_of
from hub.dispatch.table_tables import Claim, ClaimState, Session
from hub.dispatch.tables import Referral
from hub.dispatch.whose_words import veil_by_case
from hub.hubs import Hub
from hub.lookups import Lookup
from hub.partners.tables import Organisation
from hub.store import Work


def tell(work: Work, referral: Referral, claim: Claim) -> None:
    """To who reads the letters about that session. Where it has no seat there, one signs in."""
    partner, sitting = work.session.get_one(Organisation, claim.organisation_id), round_of(work, referral)
    session = work.session.get_one(Session, sitting.session.id) if sitting and partner.id in sitting.levels else None
    for one in receivers_of(work, session, partner) if session else readers_of(work, partner):
        link = _link(work, session, claim, one, sitting.item_id) if session and sitting else None
        letters.write(
            work, "claim_refused", one.address, once_key=f"claim_refused:{claim.id}:{one.person_id or '-'}",
            hub=work.session.get(Hub, referral.hub_id), referral_id=referral.id, number=referral.number, link=link,
            partner=partner.name, name=one.name,
            page=f"{work.store.settings.public_url.rstrip('/')}/partner",
        )  # fmt: skip


_LAST = Lookup(
    sa.select(col(Claim.referral_id), col(Claim.state), col(Claim.settled_note))
    .join(Referral, col(Referral.id) == col(Claim.referral_id))
    .where(col(Claim.round) == col(Referral.round))  # asked anew, it is asked like everybody
    .where(col(Claim.referral_id).in_(sa.bindparam("cases", expanding=True)))
    .where(col(Claim.organisation_id).in_(sa.bindparam("partners", expanding=True)))
    .order_by(col(Claim.made_at))
)


def words(work: Work, partners: Collection[UUID], cases: Collection[UUID]) -> dict[UUID, str]:
    """Of which of these cases these partners were not chosen last, and why, with initials for names."""
    rows = _LAST.ask(work.session, cases=list(cases), partners=list(partners)) if cases and partners else ()
    last = {row.referral_id: row for row in rows}
    return {
        case: veil_by_case(work, case)(row.settled_note)
        for case, row in last.items()
        if row.state == ClaimState.REFUSED
    }


def _link(work: Work, session: Session, claim: Claim, to: Receiver, item_id: UUID) -> links.Link:
    asking = TableAsking(
        hub_id=session.hub_id, session_id=session.id, organisation_id=claim.organisation_id, person_id=to.person_id,
        why=Why.NOT_CHOSEN, items=[item_id], asked_at=work.now,
    )  # fmt: skip
    work.session.add(asking)
    work.flush()
    return links.make(
        work, links.Purpose.TABLE, asking.id, hub_id=session.hub_id, referral_id=claim.referral_id,
        person_id=to.person_id,
    )  # fmt: skip
