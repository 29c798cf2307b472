"""Appointments for clarification: asked, moved and called off, each with a calendar letter that names nobody."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import calendar_letters, ledger
from hub.dispatch import clarify, moves
from hub.dispatch.clarify_tables import Appointment
from hub.dispatch.tables import Referral
from hub.dispatch.typed import FARTHEST, clean
from hub.hubs import inbox_of
from hub.people.rights import Right
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, N_, _, moment_words, use_language

WAY_WORDS = {
    "hub": N_("bij ons"), "school": N_("op school"), "place": N_("ergens anders"), "phone": N_("telefoon"),
    "video": N_("videogesprek"),
}  # fmt: skip
SHORTEST, LONGEST = 10, 480


def make_appointment(
    work: Work, referral_id: UUID, at: datetime, minutes: int, way: str, place: str
) -> Appointment:  # fmt: skip
    """Invite the referrer to a talk; clarification begins. Without an address no letter goes, somebody calls.

    Invalid for a moment that has passed, an odd length or a way that we do not know; Refused while another
    appointment is still to come: move that one.
    """
    referral = clarify.take_as(work, referral_id, Right.CLARIFY)
    if referral.stage in clarify.NOT_OPEN:
        raise Refused(_("Voor deze aanmelding kan je nu geen afspraak maken: ze is niet open."))
    if upcoming(work, referral.id):
        raise Refused(_("Er staat al een afspraak. Verplaats die, of zeg ze af."))
    said = _checked(work, at, minutes, way, place)
    clarify.begin(work, referral)
    made = Appointment(hub_id=referral.hub_id, referral_id=referral.id, **said)
    work.session.add(made)
    work.session.flush()
    _invite(work, referral, made)
    moves.rewatch(work, referral)
    _log(work, "appointment.make", made)
    return made


def move_appointment(
    work: Work, appointment_id: UUID, at: datetime, minutes: int, way: str, place: str
) -> Appointment:  # fmt: skip
    """The same appointment at another moment or place; the calendar of the referrer follows."""
    referral, made = _open(work, appointment_id)
    was = made.at
    for name, value in _checked(work, at, minutes, way, place).items():
        setattr(made, name, value)
    made.sequence += 1
    work.session.flush()
    _invite(work, referral, made)
    with use_language(DEFAULT_LANGUAGE):  # kept for all of the desk
        before, after = moment_words(was), moment_words(made.at)
        now = _("De afspraak van %(was)s is verplaatst naar %(now)s.", was=before, now=after)
        clarify.say(work, referral, "note", f"{now}\n\n{where_words(made.way, made.place)}")
    _log(work, "appointment.move", made)
    return made


def cancel_appointment(work: Work, appointment_id: UUID) -> None:
    """Call the appointment off, in the calendar too; the case is the desk's again."""
    referral, made = _open(work, appointment_id)
    call_off(work, referral, made)
    moves.rewatch(work, referral)


def call_off(work: Work, referral: Referral, made: Appointment) -> None:
    """Within an operation that holds the case and sets its next date itself."""
    made.cancelled_at = work.now
    made.sequence += 1
    clarify.write_to_referrer(
        work, referral, "appointment_cancelled", f"appointment_cancelled:{made.id}", at=made.at,
        ics=_calendar(work, referral, made, "CANCEL") if referral.referrer_email else None,
    )  # fmt: skip
    _log(work, "appointment.cancel", made)


def where_words(way: str, place: str) -> str:
    """ "bij ons, lokaal 3", "op school", "Huis van de Jeugd": where one goes, or how one speaks."""
    return place if way == "place" and place else ", ".join(part for part in (_(WAY_WORDS[way]), place) if part)


def upcoming(work: Work, referral_id: UUID) -> Appointment | None:
    """The appointment that is neither held nor called off; there is at most one."""
    return work.session.exec(
        select(Appointment)
        .where(Appointment.referral_id == referral_id)
        .where(sa.text("held_at IS NULL AND cancelled_at IS NULL"))
        .order_by(col(Appointment.at))
        .limit(1)
    ).first()


def is_planned(appointment: Appointment) -> bool:
    return appointment.held_at is None and appointment.cancelled_at is None


def _open(work: Work, appointment_id: UUID) -> tuple[Referral, Appointment]:
    """The case, held, and its appointment as it stands now that nobody else can change it."""
    known = work.found(Appointment, appointment_id)
    referral = clarify.take_as(work, known.referral_id, Right.CLARIFY)
    work.session.refresh(known)
    if known.held_at or known.cancelled_at:
        raise Refused(_("Deze afspraak is al voorbij of afgezegd."))
    return referral, known


def _checked(work: Work, at: datetime, minutes: int, way: str, place: str) -> dict[str, Any]:
    errors: dict[str, str] = {}
    if at <= work.now:
        errors["at"] = _("Kies een moment dat nog moet komen.")
    elif at > work.now + FARTHEST:
        errors["at"] = _("Die dag ligt te ver weg. Kijk het jaartal na.")
    if not SHORTEST <= minutes <= LONGEST:
        errors["minutes"] = _("Kies een duur tussen 10 minuten en 8 uur.")
    if way not in WAY_WORDS:
        errors["way"] = _("Kies hoe jullie elkaar spreken.")
    if way == "place" and not place.strip():
        errors["place"] = _("Waar spreken jullie af?")
    if errors:
        raise Invalid(errors)
    return {"at": at, "minutes": minutes, "way": way, "place": clean("place", place, at_most=300)}


def _invite(work: Work, referral: Referral, made: Appointment) -> None:
    clarify.write_to_referrer(
        work, referral, "appointment", f"appointment:{made.id}:{made.sequence}", at=made.at, minutes=made.minutes,
        way=made.way, place=made.place, moved=made.sequence > 0,
        ics=_calendar(work, referral, made) if referral.referrer_email else None,
    )  # fmt: skip


def _calendar(
    work: Work, referral: Referral, made: Appointment, method: calendar_letters.Method = "REQUEST"
) -> str:  # fmt: skip
    ours = inbox_of(work.session, referral.hub_id) or work.store.settings.mail_from.rsplit("<", 1)[-1].rstrip(">")
    return calendar_letters.invitation(
        f"{made.id}@{ours.rsplit('@', 1)[-1]}", made.sequence, made.at, made.minutes,
        _("Gesprek over aanmelding %(number)s", number=referral.number),
        where_words(made.way, made.place), ours, referral.referrer_email, method, work.real,
    )  # fmt: skip


def _log(work: Work, act: str, made: Appointment) -> None:
    ledger.write(work, act, "appointment", made.id, hub_id=made.hub_id, referral_id=made.referral_id)
