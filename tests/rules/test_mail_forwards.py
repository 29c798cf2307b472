"""Who wrote first, in a mail that was sent on; what a calendar says; own words in answers of four languages."""

from pathlib import Path

import pytest

from hub.intake.calendar_words import calendar_sentence
from hub.intake.mail.charsets import decoded
from hub.intake.mail.quotes import own_words
from hub.intake.mail.reading import read_mail
from hub.intake.mail.shapes import Forwarded, ReadMail

MAILS = Path(__file__).parents[1] / "mails"
AN = Forwarded("An Peeters", "an@school.example")
BLOCKS = [
    "---------- Forwarded message ---------\nVan: An Peeters <an@school.example>\nDate: ma 3 mei 2026\nTo: ons\n\nLars",
    "---------- Doorgestuurd bericht ---------\nVan: An Peeters <an@school.example>\nDatum: 3 mei\n\nLars",
    "Begin doorgestuurd bericht:\n\n> Van: An Peeters <an@school.example>\n> Onderwerp: Lars\n>\n> Lars",
    "-------- Doorgestuurd bericht --------\nOnderwerp: \tLars\nDatum: \t3 mei\nVan: \tAn Peeters <an@school.example>",
    "Début du message réexpédié :\n\nDe: An Peeters <an@school.example>\nObjet: Lars\n\nLars",
    "Anfang der weitergeleiteten Nachricht:\n\nVon: An Peeters <an@school.example>\nBetreff: Lars\n\nLars",
]
ONLY_IN_A_FORWARD = [
    "Van: An Peeters <an@school.example>\nVerzonden: maandag 3 mei 2026 10:12\nAan: ons\nOnderwerp: Lars\n\nLars",
    "Van: An Peeters [mailto:an@school.example]\nVerzonden: maandag 3 mei 2026\nAan: ons\nOnderwerp: Lars\n\nLars",
    "De : An Peeters <an@school.example>\nEnvoyé : lundi 3 mai 2026 10:12\nÀ : nous\nObjet : Lars\n\nLars",
    "Von: An Peeters <an@school.example>\nGesendet: Montag, 3. Mai 2026 10:12\nAn: uns\nBetreff: Lars\n\nLars",
    "*From:* An Peeters <an@school.example>\n*Sent:* Monday, May 3, 2026\n*To:* us\n*Subject:* Lars\n\nLars",
    "-------- Oorspronkelijk bericht --------\nVan: An Peeters <an@school.example>\nDatum: 03/05/26 10:12\n\nLars",
    "Op ma 3 mei 2026 om 10:12 schreef An Peeters <an@school.example>:\n\n> Lars",
    "Le lun. 3 mai 2026 à 10:12, An Peeters <an@school.example> a écrit :\n\n> Lars",
]


def sent(text: str, subject: str = "FW: Lars", sender: str = "els@sintjans.example") -> ReadMail:
    return read_mail(f"From: {sender}\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{text}".encode())


@pytest.mark.parametrize("block", [*BLOCKS, *ONLY_IN_A_FORWARD])
def test_who_wrote_first_is_found_below_what_was_said_about_it(block: str) -> None:
    read = sent(f"Kunnen jullie hier iets mee?\n\nEls\n\n{block}")
    assert read.forwarded == AN
    assert read.own_text == read.body_text.strip(), "what was sent on is news"


def test_without_a_subject_that_says_so_only_the_words_of_mail_programs_count() -> None:
    assert all(sent(f"Zie.\n\n{block}", "Lars").forwarded == AN for block in BLOCKS)
    assert all(sent(f"Zie.\n\n{block}", "Lars").forwarded is None for block in ONLY_IN_A_FORWARD)
    assert all(sent(f"Dank.\n\n{block}", "RE: Lars").forwarded is None for block in ONLY_IN_A_FORWARD)


