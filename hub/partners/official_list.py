"""The official list of schools and their sites, in CSV or Excel: read with bounds, each line a site or a reason."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import openpyxl

from hub import file_limits, national_number, packed, places, two_faces
from hub.problems import Invalid
from hub.wording import N_, _, sort_key

COLUMNS = (
    "nummer_instelling", "naam_instelling", "intern_volgnr_vpl", "straatnaam_vpl", "huisnr_vpl", "postnummer_vpl",
    "fusiegemeente_vpl", "naam_im", "naam_net",
)  # fmt: skip
MOST_BYTES, MOST_UNPACKED = file_limits.LIST.most_bytes, 120 * 1024 * 1024
MOST_LINES, MOST_COLUMNS, LONGEST = 20_000, 60, 200
Cells = Sequence[str]


@dataclass(frozen=True)
class Site:
    """One site of an institution: the two numbers are its key, `nis` its municipality of today."""

    institution_number: str
    site_number: str
    name: str
    street: str
    house_number: str
    postcode: str
    nis: str
    board: str
    network: str

    @property
    def key(self) -> tuple[str, str]:
        return self.institution_number, self.site_number

    def values(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Line:
    """A line of the file, counted as a spreadsheet does; a site, or why it is none (marked with N_)."""

    number: int
    site: Site | None
    reason: str = ""
    said: str = ""  # what stands there, to find it by
    key: tuple[str, str] | None = None  # the site that it is about, also where the rest is not right


NO_NUMBER = N_("Het nummer van de instelling of van de vestigingsplaats ontbreekt, of is geen getal.")
NO_NAME = N_("De naam van de instelling ontbreekt.")
NO_PLACE = N_("We kennen deze postcode en gemeente niet samen.")
TOO_LONG = N_("Een van de velden is te lang.")
PERSONAL = N_("Hier staat een rijksregisternummer. Dat bewaren we nooit.")
TWICE = N_("Deze vestigingsplaats staat al eerder in het bestand.")


def refused(content: bytes) -> str:
    """Why nobody should open this file at all (a marked sentence about %(name)s), "" when there is no such reason."""
    inside = packed.table_of_contents(content) if content.startswith(packed.PART) else packed.Contents()
    return inside.trouble or two_faces.trouble("", content)


def read_list(content: bytes) -> list[Line]:
    """The lines of a file of the official list. Invalid, for the field `file`, when it is none."""
    if len(content) > MOST_BYTES:
        raise _wrong(_("Dit bestand is te groot: hoogstens 10 MB."))
    if content.startswith(b"PK"):
        rows = _of_workbook(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise _wrong(_("Dit is een Excel-bestand van vroeger. Bewaar het als .xlsx of .csv."))
    else:
        rows = _of_text(content)
    return list(_lines(rows))


def _lines(rows: Iterable[tuple[int, Cells]]) -> Iterator[Line]:
    heads: list[str] = []
    seen: set[tuple[str, str]] = set()
    for number, cells in rows:
        if not heads:
            heads = _heads(cells)
            continue
        if number > MOST_LINES + 1:
            raise _wrong(_("Dit bestand heeft te veel lijnen: hoogstens %(most)d.", most=MOST_LINES))
        line = _line(number, dict(zip(heads, cells, strict=False)))
        if line.site and line.site.key in seen:
            line = Line(number, None, TWICE, line.said, line.key)
        if line.site:
            seen.add(line.site.key)
        yield line
    if not heads:
        raise _wrong(_("Dit bestand is leeg."))


def _heads(cells: Cells) -> list[str]:
    heads = [cell.strip().lower() for cell in cells]
    missing = [name for name in COLUMNS if name not in heads]
    if missing:
        raise _wrong(_("Op de eerste lijn ontbreken deze kolommen: %(names)s.", names=", ".join(missing)))
    return heads


def _line(number: int, cells: dict[str, str]) -> Line:
    said = {name: " ".join(cells.get(name, "").split()) for name in COLUMNS}
    shown = " · ".join(said[name] for name in ("nummer_instelling", "intern_volgnr_vpl", "naam_instelling"))[:LONGEST]
    institution, site = _bare(said["nummer_instelling"]), _bare(said["intern_volgnr_vpl"])
    nis = _municipality(said["postnummer_vpl"], said["fusiegemeente_vpl"])
    reason = (
        NO_NUMBER if not (institution and site)
        else NO_NAME if not said["naam_instelling"]
        else TOO_LONG if any(len(value) > LONGEST for value in said.values())
        else PERSONAL if any(national_number.contains(value) for value in said.values())
        else NO_PLACE if nis is None
        else ""
    )  # fmt: skip
    key = (institution, site) if institution and site else None
    if reason or nis is None:
        return Line(number, None, reason, "" if reason == PERSONAL else shown, key)
    return Line(number, Site(
        institution, site, said["naam_instelling"], said["straatnaam_vpl"], said["huisnr_vpl"],
        said["postnummer_vpl"], nis, said["naam_im"], said["naam_net"],
    ), said=shown, key=key)  # fmt: skip


def _bare(number: str) -> str:
    """Without the zeros in front that a spreadsheet drops; "" for what is no number."""
    return (number.lstrip("0") or "0") if number.isascii() and number.isdigit() and len(number) <= 12 else ""


def _municipality(postcode: str, name: str) -> str | None:
    """The municipality of today. A merged one of before goes by its postcode where that leaves no doubt."""
    found = places.by_postcode(postcode)
    named = [one for one in found if sort_key(one.name_nl) == sort_key(name)]
    meant = named or found
    return meant[0].nis if len(meant) == 1 else None


# Reading


def _of_text(content: bytes) -> Iterator[tuple[int, Cells]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                yield rows.line_num, row[:MOST_COLUMNS]
    except csv.Error:
        raise _wrong(_("Lijn %(number)d kunnen we niet lezen.", number=rows.line_num)) from None


def _decoded(content: bytes) -> str:
    """As UTF-8, with or without its mark, else as Windows writes it."""
    if b"\x00" in content:
        raise _wrong(_("Dit is geen CSV- of Excel-bestand."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _of_workbook(content: bytes) -> Iterator[tuple[int, Cells]]:
    """The first sheet. Rows are read one by one and no further than a list goes, whatever the file says of its size."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(member.file_size for member in packed.infolist())
        if unpacked > MOST_UNPACKED:  # no member gives more than it says here
            raise _wrong(_("Dit bestand is uitgepakt te groot."))
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=MOST_LINES + 2, max_col=MOST_COLUMNS, values_only=True)
        for number, row in enumerate(rows, start=1):
            cells = [_text(value) for value in row]
            if any(cells):
                yield number, cells
    except Invalid:
        raise
    except Exception:  # a broken or hostile file fails in as many ways as there are
        raise _wrong(_("Dit is geen CSV- of Excel-bestand dat we kunnen lezen.")) from None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)[: LONGEST + 1].replace("\x00", "").strip()


def _wrong(sentence: str) -> Invalid:
    return Invalid({"file": sentence})
