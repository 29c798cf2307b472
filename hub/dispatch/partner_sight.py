"""What a partner is asked, and which of its claims wait: the home of its members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.asker import Role
from hub.dispatch import seating
from hub.dispatch.case import Stage
from hub.dispatch.cases_on_table import cases_on
from hub.dispatch.seen import Seen
from hub.dispatch.table_tables import (
    AgendaItem,
    AgendaState,
    Claim,
    ClaimState,
    Decline,
    Session,
    TableCard,
    TableSeat,
    Track,
)
from hub.dispatch.tables import Referral
from hub.dispatch.track import OPEN
from hub.dispatch.whose_words import people_of, veil_by_case
from hub.hubs import Hub
from hub.lookups import Lookup
from hub.partners.tables import HubPartner, Offer, Organisation
from hub.people.rights import Right, require
from hub.store import Work

ANSWER_SHOWN = timedelta(days=14)


@dataclass(frozen=True)
class Asking:
    """The sitting at which a card lies."""

    session_id: UUID
    at: datetime
    hub_id: UUID
    hub: str


@dataclass(frozen=True)
class Answered:
    """A claim of ours that was settled a short while ago, or still waits."""

    claim: Claim
    number: str
    offer: str
    initials: str  # as the card says them
    session_id: UUID | None  # where it still lies and can be read
    why: str  # it was not chosen, without a name


@dataclass(frozen=True)
class Declined:
    """A decline of ours of a short while ago, in our own words; what the coordinator noted for us names nobody."""

    id: UUID
    number: str
    reason: str
    note: str
    at: datetime


# Made once: making one of these takes longer than answering it.
OWN: Any = sa.bindparam("partners", expanding=True)
_ORGANISATIONS = Lookup(select(Organisation).where(col(Organisation.id).in_(OWN)).order_by(col(Organisation.sort_key)))
_OF_PARTNER = select(HubPartner.hub_id).where(col(HubPartner.organisation_id).in_(OWN))
_SEATED = select(TableSeat.table_id).where(
    col(TableSeat.organisation_id).in_(OWN), col(TableSeat.level) == seating.ANSWERS
)
# Of each case by itself (OFFSET 0 keeps it so): a table has had far more cases than there are on all tables now.
_PLACES = (
    sa.select(
        col(AgendaItem.id), *map(col, (AgendaItem.session_id, AgendaItem.position, AgendaItem.added_at)),
        *map(col, (Session.table_id, Session.at)),
    )
    .join(Session, col(Session.id) == col(AgendaItem.session_id))
    .where(col(AgendaItem.referral_id) == col(Referral.id), col(Session.cancelled_at).is_(None))
    .where(col(AgendaItem.state).in_((AgendaState.ON_AGENDA, AgendaState.DONE)))
    .correlate(Referral)
    .offset(sa.literal_column("0"))
    .lateral()
)  # fmt: skip
_LIE: Any = (
    sa.select(
        _PLACES, col(Referral.id).label("referral_id"), col(Referral.round), col(Referral.hub_id),
    )
    .select_from(Referral)
    .join(_PLACES, sa.true())
    .where(col(Referral.stage).in_((Stage.ON_TABLE, Stage.DISCUSSED)))
    .where(col(Referral.hub_id).in_(_OF_PARTNER), _PLACES.c.table_id.in_(_SEATED))
    .cte("lies")
    .prefix_with("MATERIALIZED")
)  # fmt: skip


def _ours(table: Any, *more: Any) -> Any:
    """Whether there is such a row of these partners about a case that lies there."""
    of_case = select(table.id).where(col(table.referral_id) == _LIE.c.referral_id)
    return of_case.where(col(table.organisation_id).in_(OWN), *more).exists()


_THAT_ASK = Lookup(
    sa.select(_LIE, col(Hub.name).label("hub"))
    .join(Hub, col(Hub.id) == _LIE.c.hub_id)
    .where(
        ~_ours(Decline, col(Decline.round) == _LIE.c.round),
        ~_ours(Claim, col(Claim.round) == _LIE.c.round, col(Claim.state).in_((ClaimState.MADE, ClaimState.CONFIRMED))),
        ~_ours(Track, col(Track.stage).in_(OPEN)),
    )
    .order_by(_LIE.c.at, _LIE.c.session_id, _LIE.c.position, _LIE.c.added_at)
)
_REFUSED_LATELY = (col(Claim.state) == ClaimState.REFUSED) & (col(Claim.settled_at) > sa.bindparam("since"))
_CLAIMS = Lookup(
    select(Claim, Referral.number, Offer.name)
    .join(Referral, col(Referral.id) == col(Claim.referral_id))
    .join(Offer, col(Offer.id) == col(Claim.offer_id))
    .where(col(Claim.organisation_id).in_(OWN))
    .where((col(Claim.state) == ClaimState.MADE) | _REFUSED_LATELY)
    .order_by(col(Claim.made_at))
)
_DECLINES = Lookup(
    select(Decline, Referral.number)
    .join(Referral, col(Referral.id) == col(Decline.referral_id))
    .where(col(Decline.organisation_id).in_(OWN), col(Decline.at) > sa.bindparam("since"))
    .order_by(sa.desc(col(Decline.at)))
    .limit(50)
)
_WHERE_THEY_LIE = Lookup(
    select(AgendaItem.referral_id, TableCard.initials, AgendaItem.session_id)
    .join(TableCard, col(TableCard.referral_id) == col(AgendaItem.referral_id))
    .join(Referral, col(Referral.id) == col(AgendaItem.referral_id))
    .where(col(AgendaItem.referral_id).in_(seating.CASES), col(AgendaItem.state) != AgendaState.REMOVED)
    .where(col(Referral.stage).in_((Stage.ON_TABLE, Stage.DISCUSSED)))
    .order_by(col(AgendaItem.added_at))
)


def own_organisations(work: Work) -> Sequence[Organisation]:
    """The partners that the asker is a member of, by name. NotAllowed or NotFound for who is at none."""
    require(work.asker, Right.CLAIM)
    own = work.asker.organisations_as(Role.PARTNER)
    return _ORGANISATIONS.ask(work.session, partners=list(own))


def asked_of(work: Work, partners: Sequence[Organisation]) -> list[tuple[Asking, Seen]]:
    """Cards that wait for an answer of these partners, the asker's own, over all tables where they sit, soonest table
    first."""
    own = frozenset(one.id for one in partners)
    rows = _THAT_ASK.ask(work.session, partners=list(own))
    tables = {row.session_id: Asking(row.session_id, row.at, row.hub_id, row.hub) for row in rows}
    waiting: dict[UUID, list[Seen]] = {one: [] for one in tables}
    for hub_id in {row.hub_id for row in rows}:
        of_hub = [row for row in rows if row.hub_id == hub_id]
        for item, case in cases_on(work, hub_id, of_hub, partners, chair=False, own=own):
            if case.answerable:
                waiting[item.session_id].append(case)
    return [(tables[one], case) for one, cases in waiting.items() for case in cases]


def claims_of(work: Work) -> list[Answered]:
    """Claims of the asker's partners that wait for the coordinator, or were answered in the last two weeks."""
    own = work.asker.organisations_as(Role.PARTNER)
    rows = _CLAIMS.ask(work.session, partners=list(own), since=work.now - ANSWER_SHOWN)
    lies = _where_they_lie(work, [row.referral_id for row in rows if not row.settled_at])
    return [
        Answered(
            row, row.number, row.name, *lies.get(None if row.settled_at else row.referral_id, ("", None)),
            why=veil_by_case(work, row.referral_id)(row.settled_note) if row.settled_note else "",
        )
        for row in rows
    ]  # fmt: skip


def declines_of(work: Work) -> list[Declined]:
    """What the asker's partners declined in the last two weeks, and what they said with it, the latest first."""
    own = work.asker.organisations_as(Role.PARTNER)
    rows = _DECLINES.ask(work.session, partners=list(own), since=work.now - ANSWER_SHOWN)
    mine = people_of(work, own) if rows else ()
    notes = [one.note if one.by in mine else veil_by_case(work, one.referral_id)(one.note) for one in rows]
    return [Declined(one.id, one.number, one.reason, note, one.at) for one, note in zip(rows, notes, strict=True)]


def _where_they_lie(work: Work, referral_ids: Sequence[UUID]) -> dict[UUID | None, tuple[str, UUID | None]]:
    """Of cases that are still on a table: the initials on their card, and the session."""
    if not referral_ids:
        return {}
    rows = _WHERE_THEY_LIE.ask(work.session, cases=list(referral_ids))
    return {referral_id: (initials, session_id) for referral_id, initials, session_id in rows}