def test_nobody_is_named_who_is_not_there() -> None:
    assert sent("Van: 3de jaar\nDatum: 12/09\nSchool: De Vlinder").forwarded is None
    assert sent("Gewoon een verhaal over Lars.").forwarded is None
    assert sent(BLOCKS[0], sender="An Peeters <an@school.example>").forwarded is None, "she sent on her own mail"
    no_address = sent("Van: An Peeters\nVerzonden: 3 mei\nAan: ons\nOnderwerp: Lars\n\nLars")
    assert no_address.forwarded == Forwarded("An Peeters")


# One of each program; what the samples themselves say: John Doe, except where a name or address is left out there.
LEFT_OUT = {
    "apple_mail_en_body_variant_5": Forwarded("", "john.doe@acme.com"),
    "hubspot_en_body_variant_4": Forwarded("Eliott Vincent", "archive@eliottvincent.com"),
    "outlook_live_en_body_variant_11": Forwarded("John, Doe", "john.doe@acme.com"),
    "unknown_en_body_variant_12": Forwarded("John Doe"),
}
ANSWERS = {"mailmate_en_body_variant_4", "thunderbird_en_body_variant_4", "yahoo_en_body_variant_4"}  # without address


@pytest.mark.parametrize("path", sorted((MAILS / "crisp-forward").glob("*_body*.txt")), ids=lambda path: path.stem)
def test_the_mail_programs_of_the_world_name_who_wrote_first(path: Path) -> None:
    read = sent(path.read_text("utf-8"))
    expected = LEFT_OUT.get(path.stem, Forwarded("John Doe", "john.doe@acme.com"))
    assert read.forwarded == (None if path.stem in ANSWERS else expected)


# Answers in four languages


@pytest.mark.parametrize(
    "quote",
    [
        "Van: Meldpunt <m@hub.example>\nDatum: maandag, 3 mei 2026 om 10:12\nAan: An\nOnderwerp: RE: Lars\n\nDag An,",
        "Van: Meldpunt\nVerzonden: maandag 3 mei 2026 10:12\nAan: An\nCC: Els\nOnderwerp: RE: Lars\n\nDag An,",
        "-------- Oorspronkelijk bericht --------\nVan: Meldpunt <m@hub.example>\nDatum: 03/05/26 10:12\n\nDag An,",
        "-----Oorspronkelijke e-mail-----\nVan: Meldpunt\n\nDag An,",
        "Op maandag 3 mei 2026 om 10:12:00 CEST schreef Meldpunt <m@hub.example>:\n\n Dag An,",
        "Op 3 mei 2026 om 10:12 heeft Meldpunt <m@hub.example> het volgende geschreven:\n\nDag An,",
        "From: Meldpunt <m@hub.example>\nSent: Monday, May 3, 2026 10:12 AM\nTo: An\nSubject: RE: Lars\n\nDag An,",
        "On 3 May 2026, at 10:12, Meldpunt <m@hub.example> wrote:\n\nDag An,",
        "-----Original Message-----\nFrom: Meldpunt\n\nDag An,",
        "De : Meldpunt <m@hub.example>\nDate : lundi, 3 mai 2026 à 10:12\nÀ : An\nObjet : RE: Lars\n\nDag An,",
        "Le 3 mai 2026 à 10:12, Meldpunt <m@hub.example> a écrit :\n\nDag An,",
        "-----Message d'origine-----\nDe : Meldpunt\n\nDag An,",
        "Von: Meldpunt <m@hub.example>\nGesendet: Montag, 3. Mai 2026 10:12\nAn: An\nBetreff: AW: Lars\n\nDag An,",
        "Am Mo., 3. Mai 2026 um 10:12 Uhr schrieb Meldpunt <m@hub.example>:\n\n> Dag An,",
        "-----Ursprüngliche Nachricht-----\nVon: Meldpunt\n\nDag An,",
    ],
)
def test_an_answer_keeps_its_own_words_only(quote: str) -> None:
    told = "Hij is vijftien.\nZijn mama weet ervan."
    assert own_words(f"{told}\n\n{quote}") == told
    assert sent(f"{told}\n\n{quote}", "RE: Lars").own_text == told


