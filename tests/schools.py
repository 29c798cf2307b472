"""Sites of invented schools, as the official list has them, for tests: a few that are known by name, or thousands."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any
from uuid import uuid4

import openpyxl
import sqlalchemy as sa

from hub import places
from hub.columns import table_of
from hub.home.seed import words
from hub.partners.naming import names
from hub.partners.tables import Organisation
from tests.cast import World

COLUMNS = (
    "nummer_instelling", "naam_instelling", "intern_volgnr_vpl", "straatnaam_vpl", "huisnr_vpl", "postnummer_vpl",
    "fusiegemeente_vpl", "naam_im", "naam_net",
)  # fmt: skip
# institution, site, name, street, house number, postcode, NIS code
SITES = (
    ("901", "1", "Sint-Jansatheneum Noord", "Kerkstraat", "12", "2800", "12025"),
    ("901", "2", "Sint-Jansatheneum Noord", "Stationslei", "3", "2830", "12040"),
    ("902", "1", "Sint-Janscollege", "Melaan", "7", "2500", "12021"),
    ("903", "1", "Basisschool De Wijngaard", "Mechelsesteenweg", "40", "2640", "11029"),
)


def add_sites(world: World, sites: Sequence[tuple[str, ...]] = SITES, **more: Any) -> list[Any]:
    """These sites, kept by the first hub; returns their ids."""
    with world.desk() as work:
        rows = [
            {
                "id": uuid4(), "kind": "school", "institution_number": institution, "site_number": site,
                "street": street, "house_number": house, "postcode": postcode, "nis": nis, "email": "", "phone": "",
                "kept_by": world["dijleland"], "created_at": work.now, **names(name, nis, street, postcode), **more,
            }
            for institution, site, name, street, house, postcode, nis in sites
        ]  # fmt: skip
        work.session.execute(sa.insert(table_of(Organisation)), rows)
        return [one["id"] for one in rows]


def many_sites(number: int) -> Iterator[tuple[str, ...]]:
    """As many sites of invented schools, spread over the municipalities that have a postcode."""
    spots = [(code, place.nis) for place in places.municipalities() for code in places.postcodes(place.nis)[:1]]
    called = [f"{kind} {emblem}" for emblem, kind in product(words.EMBLEMS, words.SCHOOLS)]
    for n in range(number):
        postcode, nis = spots[n % len(spots)]
        yield (str(1000 + n // 2), str(n % 2 + 1), called[n // 2 % len(called)], f"Leerweg {n // 7}", str(n % 90 + 1),
               postcode, nis)  # fmt: skip


def listed(sites: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """These sites as lines of the official list."""
    return [
        (institution, name, site, street, house, postcode, places.municipality(nis).name_nl, "vzw Scholen", "vrij")
        for institution, site, name, street, house, postcode, nis in sites
    ]


def as_csv(rows: Iterable[Sequence[Any]], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows([COLUMNS, *rows])
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Iterable[Sequence[Any]]) -> bytes:
    book, held = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for row in [COLUMNS, *rows]:
        sheet.append(list(row))
    book.save(held)
    return held.getvalue()
