"""The parts of one message: which are its words, which are files that came along."""

import email.parser
import re
from dataclasses import dataclass, field
from email.message import Message

from hub.intake.mail import charsets, names, parcels
from hub.intake.mail.armour import out_of_armour
from hub.intake.mail.flowed import unflowed
from hub.intake.mail.headers import Headers, Lenient
from hub.intake.mail.marks import SEALED_PGP, SEALED_SMIME, SIGNED_PGP, SIGNED_SMIME
from hub.intake.mail.problems import CHARSET, CUT, ENCODING, ENCRYPTED, PARCEL, STRUCTURE, TOO_DEEP, TOO_MANY, Problems
from hub.intake.mail.shapes import Attachment
from hub.intake.mail.uuencoded import out_of_text

MOST_PARTS = 1_000
DEEPEST = 40
LONGEST_TEXT = 1_000_000
_META_CHARSET = re.compile(rb"""<meta[^>]{1,200}charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SIGNATURES = {
    "application/pkcs7-signature": SIGNED_SMIME,
    "application/x-pkcs7-signature": SIGNED_SMIME,
    "application/pgp-signature": SIGNED_PGP,
}
MAIL_KINDS = frozenset({"message/rfc822", "message/global"})
_CALENDAR = "text/calendar"
_REPLY, _CALENDAR_HEAD = re.compile(rb"^METHOD:REPLY\s*$", re.I | re.M), 5_000


class Sealed(Message):
    """A message that leaves messages inside it unopened, so that an attached mail stays byte for byte what it was."""

    def get_content_type(self) -> str:
        kind = super().get_content_type()
        return "application/octet-stream" if kind.startswith("message/") else kind

    @property
    def real_type(self) -> str:
        return super().get_content_type()


@dataclass
class Block:
    """One stretch of the mail's words: as plain text, as HTML, or the same in both."""

    text: str | None = None
    html: str | None = None


@dataclass
class Contents:
    """`spare` are words that count only when the mail has no others; `calendar` is its first text/calendar part."""

    blocks: list[Block] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    spare: list[Block] = field(default_factory=list)
    marks: dict[str, None] = field(default_factory=dict)
    calendar: bytes = b""


def parsed(raw: bytes, problems: Problems, *, headers_only: bool = False) -> Message:
    """The message in `raw`; what cannot be taken apart comes back as headers and one plain text."""
    parser = email.parser.BytesParser(policy=Lenient(message_factory=Sealed))
    try:
        return parser.parsebytes(raw, headersonly=headers_only)
    except RecursionError:
        problems.note(TOO_DEEP)
    except MemoryError:
        raise
    except Exception:
        problems.note(STRUCTURE)
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    try:
        message = parser.parsebytes(head + b"\n\n", headersonly=True)
    except Exception:
        message = Sealed(policy=Lenient())
        body = raw
    for name in ("content-type", "content-transfer-encoding"):
        del message[name]
    message.set_payload(body.decode("ascii", "surrogateescape"))
    return message


class Walk:
    """One pass over all parts, bounded in depth and number."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.seen = 0
        self.unnamed = 0
        self.whole = Contents()  # of the mail as a whole: spare words, marks, calendar

    def contents(self, message: Message) -> Contents:
        found = self.whole
        self._visit(message, found, depth=0, around="")
        return found

    def _visit(self, part: Message, found: Contents, depth: int, around: str) -> None:
        """`around` is the kind of the multipart that this part lies in."""
        self.seen += 1
        if self.seen > MOST_PARTS:
            self.problems.note(TOO_MANY)
        elif depth > DEEPEST:
            self.problems.note(TOO_DEEP)
        elif part.is_multipart():
            self._visit_all(part, found, depth)
        else:
            self._leaf(part, found, depth, around)

    def _visit_all(self, part: Message, found: Contents, depth: int) -> None:
        kind = real_type(part)
        if kind == "multipart/encrypted":
            self._sealed(SEALED_PGP)
        inside = Contents()
        ways: list[list[Block]] = []
        for child in _parts_of(part):
            before = len(inside.blocks)
            self._visit(child, inside, depth + 1, kind)
            ways.append(inside.blocks[before:])
        found.attachments += inside.attachments
        found.blocks += _one_of(ways) if kind == "multipart/alternative" else inside.blocks
        if not inside.blocks and not inside.attachments:
            self._outside_the_parts(part, found)

    def _outside_the_parts(self, part: Message, found: Contents) -> None:
        outside = "\n".join(text for text in (part.preamble, part.epilogue) if text and text.strip())
        if outside:
            self.problems.note(STRUCTURE)
            data = outside.encode("utf-8", "surrogateescape")
            found.blocks.append(Block(text=charsets.decoded(data)[0].replace("\r\n", "\n")))

    def _leaf(self, part: Message, found: Contents, depth: int, around: str) -> None:
        headers = Headers(part, self.problems)
        kind = real_type(part)
        if kind.startswith("multipart/"):
            # Says that it has parts and has none: its words are all there is.
            self.problems.note(STRUCTURE)
            kind = "text/plain"
        content = self._content(part, headers)
        disposition = headers.raw("content-disposition").split(";")[0].strip().lower()
        name = names.safe(headers.words(headers.guarded(lambda: str(part.get_filename() or ""), "")))
        name = name or names.in_place(headers.text("content-location"))
        is_text = kind in ("text/plain", "text/html")
        is_file = disposition == "attachment" or (bool(name) and (disposition == "inline" or bool(found.blocks)))
        if is_text and not is_file and len(content) <= 4 * LONGEST_TEXT:
            self._words(headers, kind, content, found)
            return
        if is_text and not is_file:
            self.problems.note(CUT)
        # Apple attaches the answer of its calendar; what else is attached is somebody's own appointment.
        answers = kind == _CALENDAR and (disposition != "attachment" or _REPLY.search(content[:_CALENDAR_HEAD]))
        if answers and not self.whole.calendar:
            self.whole.calendar = content
        if not is_text and self._is_wrapping(headers, kind, name, content, found, depth, around):
            return
        content_id = charsets.one_line(headers.raw("content-id"), 300).strip("<> ")
        embedded = around == "multipart/related" or kind.startswith("image/")
        shown = (bool(content_id) and embedded) or disposition == "inline"
        found.attachments.append(
            Attachment(
                name or self._made_up(kind, content), kind, content,
                inline=shown and disposition != "attachment", content_id=content_id,
            )
        )  # fmt: skip

    def _is_wrapping(
        self, headers: Headers, kind: str, name: str, content: bytes, found: Contents, depth: int, around: str
    ) -> bool:
        """Whether a part is no file of anybody: a signature, or a parcel that could be opened."""
        if kind in _SIGNATURES and around == "multipart/signed":
            self.whole.marks[_SIGNATURES[kind]] = None
            return True
        if kind in _SMIME or (name.endswith(".p7m") and kind == "application/octet-stream"):
            return self._is_signed(headers, content, found, depth)
        return parcels.is_tnef(kind, content) and self._is_unpacked(content, found)

    def _is_signed(self, headers: Headers, content: bytes, found: Contents, depth: int) -> bool:
        """Opens a mail that its sender wrapped in a signature; one that is sealed stays the file that it is."""
        try:
            kind, inner = parcels.out_of_cms(content)
        except MemoryError:
            raise
        except Exception:
            self.problems.note(PARCEL)
            kind, inner = ("signed_data" if "signed" in headers.raw("content-type").lower() else "", None)
        if kind != "signed_data":
            self._sealed(SEALED_SMIME)
            return False
        self.whole.marks[SIGNED_SMIME] = None
        if inner is None:
            return False
        self._visit(parsed(inner, self.problems), found, depth + 1, "")
        return True

    def _is_unpacked(self, content: bytes, found: Contents) -> bool:
        try:
            parcel = parcels.out_of_tnef(content)
        except MemoryError:
            raise
        except Exception:
            self.problems.note(PARCEL)
            return False
        tells = bool(parcel.text.strip() or parcel.html.strip())
        if tells:
            self.whole.spare.append(Block(parcel.text or None, parcel.html or None))
        for given, kind, data in parcel.files:
            name = names.safe(given)
            kind = kind or names.kind_of(name, data)
            found.attachments.append(Attachment(name or self._made_up(kind, data), kind, data))
        return bool(parcel.files) or tells

    def _sealed(self, mark: str) -> None:
        self.problems.note(ENCRYPTED)
        self.whole.marks[mark] = None

    def _content(self, part: Message, headers: Headers) -> bytes:
        """The bytes of a leaf, its transfer encoding undone as far as it can be."""
        declared = headers.raw("content-transfer-encoding")
        encoding = declared.split(";")[0].strip(" \t\r\n\"'").lower()
        try:
            if encoding != declared.lower():
                part.replace_header("content-transfer-encoding", encoding)
            defects_before = len(part.defects)
            content = part.get_payload(decode=True)
            if len(part.defects) > defects_before:
                self.problems.note(ENCODING)
            return content if isinstance(content, bytes) else b""
        except MemoryError:
            raise
        except Exception:
            self.problems.note(ENCODING)
        del part["content-transfer-encoding"]
        content = headers.guarded(lambda: part.get_payload(decode=True), None)
        return content if isinstance(content, bytes) else b""

    def _words(self, headers: Headers, kind: str, content: bytes, found: Contents) -> None:
        declared = headers.parameter("charset")
        if kind == "text/html" and not charsets.known(declared):
            meta = _META_CHARSET.search(content[:2_000])
            declared = meta.group(1).decode("ascii", "replace") if meta else declared
        text, as_declared = charsets.decoded(content, declared)
        if not as_declared:
            self.problems.note(CHARSET)
        text = charsets.storable(text).replace("\r\n", "\n").replace("\r", "\n")
        if kind == "text/html":
            found.blocks.append(Block(html=text))
            return
        text, packed = out_of_text(text)
        for given, data in packed:
            name = names.safe(given)
            kind = names.kind_of(name, data)
            found.attachments.append(Attachment(name or self._made_up(kind, data), kind, data))
        text, mark = out_of_armour(text)
        if mark == SEALED_PGP:
            self._sealed(mark)
        elif mark:
            self.whole.marks[mark] = None
        if "flowed" in headers.parameter("format").lower():
            text = unflowed(text, delete_space=headers.parameter("delsp").lower() == "yes")
        found.blocks.append(Block(text=text))

    def _made_up(self, kind: str, content: bytes) -> str:
        """A name for a file without one; an attached mail goes by its subject."""
        self.unnamed += 1
        about = ""
        if kind in MAIL_KINDS:
            about = Headers(parsed(content, Problems(), headers_only=True), Problems()).text("subject", 80)
        return names.made_up(self.unnamed, kind, content, about)


def _parts_of(part: Message) -> list[Message]:
    inside = part.get_payload()
    return [one for one in inside if isinstance(one, Message)] if isinstance(inside, list) else []


def real_type(part: Message) -> str:
    """The declared content type in lower case, `text/plain` when there is none or it makes no sense."""
    try:
        return part.real_type if isinstance(part, Sealed) else part.get_content_type()
    except Exception:
        return "text/plain"


def _one_of(ways: list[list[Block]]) -> list[Block]:
    """Alternatives say the same twice: the first plain text and the last HTML of them are one block. One of them may
    come in several pieces, with files between them."""
    texts = [text for way in ways if (text := _joined([block.text for block in way]))]
    pages = [page for way in ways if (page := _joined([block.html for block in way]))]
    return [Block(texts[0] if texts else None, pages[-1] if pages else None)] if texts or pages else []


def _joined(pieces: list[str | None]) -> str:
    return "\n".join(piece for piece in pieces if piece and piece.strip())
