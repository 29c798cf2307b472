"""Operations on the sessions of a table: planning one by hand, moving it, cancelling it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub import ledger
from hub.clock import brussels_date
from hub.dispatch.agenda import decision
from hub.dispatch.agendas import following
from hub.dispatch.agendas.closing import POSTPONED
from hub.dispatch.expertise import at_session
from hub.dispatch.moves import leave_agenda, rewatch, take
from hub.dispatch.reopening import add_item
from hub.dispatch.sessions import inviting
from hub.dispatch.sessions.typed import LONGEST, SHORTEST, moment_of, video_in
from hub.dispatch.sittings import changed, hold_session, next_session
from hub.dispatch.table_desk import cases_on
from hub.dispatch.table_tables import AgendaItem, AgendaReason, AgendaState, DispatchTable, Session
from hub.dispatch.typed import FARTHEST
from hub.faults import Faults
from hub.people.rights import Right, require
from hub.problems import Refused
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, _, use_language


@dataclass(frozen=True)
class SessionData:
    """What is typed about a session."""

    day: date | None
    time: str
    place: str = ""
    video_link: str = ""
    lasts: str = ""  # "": as long as the table usually sits


def plan(work: Work, table_id: UUID, data: SessionData) -> Session:
    """One more session of a table, with invitations at once. Invalid when it lies behind us or the table sits then
    already."""
    table = work.found(DispatchTable, table_id)
    require(work.asker, Right.PLAN_SESSIONS, table.hub_id)
    if table.ended_on:
        raise Refused(_("Deze tafel is gestopt. Laat ze eerst weer samenkomen."))
    said = _checked(work, table, data, None)
    made = Session(
        hub_id=table.hub_id, table_id=table.id, chair_id=table.chair_id, reporter_id=table.reporter_id,
        invite_on=brussels_date(work.now), **said,
    )  # fmt: skip
    work.session.add(made)
    work.flush(clash=_("Deze tafel zit dan al samen."))
    inviting.tell(work, made)
    ledger.write(work, "session.plan", "session", made.id, hub_id=table.hub_id)
    return made


def change(work: Work, session_id: UUID, data: SessionData) -> Session:
    """Another moment or place, told to everybody who was invited. What stands on its agenda goes along; the rhythm does
    not plan the old moment again."""
    session = take_session(work, session_id)
    said = _checked(work, work.session.get_one(DispatchTable, session.table_id), data, session)
    old, at = session.at, said["at"]
    for field, value in said.items():
        setattr(session, field, value)
    work.flush(clash=_("Deze tafel zit dan al samen."))
    if at != old:
        _keep_free(work, session, old)
        for _item, referral in cases_on(work, session.id):
            rewatch(work, take(work, referral.id))
        following.follow(work, session, old, session)
    at_session.tell_session(work, session)
    inviting.tell(work, session)
    changed(work, session.id)
    ledger.write(work, "session.change", "session", session.id, hub_id=session.hub_id, moved=at != old)
    return session


def cancel(work: Work, session_id: UUID) -> int:
    """The session does not take place, which everybody who was invited hears; its cases go to the next one of such a
    table, each with a line in its time line.

    Returns how many moved. Refused when the table began already, or when there is no later session for its cases.
    """
    session = take_session(work, session_id)
    following.must_not_have_begun(work, session)
    session.closed_at = session.cancelled_at = work.now
    work.session.flush()
    waiting, round_ = cases_on(work, session.id), following.asked_round(work, session)
    later = _later(work, session)
    if (waiting or round_) and later is None:
        raise Refused(_("Er staan nog vragen op de dagorde en er is geen latere zitting. Plan er eerst een."))
    if later:
        for item, referral in waiting:
            _move(work, item, referral.id, later)
        following.pass_on(work, round_, session, later)
    following.follow(work, session, session.at, later)
    inviting.tell(work, session)
    moved = len(waiting) + len(round_)
    ledger.write(work, "session.cancel", "session", session.id, hub_id=session.hub_id, cases=moved)
    return moved


def invite_now(work: Work, session_id: UUID) -> int:
    """The invitations of a session leave today instead of on their own day. Returns how many."""
    session = take_session(work, session_id)
    session.invite_on = brussels_date(work.now)
    written = inviting.tell(work, session)
    changed(work, session.id)
    ledger.write(work, "session.invite_now", "session", session.id, hub_id=session.hub_id, letters=written)
    return written


def take_session(work: Work, session_id: UUID) -> Session:
    """The session and the cases on it, held, for who plans the sessions of its hub. Refused when it is over."""
    session = work.found(Session, session_id)
    require(work.asker, Right.PLAN_SESSIONS, session.hub_id)
    if session.cancelled_at:
        raise Refused(_("Deze zitting is geschrapt."))
    also = following.going_along(work, session)
    hold_session(work, session, also)
    if following.going_along(work, session) - also:
        raise Refused(_("Intussen veranderde er iets op de dagorde. Kijk hoe het nu staat."))
    return session


def _move(work: Work, item: AgendaItem, referral_id: UUID, later: Session) -> None:
    referral = take(work, referral_id)
    work.session.refresh(item)
    if item.state == AgendaState.PROPOSED:
        item.session_id = later.id
        work.session.flush()
        return
    with use_language(DEFAULT_LANGUAGE):  # kept for all of the desk
        decision(work, referral, POSTPONED, _("De zitting ging niet door."))
    leave_agenda(work, referral)
    moved = add_item(work, referral, later.id, AgendaReason.POSTPONED, AgendaState.ON_AGENDA)
    with use_language(DEFAULT_LANGUAGE):
        moved.note = _("De zitting ging niet door.")
    rewatch(work, referral)


def _keep_free(work: Work, session: Session, old: datetime) -> None:
    """A cancelled session stays behind at the old moment of a table with a rhythm, so that it is not planned anew."""
    table = work.session.get_one(DispatchTable, session.table_id)
    if table.weekday is None or old <= work.now:
        return
    work.session.add(
        Session(
            hub_id=table.hub_id, table_id=table.id, at=old, place=table.place, closed_at=work.now,
            cancelled_at=work.now,
        )
    )  # fmt: skip
    work.session.flush()


def _checked(work: Work, table: DispatchTable, data: SessionData, but: Session | None) -> dict[str, Any]:
    faults = Faults()
    at = moment_of(faults, data.day, data.time)
    place = faults.line("room", data.place, at_most=300)
    link = video_in(faults, "link", data.video_link)
    lasts = faults.whole("takes", data.lasts, SHORTEST, LONGEST) or (but or table).lasts
    if at and at != (but.at if but else None):
        if at <= work.now:
            faults.say("day", _("Dat moment is al voorbij. Kies een moment dat nog komt."))
        elif brussels_date(at) > brussels_date(work.now) + FARTHEST:
            faults.say("day", _("Die dag ligt te ver weg. Kijk het jaartal na."))
        twin = select(Session.id).where(Session.table_id == table.id, Session.at == at)
        if work.session.exec(twin.where(col(Session.cancelled_at).is_(None))).first():
            faults.say("day", _("Deze tafel zit dan al samen."))
    faults.tell()
    assert at is not None
    return {"at": at, "place": place, "video_link": link, "lasts": lasts}


def _later(work: Work, session: Session) -> Session | None:
    kind = work.session.get_one(DispatchTable, session.table_id).kind
    return next_session(work, session.hub_id, max(session.at, work.now), kind)
