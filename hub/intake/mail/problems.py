"""The codes of what could not be read in a mail, in one place."""

STRUCTURE = "structure"  # the parts do not fit together, the text was taken as it stood
HEADER = "header"  # a header could not be understood
CHARSET = "charset"  # text was not in the character set that it claimed
ENCODING = "encoding"  # base64, quoted-printable or uuencode was damaged
DATE = "date"  # the date is missing or is none
TOO_DEEP = "too-deep"  # parts nested deeper than anybody does on purpose
TOO_MANY = "too-many"  # more parts than are read
CUT = "cut"  # a text or list was longer than is kept
HTML = "html"  # the HTML part was left out
ENCRYPTED = "encrypted"  # only the addressee's key opens it
SENDER = "sender"  # From names nobody or several, so who wrote is a guess
PARCEL = "parcel"  # a parcel (winmail.dat, S/MIME, .msg) is damaged and stayed closed
BODY = "body"  # the body was not read, only the headers


class Problems:
    """Collects codes once each, in the order in which they were met."""

    def __init__(self) -> None:
        self._seen: dict[str, None] = {}

    def note(self, code: str) -> None:
        self._seen.setdefault(code)

    def codes(self) -> tuple[str, ...]:
        return tuple(self._seen)
