"""What mail servers wrote about the sender of a mail: `Authentication-Results` (RFC 8601), as far as ours can stand."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise, takewhile

from hub.intake.mail.headers import unescaped
from hub.intake.mail.shapes import AuthResult, ServerWord

LONGEST = 4_000  # a longer one is read for bad news only
MOST_FIELDS, MOST_RESULTS = 10, 30
DMARC, DKIM, SPF = "dmarc", "dkim", "spf"
# Of each method, what names the domain that was checked; the first that is there counts.
_DOMAIN_IN = {
    DMARC: ("header.from",),
    DKIM: ("header.d", "header.i"),
    SPF: ("smtp.mailfrom", "smtp.mail"),
}
_FIELD, _HOP = "authentication-results", "received"
_PAIR = re.compile(r'\s*([A-Za-z][\w.-]{0,60})(?:\s*/\s*\d{1,3})?\s*=\s*((?:"(?:[^"\\]|\\.)*"|[^\s";])*)(?=\s|\Z)')
_SERVER = re.compile(r'(?:"([^"\\]{1,253})"|([^\s"=;]{1,253}))(?:\s+\d{1,3})?')
_BAD_NEWS = re.compile(r"\bdmarc\s{0,9}=\s{0,9}fail\b", re.IGNORECASE)
_FIRST_WORD = re.compile(r'[^\s"=;()]{1,253}(?=[\s;(]|\Z)')
# A run of plain text, a quoted text, a bracket; where none of them fits, something has no end.
_OUTSIDE = re.compile(r'[^()"]+|"(?:[^"\\]|\\.)*"|\(', re.DOTALL)
_IN_COMMENT = re.compile(r"[^()\\]+|\\.|[()]", re.DOTALL)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


def server_words(fields: Iterable[tuple[str, str]]) -> tuple[ServerWord, ...]:
    """The topmost `Authentication-Results` and those right below it, before the next hop (`Received`); topmost first.

    Servers write on top of a mail what they found, and what came with it stays below. Whether the first one is ours is
    judged by who knows our server's name. `fields` are (name, value) as they stand, in their order. Never raises.
    """
    from_first = iter(fields)
    for name, value in from_first:
        if name.lower() == _FIELD:
            same_hop = takewhile(lambda field: field[0].lower() != _HOP, from_first)
            values = [value, *(below for name, below in same_hop if name.lower() == _FIELD)]
            return tuple(_word(one) for one in values[:MOST_FIELDS])
    return ()


def _word(value: str) -> ServerWord:
    """One field. What does not follow the grammar is not sound: then it can only speak against the sender."""
    value = unescaped(value)
    text = _without_comments(value) if len(value) <= LONGEST else None
    parts = _parts(text) if text is not None else None
    read = _read(parts) if parts else None
    return read or _unsound(value)


def _unsound(value: str) -> ServerWord:
    server = _FIRST_WORD.match(value.strip())
    bad = (AuthResult(DMARC, "fail"),) if _BAD_NEWS.search(value) else ()
    return ServerWord(server.group().lower() if server else "", bad, sound=False)


def _read(parts: list[str]) -> ServerWord | None:
    server, said = _server(parts)
    if server is None or len(said) > MOST_RESULTS:
        return None
    results = []
    for part in said:
        pairs = list(_pairs(part))
        if not pairs and part.strip().lower() not in ("", "none"):
            return None
        if pairs and pairs[0][0] in _DOMAIN_IN:
            results.append(_result(pairs))
    return ServerWord(server, tuple(results))


def _server(parts: list[str]) -> tuple[str | None, list[str]]:
    """The server's name, and what is left to read. Microsoft 365 begins with its results and names nobody: ""."""
    if next(_pairs(parts[0]), None):
        return "", parts
    named = _SERVER.fullmatch(parts[0].strip())
    return (named.group(1) or named.group(2)).lower() if named else None, parts[1:]


def _result(pairs: list[tuple[str, str]]) -> AuthResult:
    method, result = pairs[0]
    properties: dict[str, str] = {}
    for name, value in pairs[1:]:
        properties.setdefault(name, value)
    found = next((properties[name] for name in _DOMAIN_IN[method] if name in properties), "")
    return AuthResult(method, result.lower(), found.rpartition("@")[2].strip("<>").lower().rstrip("."))


def _pairs(part: str) -> Iterator[tuple[str, str]]:
    """`name=value` one after the other, names in lower case; nothing at all when anything else stands between."""
    found, end = [], 0
    while part[end:].strip():
        pair = _PAIR.match(part, end)
        if pair is None:
            return
        value = pair.group(2)
        found.append((pair.group(1).lower(), _unquoted(value)))
        end = pair.end()
    yield from found


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if _QUOTED.fullmatch(value) else value


def _parts(text: str) -> list[str] | None:
    """What stands between semicolons, except inside quotes; None when a quote has no end."""
    bare = _QUOTED.sub(lambda quoted: "q" * len(quoted.group()), text)
    if '"' in bare:
        return None
    cuts = [-1, *(at for at, sign in enumerate(bare) if sign == ";"), len(text)]
    return [text[start + 1 : end] for start, end in pairwise(cuts)]


def _without_comments(text: str) -> str | None:
    """The text with a space for each comment, nested ones as well; None when brackets or quotes do not pair."""
    if "(" not in text and ")" not in text:
        return text
    kept: list[str] = []
    depth = at = 0
    while at < len(text):
        piece = (_IN_COMMENT if depth else _OUTSIDE).match(text, at)
        if piece is None:
            return None
        at, sign = piece.end(), piece.group()
        if sign in ("(", ")"):
            depth += 1 if sign == "(" else -1
            kept.append(" ")
        elif not depth:
            kept.append(sign)
    return "".join(kept) if depth == 0 else None
