"""The words on which sharing rests (DOMAIN.md §6), in versions that count from a day on: pure rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from hub.wording import N_, _


class Piece(StrEnum):
    """The values are stored."""

    BASIS = "basis"
    INFORMED = "informed"
    SHARE = "share"
    START = "start"
    CARD = "card"
    AGREED = "agreed"
    OUTCOME = "outcome"


PIECE_WORDS = {
    Piece.BASIS: N_("Rechtsgrond en wie verantwoordelijk is"),
    Piece.INFORMED: N_("Wat de jongere en de ouders horen"),
    Piece.SHARE: N_("Akkoord om te delen"),
    Piece.START: N_("Akkoord om te starten"),
    Piece.CARD: N_("Gedeeld beroepsgeheim"),
    Piece.AGREED: N_("Niet gebonden, maar de jongere is akkoord"),
    Piece.OUTCOME: N_("Alleen de uitkomst en de afspraken"),
}
# What a hub works with until its administrator writes its own.
FIRST_WORDS = {
    Piece.BASIS: N_(
        "Het meldpunt deelt omdat dat nodig is om de jongere te helpen. Een akkoord om te delen of te starten is geen"
        " toestemming in de zin van de AVG. Het meldpunt en de partners zijn samen verantwoordelijk voor wat ze delen."
    ),
    Piece.INFORMED: N_(
        "Partners van het meldpunt lezen een korte kaart met initialen. Wie het is, weet alleen wie de vraag opneemt."
        " Je kan altijd zeggen dat je dat niet wil."
    ),
    Piece.SHARE: N_(
        "Vanaf 12 jaar beslist de jongere zelf of partners dit lezen. Onder 12 jaar beslissen de ouders."
        " Wie akkoord was, kan dat terugnemen."
    ),
    Piece.START: N_("Een NAFT-traject start pas als het CLB, de school, de jongere en wie betrokken is akkoord zijn."),
    Piece.CARD: N_(
        "De partner is gebonden door beroepsgeheim, werkt mee aan dezelfde hulp, de jongere heeft er iets aan en weet"
        " het, en de kaart zegt niet meer dan nodig."
    ),
    Piece.AGREED: N_("De partner heeft geen beroepsgeheim. Hij leest alleen waar de jongere mee akkoord ging."),
    Piece.OUTCOME: N_("De partner krijgt de uitkomst en de afspraken, niet wat er over de jongere op de kaart staat."),
}


class Part(NamedTuple):
    """A run of words of a text that is written anew: as it was, out, or new."""

    kind: str  # "same", "out" or "new"
    words: str


def changed(before: str, after: str) -> list[Part]:
    """Word by word what goes out and what is new, or as a whole where little stays; nothing where all of it does."""
    old, new = before.split(), after.split()
    if old == new:
        return [Part("same", after)] if before != after else []
    found: list[Part] = []
    compared = SequenceMatcher(None, old, new, autojunk=False)
    if compared.ratio() < 0.5:
        return [Part("out", before), Part("new", after)]
    for kind, a, b, c, d in compared.get_opcodes():
        if kind == "equal":
            found.append(Part("same", " ".join(old[a:b])))
            continue
        found += [Part("out", " ".join(old[a:b]))] if b > a else []
        found += [Part("new", " ".join(new[c:d]))] if d > c else []
    return found


@dataclass(frozen=True)
class Edition:
    """One version of all pieces; 0 is what each hub begins with, in the language of whoever reads."""

    version: int
    valid_from: date | None
    said: Mapping[str, str]

    def words(self, piece: Piece) -> str:
        return self.said.get(piece) or _(FIRST_WORDS[piece])


FIRST = Edition(0, None, {})


def in_force(editions: Iterable[Edition], today: date) -> Edition:
    """The newest one whose day has come."""
    begun = [one for one in editions if one.valid_from is None or one.valid_from <= today]
    return max(begun, key=lambda one: one.version, default=FIRST)
