"""Mails written against the rules: character sets, subjects, names of files and depths that a reader has to survive."""

import pytest

from hub.intake.mail.reading import read_mail


@pytest.mark.parametrize(
    ("declared", "body", "text"),
    [
        ("iso-8859-1", "“één café”".encode("cp1252"), "“één café”"),  # says Latin-1, means Windows
        ("us-ascii", "één café".encode(), "één café"),
        ("", "één café".encode("cp1252"), "één café"),
        ("klingon-8", "één café".encode(), "één café"),
        ("utf-8", "één café".encode("latin-1"), "één café"),
        ("utf-8", "één café één café é".encode()[:-1], "één café één café \ufffd"),
        ("idna", b"gewoon", "gewoon"),
        ("utf-16", "één".encode("utf-16"), "één"),
    ],
)
def test_missing_and_wrong_character_sets_are_read_sensibly(declared: str, body: bytes, text: str) -> None:
    head = f"Content-Type: text/plain; charset={declared}\r\n" if declared else ""
    assert read_mail(f"From: a@school.example\r\n{head}\r\n".encode() + body).body_text == text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("=?utf-8?q?caf=C3?= =?utf-8?q?=A9?=", "café"),  # cut in the middle of a letter
        ('"=?utf-8?b?w6nDqW4=?=" twee', '"één" twee'),
        ("=?iso-8859-1?Q?Vraag over Lars?=", "Vraag over Lars"),
        ("=?utf-8?b?w6nDqW4?=", "één"),  # without its padding
        ("=?x-onbekend?q?a=E9?=", "aé"),
        ("a\r\n b", "a b"),
        ("nul\x00byte", "nul\ufffdbyte"),
    ],
)
def test_a_subject_is_decoded_however_it_was_mangled(written: str, read: str) -> None:
    assert read_mail(f"Subject: {written}\r\n\r\nx".encode()).subject == read


def test_a_file_without_a_name_gets_a_sensible_one() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\n\n"
    for kind in (b"application/pdf", b"image/jpeg", b"message/rfc822", b"text/calendar", b"iets/raars"):
        raw += b"--b\nContent-Type: " + kind + b"\nContent-Disposition: attachment\n\nx\n"
    names = [one.name for one in read_mail(raw + b"--b--\n").attachments]
    assert names == ["bijlage-1.pdf", "bijlage-2.jpg", "bijlage-3.eml", "bijlage-4.ics", "bijlage-5.bin"]


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Documenten\\fiche.docx", "fiche.docx"),
        ("factuur\u202efdp.exe", "factuurfdp.exe"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_a_file_name_cannot_lead_elsewhere_or_read_as_another(given: str, safe: str) -> None:
    raw = f'Content-Type: application/pdf\nContent-Disposition: attachment; filename="{given}"\n\nx'
    assert read_mail(raw.encode()).attachments[0].name == safe


def test_ten_thousand_parts_and_a_thousand_levels_end() -> None:
    many = b"Subject: veel\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nhallo\n" * 10_000 + b"--b--\n"
    assert "too-many" in read_mail(many).problems
    deep = b"Subject: diep\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(1_000)
    )
    read = read_mail(deep + b"\nhallo\n")
    assert read.subject == "diep"
    assert {"structure", "too-deep"} & set(read.problems)
