"""Asking the table between two sessions: an urgent case goes round by letter, with a day by which partners answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hub.clock import DayUnit, add_days
from hub.dispatch import sittings
from hub.dispatch.agenda import decision
from hub.dispatch.answering import ANSWERS
from hub.dispatch.case import Move
from hub.dispatch.clarify import take_as
from hub.dispatch.feedback import telling
from hub.dispatch.held_places import let_claims_go
from hub.dispatch.mailed.asking import ask_urgently
from hub.dispatch.meeting import floor
from hub.dispatch.moves import leave_agenda, move, rewatch
from hub.dispatch.neutrality.recording import write_down
from hub.dispatch.reopening import add_item
from hub.dispatch.seating import levels_of, round_of
from hub.dispatch.sharing.sharing_sight import gate_of
from hub.dispatch.table_tables import AgendaReason, AgendaState, Session, TableCard
from hub.dispatch.tables import Referral
from hub.dispatch.typed import day_to_come, working_day
from hub.partners.tables import Organisation
from hub.people.rights import Right
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.wording import N_, _

USUAL_DAYS = 2
ASKED_ROUND = N_("Dringend rondgevraagd, tussen twee zittingen.")


def ask_round(work: Work, referral_id: UUID, answer_by: date | None) -> Sequence[Organisation]:
    """Ask every co-working partner that reads the card, by a letter that links to it, to answer before this day; gives
    back whom. Who was asked and what fitted is kept as after a session. Silence is no answer: when the day comes the
    coordinator has the case on Vandaag.

    It stands on the agenda of the next session as asked already. Invalid without a working day to come; Refused without
    an approved card, a session to come, or a partner who may read it.
    """
    referral = take_as(work, referral_id, Right.DECIDE)
    if answer_by is None:
        raise Invalid({"answer_by": _("Kies vóór welke dag de partners antwoorden.")})
    working_day("answer_by", day_to_come(work, "answer_by", answer_by))
    session, asked = _whom_to_ask(work, referral)
    let_claims_go(work, referral)
    leave_agenda(work, referral)
    item = add_item(work, referral, session.id, AgendaReason.URGENT, AgendaState.DONE)
    move(work, referral, Move.ASK_ROUND, review_on=answer_by, session=session.id)
    telling.on_table(work, referral)
    item.turn = floor.next_turn(work, session.id)
    write_down(work, referral, item, {one.id for one in asked})
    decision(work, referral, ASKED_ROUND, ", ".join(one.name for one in asked))
    rewatch(work, referral)
    for one in asked:
        ask_urgently(work, referral, one, item, answer_by)
    return asked


@dataclass(frozen=True)
class WouldAsk:
    """Whom by name, for whoever is about to ask; or why that cannot be done now."""

    names: Sequence[str] = ()
    why_not: str = ""


def who_would_be_asked(work: Work, referral: Referral) -> WouldAsk:
    try:
        return WouldAsk([one.name for one in _whom_to_ask(work, referral)[1]])
    except Refused as refusal:
        return WouldAsk(why_not=refusal.sentence)


def usual_day(today: date) -> date:
    """Before which day partners answer, unless another one is chosen."""
    return add_days(today, USUAL_DAYS, DayUnit.WORKING_DAYS)


def _whom_to_ask(work: Work, referral: Referral) -> tuple[Session, Sequence[Organisation]]:
    """On whose agenda it will stand, and who is asked; Refused, with what to do first, when nobody can be."""
    card = work.session.get(TableCard, referral.id)
    if card is None or card.approved_at is None:
        raise Refused(_("Schrijf eerst de tafelkaart en keur ze goed."))
    session = sittings.next_session(work, referral.hub_id, work.now)
    if session is None:
        raise Refused(_("Er is nog geen zitting gepland. Plan er eerst een: je vindt de zittingen bij Tafel."))
    asked = _who_reads(work, referral, session)
    if not asked:
        raise Refused(_("Geen enkele partner mag de kaart lezen. Leg eerst bij de tafelkaart vast wie dat mag."))
    return session, asked


def _who_reads(work: Work, referral: Referral, session: Session) -> list[Organisation]:
    """Those who answer at this table, may read the card, and do not work on the case already."""
    gate, before = gate_of(work, referral.id), round_of(work, referral)
    busy = {track.organisation_id for track in before.running} if before else set()
    seats = [one for one, level in levels_of(work, session).items() if level == ANSWERS and one not in busy]
    found = [work.session.get_one(Organisation, one) for one in seats if gate.reads(one)]
    return sorted(found, key=lambda one: one.sort_key)
