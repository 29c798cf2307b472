"""Claims: a partner takes a case up, alone or with others, or declines. The database decides who was first."""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub import ledger
from hub.asker import Role
from hub.clock import brussels_date
from hub.dispatch import alarm, cards, clb_answering, moves, proposed, taken_up, tracks
from hub.dispatch.agenda import at_table, weighed
from hub.dispatch.case import Move, Stage
from hub.dispatch.claim_rules import TAKES_UP, already, by_chair, leads_beside, may_be_taken, name_of, role_of
from hub.dispatch.consent import clb_agrees
from hub.dispatch.held_places import free_place, take_place
from hub.dispatch.mailed import not_chosen
from hub.dispatch.moves import take
from hub.dispatch.partner_letters import write_to_partner
from hub.dispatch.reopening import bring_back
from hub.dispatch.seating import Round, round_of, speak_for
from hub.dispatch.sharing.readers import reads_card
from hub.dispatch.sharing.sharing_sight import gate_of
from hub.dispatch.sittings import changed
from hub.dispatch.table_tables import AgendaReason, Claim, ClaimRole, ClaimState, Decline, Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import DECLINE_REASONS, needs_words
from hub.dispatch.typed import clean, day_to_come
from hub.partners.tables import Offer
from hub.people.rights import Right, require
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import _


def claim(
    work: Work,
    referral_id: UUID,
    offer_id: UUID,
    role: str = ClaimRole.LEAD,
    commitment: str = "",
    *,
    for_organisation: UUID | None = None,
) -> Claim:
    """A partner takes a case up with one of its offers, as lead or with the lead; the chair may record it for anyone.

    Holds a place of the offer. Refused, in words that say who was first, when another partner leads already or the
    last place has just gone.
    """
    referral = take(work, referral_id)
    offer = work.session.get(Offer, offer_id)
    if offer is None or for_organisation not in (None, offer.organisation_id):
        raise NotFound
    sitting = speak_for(work, referral, offer.organisation_id)
    if role not in set(ClaimRole):
        raise Invalid({"role": _("Kies of deze partner de leiding neemt of meedoet.")})
    own = not by_chair(work, offer.organisation_id)
    if own and not reads_card(work.asker.seats, gate_of(work, referral.id), offer.organisation_id):
        raise NotFound  # nobody takes up what it may not read
    said = clean("commitment", commitment, at_most=500)
    _hear(work, referral, offer.organisation_id, said)
    may_be_taken(work, referral, sitting, offer, role)
    mine = sitting.claim_of(offer.organisation_id)
    if mine is not None:
        return _take_the_lead(work, referral, sitting, mine, offer, said)
    if not take_place(work, offer.id):
        raise Refused(_("De laatste plaats van “%(offer)s” is net ingenomen.", offer=offer.name))
    made = Claim(
        hub_id=referral.hub_id, referral_id=referral.id, round=referral.round, organisation_id=offer.organisation_id,
        offer_id=offer.id, role=role, commitment=said, made_at=work.now, made_by=work.asker.person_id,
    )  # fmt: skip
    work.session.add(made)
    work.flush(clash=_("Een andere partner was net iets sneller. Kijk hoe het nu staat."))
    work.session.execute(
        sa.delete(Decline).where(
            col(Decline.referral_id) == referral.id,
            col(Decline.round) == referral.round,
            col(Decline.organisation_id) == offer.organisation_id,
        )
    )
    _done(work, referral, "claim.make", made, role=role, offer=offer.id)
    return made


