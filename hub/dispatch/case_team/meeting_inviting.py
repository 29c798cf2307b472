"""Invitations to a client meeting, each its own: the calendar says when and where, and never about whom."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlmodel import col, select

from hub import calendar_letters, letters, links
from hub.dispatch.case_team.meeting_tables import ClientMeeting, MeetingInvitee
from hub.dispatch.sessions.kinds import Coming
from hub.dispatch.whose_words import veil_by_case
from hub.hubs import Hub, inbox_of
from hub.links import Purpose
from hub.store import Work
from hub.wording import _


def tell(work: Work, meeting: ClientMeeting) -> int:
    """Whoever is invited and does not know what stands now hears it; whoever is not, any more, hears that. Asks no
    right. Returns how many letters it wrote."""
    work.session.flush()
    stands, written = what_stands(meeting), 0
    for row in invited_to(work, meeting.id, all_of_them=True):
        if meeting.cancelled_at or row.removed_at:
            written += _call_off(work, meeting, row)
        elif row.told != stands and row.email:
            _invite(work, meeting, row, stands)
            written += 1
    work.session.flush()
    return written


def call_off_all(work: Work, referral_id: UUID) -> None:
    """The case closes: a meeting that was to come is off, and everybody hears so."""
    for meeting in _ahead(work, referral_id):
        call_off(work, meeting)


def _ahead(work: Work, referral_id: UUID) -> Sequence[ClientMeeting]:
    ahead = select(ClientMeeting).where(ClientMeeting.referral_id == referral_id)
    return work.session.exec(ahead.where(col(ClientMeeting.due_at).is_not(None))).all()


def call_off(work: Work, meeting: ClientMeeting) -> int:
    meeting.cancelled_at, meeting.due_at = work.now, None
    return tell(work, meeting)


def expect_no_more(work: Work, referral_id: UUID, chosen: str) -> None:
    """Who cannot be chosen any more need not come to a meeting that is ahead, and hears so."""
    for meeting in _ahead(work, referral_id):
        for row in invited_to(work, meeting.id):
            if row.chosen == chosen:
                row.removed_at = work.now
        tell(work, meeting)


def expect_again(work: Work, referral_id: UUID, chosen: str, since: datetime, now_chosen: str) -> None:
    """Who was taken off by leaving at that moment is invited anew to a meeting that is still to come."""
    for meeting in _ahead(work, referral_id):
        rows = {row.chosen: row for row in invited_to(work, meeting.id, all_of_them=True)}
        row = rows.get(chosen)
        if row is None or row.removed_at != since or now_chosen in rows or meeting.at <= work.now:
            continue
        row.chosen, row.removed_at = now_chosen, None
        row.state, row.how, row.answered_at = Coming.INVITED, None, None
        tell(work, meeting)


def invited_to(work: Work, meeting_id: UUID, *, all_of_them: bool = False) -> Sequence[MeetingInvitee]:
    rows = select(MeetingInvitee).where(MeetingInvitee.meeting_id == meeting_id)
    if not all_of_them:
        rows = rows.where(col(MeetingInvitee.removed_at).is_(None))
    return work.session.exec(rows.order_by(col(MeetingInvitee.kind), col(MeetingInvitee.capacity))).all()


def what_stands(meeting: ClientMeeting) -> str:
    """What a calendar shows; another text is worth a letter."""
    return "|".join((f"{meeting.at.astimezone(UTC):%Y-%m-%dT%H:%MZ}", str(meeting.lasts), where(meeting)))


def where(meeting: ClientMeeting, place: str | None = None) -> str:
    return " · ".join(part for part in (meeting.place if place is None else place, meeting.video_link) if part)


def place_of(work: Work, meeting: ClientMeeting) -> str:
    """As it is told outside: initials where somebody wrote a name."""
    return veil_by_case(work, meeting.referral_id)(meeting.place)


def _invite(work: Work, meeting: ClientMeeting, row: MeetingInvitee, stands: str) -> None:
    moved = bool(row.told) and row.told.partition("|")[0] != stands.partition("|")[0]
    if moved:
        row.state, row.how, row.answered_at = Coming.INVITED, None, None
    links.withdraw(work, row.id, Purpose.MEETING)
    link = links.make(work, Purpose.MEETING, row.id, hub_id=row.hub_id, referral_id=meeting.referral_id)
    link.expires_at = max(link.expires_at, meeting.at)
    hub = work.session.get_one(Hub, row.hub_id)
    letters.write(
        work, "meeting_invitation", row.email, once_key=f"meeting:{row.id}:{row.sequence}", first=True, hub=hub,
        referral_id=meeting.referral_id, link=link, at=meeting.at, lasts=meeting.lasts, place=place_of(work, meeting),
        video_link=meeting.video_link, moved=moved, changed=bool(row.told),
        ics=_calendar(work, meeting, row, hub),
    )  # fmt: skip
    row.sequence += 1
    row.told = stands


def _call_off(work: Work, meeting: ClientMeeting, row: MeetingInvitee) -> int:
    if not row.told:
        return 0
    hub = work.session.get_one(Hub, row.hub_id)
    letters.write(
        work, "meeting_cancelled", row.email, once_key=f"meeting:{row.id}:{row.sequence}", first=True, hub=hub,
        referral_id=meeting.referral_id, at=meeting.at, off=bool(meeting.cancelled_at),
        ics=_calendar(work, meeting, row, hub, "CANCEL"),
    )  # fmt: skip
    row.sequence += 1
    row.told = ""
    return 1


def _calendar(
    work: Work, meeting: ClientMeeting, row: MeetingInvitee, hub: Hub, method: calendar_letters.Method = "REQUEST"
) -> str:
    ours = inbox_of(work.session, row.hub_id) or work.store.settings.mail_from.rsplit("<", 1)[-1].rstrip(">")
    return calendar_letters.invitation(
        str(row.id), row.sequence, meeting.at, meeting.lasts, f"{_('Overleg')} · {hub.name}",
        where(meeting, place_of(work, meeting)), ours, row.email, method, work.real, answers=True,
    )  # fmt: skip
