"""What each figure of a school year is called and what it says, in one sentence; docs/figures.md says it in full."""

from dataclasses import dataclass
from datetime import date

from hub.dispatch.codes import CHANNEL_WORDS, MAIN_REASON_WORDS, REFERRER_KIND_WORDS
from hub.places import UnknownPlace, municipality
from hub.wording import N_, _, month_words

UNKNOWN = "unknown"
ELSEWHERE = "elsewhere"
YOUNGEST, OLDEST = 12, 18
YOUNGER, OLDER = f"under_{YOUNGEST}", f"over_{OLDEST}"

STARTED, NOT_STARTED, AWAITED = "started", "not_started", "awaited"
START_WORDS = {
    STARTED: N_("gestart"),
    NOT_STARTED: N_("niet gestart"),
    AWAITED: N_("nog niet gestart"),
}
# What crisis mode let in, told apart from the rest (DOMAIN.md §3): where it came in, and from which education.
LET_IN = {
    "no": N_("buiten crisismodus"),
    "hub": N_("in crisismodus, bij het meldpunt"),
    "hub_primary": N_("in crisismodus, bij het meldpunt: basisonderwijs"),
    "partner": N_("in crisismodus, rechtstreeks bij een partner"),
    "partner_primary": N_("in crisismodus, rechtstreeks bij een partner: basisonderwijs"),
}
TO_TABLE, TO_CLAIM, TO_START = "days_to_table", "days_to_claim", "days_to_start"
WAITING_WORDS = {
    TO_TABLE: N_("tot op de dispatchtafel"),
    TO_CLAIM: N_("tot een partner opneemt"),
    TO_START: N_("tot de start"),
}


@dataclass(frozen=True)
class Definition:
    """One figure: its name in files and code, its name in addresses, its title, and the sentence under it. `below`
    tells what is drawn under it as well."""

    name: str
    path: str
    title: str
    sentence: str
    first_column: str
    drawn_as: str = "bars"
    below: str = ""


FIGURES = (
    Definition(
        "home", "herkomst", N_("Waar de jongeren wonen"),
        N_("Aanmeldingen naar de gemeente waar de jongere woont."), N_("Gemeente"),
    ),
    Definition(
        "months", "maanden", N_("Spreiding over het schooljaar"),
        N_("Aanmeldingen naar de maand waarin ze binnenkwamen."), N_("Maand"), "months",
        N_("Daaronder opgeteld vanaf september."),
    ),
    Definition(
        "ages", "leeftijd", N_("Hoe oud de jongeren zijn"),
        N_("Aanmeldingen naar de leeftijd in volle jaren op de dag van de aanmelding."), N_("Leeftijd"),
    ),
    Definition(
        "reasons", "redenen", N_("Waarom jongeren worden aangemeld"),
        N_("Aanmeldingen naar de belangrijkste reden, zoals de aanmelder ze koos."), N_("Reden"),
    ),
    Definition(
        "channels", "kanalen", N_("Langs welke weg een aanmelding komt"),
        N_("Aanmeldingen naar de manier waarop ze bij het meldpunt binnenkwamen."), N_("Kanaal"),
    ),
    Definition(
        "referrer_kinds", "aanmelders", N_("Wie aanmeldt"),
        N_("Aanmeldingen naar de soort organisatie van de aanmelder."), N_("Soort aanmelder"),
    ),
    Definition(
        "let_in", "binnengelaten", N_("Wat de crisismodus binnenliet"),
        N_("Aanmeldingen die binnenkwamen terwijl het meldpunt in crisismodus werkte, en langs welke weg."), N_("Weg"),
    ),
    Definition(
        "partners", "partners", N_("Aanmeldingen per partner"),
        N_(
            "Aanmeldingen waarvoor een partner dit schooljaar een traject afsprak. "
            "Nemen partners samen op, dan telt de aanmelding bij elk van hen."
        ),
        N_("Partner"),
    ),
    Definition(
        "starts", "gestart", N_("Gestart of niet"),
        N_("Trajecten die dit schooljaar afgesproken werden, naar wat er van de start kwam."), N_("Stand"),
    ),
    Definition(
        "starts_by_partner", "gestart-per-partner", N_("Gestart of niet, per partner"),
        N_("Dezelfde trajecten, per partner."), N_("Partner"),
    ),
    Definition(
        "waiting", "wachttijd", N_("Hoelang het duurt vanaf de aanmelding"),
        N_(
            "Mediaan van het aantal kalenderdagen vanaf de aanmelding: de helft wachtte korter, de helft langer. "
            "Telt alleen aanmeldingen die zover kwamen."
        ),
        N_("Stap"),
    ),
)  # fmt: skip
BY_NAME = {one.name: one for one in FIGURES}
BY_PATH = {one.path: one for one in FIGURES}

# Figures of the year as a whole: words and sentence of each.
TOTALS = {
    "referrals": (N_("Aanmeldingen"), N_("Binnengekomen dit schooljaar.")),
    "youngsters": (
        N_("Aanmeldingen over één jongere"),
        N_("Niet over een klas, een team of een anonieme vraag. Wie opnieuw aangemeld wordt, telt opnieuw."),
    ),
    "tracks": (N_("Afgesproken trajecten"), N_("Trajecten die dit schooljaar met een partner afgesproken werden.")),
    STARTED: (N_("Gestarte trajecten"), N_("Van de trajecten die dit schooljaar afgesproken werden.")),
    TO_TABLE: (N_("Dagen tot de tafel"), N_("Mediaan, van de aanmelding tot de eerste keer op de dispatchtafel.")),
    TO_CLAIM: (N_("Dagen tot een partner opneemt"), N_("Mediaan, van de aanmelding tot de eerste bevestigde opname.")),
    TO_START: (N_("Dagen tot de start"), N_("Mediaan, van de aanmelding tot het eerste traject start.")),
}
TILES = ("referrals", "youngsters", STARTED, TO_TABLE, TO_START)


def label(figure: str, key: str, organisations: dict[str, str]) -> str:
    """A line's name in the language of the moment; `organisations` gives the names of partners by their id."""
    match figure:
        case "totals":
            return _(TOTALS[key][0])
        case "home":
            return _place(key)
        case "months":
            return month_words(date(2000, int(key), 1))
        case "ages":
            return _age(key)
        case "partners":
            return organisations[key]
        case "starts_by_partner":
            partner, state = key.split(":")
            return _("%(aspect)s: %(why)s", aspect=organisations[partner], why=_(START_WORDS[state]))
        case _:
            return _(_CODES[figure].get(key) or N_("niet ingevuld"))


_CODES: dict[str, dict[str, str]] = {
    "reasons": {str(code): words for code, words in MAIN_REASON_WORDS.items()},
    "channels": {str(code): words for code, words in CHANNEL_WORDS.items()},
    "referrer_kinds": {str(code): words for code, words in REFERRER_KIND_WORDS.items()},
    "let_in": LET_IN,
    "starts": START_WORDS,
    "waiting": WAITING_WORDS,
}


def _place(nis: str) -> str:
    if nis == ELSEWHERE:
        return _("een andere gemeente")
    try:
        return _("niet gekend") if nis == UNKNOWN else municipality(nis).name_nl
    except UnknownPlace:
        return nis


def _age(key: str) -> str:
    words = {
        YOUNGER: _("jonger dan %(age)s", age=YOUNGEST),
        OLDER: _("ouder dan %(age)s", age=OLDEST),
        UNKNOWN: _("niet gekend"),
    }
    return words.get(key) or _("%(age)s jaar", age=key)
