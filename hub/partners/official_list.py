"""The official list of schools and their sites, in CSV or Excel: read with bounds, each line a site or a reason."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from hub import national_number, places, sheets
from hub.sheets import Cells
from hub.wording import N_, _, sort_key

COLUMNS = (
    "nummer_instelling", "naam_instelling", "intern_volgnr_vpl", "straatnaam_vpl", "huisnr_vpl", "postnummer_vpl",
    "fusiegemeente_vpl", "naam_im", "naam_net",
)  # fmt: skip
MOST_LINES, MOST_COLUMNS, LONGEST = 20_000, 60, 200


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


def read_list(content: bytes) -> list[Line]:
    """The lines of a file of the official list. Invalid, for the field `file`, when it is none."""
    rows = sheets.rows_of(content, most_rows=MOST_LINES + 1, most_columns=MOST_COLUMNS, longest=LONGEST)
    return list(_lines(rows))


def _lines(rows: Iterable[tuple[int, Cells]]) -> Iterator[Line]:
    heads: list[str] = []
    seen: set[tuple[str, str]] = set()
    for number, cells in rows:
        if not heads:
            heads = _heads(cells)
            continue
        if number > MOST_LINES + 1:
            raise sheets.wrong(_("Dit bestand heeft te veel lijnen: hoogstens %(most)d.", most=MOST_LINES))
        line = _line(number, dict(zip(heads, cells, strict=False)))
        if line.site and line.site.key in seen:
            line = Line(number, None, TWICE, line.said, line.key)
        if line.site:
            seen.add(line.site.key)
        yield line
    if not heads:
        raise sheets.wrong(_("Dit bestand is leeg."))


def _heads(cells: Cells) -> list[str]:
    heads = [cell.strip().lower() for cell in cells]
    missing = [name for name in COLUMNS if name not in heads]
    if missing:
        raise sheets.wrong(_("Op de eerste lijn ontbreken deze kolommen: %(names)s.", names=", ".join(missing)))
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
