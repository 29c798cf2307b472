"""What somebody is asked beside tables and tracks: to think along, to come, to read minutes, to direct a case."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import brussels_date
from hub.dispatch.case import Stage
from hub.dispatch.case_team.directing import page_of
from hub.dispatch.case_team.direction import Directs
from hub.dispatch.case_team.meeting_answers import still_invited
from hub.dispatch.case_team.meeting_tables import ClientMeeting, MeetingInvitee
from hub.dispatch.case_team.tables import CaseDirection
from hub.dispatch.consult.tables import Consult, ConsultAsk
from hub.dispatch.expertise.tables import Expert
from hub.dispatch.house_rules.rules_sight import not_accepted_by
from hub.dispatch.mailed.again import Holder
from hub.dispatch.mailed.things import AT_MOST, Kind, Thing
from hub.dispatch.minutes.minutes import MinutesState
from hub.dispatch.minutes.minutes_tables import Brought, Minutes, Reading
from hub.dispatch.minutes.who_reads import still_reads
from hub.dispatch.sessions.kinds import Coming
from hub.dispatch.table_tables import DispatchTable, Session
from hub.dispatch.tables import Referral
from hub.links import LIFETIME, Purpose
from hub.store import Work
from hub.wording import _, date_words, moment_words


def asks_of(work: Work, holder: Holder) -> list[Thing]:
    found = [*_consults(work, holder), *_expertise(work, holder), *_meetings(work, holder)]
    return [*found, *_minutes(work, holder), *_directions(work, holder), *_rules(work, holder)]


def _consults(work: Work, holder: Holder) -> list[Thing]:
    """Asked of this person, or of all of its organisation."""
    rows = work.session.exec(
        select(ConsultAsk, Consult, Referral.number)
        .join(Consult, col(Consult.referral_id) == col(ConsultAsk.referral_id))
        .join(Referral, col(Referral.id) == col(ConsultAsk.referral_id))
        .where(col(ConsultAsk.organisation_id).in_([one.id for one in holder.partners]))
        .where(col(ConsultAsk.person_id).is_(None) | (col(ConsultAsk.person_id) == _whose(holder)))
        .where(col(ConsultAsk.answered_at).is_(None), col(ConsultAsk.withdrawn_at).is_(None))
        .order_by(col(ConsultAsk.asked_at))
        .limit(AT_MOST)
    ).all()
    today = brussels_date(work.now)
    return [
        Thing(
            Kind.CONSULT, row.id, _("Vraag %(number)s", number=number),
            _("Denk je mee? Antwoord vóór %(day)s.", day=date_words(one.answer_by, today))
            if one.answer_by
            else _("Denk je mee?"),
            asked=True, referral_id=row.referral_id, hub_id=row.hub_id,
        )
        for row, one, number in rows
    ]  # fmt: skip


def _expertise(work: Work, holder: Holder) -> list[Thing]:
    rows = work.session.exec(
        select(Expert, Referral.number)
        .join(Referral, col(Referral.id) == col(Expert.referral_id))
        .where((col(Expert.person_id) == _whose(holder)) | (col(Expert.email) == holder.address))
        .where(col(Expert.withdrawn_at).is_(None), Referral.stage == Stage.EXPERTISE_TABLE)
        .order_by(col(Expert.invited_at))
        .limit(AT_MOST)
    ).all()
    return [
        Thing(
            Kind.EXPERT, row.id, _("Vraag %(number)s", number=number), _("Denk je mee als expert?"),
            asked=row.said_at is None, referral_id=row.referral_id, hub_id=row.hub_id,
        )
        for row, number in rows
    ]  # fmt: skip


def _meetings(work: Work, holder: Holder) -> list[Thing]:
    """Without a number: who comes from outside knows the meeting, never the case."""
    here = sa.func.lower(col(MeetingInvitee.email)) == holder.address
    rows = work.session.exec(
        select(MeetingInvitee, ClientMeeting)
        .join(ClientMeeting, col(ClientMeeting.id) == col(MeetingInvitee.meeting_id))
        .where((col(MeetingInvitee.person_id) == _whose(holder)) | here)
        .where(col(MeetingInvitee.removed_at).is_(None), MeetingInvitee.told != "")
        .where(col(ClientMeeting.due_at).is_not(None), ClientMeeting.at > work.now)
        .order_by(col(ClientMeeting.at))
        .limit(AT_MOST)
    ).all()
    today = brussels_date(work.now)
    return [
        Thing(
            Kind.MEETING, row.id, _("Overleg"),
            _("uitnodiging voor %(when)s", when=moment_words(meeting.at, today)),
            asked=row.state == Coming.INVITED, referral_id=meeting.referral_id, hub_id=row.hub_id,
        )
        for row, meeting in rows
        if still_invited(work, row)
    ]  # fmt: skip


def _minutes(work: Work, holder: Holder) -> list[Thing]:
    """Minutes that are being read, and those that stand since a letter of which the link would work."""
    of_team = col(Reading.person_id).is_(None) & col(Reading.organisation_id).in_([one.id for one in holder.partners])
    rows = work.session.exec(
        select(Reading, Minutes, Session, DispatchTable)
        .join(Minutes, col(Minutes.id) == col(Reading.minutes_id))
        .join(Session, col(Session.id) == col(Minutes.session_id))
        .join(DispatchTable, col(DispatchTable.id) == col(Session.table_id))
        .where(of_team if holder.person is None else col(Reading.person_id) == holder.person.id)
        .where(col(Minutes.state).in_((MinutesState.READING, MinutesState.APPROVED)))
        .where(col(Minutes.sent_at) > work.now - LIFETIME[Purpose.MINUTES])
        .order_by(col(Session.at).desc(), col(Minutes.version).desc())
        .limit(AT_MOST)
    ).all()
    waits = _to_permit(work, holder)
    today = brussels_date(work.now)
    found: dict[UUID, Thing] = {}
    for row, minutes, session, table in rows:
        if session.id in found or session.cancelled_at or not still_reads(work, row):
            continue
        reads = minutes.state == MinutesState.READING and row.read_at is None
        permits = (session.id, row.organisation_id) in waits
        found[session.id] = Thing(
            Kind.MINUTES, row.id, table.name,
            _("verslag van %(day)s", day=date_words(brussels_date(session.at), today)),
            asked=reads or permits, hub_id=row.hub_id,
        )  # fmt: skip
    return list(found.values())


def _to_permit(work: Work, holder: Holder) -> set[tuple[UUID, UUID | None]]:
    """At which session something that a partner brought waits for its permission."""
    rows = select(Brought.session_id, Brought.organisation_id).where(
        col(Brought.organisation_id).in_([one.id for one in holder.partners]), col(Brought.permitted).is_(None)
    )
    return set(work.session.exec(rows.distinct()).all())


def _rules(work: Work, holder: Holder) -> list[Thing]:
    """The house rules of each hub that a partner has to accept before it reads what lies on the table."""
    return [
        Thing(Kind.RULES, partner.id, name, _("Lees en aanvaard het huishoudelijk reglement."), asked=True, hub_id=hub)
        for partner in holder.partners
        for hub, name in not_accepted_by(work, [partner.id])
    ]


def _directions(work: Work, holder: Holder) -> list[Thing]:
    """Who directs a case signs in for it: behind a mailed link stands no name."""
    rows = work.session.exec(
        select(CaseDirection, Referral.number)
        .join(Referral, col(Referral.id) == col(CaseDirection.referral_id))
        .where(CaseDirection.person_id == _whose(holder), CaseDirection.state == Directs.ASKED)
        .order_by(col(CaseDirection.due_at))
        .limit(AT_MOST)
    ).all()
    return [
        Thing(
            Kind.DIRECTION, row.id, number, _("Wil je casusregisseur zijn? Je logt in om te antwoorden."), asked=True,
            referral_id=row.referral_id, hub_id=row.hub_id, page=page_of(row),
        )
        for row, number in rows
    ]  # fmt: skip


def _whose(holder: Holder) -> UUID:
    """Nobody's id for a team and for who comes from outside: what belongs to no person is not theirs for that."""
    return holder.person.id if holder.person else UUID(int=0)
