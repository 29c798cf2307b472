"""Files that are not what they seem: bombs, two things in one, the test file of scanners. Honest odd ones are taken."""

import contextlib
import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub import packed, two_faces
from hub.intake.uploads import NotTaken, look
from hub.wording import _
from tests.hostile import heavy_files

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 17 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\xff\xda\x00\x02\x12\x34\xff\xd9"
GIF = b"GIF89a\x3d\x00\x01\x00\x00\x00\x00;"
FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 40
PAGE = b"<html><body onload=alert(1)>"
TEXT = b"De brief van school, over Noor.\n"


def office(*more: tuple[str, bytes], packed_as: int = zipfile.ZIP_DEFLATED, remark: bytes = b"") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packed_as) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", b"<w:document/>" * 50)
        for name, content in more:
            archive.writestr(name, content)
        archive.comment = remark
    return file.getvalue()


def says(content: bytes, size: int) -> bytes:
    """The same ZIP, whose table says of each part that it unpacks to so many bytes."""
    changed = bytearray(content)
    at = content.find(packed.IN_TABLE)
    while at >= 0:
        struct.pack_into("<I", changed, at + 24, size)
        at = content.find(packed.IN_TABLE, at + 4)
    return bytes(changed)


def twice_the_same_bytes() -> bytes:
    """A ZIP of which two lines of the table share one part: with enough of them a small file becomes endless."""
    made = office(("word/styles.xml", b"<w:styles/>"))
    first = made.find(packed.IN_TABLE)
    second = made.find(packed.IN_TABLE, first + 4)
    third = made.find(packed.IN_TABLE, second + 4)
    changed = bytearray(made)
    changed[third + 42 : third + 46] = made[second + 42 : second + 46]
    return bytes(changed)


HONEST = {
    "a letter": office(), "a letter with a sheet in it": office(("word/embeddings/sheet1.xlsx", office())),
    "a motion photo": JPEG + FILM, "two pictures in one": JPEG + JPEG, "a narrow picture": GIF, "a picture": PNG,
    "a PDF behind blank lines": b"\xef\xbb\xbf\r\n" + PDF, "a PDF that was changed": PDF + b"2 0 obj\nendobj\n%%EOF\n",
    "a PDF that was filled up": PDF + b"\x00" * 5000, "a photo of WhatsApp": JPEG + b"\x00" * 64, "a text": TEXT,
    "a PDF about pages": PDF.replace(b"endobj", b"endobj % <html > of a page", 1),
}  # fmt: skip


def test_what_is_odd_and_honest_is_taken() -> None:
    assert {what: look("stuk", content).media_type.partition("/")[0] for what, content in HONEST.items()} == {
        what: "image" if b"JFIF" in content or content[:3] in (b"GIF", b"\x89PN") else
        "text" if content == TEXT else "application"
        for what, content in HONEST.items()
    }  # fmt: skip


SMALLER = office(("word/a.xml", b"a" * 9)).replace(b"\x09\x00\x00\x00", b"\x08\x00\x00\x00", 1)
REFUSED: dict[str, tuple[bytes, str]] = {
    "it says to be endless": (says(office(), 3_000_000_000), packed.BOMB),
    "it is mostly air": (office(("word/air.xml", b"\x00" * (packed.SMALL + 1))), packed.BOMB),
    "it has too many parts": (office() + packed.IN_TABLE * (packed.MOST_PARTS + 1), packed.BOMB),
    "two lines share a part": (twice_the_same_bytes(), packed.UNSOUND),
    "a ZIP in it": (office(("word/media/more.zip", office())), packed.PARCEL),
    "a ZIP behind another": (office() + office(), packed.UNSOUND),
    "cut off": (office()[:-30], packed.UNSOUND),
    "a part that says otherwise": (SMALLER, packed.UNSOUND),
    "a part packed in a rare way": (office(packed_as=zipfile.ZIP_LZMA), packed.UNSOUND),
    "a page behind the ZIP": (office(remark=PAGE), two_faces.TWO_THINGS),
    "a ZIP behind a PDF": (PDF + office(), two_faces.TWO_THINGS),
    "a page behind a PDF": (PDF + PAGE, two_faces.TWO_THINGS),
    "a ZIP behind a photo": (JPEG + office(), two_faces.TWO_THINGS),
    "a ZIP behind a motion photo": (JPEG + FILM + office(), two_faces.TWO_THINGS),
    "a PDF behind a picture": (PNG + b"\x00" * 3000 + PDF, two_faces.TWO_THINGS),
    "a page in a picture": (JPEG[:20] + b"\xff\xfe\x00\x30" + PAGE + JPEG[20:], two_faces.TWO_THINGS),
    "a RAR behind a picture": (PNG + b"Rar!\x1a\x07\x00", two_faces.TWO_THINGS),
    "a picture that begins a remark": (b"GIF89a/*\x00\x00*/=alert(1)//", two_faces.TWO_THINGS),
    "a picture that is a sum": (b"GIF89a=1;alert(1)", two_faces.TWO_THINGS),
    "a photo that begins a remark": (b"\xff\xd8\xff\xe0/*" + JPEG[6:] + b"*/=alert(1)", two_faces.TWO_THINGS),
    "a ZIP behind a text": (TEXT * 4000 + office(), two_faces.TWO_THINGS),
    "something before a PDF": (b"\x1b%-12345X@PJL JOB\r\n" + PDF, two_faces.BEFORE_PDF),
    "a PDF in the first part of a letter": (PDF.join([packed.PART + b"\x00" * 26, office()]), packed.UNSOUND),
    "the test file": (two_faces.EICAR, two_faces.TEST_FILE),
    "the test file with blanks behind it": (two_faces.EICAR + b" \r\n" * 20, two_faces.TEST_FILE),
    "the test file in a letter": (office(("word/media/a.txt", two_faces.EICAR), packed_as=zipfile.ZIP_STORED),
                                  two_faces.TEST_FILE),
    "the test file in a PDF": (PDF + two_faces.EICAR, two_faces.TEST_FILE),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_what_it_seems_is_refused_with_a_sentence(what: str) -> None:
    content, sentence = REFUSED[what]
    with pytest.raises(NotTaken) as refused:
        look("brief.docx", content)
    assert str(refused.value) == _(sentence, name="brief.docx")


SAMPLES = [*HONEST.values(), *(content for content, _sentence in REFUSED.values() if len(content) < 100_000)]


def cut(content: bytes, at: int, other: bytes) -> bytes:
    return content[: at % (len(content) + 1)] + other


def struck(content: bytes, at: int, other: bytes) -> bytes:
    at %= len(content) + 1
    return content[:at] + other + content[at + len(other) :]


@settings(max_examples=300)
@given(
    st.sampled_from(SAMPLES), st.sampled_from([cut, struck]), st.integers(0, 100_000),
    st.one_of(st.binary(max_size=64), st.sampled_from(SAMPLES)), st.sampled_from(["a.pdf", "b.docx", "c", "d.odt"]),
)  # fmt: skip
def test_any_bytes_are_taken_or_refused_with_a_sentence(
    content: bytes, change: Callable[[bytes, int, bytes], bytes], at: int, other: bytes, name: str
) -> None:
    try:
        said = look(name, change(content, at, other)).media_type
    except NotTaken as refused:
        said = str(refused)
    assert "/" in said or said.endswith(".")


def test_the_largest_files_are_answered_however_they_are_made() -> None:
    for heavy in heavy_files(15 * 1024 * 1024):
        with contextlib.suppress(NotTaken):
            look("zwaar", heavy)
