"""How a case leaves the desk: taken up by the hub itself, ended in one of its ways, or taken in hand again."""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import select

from hub import ledger
from hub.dispatch import appointments, clarify, moves, taken_up, tracks
from hub.dispatch.case import Move, Stage, why_not
from hub.dispatch.clarify import take_as
from hub.dispatch.consult.begun import begun, heard
from hub.dispatch.feedback import asking, telling
from hub.dispatch.held_places import let_claims_go
from hub.dispatch.numbers import the_case_called
from hub.dispatch.reopening import propose
from hub.dispatch.table_tables import AgendaReason
from hub.dispatch.tables import Message, Referral
from hub.dispatch.track import OPEN
from hub.dispatch.typed import clean, day_to_come
from hub.partners.tables import HubPartner, Organisation, OrganisationKind
from hub.people.rights import Right
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.wording import _

# Which letter tells how it ended; none of them says more than that.
LETTER = {
    Move.TALK_WAS_ENOUGH: "closed_talk_was_enough",
    Move.NOT_FOR_US: "closed_not_for_us",
    Move.REFER_ELSEWHERE: "closed_referred_elsewhere",
    Move.WITHDRAW: "withdrawn",
    Move.ANSWER_CONSULT: "closed_consult_answered",
    Move.CLOSE: "closed_tracks_ended",
}


def talk_was_enough(work: Work, referral_id: UUID, note: str) -> None:
    """The clarification itself helped: an outcome, and counted as one. `note` is what the referrer may read."""
    _end(work, referral_id, Move.TALK_WAS_ENOUGH, clean("note", note, needed=_("Schrijf wat jullie afspraken.")))


def not_for_us(work: Work, referral_id: UUID, note: str) -> None:
    """The hub has no role here. `note` tells the referrer why, and where to turn."""
    _end(
        work,
        referral_id,
        Move.NOT_FOR_US,
        clean("note", note, needed=_("Schrijf waarom, en waar de aanmelder wel terechtkan.")),
    )


def refer_elsewhere(work: Work, referral_id: UUID, where: str) -> None:
    """Another service takes it from here; `where` names it for the referrer."""
    _end(work, referral_id, Move.REFER_ELSEWHERE, clean("where", where, needed=_("Schrijf naar wie je doorverwijst.")))


def withdraw(work: Work, referral_id: UUID, note: str = "") -> None:
    """The referrer takes the referral back."""
    _end(work, referral_id, Move.WITHDRAW, clean("note", note))


def set_double(work: Work, referral_id: UUID, number: str = "") -> None:
    """The case was made twice, by mistake: it ends without a letter, and no figure counts it.

    `number` is the one that goes on; the page behind the referrer's link says so. Invalid when there is no such case.
    """
    referral = take_as(work, referral_id, Right.DECIDE)
    other, called = the_case_called(work, referral.hub_id, number) if number.strip() else (None, "")
    if other == referral.id:
        raise Invalid({"number": _("Dat is deze aanmelding zelf.")})
    hindrance = why_not(moves.state_of(work, referral), Move.SET_DOUBLE)
    if hindrance:
        raise Refused(hindrance)
    _leave(work, referral)
    said = _("Deze aanmelding was dubbel. We volgen ze op onder nummer %(number)s.", number=called) if other else ""
    moves.move(work, referral, Move.SET_DOUBLE, note=said, double_of=other)
    referral.double_of_id = other
    work.flush()


def start_consult(work: Work, referral_id: UUID) -> None:
    """It is a question of professionals, without a youngster to place: the hub answers it."""
    referral = take_as(work, referral_id, Right.DECIDE)
    clarify.begin(work, referral)  # reading what is asked is all the clarification that it needs
    moves.move(work, referral, Move.CONSULT)
    begun(work, referral)


def answer_consult(work: Work, referral_id: UUID, answer: str) -> None:
    """The answer stands in the time line and is what the referrer reads; it may say no more than others did already."""
    others = heard(work, referral_id)
    said = clean("answer", answer, needed="" if others else _("Schrijf je antwoord."))
    referral = _end(work, referral_id, Move.ANSWER_CONSULT, said)
    begun(work, referral)
    if said:
        work.session.add(
            Message(
                hub_id=referral.hub_id, referral_id=referral.id, at=work.now, kind="decision", text=said,
                author_id=work.asker.person_id, author_name=work.asker.name,
            )
        )  # fmt: skip


