"""Asking a partner outside a table: the coordinator proposes a track, the partner takes it on or not."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from hub.dispatch import moves, tracks
from hub.dispatch.case import Move
from hub.dispatch.clarify import take_as
from hub.dispatch.consent import clb_agrees
from hub.dispatch.fitting.fit import Fit, Verdict, ranked
from hub.dispatch.held_places import waiting_claims
from hub.dispatch.mailed import proposals
from hub.dispatch.matching import Found, fits_among
from hub.dispatch.meeting.turns import in_turn
from hub.dispatch.sharing.sharing_sight import gate_of
from hub.dispatch.table_tables import ClaimRole, TableCard, Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import is_open
from hub.dispatch.typed import day_to_come
from hub.partners.tables import HubPartner, Organisation, OrganisationKind
from hub.people.rights import Right
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.wording import _


def ask_partner(work: Work, referral_id: UUID, offer_id: UUID | None, agreed_start: date | None = None) -> Track:
    """Propose a track of this offer to its partner, which reads the approved card and answers within its days.

    Invalid without an offer of a partner that can be asked; Refused without an approved card that it may
    read, or a free place.
    """
    referral = take_as(work, referral_id, Right.DECIDE)
    offer = next((one for one, _partner, _fit in to_ask(work, referral) if one.id == offer_id), None)
    if offer is None:
        raise Invalid({"offer": _("Kies een partner en een aanbod.")})
    start = day_to_come(work, "agreed_start", agreed_start) if agreed_start else None
    if offer.is_naft and referral.clb_stands is not None and not clb_agrees(referral):
        raise Refused(_("Een NAFT-traject start met akkoord van het CLB. Noteer eerst het antwoord van het CLB."))
    card = work.session.get(TableCard, referral.id)
    if card is None or card.approved_at is None:
        raise Refused(_("Schrijf eerst de tafelkaart en keur ze goed. De partner leest die om te antwoorden."))
    if not gate_of(work, referral.id).reads(offer.organisation_id):
        raise Refused(_("Leg eerst bij de tafelkaart vast dat deze partner ze mag lezen."))
    leads = any(track.role == ClaimRole.LEAD for track in _running(work, referral))
    track = tracks.open_track(
        work, referral, organisation_id=offer.organisation_id, offer_id=offer.id, agreed_start=start,
        role=ClaimRole.CO if leads else ClaimRole.LEAD, proposed=True,
    )  # fmt: skip
    moves.forget_questions(work, referral)
    moves.move(work, referral, Move.PROPOSE, track=track.id)
    proposals.write(work, referral, track, offer.name)
    return track


def to_ask(work: Work, referral: Referral) -> Found:
    """The offers of the hub's partners that neither work on the case nor wait for an answer; what fits comes first.
    Equals stand in a circle that begins with another partner for each case."""
    busy = {track.organisation_id for track in _running(work, referral)}
    busy |= {claim.organisation_id for claim in waiting_claims(work, referral.id)}
    partners = partners_of(work, referral.hub_id)
    free = [one for one in partners if one.id not in busy]
    return ranked(fits_among(work, referral, in_turn(free, counted(referral.number), lambda _one: True)))


def counted(number: str) -> int:
    """The last part of a referral's number: 123 for CM-2026-00123."""
    return int(number.rpartition("-")[2])


def partners_of(work: Work, hub_id: UUID) -> Sequence[Organisation]:
    """The hub's partners that can be asked, by name; not the hub itself."""
    return work.session.exec(
        select(Organisation)
        .join(HubPartner, col(HubPartner.organisation_id) == col(Organisation.id))
        .where(HubPartner.hub_id == hub_id, Organisation.kind != OrganisationKind.HUB)
        .where(col(Organisation.ended_on).is_(None))
        .order_by(col(Organisation.sort_key))
    ).all()


def offer_choices(work: Work, referral: Referral) -> list[tuple[str, str, str]]:
    """(id, partner and offer, whether it fits and what speaks against it), for a form."""
    return [
        (str(offer.id), f"{partner.name}: {offer.name}", in_short(found))
        for offer, partner, found in to_ask(work, referral)
    ]


def in_short(found: Fit) -> str:
    """ "Past", "Past niet: er is een wachtlijst", "Nog niet zeker: leeftijd niet gekend"."""
    if found.verdict == Verdict.FITS:
        return _("Past")
    why = "; ".join(line.why for line in found.against())
    return _("Past niet: %(why)s", why=why) if found.verdict == Verdict.NOT else _("Nog niet zeker: %(why)s", why=why)


def _running(work: Work, referral: Referral) -> Sequence[Track]:
    return [track for track in moves.tracks_of(work, referral.id) if is_open(track.stage)]
