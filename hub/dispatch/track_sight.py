"""The tracks of a partner, and who a youngster is while it guides that one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger, places, unreachable
from hub.asker import Role
from hub.clock import brussels_date
from hub.columns import table_of
from hub.dispatch.came_back import WITH_COORDINATOR
from hub.dispatch.case import Stage
from hub.dispatch.codes import SubjectKind
from hub.dispatch.identity import initials_of, youngster_of
from hub.dispatch.sharing.sharing_sight import gate_of
from hub.dispatch.table_tables import TableCard, Track
from hub.dispatch.tables import Referral, Youngster
from hub.dispatch.track import OPEN, TrackStage, is_open
from hub.dispatch.track_steps import may_report
from hub.hubs import Hub
from hub.lookups import Lookup
from hub.partners.tables import Offer, Organisation
from hub.people import secrecy
from hub.people.memberships import SECRECY_WORDS
from hub.people.rights import Right, may, require
from hub.people.tables import Person
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.wording import _

T = table_of(Track)
# Identity is open while the partner guides the youngster: not for a proposal, not after the end.
GUIDES = (TrackStage.ACCEPTED, TrackStage.STARTED, TrackStage.ON_HOLD)
SHOWN_AFTER_END = timedelta(days=60)
MANY = 500


@dataclass(frozen=True)
class TrackRow:
    """One track in a list: initials, never a name."""

    id: UUID
    referral_id: UUID
    number: str
    initials: str
    hub: str
    organisation_id: UUID
    organisation: str
    offer: str
    worker_id: UUID | None
    worker: str
    role: str
    stage: str
    since: datetime  # it stands there
    commitment: str
    agreed_start: date | None
    started_on: date | None
    ended_on: date | None
    last_sign_at: datetime | None
    due_at: datetime | None
    half_day_units: int
    asked: bool  # a letter about it waits for an answer
    silent: bool  # none came, and the coordinator has it now


@dataclass(frozen=True)
class Identity:
    """Who it is and whom to ring, for the partner that guides: only what is needed for that."""

    name: str
    birth_date: date | None
    phone: str
    home: str
    school: str
    referrer: str
    referrer_organisation: str
    referrer_phone: str
    referrer_email: str
    unreached: bool  # a letter of the hub did not arrive at that address
    clb_contact: str


def tracks_of(work: Work) -> list[TrackRow]:
    """The tracks of the asker's partners: open ones, the most urgent first, then those that ended lately."""
    require(work.asker, Right.CLAIM)
    own = work.asker.organisations_as(Role.PARTNER)
    lately = brussels_date(work.now) - SHOWN_AFTER_END
    return _rows(_of_partners().ask(work.session, partners=list(own), since=lately))


def due_by(work: Work, moment: datetime) -> list[TrackRow]:
    """Those of the open ones that wait for an answer, that the coordinator has after a silence, or about which a word
    is due by this moment."""
    require(work.asker, Right.CLAIM)
    own = work.asker.organisations_as(Role.PARTNER)
    return _rows(_due().ask(work.session, partners=list(own), moment=moment))


def without_guide(work: Work) -> list[TrackRow]:
    """The open ones of the asker's partners of which the guide left, until somebody is named."""
    own = work.asker.organisations_as(Role.PARTNER)
    return _rows(_without_guide().ask(work.session, partners=list(own)))


def running(work: Work) -> int:
    """How many tracks of the asker's partners are open."""
    own = work.asker.organisations_as(Role.PARTNER)
    return int(_RUNNING.ask(work.session, partners=list(own))[0].many)


OWN = T.c.organisation_id.in_(sa.bindparam("partners", expanding=True))
_RUNNING = Lookup(sa.select(sa.func.count().label("many")).where(OWN, T.c.stage.in_(OPEN)))


@cache
def _of_partners() -> Lookup:
    return Lookup(
        _lines()
        .where(OWN, T.c.stage.in_(OPEN) | (T.c.ended_on >= sa.bindparam("since")))
        .order_by(T.c.due_at.nulls_last(), T.c.ended_on.desc())
        .limit(MANY)
    )


@cache
def _without_guide() -> Lookup:
    left = T.c.guide_left_at.is_not(None)
    return Lookup(_lines().where(OWN, T.c.stage.in_(OPEN), left).order_by(T.c.guide_left_at).limit(MANY))


_SILENT = (T.c.step == WITH_COORDINATOR) & (col(Referral.stage) != Stage.TRACKS)


@cache
def _due() -> Lookup:
    return Lookup(
        _lines()
        .where(OWN, T.c.stage.in_(OPEN))
        .where((T.c.stage == TrackStage.PROPOSED) | (T.c.due_at <= sa.bindparam("moment")) | _SILENT)
        .order_by(T.c.due_at.nulls_last())
        .limit(MANY)
    )


def track_for(work: Work, track_id: UUID) -> tuple[Track, TrackRow]:
    """One track, for its partner and for the coordinator of its hub; NotFound or NotAllowed for everybody else."""
    track = work.found(Track, track_id)
    may_report(work, track, None)
    return track, _rows(work.session.execute(_lines().where(T.c.id == track_id)))[0]


@dataclass(frozen=True)
class Beside:
    """Another partner that works on the same case."""

    organisation: str
    role: str
    stage: str


def asked_for(work: Work, track: Track) -> TableCard | None:
    """What was asked: the approved card, for as long as the track is open; access ends with it. Nothing of it while the
    partner has yet to take it on, once nobody may share it any more. Its situation is told without a name before
    somebody takes it up, and for `reads_content` once it is known who it is."""
    if not is_open(track.stage):
        return None
    if track.stage == TrackStage.PROPOSED and gate_of(work, track.referral_id).keeps_from(track.organisation_id):
        return None
    card = work.session.get(TableCard, track.referral_id)
    return card if card and card.approved_at else None