def decline(
    work: Work, referral_id: UUID, reason: str, note: str = "", *, organisation_id: UUID | None = None
) -> Decline:
    """A partner says no, for a coded reason; the chair may record it for anyone.

    When every co-working partner of the table has declined, the case comes back to the coordinator at once.
    """
    referral = take(work, referral_id)
    speaks = organisation_id or _only_own(work)
    sitting = speak_for(work, referral, speaks)
    if reason not in DECLINE_REASONS:
        raise Invalid({"reason": _("Kies een reden.")})
    said = clean("note", note, needed=needs_words(reason), at_most=1000)
    _hear(work, referral, speaks, said)
    if referral.stage not in TAKES_UP:
        raise Refused(_("Deze vraag ligt niet meer op tafel."))
    if sitting.claim_of(speaks):
        raise Refused(
            _("%(partner)s neemt al op. Kies eerst niet voor deze partner.", partner=name_of(work, speaks))
            if by_chair(work, speaks)
            else _("Jullie nemen deze vraag al op. Trek eerst jullie opname in.")
        )
    proposed.refuse_second(work, referral, speaks)
    answer = sitting.decline_of(speaks)
    if answer is None:
        answer = Decline(
            hub_id=referral.hub_id, referral_id=referral.id, round=referral.round, organisation_id=speaks,
            reason=reason, at=work.now,
        )  # fmt: skip
        work.session.add(answer)
    answer.reason, answer.note, answer.at, answer.by = reason, said, work.now, work.asker.person_id
    work.flush()
    ledger.write(
        work, "claim.decline", "decline", answer.id,
        hub_id=referral.hub_id, referral_id=referral.id, organisation=speaks, reason=reason,
    )  # fmt: skip
    if not back_when_nobody_is_left(work, referral):
        moves.rewatch(work, referral)
    changed(work, sitting.session.id)
    return answer


def back_when_nobody_is_left(work: Work, referral: Referral) -> bool:
    """A case that everybody declined who could take it up goes back to the coordinator; whether it did."""
    now = round_of(work, referral)
    if now is None or now.claims or _who_may_answer(work, now, referral):
        return False
    weighed(work, referral)
    bring_back(work, referral, AgendaReason.DECLINED)
    return True


def withdraw_claim(work: Work, claim_id: UUID) -> Claim:
    """A partner takes its claim back before it was confirmed; the place comes free."""
    made, referral = _take_claim(work, claim_id)
    speak_for(work, referral, made.organisation_id)
    _settle(work, made, ClaimState.WITHDRAWN)
    _done(work, referral, "claim.withdraw", made)
    return made


def confirm(
    work: Work, claim_id: UUID, agreed_start: date | None = None, *,
    leads: bool = False, clb: str = "", waive: bool = False,
) -> Track:  # fmt: skip
    """The coordinator confirms a claim: it becomes a track with an agreed start date, and the case runs on tracks.

    The partner and the referrer get a letter. A co-partner can be confirmed later too, while a track
    with the lead runs; where none does, `leads` says that it takes the lead after all. A NAFT track needs a named
    worker of the CLB who agrees: `clb` is who said so in a talk, where its answer is not there yet. In crisis mode one
    may `waive` that. Refused while the file does not say that this partner may read the card: it will see who it is.
    Whoever referred the youngster itself knows that already.
    """
    made, referral = _take_claim(work, claim_id)
    require(work.asker, Right.DECIDE, referral.hub_id)
    if made.round != referral.round:
        raise Refused(_("Deze opname is van een vorige ronde."))
    brought = made.organisation_id == referral.referrer_organisation_id
    if not brought and not gate_of(work, referral.id).reads(made.organisation_id):
        raise Refused(
            _("Leg eerst bij de tafelkaart vast dat deze partner ze mag lezen. Wie opneemt, ziet wie het is.")
        )
    role = role_of(work, referral, made, leads=leads)
    day = day_to_come(work, "agreed_start", agreed_start or proposed.usual_start(brussels_date(work.now)))
    _clb_first(work, referral, made, clb, waive=waive)
    at_table(work, referral)
    _settle(work, made, ClaimState.CONFIRMED, keep_place=True)
    track = tracks.open_track(
        work, referral, organisation_id=made.organisation_id, offer_id=made.offer_id, claim=made,
        agreed_start=day, role=role, commitment=made.commitment,
    )  # fmt: skip
    if referral.stage != Stage.TRACKS:
        moves.forget_questions(work, referral)
        moves.move(work, referral, Move.CLAIM if made.round else Move.CLAIM_DIRECT, claim=made.id)
    _done(work, referral, "claim.confirm", made, track=track.id)
    write_to_partner(
        work, referral, made.organisation_id, "claim_confirmed", track.id, start=day, track_id=track.id,
        lead=leads_beside(work, track),
    )  # fmt: skip
    taken_up.tell_referrer(work, referral, track)
    return track


