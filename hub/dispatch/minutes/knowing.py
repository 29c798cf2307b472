"""What the hub knows of each case of a session, in the order of the agenda: written down without anybody typing it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import brussels_date
from hub.dispatch.agendas.planned_tables import PlannedFollowUp
from hub.dispatch.answering import ANSWERS, SEES_CARDS
from hub.dispatch.case import Move, Stage
from hub.dispatch.hand_over_tables import HandOver
from hub.dispatch.neutrality.tables import Considered
from hub.dispatch.sharing.gate import Gets
from hub.dispatch.sharing.sharing_sight import GATE, gate_in
from hub.dispatch.sharing.sharing_tables import SharingGround
from hub.dispatch.table_tables import (
    AgendaItem,
    AgendaReason,
    AgendaState,
    Claim,
    ClaimState,
    Decline,
    Session,
    TableCard,
    TableSeat,
    Track,
)
from hub.dispatch.tables import Referral, Youngster
from hub.dispatch.whose_words import veil_of
from hub.hubs import Hub
from hub.ledger import Entry
from hub.partners.tables import Offer, Organisation
from hub.store import Work

POSTPONED = "postponed"
UNDECIDED = "undecided"
NOT_YET = "not_yet"  # the table has not spoken of it
# The moves that a table decides, out of what was discussed.
DECIDED = (
    Move.CLAIM, Move.WAIT, Move.MEET_CLIENT, Move.ASK_EXPERTS, Move.TALK_WAS_ENOUGH, Move.ANSWER_CONSULT,
    Move.NOT_FOR_US, Move.WITHDRAW, Move.REFER_ELSEWHERE, Move.OFFER, Move.SET_DOUBLE, Move.REOPEN,
)  # fmt: skip
READ = (Gets.CARD, Gets.AGREED)
_LIVE = (ClaimState.MADE, ClaimState.CONFIRMED)


@dataclass(frozen=True)
class Known:
    """One case as the hub knows it: `said` holds codes, days and texts without a name."""

    item_id: UUID
    referral_id: UUID
    said: dict[str, Any]


def known_of(work: Work, session: Session) -> list[Known]:
    """The cases of this session, what was put off on that day included; asks no right."""
    items = _items(work, session)
    cases = [item.referral_id for item, _later, _row in items]
    if not cases:
        return []
    rounds = dict(
        work.session.execute(
            select(Considered.referral_id, Considered.round).where(
                Considered.session_id == session.id, col(Considered.referral_id).in_(cases)
            )
        ).all()
    )
    claims, declines = _by_case(work, Claim, cases), _by_case(work, Decline, cases)
    tracks = {track.claim_id: track for of_case in _by_case(work, Track, cases).values() for track in of_case}
    names = _names(work, session, claims, declines)
    answers = _answers(work, session)
    decided = _decided(work, cases)
    plans = _plans(work, cases)
    hubs = _handed(work, cases)
    late = _grounds_after(work, session, cases)
    found = []
    for item, later, row in items:
        referral: Referral = row[0]
        number = rounds.get(referral.id, referral.round)
        taken = [one for one in claims[referral.id] if one.round == number and one.state in _LIVE]
        no = [one for one in declines[referral.id] if one.round == number]
        veil = veil_of(work, referral, row.Youngster)
        said: dict[str, Any] = {
            "number": referral.number, "initials": row.initials or "", "reason": item.reason,
            "claims": [_claim(one, tracks.get(one.id), names, veil(one.commitment)) for one in taken],
            "declines": [
                {"id": str(one.organisation_id), "partner": names[one.organisation_id], "reason": one.reason}
                for one in no
            ],
            **_outcome(work, session, item, later, decided.get(referral.id, ()), plans, hubs.get(referral.id, ())),
        }  # fmt: skip
        if later is not None and said["outcome"] == POSTPONED:
            said["why"], said["claims"], said["declines"] = veil(later.note), [], []
        spoke = {one.organisation_id for one in (*taken, *no)}
        gets = _gets(work, session, row, answers, late[referral.id], {one.organisation_id for one in taken})
        owes = [one for one in answers if one[2] == ANSWERS and one[0] not in spoke and gets.get(str(one[0])) in READ]
        said["silent"] = [
            {"id": str(one), "partner": name} for one, name, _level in owes if said["outcome"] == UNDECIDED
        ]
        said["gets"] = gets
        found.append(Known(item.id, referral.id, said))
    return found


def gets_now(work: Work, cases: Sequence[UUID]) -> dict[UUID, Any]:
    """The gate of each of these cases as the file stands now."""
    rows = work.session.execute(_WITH_GATE.where(col(Referral.id).in_(cases))).all() if cases else []
    today = brussels_date(work.now)
    return {row.id: gate_in(row, today) for row in rows}


_WITH_GATE: Any = (
    sa.select(col(Referral.id), col(Referral.subject_kind), col(Youngster.birth_date), *GATE)
    .select_from(Referral)
    .outerjoin(TableCard, col(TableCard.referral_id) == col(Referral.id))
    .outerjoin(Youngster, col(Youngster.id) == col(Referral.youngster_id))
)


def _items(work: Work, session: Session) -> list[tuple[AgendaItem, AgendaItem | None, Any]]:
    """Each item with the next place that its case got on an agenda, and its case."""
    items = work.session.exec(
        select(AgendaItem)
        .where(AgendaItem.session_id == session.id)
        .where(col(AgendaItem.state).in_((AgendaState.ON_AGENDA, AgendaState.DONE, AgendaState.REMOVED)))
        .order_by(col(AgendaItem.position), col(AgendaItem.added_at))
    ).all()
    cases = [item.referral_id for item in items]
    every = work.session.exec(
        select(AgendaItem)
        .where(col(AgendaItem.referral_id).in_(cases), AgendaItem.state != AgendaState.PROPOSED)
        .order_by(col(AgendaItem.added_at))
    ).all() if cases else []  # fmt: skip
    rows = {
        row[0].id: row
        for row in work.session.execute(
            sa.select(
                Referral, Youngster, col(TableCard.initials), col(TableCard.approved_at), col(Youngster.birth_date),
                col(Referral.subject_kind), *GATE,
            )
            .outerjoin(TableCard, col(TableCard.referral_id) == col(Referral.id))
            .outerjoin(Youngster, col(Youngster.id) == col(Referral.youngster_id))
            .where(col(Referral.id).in_(cases))
        )
    } if cases else {}  # fmt: skip
    found, day = [], brussels_date(session.at)
    for item in items:
        later = next(
            (one for one in every if one.referral_id == item.referral_id and one.added_at > item.added_at), None
        )
        put_off = later is not None and later.reason == AgendaReason.POSTPONED and brussels_date(later.added_at) >= day
        if item.state != AgendaState.REMOVED or put_off:
            found.append((item, later, rows[item.referral_id]))
    return found


def _by_case(work: Work, kind: type[Any], cases: Sequence[UUID]) -> Mapping[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    order = kind.made_at if kind is Claim else kind.id
    for row in work.session.exec(select(kind).where(col(kind.referral_id).in_(cases)).order_by(order)).all():
        found[row.referral_id].append(row)
    return found


def _names(
    work: Work, session: Session, claims: Mapping[UUID, list[Any]], declines: Mapping[UUID, list[Any]]
) -> dict[UUID, str]:  # fmt: skip
    """Of partners and of offers alike."""
    rows = [one for found in (claims, declines) for of_case in found.values() for one in of_case]
    partners = {one.organisation_id for one in rows}
    offers = {one.offer_id for one in rows if isinstance(one, Claim)}
    found = dict(
        work.session.execute(select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(partners))).all()
    )
    return found | dict(work.session.execute(select(Offer.id, Offer.name).where(col(Offer.id).in_(offers))).all())


def _answers(work: Work, session: Session) -> list[tuple[UUID, str, str]]:
    """The partners of the table with their level."""
    rows = work.session.execute(
        select(Organisation.id, Organisation.name, TableSeat.level)
        .join(TableSeat, col(TableSeat.organisation_id) == col(Organisation.id))
        .where(TableSeat.table_id == session.table_id)
        .order_by(col(TableSeat.position), col(Organisation.sort_key))
    ).all()
    return [(row[0], row[1], row[2]) for row in rows]


def _claim(one: Claim, track: Track | None, names: Mapping[UUID, str], commitment: str) -> dict[str, Any]:
    return {
        "id": str(one.organisation_id), "partner": names[one.organisation_id], "offer": names[one.offer_id],
        "role": track.role if track else one.role, "confirmed": one.state == ClaimState.CONFIRMED,
        "commitment": commitment, "starts": track.agreed_start.isoformat() if track and track.agreed_start else "",
    }  # fmt: skip


def _decided(work: Work, cases: Sequence[UUID]) -> Mapping[UUID, list[Entry]]:
    """How each case went on after a table had discussed it, in the order of time."""
    found: dict[UUID, list[Entry]] = defaultdict(list)
    acts = [f"case.{step}" for step in DECIDED]
    for entry in work.session.exec(
        select(Entry)
        .where(col(Entry.referral_id).in_(cases), col(Entry.act).in_(acts), Entry.from_stage == Stage.DISCUSSED)
        .order_by(col(Entry.id))
    ).all():
        assert entry.referral_id is not None
        found[entry.referral_id].append(entry)
    return found


def _plans(work: Work, cases: Sequence[UUID]) -> list[tuple[PlannedFollowUp, Any]]:
    rows = work.session.execute(
        select(PlannedFollowUp, Session.at)
        .outerjoin(Session, col(Session.id) == col(PlannedFollowUp.session_id))
        .where(col(PlannedFollowUp.referral_id).in_(cases))
    ).all()
    return [(row[0], row[1]) for row in rows]


def _handed(work: Work, cases: Sequence[UUID]) -> Mapping[UUID, list[tuple[Any, str]]]:
    found: dict[UUID, list[tuple[Any, str]]] = defaultdict(list)
    for case, at, name in work.session.execute(
        select(HandOver.referral_id, HandOver.offered_at, Hub.name)
        .join(Hub, col(Hub.id) == col(HandOver.to_hub_id))
        .where(col(HandOver.referral_id).in_(cases))
    ).all():
        found[case].append((at, name))
    return found


def _outcome(
    work: Work,
    session: Session,
    item: AgendaItem,
    later: AgendaItem | None,
    decided: Sequence[Entry],
    plans: Sequence[tuple[PlannedFollowUp, Any]],
    handed: Sequence[tuple[Any, str]],
) -> dict[str, Any]:
    """What became of it at this table: the first decision before the case came onto another agenda."""
    if item.state == AgendaState.REMOVED and later is not None:
        to = work.session.get_one(Session, later.session_id)
        return {"outcome": POSTPONED, "on": _day(later.added_at), "by": _day(to.at)}
    until = later.added_at if later is not None else None
    entry = next((one for one in decided if one.at >= item.added_at and (until is None or one.at <= until)), None)
    if entry is None:
        return {"outcome": UNDECIDED if item.state == AgendaState.DONE else NOT_YET}
    said = {"outcome": entry.act.removeprefix("case."), "on": _day(entry.at)}
    for plan, sits in plans:
        if plan.referral_id == item.referral_id and plan.made_at == entry.at:
            said |= {"by": plan.by.isoformat(), "sits": _day(sits) if sits else ""}
    for at, name in handed:
        if at == entry.at:
            said["hub"] = name
    return said


def _day(moment: Any) -> str:
    return brussels_date(moment).isoformat()


def _grounds_after(work: Work, session: Session, cases: Sequence[UUID]) -> Mapping[UUID, set[UUID]]:
    """For whom it was only recorded after the session that it reads: at the table it saw nothing."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    over = session.closed_at or work.now
    for case, one in work.session.execute(
        select(SharingGround.referral_id, SharingGround.organisation_id).where(
            col(SharingGround.referral_id).in_(cases), SharingGround.noted_at > over
        )
    ).all():
        found[case].add(one)
    return found


def _gets(
    work: Work, session: Session, row: Any, seats: Sequence[tuple[UUID, str, str]], late: set[UUID], takes: set[UUID]
) -> dict[str, str]:  # fmt: skip
    """What each partner could read of this case at the table; nobody where the card was not approved by then."""
    if row.approved_at is None or row.approved_at > (session.closed_at or work.now):
        return {}
    gate = gate_in(row, brussels_date(work.now))
    got = {
        one: gate.gets(one) for one, _name, level in seats if level in SEES_CARDS and (one not in late or one in takes)
    }
    return {str(one): str(gets) for one, gets in got.items() if gets != Gets.NOTHING}
