"""Mails inside mails, Outlook parcels, signatures and seals: what a person wants of them comes out, or says why not."""

import struct
from email import message_from_bytes
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.intake.mail.enclosed import MOST
from hub.intake.mail.reading import read_mail
from hub.intake.mail.shapes import Forwarded, ReadMail

MAILS = Path(__file__).parents[1] / "mails"
WORDS = "Lars komt niet meer naar school. Zijn mama is ongerust, ook na twee gesprekken."
STORY = "Dag, mijn zoon wil niet meer naar school.\n\nPapa"
PDF = b"%PDF-1.4 verslag"


def tnef(body: str = "", files: tuple[tuple[str, bytes], ...] = ()) -> bytes:
    """A winmail.dat by hand (MS-OXTNEF §2.1): version, words, and for each file where it begins, name, bytes."""

    def thing(level: int, name: int, kind: int, data: bytes) -> bytes:
        return struct.pack("<BHHI", level, name, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    made = [struct.pack("<IH", 0x223E9F78, 1), thing(1, 0x9006, 8, struct.pack("<I", 0x10000))]
    made.append(thing(1, 0x9007, 6, struct.pack("<II", 1252, 0)))
    if body:
        made.append(thing(1, 0x800C, 2, body.encode("cp1252") + b"\0"))
    for name, content in files:
        made.append(thing(2, 0x9002, 6, b"\1\0" + b"\0" * 12))
        made.append(thing(2, 0x8010, 1, name.encode("cp1252") + b"\0"))
        made.append(thing(2, 0x800F, 6, content))
    return b"".join(made)


def with_files(text: str, *files: tuple[str, str, bytes], subject: str = "Lars") -> ReadMail:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Els <els@sintjans.example>", subject
    mail.set_content(text)
    for name, kind, content in files:
        main, _, sub = kind.partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name or None)
    return read_mail(mail.as_bytes())


def a_fathers_mail(*, number: str = "") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Papa van Noor <papa@gezin.example>", "Mijn zoon"
    mail["Date"] = "Mon, 16 Nov 2026 09:12:00 +0100"
    mail.set_content(STORY + number, cte="base64")
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="attest.pdf")
    return mail.as_bytes()


def names(mail: ReadMail) -> list[str]:
    return [one.name for one in mail.attachments]


# Outlook's winmail.dat


def test_what_outlook_packed_in_winmail_dat_comes_out() -> None:
    packed = tnef("Lars is weg, één week al.", (("verslag.pdf", PDF), ("", b"\x89PNG\r\n\x1a\n...")))
    read = with_files("", ("winmail.dat", "application/ms-tnef", packed))
    assert read.own_text == "Lars is weg, één week al."
    assert [(one.name, one.media_type, one.content) for one in read.attachments] == [
        ("verslag.pdf", "application/pdf", PDF),
        ("bijlage-1.png", "image/png", b"\x89PNG\r\n\x1a\n..."),
    ]
    two = with_files(
        "", ("winmail.dat", "application/ms-tnef", tnef("Lars is weg.")), ("leeg.dat", "application/ms-tnef", tnef())
    )
    assert names(two) == ["leeg.dat"], "one in which there is nothing stays the file that it is"
    beside = with_files("Lars is weg.", ("winmail.dat", "application/octet-stream", packed))
    assert beside.own_text == "Lars is weg.", "the words of the mail itself go first"


@pytest.mark.parametrize("content", [b"\x78\x9f\x3e\x22" + b"\xff" * 40, tnef()[:30], b"geen parcel"])
def test_a_damaged_parcel_stays_the_file_that_it_is(content: bytes) -> None:
    read = with_files("Lars is weg.", ("winmail.dat", "application/ms-tnef", content))
    assert [(one.name, one.content) for one in read.attachments] == [("winmail.dat", content)]
    assert read.own_text == "Lars is weg."