def tell_referrer(work: Work, referral_id: UUID, *, by_phone: bool = False) -> None:
    """Let the referrer know that the tracks have ended: by a letter that says no more, or noted as told by telephone.

    Refused while a track is open, and without an address unless somebody called.
    """
    referral = take_as(work, referral_id, Right.DECIDE)
    if any(track.stage in OPEN for track in moves.tracks_of(work, referral.id)):
        raise Refused(_("Er loopt nog een traject. Laat iets weten als elk traject geëindigd is."))
    if referral.stage not in (Stage.TRACKS, Stage.REOPENED):
        raise Refused(_("Er was nog geen traject om over te vertellen."))
    if not by_phone and not referral.referrer_email:
        raise Refused(_("Deze aanmelder gaf geen e-mailadres. Bel, en kies “ik heb gebeld”."))
    if not by_phone:
        question = asking.at_the_end(work, referral)
        _tell(work, referral, Move.CLOSE, more_links=[question], question=question.marker)
    referral.referrer_told_at = work.now
    moves.rewatch(work, referral)
    ledger.write(
        work, "case.tell_referrer", "referral", referral.id,
        hub_id=referral.hub_id, referral_id=referral.id, by_phone=by_phone,
    )  # fmt: skip


def close(work: Work, referral_id: UUID, note: str = "") -> None:
    """Every track has ended and the referrer knows: the case is done. Refused with what is still missing."""
    referral = take_as(work, referral_id, Right.DECIDE)
    _leave(work, referral)
    asks = asking.contact_at_the_end(work, referral)
    moves.move(work, referral, Move.CLOSE, note=clean("note", note))
    telling.tell_contact(work, referral, telling.Told.ENDED, asks=asks)


def take_up(work: Work, referral_id: UUID, commitment: str = "", agreed_start: date | None = None) -> None:
    """The hub takes the case itself: a track of its own organisation, watched like any other."""
    referral = take_as(work, referral_id, Right.DECIDE)
    if agreed_start is None:
        raise Invalid({"agreed_start": _("Kies wanneer jullie beginnen.")})
    day_to_come(work, "agreed_start", agreed_start)
    own = own_organisation(work, referral.hub_id)
    _leave(work, referral)
    track = tracks.open_track(
        work, referral, organisation_id=own.id, agreed_start=agreed_start, commitment=commitment
    )  # fmt: skip
    moves.move(work, referral, Move.TAKE_UP)
    taken_up.tell_referrer(work, referral, track)


def carry_on(work: Work, referral_id: UUID) -> None:
    """The tracks that are still open carry on; nothing else is needed."""
    moves.move(work, take_as(work, referral_id, Right.DECIDE), Move.CARRY_ON)


def reopen(work: Work, referral_id: UUID, for_code: str, track_id: UUID | None = None) -> None:
    """Take the case in hand again, whatever state it was in; `for_code` is an AgendaReason that says what for."""
    referral = take_as(work, referral_id, Right.DECIDE)
    if for_code not in {known.value for known in AgendaReason}:
        raise Invalid({"for_code": _("Kies waarom je de aanmelding herneemt.")})
    if referral.stage == Stage.OFFERED:
        raise Refused(_("Een ander meldpunt bekijkt deze aanmelding. Trek eerst het aanbod in."))
    let_claims_go(work, referral)
    referral.reopened_for, referral.reopened_track_id = for_code, track_id
    what_for: dict[str, Any] = {"for": for_code, "track": track_id}
    moves.move(work, referral, Move.REOPEN, **what_for)
    never = for_code == AgendaReason.ON_PURPOSE and not referral.round
    propose(work, referral, AgendaReason.NEW if never else AgendaReason(for_code))


def own_organisation(work: Work, hub_id: UUID) -> Organisation:
    """The organisation under which this hub takes cases itself; Refused when an administrator has not made it."""
    own = work.session.exec(
        select(Organisation)
        .join(HubPartner, sa.text("hub_partner.organisation_id = organisation.id"))
        .where(HubPartner.hub_id == hub_id, Organisation.kind == OrganisationKind.HUB)
        .limit(1)
    ).first()
    if own is None:
        raise Refused(_("Het meldpunt staat nog niet bij de partners. Vraag het aan de beheerder."))
    return own


def _end(work: Work, referral_id: UUID, step: Move, note: str) -> Referral:
    """Close the case in this way: what was still asked or planned ends with it, and the referrer is told."""
    referral = take_as(work, referral_id, Right.DECIDE)
    hindrance = why_not(moves.state_of(work, referral), step)
    if hindrance:
        raise Refused(hindrance)
    was_concept = referral.stage == Stage.CONCEPT
    _leave(work, referral)
    if referral.referrer_email and not was_concept:
        referral.referrer_told_at = work.now
    moves.move(work, referral, step, note=note)
    if not was_concept:
        _tell(work, referral, step)
    if step != Move.WITHDRAW:
        telling.tell_contact(work, referral, telling.Told.ENDED)
    return referral


def _leave(work: Work, referral: Referral) -> None:
    moves.forget_questions(work, referral)
    let_claims_go(work, referral)
    planned = appointments.upcoming(work, referral.id)
    if planned:
        appointments.call_off(work, referral, planned)
    work.session.flush()


def _tell(work: Work, referral: Referral, step: Move, **values: Any) -> None:
    """Once for each ending: a case that was taken in hand again ends again, and that is news."""
    once_key = f"{LETTER[step]}:{referral.id}:{referral.version}"
    clarify.write_to_referrer(work, referral, LETTER[step], once_key, **values)
