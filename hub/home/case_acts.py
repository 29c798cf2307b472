"""What a coordinator can do with a case, as one table: when it is offered, what it asks, which operation it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from hub.dispatch import clarify
from hub.dispatch.appointments import WAY_WORDS
from hub.dispatch.case import CaseState, Move, Stage, allowed
from hub.dispatch.codes import FLAG_WORDS
from hub.dispatch.tables import Appointment, Referral
from hub.home import case_doing as doing
from hub.people.rights import Right
from hub.store import Work
from hub.web import Form
from hub.wording import N_

REOPEN_WORDS = {
    "on_purpose": N_("op vraag van de aanmelder of van onszelf"),
    "silent": N_("we horen niets meer"),
    "stalled": N_("het zit vast"),
    "stopped_early": N_("te vroeg gestopt"),
    "not_started": N_("niet gestart"),
    "declined": N_("geweigerd"),
}
NOTE_WORDS = {"call": N_("telefoongesprek"), "note": N_("notitie"), "decision": N_("beslissing")}


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


def may_ask(now: Now) -> bool:
    """Who left no address is called, and the talk is noted."""
    return is_open(now) and bool(now.referral.referrer_email)


def may_end(now: Now) -> bool:
    """Closing is offered together with telling the referrer, so an untold referrer is no reason to hide it."""
    return Move.CLOSE in allowed(replace(now.state, referrer_told=True))


NOTE_FOR_REFERRER = Ask("note", N_("Wat de aanmelder leest"), hint=N_("Dit staat op de pagina van de aanmelder."))
ACTS = (
    Act(
        "vraag", N_("Stel een vraag"), "talk", may_ask, doing.ask,
        (Ask("text", N_("Je vraag aan de aanmelder"), hint=N_("In de e-mail staat alleen een link.")),),
        N_("De aanmelder krijgt een e-mail met een link en kan antwoorden zonder in te loggen."),
    ),
    Act(
        "afspraak", N_("Maak een afspraak"), "talk", is_open, doing.appoint,
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
        "afspraak-afzeggen", N_("Zeg de afspraak af"), "talk", lambda now: now.planned is not None, doing.call_off,
        intro=N_("De aanmelder krijgt bericht en de afspraak verdwijnt uit de agenda."), kind="danger",
    ),
    Act(
        "gesprek", N_("Noteer het gesprek"), "talk", is_open, doing.talk,
        (
            Ask("took_part", N_("Wie was erbij?"), "line"),
            Ask("decided", N_("Wat beslisten jullie samen?")),
            Ask("text", N_("Wat werd er gezegd?"), optional=True),
        ),
        N_("Na de vraagverheldering beslissen jullie samen of het meldpunt een rol opneemt."),
    ),
    Act(
        "notitie", N_("Noteer iets"), "talk", lambda now: True, doing.note,
        (
            Ask("kind", N_("Wat noteer je?"), "choice", options=words_of(NOTE_WORDS), value="note"),
            Ask("text", N_("Notitie")),
        ),
        right=Right.NOTE,
    ),
    Act(
        "vlag", N_("Zet de vlag"), "talk", is_open, doing.flag,
        (
            Ask("flag", N_("Vlag"), "choice", options=words_of(FLAG_WORDS)),
            Ask("reason", N_("Waarom?"), "line"),
        ),
        N_("De vlag bepaalt de volgorde, niet wat de aanmelder aankruiste."),
    ),
    Act(
        "zelf-opnemen", N_("Neem zelf op"), "decide", lambda now: now.can(Move.TAKE_UP), doing.take_up,
        (
            Ask("agreed_start", N_("Wanneer beginnen jullie?"), "date"),
            Ask("commitment", N_("Wat gaat het meldpunt doen?"), optional=True),
        ),
        N_("Het meldpunt begeleidt zelf. Het traject wordt opgevolgd zoals elk ander."), Right.DECIDE,
    ),
    Act(
        "verder", N_("Laat de trajecten verderlopen"), "decide", lambda now: now.can(Move.CARRY_ON), doing.carry_on,
        intro=N_("De trajecten die nog open zijn, gaan door. Er is verder niets nodig."), right=Right.DECIDE,
    ),
    Act(
        "consult", N_("Maak er een consult van"), "decide", lambda now: now.can(Move.CONSULT), doing.consult,
        intro=N_("Een professional heeft een vraag. Er moet geen traject komen. Jij schrijft een antwoord."),
        right=Right.DECIDE,
    ),
    Act(
        "consult-antwoord", N_("Beantwoord het consult"), "decide", lambda now: now.can(Move.ANSWER_CONSULT),
        doing.answer,
        (Ask("answer", N_("Je antwoord"), hint=N_("De aanmelder leest dit op de eigen pagina.")),),
        N_("Met je antwoord sluit het consult af."), Right.DECIDE,
    ),
    Act(
        "afsluiten", N_("Laat het weten en sluit af"), "decide", may_end, doing.tell_and_close,
        (
            Ask("way", N_("Hoe weet de aanmelder hoe het afliep?"), "choice", options=words_of(doing.TELL_WORDS),
                value="letter"),
            Ask("note", N_("Wat de aanmelder leest"), hint=N_("Dit staat op de pagina van de aanmelder."),
                optional=True),
        ),
        N_("Alle trajecten zijn geëindigd. De aanmelder hoort hoe het afliep, daarna sluit de aanmelding."),
        Right.DECIDE,
    ),
    Act(
        "hernemen", N_("Herneem"), "decide", lambda now: now.can(Move.REOPEN), doing.reopen,
        (Ask("for_code", N_("Waarom?"), "choice", options=words_of(REOPEN_WORDS), value="on_purpose"),),
        N_("De aanmelding komt terug bij jou. Trajecten die lopen, gaan gewoon door."), Right.DECIDE,
    ),
    Act(
        "gesprek-volstond", N_("Het gesprek was genoeg"), "end", lambda now: now.can(Move.TALK_WAS_ENOUGH),
        doing.talk_was_enough, (NOTE_FOR_REFERRER,),
        N_("De vraagverheldering hielp zelf al. Dat telt mee als resultaat."), Right.DECIDE,
    ),
    Act(
        "elders", N_("Verwijs elders door"), "end", lambda now: now.can(Move.REFER_ELSEWHERE), doing.elsewhere,
        (Ask("where", N_("Naar wie, en hoe?"), hint=N_("Dit staat op de pagina van de aanmelder.")),),
        right=Right.DECIDE,
    ),
    Act(
        "niet-voor-ons", N_("Niet voor het meldpunt"), "end", lambda now: now.can(Move.NOT_FOR_US), doing.not_for_us,
        (NOTE_FOR_REFERRER,), right=Right.DECIDE,
    ),
    Act(
        "intrekken", N_("Trek de aanmelding in"), "end", lambda now: now.can(Move.WITHDRAW), doing.withdraw,
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
