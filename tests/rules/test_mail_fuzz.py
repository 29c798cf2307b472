"""No bytes whatsoever make reading fail: arbitrary ones, and real mails that somebody cut, doubled and scrambled."""

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.intake.mail.hints import threading_hints
from hub.intake.mail.reading import digest_of, read_envelope, read_mail
from hub.intake.mail.robots import kind_of
from hub.intake.mail.wire import HEAD, answer_packed, mail_unpacked
from hub.intake.outcome import Known, decide
from hub.intake.recording import keep_words
from hub.intake.tables import MailOutcome, RawMail

MAILS = Path(__file__).parents[1] / "mails"
SMALL = [path.read_bytes() for path in sorted(MAILS.glob("*/*.[et][mx][lt]")) if path.stat().st_size < 8_000]
HEADERS = [
    *("From", "To", "Subject", "Date", "Message-ID", "References", "Return-Path", "Content-Type", "List-Id"),
    *("Content-Transfer-Encoding", "Content-Disposition", "Content-ID", "Auto-Submitted", "X-Failed-Recipients"),
    "Authentication-Results",
]
VALUES = [
    *("multipart/mixed; boundary=b", "multipart/report; report-type=delivery-status; boundary=b", "message/rfc822"),
    *("application/ms-tnef", "application/pkcs7-mime; smime-type=signed-data", "text/calendar; method=REPLY"),
    *("text/html; charset=utf-16", "text/plain; charset*=x'y'%ff; format=flowed", "message/delivery-status"),
    *(
        "base64",
        "x-uuencode",
        "quoted-printable;",
        "attachment; filename*0*=utf-8''%e9; filename*9=\"x\"",
        "<>",
        "=?x?b?A?=",
    ),
    *("=?utf-8?q?=ff?= =?utf-7?q?+AA?=", '"a@b" <@>, x:;', "Fri, 31 Feb 99999 25:61 -9999", "\udc80\udcff", "(" * 50),
]
LINES = [
    "",
    "--b",
    "--b--",
    "begin 644 x",
    "M" * 61,
    "`",
    "end",
    "Action: failed",
    "Final-Recipient: rfc822; a@b.c",
    "> x",
    "begin 644 x.txt",
    "BEGIN:VCALENDAR",
    "METHOD:REPLY",
    "BEGIN:VEVENT",
    "DTSTART:20261201",
    "END:VEVENT",
    "END:VCALENDAR",
    "-----BEGIN PGP SIGNED MESSAGE-----",
    "-----BEGIN PGP SIGNATURE-----",
    "---------- Forwarded message ---------",
    "Van: \udc80 <a@b.example>",
]


NOT_STORED: dict[str, Any] = {}


def reads(raw: bytes) -> None:
    mail = read_mail(raw)
    assert mail.digest == digest_of(raw)
    assert kind_of(mail).name in ("ordinary", "bounce", "auto_reply", "bulk")
    threading_hints(mail)
    assert decide(mail, Known()).outcome in MailOutcome
    keep_words(row := RawMail(**NOT_STORED), mail)
    kept = row.own_text + row.whole_text + row.origin_name + row.origin_address
    assert "\0" not in kept
    kept.encode()
    assert mail_unpacked(answer_packed(mail)[HEAD.size :]) == mail
    assert read_envelope(raw).digest == mail.digest


@given(st.binary(max_size=2_000))
def test_any_bytes_are_read(raw: bytes) -> None:
    reads(raw)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_scrambled_mail_is_read(data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(SMALL)))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(raw)))
        length = data.draw(st.integers(0, 200))
        raw[place : place + length] = data.draw(
            st.one_of(
                st.binary(max_size=20), st.just(bytes(raw[:length])), st.sampled_from([b"\r\n\r\n", b"=?", b"\0"])
            )
        )
    reads(bytes(raw))


@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from(HEADERS), st.one_of(st.sampled_from(VALUES), st.text(max_size=30))),
            st.sampled_from(LINES),
        ),
        max_size=25,
    )
)
def test_a_salad_of_headers_and_parts_is_read(lines: list[tuple[str, str] | str]) -> None:
    text = "\r\n".join(line if isinstance(line, str) else f"{line[0]}: {line[1]}" for line in lines)
    reads(text.encode("utf-8", "surrogateescape"))