@given(st.binary(max_size=300), st.integers(0, 120))
def test_no_parcel_breaks_the_reading(noise: bytes, place: int) -> None:
    content = tnef("Lars", (("a.txt", b"x"),))
    for kind in ("application/ms-tnef", "application/pkcs7-mime", "text/calendar", "message/rfc822"):
        mangled = content[:place] + noise + content[place:]
        read = read_mail(b"From: a@b.example\nContent-Type: " + kind.encode() + b"\n\n" + mangled)
        assert read.digest


# Mails as attachments


def test_an_attached_mail_is_opened_and_stays_a_file() -> None:
    inside = a_fathers_mail()
    read = with_files("In bijlage de mail van de papa.", ("mail.eml", "message/rfc822", inside))
    assert read.own_text == "In bijlage de mail van de papa."
    assert STORY in read.body_text
    assert "Van: Papa van Noor <papa@gezin.example>" in read.body_text
    assert names(read) == ["mail.eml", "attest.pdf"]
    assert read.attachments[1].content == PDF
    assert message_from_bytes(read.attachments[0].content)["Subject"] == "Mijn zoon"
    assert read.forwarded == Forwarded("Papa van Noor", "papa@gezin.example")


def test_a_mail_that_only_brings_another_tells_what_that_one_says() -> None:
    read = with_files("", ("", "message/rfc822", a_fathers_mail()), subject="FW: Mijn zoon")
    assert STORY in read.own_text
    assert names(read)[0] == "Mijn zoon.eml", "a name after what it is about"


def test_a_mail_that_outlook_saved_is_opened() -> None:
    raw = (MAILS / "oxmsg/message.msg").read_bytes()
    read = with_files("Zie bijlage.", ("vraag.msg", "application/octet-stream", raw))
    assert names(read) == ["vraag.msg", "serveimage.jpg"]
    assert read.attachments[0].content == raw
    # Both read from the file itself: its stream of 36,739 bytes begins as a JPEG does and ends as one.
    picture = read.attachments[1].content
    assert (len(picture), picture[:3], picture[-2:]) == (36_739, b"\xff\xd8\xff", b"\xff\xd9")
    assert picture[:512] in raw
    assert "Onderwerp: Re: test internal" in read.body_text
    assert "asdfasdf" in read.body_text
    assert read.forwarded == Forwarded("bedfortest at TEST", "bedfortest@tutanota.de")
    other = with_files("x", ("b.msg", "application/vnd.ms-outlook", (MAILS / "oxmsg/no-attachments.msg").read_bytes()))
    assert "This is a message" in other.body_text
    damaged = with_files("x", ("b.msg", "application/vnd.ms-outlook", raw[:900]))
    assert names(damaged) == ["b.msg"]
    assert "parcel" in damaged.problems


def test_a_number_hidden_in_a_mail_in_a_mail_is_there_to_be_found() -> None:
    inside = a_fathers_mail(number=" 85.07.30-033.28")
    middle = EmailMessage()
    middle["From"] = "a@b.example"
    middle.add_attachment(inside, maintype="application", subtype="octet-stream", filename="x.eml")
    read = with_files("Zie bijlage.", ("om.eml", "application/octet-stream", middle.as_bytes()))
    assert names(read) == ["om.eml", "x.eml", "attest.pdf"]
    assert all("85.07.30-033.28" in one.holds for one in read.attachments[:2])
    assert "85.07.30-033.28" in read.body_text


def test_mails_in_mails_end_somewhere() -> None:
    deep = b"From: a@b.example\n\nbinnenin"
    for _level in range(8):
        deep = b"From: a@b.example\nContent-Type: message/rfc822\nContent-Disposition: attachment\n\n" + deep
    assert len(read_mail(deep).attachments) <= 4
    many = with_files("x", *[(f"{one}.eml", "application/octet-stream", a_fathers_mail()) for one in range(40)])
    assert sum(one.name == "attest.pdf" for one in many.attachments) == MOST
    assert sum(one.name.endswith(".eml") for one in many.attachments) == 40


# Signed and sealed


@pytest.mark.parametrize("name", ["smime-opaque", "smime-detached"])
def test_a_signed_mail_shows_what_it_says_and_that_it_is_signed(name: str) -> None:
    read = read_mail((MAILS / f"made/{name}.eml").read_bytes())
    assert (read.own_text, read.marks) == (WORDS, ("signed-smime",))
    assert [(one.name, one.content.strip()) for one in read.attachments] == [
        ("verslag.txt", b"Twaalf halve dagen afwezig.")
    ]
    assert "encrypted" not in read.problems


