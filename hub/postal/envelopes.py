"""What goes into a mail that the hub sends, and how it is built."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import HeaderParseError, MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import format_datetime

from hub.clock import real_now

HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
METHOD = re.compile(r"^METHOD:([A-Z]+)\s*$", re.MULTILINE)
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
WITH_NAME = re.compile(r'"?(?P<name>[^"<>]*?)"?\s*<(?P<spec>[^<>]+)>')
SPEC = re.compile(r"[^@\s,;:<>()\[\]\\\"]+@[^@\s,;:<>()\\\".]+(\.[^@\s,;:<>()\\\".]+)*")
LONGEST_ADDRESS = 254
OURS = frozenset(
    {"from", "sender", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id", "mime-version"}
    | {"auto-submitted", "x-auto-response-suppress"}
)
TOKENS = ("message-id", "in-reply-to", "references", "list-unsubscribe")

# Not "All": with it Exchange keeps the delivery failures back too, and a letter that never arrived would look fine.
SUPPRESS = "DR, RN, NRN, OOF, AutoReply"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One letter to one address.

    `id` comes back in the answer. `mail_from` may carry a name (`Meldpunt <desk@hub.example>`); bounces go to
    `return_path`, else to that address. `message_id` and `date` are given, so that a second try is the same mail.
    `ics` is a whole iCalendar text. `automatic` asks other machines not to answer.
    """

    id: Hashable
    to: str
    subject: str
    text: str
    message_id: str
    mail_from: str
    html: str | None = None
    ics: str | None = None
    reply_to: str | None = None
    return_path: str | None = None
    date: datetime | None = None
    automatic: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sealed:
    """An envelope as SMTP wants it; `utf8` when an address needs SMTPUTF8."""

    sender: str
    recipient: str
    raw: bytes
    utf8: bool


class _TokenHeader(UnstructuredHeader, BaseHeader):
    """Long ids stay whole: the standard folding turns one of over 77 characters into an unreadable encoded word."""

    def fold(self, *, policy: Policy) -> str:
        words = " ".join(self.split()).encode("ascii").decode().split(" ")
        return f"{self.name}: " + f"{policy.linesep} ".join(words) + policy.linesep


def _policy() -> "EmailPolicy[EmailMessage]":
    registry = HeaderRegistry()
    for name in TOKENS:
        registry.map_to_type(name, _TokenHeader)
    return SMTP.clone(header_factory=registry, cte_type="7bit")


POLICY = _policy()


def seal(envelope: Envelope) -> Sealed:
    """Build the mail; raises `ValueError` when a header, address or id cannot be sent as it stands."""
    try:
        return _seal(envelope)
    except (MessageError, HeaderParseError, IndexError, LookupError, UnicodeError) as error:
        raise ValueError(f"the letter cannot be written as a mail ({type(error).__name__})") from error


def _seal(envelope: Envelope) -> Sealed:
    sender, recipient = _address(envelope.mail_from), _address(envelope.to)
    mail = EmailMessage(policy=POLICY)
    mail["From"] = sender
    mail["To"] = recipient
    mail["Subject"] = _one_line(envelope.subject)
    mail["Date"] = format_datetime(envelope.date or real_now())
    mail["Message-ID"] = _message_id(envelope.message_id)
    if envelope.reply_to:
        mail["Reply-To"] = _address(envelope.reply_to)
    if envelope.automatic:
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = SUPPRESS
    for name, value in envelope.headers.items():
        mail[_header_name(name)] = _one_line(value)
    _fill(mail, envelope)
    back = _address(envelope.return_path or envelope.mail_from)
    utf8 = not (back.addr_spec + recipient.addr_spec + (envelope.reply_to or "")).isascii()
    raw = mail.as_bytes(policy=POLICY.clone(utf8=utf8))
    return Sealed(sender=back.addr_spec, recipient=recipient.addr_spec, raw=raw, utf8=utf8)


def _fill(mail: EmailMessage, envelope: Envelope) -> None:
    mail.set_content(envelope.text, cte="quoted-printable")
    if envelope.html:
        mail.add_alternative(envelope.html, subtype="html", cte="quoted-printable")
    if envelope.ics:
        # Outlook and Gmail show buttons for the alternative; Apple Mail and older clients want the attachment.
        found = METHOD.search(envelope.ics)
        method = found.group(1) if found else "REQUEST"
        mail.add_alternative(envelope.ics, subtype="calendar", cte="base64", params={"method": method})
        mail.add_attachment(envelope.ics.encode(), maintype="application", subtype="ics", filename="afspraak.ics")


def _address(written: str) -> Address:
    named = WITH_NAME.fullmatch(written)
    name, spec = (named["name"], named["spec"]) if named else ("", written)
    local, _, domain = spec.rpartition("@")
    if CONTROLS.search(written) or not SPEC.fullmatch(spec) or len(spec) > LONGEST_ADDRESS:
        raise ValueError("this is not one mail address")
    if not domain.isascii():
        domain = domain.encode("idna").decode("ascii")
    return Address(name.strip(), username=local, domain=domain)


def _one_line(value: str) -> str:
    if CONTROLS.search(value):
        raise ValueError("a header holds one line of plain characters")
    return value


def _message_id(value: str) -> str:
    if not MESSAGE_ID.fullmatch(value):
        raise ValueError("a Message-ID looks like <something@domain>")
    return value


def _header_name(name: str) -> str:
    if not HEADER_NAME.fullmatch(name) or name.lower() in OURS or name.lower().startswith("content-"):
        raise ValueError("this header is not for callers to set")
    return name
