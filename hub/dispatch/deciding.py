"""What the table decides about a case that nobody takes up now: wait, meet, or ask experts."""

from datetime import date
from uuid import UUID

from hub.dispatch.agenda import at_table, decision
from hub.dispatch.agendas import planned
from hub.dispatch.case import MOVES, Move
from hub.dispatch.case_team import from_table, meetings
from hub.dispatch.clarify import take_as
from hub.dispatch.consult.begun import begun
from hub.dispatch.expertise import at_session
from hub.dispatch.held_places import let_claims_go
from hub.dispatch.moves import move
from hub.dispatch.tables import Referral
from hub.dispatch.typed import clean, day_to_come, working_day
from hub.people.rights import Right
from hub.problems import Invalid
from hub.store import Work
from hub.wording import N_, _

# Each of these waits for a day on which it is looked at again.
PARKS = {
    Move.WAIT: N_("Op de wachtlijst gezet."),
    Move.MEET_CLIENT: N_("Er komt een cliëntoverleg."),
    Move.ASK_EXPERTS: N_("Gaat naar de expertisetafel."),
    Move.CONSULT: N_("Eerst vragen wat anderen denken."),
}


def park(
    work: Work, referral_id: UUID, step: Move, review_on: date | None, note: str = "", *,
    session_id: UUID | None = None, watcher_id: UUID | None = None, meeting: meetings.Typed | None = None,
) -> Referral:  # fmt: skip
    """Waiting list, client meeting or expertise table, until a day on which the coordinator looks again.

    A meeting or an expertise table may be a planned session of a table of that kind; then the day is the one after it,
    unless another is chosen. A client meeting that is no such session is planned with its invitees, or whoever directs
    the case is to plan it by that day. Who watches it is the asker, unless another coordinator is.
    """
    referral = take_as(work, referral_id, Right.DECIDE)
    if step not in PARKS:
        raise Invalid({"decision": _("Kies wat de tafel beslist.")})
    session = planned.session_of(work, referral, MOVES[step][1], session_id)
    review_on = planned.by_when(session, review_on)
    meets = step == Move.MEET_CLIENT and session is None
    if meets and (at := from_table.meets_at(work, referral, meeting)):
        from_table.not_before(at, review_on)
        review_on = review_on or planned.usual_day(at)
    if review_on is None:
        raise Invalid({"review_on": _("Kies wanneer je opnieuw kijkt.")})
    working_day("review_on", day_to_come(work, "review_on", review_on))
    said = clean("note", note, at_most=2000)
    let_claims_go(work, referral)
    at_table(work, referral)
    move(work, referral, step, review_on=review_on)
    if step == Move.CONSULT:
        begun(work, referral)
    how = planned.plan(work, referral, MOVES[step][1], review_on, session, watcher_id)
    at_session.tell(work, referral)
    when = from_table.plan_or_ask(work, referral, meeting, review_on, watcher_id) if meets else ""
    decision(work, referral, PARKS[step], "\n\n".join(part for part in (" ".join((when, how)).strip(), said) if part))
    return referral


def weighed(work: Work, referral_id: UUID) -> None:
    """The case counts as discussed, whatever is decided next."""
    at_table(work, take_as(work, referral_id, Right.DECIDE))
