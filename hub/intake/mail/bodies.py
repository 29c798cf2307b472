"""The words of a mail: the whole of them, the writer's own, and a page that is safe to show."""

import re
from dataclasses import dataclass

from hub.intake.mail import html
from hub.intake.mail.parts import LONGEST_TEXT, Block
from hub.intake.mail.problems import CUT, HTML, Problems
from hub.intake.mail.quotes import own_words

_STUB = 3  # a plain text that says this many times less than the HTML beside it only says "your reader is too old"


@dataclass(frozen=True, slots=True)
class Words:
    body: str = ""
    own: str = ""
    page: str = ""


def words_of(blocks: list[Block], spare: list[Block], *, is_forward: bool, is_reply: bool, problems: Problems) -> Words:
    """A forwarded mail is all news to us: its own text is the whole. `spare` counts where there are no other words."""
    if spare and not any((block.text or block.html or "").strip() for block in blocks):
        blocks = spare
    pages = [_safe_page(block, problems) for block in blocks]
    pieces = [_best_text(block, page) for block, page in zip(blocks, pages, strict=True)]
    body = "\n\n".join(piece.strip("\n") for piece in pieces if piece.strip())
    if len(body) > LONGEST_TEXT:
        problems.note(CUT)
        body = body[:LONGEST_TEXT]
    own = body.strip() if is_forward else own_words(body, is_reply=is_reply)
    page = ""
    if any(pages):
        page = "\n".join(page or _as_page(block.text or "") for block, page in zip(blocks, pages, strict=True))
    return Words(body, own, page)


def _safe_page(block: Block, problems: Problems) -> str:
    if not block.html or not block.html.strip():
        return ""
    if len(block.html) > html.LONGEST_HTML:
        problems.note(CUT)
    try:
        return html.made_safe(block.html[: html.LONGEST_HTML])
    except Exception:
        problems.note(HTML)
        return ""


def _best_text(block: Block, page: str) -> str:
    plain = block.text or ""
    if not page:
        return plain
    from_page = html.as_text(page)
    if not plain.strip() or len(_letters(from_page)) > _STUB * len(_letters(plain)) + 200:
        return from_page
    return plain


def _letters(text: str) -> str:
    return re.sub(r"<[^<>\s]*>|https?://\S+|\W+", "", text)


def _as_page(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<pre>{escaped}</pre>" if escaped.strip() else ""