# Calendars


def calendar(method: str, *lines: str) -> ReadMail:
    event = "\r\n".join(["BEGIN:VEVENT", "UID:1@hub.example", *lines, "END:VEVENT"])
    text = f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nVERSION:2.0\r\n{event}\r\nEND:VCALENDAR\r\n"
    head = "From: An Peeters <an@school.example>\nSubject: Overleg\nContent-Type: text/calendar; charset=utf-8\n\n"
    return read_mail(head.encode() + text.encode())


OVERLEG = ("SUMMARY:Overleg Lars", "DTSTART:20261201T090000Z", "ORGANIZER;CN=Meldpunt:mailto:m@hub.example")


@pytest.mark.parametrize(
    ("method", "lines", "sentence"),
    [
        (
            "REPLY", ("ATTENDEE;PARTSTAT=ACCEPTED;CN=An Peeters:mailto:an@school.example", *OVERLEG),
            "An Peeters komt naar de afspraak “Overleg Lars” op dinsdag 1 december 2026 om 10 uur.",
        ),
        (
            "REPLY", ("ATTENDEE;PARTSTAT=DECLINED:mailto:an@school.example", "COMMENT:Ik ben ziek.", *OVERLEG),
            "an@school.example komt niet naar de afspraak “Overleg Lars” op dinsdag 1 december 2026 om 10 uur."
            " Ik ben ziek.",
        ),
        (
            "REPLY", ("ATTENDEE;PARTSTAT=TENTATIVE;CN=An:mailto:an@school.example", "DTSTART;VALUE=DATE:20261201"),
            "An komt misschien naar de afspraak op dinsdag 1 december 2026.",
        ),
        (
            "REQUEST", ("SUMMARY:Overleg", "DTSTART:20261201T093000", "ORGANIZER;CN=Els:mailto:els@school.example"),
            "Els nodigt uit voor de afspraak “Overleg” op dinsdag 1 december 2026 om 9.30 uur.",
        ),
        ("CANCEL", OVERLEG, "Meldpunt zegt de afspraak “Overleg Lars” op dinsdag 1 december 2026 om 10 uur af."),
    ],
)  # fmt: skip
def test_a_calendar_is_read_as_one_sentence(method: str, lines: tuple[str, ...], sentence: str) -> None:
    read = calendar(method, *lines)
    assert read.calendar is not None
    assert calendar_sentence(read.calendar, read.from_address).replace(" 2026", "") == sentence.replace(" 2026", "")


def test_a_calendar_that_says_nothing_is_only_a_file() -> None:
    assert calendar("PUBLISH", *OVERLEG).calendar is None
    assert read_mail(b"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nkapot").calendar is None
    attached = b"Content-Type: text/calendar\nContent-Disposition: attachment\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\n"
    assert read_mail(attached).calendar is None


# Character sets


@pytest.mark.parametrize(
    ("declared", "data", "text"),
    [
        ("iso-8859-15", "één café".encode(), "één café"),
        ("iso-8859-15", "één café, 5 €".encode("iso-8859-15"), "één café, 5 €"),
        ("iso-8859-15", "“één” – 5 €".encode("cp1252"), "“één” – 5 €"),
        ("windows-1250", "één".encode(), "één"),
        ("koi8-r", "Привет".encode("koi8-r"), "Привет"),
        ("windows-1251", "Привет".encode("cp1251"), "Привет"),
        ("macintosh", "één café".encode("mac-roman"), "één café"),
    ],
)
def test_a_set_in_which_each_byte_is_a_letter_is_believed_last(declared: str, data: bytes, text: str) -> None:
    assert decoded(data, declared)[0] == text
