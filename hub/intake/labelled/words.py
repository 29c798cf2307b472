"""What a label says: which value stands beside it, and of whom. A vocabulary, so that every order of words fits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from hub.wording import bare_letters

MOST_WORDS = 8


class Who(StrEnum):
    YOUNGSTER = "youngster"
    PARENT = "parent"
    SCHOOL = "school"
    REFERRER = "referrer"
    CLB = "clb"
    SOMEBODY = "somebody"  # a brother, a doctor: read past


class What(StrEnum):
    NAME = "name"
    FIRST_LAST = "first_last"
    LAST_FIRST = "last_first"
    FIRST = "first"
    LAST = "last"
    BORN = "born"
    GENDER = "gender"
    ADDRESS = "address"
    POSTCODE = "postcode"
    MUNICIPALITY = "municipality"
    PHONE = "phone"
    EMAIL = "email"
    LANGUAGE = "language"
    KLAS = "klas"
    SITE = "site"
    FUNCTION = "function"
    ORGANISATION = "organisation"
    SCHOOL_YEAR = "school_year"
    HALF_DAYS = "half_days"
    NOTHING = "nothing"  # a label that ends the value before it, and brings none of its own


@dataclass(frozen=True)
class Label:
    """`what` is None for a heading such as "Leerling"; `relation` is what a parent is called ("moeder")."""

    what: What | None
    who: Who | None
    relation: str = ""


class _Meaning(NamedTuple):
    what: What | None = None
    who: Who | None = None
    relation: str = ""


def _all(words: str, meaning: _Meaning) -> dict[str, _Meaning]:
    return dict.fromkeys(words.split(), meaning)


# Without accents and signs. A word that is not here makes that the words are no label.
_VOCABULARY: dict[str, _Meaning] = {
    **_all("naam namen", _Meaning(What.NAME)),
    **_all("voornaam roepnaam", _Meaning(What.FIRST)),
    **_all("familienaam achternaam", _Meaning(What.LAST)),
    **_all("geboortedatum gebdatum gebdat geboren geboorte", _Meaning(What.BORN)),
    **_all("geslacht gender", _Meaning(What.GENDER)),
    **_all("adres thuisadres straat domicilie", _Meaning(What.ADDRESS)),
    **_all("postcode postnummer", _Meaning(What.POSTCODE)),
    **_all("gemeente woonplaats woongemeente stad plaats", _Meaning(What.MUNICIPALITY)),
    **_all("telefoon tel telefoonnummer telnr gsm gsmnummer gsmnr mobiel", _Meaning(What.PHONE)),
    **_all("email mail mailadres emailadres", _Meaning(What.EMAIL)),
    **_all("thuistaal moedertaal taal", _Meaning(What.LANGUAGE)),
    **_all("klas leerjaar klasgroep", _Meaning(What.KLAS)),
    **_all("vestiging vestigingsplaats campus", _Meaning(What.SITE)),
    **_all("functie", _Meaning(What.FUNCTION)),
    **_all("organisatie dienst", _Meaning(What.ORGANISATION)),
    **_all("schooljaar", _Meaning(What.SCHOOL_YEAR)),
    **_all("halvedagen", _Meaning(What.HALF_DAYS)),
    **_all("rijksregisternummer rijksregister rrn nationaliteit godsdienst nationalnummer insz stamnummer leeftijd "
           "geboorteplaats studierichting richting datum handtekening", _Meaning(What.NOTHING)),
    **_all("leerling jongere kind leerlinge pupil", _Meaning(who=Who.YOUNGSTER)),
    **_all("ouder ouders opvoedingsverantwoordelijke opvoedingsverantwoordelijken opvoeder opvoeders",
           _Meaning(who=Who.PARENT, relation="ouder")),
    **_all("moeder mama", _Meaning(who=Who.PARENT, relation="moeder")),
    **_all("vader papa", _Meaning(who=Who.PARENT, relation="vader")),
    **_all("voogd", _Meaning(who=Who.PARENT, relation="voogd")),
    **_all("school schoolnaam", _Meaning(who=Who.SCHOOL)),
    **_all("aanmelder verwijzer aangemeld ingevuld doorverwijzer zorgcoordinator leerlingbegeleider melder",
           _Meaning(who=Who.REFERRER)),
    **_all("contactpersoon", _Meaning(who=Who.REFERRER)),
    **_all("clb clbmedewerker clbcontactpersoon", _Meaning(who=Who.CLB)),
    **_all("broer zus broers zussen broertje zusje huisarts arts dokter consulent directeur directie klastitularis "
           "leerkracht titularis vertrouwenspersoon tolk partner", _Meaning(who=Who.SOMEBODY)),
}  # fmt: skip
_FILLING = _all(
    "van de het een en of der den in door op te je jouw uw haar zijn voor met gegevens nr nummer persoonlijke "
    "contactgegevens betrokken huidige huidig medewerker anker identificatie identiteit aantal problematisch "
    "problematische afwezig afwezigheid m v x 1 2",
    _Meaning(),
).keys()
_GLUED = (
    ("e mail", "email"), ("geb datum", "gebdatum"), ("geb dat", "gebdat"), ("halve dagen", "halvedagen"),
    ("tel nr", "telnr"), ("gsm nr", "gsmnr"), ("datum geboorte", "geboorte"),
)  # fmt: skip
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,60}[)\]]")
_NUMBERED = re.compile(r"^\s*(?:[-*•▪◦☐✓]|\d{1,2}[.)]|[a-z]\))\s*", re.IGNORECASE)
_NUMBERS = ("1", "2")
_NO_WORD = re.compile(r"[^a-z0-9]+")
# Of two persons in one label the more particular one: "contactpersoon CLB", "contactpersoon van de school".
_RANK = (Who.SOMEBODY, Who.CLB, Who.PARENT, Who.YOUNGSTER, Who.REFERRER, Who.SCHOOL)


def bare(text: str) -> str:
    """The words of a label as they are looked up: small letters, one space between, no signs or hints in brackets."""
    plain = _IN_BRACKETS.sub(" ", text)
    return _NO_WORD.sub(" ", bare_letters(plain).lower()).strip()


def known_word(word: str) -> bool:
    """Whether this word may stand in a label."""
    return all(one in _VOCABULARY or one in _FILLING or one in _PIECES for one in bare(word).split())


_PIECES = frozenset(piece for pair, _glued in _GLUED for piece in pair.split())


@lru_cache(maxsize=4096)
def label_of(text: str) -> Label | None:
    """What a label asks for; None when these words are none."""
    if len(text) > 100:
        return None
    said = f" {bare(_NUMBERED.sub('', text))} "
    for pair, glued in _GLUED:
        said = said.replace(f" {pair} ", f" {glued} ")
    words = said.split()
    if not words or len(words) > MOST_WORDS:
        return None
    meanings = [_VOCABULARY[word] for word in words if word in _VOCABULARY]
    if not meanings or any(word not in _VOCABULARY and word not in _FILLING for word in words):
        return None
    whos = [one for one in meanings if one.who]
    whats = list(dict.fromkeys(one.what for one in meanings if one.what))
    who = min(whos, key=lambda one: _RANK.index(Who(one.who or ""))) if whos else _Meaning()
    relation = who.relation
    if who.who == Who.PARENT and (numbered := [word for word in words if word in _NUMBERS]):
        relation = f"{relation} {numbered[0]}"
    if len({one.relation for one in whos if one.relation}) > 1:  # "moeder / vader" stands before one of both
        relation = "ouder"
    what = _one_what(whats)
    return None if what is None and whats else Label(what, who.who, relation)


def _one_what(whats: Sequence[What]) -> What | None:
    """The one value that these words ask for; None for several that do not belong together."""
    if not whats:
        return None
    if len(whats) == 1:
        return whats[0]
    if What.NOTHING in whats:
        return What.NOTHING
    names = [one for one in whats if one in (What.NAME, What.FIRST, What.LAST)]
    if len(names) == len(whats) == 2:
        return What.FIRST_LAST if names[0] == What.FIRST else What.LAST_FIRST
    if set(whats) <= {What.ADDRESS, What.POSTCODE, What.MUNICIPALITY}:
        return What.ADDRESS
    if set(whats) <= {What.PHONE, What.EMAIL}:
        return What.PHONE
    return None
