"""What one mail is once it has been read: plain values that travel between processes."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

KindName = Literal["ordinary", "bounce", "auto_reply", "bulk"]
# In `MailKind.why`: no header says that somebody is away, only the text does; or a rule of a mailbox in Exchange sent
# it, which answers for who is away and sends on for a whole school.
AWAY_WORDS, BY_RULE = "away-words", "exchange-rule"
BounceName = Literal["", "hard", "soft", "unknown"]
Bound = Literal["time", "memory", "crash"]  # what reading a mail ran into


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail, byte for byte.

    `name` is safe to show and to offer as a download (no folders, no control or direction characters), made up
    when the mail gave none. `inline` means that the sender showed it inside the text; `content_id` has no brackets.
    `holds` are the words that lie inside it and that its bytes do not show: of a mail in a mail.
    """

    name: str
    media_type: str
    content: bytes
    inline: bool = False
    content_id: str = ""
    holds: str = ""


@dataclass(frozen=True, slots=True)
class RobotFacts:
    """The headers by which machines make themselves known (RFC 3834, RFC 2919, RFC 3464), trimmed and lower case.

    `null_return_path` is True for `Return-Path: <>`, `null_from` for a From without an address between its brackets.
    `auto_reply_header` is what one of the many private headers of vacation programs says, `loop` what `X-Loop` does
    (as it stands), in which our own letters carry their Message-ID.
    """

    auto_submitted: str = ""
    auto_response_suppress: str = ""
    precedence: str = ""
    return_path: str = ""
    null_return_path: bool = False
    null_from: bool = False
    list_unsubscribe: bool = False
    auto_reply_header: str = ""
    failed_recipients: tuple[str, ...] = ()
    report_type: str = ""
    loop: str = ""


@dataclass(frozen=True, slots=True)
class MailKind:
    """Who or what sent a mail: a person (`ordinary`), a delivery system, an automatic answer, or a list or system.

    `bounce` is filled for bounces only: `hard` (the address does not work), `soft` (full, busy, given up for now) or
    `unknown`. `still_trying` means that the other side has not given up: sending again would make two letters.
    `original_message_ids` are the mails it speaks of. `why` holds short English codes.
    `answerable` is False whenever an answer could reach a machine; then the hub must stay silent.
    """

    name: KindName = "ordinary"
    bounce: BounceName = ""
    failed_addresses: tuple[str, ...] = ()
    original_message_ids: tuple[str, ...] = ()
    still_trying: bool = False
    why: tuple[str, ...] = ()
    answerable: bool = True


@dataclass(frozen=True, slots=True)
class AuthResult:
    """What a mail server found by one method (`dmarc`, `dkim` or `spf`), and about which domain; all lower case."""

    method: str
    result: str
    domain: str = ""


@dataclass(frozen=True, slots=True)
class ServerWord:
    """One `Authentication-Results` field as it stands: anybody may have written it.

    `server` is how it calls itself, in lower case, "" when it does not say. One that is not `sound` does not follow
    the grammar, and what could be read of it speaks against the sender only.
    """

    server: str
    results: tuple[AuthResult, ...] = ()
    sound: bool = True


@dataclass(frozen=True, slots=True)
class Forwarded:
    """Who first wrote what somebody sent on, as far as the mail says: either may be empty, not both."""

    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class CalendarNews:
    """What a calendar says (RFC 5546): `method` REPLY, COUNTER, REQUEST or CANCEL; `answer` is the PARTSTAT of a reply.

    `name` and `address` are of who says it. An event has a moment (`starts`, with a zone or without) or only a `day`.
    """

    method: str
    answer: str = ""
    name: str = ""
    address: str = ""
    summary: str = ""
    starts: datetime | None = None
    day: date | None = None
    place: str = ""
    comment: str = ""
    uid: str = ""
    sequence: int | None = None  # of the invitation that is answered


@dataclass(frozen=True, slots=True)
class ReadMail:
    """One mail as far as it could be read.

    Every string is valid UTF-8 without NUL, so that it can be stored. Addresses keep the case of their local part,
    the domain is lower case. Message ids stand in their angle brackets. `date` is what the sender wrote, in UTC, or
    None. `body_text` is the whole text; `own_text` leaves out quotes and signature, but only where that is certain.
    `body_html_safe` is "" when there was no HTML. `servers_say` is what the last mail server wrote about the sender,
    topmost first, if it was ours (authentication.py). `problems` holds codes of what could not be read (problems.py),
    `marks` of what is worth telling (marks.py). `forwarded` is who wrote first, of a mail that was sent on. The words
    of attached mails stand in `body_text`, in `own_text` only where the mail itself says little; their files are here.
    """

    digest: str
    message_id: str | None = None
    subject: str = ""
    from_name: str = ""
    from_address: str = ""
    reply_to: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    delivered_to: tuple[str, ...] = ()
    date: datetime | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    body_text: str = ""
    own_text: str = ""
    body_html_safe: str = ""
    attachments: tuple[Attachment, ...] = ()
    robot_facts: RobotFacts = field(default_factory=RobotFacts)
    list_id: str = ""
    kind: MailKind = field(default_factory=MailKind)
    servers_say: tuple[ServerWord, ...] = ()
    problems: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    forwarded: Forwarded | None = None
    calendar: CalendarNews | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A mail that could not be read within its bounds.

    `reason` is `time`, `memory` or `crash`. `envelope` holds what the headers alone gave (no body, no attachments),
    or None when even they could not be read.
    """

    reason: Bound
    envelope: ReadMail | None = None


@dataclass(frozen=True, slots=True)
class Hints:
    """Where a mail says that it belongs, in the order in which each should be believed; nothing here is verified.

    `reply_tokens` are the parts after the plus of the addresses it was sent to, `message_ids` the mails it answers
    (nearest first), `numbers` the case numbers in its subject, in capitals.
    """

    reply_tokens: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
