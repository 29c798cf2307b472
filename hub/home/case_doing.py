"""What each small form of a case does with what was typed; each returns what is said afterwards."""

from datetime import date, datetime, time
from uuid import UUID

from hub.clock import BRUSSELS, brussels_date
from hub.dispatch import (
    appointments,
    clarify,
    clb_answering,
    clb_asking,
    ending,
    handing,
    proposing,
    referrer_links,
    taken_up,
    turn_to,
)
from hub.dispatch.agendas import urgent
from hub.dispatch.clockwork.starting import sure_of_start
from hub.dispatch.tables import Referral
from hub.dispatch.typed import sure_of
from hub.hubs import Hub
from hub.partners.tables import Organisation
from hub.people.rights import Right
from hub.problems import Invalid
from hub.store import Work
from hub.web import Form, id_in, one
from hub.wording import N_, _, list_words, moment_words

STILL_MEETS = {"keep": N_("ja, ze blijft staan"), "cancel": N_("nee, zeg ze af: de aanmelder krijgt bericht")}
LINK_WORDS = {"new": N_("ja, naar het adres van de aanmelder"), "none": N_("nee, nu niet")}
TELL_WORDS = {"letter": N_("met een e-mail"), "phone": N_("ik heb gebeld")}


def ask(work: Work, referral_id: UUID, data: Form) -> str:
    clarify.ask(work, referral_id, one(data, "text"))
    return _("Je vraag is verstuurd. De aanmelding wacht nu op de aanmelder.")


def answer_family(work: Work, referral_id: UUID, data: Form) -> str:
    turn_to.answer(work, referral_id)
    return _("Het antwoord is onderweg. Beslis nu wat er met de aanmelding gebeurt.")


def take_link_back(work: Work, referral_id: UUID, data: Form) -> str:
    again = one(data, "again")
    if again not in LINK_WORDS:
        raise Invalid({"again": _("Kies of er een nieuwe link vertrekt.")})
    referrer_links.replace(work, referral_id, again=again == "new")
    if again == "new":
        return _("De oude links werken niet meer. Er vertrekt een nieuwe naar de aanmelder.")
    return _("De links werken niet meer.")


def appoint(work: Work, referral_id: UUID, data: Form) -> str:
    at, minutes = moment_in(data), number_in(data, "minutes")
    way, place = one(data, "way"), one(data, "place", at_most=400)
    planned = appointments.upcoming(work, referral_id)
    try:
        if planned:
            appointments.move_appointment(work, planned.id, at, minutes, way, place)
        else:
            appointments.make_appointment(work, referral_id, at, minutes, way, place)
    except Invalid as wrong:  # the moment is asked as a day and an hour
        raise Invalid({"day" if name == "at" else name: said for name, said in wrong.errors.items()}) from wrong
    sure_of("day", brussels_date(at), one(data, "day_anyway"))
    if planned:
        said = _("De afspraak is verplaatst.")
    else:
        said = _("De afspraak staat vast. De aanmelder krijgt een uitnodiging voor de agenda.")
        if not clarify.take_as(work, referral_id, Right.CLARIFY).referrer_email:
            said = _("De afspraak staat vast. De aanmelder gaf geen e-mailadres: bel om het te zeggen.")
    return said


def call_off(work: Work, referral_id: UUID, data: Form) -> str:
    planned = appointments.upcoming(work, referral_id)
    if planned:
        appointments.cancel_appointment(work, planned.id)
    return _("De afspraak is afgezegd.")


def begin(work: Work, referral_id: UUID, data: Form) -> str:
    clarify.begin_clarification(work, referral_id)
    return _("De vraagverheldering is begonnen.")


def talk(work: Work, referral_id: UUID, data: Form) -> str:
    on = day_in(data, "on")
    if one(data, "on") and on is None:
        raise Invalid({"on": _("Kies een dag.")})
    clarify.note_talk(work, referral_id, one(data, "took_part"), one(data, "decided"), one(data, "text"), on)
    planned = appointments.upcoming(work, referral_id)
    if planned is None:
        return _("Het gesprek is genoteerd.")
    chosen = one(data, "appointment")
    if chosen not in STILL_MEETS:
        raise Invalid({"appointment": _("Kies of de afspraak van %(when)s blijft.", when=moment_words(planned.at))})
    if chosen == "keep":
        return _("Het gesprek is genoteerd.")
    appointments.cancel_appointment(work, planned.id)
    return _("Het gesprek is genoteerd en de afspraak is afgezegd.")


def note(work: Work, referral_id: UUID, data: Form) -> str:
    clarify.note(work, referral_id, one(data, "kind"), one(data, "text"))
    return _("Genoteerd.")


def flag(work: Work, referral_id: UUID, data: Form) -> str:
    clarify.set_flag(work, referral_id, one(data, "flag"), one(data, "reason"), seen=one(data, "mark"))
    return _("De vlag is gezet.")


def ask_clb(work: Work, referral_id: UUID, data: Form) -> str:
    asked = clb_asking.ask(work, referral_id, id_in(data, "clb"), one(data, "email", at_most=300))
    return _("Gevraagd aan het CLB, op %(address)s.", address=asked.to_address)


