"""Headers of real mails, read without trusting any of them."""

import binascii
import email.utils
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from email._policybase import Compat32
from email.message import Message
from typing import TypeVar

from hub.intake.mail import charsets
from hub.intake.mail.problems import DATE, HEADER, Problems

LONGEST_LINE = 1_000
LONGEST_HEADER = 100_000
MOST_ADDRESSES = 500
MOST_IDS = 200
_LONGEST_ID = 996

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
MOST_WORDS = 1_000
_BESIDE_AN_ID = "<>()[];,:\"'"
_ID_OR_WORD = re.compile(r"<[^<>\s]{1,996}>|[^\s<>,;]+")
_BRACKETED_ID = re.compile(r"<[^<>\s]{1,996}>")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]+@[^\s<>()\[\],;:\"@]+")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
T = TypeVar("T")


class Lenient(Compat32):
    """The oldest mail policy of the standard library (eight times faster than its successor), except that 8-bit
    headers come back as text and never as `Header` objects, on which its own readers stumble."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return unescaped(value)


def unescaped(value: object) -> str:
    """A header's text on one line with its smuggled 8-bit bytes decoded (UTF-8 or Windows-1252)."""
    text = str(value).replace("\r", "").replace("\n", "")  # a folded boundary would never be found
    if text.isascii():
        return text
    try:
        return charsets.decoded(text.encode("utf-8", "surrogateescape"))[0]
    except UnicodeError:
        return charsets.storable(text)


class Headers:
    """Guarded access to the headers of one message or part; whatever fails is noted and reads as absent."""

    def __init__(self, message: Message, problems: Problems) -> None:
        self._message = message
        self._problems = problems

    def guarded(self, read: Callable[[], T], otherwise: T) -> T:
        # Real mails raise KeyError, LookupError, ValueError, IndexError, AttributeError, TypeError and
        # RecursionError out of the standard library's header code; the list is not closed.
        try:
            return read()
        except MemoryError:
            raise
        except Exception:
            self._problems.note(HEADER)
            return otherwise

    def every(self, name: str) -> list[str]:
        """All values of a header as they stand, encoded words still encoded."""
        none: list[str] = []
        values = self.guarded(lambda: self._message.get_all(name, []), none)
        return [str(value)[:LONGEST_HEADER] for value in values]

    def in_order(self) -> list[tuple[str, str]]:
        """(name, value) of all headers as they came, the topmost first, still to be `unescaped`."""
        none: list[tuple[str, str]] = []
        return self.guarded(lambda: list(self._message.raw_items()), none)

    def raw(self, name: str) -> str:
        return next(iter(self.every(name)), "")

    def text(self, name: str, longest: int = LONGEST_LINE) -> str:
        """The first value of a header, decoded, on one line."""
        return charsets.one_line(self.words(self.raw(name)), longest)

    def parameter(self, name: str) -> str:
        """A parameter of the content type, "" when there is none."""
        value = self.guarded(lambda: self._message.get_param(name), None)
        return self.guarded(lambda: email.utils.collapse_rfc2231_value(value), "") if value else ""

    def words(self, value: str) -> str:
        return self.guarded(lambda: decoded_words(value, self._problems), value)

    def mailboxes(self, *names: str) -> list[tuple[str, str]]:
        """(name, address) of everybody in these headers, in order, without doubles."""
        values = [value for name in names for value in self.every(name)]
        found: dict[str, tuple[str, str]] = {}
        for value in values:
            pairs = self._pairs(value)
            for name, address in _mended(pairs, value):
                found.setdefault(address.lower(), (charsets.one_line(self.words(name), 300), address))
        return list(found.values())[:MOST_ADDRESSES]

    def _pairs(self, value: str) -> list[tuple[str, str]]:
        none: list[tuple[str, str]] = []
        return self.guarded(lambda: email.utils.getaddresses([value]), none)

    def is_by_one(self) -> bool:
        """Whether From leaves no doubt about who wrote: it names one address, whichever way one reads it."""
        values = self.every("from")
        named = {tidy(one).lower() for value in values for one in _ADDRESS.findall(_QUOTED.sub(" ", value[:2_000]))}
        return len(values) == len(named) == 1

    def addresses(self, *names: str) -> tuple[str, ...]:
        return tuple(address for _, address in self.mailboxes(*names))

    def ids(self, name: str) -> tuple[str, ...]:
        """Message ids in a header, in their brackets, first mentioned first, at most MOST_IDS (the last ones)."""
        found: dict[str, None] = {}
        for value in self.every(name):
            for one in message_ids_in(value):
                found.setdefault(one)
        return tuple(found)[-MOST_IDS:]

    def date(self) -> datetime | None:
        value = self.raw("date")
        try:
            moment = email.utils.parsedate_to_datetime(charsets.one_line(value, 200))
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except Exception:
            self._problems.note(DATE)
            return None


def message_ids_in(value: str) -> list[str]:
    """Ids with their brackets. Servers on the way fold inside them and lose one of a pair, or both: a word beside the
    brackets that looks like an id counts as well, in brackets."""
    value = charsets.storable(value)
    # A folded id has white space inside its brackets.
    joined = re.sub(r"<[^<>]{1,1100}>", lambda match: re.sub(r"\s+", "", match.group()), value)
    found = []
    for word in _ID_OR_WORD.findall(joined):
        bare = word.strip(_BESIDE_AN_ID)
        if _BRACKETED_ID.fullmatch(word):
            found.append(word)
        elif "@" in bare.strip("@") and len(bare) <= _LONGEST_ID:
            found.append(f"<{bare}>")
        if len(found) == MOST_WORDS:
            break
    return found


def decoded_words(value: str, problems: Problems) -> str:
    """Text of a header with its encoded words (RFC 2047) decoded, also where they stand inside quotes or words.

    Neighbours in one character set are joined as bytes first, because mailers cut in the middle of a character.
    """
    if "=?" not in value:
        return value
    pieces: list[tuple[bytes, str] | str] = []
    end = 0
    for match in _WORD.finditer(value):
        between = value[end : match.start()]
        charset, how, data = match.groups()
        charset = charset.partition("*")[0].lower()
        content = _word_bytes(how, data, problems)
        last = pieces[-1] if pieces else ""
        if isinstance(last, tuple) and not between.strip() and last[1] == charset:
            pieces[-1] = (last[0] + content, charset)
        else:
            if between.strip() or (between and not isinstance(last, tuple)):
                pieces.append(between)
            pieces.append((content, charset))
        end = match.end()
    pieces.append(value[end:])
    return "".join(piece if isinstance(piece, str) else charsets.decoded(*piece)[0] for piece in pieces)


def _word_bytes(how: str, data: str, problems: Problems) -> bytes:
    if how in "qQ":
        return binascii.a2b_qp(data.encode(), header=True)
    cleaned = re.sub(r"[^A-Za-z0-9+/]", "", data)
    if len(cleaned) % 4 == 1:
        problems.note(HEADER)
        cleaned = cleaned[:-1]
    return binascii.a2b_base64(cleaned + "=" * (-len(cleaned) % 4))


def _mended(pairs: Iterable[tuple[str, str]], value: str) -> list[tuple[str, str]]:
    """Keeps what is an address; where the parser found none, takes whatever in the header looks like one."""
    sound = [(name, tidy(address)) for name, address in pairs if _ADDRESS.fullmatch(address.strip())]
    return sound or [("", tidy(address)) for address in _ADDRESS.findall(value[:10_000])]


def tidy(address: str) -> str:
    local, _, domain = charsets.storable(address).strip().strip("<>").rpartition("@")
    return f"{local}@{domain.lower().rstrip('.')}"
