"""What each clock does, as a sentence in plain words, in the order of a case's life."""

from hub.clock import DayUnit
from hub.dispatch.clocks import ASKS, Clock, ClockName, Clocks, Whom, after_letter
from hub.dispatch.sessions.kinds import TableKind
from hub.wording import N_, _, _n

C = ClockName
LIFE = (
    C.CONCEPT, C.CLARIFICATION, C.REFERRER_ANSWER, C.CONSULT, C.CLB_ANSWER, C.PARTNER_ANSWER, C.START_CHECK,
    C.SIGN_OF_LIFE, C.PARTNER_SILENCE, C.DECISION, C.HUB_SILENCE, C.HUB_ANSWER, C.HELP_QUESTION, C.HELP_ANSWER,
    C.MINUTES_DRAFT, C.MINUTES_READING, C.CAPACITY, C.LOOK_OVER,
)  # fmt: skip
TITLES = {
    C.CONCEPT: N_("Concept"),
    C.CLARIFICATION: N_("Vraagverheldering"),
    C.REFERRER_ANSWER: N_("Antwoord van de aanmelder"),
    C.CONSULT: N_("Consult"),
    C.CLB_ANSWER: N_("Antwoord van het CLB"),
    C.PARTNER_ANSWER: N_("Antwoord van de partner"),
    C.START_CHECK: N_("Nieuws over de start"),
    C.SIGN_OF_LIFE: N_("Teken van leven"),
    C.PARTNER_SILENCE: N_("Stilte na een e-mail"),
    C.DECISION: N_("Beslissing van de coördinator"),
    C.HUB_SILENCE: N_("Stilte van het meldpunt zelf"),
    C.HUB_ANSWER: N_("Antwoord van een ander meldpunt"),
    C.HELP_QUESTION: N_("Is er hulp?"),
    C.HELP_ANSWER: N_("Antwoord op “Is er hulp?”"),
    C.MINUTES_DRAFT: N_("Verslag rondsturen"),
    C.MINUTES_READING: N_("Verslag lezen"),
    C.CAPACITY: N_("Vrije plaatsen bevestigen"),
    C.LOOK_OVER: N_("Nakijken uit de oude lijst"),
}
SENTENCES = {
    C.CONCEPT: N_("De coördinator werkt een concept af binnen %(term)s."),
    C.CLARIFICATION: N_(
        "Na een aanmelding begint de vraagverheldering binnen %(term)s, en na het gesprek valt er "
        "binnen evenveel dagen een beslissing."
    ),
    C.REFERRER_ANSWER: N_(
        "Een aanmelder die een vraag kreeg, antwoordt binnen %(term)s. Daarna staat ze als te laat op "
        "de radar."
    ),
    C.CONSULT: N_("Een consult is beantwoord binnen %(term)s."),
    C.CLB_ANSWER: N_(
        "Een CLB dat een vraag kreeg, antwoordt binnen %(term)s. Daarna krijgt het één herinnering, en "
        "na nog eens %(term)s ligt het bij de coördinator."
    ),
    C.PARTNER_ANSWER: N_("Een partner die een dossier kreeg, antwoordt binnen %(term)s."),
    C.START_CHECK: N_("Na de afgesproken startdag horen we binnen %(term)s of het traject begon."),
    C.SIGN_OF_LIFE: N_(
        "Over een traject dat loopt, horen we minstens één keer in %(term)s iets. Een notitie of een "
        "contact telt ook."
    ),
    C.PARTNER_SILENCE: N_("Na een e-mail over een traject of een afspraak wachten we %(term)s op antwoord."),
    C.DECISION: N_("Over wat terugkomt bij de coördinator, valt binnen %(term)s een beslissing."),
    C.HUB_SILENCE: N_(
        "Wat op het meldpunt zelf wacht, ziet de kerngroep als het %(term)s na de afgesproken dag nog niet gebeurd is. "
        "Ze ziet een nummer, nooit een naam."
    ),
    C.HUB_ANSWER: N_("Een ander meldpunt dat een dossier aangeboden krijgt, antwoordt binnen %(term)s."),
    C.HELP_QUESTION: N_(
        "Als een partner een dossier opneemt, vragen we na %(term)s aan de aanmelder of er hulp is, en aan het "
        "contact van de jongere als dat afgesproken is."
    ),
    C.HELP_ANSWER: N_(
        "Wie die vraag kreeg, antwoordt binnen %(term)s. Daarna vragen we het nog één keer, en na nog eens "
        "%(term)s staat het op Vandaag."
    ),
    C.MINUTES_DRAFT: N_("Het verslag van een zitting gaat rond binnen %(term)s."),
    C.MINUTES_READING: N_(
        "Wie aan tafel zat, leest het verslag binnen %(term)s. De werkdag voor de laatste dag volgt één "
        "herinnering."
    ),
    C.CAPACITY: N_(
        "Wie langer dan %(term)s niets zei over vrije plaatsen, staat als verouderd en krijgt een "
        "e-mail of het nog klopt."
    ),
    C.LOOK_OVER: N_("Wat uit de oude lijst komt, is nagekeken binnen %(term)s."),
}  # fmt: skip
UNITS = {
    DayUnit.SCHOOL_DAYS: N_("schooldagen: niet in het weekend, op feestdagen en in schoolvakanties"),
    DayUnit.WORKING_DAYS: N_("werkdagen: niet in het weekend en op feestdagen"),
    DayUnit.CALENDAR_DAYS: N_("kalenderdagen: elke dag telt"),
}
WHOM_WORDS = {
    Whom.WORKER: N_("de begeleider van de partner"),
    Whom.PARTNER: N_("de partner zelf, op het algemene adres"),
    Whom.HUB: N_("niemand buiten het meldpunt: de coördinator krijgt het meteen"),
}
TABLE_WORDS = {
    TableKind.NAFT_DISPATCH: N_("NAFT-dispatchtafels"),
    TableKind.EXPERTISE: N_("expertisetafels"),
    TableKind.CONSULT: N_("consulttafels"),
    TableKind.CLIENT_MEETING: N_("cliëntoverleg"),
    TableKind.STEERING: N_("stuurgroepen"),
}


