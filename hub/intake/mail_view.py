"""A mail as its sender made it up, with its own pictures: a page in which nothing runs and nothing calls home."""

import base64
import html
import re
from uuid import UUID

from hub import blobs, ledger, national_number
from hub.intake import mail_shield
from hub.intake.mail.sandbox import read_apart
from hub.intake.mail.shapes import Attachment, ReadMail
from hub.problems import NotFound
from hub.store import Work
from hub.wording import _

MOST_PICTURES = 12 * 1024 * 1024  # bytes in one page; what is beyond them is among the attachments
# The first bytes say what a picture is. No SVG: that is a program.
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"RIFF", "image/webp"),
)
_TAG = re.compile(r'<img\b(?:"[^"]*"|[^"<>])*>')
_OURS = re.compile(r'\bsrc="cid:([^"]{1,400})"')
_WORDS = re.compile(r'\balt="([^"]*)"')
_FRAME = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><base target="_blank">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 1rem auto; max-width: 60rem; padding: 0 1rem; color: #222;
  background: #fff; overflow-wrap: anywhere }}
img {{ max-width: 100%; height: auto }} table {{ max-width: 100%; border-collapse: collapse }}
td, th {{ padding: .125rem .5rem .125rem 0; vertical-align: top; text-align: start }}
blockquote {{ margin-inline: 0; padding-inline-start: 1rem; border-inline-start: 3px solid #bbb }}
pre {{ white-space: pre-wrap; font: inherit }} .note {{ color: #555; border-block-end: 1px solid #ccc;
  padding-block-end: .5rem }}
</style></head><body><p class="note">{note}</p><main>{page}</main></body></html>
"""


def original_of(work: Work, mail_id: UUID) -> tuple[str, bytes]:
    """Subject and bytes of a mail, recorded as a look. NotAllowed for whoever is shut out of what it tells."""
    mail = mail_shield.for_desk(work, mail_id)
    ledger.write(work, "mail.open", "raw_mail", mail.id, hub_id=mail.hub_id, referral_id=mail.referral_id)
    return mail.subject, blobs.content(work, mail.blob_id)


def page_of(subject: str, raw: bytes, language: str) -> str:
    """The page of a mail, or its words, read again from its bytes; every national register number in it is masked.

    Takes as long as reading does, so it is done outside any transaction. NotFound when it cannot be read.
    """
    read = read_apart(raw)
    if not isinstance(read, ReadMail):
        raise NotFound
    page = read.body_html_safe or f"<pre>{html.escape(read.body_text)}</pre>"
    masked = national_number.mask(page)[0]
    note = _(
        "Links openen in een nieuw venster. Beelden van buiten de e-mail tonen we niet: die verraden dat je leest."
    )
    return _FRAME.format(
        language=language, title=html.escape(subject or _("(zonder onderwerp)")), note=html.escape(note),
        page=with_pictures(masked, read.attachments),
    )  # fmt: skip


def with_pictures(page: str, files: tuple[Attachment, ...]) -> str:
    """The page with the pictures that came along in their places, and the words of those that did not."""
    known = {file.content_id: file for file in files if file.content_id}
    left = MOST_PICTURES

    def shown(tag: re.Match[str]) -> str:
        nonlocal left
        place, words = _OURS.search(tag.group()), _WORDS.search(tag.group())
        file = known.get(html.unescape(place.group(1))) if place else None
        kind = _picture(file.content) if file else ""
        if place is None or file is None or not kind or len(file.content) > left:
            return f"<em>[{words.group(1)}]</em>" if words and words.group(1).strip() else ""
        left -= len(file.content)
        data = f'src="data:{kind};base64,{base64.b64encode(file.content).decode()}"'
        return tag.group().replace(place.group(), data)

    return _TAG.sub(shown, page)


def _picture(content: bytes) -> str:
    found = next((kind for begins, kind in _PICTURES if content.startswith(begins)), "")
    return found if found != "image/webp" or content[8:12] == b"WEBP" else ""