def _clb_first(work: Work, referral: Referral, made: Claim, clb: str, *, waive: bool) -> None:
    """Invalid while a NAFT track would begin without anybody at the CLB who agrees."""
    if clb_agrees(referral) or not work.session.get_one(Offer, made.offer_id).is_naft:
        return
    if waive and not clb.strip():
        clb_answering.waive(work, referral)
    else:
        clb_answering.agreed_in_talk(work, referral, clb)


def refuse_claim(work: Work, claim_id: UUID, reason: str) -> Claim:
    """The coordinator does not take a claim on, for a reason that the partner reads; the place comes free.

    Invalid when a name stands in the reason: who was not chosen never learns whom it was about.
    """
    made, referral = _take_claim(work, claim_id)
    require(work.asker, Right.DECIDE, referral.hub_id)
    said = clean("reason", reason, needed=_("Schrijf waarom. De partner leest dit."), at_most=1000)
    named = next(cards.named_in(said, cards.names_of(work, referral)), None)
    if named:
        raise Invalid({"reason": _("Hier staat de naam “%(name)s”. De partner leest alleen initialen.", name=named)})
    _settle(work, made, ClaimState.REFUSED, note=said)
    _done(work, referral, "claim.refuse", made)
    not_chosen.tell(work, referral, made)
    return made


def _take_the_lead(work: Work, referral: Referral, sitting: Round, mine: Claim, offer: Offer, said: str) -> Claim:
    """Who joined and finds itself without a lead may lead, with the offer that it joined with."""
    if offer.id != mine.offer_id or mine.state != ClaimState.MADE:
        raise Refused(already(work, mine.organisation_id))
    mine.role, mine.commitment = ClaimRole.LEAD, said or mine.commitment
    work.flush(clash=_("Een andere partner was net iets sneller. Kijk hoe het nu staat."))
    _done(work, referral, "claim.lead", mine)
    return mine


def _take_claim(work: Work, claim_id: UUID) -> tuple[Claim, Referral]:
    """A claim that waits for an answer, and its case, both held."""
    made = work.found(Claim, claim_id)
    referral = take(work, made.referral_id)
    work.session.refresh(made)
    return made, referral


def _settle(work: Work, made: Claim, state: ClaimState, *, note: str = "", keep_place: bool = False) -> None:
    if made.state != ClaimState.MADE:
        raise Refused(_("Deze opname wacht niet meer op een antwoord. Kijk hoe het nu staat."))
    made.state, made.settled_at, made.settled_note = state, work.now, note
    work.flush()
    if not keep_place:
        free_place(work, made.offer_id)


def _done(work: Work, referral: Referral, act: str, made: Claim, **detail: Any) -> None:
    ledger.write(
        work, act, "claim", made.id,
        hub_id=referral.hub_id, referral_id=referral.id, organisation=made.organisation_id, **detail,
    )  # fmt: skip
    sitting = round_of(work, referral)
    if sitting:
        changed(work, sitting.session.id)
    moves.rewatch(work, referral)


def _who_may_answer(work: Work, now: Round, referral: Referral) -> set[UUID]:
    """Whoever owes an answer and may read what it is asked; all of them while nobody may."""
    gate = gate_of(work, referral.id)
    return {one for one in now.owing() if gate.shut or gate.reads(one)}


def _hear(work: Work, referral: Referral, organisation_id: UUID, said: str) -> None:
    """What a partner writes itself is heard for danger; the chair knows what it wrote."""
    if not by_chair(work, organisation_id):
        alarm.listen(work, referral, said)


def _only_own(work: Work) -> UUID:
    own = work.asker.organisations_as(Role.PARTNER)
    if not own and work.asker.has(Role.COORDINATOR):
        raise Invalid({"organisation": _("Kies welke partner weigert.")})
    if len(own) != 1:
        raise NotFound
    return next(iter(own))