def of_facts(work: Work, track: Track) -> bool:
    """Whether the partner that is asked reads codes in words, as in crisis mode, and nothing that somebody wrote."""
    card = work.session.get(TableCard, track.referral_id)
    straight = work.session.get_one(Referral, track.referral_id).straight_to_partner
    return track.stage == TrackStage.PROPOSED and straight and card is not None and card.written_by is None


def beside(work: Work, track: Track) -> list[Beside]:
    """Who else works on this case now, the one that leads first."""
    if not is_open(track.stage):
        return []
    rows = work.session.exec(
        select(Organisation.name, Track.role, Track.stage)
        .join(Track, col(Track.organisation_id) == col(Organisation.id))
        .where(Track.referral_id == track.referral_id, Track.id != track.id)
        .where(col(Track.stage).in_(OPEN))
        .order_by(col(Track.role).desc(), col(Organisation.sort_key))
    ).all()
    return [Beside(*row) for row in rows]


def is_own(work: Work, track: Track) -> bool:
    """Whether the asker is of the partner whose track this is."""
    return track.organisation_id in work.asker.organisations_as(Role.PARTNER)


def reads_content(work: Work, track: Track) -> bool:
    """Whether the asker reads what was told about this youngster: the desk does, at the partner whoever is bound by
    professional secrecy, and others where the youngster agreed and this partner gets no less than that."""
    if may(work.asker, Right.SEE_CASE, track.hub_id) or not is_own(work, track):
        return True
    if work.session.get_one(Referral, track.referral_id).subject_kind != SubjectKind.PUPIL:
        return True
    agreed = gate_of(work, track.referral_id).agreed_for(track.organisation_id)
    return secrecy.reads_content(_bound(work, track), agreed=agreed)


def bound_by(work: Work, track: Track) -> str:
    """In words: what binds the asker at the partner whose track this is."""
    return _(SECRECY_WORDS[secrecy.binding(_bound(work, track))])


def _bound(work: Work, track: Track) -> frozenset[str]:
    return work.asker.bound_at(track.organisation_id, Role.PARTNER)


def open_identity(work: Work, track_id: UUID) -> Identity:
    """Who the youngster is, for one look of the partner that guides the track; the ledger keeps that it looked.

    NotFound for everybody but a member of that partner, Refused before it took the track on and after it ended.
    """
    track, _row = track_for(work, track_id)
    if not is_own(work, track):
        raise NotFound
    if track.stage not in GUIDES:
        raise Refused(_("Wie het is, zie je alleen zolang jullie dit traject begeleiden."))
    referral = work.session.get_one(Referral, track.referral_id)
    youngster = youngster_of(work, referral)
    ledger.write(
        work, "identity.seen", "youngster", youngster.id if youngster else None,
        hub_id=track.hub_id, referral_id=referral.id, track=track.id, organisation=track.organisation_id,
    )  # fmt: skip
    return Identity(
        name=f"{youngster.first_name} {youngster.last_name}".strip() if youngster else "",
        birth_date=youngster.birth_date if youngster else None, phone=youngster.phone if youngster else "",
        home=places.name_of(youngster.home_nis) if youngster else "", school=referral.school_name,
        referrer=referral.referrer_name, referrer_organisation=referral.referrer_organisation,
        referrer_phone=referral.referrer_phone, referrer_email=referral.referrer_email,
        unreached=bool(unreachable.failing(work, [referral.hub_id], [referral.referrer_email])),
        clb_contact=referral.clb_contact,
    )  # fmt: skip


def _lines() -> sa.Select[Any]:
    """Names are looked up one by one: to weigh every order in which eight tables can be joined takes longer."""
    return (
        sa.select(
            T, col(Referral.number), col(Referral.stage).label("case_stage"), col(Referral.subject_kind),
            col(Youngster.first_name), col(Youngster.last_name),
            col(TableCard.initials), _name(Hub, T.c.hub_id).label("hub"),
            _name(Organisation, T.c.organisation_id).label("organisation"),
            _name(Offer, T.c.offer_id).label("offer"), _name(Person, T.c.worker_id).label("worker"),
        )
        .select_from(T)
        .join(Referral, col(Referral.id) == T.c.referral_id)
        .outerjoin(Youngster, col(Youngster.id) == col(Referral.youngster_id))
        .outerjoin(TableCard, col(TableCard.referral_id) == T.c.referral_id)
    )  # fmt: skip


def _name(table: Any, its_id: Any) -> Any:
    return sa.select(table.name).where(table.id == its_id).scalar_subquery()


def _rows(found: Iterable[Any]) -> list[TrackRow]:
    return [
        TrackRow(
            id=row.id, referral_id=row.referral_id, number=row.number,
            initials=row.initials or initials_of(row.first_name, row.last_name, row.subject_kind), hub=row.hub,
            organisation_id=row.organisation_id, organisation=row.organisation, offer=row.offer or "",
            worker_id=row.worker_id, worker=row.worker or "", role=row.role, stage=row.stage,
            since=row.stage_since,
            commitment=row.commitment, agreed_start=row.agreed_start, started_on=row.started_on,
            ended_on=row.ended_on, last_sign_at=row.last_sign_at, due_at=row.due_at,
            half_day_units=row.half_day_units, asked=row.asked_at is not None,
            silent=row.step == WITH_COORDINATOR and row.case_stage != Stage.TRACKS,
        )
        for row in found
    ]  # fmt: skip
