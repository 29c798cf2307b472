"""An answer finds its case although servers on the way rewrote what it answers, and gets in only who is known there."""

import pytest

from hub.intake.mail.headers import message_ids_in
from hub.intake.tables import MailOutcome
from tests.cast import World
from tests.mail_shop import a_mail, arrives, cases, letters

MANGLED = {
    "capitals": lambda one: {"In_Reply_To": one.upper()},
    "references only": lambda one: {"In_Reply_To": "<AM0PR07@OUTLOOK.example>", "References": f"<x@y> {one}"},
    "no brackets": lambda one: {"References": f"<x@y.example> {one.strip('<>')}"},
    "half a bracket": lambda one: {"References": f"{one[:-1]} <x@y.example>"},
    "folded inside": lambda one: {"References": f"<x@y.example>\n {one[:20]}\n {one[20:]}"},
    "prefixed": lambda one: {"In_Reply_To": f"<relay=2e{one[1:]}"},
    "another domain": lambda one: {"In_Reply_To": f"{one.partition('@')[0]}@relay.example>"},
}  # fmt: skip


def with_headers(raw: bytes, headers: dict[str, str]) -> bytes:
    """The headers byte for byte on top, since a mail program would never write some of them."""
    return "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items()).encode() + raw


@pytest.mark.parametrize("how", MANGLED)
def test_an_answer_to_our_letter_finds_its_case_however_its_id_was_rewritten(world: World, how: str) -> None:
    arrives(world, a_mail())
    [case], [letter] = cases(world), letters(world)
    came = arrives(world, with_headers(a_mail("Ze was er vandaag.", subject="Re"), MANGLED[how](letter.message_id)))
    assert (came.outcome, came.reason, came.referral) == (MailOutcome.MESSAGE, "thread", case.number)


def test_an_answer_to_somebody_elses_mail_finds_its_case_without_its_capitals(world: World) -> None:
    first = arrives(world, a_mail(message_id="<AM0PR07MB@EURPRD07.Outlook.example>"))
    for written in ("<am0pr07mb@eurprd07.outlook.example>", "AM0PR07MB@EURPRD07.OUTLOOK.EXAMPLE;"):
        came = arrives(world, with_headers(a_mail(f"Nog iets. {written}"), {"In-Reply-To": written}))
        assert (came.outcome, came.referral) == (MailOutcome.MESSAGE, first.referral)


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("<a@b> <c@d>", ["<a@b>", "<c@d>"]),
        ("a@b c@d", ["<a@b>", "<c@d>"]),
        ("<a@b><c@d", ["<a@b>", "<c@d>"]),
        ('"a@b>, Your mail of Monday; <c@d>', ["<a@b>", "<c@d>"]),
        ("<no-at-sign> @ <> word", ["<no-at-sign>"]),
        ("<a\r\n\t@b>", ["<a@b>"]),
    ],
)
def test_ids_are_found_in_what_is_left_of_a_header(value: str, ids: list[str]) -> None:
    assert message_ids_in(value) == ids
