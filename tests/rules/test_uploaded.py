"""What a file that somebody sends really is, and what is refused."""

import io
import zipfile

import pytest

from hub.intake.uploads import MOST_BYTES, NotTaken, look, safe_name

A_NUMBER = "85.07.30-033.28"


def zipped(*names: str, **contents: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
        for name, text in contents.items():
            archive.writestr(name, text)
    return made.getvalue()


DOCX = zipped("[Content_Types].xml", "word/document.xml")
ODT = zipped("content.xml", mimetype="application/vnd.oasis.opendocument.text")


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("verslag.pdf", b"%PDF-1.7 ...", "application/pdf"),
        ("foto.jpg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("verslag.pdf", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("brief.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("brief.odt", ODT, "application/vnd.oasis.opendocument.text"),
        ("nota.txt", "Drie weken afwezig, één gesprek.".encode(), "text/plain"),
        ("mail.eml", b"From: els@sintjans.example\r\n\r\nDag", "message/rfc822"),
        ("oud.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "application/msword"),
    ],
)
def test_a_file_is_what_its_bytes_say(name: str, content: bytes, media_type: str) -> None:
    assert look(name, content).media_type == media_type


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("verslag.pdf", b"MZ\x90\x00", "programma"),
        ("verslag.pdf.exe", b"%PDF-1.4", "programma"),
        ("factuur.iqy", b"WEB\n1\nhttp://x.example", "programma"),
        ("start.sh", b"#!/bin/sh\nrm", "programma"),
        ("pagina.txt", b"  <script>alert(1)</script>", "webpagina"),
        ("rooster.html", b"<!DOCTYPE html>", "webpagina"),
        ("tekening.svg", b"<svg xmlns='x'/>", "webpagina"),
        ("brief.docx", zipped("word/document.xml", "word/vbaProject.bin"), "macro's"),
        ("lijst.xlsm", zipped("xl/workbook.xml"), "macro's"),
        ("oud.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), "macro's"),
    ],
)
def test_a_dangerous_file_is_refused_whatever_it_is_called_and_says_why(name: str, content: bytes, why: str) -> None:
    with pytest.raises(NotTaken, match=why):
        look(name, content)


@pytest.mark.parametrize(
    "content", [zipped("a.txt"), b"PK\x03\x04broken", b"\x00\x01\x02\x03", ODT.replace(b"PK", b"QQ")]
)
def test_what_nobody_can_read_here_is_refused(content: bytes) -> None:
    with pytest.raises(NotTaken, match=r"niet aannemen|beschadigd"):
        look("iets.zip", content)


def test_an_empty_and_a_giant_file_are_refused() -> None:
    with pytest.raises(NotTaken, match="leeg"):
        look("leeg.txt", b"")
    with pytest.raises(NotTaken, match="15 MB"):
        look("groot.pdf", b"%PDF-" + b"x" * MOST_BYTES)


def test_a_file_named_after_a_national_register_number_is_refused_without_repeating_it() -> None:
    with pytest.raises(NotTaken) as found:
        look(f"{A_NUMBER}.pdf", b"%PDF-")
    assert A_NUMBER not in str(found.value)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("C:\\Users\\els\\verslag.pdf", "verslag.pdf"),
        ("../../etc/passwd", "passwd"),
        ("ver\u202efdp.exe", "verfdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("", "bestand"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_file_keeps_a_name_that_hides_nothing(typed: str, kept: str) -> None:
    assert safe_name(typed) == kept


@pytest.mark.parametrize("code", ["utf-8", "utf-16"])
def test_a_text_with_a_national_register_number_in_it_is_refused(code: str) -> None:
    with pytest.raises(NotTaken, match="rijksregisternummer"):
        look("nota.txt", f"Noor, {A_NUMBER}".encode(code))
    assert not look("nota.txt", b"Noor").holds_national_number()


def test_a_mail_with_a_national_register_number_in_it_is_for_few_eyes() -> None:
    mail = f"From: els@sintjans.example\r\n\r\nNoor, {A_NUMBER}"
    assert look("mail.eml", mail.encode()).holds_national_number()
