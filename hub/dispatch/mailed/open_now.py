"""What is open for whoever lives from letters: tables, tracks, invitations, questions; and a fresh link to each."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from hub import ledger, links
from hub.asker import Role
from hub.clock import brussels_date
from hub.dispatch import track_sight
from hub.dispatch.case_team import owners
from hub.dispatch.case_team.tables import PlanAgreement
from hub.dispatch.letting_go import answering as letting_go
from hub.dispatch.mailed.again import Holder
from hub.dispatch.mailed.asking_tables import TableAsking
from hub.dispatch.mailed.open_asks import asks_of
from hub.dispatch.mailed.things import AT_MOST, PURPOSES, Kind, Thing
from hub.dispatch.sessions.kinds import Coming
from hub.dispatch.sessions.tables import Attendance
from hub.dispatch.still_right.asking_tables import CapacityQuestion
from hub.dispatch.table_tables import DispatchTable, Session, Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import TRACK_WORDS, TrackStage, is_open
from hub.links import LIFETIME, Purpose
from hub.problems import NotFound
from hub.store import Work
from hub.wording import _, date_words, moment_words


def things_of(work: Work, holder: Holder) -> list[Thing]:
    """What the holder could open from letters that still hold: what waits for a word first."""
    found = [*_tables(work, holder), *_carry_on(work, holder), *_tracks(work), *_invitations(work, holder)]
    found += [*_agreements(work, holder), *_places(work, holder), *asks_of(work, holder)]
    return sorted(found, key=lambda one: not one.asked)


def open_one(work: Work, holder: Holder, kind: str, thing_id: UUID) -> str:
    """Where one of these things opens: behind a fresh link for this holder, or on the page for which one signs in.
    NotFound for anything else."""
    thing = next((one for one in things_of(work, holder) if (one.kind, one.id) == (kind, thing_id)), None)
    if thing is None:
        raise NotFound
    if thing.page:
        return thing.page
    purpose = PURPOSES[thing.kind]
    hub_id = thing.hub_id or work.session.get_one(Track, thing.id).hub_id
    link = links.make(
        work, purpose, thing.id, hub_id=hub_id, referral_id=thing.referral_id, person_id=holder.link.person_id
    )  # fmt: skip
    work.flush()
    ledger.write(
        work, "link.again", "link", link.id, hub_id=hub_id, referral_id=thing.referral_id, what=str(purpose)
    )  # fmt: skip
    return links.path(work, link)


def _tracks(work: Work) -> list[Thing]:
    due = work.now
    if not work.asker.organisations_as(Role.PARTNER):
        return []
    return [
        Thing(
            Kind.TRACK, row.id, f"{row.initials} · {row.number}",
            " · ".join(word for word in (row.offer, _(TRACK_WORDS[TrackStage(row.stage)])) if word),
            asked=row.stage == TrackStage.PROPOSED or row.asked or (row.due_at is not None and row.due_at <= due),
            referral_id=row.referral_id,
        )
        for row in track_sight.tracks_of(work)[:AT_MOST]
        if is_open(row.stage)
    ]  # fmt: skip


def _carry_on(work: Work, holder: Holder) -> list[Thing]:
    return [
        Thing(
            Kind.CARRY_ON, one.row.id, f"{one.initials} · {one.number}",
            _("%(partner)s doet niet meer mee. Gaan jullie verder?", partner=one.left_by), asked=True,
            referral_id=one.row.referral_id, hub_id=one.row.hub_id,
        )
        for one in letting_go.waiting_of(work, [partner.id for partner in holder.partners])
    ]  # fmt: skip


def _tables(work: Work, holder: Holder) -> list[Thing]:
    """One for each session about which a letter went that would still hold, the last letter of it."""
    rows = work.session.exec(
        select(TableAsking, Session, DispatchTable)
        .join(Session, col(Session.id) == col(TableAsking.session_id))
        .join(DispatchTable, col(DispatchTable.id) == col(Session.table_id))
        .where(col(TableAsking.organisation_id).in_([one.id for one in holder.partners]))
        .where(TableAsking.person_id == holder.link.person_id, col(Session.cancelled_at).is_(None))
        .where(TableAsking.asked_at > work.now - LIFETIME[Purpose.TABLE])
        .order_by(col(TableAsking.asked_at).desc())
        .limit(AT_MOST)
    ).all()
    found: dict[tuple[UUID, UUID], Thing] = {}
    for asking, session, table in rows:
        found.setdefault(
            (session.id, asking.organisation_id),
            Thing(
                Kind.TABLE, asking.id, table.name,
                _("zitting van %(when)s", when=moment_words(session.at, brussels_date(work.now))),
                asked=session.closed_at is None, hub_id=session.hub_id,
            ),
        )  # fmt: skip
    return list(found.values())


def _agreements(work: Work, holder: Holder) -> list[Thing]:
    """Number and day. What was agreed stands behind its own link, for who may still be told of it."""
    rows = work.session.exec(
        select(PlanAgreement, Referral.number)
        .join(Referral, col(Referral.id) == col(PlanAgreement.referral_id))
        .where(col(PlanAgreement.organisation_id).in_([one.id for one in holder.partners]))
        .where(col(PlanAgreement.due_at).is_not(None))
        .order_by(col(PlanAgreement.by))
        .limit(AT_MOST)
    ).all()
    today = brussels_date(work.now)
    return [
        Thing(
            Kind.AGREEMENT, row.id, number, _("een afspraak tegen %(day)s", day=date_words(row.by, today)),
            asked=row.asked_at is not None, referral_id=row.referral_id, hub_id=row.hub_id,
        )
        for row, number in rows
        if owners.hears(work, row)
    ]  # fmt: skip


def _places(work: Work, holder: Holder) -> list[Thing]:
    """The last letter to each partner about its places, while its link would work."""
    names = {one.id: one.name for one in holder.partners}
    rows = work.session.exec(
        select(CapacityQuestion)
        .where(col(CapacityQuestion.organisation_id).in_(list(names)))
        .where(CapacityQuestion.asked_at > work.now - LIFETIME[Purpose.PLACES])
        .order_by(col(CapacityQuestion.asked_at).desc())
        .limit(AT_MOST)
    ).all()
    last = {row.organisation_id: row for row in reversed(rows)}
    return [
        Thing(
            Kind.PLACES, row.id, names[row.organisation_id], _("kloppen jullie plaatsen nog?"),
            asked=row.answered_at is None, hub_id=row.hub_id,
        )
        for row in last.values()
    ]  # fmt: skip


def _invitations(work: Work, holder: Holder) -> Sequence[Thing]:
    if holder.person is None:
        return []
    rows = work.session.exec(
        select(Attendance, Session, DispatchTable)
        .join(Session, col(Session.id) == col(Attendance.session_id))
        .join(DispatchTable, col(DispatchTable.id) == col(Session.table_id))
        .where(Attendance.person_id == holder.person.id, Attendance.told != "")
        .where(Session.at > work.now, col(Session.cancelled_at).is_(None), col(Session.closed_at).is_(None))
        .order_by(col(Session.at))
        .limit(AT_MOST)
    ).all()
    return [
        Thing(
            Kind.SESSION, row.id, table.name,
            _("uitnodiging voor %(when)s", when=moment_words(session.at, brussels_date(work.now))),
            asked=row.state == Coming.INVITED, hub_id=session.hub_id,
        )
        for row, session, table in rows
    ]  # fmt: skip
