"""The Excel list of an invented hub, for tests: running and closed cases as somebody kept them by hand."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import openpyxl

from hub.home.old_list import desk, running
from hub.home.old_list.fields import Field
from hub.home.old_list.tables import OldList
from hub.home.old_list.values import choices
from tests.cast import World
from tests.tables import row

HEADINGS = (
    "Nr.", "Naam", "Voornaam", "Geboortedatum", "Gemeente", "School", "CLB", "Datum aanmelding", "Reden", "Status",
    "Partner", "Startdatum", "Einddatum", "Resultaat", "Opmerkingen", "Kleur",
)  # fmt: skip
ROWS: tuple[tuple[Any, ...], ...] = (
    (1, "Janssens", "Sam", date(2009, 5, 2), "2800 Mechelen", "Sint-Jansatheneum (demo)", "Griet Somers",
     date(2024, 10, 1), "spijbelen", "afgesloten", "Kompas", date(2024, 11, 4), "1/3/2025", "positief", "=1+1",
     "rood"),
    (2, "Peeters", "Lina", "3/4/2010", "Willebroek", "Sint Jansatheneum", "", "15 sept. 2025", "motivatie", "lopend",
     "Kompas", "6/10/2025", "", "", "Lina Peeters belt elke week.", ""),
    (3, "Wouters", "Kobe", "", "", "", "", "2024-2025", "", "afgesloten", "", "", "", "doorverwezen", "", ""),
    (4, "Maes", "Ilias", "31/2/2010", "", "", "", "", "", "lopend", "Kompas", "", "", "", "", "blauw"),
    (5, "El Amrani", "Noor", "4/3/2011", "2800", "", "", "1/9/2026", "", "nieuw", "", "", "", "", "", ""),
)  # fmt: skip


def as_book(rows: Sequence[Sequence[Any]] = ROWS, headings: Sequence[str] = HEADINGS) -> bytes:
    """A workbook with a cover sheet; the list stands on the second one, below a title."""
    book = openpyxl.Workbook()
    book.active.title = "Info"
    book.active.append(["Deze lijst houden we bij sinds 2019."])
    sheet = book.create_sheet("Lijst")
    for cells in (["Aanmeldingen"], [], list(headings), *map(list, rows)):
        sheet.append(cells)
    sheet["A3"].number_format = "@"
    for line in sheet.iter_rows(min_row=4):
        for cell in line:
            if isinstance(cell.value, str):  # a cell that begins with "=" is text here too
                cell.data_type = "s"
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def as_text(rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS, *, sign: str = ";") -> bytes:
    held = io.StringIO()
    csv.writer(held, delimiter=sign).writerows([headings, *rows])
    return held.getvalue().encode("cp1252")


def read(world: World, content: bytes | None = None) -> UUID:
    """Hilde gives the file, and a worker reads it."""
    given = as_book() if content is None else content
    name = "Lijst meldpunt.xlsx" if given.startswith(b"PK") else "Lijst meldpunt.csv"
    with world.desk("Hilde Verbist") as work:
        made = desk.upload(work, world["dijleland"], given, name).id
    at_work(world)
    return made


def at_work(world: World) -> None:
    assert running.run_due(world.store, now=world.now) == 1


def explain(world: World, list_id: UUID, **instead: dict[str, str]) -> None:
    """Hilde takes every suggestion, but for what is said `instead`: by field, what a value means. A worker checks."""
    with world.desk("Hilde Verbist") as work:
        found = desk.list_of(work, list_id)
        desk.explain_columns(work, list_id, {int(at): field for at, field in found.columns.items()},
                             start_as_referred=False)  # fmt: skip
        meant = {one.field: {value.key: value.chosen for value in one.values} for one in choices(work, found)}
        for field, values in instead.items():
            meant[Field(field)] |= values
        if meant:
            desk.explain_values(work, list_id, meant)
    at_work(world)


def applied(world: World, content: bytes | None = None, left_out: Sequence[int] = ()) -> UUID:
    """The list, taken over."""
    one = read(world, content)
    explain(world, one)
    with world.desk("Hilde Verbist") as work:
        desk.leave_out(work, one, left_out, left_out)
        desk.apply(work, one)
    at_work(world)
    assert row(world, OldList, one).step == "applied"
    return one
