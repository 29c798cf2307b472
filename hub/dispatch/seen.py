"""One case as it lies on the table: what its card says, who works on it or takes it up, and which offers fit."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from hub.clock import brussels_date
from hub.dispatch import seating
from hub.dispatch.agendas.belonging import who_owes
from hub.dispatch.answering import ANSWERS
from hub.dispatch.came_back import Behind
from hub.dispatch.case import Stage
from hub.dispatch.consent import Consent, clb_agrees, to_share
from hub.dispatch.identity import is_nameless
from hub.dispatch.matching import Found, OnOffer, fits_at, need_for
from hub.dispatch.meeting.turns import in_turn
from hub.dispatch.sharing.gate import Gate
from hub.dispatch.table_tables import Claim, Decline, TableCard, Track
from hub.dispatch.tables import Referral, Youngster
from hub.dispatch.track import is_open
from hub.dispatch.whose_words import Veil
from hub.partners.tables import Offer, Organisation


@dataclass(frozen=True)
class ClaimLine:
    id: UUID
    organisation_id: UUID
    organisation: str
    offer: str
    is_naft: bool
    role: str
    state: str
    commitment: str
    made_at: datetime
    track_stage: str | None  # of the track that it became
    agreed_start: date | None = None
    started_on: date | None = None

    @property
    def ended(self) -> bool:
        return self.track_stage is not None and not is_open(self.track_stage)


@dataclass(frozen=True)
class DeclineLine:
    organisation_id: UUID
    organisation: str
    reason: str
    note: str
    at: datetime


@dataclass(frozen=True)
class TrackLine:
    """A track that runs since before this round; its partner need not answer."""

    id: UUID
    organisation_id: UUID
    organisation: str
    offer: str
    role: str
    stage: str
    agreed_start: date | None = None
    started_on: date | None = None


@dataclass(frozen=True)
class Seen:
    """One case as it lies on the table. No name, no school, no referrer: only what its card says."""

    referral_id: UUID
    item_id: UUID
    number: str
    stage: str
    flag: str | None
    reason: str
    note: str  # why it was put off; for the coordinator
    discussed: bool
    approved: bool
    initials: str
    asked: str
    situation: str
    strengths: str
    claims: Sequence[ClaimLine]
    declines: Sequence[DeclineLine]  # for the coordinator; a partner finds its own only
    running: Sequence[TrackLine]
    weigh: Callable[[], Found]
    owing: Sequence[str]  # who has not answered yet, in turn; for the coordinator
    answerable: bool
    answer_by: datetime | None
    clb_agrees: bool
    in_crisis_mode: bool
    nameless: bool
    consent: Consent | None = None  # to sharing with partners; for the coordinator
    behind: Behind | None = None  # whose tracks brought it back; for the coordinator
    shut: Sequence[str] = ()  # why no partner reads the card; for the coordinator
    unread_by: Sequence[str] = ()  # who would answer but does not read it; for the coordinator
    # Why one gets the outcome and the agreements, and not the card: "partner" or "member" is not bound by secrecy.
    limited: str = ""
    asked_in_turn: Sequence[UUID] = ()  # partners, who begins first

    @cached_property
    def fits(self) -> Found:
        """Of every seated partner for the coordinator, of its own for a partner; weighed for who looks at them."""
        return self.weigh()

    @property
    def lead(self) -> ClaimLine | None:
        return next((claim for claim in self.claims if claim.role == "lead"), None)

    @property
    def leader(self) -> str:
        """The name of the partner that leads, by a claim or by a track that runs; empty when nobody does."""
        if self.lead:
            return self.lead.organisation
        return next((track.organisation for track in self.running if track.role == "lead"), "")

    @property
    def called(self) -> str:
        """How the table speaks of it while its card has no initials yet."""
        return self.initials or self.number

    @property
    def led(self) -> bool:
        """Whether a track with the lead runs."""
        confirmed = any(one.role == "lead" and one.track_stage and not one.ended for one in self.claims)
        return confirmed or any(one.role == "lead" for one in self.running)

    @property
    def lead_waits(self) -> str:
        """The name of the partner whose lead is not confirmed yet; empty when there is none."""
        return next((one.organisation for one in self.claims if one.role == "lead" and one.state == "made"), "")

    def claim_of(self, organisation_ids: frozenset[UUID]) -> ClaimLine | None:
        return next((claim for claim in self.claims if claim.organisation_id in organisation_ids), None)

    def track_of(self, organisation_ids: frozenset[UUID]) -> TrackLine | None:
        return next((track for track in self.running if track.organisation_id in organisation_ids), None)


@dataclass(frozen=True)
class Named:
    """Whom and what claims, declines and tracks name."""

    partners: Mapping[UUID, Organisation]
    offers: Mapping[UUID, Offer]


def seen_at(
    named: Named,
    referral: Referral,
    sitting: seating.Round,
    card: TableCard | None,
    youngster: Youngster | None,
    chair: bool,
    own: frozenset[UUID],
    offers: OnOffer,
    behind: Behind | None,
    mine: frozenset[UUID],
    veil: Veil,
    gate: Gate,
    turn: int,
    deaf: Collection[UUID],
) -> Seen:
    """`veil` is for what was written to be read at the table, but for the words of whom is `mine` (`people_of`); `deaf`
    are partners that see no case at all."""
    owing = sitting.owing()
    approved = card is not None and card.approved_at is not None
    silent, unread = who_owes(owing, (), (), lambda one: approved and one not in deaf and gate.reads(one))
    asked = in_turn(offers.partners, turn, lambda one: sitting.levels.get(one.id) == ANSWERS)
    need = need_for(referral, youngster, brussels_date(sitting.session.at))
    return Seen(
        referral_id=referral.id, item_id=sitting.item_id, number=referral.number, stage=referral.stage,
        flag=referral.flag, reason=sitting.reason, note=sitting.note if chair else "", discussed=sitting.discussed,
        approved=approved,
        initials=card.initials if card else "", asked=card.asked if card else "",
        situation=card.situation if card else "", strengths=card.strengths if card else "",
        claims=[
            _claim_line(named, one, sitting.came_of.get(one.id), str if one.made_by in mine else veil)
            for one in sitting.claims
        ],
        declines=[
            _decline_line(named, one, str if one.by in mine else veil)
            for one in sitting.declines
            if chair or one.organisation_id in own
        ],
        running=[_track_line(named, track) for track in sitting.running],
        weigh=lambda: fits_at(offers, need, sitting.held, [one for one in asked if chair or one.id in own]),
        owing=[one.name for one in asked if one.id in silent] if chair else (),
        unread_by=[one.name for one in asked if one.id in unread] if chair else (),
        shut=gate.why_shut() if chair else (),
        answerable=seating.stands(referral, sitting.session).stage in (Stage.ON_TABLE, Stage.DISCUSSED),
        answer_by=referral.next_due if referral.stage == Stage.DISCUSSED else None,
        clb_agrees=clb_agrees(referral), in_crisis_mode=referral.in_crisis_mode,
        nameless=is_nameless(youngster), consent=to_share(referral, youngster, gate.shares) if chair else None,
        behind=behind, asked_in_turn=[one.id for one in asked],
    )  # fmt: skip


def outcome_only(seen: Seen, why: str) -> Seen:
    """What is left for whoever is not bound by secrecy: that it lies there, and who takes it up."""
    return replace(
        seen, limited=why, initials="", asked="", situation="", strengths="", flag=None, weigh=list, declines=(),
        answerable=False, answer_by=None,
    )  # fmt: skip


def _claim_line(named: Named, claim: Claim, track: Track | None, veil: Veil) -> ClaimLine:
    """A partner that guided before knows the name: what it promises is read with initials, on the projector too."""
    offer = named.offers[claim.offer_id]
    return ClaimLine(
        id=claim.id, organisation_id=claim.organisation_id,
        organisation=named.partners[claim.organisation_id].name,
        offer=offer.name, is_naft=offer.is_naft, role=track.role if track else claim.role, state=claim.state,
        commitment=veil(claim.commitment), made_at=claim.made_at, track_stage=track.stage if track else None,
        agreed_start=track.agreed_start if track else None, started_on=track.started_on if track else None,
    )  # fmt: skip


def _track_line(named: Named, track: Track) -> TrackLine:
    offer = named.offers[track.offer_id] if track.offer_id else None
    return TrackLine(
        id=track.id, organisation_id=track.organisation_id,
        organisation=named.partners[track.organisation_id].name,
        offer=offer.name if offer else "", role=track.role, stage=track.stage,
        agreed_start=track.agreed_start, started_on=track.started_on,
    )  # fmt: skip


def _decline_line(named: Named, one: Decline, veil: Veil) -> DeclineLine:
    name = named.partners[one.organisation_id].name
    return DeclineLine(one.organisation_id, name, one.reason, veil(one.note), one.at)
