"""What an offer serves and how: needs, life domains, languages, how one gets there; code and word side by side."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from hub.wording import N_, _, current_language, list_words, sort_key

# The reasons of a referral for which an offer may be meant. Restricted ones and "other" are none of them.
NEEDS = {
    "truancy": N_("spijbelen"),
    "unreachable": N_("afhaken of onbereikbaar"),
    "behaviour": N_("gedrag"),
    "socio_emotional": N_("socio-emotioneel"),
    "school_refusal": N_("schoolweigering"),
    "exclusion": N_("schorsing of uitsluiting"),
    "motivation": N_("motivatie"),
    "conflict": N_("pesten of conflict"),
    "reorientation": N_("heroriëntering"),
}
DOMAINS = {
    "school": N_("school"),
    "work": N_("werk"),
    "home": N_("thuis"),
    "mental_health": N_("psychisch welzijn"),
    "means": N_("geld en middelen"),
    "leisure": N_("vrije tijd"),
}
# Besides Dutch.
LANGUAGES = {
    "sq": N_("Albanees"),
    "ar": N_("Arabisch"),
    "ber": N_("Berbers"),
    "bg": N_("Bulgaars"),
    "zh": N_("Chinees"),
    "prs": N_("Dari of Farsi"),
    "de": N_("Duits"),
    "en": N_("Engels"),
    "fr": N_("Frans"),
    "it": N_("Italiaans"),
    "ku": N_("Koerdisch"),
    "uk": N_("Oekraïens"),
    "ps": N_("Pasjtoe"),
    "pl": N_("Pools"),
    "pt": N_("Portugees"),
    "ro": N_("Roemeens"),
    "ru": N_("Russisch"),
    "so": N_("Somali"),
    "es": N_("Spaans"),
    "ti": N_("Tigrinya"),
    "tr": N_("Turks"),
    "vgt": N_("Vlaamse Gebarentaal"),
}
DUTCH = "nl"
# As people write them besides; without accents and capitals.
_SPOKEN = {
    "nederlands": DUTCH, "vlaams": DUTCH, "farsi": "prs", "dari": "prs", "perzisch": "prs", "tamazight": "ber",
    "amazigh": "ber", "riffijns": "ber", "tarifit": "ber", "mandarijn": "zh", "kantonees": "zh", "pashto": "ps",
    "pasjtoe": "ps", "somalisch": "so", "tigrinja": "ti", "tigrigna": "ti", "darija": "ar", "gebarentaal": "vgt",
    "kurmanji": "ku", "sorani": "ku", "arab": "ar", "albanian": "sq", "arabic": "ar", "french": "fr", "english": "en",
    "turkish": "tr", "polish": "pl", "romanian": "ro", "francais": "fr", "arabe": "ar", "dutch": DUTCH,
}  # fmt: skip
REACHES = {
    "on_site": N_("de jongere komt naar de partner"),
    "school": N_("komt op school"),
    "home": N_("komt aan huis"),
    "pick_up": N_("haalt de jongere op"),
    "online": N_("online of telefonisch"),
}
# Where the youngster need not travel alone.
COMES = frozenset(REACHES) - {"on_site"}
# Kept with each offer: the column, its codes, and how it is asked for.
KEPT = {"needs": NEEDS, "domains": DOMAINS, "languages": LANGUAGES, "reaches": REACHES}


def languages_in(text: str) -> frozenset[str]:
    """The languages that somebody wrote down, as far as they are known: "Arabisch en wat Frans"."""
    return frozenset(_names()[word] for word in re.findall(r"[a-z]+", sort_key(text)) if word in _names())


def words_of(table: dict[str, str], codes: Sequence[str]) -> str:
    """ "gedrag en motivatie"; empty without any."""
    return _listed(current_language(), tuple(word for code, word in table.items() if code in codes))


@lru_cache(maxsize=4096)
def _listed(_language: str, words: tuple[str, ...]) -> str:
    return list_words([_(word) for word in words])


@cache
def _names() -> dict[str, str]:
    one_word = {sort_key(name): code for code, name in LANGUAGES.items() if " " not in name}
    return one_word | _SPOKEN
