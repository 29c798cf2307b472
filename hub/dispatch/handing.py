"""Handing a case over: offered to another hub, which takes it over as a case of its own or does not (decision 7)."""

from typing import Any
from uuid import UUID

from sqlmodel import select

from hub import ledger, letters
from hub.asker import AskerKind
from hub.clock import brussels_date
from hub.dispatch import appointments, cards, clarify, moves
from hub.dispatch.agenda import at_table
from hub.dispatch.carrying import carry, home_at
from hub.dispatch.case import Move, why_not
from hub.dispatch.clarify import take_as
from hub.dispatch.clocks import ClockName, due_after
from hub.dispatch.hand_over import OfferReason, OfferState
from hub.dispatch.hand_over_tables import HandOver
from hub.dispatch.held_places import let_claims_go
from hub.dispatch.locks import hold_agendas, take_all
from hub.dispatch.names import reaches_somebody
from hub.dispatch.reopening import bring_back
from hub.dispatch.table_tables import AgendaReason
from hub.dispatch.tables import Referral
from hub.dispatch.typed import clean
from hub.hubs import Hub
from hub.people.rights import Right, require
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.wording import _

LONGEST = 2000


def offer(work: Work, referral_id: UUID, to_hub_id: UUID | None, reason: str, words: str) -> HandOver:
    """Offer a discussed or returned case to another hub, for a coded reason and in words without a name.

    It stays this coordinator's own until that hub answers. Refused while a track runs.
    """
    referral = take_as(work, referral_id, Right.DECIDE)
    hub = work.session.get(Hub, to_hub_id) if to_hub_id else None
    said = _checked(work, referral, hub, reason, words)
    hindrance = why_not(moves.state_of(work, referral), Move.OFFER)
    if hindrance:
        raise Refused(hindrance)
    at_table(work, referral)
    let_claims_go(work, referral)
    assert hub is not None, "checked above"
    made = HandOver(
        hub_id=referral.hub_id, referral_id=referral.id, to_hub_id=hub.id, reason=reason, words=said,
        offered_at=work.now, offered_by=work.asker.person_id,
        due_at=due_after(moves.clocks_of(work, referral.hub_id), ClockName.HUB_ANSWER, work.now),
    )  # fmt: skip
    work.session.add(made)
    work.flush()
    moves.move(work, referral, Move.OFFER, hand_over=made.id, to_hub=hub.id, reason=reason)
    _write_to_hub(work, made, referral, hub, "hub_offer", f"/overdrachten/{made.id}", by=referral.hub_id)
    return made


def withdraw_offer(work: Work, referral_id: UUID) -> None:
    """The offering hub decides otherwise: the case is the coordinator's to decide about again."""
    referral = take_as(work, referral_id, Right.DECIDE)
    made = work.session.exec(
        select(HandOver).where(HandOver.referral_id == referral.id, HandOver.state == OfferState.OFFERED)
    ).first()
    if made is None:
        raise Refused(_("Er staat geen aanbod open. Kijk hoe het nu staat."))
    _end(work, made, OfferState.WITHDRAWN)
    bring_back(work, referral, AgendaReason.ON_PURPOSE)
    to = work.session.get_one(Hub, made.to_hub_id)
    _write_to_hub(work, made, referral, to, "hub_offer_withdrawn", f"/overdrachten/{made.id}", by=referral.hub_id)


def decline_offer(work: Work, hand_over_id: UUID, words: str) -> HandOver:
    """The other hub does not take the case over, and says why; it comes back to the hub that offered."""
    made, referral = _held(work, hand_over_id)
    said = clean("words", words, needed=_("Schrijf waarom niet. Het andere meldpunt leest dit."), at_most=LONGEST)
    _end(work, made, OfferState.DECLINED, answer=said)
    bring_back(work, referral, AgendaReason.NOT_TAKEN_OVER)
    _tell_offering_hub(work, made, referral)
    return made


