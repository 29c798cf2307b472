"""Lists kept in a spreadsheet, CSV or Excel, however they were saved: read with bounds, row by row, as text."""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

import openpyxl

from hub import file_limits, packed, two_faces
from hub.problems import Invalid
from hub.wording import N_, _

MOST_BYTES, MOST_UNPACKED = file_limits.LIST.most_bytes, 120 * 1024 * 1024
# How a book looks and what is in it is read whole before its first row.
READ_WHOLE, MOST_READ_WHOLE = ("xl/styles.xml", "xl/workbook.xml"), 1024 * 1024
SEPARATORS, LOOKED_AT = ";,\t", 20
BOOK, OLD_BOOK, NAMES_OF_BOOKS = b"PK", b"\xd0\xcf\x11\xe0", (".xlsx", ".xlsm", ".xls")
NO_BOOK = N_(
    "“%(name)s” is geen Excel-bestand, ook al heet het zo. Bewaar je lijst in Excel als .xlsx of .csv en kies die."
)
Cells = Sequence[str]


def refused(content: bytes, name: str = "") -> str:
    """Why this file cannot be a list (a marked sentence about %(name)s), "" when there is no such reason: nobody should
    open it at all, or it is no workbook though it bears the name of one."""
    inside = packed.table_of_contents(content) if content.startswith(packed.PART) else packed.Contents()
    if trouble := inside.trouble or two_faces.trouble("", content):
        return trouble
    is_book = content.startswith((BOOK, OLD_BOOK))
    return NO_BOOK if name.lower().endswith(NAMES_OF_BOOKS) and not is_book else ""


def trouble(content: bytes, name: str) -> str:
    """Why what was given cannot be read, in words; "" for a file that may be a list."""
    if not content:
        return _("Kies een bestand.")
    if len(content) > MOST_BYTES:
        return _("Dit bestand is te groot: hoogstens 10 MB.")
    why = refused(content, name)
    return _(why, name=name or _("bestand")) if why else ""


def sheet_names(content: bytes) -> list[str]:
    """The sheets of a workbook in their order; one without a name for a CSV. Invalid, for the field `file`, when it is
    neither."""
    if not _is_workbook(content):
        return [""]
    return [sheet.title for sheet in _opened(content).worksheets]


def rows_of(
    content: bytes, *, most_rows: int, most_columns: int, longest: int, sheet: int = 0
) -> Iterator[tuple[int, Cells]]:  # fmt: skip
    """The rows of one sheet that hold something, numbered as a spreadsheet does; at most one row more than `most_rows`
    of a workbook, so that whoever counts knows that there are more. Each cell is text, cut one sign beyond `longest`;
    a formula is what it last said. Invalid, for the field `file`."""
    if _is_workbook(content):
        return _of_workbook(content, most_rows, most_columns, longest, sheet)
    return islice(_of_text(content, most_columns, longest), most_rows + 1)


def wrong(sentence: str) -> Invalid:
    return Invalid({"file": sentence})


def _is_workbook(content: bytes) -> bool:
    if len(content) > MOST_BYTES:
        raise wrong(_("Dit bestand is te groot: hoogstens 10 MB."))
    if content.startswith(OLD_BOOK):
        raise wrong(_("Dit is een Excel-bestand van vroeger. Bewaar het als .xlsx of .csv."))
    return content.startswith(BOOK)


def _trimmed(cells: list[str]) -> list[str]:
    """Without what is empty behind the last one that says something."""
    return cells[: max((at for at, cell in enumerate(cells, start=1) if cell), default=0)]


# CSV


def _of_text(content: bytes, most_columns: int, longest: int) -> Iterator[tuple[int, Cells]]:
    text = _decoded(content)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                yield rows.line_num, _trimmed([cell[: longest + 1].strip() for cell in row[:most_columns]])
    except csv.Error:
        raise wrong(_("Lijn %(number)d kunnen we niet lezen.", number=rows.line_num)) from None


def _decoded(content: bytes) -> str:
    """As UTF-8, with or without its mark, else as Windows writes it."""
    if b"\x00" in content:
        raise wrong(_("Dit is geen CSV- of Excel-bestand."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _separator(text: str) -> str:
    """The sign by which most of the first lines fall apart into the same number of cells, and into most of them."""
    lines = [line for line in text[:100_000].splitlines() if line.strip()][:LOOKED_AT]

    def fits(sign: str) -> int:
        ((cells, often),) = Counter(line.count(sign) for line in lines).most_common(1) or [(0, 0)]
        return cells * often

    return max(SEPARATORS, key=fits)


# Excel


def _opened(content: bytes) -> Any:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as inside:
            sizes = {member.filename.lower(): member.file_size for member in inside.infolist()}
            unpacked = sum(member.file_size for member in inside.infolist())
        # No member gives more than it says here.
        if unpacked > MOST_UNPACKED or any(sizes.get(name, 0) > MOST_READ_WHOLE for name in READ_WHOLE):
            raise wrong(_("Dit bestand is uitgepakt te groot."))
        return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except Invalid:
        raise
    except Exception:  # a broken or hostile file fails in as many ways as there are
        raise _unreadable() from None


def _of_workbook(
    content: bytes, most_rows: int, most_columns: int, longest: int, which: int
) -> Iterator[tuple[int, Cells]]:  # fmt: skip
    """Rows are read one by one and no further than a list goes, whatever the file says of its size."""
    book = _opened(content)
    try:
        sheet = book.worksheets[which]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=most_rows + 1, max_col=most_columns, values_only=True)
        for number, row in enumerate(rows, start=1):
            cells = [_text(value)[: longest + 1] for value in row]
            if any(cells):
                yield number, _trimmed(cells)
    except Exception:  # as above
        raise _unreadable() from None


def _unreadable() -> Invalid:
    return wrong(_("Dit is geen CSV- of Excel-bestand dat we kunnen lezen."))


def _text(value: Any) -> str:
    """A cell as people write it here: 1/9/2025, ja, 12."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value.day}/{value.month}/{value.year}"
    return str(value).replace("\x00", "").strip()