def term(days: int, unit: DayUnit) -> str:
    """ "5 werkdagen" """
    if unit is DayUnit.SCHOOL_DAYS:
        return _n("%(num)s schooldag", "%(num)s schooldagen", days)
    if unit is DayUnit.WORKING_DAYS:
        return _n("%(num)s werkdag", "%(num)s werkdagen", days)
    return _n("%(num)s kalenderdag", "%(num)s kalenderdagen", days)


def sentence(name: ClockName, clocks: Clocks) -> str:
    """What this clock does: until when somebody has, who is asked then, and what happens when nobody answers."""
    clock = clocks[name]
    said = _(SENTENCES[name], term=term(clock.days, clock.unit))
    return " ".join([said, *ladder(clock, clocks[C.PARTNER_SILENCE])]) if name in ASKS else said


def ladder(asking: Clock, silence: Clock) -> list[str]:
    """What comes after it, one sentence each."""
    if asking.asked == Whom.HUB:
        return [_("Daarna ligt het meteen bij de coördinator, zonder e-mail aan de partner.")]
    silence = after_letter(asking, silence)
    waits = [silence.days * asking.waits(times) for times in range(1, asking.letters + 1)]
    first = (
        _("Daarna krijgt de begeleider een e-mail.") if asking.asked == Whom.WORKER
        else _("Daarna krijgt de partner een e-mail op het algemene adres.")
    )  # fmt: skip
    more = [
        _("Zonder antwoord krijgt de partner zelf na %(term)s opnieuw een e-mail.", term=term(days, silence.unit))
        for days in waits[:-1]
    ]
    last = _(
        "Na nog %(term)s stilte ligt het bij de coördinator, met een plaats op de volgende agenda.",
        term=term(waits[-1], silence.unit),
    )
    return [first, *more, last, *_growing(asking, silence)]


def _growing(asking: Clock, silence: Clock) -> list[str]:
    """What happens when the coordinator lets it run and it stays silent."""
    longest = max(asking.waits(times) for times in range(1, 12))
    if longest == 1:
        return []
    return [
        _(
            "Laat de coördinator het lopen, dan wachten we na elke volgende e-mail langer, hoogstens %(term)s.",
            term=term(silence.days * longest, silence.unit),
        )
    ]
