"""Delivery reports: what RFC 3464 fields, old habits of mail servers and flufl.bounce say about a returned letter."""

import email
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message

from flufl.bounce import all_failures

from hub.intake.mail.charsets import decoded
from hub.intake.mail.headers import Lenient, message_ids_in, tidy
from hub.intake.mail.shapes import Attachment, BounceName

MOST_RECIPIENTS = 200
_LONGEST_REPORT = 200_000
_LONGEST_SCANNED = 2_000_000
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@`']+@[\w.-]+\.[\w-]{1,63}")
_ORIGINAL_ID = re.compile(r"^[> \t]*message-id:\s*(<[^<>\s]{1,996}>)", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_FULL = "2.2"  # mailbox full (RFC 3463): refused now, welcome later
_IN_TEXT = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.#-])([45])[0-5]\d[ -]+(?:#?[45]\.\d|[a-z<])", re.IGNORECASE)
_SAYS_FULL = re.compile(
    r"mail ?(?:box|folder)(?:'s| is)? (?:is )?full|over ?quota|quota exceeded|exceed\w* (?:\w+ ){0,3}quota|"
    r"full mailbox|(?:mailbox|postvak) (?:zit|is) vol|bo[iî]te (?:aux lettres |de r[ée]ception )?(?:est )?pleine|"
    r"postfach (?:ist )?voll",
    re.IGNORECASE,
)
_SAYS_NOBODY = re.compile(
    r"unknown user|user unknown|no such (?:user|mailbox|recipient)|no mailbox here|does ?n[o']t exist|"
    r"onbekende (?:gebruiker|bestemmeling)|bestaat niet|n'existe pas|unbekannter (?:benutzer|empf[äa]nger)",
    re.IGNORECASE,
)
_ARRIVED = frozenset({"delivered", "relayed", "expanded"})

logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # it logs the whole traceback of what it cannot read


@dataclass(frozen=True, slots=True)
class Recipient:
    """What a report says of one addressee: `action` (failed, delayed, delivered, …) and `status` (5.1.1) as written."""

    address: str
    action: str
    status: str

    @property
    def arrived(self) -> bool:
        return self.action in _ARRIVED or (not self.action and self.status[:1] == "2")

    @property
    def delayed(self) -> bool:
        return self.action == "delayed"


def recipients_in(attachments: Iterable[Attachment]) -> list[Recipient]:
    """The per-recipient fields of all message/delivery-status parts, in order."""
    found: list[Recipient] = []
    for attachment in attachments:
        if attachment.media_type in ("message/delivery-status", "message/global-delivery-status"):
            text = decoded(attachment.content[:_LONGEST_REPORT])[0].replace("\r\n", "\n")
            found += [one for one in map(_recipient, re.split(r"\n[ \t]*\n", text)) if one]
    return found[:MOST_RECIPIENTS]


def _recipient(block: str) -> Recipient | None:
    fields: dict[str, str] = {}
    for line in re.sub(r"\n[ \t]+", " ", block).split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    named = fields.get("original-recipient", ""), fields.get("final-recipient", "")
    addresses = [match.group() for match in map(_ADDRESS.search, named) if match]
    action = fields.get("action", "").split(" ")[0].lower()
    status = _STATUS.search(fields.get("status", "")) or _STATUS.search(fields.get("diagnostic-code", ""))
    if not addresses and not action:
        return None
    return Recipient(tidy(addresses[0]) if addresses else "", action, status.group() if status else "")


def verdict(recipients: list[Recipient]) -> tuple[BounceName, bool]:
    """(hard, soft, unknown or "" for no failure at all, whether the other side still tries); the worst one counts.

    Not every server knows the words of the standard ("Action: error"): what neither arrived nor waits has failed.
    """
    if not recipients:
        return "unknown", False
    failed = [one for one in recipients if not one.arrived and not one.delayed]
    if failed:
        passing = [one for one in failed if one.status[:1] == "4" or one.status[2:] == _FULL]
        return ("soft" if len(passing) == len(failed) else "hard"), False
    return ("soft", True) if any(one.delayed for one in recipients) else ("", False)


def text_verdict(text: str) -> BounceName:
    """The same out of a report without fields: codes first (RFC 3463, then those of SMTP), words where it has none.

    "" when it says nothing of the kind. What it returns of the letter is left out: that speaks of something else.
    """
    own = _ORIGINAL_ID.split(text[:_LONGEST_REPORT], maxsplit=1)[0].replace("’", "'")
    codes = [(found[1], ".".join(found.groups()[1:])) for found in _IN_TEXT.finditer(own) if found[1] != "2"]
    if not codes:
        if _SAYS_FULL.search(own):
            return "soft"
        codes = [(found[1], "") for found in _REPLY_CODE.finditer(own)]
    if codes:
        return "soft" if all(first == "4" or rest == _FULL for first, rest in codes) else "hard"
    return "hard" if _SAYS_NOBODY.search(own) else ""


def scanned(raw: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(addresses for now, addresses for good) that flufl.bounce recognises; nothing when it stumbles."""
    try:
        message: Message = email.message_from_bytes(raw[:_LONGEST_SCANNED], policy=Lenient())
        for_now, for_good = all_failures(message)
    except Exception:
        return (), ()
    return _sound(for_now), _sound(for_good)


def _sound(addresses: Iterable[bytes]) -> tuple[str, ...]:
    # It takes lines of uuencoded files for addresses now and then.
    texts = sorted(decoded(address)[0] for address in addresses)
    return tuple(tidy(text) for text in texts if _ADDRESS.fullmatch(text))[:MOST_RECIPIENTS]


def original_ids(attachments: Iterable[Attachment], body_text: str) -> tuple[str, ...]:
    """Message ids of the mails that a report returns, whole or in part, attached or pasted under its text."""
    texts = [
        decoded(attachment.content[:_LONGEST_REPORT])[0].replace("\r\n", "\n")
        for attachment in attachments
        if attachment.media_type.startswith("message/") or attachment.media_type == "text/rfc822-headers"
    ]
    texts.append(body_text[:_LONGEST_REPORT])
    found = [one for text in texts for match in _ORIGINAL_ID.finditer(text) for one in message_ids_in(match.group(1))]
    return tuple(dict.fromkeys(found))[:20]
