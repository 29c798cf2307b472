"""Why a letter did not arrive, in plain words, out of what mail servers write (RFC 3463 codes and old habits)."""

import re
from collections.abc import Sequence

from hub.wording import N_, _

# The words that carry the code: "550 5.1.1 <els@x.example>: User unknown"; old servers write only the first number.
ANSWERS = (
    re.compile(r"(?:\b[45]\d\d[ -])?#?\b[45]\.\d{1,3}\.\d{1,3}\b[^\r\n]{0,160}"),
    re.compile(r"^\W*([45]\d\d[ -][a-z<][^\r\n]{0,160})", re.IGNORECASE | re.MULTILINE),
)
NOBODY = N_("Dit e-mailadres bestaat niet.")
NO_SERVER = N_("Wat achter de @ staat, bestaat niet of neemt geen e-mail aan.")
FULL = N_("De mailbox zit vol.")
UNWANTED = N_("De mailserver weigert onze e-mail.")
LATER = N_("De mailserver nam de e-mail niet aan. Misschien lukt het later wel.")
SIGNS: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(signs, re.IGNORECASE), words)
    for signs, words in (
        (r"\b[45]\.2\.2\b|mailbox (?:is )?full|over ?quota|quota exceeded", FULL),
        (r"\b5\.1\.2\b|\b5\.4\.4\b|host (?:unknown|not found)|domain (?:not found|does not exist)|nxdomain", NO_SERVER),
        (r"\b5\.1\.[016]\b|user unknown|unknown user|no such (?:user|mailbox|recipient)|does ?n[o']t exist", NOBODY),
        (r"\b5\.7\.\d+\b|spam|blocked|blacklist|policy|not authori[sz]ed", UNWANTED),
        (r"\b4\.\d{1,3}\.\d{1,3}\b|\b4\d\d[ -]|timed? ?out|refused|unreachable", LATER),
    )
)
BY_CODE = {
    "hard": N_("Het e-mailadres werkt niet."),
    "soft": N_("De mailserver weigerde de e-mail dagen na elkaar."),
    "returned": N_("De e-mail kwam terug, en de mailserver zegt niet waarom."),
}


def why_words(code: str, said: str) -> str:
    """One sentence for a person, the server's own line in brackets behind it.

    `code` is hard, soft (for days), returned (nobody says why), or "" where our own server refused it. `said` is what
    the server answered, or the whole mail in which it told so.
    """
    found = next((one for answer in ANSWERS if (one := answer.search(said))), None)
    line = " ".join(found.group().split()) if found else ""
    over = (LATER,) if code else ()  # who gave up on it does not try later
    found_in = (words for signs, words in SIGNS if words not in over and signs.search(line or said))
    words = next(found_in, BY_CODE.get(code, ""))
    if not words:
        return said.strip()
    return f"{_(words)} ({line})" if line else _(words)
