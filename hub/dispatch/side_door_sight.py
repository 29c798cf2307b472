"""What a partner sees of those whom it registered, and what the desk reads of how a case came by the side door."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.asker import Role
from hub.columns import table_of
from hub.dispatch import identity
from hub.dispatch.case import STAGE_WORDS, Outcome, Stage
from hub.dispatch.clb import ClbStands
from hub.dispatch.side_door import FIRST_ROUND
from hub.dispatch.side_door_tables import ASKED_BY_WORDS, AskedBy, SideDoor
from hub.dispatch.table_tables import Claim, ClaimState, Track
from hub.dispatch.tables import Referral, Youngster
from hub.dispatch.track import TRACK_WORDS, TrackStage
from hub.lookups import Lookup
from hub.partners.tables import Offer, Organisation
from hub.store import Work
from hub.wording import _

SHOWN = 20


@dataclass(frozen=True)
class OwnLine:
    """One that the asker's partner registered: `claim` is how its own claim stands, "" without one."""

    number: str
    initials: str
    at: datetime
    stage: str
    claim: str
    clb_stands: str | None
    is_naft: bool
    track_id: UUID | None
    track_stage: str | None

    @property
    def words(self) -> str:
        """How it stands, for the partner: whose turn it is, or how its own track goes."""
        if self.track_stage:
            return _("traject: %(stage)s", stage=_(TRACK_WORDS[TrackStage(self.track_stage)]))
        if self.claim == ClaimState.MADE:
            waits = self.is_naft and self.clb_stands in (ClbStands.WAITS, ClbStands.REFUSED)
            return _("wacht op het CLB") if waits else _("wacht op de coördinator")
        if self.stage == Stage.SUBMITTED:
            return _("de coördinator kijkt het na")
        return _(STAGE_WORDS[Stage(self.stage)])

    @property
    def state(self) -> str:
        if self.track_stage:
            return "course"
        return "rest" if self.stage == Stage.CLOSED else "waits"


D, R, Y = table_of(SideDoor), table_of(Referral), table_of(Youngster)
C, F, T, G = table_of(Claim), table_of(Offer), table_of(Track), table_of(Organisation)
_PARTNERS: Any = sa.bindparam("partners", expanding=True)
_OF_US = sa.and_(C.c.referral_id == D.c.referral_id, C.c.organisation_id == D.c.organisation_id)
_OWN = Lookup(
    sa.select(
        R.c.number, R.c.subject_kind, R.c.stage, R.c.clb_stands, D.c.at, Y.c.first_name, Y.c.last_name, C.c.state,
        F.c.is_naft, T.c.id.label("track_id"),
        T.c.stage.label("track_stage"),
    )
    .select_from(D)
    .join(R, R.c.id == D.c.referral_id)
    .outerjoin(Y, Y.c.id == R.c.youngster_id)
    .outerjoin(C, sa.and_(_OF_US, C.c.round == FIRST_ROUND))
    .outerjoin(F, F.c.id == C.c.offer_id)
    .outerjoin(T, T.c.claim_id == C.c.id)
    .where(D.c.organisation_id.in_(_PARTNERS), R.c.outcome.is_distinct_from(Outcome.DOUBLE.value))
    .order_by(sa.desc(D.c.at), R.c.id)
    .limit(SHOWN)
)  # fmt: skip


def own(work: Work) -> list[OwnLine]:
    """What the asker's partners registered, the last one first."""
    mine = list(work.asker.organisations_as(Role.PARTNER))
    return [
        OwnLine(
            row.number, identity.initials_of(row.first_name, row.last_name, row.subject_kind), row.at,
            row.stage, row.state or "", row.clb_stands, bool(row.is_naft), row.track_id, row.track_stage,
        )
        for row in (_OWN.ask(work.session, partners=mine) if mine else ())
    ]  # fmt: skip


@dataclass(frozen=True)
class How:
    """How a case came in, for the desk; it `waits` while the coordinator has not answered the partner."""

    partner: str
    asked_by: str
    asked_name: str
    came_on: date | None
    started_on: date | None
    offer: str
    waits: bool


_HOW = Lookup(
    sa.select(
        G.c.name.label("partner"), D.c.asked_by, D.c.asked_name, D.c.came_on, D.c.started_on,
        F.c.name.label("offer"), C.c.state,
    )
    .select_from(D)
    .join(G, G.c.id == D.c.organisation_id)
    .outerjoin(C, sa.and_(_OF_US, C.c.round == FIRST_ROUND))
    .outerjoin(F, F.c.id == C.c.offer_id)
    .where(D.c.referral_id == sa.bindparam("case", type_=sa.Uuid()))
)  # fmt: skip


def how(work: Work, referral_id: UUID) -> How | None:
    """None for a case that came in another way. Who asks for a case has looked whether the asker may see it."""
    rows = _HOW.ask(work.session, case=referral_id)
    return _how(rows[0]) if rows else None


def _how(row: Any) -> How:
    return How(
        row.partner, _(ASKED_BY_WORDS[AskedBy(row.asked_by)]), row.asked_name, row.came_on, row.started_on,
        row.offer or "", row.state == ClaimState.MADE,
    )  # fmt: skip
