"""What a coordinator can do with a case, as one table: when it is offered, what it asks, which operation it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from hub.clock import BRUSSELS
from hub.dispatch import appointments, clarify, ending
from hub.dispatch.appointments import WAY_WORDS
from hub.dispatch.case import CaseState, Move, Stage, allowed
from hub.dispatch.codes import FLAG_WORDS
from hub.dispatch.tables import Appointment, Referral
from hub.people.rights import Right
from hub.problems import Invalid
from hub.store import Work
from hub.web import Form, one
from hub.wording import N_, _

REOPEN_WORDS = {
    "on_purpose": N_("op vraag van de aanmelder of van onszelf"),
    "silent": N_("we horen niets meer"),
    "stalled": N_("het zit vast"),
    "stopped_early": N_("te vroeg gestopt"),
    "not_started": N_("niet gestart"),
    "declined": N_("geweigerd"),
}
NOTE_WORDS = {"call": N_("telefoongesprek"), "note": N_("notitie"), "decision": N_("beslissing")}
TELL_WORDS = {"letter": N_("met een brief"), "phone": N_("ik heb gebeld")}


@dataclass(frozen=True)
class Ask:
    """One field of a small form. kind: text, line, date, time, number, choice."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    value: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Now:
    """What decides whether an act is offered."""

    referral: Referral
    state: CaseState
    planned: Appointment | None

    def can(self, move: Move) -> bool:
        return move in allowed(self.state)


@dataclass(frozen=True)
class Act:
    """`run` returns what is said afterwards. group: talk, decide, end; the page shows each in its own place."""

    slug: str
    label: str
    group: str
    offered: Callable[[Now], bool]
    run: Callable[[Work, UUID, Form], str]
    asks: tuple[Ask, ...] = ()
    intro: str = ""
    right: Right = Right.CLARIFY
    kind: str = "plain"


def words_of(table: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(code), words) for code, words in table.items())


def is_open(now: Now) -> bool:
    return now.state.stage not in clarify.NOT_OPEN


def may_end(now: Now) -> bool:
    """Closing is offered together with telling the referrer, so an untold referrer is no reason to hide it."""
    return Move.CLOSE in allowed(replace(now.state, referrer_told=True))


# What each form does


def ask(work: Work, referral_id: UUID, data: Form) -> str:
    clarify.ask(work, referral_id, one(data, "text"))
    return _("Je vraag is verstuurd. De aanmelding wacht nu op de aanmelder.")


def appoint(work: Work, referral_id: UUID, data: Form) -> str:
    at, minutes = moment_in(data), number_in(data, "minutes")
    way, place = one(data, "way"), one(data, "place", at_most=400)
    planned = appointments.upcoming(work, referral_id)
    if planned:
        appointments.move_appointment(work, planned.id, at, minutes, way, place)
        return _("De afspraak is verplaatst.")
    appointments.make_appointment(work, referral_id, at, minutes, way, place)
    return _("De afspraak staat vast. De aanmelder krijgt een uitnodiging voor de agenda, als er een e-mailadres is.")


def call_off(work: Work, referral_id: UUID, data: Form) -> str:
    planned = appointments.upcoming(work, referral_id)
    if planned:
        appointments.cancel_appointment(work, planned.id)
    return _("De afspraak is afgezegd.")


def talk(work: Work, referral_id: UUID, data: Form) -> str:
    clarify.note_talk(work, referral_id, one(data, "took_part"), one(data, "decided"), one(data, "text"))
    return _("Het gesprek is genoteerd.")


def note(work: Work, referral_id: UUID, data: Form) -> str:
    clarify.note(work, referral_id, one(data, "kind"), one(data, "text"))
    return _("Genoteerd.")


def flag(work: Work, referral_id: UUID, data: Form) -> str:
    clarify.set_flag(work, referral_id, one(data, "flag"), one(data, "reason"))
    return _("De vlag is gezet.")


def take_up(work: Work, referral_id: UUID, data: Form) -> str:
    ending.take_up(work, referral_id, one(data, "commitment"), day_in(data, "agreed_start"))
    return _("Het meldpunt neemt deze aanmelding zelf op.")


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


def reopen(work: Work, referral_id: UUID, data: Form) -> str:
    ending.reopen(work, referral_id, one(data, "for_code"))
    return _("De aanmelding ligt weer bij jou.")


def closed() -> str:
    return _("De aanmelding is afgesloten.")


# What was typed in date, time and number fields


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


