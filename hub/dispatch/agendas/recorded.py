"""What the chair recorded at the table for somebody, or confirmed, taken back while the session lasts. The ledger, the
time line and the neutrality record keep that it was noted and that it was taken back."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch.agenda import decision
from hub.dispatch.agendas import reviving, standing, unconfirming
from hub.dispatch.agendas.noted import noted_for
from hub.dispatch.case import Move, Stage
from hub.dispatch.claim_rules import TAKES_UP, name_of
from hub.dispatch.claims import back_when_nobody_is_left
from hub.dispatch.clarify import take_as
from hub.dispatch.held_places import free_place
from hub.dispatch.locks import hold_agenda
from hub.dispatch.moves import log, rewatch
from hub.dispatch.seating import Round, round_of
from hub.dispatch.sittings import changed
from hub.dispatch.table_tables import Claim, ClaimState, Decline, Session
from hub.dispatch.tables import Referral
from hub.dispatch.track import REASON_WORDS, Reason
from hub.ledger import Entry
from hub.people.rights import Right
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.wording import N_, _

CLAIM_BACK = "claim.noted_back"
DECLINE_BACK = "claim.decline_noted_back"
CONFIRM_BACK = "claim.confirm_back"
BEGINS_A_ROUND = (f"case.{Move.PUT_ON_TABLE}", f"case.{Move.ASK_ROUND}")
SAID = {
    CLAIM_BACK: N_("Een opname werd verkeerd genoteerd, en is teruggenomen."),
    DECLINE_BACK: N_("Een weigering werd verkeerd genoteerd, en is teruggenomen."),
    CONFIRM_BACK: N_("De bevestiging van een opname is teruggenomen."),
}


def claim_back(work: Work, referral_id: UUID, claim_id: UUID) -> str:
    """A claim that the chair noted for a partner was never made: its place comes free. Where the partner had declined
    before, it declines again. Refused for what a partner said itself, and once the session is over."""
    referral, sitting = _held(work, referral_id)
    made = next((one for one in sitting.claims if one.id == claim_id), None)
    if made is None or made.state != ClaimState.MADE:
        raise Refused(_("Deze opname wacht niet meer op een antwoord. Kijk hoe het nu staat."))
    partner = name_of(work, made.organisation_id)
    if made.organisation_id not in noted_for(work, referral).claims:
        raise Refused(
            _("%(partner)s zei dit zelf. Kies niet voor deze partner als dit niet doorgaat.", partner=partner)
        )
    before = _declined_before(work, made)
    work.session.delete(made)
    work.session.flush()
    free_place(work, made.offer_id)
    if before:
        work.session.add(
            Decline(
                hub_id=referral.hub_id, referral_id=referral.id, round=referral.round, at=work.now, by=before.person_id,
                organisation_id=made.organisation_id, reason=before.detail["reason"],
            )
        )  # fmt: skip
    _done(
        work, referral, sitting, CLAIM_BACK, "claim", made.id, made.organisation_id,
        role=made.role, offer=str(made.offer_id),
    )  # fmt: skip
    said = _("Teruggenomen: %(partner)s neemt niet op. De plaats is weer vrij.", partner=partner)
    if before:
        why = REASON_WORDS[Reason(before.detail["reason"])]
        again = _("De weigering van daarvoor geldt weer: %(why)s.", why=_(why))
        said = f"{said} {again}"
        if back_when_nobody_is_left(work, referral):
            back = _("Nu weigerde iedereen: de aanmelding ligt weer bij jou.")
            said = f"{said} {back}"
    return said


def decline_back(work: Work, referral_id: UUID, organisation_id: UUID) -> str:
    """A decline that the chair noted for a partner was never said: its answer is awaited again. Where the case came
    back because nobody was left, it lies on this agenda again."""
    referral, sitting = _held(work, referral_id)
    declined = sitting.decline_of(organisation_id)
    if declined is None or referral.stage not in (*TAKES_UP, Stage.REOPENED):
        raise Refused(_("Er is niets om terug te nemen. Kijk hoe het nu staat."))
    partner = name_of(work, organisation_id)
    if organisation_id not in noted_for(work, referral).declines:
        raise Refused(_("%(partner)s zei dit zelf. Noteer een opname als %(partner)s toch opneemt.", partner=partner))
    if referral.stage == Stage.REOPENED:
        standing.came_back_by_it(work, referral, declined)
    work.session.delete(declined)
    work.session.flush()
    _done(
        work, referral, sitting, DECLINE_BACK, "decline", declined.id, organisation_id, reason=declined.reason
    )  # fmt: skip
    return _("Teruggenomen: we wachten weer op een antwoord van %(partner)s.", partner=partner)


def last_decline_back(work: Work, referral: Referral) -> str:
    """The same for the decline after which nobody was left, on an agenda where the case does not stand any more."""
    noted = noted_for(work, referral).declines
    declines = select(Decline).where(Decline.referral_id == referral.id, Decline.round == referral.round)
    said = [one for one in work.session.exec(declines).all() if one.organisation_id in noted]
    last = max(said, key=lambda one: one.at, default=None)
    if last is None:
        raise Refused(_("Er is niets om terug te nemen. Kijk hoe het nu staat."))
    standing.came_back_by_it(work, referral, last)
    return decline_back(work, referral.id, last.organisation_id)


def confirm_back(work: Work, referral_id: UUID, claim_id: UUID) -> str:
    """A claim waits to be confirmed again: its track is gone, and who read that it was confirmed hears so. Refused once
    its partner did anything with it."""
    referral, sitting = _held(work, referral_id)
    made = next((one for one in sitting.claims if one.id == claim_id), None)
    if made is None or made.state != ClaimState.CONFIRMED:
        raise Refused(_("Deze opname is niet bevestigd. Kijk hoe het nu staat."))
    track = sitting.came_of[made.id]
    unconfirming.may_be(work, referral, sitting, made, track)
    told = unconfirming.undo(work, referral, sitting, made, track)
    _done(
        work, referral, sitting, CONFIRM_BACK, "claim", made.id, made.organisation_id, track=str(track.id)
    )  # fmt: skip
    partner = name_of(work, made.organisation_id)
    said = _("Teruggenomen: de opname van %(partner)s wacht weer op bevestiging.", partner=partner)
    return " ".join((said, *told))


def _held(work: Work, referral_id: UUID) -> tuple[Referral, Round]:
    """The case with its places and the agenda, for the chair. Refused once the session is over."""
    referral = take_as(work, referral_id, Right.DECIDE)
    reviving.hold(work, referral)
    hold_agenda(work, referral.hub_id)
    sitting = round_of(work, referral)
    if sitting is None:
        raise NotFound
    if work.session.get_one(Session, sitting.session.id, populate_existing=True).closed_at is not None:
        raise Refused(_("De zitting is voorbij. Beslis verder op de pagina van de aanmelding."))
    return referral, sitting


def _declined_before(work: Work, made: Claim) -> Entry | None:
    """What the partner had said no with in this round until this claim was noted; None where it had not."""
    acts = (DECLINE_BACK, "claim.decline", "claim.make", CLAIM_BACK)
    rounds = select(sa.func.max(col(Entry.id))).where(
        Entry.referral_id == made.referral_id, Entry.noun == "referral", col(Entry.act).in_(BEGINS_A_ROUND)
    )
    began = work.session.exec(rounds).one() or 0
    entries = work.session.exec(
        select(Entry)
        .where(Entry.referral_id == made.referral_id, col(Entry.act).in_(acts), Entry.noun_id != made.id)
        .where(Entry.at <= made.made_at, col(Entry.id) > began)
        .order_by(col(Entry.id).desc())
    ).all()
    of_it = (one for one in entries if one.detail.get("organisation") == str(made.organisation_id))
    last = next(of_it, None)
    return last if last is not None and last.act == "claim.decline" else None


def _done(
    work: Work, referral: Referral, sitting: Round, act: str, noun: str, noun_id: UUID, organisation_id: UUID,
    **detail: Any,
) -> None:  # fmt: skip
    log(work, act, noun, noun_id, referral, organisation=organisation_id, round=referral.round, **detail)
    decision(work, referral, SAID[act], name_of(work, organisation_id))
    changed(work, sitting.session.id)
    rewatch(work, referral)
