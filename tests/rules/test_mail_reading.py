"""Real odd mails become values: what was expected here was read off the mails by eye, digests with other tools."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from hub.intake.mail.reading import digest_of, read_envelope, read_mail
from hub.intake.mail.shapes import ReadMail

MAILS = Path(__file__).parents[1] / "mails"
EVERY = sorted(path for path in MAILS.glob("*/*") if path.suffix in (".eml", ".txt") and path.parent.name != "licences")
BLUE, GREEN, RED = "68aa843030f8c6ad", "258bcdd418e60b1f", "63aa82493459d1a5"  # three pictures in many encodings
HARE = "The Hare and the Tortoise"
FROGS = "Die Hasen und die Frösche"


def mail(name: str) -> ReadMail:
    return read_mail((MAILS / name).read_bytes())


@dataclass
class Expected:
    """What a careful person reads in one mail; `own` is how the own text starts, `files` name → digest's first 16."""

    subject: str
    sender: str
    own: str
    name: str = ""
    files: dict[str, str] = field(default_factory=dict)


READ_BY_EYE = {
    "chatwoot/mail_with_quote.eml": Expected(
        "Re: Checking mail forwarding to cw inbox",
        "sony@chat.posy.com.br",
        "Yes, I am providing you step how to reproduce this issue",
        "Sony Mathew",
    ),
    "chatwoot/non_utf_encoded_mail.eml": Expected(
        "أهلين عميلنا الكريم", "example@gmail.com", "أنظروا، أنا أحتاجها فقط", "متجر سوق نت"
    ),
    "chatwoot/in_reply_to.eml": Expected(
        "Discussion: Let's debate these attachments",
        "sony@chat.posy.com.br",
        "Let's talk about these images:",
        "Sony Mathew",
        {"avatar1.jpeg": "ecda640e0af82d4b", "avatar2.jpg": "b9d9b198fffb68a5"},
    ),
    "chatwoot/only_attachments.eml": Expected(
        "only attachments",
        "attach@example.com",
        "",
        "",
        {"66638193_2047148535391784_8239239177862905856_o.jpg": "b3fa44b5f271eda3"},
    ),
    "chatwoot/mail_with_no_subject.eml": Expected("", "sony@chat.posy.com.br", "Let's talk about these images:"),
    "chatwoot/only_html.eml": Expected("test html only mail", "tejaswini@ex.com", ""),
    "flanker/8bitmime.eml": Expected("2 RCPT MIME", "bob@example.com", "Превел\n\n123", "bob"),
    "flanker/attached-pdf.eml": Expected(
        "test message via curl - extra content-type (_001_)", "", "", "", {"test.pdf": "9bceec6f82bb812d"}
    ),
    "flanker/bilingual-simple.eml": Expected(
        "Simple text. How are you? Как ты поживаешь?", "hello@example.com", "", "Hello"
    ),
    "flanker/bz2-attachment.eml": Expected(
        "hello", "alice@example.com", "hello, world", "Alice", {"foo.txt.bz2": "9f8dd0e08942d473"}
    ),
    "flanker/encoded-header.eml": Expected("hello", "foo.bar@example.com", "hello, world", "Foo, Bar"),
    "flanker/enclosed.eml": Expected("Wow", "bob@example.net", "", "Bob Marley"),
    "flanker/false-multipart.eml": Expected("Broken MIME", "broken.mime@notreallymultipart.com", "", "Mime Breaker"),
    "flanker/from-encoding.eml": Expected(
        "Re: running server as root (Was: Re: PUT method)",
        "ingo@blank.pages.de",
        "Marc Slemko wrote:",
        "Ingo Lütkebohle",
    ),
    "flanker/mailgun-pic.eml": Expected(
        "Mailgun rocks!", "hello@example.com", "Мейлган! Хахах!", "Bob Smith", {"mailgun.png": "e19ecda390177fc8"}
    ),
    "flanker/missing-boundaries.eml": Expected("", "me@example.com", "Hi This is a broken message"),
    "flanker/spam_broken-ctype.eml": Expected(
        "its me A", "hello@example.com", "", "A", {"facejj.jpg": "0742695ec1846a5c"}
    ),
    "flanker/spam_broken-headers.eml": Expected(
        "Forget Asking For A Link Exchange…", "admin@advertise-bz.cn", "Do you really know what it takes"
    ),
    "mikel-mail/attachment_emails_attachment_nonascii_filename.eml": Expected(
        "testing", "foo@example.com", "This is the first part.", "", {"ciële.txt": "12ad052c11ebcc64"}
    ),
    "mikel-mail/attachment_emails_attachment_with_unquoted_name.eml": Expected(
        "testing", "foo@example.com", "This is the first part.", "", {"This is a test.txt": "12ad052c11ebcc64"}
    ),
    "mikel-mail/attachment_emails_attachment_only_email.eml": Expected(
        "this message JUST contains an attachment", "rfinnie@domain.dom", "", "", {"blah.gz": "f18aef56d3852e99"}
    ),
    "mikel-mail/attachment_emails_attachment_with_quoted_filename.eml": Expected(
        "Eelanalüüsi päring", "jeff@37signals.com", "", "Jeffrey Hardy"
    ),
    "mikel-mail/error_emails_cant_parse_from.eml": Expected(
        "Meet the new MacBook Pro family. Now includes 13-inch.",
        "News@insideapple.apple.com",
        "From one solid piece of aluminum",
        "Apple",
    ),
    "mikel-mail/error_emails_header_fields_with_empty_values.eml": Expected(
        "Testmail", "jorn@prikkprikkprikk.no", "--\nJørn Støylen", "Jørn Støylen"
    ),
    "mikel-mail/multi_charset_japanese_iso_2022.eml": Expected("まみむめも", "raasdnil@gmail.com", "すみません。"),
    "mikel-mail/multi_charset_japanese_shift_jis.eml": Expected("test", "xxxxxxx@docomo.ne.jp", "あいうえ"),
    "mikel-mail/multi_charset_ks_c_5601-1987.eml": Expected("test", "from@example.com", "스티해"),
    "mikel-mail/plain_emails_raw_email_reply.eml": Expected("Re: Test reply email", "xxxxxxxx@xxx.org", "Message body"),
    "mikel-mail/plain_emails_raw_email_with_partially_quoted_subject.eml": Expected(
        'Re: Test: "漢字" mid "漢字" tail', "jamis@37signals.com", "대부분의 마찬가지로"
    ),
    "mikel-mail/rfc2822_example06.eml": Expected(
        "Re: Saying Hello", "mary@example.net", "This is a reply to your hello.", "Mary Smith"
    ),
    "mikel-mail/rfc2822_example13.eml": Expected("", "jdoe@machine.example", ""),
    "mikel-mail/rfc6532_utf8_headers.eml": Expected("Säying Hello", "jdöe@mächine.example", "body", "Jöhn Doe"),
    "zbateson/invalid-charset.txt": Expected("Test invalid charset", "doug@example.com", HARE),
    "zbateson/m0011.txt": Expected(
        "Test message from Microsoft Outlook 00",
        "doug@example.com",
        HARE,
        "Doug Sauder",
        {"blueball.png": BLUE, "greenball.png": GREEN, "redball.png": RED},
    ),
    "zbateson/m0012.txt": Expected(
        "Test message from Microsoft Outlook 00", "doug@example.com", "", "Doug Sauder", {"redball.png": RED}
    ),
    "zbateson/m0021.txt": Expected(  # its boundary is folded over two lines
        "Test message from Microsoft Outlook 00",
        "doug@example.com",
        HARE,
        "Doug Sauder",
        {"blueball.png": BLUE, "greenball.png": GREEN, "redball.png": RED},
    ),
    "zbateson/m0024.txt": Expected(
        "Persil, abeilles ...",
        "blablafakeemail@provider.fr",
        "",
        "John DOE",
        {"Biodiversite de semaine en semaine.doc": "dd2de300691b5ffe"},
    ),
    "zbateson/m1005.txt": Expected(
        f"{FROGS} (Netscape Messenger 4.7)",
        "dwsauder@example.com",
        f"[blue ball]\n\n{FROGS}",
        "Doug Sauder",
        {"nsmailEG.png": BLUE, "nsmail39.png": RED, "redball.png": RED, "greenball.png": GREEN},
    ),
    "zbateson/m1012.txt": Expected(FROGS, "dwsauder@example.com", FROGS),
    "zbateson/m2012.txt": Expected(
        FROGS,
        "dwsauder@example.com",
        FROGS,
        "Doug Sauder",
        {"blueball.png": BLUE, "farmerandstork.txt": "", "HasenundFrösche.txt": ""},
    ),
    "zbateson/m3007.txt": Expected(  # uuencoded
        HARE,
        "dwsauder@example.com",
        HARE,
        "",
        {"greenball.png": GREEN, "blueball.png": BLUE, "HasenundFrösche.txt": ""},
    ),
    "zbateson/m4006.txt": Expected("Read: invitation", "sender@email.test", "", "Test Sender", {"winmail.dat": BLUE}),
}