NOTE_FOR_REFERRER = Ask("note", N_("Wat de aanmelder leest"), hint=N_("Dit staat op de pagina van de aanmelder."))
ACTS = (
    Act(
        "vraag", N_("Stel een vraag"), "talk", lambda now: is_open(now) and bool(now.referral.referrer_email), ask,
        (Ask("text", N_("Je vraag aan de aanmelder"), hint=N_("De brief bevat alleen een link.")),),
        N_("De aanmelder krijgt een brief met een link en antwoordt zonder zich aan te melden."),
    ),
    Act(
        "afspraak", N_("Maak een afspraak"), "talk", is_open, appoint,
        (
            Ask("day", N_("Dag"), "date"),
            Ask("time", N_("Uur"), "time"),
            Ask("minutes", N_("Hoeveel minuten"), "number", value="45"),
            Ask("way", N_("Hoe spreken jullie elkaar?"), "choice", options=words_of(WAY_WORDS), value="phone"),
            Ask("place", N_("Waar"), "line", N_("Een lokaal, een telefoonnummer of een link. Zet er geen naam bij."),
                optional=True),
        ),
        N_("De aanmelder krijgt een uitnodiging voor de agenda, zonder naam van de jongere."),
    ),
    Act(
        "afspraak-afzeggen", N_("Zeg de afspraak af"), "talk", lambda now: now.planned is not None, call_off,
        intro=N_("De aanmelder krijgt bericht en de afspraak verdwijnt uit de agenda."), kind="danger",
    ),
    Act(
        "gesprek", N_("Noteer het gesprek"), "talk", is_open, talk,
        (
            Ask("took_part", N_("Wie was erbij?"), "line"),
            Ask("decided", N_("Wat beslisten jullie samen?")),
            Ask("text", N_("Wat werd er gezegd?"), optional=True),
        ),
        N_("Na de vraagverheldering beslissen jullie samen of het meldpunt een rol opneemt."),
    ),
    Act(
        "notitie", N_("Noteer iets"), "talk", lambda now: True, note,
        (
            Ask("kind", N_("Wat noteer je?"), "choice", options=words_of(NOTE_WORDS), value="note"),
            Ask("text", N_("Notitie")),
        ),
        right=Right.NOTE,
    ),
    Act(
        "vlag", N_("Zet de vlag"), "talk", is_open, flag,
        (
            Ask("flag", N_("Vlag"), "choice", options=words_of(FLAG_WORDS)),
            Ask("reason", N_("Waarom?"), "line"),
        ),
        N_("De vlag bepaalt de volgorde, niet wat de aanmelder aanvinkte."),
    ),
    Act(
        "zelf-opnemen", N_("Neem zelf op"), "decide", lambda now: now.can(Move.TAKE_UP), take_up,
        (
            Ask("agreed_start", N_("Wanneer beginnen jullie?"), "date"),
            Ask("commitment", N_("Wat doet het meldpunt?"), optional=True),
        ),
        N_("Het meldpunt begeleidt zelf. Het traject wordt opgevolgd zoals elk ander."), Right.DECIDE,
    ),
    Act(
        "verder", N_("Laat de trajecten verder lopen"), "decide", lambda now: now.can(Move.CARRY_ON), carry_on,
        intro=N_("De trajecten die nog open zijn, gaan door. Er is verder niets nodig."), right=Right.DECIDE,
    ),
    Act(
        "consult", N_("Maak er een consult van"), "decide", lambda now: now.can(Move.CONSULT), consult,
        intro=N_("Een vraag van een professional, zonder jongere om te plaatsen. Jij schrijft een antwoord."),
        right=Right.DECIDE,
    ),
    Act(
        "consult-antwoord", N_("Beantwoord het consult"), "decide", lambda now: now.can(Move.ANSWER_CONSULT), answer,
        (Ask("answer", N_("Je antwoord"), hint=N_("De aanmelder leest dit op de eigen pagina.")),),
        N_("Met je antwoord sluit het consult af."), Right.DECIDE,
    ),
    Act(
        "afsluiten", N_("Licht in en sluit af"), "decide", may_end, tell_and_close,
        (
            Ask("way", N_("Hoe weet de aanmelder hoe het afliep?"), "choice", options=words_of(TELL_WORDS),
                value="letter"),
            Ask("note", N_("Wat de aanmelder leest"), hint=N_("Dit staat op de pagina van de aanmelder."),
                optional=True),
        ),
        N_("Alle trajecten zijn geëindigd. De aanmelder hoort hoe het afliep, daarna sluit de aanmelding."),
        Right.DECIDE,
    ),
    Act(
        "hernemen", N_("Herneem"), "decide", lambda now: now.can(Move.REOPEN), reopen,
        (Ask("for_code", N_("Waarom?"), "choice", options=words_of(REOPEN_WORDS), value="on_purpose"),),
        N_("De aanmelding komt terug bij jou. Trajecten die lopen, gaan gewoon door."), Right.DECIDE,
    ),
    Act(
        "gesprek-volstond", N_("Het gesprek volstond"), "end", lambda now: now.can(Move.TALK_WAS_ENOUGH),
        talk_was_enough, (NOTE_FOR_REFERRER,),
        N_("De vraagverheldering hielp zelf al. Dat telt mee als resultaat."), Right.DECIDE,
    ),
    Act(
        "elders", N_("Verwijs elders door"), "end", lambda now: now.can(Move.REFER_ELSEWHERE), elsewhere,
        (Ask("where", N_("Naar wie, en hoe?"), hint=N_("Dit staat op de pagina van de aanmelder.")),),
        right=Right.DECIDE,
    ),
    Act(
        "niet-voor-ons", N_("Niet voor het meldpunt"), "end", lambda now: now.can(Move.NOT_FOR_US), not_for_us,
        (NOTE_FOR_REFERRER,), right=Right.DECIDE,
    ),
    Act(
        "intrekken", N_("Trek de aanmelding in"), "end", lambda now: now.can(Move.WITHDRAW), withdraw,
        (Ask("note", N_("Wat de aanmelder leest"), hint=N_("Dit staat op de pagina van de aanmelder."),
             optional=True),),
        N_("De aanmelder trekt de aanmelding in."), Right.DECIDE, "danger",
    ),
)  # fmt: skip
BY_SLUG = {act.slug: act for act in ACTS}

# The one that usually comes next, per stage; shown first and as the page's one primary button.
NEXT = {
    Stage.SUBMITTED: "afspraak",
    Stage.CLARIFICATION: "op-tafel",
    Stage.REOPENED: "op-tafel",
    Stage.CONSULT: "consult-antwoord",
    Stage.TRACKS: "afsluiten",
}
