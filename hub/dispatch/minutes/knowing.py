"""What the hub knows of each case of a session, in the order of the agenda: written down without anybody typing it, and
the same on the page of the session, in its minutes and on paper."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import brussels_date
from hub.dispatch.agendas.belonging import Placed, who_owes
from hub.dispatch.answering import ANSWERS, SEES_CARDS
from hub.dispatch.minutes.outcomes import POSTPONED, UNDECIDED, Became, outcome, standing_at
from hub.dispatch.sharing.gate import Gets
from hub.dispatch.sharing.sharing_sight import GATE, gate_in
from hub.dispatch.sharing.sharing_tables import SharingGround
from hub.dispatch.table_tables import (
    Claim,
    ClaimState,
    Decline,
    Session,
    TableCard,
    TableSeat,
    Track,
)
from hub.dispatch.tables import Referral, Youngster
from hub.dispatch.track import is_open
from hub.dispatch.whose_words import veil_of
from hub.partners.tables import Offer, Organisation
from hub.store import Work

READ = (Gets.CARD, Gets.AGREED)
_LIVE = (ClaimState.MADE, ClaimState.CONFIRMED)


@dataclass(frozen=True)
class Known:
    """One case as the hub knows it: `said` holds codes, days and texts without a name."""

    item_id: UUID
    referral_id: UUID
    said: dict[str, Any]


def known_of(work: Work, session: Session) -> list[Known]:
    """The cases of this session, what was put off or not reached included; asks no right."""
    places, became = standing_at(work, session)
    cases = [one.item.referral_id for one in places]
    if not cases:
        return []
    rows = _rows(work, cases)
    claims, declines = _by_case(work, Claim, cases), _by_case(work, Decline, cases)
    tracks = _by_case(work, Track, cases)
    names = _names(work, claims, declines, tracks)
    answers = _answers(work, session)
    late = _grounds_after(work, session, cases)
    found = []
    for one in places:
        row = rows[one.item.referral_id]
        referral: Referral = row[0]
        number = _round(one.last, became, referral, claims[referral.id], declines[referral.id])
        taken = [said for said in claims[referral.id] if said.round == number and _was_said(said, session)]
        no = [said for said in declines[referral.id] if said.round == number]
        ran = [said for said in tracks[referral.id] if _ran(work, said, session, taken)]
        of_claim = {track.claim_id: track for track in tracks[referral.id]}
        veil = veil_of(work, referral, row.Youngster)
        said: dict[str, Any] = {
            "number": referral.number, "initials": row.initials or "", "reason": one.last.item.reason,
            "claims": [_claim(claim, of_claim.get(claim.id), names, veil(claim.commitment)) for claim in taken],
            "declines": [
                {"id": str(nay.organisation_id), "partner": names[nay.organisation_id], "reason": nay.reason}
                for nay in no
            ],
            "running": [
                {"partner": names[track.organisation_id], "offer": names.get(track.offer_id, "")} for track in ran
            ],
            "places": [str(place.item.id) for place in one.times], **outcome(work, became, one),
        }  # fmt: skip
        if said["outcome"] == POSTPONED:
            note = one.last.later.note if one.last.later else ""
            said["why"] = veil(note)
            said["claims"], said["declines"] = [], []
        gets = _gets(work, session, row, answers, late[referral.id], {claim.organisation_id for claim in taken})
        silent, unread = who_owes(
            [seat for seat, _name, level in answers if level == ANSWERS],
            {answer.organisation_id for answer in (*taken, *no)}, {track.organisation_id for track in ran},
            partial(_read, gets),
        ) if said["outcome"] == UNDECIDED else ([], [])  # fmt: skip
        called = {seat: name for seat, name, _level in answers}
        said["silent"] = [{"id": str(seat), "partner": called[seat]} for seat in silent]
        said["unread"] = [{"id": str(seat), "partner": called[seat]} for seat in unread]
        said["gets"] = gets
        found.append(Known(one.item.id, referral.id, said))
    return found


def _read(gets: Mapping[str, str], organisation_id: UUID) -> bool:
    return gets.get(str(organisation_id)) in READ


def _ran(work: Work, track: Track, session: Session, taken: Sequence[Claim]) -> bool:
    """Whether this partner worked on it already as the table sat, by no claim of that round."""
    over = session.closed_at or work.now
    if track.claim_id in {claim.id for claim in taken} or (track.agreed_at or track.stage_since) > over:
        return False
    return is_open(track.stage) if track.ended_on is None else track.ended_on > brussels_date(over)


def _round(
    one: Placed, became: Became, referral: Referral, claims: Sequence[Claim], declines: Sequence[Decline]
) -> int:  # fmt: skip
    """In which round the table had it there: as it was written down, else by what was answered before it came onto
    another agenda. What partners say at that next table is no word of this one."""
    known = became.round_at(one)
    if known is not None:
        return known
    if one.later is None:
        return referral.round
    said = [*((claim.round, claim.made_at) for claim in claims), *((nay.round, nay.at) for nay in declines)]
    return max((number for number, at in said if one.until(at)), default=0)


def _was_said(claim: Claim, session: Session) -> bool:
    """Who takes it up; and who did so at the table and took that back after it had closed, which the minutes say."""
    if claim.state != ClaimState.WITHDRAWN:
        return claim.state in _LIVE
    closed, gone = session.closed_at, claim.settled_at
    return closed is not None and gone is not None and claim.made_at <= closed < gone


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


def _rows(work: Work, cases: Sequence[UUID]) -> dict[UUID, Any]:
    """Each of these cases with its card, its youngster and what the gate needs."""
    found = work.session.execute(
        sa.select(
            Referral, Youngster, col(TableCard.initials), col(TableCard.approved_at), col(Youngster.birth_date),
            col(Referral.subject_kind), *GATE,
        )
        .outerjoin(TableCard, col(TableCard.referral_id) == col(Referral.id))
        .outerjoin(Youngster, col(Youngster.id) == col(Referral.youngster_id))
        .where(col(Referral.id).in_(cases))
    )  # fmt: skip
    return {row[0].id: row for row in found}


def _by_case(work: Work, kind: type[Any], cases: Sequence[UUID]) -> Mapping[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    order = kind.made_at if kind is Claim else kind.id
    for row in work.session.exec(select(kind).where(col(kind.referral_id).in_(cases)).order_by(order)).all():
        found[row.referral_id].append(row)
    return found


def _names(work: Work, *answered: Mapping[UUID, list[Any]]) -> dict[UUID | None, str]:
    """Of partners and of offers alike."""
    rows = [one for found in answered for of_case in found.values() for one in of_case]
    partners = {one.organisation_id for one in rows}
    offers = {one.offer_id for one in rows if not isinstance(one, Decline) and one.offer_id}
    found: dict[UUID | None, str] = dict(
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


def _claim(one: Claim, track: Track | None, names: Mapping[UUID | None, str], commitment: str) -> dict[str, Any]:
    gone = one.state == ClaimState.WITHDRAWN
    return {
        "id": str(one.organisation_id), "partner": names[one.organisation_id], "offer": names[one.offer_id],
        "role": track.role if track else one.role, "confirmed": one.state == ClaimState.CONFIRMED,
        "gone": brussels_date(one.settled_at).isoformat() if gone and one.settled_at else "",
        "commitment": commitment, "starts": track.agreed_start.isoformat() if track and track.agreed_start else "",
    }  # fmt: skip


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