def test_there_are_hundreds_of_odd_mails_to_read() -> None:
    assert len(EVERY) > 490


@pytest.mark.parametrize("path", EVERY, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_odd_mail_becomes_one_storable_value(path: Path) -> None:
    raw = path.read_bytes()
    read = read_mail(raw)
    assert read.digest == digest_of(raw)
    texts = [read.subject, read.from_name, read.body_text, read.own_text, read.body_html_safe, *read.to, *read.cc]
    for text in [*texts, *read.references, *(attachment.name for attachment in read.attachments)]:
        assert "\0" not in text
        text.encode()
    assert all(attachment.name.strip() and "/" not in attachment.name for attachment in read.attachments)
    assert "<script" not in read.body_html_safe.lower()


@pytest.mark.parametrize(("name", "expected"), READ_BY_EYE.items())
def test_a_mail_says_what_a_careful_person_reads_in_it(name: str, expected: Expected) -> None:
    read = mail(name)
    assert read.subject == expected.subject
    assert read.from_address == expected.sender
    assert read.own_text.startswith(expected.own)
    assert expected.name in ("", read.from_name)
    digests = {one.name: sha256(one.content).hexdigest()[:16] for one in read.attachments}
    for file, digest in expected.files.items():
        assert digest in ("", digests[file])
    if expected.files:
        assert set(digests) == set(expected.files)


def test_the_same_three_pictures_come_out_of_every_encoding() -> None:
    found = [
        (one.name, sha256(one.content).hexdigest()[:16])
        for path in EVERY
        for one in read_mail(path.read_bytes()).attachments
        if one.name.endswith("ball.png") and one.media_type != "application/mac-binhex40"
    ]
    assert len(found) > 50
    assert set(found) == {("blueball.png", BLUE), ("greenball.png", GREEN), ("redball.png", RED)}


def test_an_attached_mail_stays_byte_for_byte_what_it_was() -> None:
    raw = (MAILS / "flanker/enclosed.eml").read_bytes()
    attached = mail("flanker/enclosed.eml").attachments[0]
    assert (attached.name, attached.media_type) == ("thanks.eml", "message/rfc822")
    assert attached.content in raw


def test_threads_are_read_from_the_headers() -> None:
    read = mail("mikel-mail/plain_emails_raw_email_reply.eml")
    assert read.message_id == "<473FFE27.20003@xxx.org>"
    assert read.in_reply_to == ("<348F04F142D69C21-291E56D292BC@xxxx.net>",)
    assert read.references == ("<473FF3B8.9020707@xxx.org>", "<348F04F142D69C21-291E56D292BC@xxxx.net>")
    assert read.date == datetime(2007, 11, 18, 8, 56, 7, tzinfo=UTC)
    assert read.to == ("mikel@xxxx.net",)


def test_everybody_whom_it_was_sent_to_is_known() -> None:
    read = mail("chatwoot/bounced_with_no_from.eml")
    assert read.delivered_to == ("support@example.com", "unique-id@reply.example.com")
    assert mail("mikel-mail/rfc2822_example06.eml").reply_to == ("smith@home.example",)
    assert mail("flanker/8bitmime.eml").to == ("xxx@example.net", "yyy@example.net")


def test_the_same_mail_from_a_file_and_from_a_server_has_one_digest() -> None:
    assert digest_of(b"Subject: a\r\n\r\nb\r\n") == digest_of(b"Subject: a\n\nb\n") != digest_of(b"Subject: a\n\nc\n")


def test_a_mail_without_a_date_or_with_nonsense_for_one_says_so() -> None:
    assert mail("chatwoot/mail_with_no_date.eml").date is None
    assert "date" in mail("mikel-mail/error_emails_bad_date_header.eml").problems


def test_the_envelope_alone_tells_who_wrote_about_what() -> None:
    read = read_envelope((MAILS / "zbateson/m0011.txt").read_bytes())
    assert (read.subject, read.from_address) == ("Test message from Microsoft Outlook 00", "doug@example.com")
    assert (read.body_text, read.attachments) == ("", ())
    assert "body" in read.problems
