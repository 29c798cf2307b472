"""The official list of schools: read as CSV or Excel however it was saved, bounded, each line a site or a reason."""

import io
import zipfile
from functools import cache

import openpyxl
import pytest

from hub import packed, sheets, two_faces
from hub.partners import official_list
from hub.partners.official_list import read_list
from hub.problems import Invalid
from tests.schools import COLUMNS, as_csv, as_xlsx, listed, many_sites

ROW = ("000901", "Sint-Jansatheneum Noord", "01", "Sint-Romboutskérkhof", "12", "2800", "Mechelen", "vzw Noord", "vrij")


@pytest.mark.parametrize(
    "content",
    [
        as_csv([ROW]), as_csv([ROW], delimiter=","), as_csv([ROW], encoding="utf-8-sig"),
        as_csv([ROW], encoding="cp1252"), as_csv([ROW]).replace(b"\n", b"\r\n"), as_xlsx([ROW]),
        as_xlsx([(901, *ROW[1:2], 1, *ROW[3:4], 12, 2800, *ROW[6:])]),
        as_csv([ROW]).replace(b"nummer_instelling", b" Nummer_Instelling "),
    ],
)  # fmt: skip
def test_one_site_is_read_the_same_however_the_file_was_saved(content: bytes) -> None:
    (line,) = read_list(content)
    assert line.site
    assert line.number == 2
    assert line.site.key == ("901", "1")
    assert (line.site.street, line.site.house_number, line.site.nis) == ("Sint-Romboutskérkhof", "12", "12025")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({0: ""}, official_list.NO_NUMBER), ({2: "A"}, official_list.NO_NUMBER), ({1: " "}, official_list.NO_NAME),
        ({5: "9999"}, official_list.NO_PLACE), ({5: ""}, official_list.NO_PLACE),
        ({3: "x" * 201}, official_list.TOO_LONG), ({7: "85.07.30-033.28"}, official_list.PERSONAL),
    ],
)  # fmt: skip
def test_a_line_that_is_no_site_says_why(changes: dict[int, str], reason: str) -> None:
    row = [changes.get(n, cell) for n, cell in enumerate(ROW)]
    first, second = read_list(as_csv([ROW, row]))
    assert first.site
    assert (second.site, second.reason, second.number) == (None, reason, 3)


def test_a_site_that_stands_there_twice_counts_once() -> None:
    assert [line.reason for line in read_list(as_csv([ROW, ROW]))] == ["", official_list.TWICE]


def test_a_municipality_that_merged_goes_by_its_postcode() -> None:
    (line,) = read_list(as_csv([[*ROW[:5], "2870", "Puurs", *ROW[7:]]]))
    assert line.site
    assert line.site.nis == "12041"


@cache
def bomb() -> bytes:
    """A file of a few kilobytes that says to hold more than we unpack."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (sheets.MOST_UNPACKED + 1))
    return held.getvalue()


def far_away() -> bytes:
    """One cell at the far corner of the sheet."""
    book = openpyxl.Workbook()
    book.active.append(COLUMNS)
    book.active.append(ROW)
    book.active.cell(1_048_576, 16_384, "hier")
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_a_cell_at_the_far_corner_costs_nothing() -> None:
    assert [line.site is not None for line in read_list(far_away())] == [True]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "leeg"), (b"naam;straat\nA;B\n", "ontbreken deze kolommen: nummer_instelling"),
        (b"\xd0\xcf\x11\xe0oud", "als .xlsx"), (b"PK\x03\x04kapot", "kunnen lezen"), (b"\x00\x01", "geen CSV"),
        (b"x" * (sheets.MOST_BYTES + 1), "te groot"),
    ],
    ids=["empty", "columns", "xls", "broken", "bytes", "large"],
)  # fmt: skip
def test_what_is_no_list_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        read_list(content)


def test_what_unpacks_to_too_much_is_refused_in_words() -> None:
    with pytest.raises(Invalid, match="uitgepakt te groot"):
        read_list(bomb())


def test_a_file_that_nobody_should_open_is_refused_before_it_is_kept() -> None:
    endless = bomb()
    assert sheets.refused(endless) == packed.BOMB
    assert sheets.refused(as_csv([ROW]) + endless) == two_faces.TWO_THINGS
    assert [sheets.refused(sound) for sound in (as_csv([ROW]), as_xlsx([ROW]), far_away())] == ["", "", ""]


def test_more_lines_than_a_list_has_are_refused() -> None:
    with pytest.raises(Invalid, match="te veel lijnen"):
        read_list(as_csv([ROW] * (official_list.MOST_LINES + 1)))
    assert len(read_list(as_csv(listed(many_sites(4_000))))) == 4_000