def accept_offer(work: Work, hand_over_id: UUID, words: str = "") -> tuple[Referral, Referral]:
    """The other hub takes the case over: (the case that closes, the case that goes on).

    It goes on as a new case of the accepting hub, or as that hub's own earlier one when it comes back to where it was.
    The referrer gets a letter. What other rooms keep about the case is carried by whoever calls this.
    """
    known = _known(work, hand_over_id)
    home = home_at(work, known.referral_id, known.to_hub_id)
    take_all(work, [one for one in (known.referral_id, home) if one])
    known, referral = _held(work, hand_over_id)
    hold_agendas(work, (known.hub_id, known.to_hub_id))
    said = clean("words", words, at_most=LONGEST)
    moves.forget_questions(work, referral)
    planned = appointments.upcoming(work, referral.id)
    if planned:
        appointments.call_off(work, referral, planned)
    number = referral.number
    taken = carry(work, referral, work.session.get_one(Hub, known.to_hub_id), home)
    referral.danger_at = None  # what nobody saw yet is that hub's to see
    _end(work, known, OfferState.ACCEPTED, answer=said, to_referral_id=taken.id)
    moves.move(work, referral, Move.HAND_OVER, hand_over=known.id, to_hub=known.to_hub_id)
    clarify.write_to_referrer(
        work, taken, "handed_over", f"handed_over:{known.id}", old_number=number,
        old_hub=work.session.get_one(Hub, referral.hub_id).name,
    )  # fmt: skip
    _tell_offering_hub(work, known, referral)
    return referral, taken


def lapse(work: Work, hand_over_id: UUID) -> Referral | None:
    """Nobody answered in time: the case is the offering coordinator's again, and may be offered anew.

    Silence is kept as silence. None when the offer was answered meanwhile, or is not due.
    """
    known = work.session.get(HandOver, hand_over_id)
    if known is None:
        return None
    referral = moves.take(work, known.referral_id)
    work.session.refresh(known)
    if known.due_at is None or known.due_at > work.now:
        return None
    _end(work, known, OfferState.SILENT)
    bring_back(work, referral, AgendaReason.SILENT)
    _tell_offering_hub(work, known, referral)
    return referral


def _checked(work: Work, referral: Referral, hub: Hub | None, reason: str, words: str) -> str:
    errors: dict[str, str] = {}
    if hub is None or hub.id == referral.hub_id:
        errors["hub"] = _("Kies een meldpunt.")
    if reason not in set(OfferReason):
        errors["reason"] = _("Kies waarom.")
    try:
        said = clean("words", words, needed=_("Schrijf wat het andere meldpunt moet weten."), at_most=LONGEST)
    except Invalid as wrong:
        raise Invalid(errors | wrong.errors) from None
    named = next(cards.named_in(said, cards.names_of(work, referral)), None)
    if named:
        errors["words"] = _("Hier staat de naam “%(name)s”. Het andere meldpunt leest nu alleen initialen.", name=named)
    elif reaches_somebody(said):
        errors["words"] = _(cards.HOLDS_CONTACT)
    if errors:
        raise Invalid(errors)
    return said


def _known(work: Work, hand_over_id: UUID) -> HandOver:
    known = work.found(HandOver, hand_over_id)
    require(work.asker, Right.TAKE_OVER, known.to_hub_id)
    return known


def _held(work: Work, hand_over_id: UUID) -> tuple[HandOver, Referral]:
    """An offer that waits, and its case, both held, for who answers at the hub that it was made to."""
    known = _known(work, hand_over_id)
    referral = moves.take(work, known.referral_id)
    work.session.refresh(known)
    if known.state != OfferState.OFFERED:
        raise Refused(_("Dit aanbod staat niet meer open. Kijk hoe het nu staat."))
    return known, referral


def _end(
    work: Work, made: HandOver, state: OfferState, *, answer: str = "", to_referral_id: UUID | None = None
) -> None:
    with work.session.no_autoflush:  # the row is whole only when all of it is there
        made.state, made.due_at, made.ended_at, made.answer = state, None, work.now, answer
        made.ended_by = work.asker.person_id if work.asker.kind == AskerKind.PERSON else None
        made.to_referral_id = to_referral_id
    work.flush()
    ledger.write(
        work, f"hand_over.{state}", "hand_over", made.id,
        hub_id=made.hub_id, referral_id=made.referral_id, to_hub=made.to_hub_id,
    )  # fmt: skip


def _tell_offering_hub(work: Work, made: HandOver, referral: Referral) -> None:
    hub = work.session.get_one(Hub, made.hub_id)
    _write_to_hub(
        work, made, referral, hub, "hub_offer_answered", f"/aanmeldingen/{referral.id}", by=made.to_hub_id,
        how=str(made.state),
    )  # fmt: skip


def _write_to_hub(
    work: Work, made: HandOver, referral: Referral, to: Hub, kind: str, path: str, *, by: UUID, **values: Any
) -> None:
    """To the hub's own address, where it has one: the number and where to look, nothing about the youngster."""
    if not to.email:
        return
    letters.write(
        work, kind, to.email, once_key=f"{kind}:{made.id}", hub=work.session.get_one(Hub, by),
        referral_id=referral.id, number=referral.number, due=brussels_date(made.due_at) if made.due_at else None,
        page=work.store.settings.public_url.rstrip("/") + path, **values,
    )  # fmt: skip
