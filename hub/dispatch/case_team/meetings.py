"""A client meeting: planned with its own invitees, moved, called off, and what was agreed when it was held."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import in_brussels
from hub.dispatch import alarm
from hub.dispatch.case_team import access, meeting_inviting, owners, reporting
from hub.dispatch.case_team.around import RELATION_WORDS, Knows, Relation, called
from hub.dispatch.case_team.mapping import people_of
from hub.dispatch.case_team.meeting import LONGEST, SHORTEST, Invites
from hub.dispatch.case_team.meeting_tables import ClientMeeting, MeetingInvitee
from hub.dispatch.case_team.team_sight import members_of
from hub.dispatch.moves import log, rewatch
from hub.dispatch.sessions import people_there
from hub.dispatch.sessions.kinds import Coming
from hub.dispatch.tables import Message, Referral
from hub.dispatch.typed import FARTHEST
from hub.faults import Faults
from hub.people.tables import Person
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, _, moment_words, use_language


@dataclass(frozen=True)
class Typed:
    at: datetime | None
    lasts: str = "60"
    place: str = ""
    video_link: str = ""
    invitees: Collection[str] = ()


@dataclass(frozen=True)
class Choice:
    """Somebody who can be invited; `email` "" for who is told by telephone."""

    value: str
    kind: Invites
    words: str
    capacity: str
    email: str
    member_id: UUID | None = None
    organisation_id: UUID | None = None
    person_id: UUID | None = None


def choices(work: Work, referral: Referral) -> list[Choice]:
    """The youngster, its network, its team and the desk, but for who is not to know. In Dutch, for others read it."""
    with use_language(DEFAULT_LANGUAGE):
        return [*_of_network(work, referral), *_of_team(work, referral), *_of_desk(work, referral)]


def plan(work: Work, referral_id: UUID, typed: Typed) -> ClientMeeting:
    """Plan one and invite everybody who is chosen. Refused while another one is to come."""
    referral = access.plan_as(work, referral_id)
    if ahead_of(work, referral.id):
        raise Refused(_("Er staat al een overleg. Verplaats dat, of zeg het af."))
    said, chosen = _checked(work, referral, typed)
    meeting = ClientMeeting(
        hub_id=referral.hub_id, referral_id=referral.id, made_at=work.now, made_by=work.asker.person_id, **said
    )
    work.session.add(meeting)
    work.session.flush()
    _choose(work, meeting, chosen)
    _kept(work, referral, meeting, "meeting.plan")
    reporting.meeting_is_planned(work, referral)
    return meeting


def change(work: Work, referral_id: UUID, meeting_id: UUID, typed: Typed) -> ClientMeeting:
    """Another moment, place or other people; each calendar hears what changed for it."""
    referral, meeting = _ahead(work, referral_id, meeting_id)
    said, chosen = _checked(work, referral, typed)
    for name, value in said.items():
        setattr(meeting, name, value)
    _choose(work, meeting, chosen)
    _kept(work, referral, meeting, "meeting.change")
    return meeting


def call_off(work: Work, referral_id: UUID, meeting_id: UUID) -> ClientMeeting:
    referral, meeting = _ahead(work, referral_id, meeting_id)
    meeting_inviting.call_off(work, meeting)
    log(work, "meeting.call_off", "client_meeting", meeting.id, referral)
    rewatch(work, referral)
    return meeting


def hold(work: Work, referral_id: UUID, meeting_id: UUID, present: Collection[UUID], agreed: str) -> ClientMeeting:
    """It took place: who was there, and what was agreed in a few words. What somebody will do goes into the plan."""
    referral, meeting = _ahead(work, referral_id, meeting_id)
    if meeting.at > work.now:
        raise Refused(_("Dit overleg moet nog komen. Verplaats het of zeg het af."))
    faults = Faults()
    meeting.agreed = faults.text("agreed", agreed, needed=_("Schrijf kort wat jullie afspraken."), at_most=4000)
    faults.tell()
    there = []
    for row in meeting_inviting.invited_to(work, meeting.id):
        row.state = Coming.PRESENT if row.id in present else Coming.ABSENT
        there += [row.capacity] if row.id in present else []
    meeting.held_at, meeting.due_at = work.now, None
    with use_language(DEFAULT_LANGUAGE):
        head = _("Cliëntoverleg van %(day)s.", day=moment_words(meeting.at))
        who = _("Aanwezig: %(who)s.", who=", ".join(there)) if there else _("Er was niemand.")
    work.session.add(
        Message(
            hub_id=referral.hub_id, referral_id=referral.id, at=work.now, kind="decision",
            author_id=work.asker.person_id, author_name=work.asker.name, text=f"{head} {who}\n\n{meeting.agreed}",
        )
    )  # fmt: skip
    alarm.listen(work, referral, meeting.agreed)
    work.flush()
    log(work, "meeting.hold", "client_meeting", meeting.id, referral)
    rewatch(work, referral)
    return meeting


def ahead_of(work: Work, referral_id: UUID) -> ClientMeeting | None:
    """The one that is to come, or of which nobody noted yet how it went. Asks no right."""
    found: ClientMeeting | None = work.session.execute(_AHEAD, {"case": referral_id}).scalars().first()
    return found


_CASE = sa.bindparam("case", type_=sa.Uuid())
_AHEAD: Any = sa.select(ClientMeeting).where(
    col(ClientMeeting.referral_id) == _CASE, col(ClientMeeting.due_at).is_not(None)
)


def held_before(work: Work, referral_id: UUID) -> Sequence[ClientMeeting]:
    """Those that took place, the last one first. Asks no right."""
    held = select(ClientMeeting).where(
        ClientMeeting.referral_id == referral_id, col(ClientMeeting.held_at).is_not(None)
    )  # fmt: skip
    return work.session.exec(held.order_by(col(ClientMeeting.at).desc()).limit(20)).all()


def _ahead(work: Work, referral_id: UUID, meeting_id: UUID) -> tuple[Referral, ClientMeeting]:
    referral = access.plan_as(work, referral_id)
    meeting = work.session.get(ClientMeeting, meeting_id)
    if meeting is None or meeting.referral_id != referral.id:
        raise NotFound
    work.session.refresh(meeting)
    if meeting.due_at is None:
        raise Refused(_("Dit overleg is al voorbij of afgezegd."))
    return referral, meeting


def _checked(work: Work, referral: Referral, typed: Typed) -> tuple[dict[str, Any], list[Choice]]:
    faults = Faults()
    if typed.at is None:
        faults.say("day", _("Kies een dag en een uur."))
    elif typed.at <= work.now:
        faults.say("day", _("Kies een moment dat nog moet komen."))
    elif typed.at > work.now + FARTHEST:
        faults.say("day", _("Die dag ligt te ver weg. Kijk het jaartal na."))
    lasts = faults.whole("lasts", typed.lasts, SHORTEST, LONGEST, needed=_("Hoe lang duurt het?"))
    place = faults.line("place", typed.place, at_most=300)
    video = faults.line("video_link", typed.video_link, at_most=500)
    if video and not video.startswith("https://"):
        faults.say("video_link", _("Een link begint met https://."))
    if not place and not video:
        faults.say("place", _("Waar spreken jullie af, of via welke link?"))
    known = {one.value: one for one in choices(work, referral)}
    chosen = [known[value] for value in typed.invitees if value in known]
    if not chosen:
        faults.say("invitees", _("Kies wie erbij is."))
    faults.tell()
    assert typed.at is not None
    assert lasts is not None
    ends = typed.at + timedelta(minutes=lasts)
    return {"at": typed.at, "lasts": lasts, "place": place, "video_link": video, "due_at": ends}, chosen


def _choose(work: Work, meeting: ClientMeeting, chosen: Sequence[Choice]) -> None:
    known = {row.chosen: row for row in meeting_inviting.invited_to(work, meeting.id, all_of_them=True)}
    for one in chosen:
        row = known.pop(one.value, None)
        if row is None:
            row = MeetingInvitee(
                hub_id=meeting.hub_id, meeting_id=meeting.id, kind=one.kind, chosen=one.value,
                member_id=one.member_id, organisation_id=one.organisation_id, person_id=one.person_id,
                capacity=one.capacity,
            )  # fmt: skip
            work.session.add(row)
        if row.removed_at:
            row.state, row.how, row.answered_at = Coming.INVITED, None, None
        row.removed_at, row.name, row.capacity = None, one.words, one.capacity
        row.email = one.email
    for row in known.values():
        row.removed_at = row.removed_at or work.now
    work.session.flush()


def _kept(work: Work, referral: Referral, meeting: ClientMeeting, act: str) -> None:
    meeting_inviting.tell(work, meeting)
    log(work, act, "client_meeting", meeting.id, referral)
    rewatch(work, referral)


def _of_network(work: Work, referral: Referral) -> list[Choice]:
    rows = people_of(work, referral.id)
    itself = next((one for one in rows if one.relation == Relation.YOUNGSTER), None)
    words = _(RELATION_WORDS[Relation.YOUNGSTER])
    found = [
        Choice("youngster", Invites.YOUNGSTER, words, _("de jongere"), itself.email if itself else "",
               itself.id if itself else None)
    ]  # fmt: skip
    for one in rows:
        if one.relation != Relation.YOUNGSTER and one.knows != Knows.NO:
            capacity = one.role or _(RELATION_WORDS[Relation(one.relation)])
            email = one.email or (owners.of_partner(work, one.organisation_id) if one.organisation_id else "")
            found.append(
                Choice(f"n-{one.id}", Invites.NETWORK, called(one.name, capacity), capacity, email, one.id)
            )  # fmt: skip
    return found


def _of_team(work: Work, referral: Referral) -> list[Choice]:
    found, team = [], members_of(work, referral.id)
    hear = owners.who_hears(work, referral.id, {one.row.organisation_id for one in team})
    for one in team:
        if one.row.organisation_id not in hear:
            continue
        person = work.session.get(Person, one.row.person_id) if one.row.person_id else None
        words = f"{one.organisation}: {person.name}" if person else one.organisation
        email = person.email if person else owners.of_partner(work, one.row.organisation_id)
        found.append(
            Choice(f"t-{one.row.id}", Invites.PARTNER, words, one.organisation, email, None, one.row.organisation_id,
                   one.row.person_id)
        )  # fmt: skip
    return found


def _of_desk(work: Work, referral: Referral) -> list[Choice]:
    return [
        Choice(f"d-{one.id}", Invites.DESK, f"{_('het meldpunt')}: {one.name}", _("het meldpunt"), one.email,
               person_id=one.id)
        for one in people_there.at_desk(work, referral.hub_id)
    ]  # fmt: skip


def day_and_time(meeting: ClientMeeting) -> dict[str, str]:
    at = in_brussels(meeting.at)
    return {"day": at.date().isoformat(), "time": f"{at:%H:%M}"}
