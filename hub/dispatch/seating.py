"""Where a case stands with its table now, and who may speak for whom there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.asker import Role
from hub.dispatch.answering import ANSWERS, OnTable, may_read, on_the_table
from hub.dispatch.case import Stage
from hub.dispatch.house_rules.rules_sight import must_accept
from hub.dispatch.table_tables import AgendaItem, AgendaState, Claim, ClaimState, Decline, Session, TableSeat, Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import is_open
from hub.lookups import Lookup
from hub.partners.tables import HubPartner
from hub.people.rights import Right, require
from hub.problems import NotAllowed, NotFound, Refused
from hub.store import Work
from hub.wording import _


@dataclass(frozen=True)
class Round:
    """One round of a case at a table: who takes it up, who declined, and who works on it since an earlier round."""

    session: Any  # id, hub_id, table_id, at and closed_at of it
    item_id: UUID
    reason: str  # why it is on the agenda
    note: str  # why it was put off
    discussed: bool
    levels: dict[UUID, str]  # organisation: its seat's level
    claims: Sequence[Claim]  # live ones, the lead first
    declines: Sequence[Decline]
    running: Sequence[Track]  # open tracks that no claim of this round brought about
    came_of: dict[UUID, Track]  # the tracks that claims brought about, by claim
    held: frozenset[UUID]  # the offers of which the case has a place, by a claim or by a track

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


# Who sits at a table for a hub, and at which level.
Levels = dict[tuple[UUID, UUID], dict[UUID, str]]

# Made once: making one of these takes longer than answering it.
CASES: Any = sa.bindparam("cases", expanding=True)
_LAST = Lookup(
    sa.select(
        *map(col, (Session.id, Session.hub_id, Session.table_id, Session.at, Session.closed_at)),
        *map(col, (AgendaItem.referral_id, AgendaItem.reason, AgendaItem.state, AgendaItem.note)),
        col(AgendaItem.id).label("item_id"),
    )
    .select_from(AgendaItem)
    .join(Session, col(Session.id) == col(AgendaItem.session_id))
    .where(col(AgendaItem.referral_id).in_(CASES))
    .where(col(AgendaItem.state).in_((AgendaState.ON_AGENDA, AgendaState.DONE)))
    .distinct(col(AgendaItem.referral_id))
    .order_by(col(AgendaItem.referral_id), col(AgendaItem.added_at).desc(), col(Session.at).desc())
)
_CLAIMS: Any = (
    select(Claim)
    .where(col(Claim.referral_id).in_(CASES), col(Claim.state).in_((ClaimState.MADE, ClaimState.CONFIRMED)))
    .order_by(col(Claim.role).desc(), col(Claim.made_at))
    .execution_options(populate_existing=True)
)
_DECLINES: Any = (
    select(Decline)
    .where(col(Decline.referral_id).in_(CASES))
    .order_by(col(Decline.at))
    .execution_options(populate_existing=True)
)
_TRACKS: Any = select(Track).where(col(Track.referral_id).in_(CASES)).order_by(sa.text("agreed_at, id"))
_SAID = (_CLAIMS, _DECLINES, _TRACKS)
_SAID_TO_READ = tuple(map(Lookup, _SAID))
_LEVELS = Lookup(
    select(TableSeat.table_id, HubPartner.hub_id, TableSeat.organisation_id, TableSeat.level)
    .join(HubPartner, col(HubPartner.organisation_id) == col(TableSeat.organisation_id))
    .where(col(TableSeat.table_id).in_(sa.bindparam("tables", expanding=True)))
    .where(col(HubPartner.hub_id).in_(sa.bindparam("hubs", expanding=True)))
)


def round_of(work: Work, referral: Referral) -> Round | None:
    """The round in which this case is or last was; None when it never came to a table."""
    said = [work.session.execute(query, {"cases": [referral.id]}).scalars().all() for query in _SAID]
    return _rounds(work, [referral], said, {}).get(referral.id)


def rounds_of(work: Work, referrals: Sequence[Referral], known: Levels | None = None) -> dict[UUID, Round]:
    """The same by case, to read only. As many questions for a whole agenda as for one case, and none about who sits at
    tables that are `known`."""
    cases = [one.id for one in referrals]
    return _rounds(work, referrals, [lookup.ask(work.session, cases=cases) for lookup in _SAID_TO_READ], known or {})


def _rounds(
    work: Work, referrals: Sequence[Referral], said: Sequence[Sequence[Any]], known: Levels
) -> dict[UUID, Round]:  # fmt: skip
    last = {row.referral_id: row for row in _LAST.ask(work.session, cases=[one.id for one in referrals])}
    tabled = [one for one in referrals if one.id in last]
    levels = _levels(work, list(last.values()), known)
    claims, declines, tracks = (_by_case(found, tabled) for found in said)
    return {
        one.id: _round(one, last[one.id], levels, claims[one.id], declines[one.id], tracks[one.id]) for one in tabled
    }


def _round(
    referral: Referral, last: Any, levels: Levels,
    claims: Sequence[Claim], declines: Sequence[Decline], tracks: Sequence[Track],
) -> Round:  # fmt: skip
    """The present round, of all that was ever said of this case."""
    made = [claim for claim in claims if claim.round == referral.round]
    held = {claim.offer_id for claim in claims if claim.state == ClaimState.MADE}
    return Round(
        last, last.item_id, last.reason, last.note, last.state == AgendaState.DONE, levels[last.table_id, last.hub_id],
        made,
        [decline for decline in declines if decline.round == referral.round],
        running=_since_before(tracks, made),
        came_of={track.claim_id: track for track in tracks if track.claim_id},
        held=frozenset(held | {track.offer_id for track in tracks if track.holds_place and track.offer_id}),
    )  # fmt: skip


def levels_of(work: Work, session: Session) -> dict[UUID, str]:
    """The partners of the hub that sit at this table, with their level."""
    return _levels(work, [session], {})[session.table_id, session.hub_id]


def _levels(work: Work, sessions: Sequence[Session], known: Levels) -> Levels:
    """Of several tables at once."""
    at = {**known}
    if asked := {(one.table_id, one.hub_id) for one in sessions} - known.keys():
        at |= {one: {} for one in asked}
        which = {"tables": list({table for table, _hub in asked}), "hubs": list({hub for _table, hub in asked})}
        for table_id, hub_id, organisation_id, level in _LEVELS.ask(work.session, **which):
            at.setdefault((table_id, hub_id), {})[organisation_id] = level
    return at


def _by_case(rows: Sequence[Any], referrals: Sequence[Referral]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {one.id: [] for one in referrals}
    for row in rows:
        found.setdefault(row.referral_id, []).append(row)
    return found


def _since_before(tracks: Sequence[Track], claims: Sequence[Claim]) -> list[Track]:
    """Open ones that no claim of this round brought about."""
    of_this_round = {claim.id for claim in claims}
    return [track for track in tracks if is_open(track.stage) and track.claim_id not in of_this_round]


def stands(referral: Referral, session: Any) -> OnTable:
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
    if own and must_accept(work, referral.hub_id, [organisation_id]):
        raise Refused(_("Jullie organisatie aanvaardde het huishoudelijk reglement nog niet. Je vindt het bij Tafel."))
    if sitting.levels[organisation_id] != ANSWERS:
        raise NotAllowed(_("Deze zetel denkt mee, maar neemt geen vragen op."))
    if own and not on_the_table(stands(referral, sitting.session), work.now) and not sitting.claim_of(organisation_id):
        raise Refused(_("De tijd om te antwoorden is voorbij. Bel het meldpunt als je nog iets wil doen."))
    return sitting
