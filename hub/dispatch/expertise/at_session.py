"""An expert at the session of an expertise table: its calendar says when its one point comes, and the list of who is
there has it as a guest."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub import calendar_letters, ledger, letters, links
from hub.clock import in_brussels
from hub.dispatch.agendas import planned
from hub.dispatch.agendas.planned_tables import PlannedFollowUp
from hub.dispatch.case import Stage
from hub.dispatch.expertise.tables import Expert, ExpertCard
from hub.dispatch.locks import hold_agenda
from hub.dispatch.sessions.inviting import place_words
from hub.dispatch.sessions.tables import Guest
from hub.dispatch.sittings import changed
from hub.dispatch.table_tables import Session
from hub.dispatch.tables import Referral
from hub.hubs import Hub, inbox_of
from hub.links import Link, Purpose
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, _, use_language


def session_of(work: Work, referral_id: UUID) -> Session | None:
    """The session that is planned for a case that waits for experts; None while none is."""
    rows = (
        select(Session)
        .join(PlannedFollowUp, col(PlannedFollowUp.session_id) == col(Session.id))
        .join(Referral, col(Referral.id) == col(PlannedFollowUp.referral_id))
        .where(PlannedFollowUp.referral_id == referral_id, PlannedFollowUp.stage == Stage.EXPERTISE_TABLE)
        .where(planned.counts())
    )
    return work.session.exec(rows.limit(1)).first()


def point_of(session: Session, card: ExpertCard | None) -> tuple[datetime, int]:
    """When the point of this case begins and how many minutes it takes: the whole session while nobody said."""
    after = min(card.begins_after or 0, max(session.lasts - 1, 0)) if card else 0
    takes = (card.takes if card else None) or session.lasts - after
    return session.at + timedelta(minutes=after), takes


def tell(work: Work, referral: Referral) -> int:
    """Whoever is invited for this held case and does not know when, hears it; whoever need not come any more, hears
    that. Nothing about what is over. Asks no right: the change that brought it did. Returns how many letters."""
    work.session.flush()
    experts = work.session.exec(select(Expert).where(Expert.referral_id == referral.id)).all()
    if not experts:
        return 0
    hold_agenda(work, referral.hub_id)
    card, session = work.session.get(ExpertCard, referral.id), None
    if referral.stage == Stage.EXPERTISE_TABLE and card:
        session = session_of(work, referral.id)
    written = 0
    for expert in experts:
        work.session.refresh(expert)
        if session is None or expert.withdrawn_at:
            written += _call_off(work, expert, card)
        elif _to_come(work, session) and expert.told != what_stands(session, card):
            link = links.make(work, Purpose.EXPERT, expert.id, hub_id=expert.hub_id, referral_id=expert.referral_id)
            letters.write(
                work, "expert_session", expert.email, once_key=f"expert:{expert.id}:{expert.sequence}", first=True,
                hub=work.session.get(Hub, expert.hub_id), referral_id=expert.referral_id, name=expert.name,
                **when_said(work, expert, session, card, link),
            )  # fmt: skip
            written += 1
    work.session.flush()
    return written


def tell_session(work: Work, session: Session) -> None:
    """After its place or length changed: the experts of each case that waits for it. The cases are held."""
    for referral, _name, _plan in planned.planned_at(work, session.id):
        tell(work, referral)


def when_said(work: Work, expert: Expert, session: Session, card: ExpertCard | None, link: Link) -> dict[str, Any]:
    """What a letter says of the session, its calendar included; from now on the expert knows, and stands on the list of
    who is there. What it answered about another moment counts no longer."""
    stands, at, takes = what_stands(session, card), *point_of(session, card)
    moved = bool(expert.told) and expert.told.partition("|")[0] != stands.partition("|")[0]
    if moved:
        expert.coming, expert.coming_how, expert.coming_at = None, None, None
    link.expires_at = max(link.expires_at, at)
    said = {
        "link": link, "at": at, "lasts": takes, "place": session.place, "video_link": session.video_link,
        "moved": moved, "changed": bool(expert.told), "ics": _calendar(work, expert, session, at, takes, "REQUEST"),
    }  # fmt: skip
    expert.told = stands
    expert.sequence += 1
    work.session.add(expert)
    work.session.flush()
    _on_list(work, expert, session)
    _log(work, "expertise.tell", expert)
    return said


def coming_session(work: Work, referral: Referral) -> Session | None:
    """The session that is planned and still to come."""
    session = session_of(work, referral.id)
    return session if session and _to_come(work, session) else None


def what_stands(session: Session, card: ExpertCard | None) -> str:
    """What a calendar shows; another text is worth a letter."""
    at, takes = point_of(session, card)
    return "|".join((f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}", str(takes), place_words(session)))


def guests_of(work: Work, expert_ids: Sequence[UUID]) -> dict[UUID, Guest]:
    """The lines on the list of who is there, by expert."""
    rows = work.session.exec(select(Guest).where(col(Guest.expert_id).in_(expert_ids))).all()
    return {row.expert_id: row for row in rows if row.expert_id}


def _to_come(work: Work, session: Session) -> bool:
    return session.closed_at is None and session.at > work.now


def _call_off(work: Work, expert: Expert, card: ExpertCard | None) -> int:
    """This expert is not expected any more; what is over stays as it was."""
    guest = guests_of(work, [expert.id]).get(expert.id)
    session = work.session.get(Session, guest.session_id) if guest else None
    if guest is None or session is None or not expert.told or session.at <= work.now:
        return 0
    at, takes = point_of(session, card)
    letters.write(
        work, "expert_session_off", expert.email, once_key=f"expert:{expert.id}:{expert.sequence}", first=True,
        hub=work.session.get(Hub, expert.hub_id), referral_id=expert.referral_id, name=expert.name, at=at,
        ics=_calendar(work, expert, session, at, takes, "CANCEL"),
    )  # fmt: skip
    expert.sequence += 1
    expert.told, expert.coming, expert.coming_how, expert.coming_at = "", None, None, None
    work.session.add(expert)
    work.session.delete(guest)
    work.session.flush()
    changed(work, session.id)
    _log(work, "expertise.tell_off", expert)
    return 1


def _on_list(work: Work, expert: Expert, session: Session) -> None:
    guest = guests_of(work, [expert.id]).get(expert.id)
    if guest is None:
        guest = Guest(
            hub_id=expert.hub_id, session_id=session.id, name=expert.name, invited_by=expert.invited_by,
            invited_at=work.now, expert_id=expert.id,
        )  # fmt: skip
    elif guest.session_id != session.id:
        changed(work, guest.session_id)
        guest.present = None
    with use_language(DEFAULT_LANGUAGE):
        guest.session_id, guest.capacity = session.id, expert.capacity or _("expert")
    work.session.add(guest)
    work.session.flush()
    changed(work, session.id)


def _calendar(
    work: Work, expert: Expert, session: Session, at: datetime, takes: int, method: calendar_letters.Method
) -> str:
    hub = work.session.get_one(Hub, expert.hub_id)
    ours = inbox_of(work.session, expert.hub_id) or work.store.settings.mail_from.rsplit("<", 1)[-1].rstrip(">")
    with use_language(DEFAULT_LANGUAGE):
        summary = f"{_('Expertisetafel')} · {hub.name}"
    return calendar_letters.invitation(
        str(expert.id), expert.sequence, in_brussels(at), takes, summary, place_words(session), ours, expert.email,
        method, work.real, answers=True,
    )  # fmt: skip


def _log(work: Work, act: str, expert: Expert) -> None:
    ledger.write(work, act, "expert", expert.id, hub_id=expert.hub_id, referral_id=expert.referral_id)