def test_a_sealed_mail_says_so_and_keeps_what_came() -> None:
    raw = (MAILS / "made/smime-sealed.eml").read_bytes()
    read = read_mail(raw)
    assert (read.own_text, read.marks) == ("", ("sealed-smime",))
    assert "encrypted" in read.problems
    [sealed] = read.attachments
    assert sealed.name == "smime.p7m"
    sent = message_from_bytes(raw).get_payload(decode=True)
    assert isinstance(sent, bytes)
    assert sha256(sealed.content).digest() == sha256(sent).digest()


def test_pgp_in_the_text_is_freed_of_its_armour_or_said_to_be_sealed() -> None:
    signed = (
        "Dag,\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nLars is weg.\n- - sinds maandag\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQEz\n=abcd\n-----END PGP SIGNATURE-----\n"
    )
    read = with_files(signed)
    assert (read.own_text, read.marks) == ("Dag,\nLars is weg.\n- sinds maandag", ("signed-pgp",))
    sealed = with_files("-----BEGIN PGP MESSAGE-----\n\nhQEM\n=abcd\n-----END PGP MESSAGE-----\n")
    assert sealed.marks == ("sealed-pgp",)
    assert "encrypted" in sealed.problems
    told = with_files("Hij stuurde iets met -----BEGIN PGP MESSAGE----- erin.")
    assert told.marks == ()


# Files in the text, and words in pieces


def test_a_file_written_into_the_text_comes_out_of_it() -> None:
    text = "Dag,\nbegin 644 lijst.txt\n#0V%T\n`\nend\nGroeten\nbegin 644 half.txt\n#0V%T\n"
    read = with_files(text)
    assert [(one.name, one.content) for one in read.attachments] == [("lijst.txt", b"Cat")]
    assert read.body_text == "Dag,\nGroeten\nbegin 644 half.txt\n#0V%T"
    assert with_files("We begin 644 keer opnieuw\nbegin 3 mei\nend").attachments == ()


def test_a_page_in_pieces_around_a_file_is_kept_whole() -> None:
    page = b"Content-Type: text/html\n\n<p>%s</p>\n"
    raw = (
        b"Content-Type: multipart/alternative; boundary=a\n\n--a\n\nDag\n"
        b"--a\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\n"
        + page % b"eerst"
        + b"--b\nContent-Type: image/png; name=x.png\n\nx\n--b\n"
        + page % b"dan"
        + b"--b--\n--a--\n"
    )
    read = read_mail(raw)
    assert read.own_text == "Dag"
    assert all(words in read.body_html_safe for words in ("eerst", "dan"))


# Names


def test_a_file_goes_by_where_it_lay_when_it_has_no_name() -> None:
    place = "Content-Location: http://school.example/fotos/klas.jpg?x=1"
    raw = f"Content-Type: image/jpeg\nContent-Disposition: inline\n{place}\n\nx"
    assert read_mail(raw.encode()).attachments[0].name == "klas.jpg"


@pytest.mark.parametrize(
    ("kind", "content", "name"),
    [
        ("application/octet-stream", PDF, "bijlage-1.pdf"),
        ("application/octet-stream", b"PK\x03\x04....word/document.xml", "bijlage-1.docx"),
        ("application/octet-stream", b"zomaar", "bijlage-1.bin"),
        ("message/rfc822", b"Subject: Over: Lars / 3B\n\nx", "Over Lars-3B.eml"),
        ("message/rfc822", b"Subject: =?utf-8?q?Caf=C3=A9?=\n\nx", "Café.eml"),
    ],
)
def test_a_file_without_a_name_is_called_after_what_it_is(kind: str, content: bytes, name: str) -> None:
    raw = f"From: a@b.example\nContent-Type: {kind}\nContent-Disposition: attachment\n\n".encode() + content
    assert read_mail(raw).attachments[0].name == name
