"""Own words apart from quotes and signature, cutting only where it is certain.

The phrases of mail programs in many languages come from mail-parser-reply; its own cutting loses what people write
under a list, after "Bedankt," or between the quoted lines, so the cutting is done here, line by line.
"""

import re
from collections.abc import Iterator

from mailparser_reply.constants import MAIL_LANGUAGES

LANGUAGES = ("nl", "en", "fr", "de", "es", "it", "pl", "da", "sv", "cs", "ja")
LONGEST_SIGNATURE = 12
LONGEST_DELIMITED_SIGNATURE = 30
_WELL_KNOWN = ("nl", "en", "fr", "de")
_WINDOW_LINES = 3
_WINDOW = 500
_MOST_TRIES = 50  # a text that keeps looking like an announcement and never is one is left whole

# "Op ma 3 mrt 2025 om 10:12 schreef Jan <jan@…>:" and the like.
_OURS_WROTE = (
    r"(?:> ?)*Op\s.{4,400}?\bschreef\b.{0,200}:",
    r"(?:> ?)*Op\s.{4,400}?\bheeft\b.{1,200}\bgeschreven\s?:",
    r"(?:> ?)*On\s.{4,400}?\bwrote\s?:",
    r"(?:> ?)*Le\s.{4,400}?\ba écrit\s?:",
    r"(?:> ?)*Am\s.{4,400}?\bschrieb\b.{0,200}:",
)
_THEIRS_WROTE = [MAIL_LANGUAGES[name]["wrote_header"].rstrip("$") for name in LANGUAGES if name not in _WELL_KNOWN]
WROTE = re.compile("|".join(f"(?:{pattern})" for pattern in (*_OURS_WROTE, *_THEIRS_WROTE)), re.IGNORECASE)
_ADDRESS_WROTE = re.compile(
    r"(?:> ?)*.{1,120}(?:<[^<>]+@[^<>]+>|\([^()]+@[^()]+\))\s(?:schreef|wrote|schrieb|a écrit)\b.{0,120}:",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[<(\[][^<>()\s]{0,40}?[^<>()\s]+@[^<>()\s]+")
_WROTE_HINT = re.compile(
    r"schreef|wrote|écrit|schrieb|heeft|escribi|ha scritto|napisa|nadesła|skrev|napsal|\d{4}年|님이", re.IGNORECASE
)
SEPARATOR = re.compile(
    r"[>\s]*(?:-{2,}|_{2,}|\*{2,})\s*(?:original message|oorspronkelijk(?:e e-?mail| bericht)|message d.origine|"
    r"message original|ursprüngliche nachricht|urspr. nachricht|oprindelig meddelelse|reply message)"
    r"\s*(?:-{2,}|_{2,}|\*{2,})?\s*",
    re.IGNORECASE,
)
_REPLY_ABOVE = re.compile(
    r"[>\s]*(?:##-?|--+)?\s*(?:please type your )?(?:reply above this line|antwoord boven deze (?:lijn|regel)|"
    r"schrijf je antwoord boven deze lijn|répondez au-dessus de cette ligne)\s*(?:-?##|--+)?\s*",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"[>\s]*(?:[-_*]{2,}\s*)?(?:begin )?(?:forwarded message|forwarded by .{1,80}|doorgestuurd bericht|"
    r"doorgestuurde (?:e-?mail|bericht)|begin doorgestuurd bericht|weitergeleitete nachricht|"
    r"anfang der weitergeleiteten (?:e-?mail|nachricht)|(?:début du )?message (?:transféré|réexpédié))"
    r"\s*:?\s*(?:[-_*]{2,})?\s*",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"[>*\s]*(?P<name>from|van|de|von|från|fra|od|sent|verzonden|verstuurd|envoyé|gesendet|date|datum|skickat|sendt|"
    r"wysłano|to|aan|à|an|till|til|do|subject|onderwerp|objet|betreff|ämne|emne|temat|cc)\s?\*?\s?:\*?\s+\S",
    re.IGNORECASE,
)
_FROM_FIELDS = frozenset({"from", "van", "de", "von", "från", "fra", "od"})
_WHEN_FIELDS = frozenset(
    {"sent", "verzonden", "verstuurd", "envoyé", "gesendet", "date", "datum", "skickat", "sendt", "wysłano"}
)
_OTHER_FIELDS = frozenset({"to", "aan", "à", "an", "till", "til", "do"}) | frozenset(
    {"subject", "onderwerp", "objet", "betreff", "ämne", "emne", "temat"}
)
_UNDERSCORES = re.compile(r"\s*[_-]{20,}\s*")
_QUOTED = re.compile(r"\s{0,3}(?:>|\|\s)")
_SENT_FROM = re.compile(
    r"\s*(?:"
    + "|".join(phrase for name in LANGUAGES if (phrase := MAIL_LANGUAGES[name]["sent_from"]))
    + r"|(?:verstuurd|verzonden) (?:vanaf|vanuit|via|met) (?:mijn|m'n|outlook|yahoo|gmail|proton|e-?mail|mail)|"
    r"envoyé (?:de|à partir de) mon|(?:download|télécharger|obtenez) outlook|outlook voor (?:ios|android)|sent from)\b"
    r"[^\n,.!?<>]{0,60}(?:<[^<>\n]{0,200}>)?\.?\s*",
    re.IGNORECASE,
)
_LIST_FOOTER = re.compile(r"\b(?:mailing ?list|mailinglijst|liste de diffusion)\b", re.IGNORECASE)
_ANSWERED_BELOW = re.compile(
    r"\b(?:hieronder|onderaan|in (?:het|'t) (?:rood|blauw|groen|vet)|tussen de regels|in de tekst|below|in-?line|"
    r"in (?:red|blue|rood|blauw)|ci-dessous|en rouge)\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\s*(?:met (?:de )?(?:vriendelijke|hartelijke|beste|warme|collegiale|oprechte) groet(?:en|jes)?|"
    r"(?:vriendelijke|hartelijke|beste|lieve|warme|vele) groet(?:en|jes)?|groet(?:en|jes)?|mvg|m\.v\.g\.|hoogachtend|"
    r"(?:best|kind|warm|many) regards|regards|all the best|best wishes|yours (?:sincerely|faithfully|truly)|sincerely|"
    r"cheers|cordialement|bien (?:cordialement|à vous)|(?:meilleures |sincères )?salutations(?: distinguées)?|"
    r"mit freundlichen grüßen|(?:viele|liebe|beste|herzliche) grüße|mfg)[\s,.!]*",
    re.IGNORECASE,
)


def own_words(text: str, *, is_reply: bool = True) -> str:
    """The part of `text` that its writer wrote now; the whole text when nothing is left or nothing is certain.

    A block "Van: … Verzonden: … Aan: …" or an "original message" is a quote in a reply and news in any other mail, so
    it is cut only when `is_reply`. Who answers between the lines, or says so ("zie hieronder in het rood"), keeps the
    whole. Time grows with the length only.
    """
    whole = text.strip()
    lines = whole.split("\n")
    cut = _quote_starts(lines, is_reply)
    if cut is None:
        return whole
    above = lines
    if cut < len(lines):
        above = _without_quoted_end(lines[:cut])
        if _answers_inside(lines, cut) or _ANSWERED_BELOW.search("\n".join(above)):
            above = _without_quoted_end(lines)
    own = _without_signature(above)
    kept = "\n".join(own).strip()
    if not re.search(r"\w", kept):
        kept = "\n".join(above).strip()
    return kept if re.search(r"\w", kept) else whole


def _quote_starts(lines: list[str], is_reply: bool) -> int | None:
    """Index of the first line that announces an earlier mail, the number of lines when none does, None when a
    forwarded mail comes first."""
    tries = _MOST_TRIES
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        if FORWARDED.fullmatch(line):
            return None
        if _REPLY_ABOVE.fullmatch(line):
            return index
        if SEPARATOR.fullmatch(line):
            return index if is_reply else None
        if tries and _WROTE_HINT.search(" ".join(lines[index : index + _WINDOW_LINES])[:_WINDOW]):
            tries -= 1
            if _announces(lines, index):
                return index
        if fields_start(lines, index):
            return _with_rule_above(lines, index) if is_reply else None
    return len(lines)


def _with_rule_above(lines: list[str], index: int) -> int:
    above = index - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    return above if above >= 0 and _UNDERSCORES.fullmatch(lines[above]) else index


def _announces(lines: list[str], index: int) -> bool:
    """Whether one to three lines from here announce an earlier mail.

    "Op 3 mei om 10 uur schreef de leerkracht:" is a story: only an address, or quoted lines under it, make it certain.
    """
    for count in range(1, _WINDOW_LINES + 1):
        told = " ".join(line.strip() for line in lines[index : index + count])
        if len(told) > _WINDOW:
            return False
        if not told.endswith(":"):
            continue
        below = next((line for line in lines[index + count :] if line.strip()), "")
        if WROTE.fullmatch(told):
            return bool(_ADDRESS.search(told)) or (bool(re.search(r"\d", told)) and bool(_QUOTED.match(below)))
        if count == 1 and _ADDRESS_WROTE.fullmatch(told):
            return bool(_QUOTED.match(below))
    return False


def fields_start(lines: list[str], index: int) -> bool:
    """Whether a block "Van: … Verzonden: … Aan: …" begins here: a sender, a moment and one more, close together."""
    if not _FIELD.match(lines[index]):
        return False
    names: set[str] = set()
    for line in lines[index : index + 8]:
        match = _FIELD.match(line)
        if match:
            names.add(match["name"].lower())
        elif len(names) >= 3 and not line.strip():
            break
    return bool(names & _FROM_FIELDS) and bool(names & _WHEN_FIELDS) and bool(names & _OTHER_FIELDS)


def _answers_inside(lines: list[str], cut: int) -> bool:
    """Whether unquoted words follow quoted lines under the announcement: the writer answered in between or below."""
    quoted_yet = False
    for line in lines[cut + 1 :]:
        if _QUOTED.match(line):
            quoted_yet = True
        elif quoted_yet and line.strip():
            return not ends_words(line)
    return False


def ends_words(line: str) -> bool:
    ends = (_CLOSING, _SENT_FROM, _UNDERSCORES)
    return line.rstrip() in ("--", "—") or any(pattern.fullmatch(line) for pattern in ends)


def _without_quoted_end(lines: list[str]) -> list[str]:
    """Drops quoted and blank lines at the end; quoted lines with words after them stay, they are being answered."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or _QUOTED.match(lines[end - 1])):
        end -= 1
    return lines[:end]


def _without_signature(lines: list[str]) -> list[str]:
    first_word = next((index for index, line in enumerate(lines) if re.search(r"\w", line)), len(lines))
    for index, longest in _signatures(lines):
        if first_word < index and len(lines) - index <= longest:
            return lines[:index]
    return lines


def _signatures(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Where a signature may start, and how many lines it may have there; a long tail is no signature."""
    for index in range(max(0, len(lines) - LONGEST_DELIMITED_SIGNATURE), len(lines)):
        line, below = lines[index], lines[index + 1 :]
        if line == "-- " or (_UNDERSCORES.fullmatch(line) and below and _LIST_FOOTER.search(below[0])):
            yield index, LONGEST_DELIMITED_SIGNATURE
        elif _SENT_FROM.fullmatch(line):
            yield index, 3
        elif (line.rstrip() in ("--", "—") or _CLOSING.fullmatch(line)) and all(len(one) <= 90 for one in below):
            yield index, LONGEST_SIGNATURE
