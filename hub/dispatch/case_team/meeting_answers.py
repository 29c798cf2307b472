"""Whether somebody comes to a client meeting: by the mailed link, from a calendar, or told to the desk."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from hub import ledger, links
from hub.dispatch.case_team import access, owners
from hub.dispatch.case_team.meeting_inviting import invited_to
from hub.dispatch.case_team.meeting_tables import ClientMeeting, MeetingInvitee
from hub.dispatch.locks import take
from hub.dispatch.sessions.answering import PARTSTATS, Reply
from hub.dispatch.sessions.kinds import AnsweredBy, Coming
from hub.dispatch.whose_words import veil_by_case
from hub.hubs import Hub
from hub.links import Purpose
from hub.people.tables import Membership
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import N_, _

OVER = N_("Deze link werkt niet meer. Vraag een nieuwe aan het meldpunt.")


@dataclass(frozen=True)
class Seen:
    """What the holder of a link reads: when, where, and in which capacity the others come. Never the case."""

    row: MeetingInvitee
    meeting: ClientMeeting
    hub: Hub
    place: str
    others: list[str]

    @property
    def stands(self) -> str:
        if self.meeting.cancelled_at:
            return "cancelled"
        if self.row.removed_at:
            return "off"
        return "over" if self.meeting.held_at else "open"


def invitation_by(work: Work, token: str) -> Seen:
    link = links.that_was(work, token, Purpose.MEETING)
    if link is None or link.expires_at <= work.real:
        raise NotFound(_(OVER))
    row = _still_there(work, link.noun_id)
    meeting = work.session.get_one(ClientMeeting, row.meeting_id)
    veil = veil_by_case(work, meeting.referral_id)
    others = [veil(one.capacity) for one in invited_to(work, meeting.id) if one.id != row.id]
    place = "" if row.removed_at else veil(meeting.place)
    return Seen(row, meeting, work.session.get_one(Hub, row.hub_id), place, sorted(set(others)))


def answer_by_link(work: Work, token: str, coming: str) -> MeetingInvitee:
    row = _still_there(work, links.open_link(work, token, Purpose.MEETING).noun_id)
    _answer(work, row, coming, AnsweredBy.LINK)
    return row


def note_answer(work: Work, referral_id: UUID, invitee_id: UUID, coming: str) -> MeetingInvitee:
    referral = access.plan_as(work, referral_id)
    row = work.session.get(MeetingInvitee, invitee_id)
    if row is None or work.session.get_one(ClientMeeting, row.meeting_id).referral_id != referral.id:
        raise NotFound
    _answer(work, row, coming, AnsweredBy.DESK)
    return row


def judge_reply(
    work: Work, hub_id: UUID, uid: str, partstat: str, attendee: str, sender: str, sequence: int | None
) -> tuple[Reply, UUID | None]:
    """Whose answer from a calendar this is, as for a session: only of the very address that was invited."""
    row = _of_uid(work, hub_id, uid)
    if row is None:
        return Reply.STRANGE, None
    meeting = work.session.get_one(ClientMeeting, row.meeting_id)
    address = row.email.lower()
    by_itself = bool(address) and attendee.lower() == address and sender.lower() == address
    late = (sequence or 0) < row.sequence - 1
    to_come = bool(row.told) and meeting.due_at is not None and meeting.at > work.now
    ours = by_itself and not late and to_come and partstat in PARTSTATS
    return (Reply.OURS if ours else Reply.DOUBTFUL), row.id


def answer_by_mail(work: Work, invitee_id: UUID, partstat: str) -> bool:
    """What `judge_reply` found to be ours is read back; False for an invitation of another kind."""
    row = work.session.get(MeetingInvitee, invitee_id)
    if row is None:
        return False
    _answer(work, row, PARTSTATS[partstat], AnsweredBy.MAIL)
    return True


def _answer(work: Work, row: MeetingInvitee, coming: str, how: AnsweredBy) -> None:
    allowed = (
        (Coming.COMING, Coming.EXCUSED, Coming.INVITED) if how == AnsweredBy.MAIL else (Coming.COMING, Coming.EXCUSED)
    )
    if coming not in allowed:
        raise Invalid({"coming": _("Kies of je komt.")})
    meeting = work.session.get_one(ClientMeeting, row.meeting_id)
    take(work, meeting.referral_id)
    work.session.refresh(meeting)
    work.session.refresh(row)
    if meeting.due_at is None or row.removed_at:
        raise Refused(_("Dit overleg is voorbij of gaat niet door."))
    row.state, row.how, row.answered_at = coming, how, work.now
    work.flush()
    ledger.write(
        work, "meeting.answer", "client_meeting", meeting.id, hub_id=row.hub_id, referral_id=meeting.referral_id,
        invitee=row.id, said=str(coming), how=str(how),
    )  # fmt: skip


def _still_there(work: Work, invitee_id: UUID) -> MeetingInvitee:
    row = work.session.get_one(MeetingInvitee, invitee_id)
    if not still_invited(work, row):
        raise NotFound(_(OVER))
    return row


def still_invited(work: Work, row: MeetingInvitee) -> bool:
    """Not who was invited for a partner or for the desk, and left; nor a partner that may not hear."""
    case, partner = work.session.get_one(ClientMeeting, row.meeting_id).referral_id, row.organisation_id
    at = col(Membership.organisation_id) == partner if partner else col(Membership.hub_id) == row.hub_id
    role = select(Membership.id).where(Membership.person_id == row.person_id, at, col(Membership.until).is_(None))
    left = row.person_id is not None and work.session.exec(role.limit(1)).first() is None
    return not left and (partner is None or partner in owners.who_hears(work, case, {partner}))


def _of_uid(work: Work, hub_id: UUID, uid: str) -> MeetingInvitee | None:
    try:
        row = work.session.get(MeetingInvitee, UUID(uid.strip()))
    except ValueError:
        return None
    return row if row and row.hub_id == hub_id else None
