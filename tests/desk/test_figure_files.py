"""A file of the figures says what the page says."""

import csv
import io
import json
import random
from typing import Any

import pytest
from sqlmodel import select

from hub.monitoring import roll_up
from hub.monitoring.figure_files import chart_csv
from hub.monitoring.figures import printed
from hub.partners.tables import Organisation
from hub.problems import NotFound
from tests.cast import World
from tests.facts import (
    SEEN,
    YEAR,
    a_usual_year,
    figures,
    tracks,
)


def as_json(world: World, **more: Any) -> Any:
    return json.loads(printed(world.store, "dijleland", "2025-2026", "json", **more))


def test_the_printed_figures_are_those_of_the_page(world: World) -> None:
    a_usual_year(world, YEAR, random.Random(1))
    seen, file = figures(world), as_json(world)
    assert (file["school_year"], file["last_year"], file["complete"]) == ("2025-2026", None, True)
    assert file["totals"]["referrals"] == {"this_year": 60, "last_year": None}
    for figure in seen.figures:
        assert [(one["code"], one["this_year"]) for one in file["figures"][figure.name]] == [
            (one.key, one.this) for one in figure.lines
        ]


def test_the_same_facts_print_the_same_bytes(world: World) -> None:
    a_usual_year(world, YEAR, random.Random(2))
    for fmt in ("json", "csv"):
        first = printed(world.store, None, "2025-2026", fmt)
        roll_up.run(world.store, rebuild=True)
        assert printed(world.store, "dijleland", SEEN, fmt) == first


def test_csv_and_json_print_the_same_numbers_with_the_count_last(world: World) -> None:
    a_usual_year(world, YEAR, random.Random(3))
    a_usual_year(world, YEAR - 1, random.Random(4))
    rows = list(csv.DictReader(io.StringIO(printed(world.store, None, "2025-2026", "csv", "steering"))))
    assert list(rows[0])[-1] == "count"
    file = as_json(world, as_role="steering")
    for row in rows:
        lines = file["totals"].items() if row["figure"] == "totals" else ()
        known = dict(lines) or {one["code"]: one for one in file["figures"][row["figure"]]}
        value = known[row["code"]]["this_year" if row["school_year"] == "2025-2026" else "last_year"]
        assert row["count"] == ("" if value is None else str(value))
    assert {row["count"] for row in rows} > {"hidden", "0", "60"}


def test_a_name_is_no_formula_in_a_file(world: World) -> None:
    with world.desk() as work:
        kompas = work.session.exec(select(Organisation).where(Organisation.name == "Kompas NAFT")).one()
        kompas.name = '=HYPERLINK("http://evil.example")'
    tracks(world, 6, "Kompas NAFT")
    seen = figures(world)
    text = chart_csv(seen, seen.figure("partners"), "Partner")
    assert text.startswith("\ufeffPartner;Code;Schooljaar;Aantal\r\n")
    names = [row[0] for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")]
    assert '\'=HYPERLINK("http://evil.example")' in names
    assert not [name for name in names if name.startswith("=")]


def test_a_file_of_an_unknown_year_format_role_or_hub_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="2025-2027"):
        printed(world.store, None, "2025-2027", "json")
    with pytest.raises(ValueError, match="xlsx"):
        printed(world.store, None, "2025-2026", "xlsx")
    with pytest.raises(ValueError, match="anybody"):
        printed(world.store, None, "2025-2026", "json", "anybody")
    with pytest.raises(NotFound):
        printed(world.store, "nergens", "2025-2026", "json")