def note_clb(work: Work, referral_id: UUID, data: Form) -> str:
    said = (one(data, name, at_most=3000) for name in ("answer", "worker", "phone", "email", "note"))
    clb_answering.note(work, referral_id, clb_answering.Given(*said))
    return _("Het antwoord van het CLB is genoteerd.")


def take_up(work: Work, referral_id: UUID, data: Form) -> str:
    day = day_in(data, "agreed_start")
    ending.take_up(work, referral_id, one(data, "commitment"), day)
    sure_of("agreed_start", day, one(data, "agreed_start_anyway"))
    hears = taken_up.referrer_hears(work.session.get_one(Referral, referral_id))
    return f"{_('Het meldpunt neemt deze aanmelding zelf op.')} {hears}".strip()


def ask_partner(work: Work, referral_id: UUID, data: Form) -> str:
    day = day_in(data, "agreed_start")
    if one(data, "agreed_start") and day is None:
        raise Invalid({"agreed_start": _("Kies een dag.")})
    track = proposing.ask_partner(work, referral_id, id_in(data, "offer"), day)
    sure_of_start(work, track.organisation_id, "agreed_start", day, one(data, "agreed_start_anyway"))
    partner = work.session.get_one(Organisation, track.organisation_id).name
    return _("Gevraagd aan %(partner)s. Je hoort het zodra er een antwoord is.", partner=partner)


def ask_round(work: Work, referral_id: UUID, data: Form) -> str:
    asked = urgent.ask_round(work, referral_id, day_in(data, "answer_by"))
    return _("Gevraagd aan %(partners)s.", partners=list_words([one.name for one in asked]))


def consult(work: Work, referral_id: UUID, data: Form) -> str:
    ending.start_consult(work, referral_id)
    return _("Dit is nu een consult. Schrijf je antwoord wanneer je het hebt.")


def answer(work: Work, referral_id: UUID, data: Form) -> str:
    ending.answer_consult(work, referral_id, one(data, "answer"))
    return _("Het antwoord is klaar en de aanmelder weet het.")


def talk_was_enough(work: Work, referral_id: UUID, data: Form) -> str:
    ending.talk_was_enough(work, referral_id, one(data, "note"))
    return closed()


def not_for_us(work: Work, referral_id: UUID, data: Form) -> str:
    ending.not_for_us(work, referral_id, one(data, "note"))
    return closed()


def elsewhere(work: Work, referral_id: UUID, data: Form) -> str:
    ending.refer_elsewhere(work, referral_id, one(data, "where"))
    return closed()


def withdraw(work: Work, referral_id: UUID, data: Form) -> str:
    ending.withdraw(work, referral_id, one(data, "note"))
    return closed()


def set_double(work: Work, referral_id: UUID, data: Form) -> str:
    ending.set_double(work, referral_id, one(data, "number", at_most=40))
    return _("De dubbele aanmelding is afgesloten. Niemand kreeg een e-mail.")


def tell_and_close(work: Work, referral_id: UUID, data: Form) -> str:
    way = one(data, "way")
    if way not in TELL_WORDS:
        raise Invalid({"way": _("Kies hoe de aanmelder het weet.")})
    if clarify.take_as(work, referral_id, Right.DECIDE).referrer_told_at is None:
        ending.tell_referrer(work, referral_id, by_phone=way == "phone")
    ending.close(work, referral_id, one(data, "note"))
    return closed()


def carry_on(work: Work, referral_id: UUID, data: Form) -> str:
    ending.carry_on(work, referral_id)
    return _("De trajecten lopen verder.")


def offer_to_hub(work: Work, referral_id: UUID, data: Form) -> str:
    made = handing.offer(work, referral_id, id_in(data, "hub"), one(data, "reason"), one(data, "words"))
    name = work.session.get_one(Hub, made.to_hub_id).name
    return _("Aangeboden aan %(hub)s. Antwoorden ze niet op tijd, dan komt de aanmelding terug bij jou.", hub=name)


def withdraw_offer(work: Work, referral_id: UUID, data: Form) -> str:
    handing.withdraw_offer(work, referral_id)
    return _("Het aanbod is ingetrokken. De aanmelding ligt weer bij jou.")


def reopen(work: Work, referral_id: UUID, data: Form) -> str:
    ending.reopen(work, referral_id, one(data, "for_code"))
    return _("De aanmelding ligt weer bij jou.")


def closed() -> str:
    return _("De aanmelding is afgesloten.")


def day_in(data: Form, name: str) -> date | None:
    try:
        return date.fromisoformat(one(data, name))
    except ValueError:
        return None


def number_in(data: Form, name: str) -> int:
    text = one(data, name, at_most=5)
    return int(text) if text.isascii() and text.isdigit() else 0


def moment_in(data: Form) -> datetime:
    """The moment of the fields day and time, in Brussels."""
    day = day_in(data, "day")
    try:
        clock = time.fromisoformat(one(data, "time"))
    except ValueError:
        clock = None
    errors = {} if day else {"day": _("Kies een dag.")}
    if clock is None or clock.tzinfo:
        errors["time"] = _("Kies een uur, zoals 13:30.")
    if errors or day is None or clock is None:
        raise Invalid(errors)
    return datetime.combine(day, clock, BRUSSELS)
