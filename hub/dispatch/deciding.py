"""What the table decides about a case that nobody takes up now: wait, meet, ask experts, or hand over."""

from datetime import date
from uuid import UUID

from hub.dispatch.agenda import at_table, decision
from hub.dispatch.case import Move
from hub.dispatch.clarify import take_as, write_to_referrer
from hub.dispatch.held_places import let_claims_go
from hub.dispatch.moves import forget_questions, move
from hub.dispatch.tables import Referral
from hub.dispatch.typed import clean, day_to_come
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
    day_to_come(work, "review_on", review_on)
    said = clean("note", note, at_most=2000)
    let_claims_go(work, referral)
    at_table(work, referral)
    move(work, referral, step, review_on=review_on)
    decision(work, referral, _(PARKS[step]), said)
    return referral


def hand_over(work: Work, referral_id: UUID, note: str) -> Referral:
    """Another hub takes the case from here; `note` says which and what was agreed. The referrer is told."""
    referral = take_as(work, referral_id, Right.DECIDE)
    said = clean("note", note, needed=_("Schrijf aan welk meldpunt je overdraagt en wat je afsprak."), at_most=2000)
    let_claims_go(work, referral)
    at_table(work, referral)
    forget_questions(work, referral)
    if referral.referrer_email:
        referral.referrer_told_at = work.now
    move(work, referral, Move.HAND_OVER, note=said)
    decision(work, referral, _("Overgedragen aan een ander meldpunt."), said)
    write_to_referrer(work, referral, "handed_over", f"handed_over:{referral.id}:{referral.version}")
    return referral
