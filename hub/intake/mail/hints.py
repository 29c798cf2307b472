"""What a mail says about where it belongs; whether that is true is checked elsewhere, with the key and the database."""

import re

from hub.intake.mail.shapes import Hints, ReadMail

_NUMBER = re.compile(r"(?<![A-Za-z0-9-])([A-Za-z][A-Za-z0-9]{0,9}-20\d{2}-\d{4,7})(?![\d-])")
_TAGGED = re.compile(r"[^@+\s]+\+(?P<tag>[^@\s]{1,200})@[^@\s]+")


def threading_hints(mail: ReadMail) -> Hints:
    """Reply tokens, ids of earlier mails and case numbers, each without doubles, nearest first. Pure, never raises."""
    ids = [*mail.in_reply_to, *reversed(mail.references)]
    return Hints(
        reply_tokens=reply_tokens((*mail.delivered_to, *mail.to, *mail.cc)),
        message_ids=tuple(dict.fromkeys(ids)),
        numbers=case_numbers(mail.subject),
    )


def reply_tokens(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """What stands after the plus in each address, as written: `reply+<token>@hub.example` gives `<token>`."""
    found = (_TAGGED.fullmatch(address) for address in addresses)
    return tuple(dict.fromkeys(match["tag"] for match in found if match))


def case_numbers(subject: str) -> tuple[str, ...]:
    """Numbers of the form `CM-2026-00123` in a subject, in capitals; those in square brackets come first."""
    found = list(_NUMBER.finditer(subject))
    found.sort(key=lambda match: subject[: match.start()][-1:] != "[")
    return tuple(dict.fromkeys(match.group(1).upper() for match in found))
