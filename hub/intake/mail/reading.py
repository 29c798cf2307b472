"""From the raw bytes of a mail to one `ReadMail`, whatever the bytes are."""

import re
from dataclasses import replace
from hashlib import sha256

from hub.intake.mail import bodies, robots
from hub.intake.mail.authentication import server_words
from hub.intake.mail.headers import Headers
from hub.intake.mail.parts import Contents, Walk, parsed, real_type
from hub.intake.mail.problems import BODY, SENDER, STRUCTURE, Problems
from hub.intake.mail.shapes import ReadMail, RobotFacts

LONGEST_ENVELOPE = 256 * 1024
_DELIVERED = ("delivered-to", "x-original-to", "x-envelope-to", "envelope-to", "resent-to", "apparently-to")
_AUTO_REPLIES = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-vacation", "x-auto-reply")
_FORWARDED = re.compile(
    r"\s*(?:\[[^\]]{1,40}\]\s*)?(?:fw|fwd|doorst|doorgestuurd|doorgest|tr|wg|enc|vs|vb)\s*(?:\[\d+\])?\s*:|.*\(fwd\)\s*$",
    re.IGNORECASE,
)
_ANSWERED = re.compile(r"\s*(?:\[[^\]]{1,40}\]\s*)?(?:re|antw|aw|sv|rép|r)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_MBOX_LINE = re.compile(rb"\A>?From [^\r\n]{1,300}\r?\n(?=[!-9;-~]{1,100}:)")
_LEADING_BLANKS = re.compile(rb"\A(?:[ \t]*\r?\n)+(?=[!-9;-~]{1,100}:)")
_SPACE_BEFORE_COLON = re.compile(rb"^([!-9;-~]{1,76})[ \t]+:", re.MULTILINE)
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")


def digest_of(raw: bytes) -> str:
    """SHA-256 (hex) of a mail with every line end written as CRLF: the same mail from a file and from a server."""
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return sha256(lines.replace(b"\n", b"\r\n")).hexdigest()


def read_mail(raw: bytes) -> ReadMail:
    """Everything that can be read of one mail. Never raises; what could not be read is named in `problems`.

    Takes time and memory in proportion to the mail; run it through `sandbox.read_safely` where mails are strangers'.
    """
    problems = Problems()
    try:
        return _read(raw, problems, headers_only=False)
    except Exception as failure:
        if isinstance(failure, MemoryError):
            raise
        problems.note(STRUCTURE)
    return _envelope_or_nothing(raw, problems)


def read_envelope(raw: bytes) -> ReadMail:
    """Only what the headers say, with the problem `body`; for mails whose body cannot be read within bounds."""
    return _envelope_or_nothing(raw, Problems())


def _envelope_or_nothing(raw: bytes, problems: Problems) -> ReadMail:
    problems.note(BODY)
    try:
        mail = _read(raw[:LONGEST_ENVELOPE], problems, headers_only=True)
        return replace(mail, digest=digest_of(raw), problems=problems.codes())
    except Exception:
        problems.note(STRUCTURE)
        return ReadMail(digest=digest_of(raw), problems=problems.codes())


def _read(raw: bytes, problems: Problems, *, headers_only: bool) -> ReadMail:
    message = parsed(_tidied(raw), problems, headers_only=headers_only)
    headers = Headers(message, problems)
    contents = Contents() if headers_only else Walk(problems).contents(message)
    subject = headers.text("subject")
    in_reply_to, references = headers.ids("in-reply-to"), headers.ids("references")
    words = bodies.words_of(
        contents.blocks,
        is_forward=bool(_FORWARDED.match(subject)),
        is_reply=bool(_ANSWERED.match(subject) or in_reply_to or references),
        problems=problems,
    )
    mail = ReadMail(
        digest=digest_of(raw),
        message_id=next(iter(headers.ids("message-id")), None),
        subject=subject,
        in_reply_to=in_reply_to,
        references=references,
        body_text=words.body,
        own_text=words.own,
        body_html_safe=words.page,
        attachments=tuple(contents.attachments),
        list_id=headers.text("list-id", 300),
        date=headers.date(),
        robot_facts=_robot_facts(headers, real_type(message)),
        servers_say=server_words(headers.in_order()),
    )
    mail = _addressed(mail, headers, problems)
    return replace(mail, kind=robots.judged(mail, raw), problems=problems.codes())


def _tidied(raw: bytes) -> bytes:
    """Without what stands before the first header in files cut out of an mbox or pasted, and without the white space
    that old mailers put before the colon."""
    raw = _LEADING_BLANKS.sub(b"", _MBOX_LINE.sub(b"", raw, count=1), count=1)
    end = _END_OF_HEAD.search(raw)
    head = raw[: end.start()] if end else raw
    if len(head) > LONGEST_ENVELOPE or not _SPACE_BEFORE_COLON.match(head):
        return raw
    return _SPACE_BEFORE_COLON.sub(rb"\1:", head) + raw[len(head) :]


def _addressed(mail: ReadMail, headers: Headers, problems: Problems) -> ReadMail:
    if not headers.is_by_one():
        problems.note(SENDER)
    senders = headers.mailboxes("from") or headers.mailboxes("sender") or headers.mailboxes("reply-to")
    name, address = senders[0] if senders else ("", "")
    return replace(
        mail,
        from_name=name or ("" if address else headers.text("from", 300)),
        from_address=address,
        reply_to=headers.addresses("reply-to"),
        to=headers.addresses("to"),
        cc=headers.addresses("cc"),
        delivered_to=headers.addresses(*_DELIVERED),
    )


def _robot_facts(headers: Headers, kind: str) -> RobotFacts:
    def said(name: str) -> str:
        return headers.text(name, 200).lower()

    return_path = headers.raw("return-path").replace(" ", "").lower()
    return RobotFacts(
        auto_submitted=said("auto-submitted"),
        auto_response_suppress=said("x-auto-response-suppress"),
        precedence=said("precedence"),
        return_path=headers.text("return-path", 300).strip("<> "),
        null_return_path=return_path.strip() == "<>" or "mailer-daemon" in return_path,
        null_from="<>" in headers.raw("from").replace(" ", ""),
        list_unsubscribe=bool(headers.raw("list-unsubscribe") or headers.raw("mailing-list")),
        auto_reply_header=next((value for value in map(said, _AUTO_REPLIES) if value not in ("", "no", "false")), ""),
        failed_recipients=headers.addresses("x-failed-recipients"),
        report_type=headers.parameter("report-type").lower() if kind == "multipart/report" else "",
    )
