"""What a partner declined: once more asked, it reads that it did; and its own answer after the card is shut."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.asker import Role
from hub.dispatch.partner_sight import ANSWER_SHOWN
from hub.dispatch.table_tables import Decline, Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import TrackStage
from hub.dispatch.whose_words import people_of, veil_by_case
from hub.lookups import Lookup
from hub.people.rights import Right, require
from hub.problems import NotFound
from hub.store import Work


@dataclass(frozen=True)
class Said:
    """A decline in the own words of whoever reads; what the coordinator noted for them names nobody."""

    number: str
    organisation_id: UUID
    reason: str
    note: str
    at: datetime


_OWN: Any = sa.bindparam("partners", expanding=True)
_CASES: Any = sa.bindparam("cases", expanding=True)
_AT_TABLE: Any = (
    sa.select(
        col(Decline.referral_id).label("case"), col(Decline.organisation_id), col(Decline.reason), col(Decline.note),
        col(Decline.at), col(Decline.by), col(Referral.number),
    )
    .join(Referral, col(Referral.id) == col(Decline.referral_id))
    .where(col(Decline.organisation_id).in_(_OWN), col(Decline.referral_id).in_(_CASES))
    .where(col(Decline.round) < col(Referral.round))
)  # fmt: skip
_STRAIGHT: Any = (
    sa.select(
        col(Track.referral_id).label("case"), col(Track.organisation_id), col(Track.end_reason), col(Track.end_note),
        col(Track.stage_since), sa.cast(sa.null(), sa.Uuid()), col(Referral.number),
    )
    .join(Referral, col(Referral.id) == col(Track.referral_id))
    .where(col(Track.organisation_id).in_(_OWN), col(Track.referral_id).in_(_CASES))
    .where(col(Track.stage) == TrackStage.DECLINED)
)  # fmt: skip
_BEFORE = Lookup(sa.union_all(_AT_TABLE, _STRAIGHT).order_by(sa.text("at")))


def before(work: Work, own: Collection[UUID], cases: Sequence[UUID]) -> Mapping[UUID, Said]:
    """What these partners, the asker's own, said no to last, when each of these cases was asked before."""
    if not own or not cases:
        return {}
    rows = _BEFORE.ask(work.session, partners=list(own), cases=list(cases))
    mine = people_of(work, own) if rows else ()
    return {row.case: _said(work, row.case, row, mine) for row in rows}


def of_mine(work: Work, decline_id: UUID) -> tuple[Decline, Said]:
    """A decline of the asker's partners of a short while ago; NotFound for another one, and later."""
    require(work.asker, Right.CLAIM)
    row = work.session.get(Decline, decline_id)
    own = work.asker.organisations_as(Role.PARTNER)
    if row is None or row.organisation_id not in own or row.at < work.now - ANSWER_SHOWN:
        raise NotFound
    number = work.session.get_one(Referral, row.referral_id).number
    note = row.note if row.by in people_of(work, own) else veil_by_case(work, row.referral_id)(row.note)
    return row, Said(number, row.organisation_id, row.reason, note, row.at)


def last_of(work: Work, own: Collection[UUID], referral_id: UUID) -> UUID | None:
    """The decline that `of_mine` shows about this case."""
    wanted = (
        select(Decline.id)
        .where(Decline.referral_id == referral_id, col(Decline.organisation_id).in_(own))
        .where(col(Decline.at) >= work.now - ANSWER_SHOWN)
        .order_by(col(Decline.at).desc())
    )
    return work.session.exec(wanted.limit(1)).first()


def _said(work: Work, case: UUID, row: Any, mine: Collection[UUID]) -> Said:
    note = row.note if row.by in mine else veil_by_case(work, case)(row.note)
    return Said(row.number, row.organisation_id, row.reason, note, row.at)
