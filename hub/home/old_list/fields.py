"""What a column of the old list can fill, guessed from its heading; and which fields want their values explained."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from hub.wording import N_, sort_key


class Field(StrEnum):
    NUMBER = "number"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    LAST_FIRST = "last_first"  # both names in one cell, the family name first
    FIRST_LAST = "first_last"
    BIRTH_DATE = "birth_date"
    GENDER = "gender"
    PHONE = "phone"
    HOME = "home"
    POSTCODE = "postcode"
    SCHOOL = "school"
    CLB = "clb"
    REFERRED_ON = "referred_on"
    SCHOOL_YEAR = "school_year"
    REFERRER = "referrer"
    REFERRER_ORGANISATION = "referrer_organisation"
    REFERRER_KIND = "referrer_kind"
    REFERRER_EMAIL = "referrer_email"
    REASON = "reason"
    STORY = "story"
    STANDING = "standing"
    PARTNER = "partner"
    TRACK = "track"
    AGREED_ON = "agreed_on"
    STARTED = "started"  # yes or no
    STARTED_ON = "started_on"
    ENDED_ON = "ended_on"
    ENDING = "ending"
    REMARKS = "remarks"


F = Field
FIELD_WORDS = {
    F.NUMBER: N_("Nummer in de oude lijst"), F.FIRST_NAME: N_("Voornaam"), F.LAST_NAME: N_("Familienaam"),
    F.LAST_FIRST: N_("Hele naam, familienaam eerst"), F.FIRST_LAST: N_("Hele naam, voornaam eerst"),
    F.BIRTH_DATE: N_("Geboortedatum"), F.GENDER: N_("Geslacht"), F.PHONE: N_("Telefoon van de jongere"),
    F.HOME: N_("Gemeente"), F.POSTCODE: N_("Postcode"), F.SCHOOL: N_("School"), F.CLB: N_("CLB of wie bij het CLB"),
    F.REFERRED_ON: N_("Datum van aanmelding"), F.SCHOOL_YEAR: N_("Schooljaar"), F.REFERRER: N_("Naam van de aanmelder"),
    F.REFERRER_ORGANISATION: N_("Organisatie van de aanmelder"), F.REFERRER_KIND: N_("Soort aanmelder"),
    F.REFERRER_EMAIL: N_("E-mail van de aanmelder"), F.REASON: N_("Reden van aanmelding"),
    F.STORY: N_("Hulpvraag of verhaal"), F.STANDING: N_("Status of fase"), F.PARTNER: N_("Partner"),
    F.TRACK: N_("Traject of aanbod"), F.AGREED_ON: N_("Datum van de afspraak met de partner"),
    F.STARTED: N_("Gestart? (ja of nee)"), F.STARTED_ON: N_("Startdatum"), F.ENDED_ON: N_("Einddatum"),
    F.ENDING: N_("Resultaat"), F.REMARKS: N_("Opmerkingen"),
}  # fmt: skip
# These hold a few different values, which a person explains once each.
CHOICES = (F.STANDING, F.ENDING, F.PARTNER, F.REASON, F.REFERRER_KIND, F.SCHOOL)
# Of these there may be several columns: their texts stand under each other.
MANY = frozenset({F.STORY, F.REMARKS})
NAMES = frozenset({F.FIRST_NAME, F.LAST_NAME, F.LAST_FIRST, F.FIRST_LAST})
DAYS = (F.REFERRED_ON, F.SCHOOL_YEAR, F.STARTED_ON)
# What a note in the time line leaves out: it tells who somebody is, and stands with the youngster.
IDENTIFYING = NAMES | {F.BIRTH_DATE, F.PHONE}

# Headings as people write them, in bare letters; a heading that begins with one of them is meant too.
HEADINGS: tuple[tuple[Field, tuple[str, ...]], ...] = (
    (F.NUMBER, ("nr", "nummer", "volgnummer", "volgnr", "dossiernummer", "dossiernr", "dossier nr", "id", "code")),
    (F.FIRST_NAME, ("voornaam", "prenom", "roepnaam")),
    (F.LAST_NAME, ("familienaam", "achternaam", "nom de famille", "naam", "nom")),
    (F.LAST_FIRST, ("naam en voornaam", "naam voornaam", "naam jongere", "naam leerling", "jongere", "leerling")),
    (F.FIRST_LAST, ("voornaam en naam", "voornaam naam", "voornaam en familienaam")),
    (F.BIRTH_DATE, ("geboortedatum", "geboorte", "geb datum", "gebdatum", "geb", "date de naissance")),
    (F.GENDER, ("geslacht", "gender", "m v", "m v x", "j m", "jongen meisje", "sexe")),
    (F.REFERRER_EMAIL, ("e mail aanmelder", "email aanmelder", "mail aanmelder", "e mail", "email", "mail")),
    (F.PHONE, ("telefoon jongere", "gsm jongere", "gsm", "telefoon", "tel")),
    (F.POSTCODE, ("postcode", "postnummer", "code postal")),
    (F.HOME, ("gemeente", "woonplaats", "woongemeente", "stad", "commune")),
    (F.SCHOOL_YEAR, ("schooljaar", "annee scolaire")),
    (F.CLB, ("clb", "contact clb", "clb medewerker")),
    (F.SCHOOL, ("school", "school jongere", "onderwijsinstelling", "ecole")),
    (F.AGREED_ON, ("datum afspraak", "datum opname", "datum toewijzing", "datum dispatch", "toegewezen op")),
    (F.STARTED_ON, ("startdatum", "start datum", "datum start", "begindatum", "gestart op", "start", "begin")),
    (F.STARTED, ("gestart", "opgestart")),
    (F.ENDED_ON, ("einddatum", "eind datum", "datum einde", "datum afsluiting", "afgesloten op", "einde", "stopdatum")),
    (F.REFERRED_ON, ("datum aanmelding", "aanmelddatum", "aanmeldingsdatum", "datum van aanmelding", "aangemeld op",
                     "datum", "date")),
    (F.REFERRER_KIND, ("soort aanmelder", "type aanmelder", "kanaal")),
    (F.REFERRER_ORGANISATION, ("organisatie aanmelder", "dienst aanmelder", "organisatie", "dienst")),
    (F.REFERRER, ("aanmelder", "aangemeld door", "naam aanmelder", "verwijzer", "contactpersoon")),
    (F.REASON, ("reden", "aanmeldingsreden", "reden aanmelding", "problematiek", "motief")),
    (F.STORY, ("hulpvraag", "vraag", "situatie", "omschrijving", "verhaal", "situatieschets")),
    (F.STANDING, ("status", "fase", "stand", "stand van zaken", "statut")),
    (F.PARTNER, ("partner", "aanbieder", "organisatie traject", "naft aanbieder", "toegewezen aan", "opgenomen door",
                 "uitvoerder", "naft")),
    (F.TRACK, ("traject", "aanbod", "module", "trajecten", "soort traject", "type traject")),
    (F.ENDING, ("resultaat", "uitkomst", "reden afsluiting", "reden stopzetting", "afloop", "hoe afgesloten")),
    (F.REMARKS, ("opmerkingen", "opmerking", "notities", "nota", "info", "commentaar", "bijkomende info", "remarques")),
)  # fmt: skip
LEAST_HEADINGS, LAST_HEADING = 2, 30  # known ones that make a row of headings; how far down it may stand


def guess(headings: Sequence[str]) -> dict[int, Field]:
    """Which field each column fills, by its number; each field once, the likeliest heading first. A column that no
    heading explains is left out."""
    keys = [sort_key(heading) for heading in headings]
    made: dict[int, Field] = {}
    for whole in (True, False):
        for field, words in HEADINGS:
            for at, key in enumerate(keys):
                taken = field in made.values() and field not in MANY
                if key and at not in made and not taken and _means(key, words, whole=whole):
                    made[at] = field
    return _names_apart(made, keys)


def _means(key: str, words: Sequence[str], *, whole: bool) -> bool:
    if whole:
        return key in words
    return any(key.startswith(f"{word} ") or key.endswith(f" {word}") for word in words if len(word) > SHORTEST)


SHORTEST = 3


def _names_apart(made: dict[int, Field], keys: Sequence[str]) -> dict[int, Field]:
    """A column "Naam" holds both names where there is none for the first."""
    fields = set(made.values())
    if F.FIRST_NAME in fields or F.LAST_NAME not in fields:
        return made
    return {at: F.LAST_FIRST if field == F.LAST_NAME and keys[at] in ("naam", "nom") else field
            for at, field in made.items()}  # fmt: skip


def heading_row(rows: Sequence[tuple[int, Sequence[str]]]) -> int:
    """The number of the row that names the columns, of the first ones of a sheet: the one that explains itself best.
    The first where none does."""
    if not rows:
        return 1
    known = {number: len(guess(cells)) for number, cells in rows}
    best = max(known.values())
    return next(number for number, _cells in rows if known[number] == best) if best >= LEAST_HEADINGS else rows[0][0]


def trouble(columns: Mapping[int, Field]) -> list[str]:
    """Why rows cannot be read by these columns, as marked sentences; none when they can."""
    fields = list(columns.values())
    twice = [field for field in dict.fromkeys(fields) if fields.count(field) > 1 and field not in MANY]
    return [
        *([TWICE] if twice else []),
        *([] if NAMES & set(fields) else [NO_NAME]),
        *([] if set(DAYS) & set(fields) else [NO_DAY]),
    ]


TWICE = N_("Twee kolommen vullen hetzelfde veld. Kies er één van.")
NO_NAME = N_("Kies een kolom met de naam van de jongere.")
NO_DAY = N_("Kies een kolom met de datum van aanmelding, het schooljaar of de startdatum.")
