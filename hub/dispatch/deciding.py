"""What the table decides about a case that nobody takes up now: wait, meet, or ask experts."""

from datetime import date
from uuid import UUID

from hub.dispatch.agenda import at_table, decision
from hub.dispatch.case import Move
from hub.dispatch.clarify import take_as
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
}


def park(work: Work, referral_id: UUID, step: Move, review_on: date | None, note: str = "") -> Referral:
    """Waiting list, client meeting or expertise table, until a day on which the coordinator looks again."""
    referral = take_as(work, referral_id, Right.DECIDE)
    if step not in PARKS:
        raise Invalid({"decision": _("Kies wat de tafel beslist.")})
    if review_on is None:
        raise Invalid({"review_on": _("Kies wanneer je opnieuw kijkt.")})
    working_day("review_on", day_to_come(work, "review_on", review_on))
    said = clean("note", note, at_most=2000)
    let_claims_go(work, referral)
    at_table(work, referral)
    move(work, referral, step, review_on=review_on)
    decision(work, referral, PARKS[step], said)
    return referral
