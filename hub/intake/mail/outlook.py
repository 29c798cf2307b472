"""A mail that Outlook saved as a file (.msg), read as any other mail."""

from email.utils import parseaddr

from oxmsg import Message

from hub.intake.mail import html, names
from hub.intake.mail.charsets import one_line, storable
from hub.intake.mail.headers import tidy
from hub.intake.mail.shapes import Attachment, ReadMail

_MOST_FILES = 200
_COMPRESSED_RTF = 0x1009
_FIRST_YEAR = 1990  # an empty moment reads as 1601


def read_msg(content: bytes) -> ReadMail:
    """Subject, sender, moment, words and files of a .msg. Raises whatever its library does when the file is damaged."""
    saved = Message.load(content)
    name, address = parseaddr(saved.sender or "")
    date = saved.sent_date if saved.sent_date and saved.sent_date.year >= _FIRST_YEAR else None
    return ReadMail(
        digest="",
        subject=one_line(saved.subject, 1_000),
        from_name=one_line(name, 300) if "@" not in name else "",
        from_address=tidy(one_line(address, 300)) if "@" in address else "",
        date=date,
        body_text=_words(saved),
        attachments=_files(saved),
    )


def _words(saved: Message) -> str:
    plain = storable(saved.body or "").replace("\r\n", "\n")
    if plain.strip():
        return plain.strip()
    page = saved.html_body
    if page:
        return html.as_text(html.made_safe(storable(page)[: html.LONGEST_HTML])).strip()
    packed = saved.properties.binary_prop_value(_COMPRESSED_RTF)
    if not packed:
        return ""
    from compressed_rtf import decompress

    from hub.intake.mail.parcels import words_of_rtf

    return words_of_rtf(decompress(packed))


def _files(saved: Message) -> tuple[Attachment, ...]:
    """Files that lie in the mail itself; one that only points elsewhere has no bytes."""
    found: list[Attachment] = []
    for file in saved.attachments[:_MOST_FILES]:
        data = file.file_bytes
        if data:
            name = names.safe(file.file_name or "")
            kind = file.mime_type or names.kind_of(name, data)
            made_up = name or names.made_up(len(found) + 1, kind, data)
            found.append(Attachment(made_up, one_line(kind, 100).lower(), data))
    return tuple(found)
