"""HTML out of a mail: made safe to show, and turned into plain text."""

import re
from html.parser import HTMLParser

import nh3

LONGEST_HTML = 2_000_000
_TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "div"),
    *("dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "li", "ol", "p", "pre", "q", "s"),
    *("small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u"),
    "ul",
}
_DROPPED_WHOLE = {"script", "style", "title", "head", "template", "svg", "math", "object", "iframe", "noscript"}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}
_SPACES = re.compile(r"[ \t\r\n\f]+")
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "dl", "table"}
_LINES = {"div", "tr", "li", "dt", "dd", "center", "caption", "tbody", "thead", "tfoot"}


def made_safe(html: str) -> str:
    """HTML that can be shown inside a page: no script, style, form or remote content, links that tell nobody where
    they were clicked. Pictures of the mail itself keep their `cid:` address, all others lose it."""
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_DROPPED_WHOLE,
        attributes=_ATTRIBUTES,
        attribute_filter=_harmless,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def _harmless(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src":
        return value if value.lower().startswith("cid:") else None
    if tag == "a" and attribute == "href" and value.lower().startswith("cid:"):
        return None
    return value


def as_text(safe_html: str) -> str:
    """Plain text of HTML that `made_safe` returned; quotes get `> `, list items `- `, cells a tab between them."""
    reader = _Text()
    reader.feed(safe_html)
    reader.close()
    return reader.text()


class _Text(HTMLParser):
    """Writes lines; each remembers how deep it was quoted."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[tuple[int, str]] = []
        self._line: list[str] = []
        self._depth = 0
        self._literal = 0
        self._href: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._end_line()
        elif tag in _PARAGRAPHS or tag in _LINES or tag == "hr":
            self._break(paragraph=tag in _PARAGRAPHS)
        if tag == "hr":
            self._line.append("_" * 32)
            self._end_line()
        elif tag == "li":
            self._line.append("- ")
        elif tag == "blockquote":
            self._depth += 1
        elif tag == "pre":
            self._literal += 1
        elif tag == "a":
            self._href.append((dict(attrs).get("href") or "", len(self._line)))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._line.append("\t")
        elif tag == "a" and self._href:
            self._name_link(*self._href.pop())
        elif tag in _PARAGRAPHS or tag in _LINES:
            self._break(paragraph=False)
        if tag == "blockquote":
            self._depth = max(0, self._depth - 1)
        elif tag == "pre":
            self._literal = max(0, self._literal - 1)
        if tag in _PARAGRAPHS:
            self._break(paragraph=True)

    def handle_data(self, data: str) -> None:
        if self._literal:
            first, *others = data.split("\n")
            self._line.append(first)
            for line in others:
                self._end_line()
                self._line.append(line)
        else:
            self._line.append(_SPACES.sub(" ", data))

    def _name_link(self, href: str, start: int) -> None:
        shown = "".join(self._line[start:]).strip()
        bare = href.removeprefix("mailto:").removeprefix("tel:")
        if shown and bare and bare.rstrip("/") not in shown and shown not in bare:
            self._line.append(f" <{bare[:500]}>")

    def _end_line(self) -> None:
        line = "".join(self._line)
        self._line = []
        self._lines.append((self._depth, line if self._literal else re.sub(r" *\t *", "\t", line).strip(" \t")))

    def _break(self, *, paragraph: bool) -> None:
        if "".join(self._line).strip(" \t"):
            self._end_line()
        else:
            self._line = []
        if paragraph and self._lines and self._lines[-1][1]:
            self._lines.append((self._depth, ""))

    def text(self) -> str:
        self._break(paragraph=False)
        written = "\n".join(("> " * depth + line).rstrip() for depth, line in self._lines)
        return re.sub(r"\n{3,}", "\n\n", written.replace("\xa0", " ")).strip("\n")
