"""From the bytes of a Word document or a PDF to its rows of words. For the reading child: strangers made the file."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from hub.intake.paper.shapes import Paper, Row

MOST_UNPACKED = 60 * 1024 * 1024  # bytes
MOST_PARTS, MOST_ROWS, MOST_PAGES = 2_000, 1_500, 12
LONGEST_CELL, LONGEST_ANSWER = 2_000, 20_000  # characters
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WORD14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_APART = re.compile(r"[ \u00a0]{3,}|\t")
_BLANKS = re.compile(r"[ \t\r\n\f\v\u00a0]+")


def read_paper(content: bytes) -> Paper:
    """The words of a document. Never raises because of what it is, but for MemoryError."""
    try:
        if content.startswith(b"%PDF-"):
            return _of_pdf(content)
        if content.startswith(b"PK"):
            return _of_word(content)
        return Paper(problem="kind")
    except MemoryError:
        raise
    except Exception:
        return Paper(problem="broken")


def _of_word(content: bytes) -> Paper:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if "word/document.xml" not in archive.namelist():
            return Paper(problem="kind")
        if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
            return Paper(problem="macros")
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            return Paper(problem="big")
    import docx

    body = docx.Document(io.BytesIO(content)).element.body
    return Paper(_kept(_blocks(body)), tuple(_answers(body))[:MOST_ROWS])


def _blocks(parent: Any) -> Iterator[Row]:
    """The rows of a body, a cell or a content control, whose wrapping python-docx passes over."""
    for child in parent:
        match child.tag:
            case tag if tag == f"{_WORD}p":
                yield from (tuple(line.split("\t")) for line in _text(child).split("\n"))
            case tag if tag == f"{_WORD}tbl":
                for row in child.iter(f"{_WORD}tr"):
                    yield tuple(_text(cell).replace("\n", " ") for cell in row.iter(f"{_WORD}tc"))
            case tag if tag in (f"{_WORD}sdt", f"{_WORD}sdtContent", f"{_WORD}ins", f"{_WORD}smartTag"):
                yield from _blocks(child)


def _answers(body: Any) -> Iterator[tuple[str, str]]:
    """What is filled in in content controls, by their tags: of a list the word, of a box 1, of an untouched one ""."""
    for control in body.iter(f"{_WORD}sdt"):
        tag, content = control.find(f"{_WORD}sdtPr/{_WORD}tag"), control.find(f"{_WORD}sdtContent")
        if tag is None or content is None:
            continue
        untouched = control.find(f"{_WORD}sdtPr/{_WORD}showingPlcHdr") is not None
        said = "" if untouched else _text(content).strip()[:LONGEST_ANSWER]
        box = control.find(f"{_WORD}sdtPr/{_WORD14}checkbox/{_WORD14}checked")
        if box is not None:
            said = "1" if box.get(f"{_WORD14}val") in ("1", "true") else ""
        yield str(tag.get(f"{_WORD}val")), said


def _text(element: Any) -> str:
    """What a paragraph or a cell shows; what was deleted with tracked changes does not count."""
    pieces: list[str] = []
    for one in element.iter():
        if one.tag == f"{_WORD}t":
            pieces.append(one.text or "")
        elif one.tag == f"{_WORD}tab":
            pieces.append("\t")
        elif one.tag in (f"{_WORD}br", f"{_WORD}cr"):
            pieces.append("\n")
        elif one.tag == f"{_WORD}p" and pieces:
            pieces.append(" ")
    return "".join(pieces)


def _of_pdf(content: bytes) -> Paper:
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        return Paper(problem="locked")
    fields = (reader.get_fields() or {}).items()
    values = tuple((str(name), _said_in(one["/V"])) for name, one in fields if one.get("/V"))
    rows: list[Row] = []
    for page in reader.pages[:MOST_PAGES]:
        text = page.extract_text(extraction_mode="layout") or ""
        rows += [tuple(_APART.split(line.strip())) for line in text.split("\n")]
        if len(rows) > MOST_ROWS:
            break
    return Paper(_kept(iter(rows)), values[:MOST_ROWS])


def _said_in(value: Any) -> str:
    """What a field of a PDF holds; a box that is not ticked holds nothing."""
    said = str(value).removeprefix("/").replace("\x00", "")[:LONGEST_ANSWER]
    return "" if said == "Off" else said


def _kept(rows: Iterator[Row]) -> tuple[Row, ...]:
    kept: list[Row] = []
    for row in rows:
        cells = tuple(_BLANKS.sub(" ", cell.replace("\x00", "")).strip()[:LONGEST_CELL] for cell in row)
        if any(cells):
            kept.append(cells)
        if len(kept) >= MOST_ROWS:
            break
    return tuple(kept)
