"""The referrer's own reference: a number of its own file, which comes back in each letter about the referral.

Anybody can type anybody's address, so it holds nothing that could be an address or a sentence: a number with letters.
"""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from hub.intake.typed import SHORT, wrong
from hub.wording import N_

_PART = r"[A-Za-z0-9]+"
_REFERENCE = re.compile(rf"(?=.*[0-9]){_PART}(?:[-/_ #]{_PART}){{0,5}}")
# A line of its own in a mail: "Onze referentie: LARS 2026/0123". What others call theirs ("uw kenmerk") is not it.
_LINE = re.compile(
    r"^\W*(?:onze|ons|mijn|eigen|notre|our)\s+(?:ref(?:erentie|[ée]rence)?|kenmerk|dossier(?:nummer)?)\.?\s*[:=]\s*"
    r"(?P<reference>\S.{0,60}?)\W*$",
    re.IGNORECASE | re.MULTILINE,
)


def _checked(text: str) -> str:
    if text and not _REFERENCE.fullmatch(text):
        raise wrong(N_("Gebruik letters, cijfers en streepjes, met minstens één cijfer. Zet er geen naam in."))
    return text


OwnReference = Annotated[str, Field(max_length=SHORT), AfterValidator(_checked)]


def in_mail(own_text: str) -> str:
    """The reference that a mail gives on a line of its own; "" when there is none that can be taken."""
    found = _LINE.search(own_text[:20_000])
    said = found["reference"].strip() if found else ""
    return said if len(said) <= SHORT and _REFERENCE.fullmatch(said) else ""
