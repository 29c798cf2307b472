"""Where a case stands with its table now, and who may speak for whom there."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from hub.asker import Role
from hub.dispatch.answering import ANSWERS, OnTable, may_read, on_the_table
from hub.dispatch.case import Stage
from hub.dispatch.moves import tracks_of
from hub.dispatch.table_tables import AgendaItem, AgendaState, Claim, ClaimState, Decline, Session, TableSeat, Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import is_open
from hub.partners.tables import HubPartner
from hub.people.rights import Right, require
from hub.problems import NotAllowed, NotFound, Refused
from hub.store import Work
from hub.wording import _


@dataclass(frozen=True)
class Round:
    """One round of a case at a table: who takes it up, who declined, and who works on it since an earlier round."""

    session: Session
    item: AgendaItem
    levels: dict[UUID, str]  # organisation: its seat's level
    claims: Sequence[Claim]  # live ones, the lead first
    declines: Sequence[Decline]
    running: Sequence[Track]  # open tracks that no claim of this round brought about

    @property
    def lead(self) -> Claim | None:
        return next((claim for claim in self.claims if claim.role == "lead"), None)

    @property
    def leader(self) -> UUID | None:
        """The partner that leads, by its claim of this round or by a track that runs."""
        if self.lead:
            return self.lead.organisation_id
        return next((track.organisation_id for track in self.running if track.role == "lead"), None)

    def track_of(self, organisation_id: UUID) -> Track | None:
        return next((track for track in self.running if track.organisation_id == organisation_id), None)

    def claim_of(self, organisation_id: UUID) -> Claim | None:
        return next((claim for claim in self.claims if claim.organisation_id == organisation_id), None)

    def decline_of(self, organisation_id: UUID) -> Decline | None:
        return next((one for one in self.declines if one.organisation_id == organisation_id), None)

    def owing(self) -> set[UUID]:
        """The co-working partners that neither took it up nor declined, nor work on it already."""
        answered = {claim.organisation_id for claim in self.claims} | {one.organisation_id for one in self.declines}
        answered |= {track.organisation_id for track in self.running}
        return {one for one, level in self.levels.items() if level == ANSWERS and one not in answered}


def round_of(work: Work, referral: Referral) -> Round | None:
    """The round in which this case is or last was; None when it never came to a table."""
    found = work.session.exec(
        select(AgendaItem, Session)
        .join(Session, col(Session.id) == col(AgendaItem.session_id))
        .where(AgendaItem.referral_id == referral.id)
        .where(col(AgendaItem.state).in_((AgendaState.ON_AGENDA, AgendaState.DONE)))
        .order_by(col(AgendaItem.added_at).desc(), col(Session.at).desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        return None
    item, session = found
    claims = live_claims(work, referral)
    return Round(
        session, item, levels_of(work, session), claims, declines(work, referral), _running(work, referral, claims)
    )


def levels_of(work: Work, session: Session) -> dict[UUID, str]:
    """The partners of the hub that sit at this table, with their level."""
    rows = work.session.exec(
        select(TableSeat.organisation_id, TableSeat.level)
        .join(HubPartner, col(HubPartner.organisation_id) == col(TableSeat.organisation_id))
        .where(TableSeat.table_id == session.table_id, HubPartner.hub_id == session.hub_id)
    ).all()
    return dict(rows)


def live_claims(work: Work, referral: Referral) -> Sequence[Claim]:
    """Made and confirmed claims of the case's present round, the lead first."""
    return work.session.exec(
        select(Claim)
        .where(Claim.referral_id == referral.id, Claim.round == referral.round)
        .where(col(Claim.state).in_((ClaimState.MADE, ClaimState.CONFIRMED)))
        .order_by(col(Claim.role).desc(), col(Claim.made_at))
        .execution_options(populate_existing=True)
    ).all()


def declines(work: Work, referral: Referral) -> Sequence[Decline]:
    return work.session.exec(
        select(Decline)
        .where(Decline.referral_id == referral.id, Decline.round == referral.round)
        .order_by(col(Decline.at))
        .execution_options(populate_existing=True)
    ).all()


def _running(work: Work, referral: Referral, claims: Sequence[Claim]) -> list[Track]:
    of_this_round = {claim.id for claim in claims}
    return [
        track for track in tracks_of(work, referral.id) if is_open(track.stage) and track.claim_id not in of_this_round
    ]


def stands(referral: Referral, session: Session) -> OnTable:
    return OnTable(Stage(referral.stage), referral.next_due, session.closed_at is not None)


def reads(work: Work, referral: Referral, sitting: Round, organisation_id: UUID) -> bool:
    """Whether this partner may read the card of this case now."""
    return may_read(
        stands(referral, sitting.session), work.now,
        level=sitting.levels.get(organisation_id, ""),
        works_on_it=bool(sitting.claim_of(organisation_id) or sitting.track_of(organisation_id)),
        declined=sitting.decline_of(organisation_id) is not None,
    )  # fmt: skip


def speak_for(work: Work, referral: Referral, organisation_id: UUID) -> Round:
    """The round in which the asker may answer for this partner: as its member with a seat, or as chair for anyone.

    Outsiders and unseated partners get NotFound, a seat that only thinks along NotAllowed, an answer that comes too
    late Refused.
    """
    own = organisation_id in work.asker.organisations_as(Role.PARTNER)
    if not own:
        if work.asker.has(Role.PARTNER) and not work.asker.has(Role.COORDINATOR, referral.hub_id):
            raise NotFound
        require(work.asker, Right.DECIDE, referral.hub_id)
    sitting = round_of(work, referral)
    if sitting is None or organisation_id not in sitting.levels:
        raise NotFound
    if sitting.levels[organisation_id] != ANSWERS:
        raise NotAllowed(_("Deze zetel denkt mee, maar neemt geen vragen op."))
    if own and not on_the_table(stands(referral, sitting.session), work.now) and not sitting.claim_of(organisation_id):
        raise Refused(_("De tijd om te antwoorden is voorbij. Bel het meldpunt als je nog iets wil doen."))
    return sitting
