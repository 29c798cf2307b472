"""Where a case stands again once what was decided or said about it is taken back: on the agenda where it lay."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub.dispatch.case import Move, Stage
from hub.dispatch.moves import leave_agenda, move
from hub.dispatch.table_tables import AgendaItem, AgendaReason, AgendaState, Decline
from hub.dispatch.tables import Referral
from hub.ledger import Entry
from hub.problems import Refused
from hub.store import Work
from hub.wording import _


def discussed_at(work: Work, referral: Referral, decided: datetime) -> bool:
    """Whether it counted as discussed only by what was decided at this moment; not when it was discussed before, or
    asked round between two sessions."""
    last = _last_to(work, referral, Stage.DISCUSSED)
    return last is not None and last.act == f"case.{Move.DISCUSS}" and last.at == decided


def lie_again(work: Work, referral: Referral, item: AgendaItem) -> None:
    """For a case that is held with the agenda. The order in which its partners are asked stays what it was."""
    item.state = AgendaState.ON_AGENDA
    work.session.add(item)
    work.session.flush()
    move(work, referral, Move.LIE_AGAIN, session=item.session_id)


def undecide(work: Work, referral: Referral, item: AgendaItem, decided: datetime) -> None:
    """As it lay before what was decided at this moment: to be discussed, or discussed already."""
    by_it = discussed_at(work, referral, decided)
    move(work, referral, Move.UNDECIDE, session=item.session_id)
    if by_it:
        lie_again(work, referral, item)


def came_back_by_it(work: Work, referral: Referral, declined: Decline) -> None:
    """The case came back to the coordinator because of this decline, and lies on the agenda again where it lay. Refused
    when it came back for something else, or went on since. For a case that is held with the agenda."""
    back = _last_to(work, referral, Stage.REOPENED)
    if (
        back is None or back.at != declined.at or referral.stage != Stage.REOPENED
        or referral.reopened_for != AgendaReason.DECLINED or referral.reopened_track_id
    ):  # fmt: skip
        raise Refused(_("Er is niets om terug te nemen. Kijk hoe het nu staat."))
    leave_agenda(work, referral)
    item = _lay_on(work, referral, back.from_stage == Stage.ON_TABLE)
    before = _last_to(work, referral, Stage.REOPENED, before=back)
    said: dict[str, Any] = before.detail if before else {}
    referral.reopened_for, track = said.get("for"), said.get("track")
    referral.reopened_track_id = UUID(track) if track else None
    work.session.flush()
    if back.from_stage == Stage.ON_TABLE:
        lie_again(work, referral, item)
    else:
        move(work, referral, Move.UNDECIDE, session=item.session_id)


def _lay_on(work: Work, referral: Referral, undiscussed: bool) -> AgendaItem:
    """Its newest place at a table; what was proposed for later goes."""
    state = AgendaState.REMOVED if undiscussed else AgendaState.DONE
    found = work.session.exec(
        select(AgendaItem)
        .where(AgendaItem.referral_id == referral.id)
        .order_by(col(AgendaItem.added_at).desc())
        .execution_options(populate_existing=True)
    ).all()
    proposed = [one for one in found if one.added_at >= referral.stage_since]
    item = next((one for one in found if one not in proposed and one.state == state), None)
    if item is None:
        raise Refused(_("Er is niets om terug te nemen. Kijk hoe het nu staat."))
    for one in proposed:
        work.session.delete(one)
    work.session.flush()
    return item


def _last_to(work: Work, referral: Referral, stage: Stage, *, before: Entry | None = None) -> Entry | None:
    entries = select(Entry).where(Entry.referral_id == referral.id, Entry.noun == "referral", Entry.to_stage == stage)
    if before is not None and before.id is not None:
        entries = entries.where(col(Entry.id) < before.id)
    return work.session.exec(entries.order_by(col(Entry.id).desc()).limit(1)).first()
