"""Short words that people type into a form: each is checked, and all that is wrong is told at once."""

import re
from collections.abc import Container, Iterator
from contextlib import contextmanager

from hub import national_number
from hub.problems import Invalid
from hub.wording import _, number

LINE, TEXT = 120, 2000
ADDRESS = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+")
TELEPHONE = re.compile(r"\+?(?:[ ./()-]*\d){3,15}")


def too_long(now: int, at_most: int) -> str:
    """How long it is and may be: "Dit is te lang: 21.340 tekens. Hou het onder 20.000."."""
    return _("Dit is te lang: %(now)s tekens. Hou het onder %(most)s.", now=number(now), most=number(at_most))


class Faults:
    """Collects a sentence for each field that cannot be taken; `tell` raises them together."""

    def __init__(self) -> None:
        self.errors: dict[str, str] = {}

    def say(self, field: str, sentence: str) -> None:
        """The first thing that is wrong with a field is the one to mend."""
        self.errors.setdefault(field, sentence)

    def tell(self) -> None:
        if self.errors:
            raise Invalid(self.errors)

    @contextmanager
    def also(self) -> Iterator[None]:
        """What is Invalid in this block is told with the rest."""
        try:
            yield
        except Invalid as wrong:
            for field, sentence in wrong.errors.items():
                self.say(field, sentence)

    def line(self, field: str, typed: str, *, needed: str = "", at_most: int = LINE) -> str:
        """One line of text, single spaces between its words."""
        return self.text(field, " ".join(typed.split()), needed=needed, at_most=at_most)

    def text(self, field: str, typed: str, *, needed: str = "", at_most: int = TEXT) -> str:
        said = typed.replace("\r\n", "\n").strip()
        if needed and not said:
            self.say(field, needed)
        if len(said) > at_most:
            self.say(field, too_long(len(said), at_most))
        if national_number.contains(said):
            self.say(field, _("Hier staat een rijksregisternummer. Haal het weg: het meldpunt bewaart dat nooit."))
        return said

    def email(self, field: str, typed: str, *, needed: str = "") -> str:
        """An e-mail address in lower case, or "" where none is needed."""
        said = self.line(field, typed, needed=needed, at_most=200).lower()
        if said and not ADDRESS.fullmatch(said):
            self.say(field, _("Dit lijkt geen e-mailadres. Schrijf het als naam@school.be."))
        return said

    def phone(self, field: str, typed: str) -> str:
        """A telephone number as people write it, or "": pages make a link of it that a telephone dials."""
        said = self.line(field, typed, at_most=40)
        if said and not TELEPHONE.fullmatch(said):
            self.say(field, _("Dit lijkt geen telefoonnummer. Schrijf het als 015 00 00 00."))
        return said

    def whole(self, field: str, typed: str, lowest: int, highest: int, *, needed: str = "") -> int | None:
        """A whole number, ends included; None where nothing was typed."""
        said = typed.strip()
        if not said:
            if needed:
                self.say(field, needed)
            return None
        if said.isascii() and said.isdigit() and lowest <= int(said[:9]) <= highest:
            return int(said[:9])
        self.say(field, _("Geef een getal tussen %(low)d en %(high)d.", low=lowest, high=highest))
        return None

    def one_of(self, field: str, typed: str, known: Container[str], sentence: str) -> str:
        if typed not in known:
            self.say(field, sentence)
        return typed
