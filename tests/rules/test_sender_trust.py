"""Whose word about a sender counts: our own mail server's, on top of the mail, and nothing else that stands there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.intake.mail.authentication import LONGEST, server_words
from hub.intake.mail.reading import read_mail
from hub.intake.mail.shapes import AuthResult, ServerWord
from hub.intake.sender_trust import NAMELESS, SenderTrust, believed_servers, sender_trust, trust_words

OURS = "mx.meldpunt.example"
ELS = "els@sintjans.example"
PASS = f"{OURS}; dmarc=pass (p=reject dis=none) header.from=sintjans.example"
FAIL = f"{OURS}; dmarc=fail (p=none dis=none) header.from=sintjans.example"
SPF_FAILS, DKIM_FAILS = "spf=fail smtp.mailfrom=els@sintjans.example", "dkim=fail header.d=sintjans.example"
GMAIL = (
    "mx.google.com;\r\n       dkim=pass header.i=@sintjans.example header.s=s1 header.b=\"AbC/de+F\";\r\n"
    "       spf=pass (google.com: domain of els@sintjans.example designates 192.0.2.1 as permitted sender)"
    " smtp.mailfrom=els@sintjans.example;\r\n       dmarc=pass (p=REJECT sp=REJECT dis=NONE)"
    " header.from=sintjans.example"
)  # fmt: skip
MICROSOFT = (
    "spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=sintjans.example; dkim=pass (signature was\r\n verified)"
    " header.d=sintjans.example;dmarc=pass action=none\r\n header.from=sintjans.example;compauth=pass reason=100"
)  # fmt: skip


def judged(*values: str, believed: tuple[str, ...] = (OURS,), sender: str = ELS) -> SenderTrust:
    """The verdict on a mail with these fields on top, one below the other."""
    said = server_words([("Authentication-Results", value) for value in values])
    return sender_trust(said, believed_servers(believed), sender)


def test_our_server_confirms_the_sender_or_says_that_it_is_forged() -> None:
    assert judged(PASS) == SenderTrust.CONFIRMED
    assert judged(FAIL) == SenderTrust.FORGED
    assert judged(f"{OURS}; none") == SenderTrust.UNCONFIRMED
    assert judged(f"{OURS}; dmarc=none header.from=sintjans.example") == SenderTrust.UNCONFIRMED
    assert judged() == SenderTrust.UNCONFIRMED


def test_without_a_server_to_believe_nothing_is_said() -> None:
    for value in (PASS, FAIL, GMAIL):
        assert judged(value, believed=()) == SenderTrust.UNASKED
    assert trust_words(SenderTrust.UNASKED) == ""
    assert trust_words("confirmed") == "de mailserver bevestigt de afzender"


def test_the_large_servers_are_understood_each_in_its_own_way() -> None:
    assert judged(GMAIL, believed=("mx.google.com",)) == SenderTrust.CONFIRMED
    assert judged(MICROSOFT, believed=(NAMELESS,)) == SenderTrust.CONFIRMED
    assert judged(MICROSOFT.replace("dmarc=pass", "dmarc=fail"), believed=(NAMELESS,)) == SenderTrust.FORGED
    assert judged(MICROSOFT) == SenderTrust.UNCONFIRMED
    assert judged(f"{NAMELESS}; dmarc=pass header.from=sintjans.example", believed=(NAMELESS,)) == "unconfirmed"


@pytest.mark.parametrize(
    "said",
    [
        f'"{OURS}" 1; dmarc=pass header.from=sintjans.example',
        f"{OURS.upper()};DMARC=PASS header.from=SintJans.Example",
        f"(of us (here)) {OURS} ; dmarc / 1 = pass (\\) ;) header.from=sintjans.example; dkim-atps=neutral",
        f'{OURS}; spf=pass reason="a; b" smtp.mailfrom=<x@elsewhere.example>; dmarc=pass header.from=sintjans.example;',
    ],
)  # fmt: skip
def test_a_field_may_be_written_in_every_way_that_the_standard_allows(said: str) -> None:
    assert judged(said) == SenderTrust.CONFIRMED


def test_only_what_stands_on_top_vouches_for_anybody() -> None:
    foreign = "mx.elsewhere.example; dmarc=pass header.from=sintjans.example"
    assert judged(foreign) == SenderTrust.UNCONFIRMED
    assert judged(foreign, PASS) == SenderTrust.UNCONFIRMED, "another server came last"
    assert judged(f"{OURS}; spf=none", PASS) == SenderTrust.UNCONFIRMED, "the copy came with the mail"
    assert judged(FAIL, PASS) == SenderTrust.FORGED
    assert judged(PASS, FAIL) == SenderTrust.FORGED, "several filters write a field each"


def test_a_copy_that_came_along_lies_below_the_next_hop() -> None:
    head = "Received: from inner by box\nAuthentication-Results: {}\nReceived: from outside by mx\n"
    forged = f"Authentication-Results: {PASS}\nFrom: {ELS}\n\nDag"
    for ours, verdict in ((f"{OURS}; none", "unconfirmed"), (PASS, "confirmed"), (FAIL, "forged")):
        mail = read_mail((head.format(ours) + forged).encode())
        assert sender_trust(mail.servers_say, {OURS}, mail.from_address) == verdict
        assert len(mail.servers_say) == 1


def test_without_dmarc_both_must_fail_for_the_domain_of_the_sender() -> None:
    assert judged(f"{OURS}; {SPF_FAILS}; {DKIM_FAILS}") == SenderTrust.FORGED
    assert judged(f"{OURS}; {SPF_FAILS}; {DKIM_FAILS}; dmarc=temperror") == SenderTrust.FORGED
    assert judged(f"{OURS}; {SPF_FAILS}", f"{OURS}; {DKIM_FAILS}") == SenderTrust.FORGED
    assert judged(f"{OURS}; {SPF_FAILS}; dkim=none") == SenderTrust.UNCONFIRMED
    assert judged(f"{OURS}; {DKIM_FAILS}; spf=pass smtp.mailfrom=list.example") == SenderTrust.UNCONFIRMED
    assert judged(f"{OURS}; spf=fail smtp.mailfrom=a@list.example; {DKIM_FAILS}") == SenderTrust.UNCONFIRMED
    assert judged(f"{OURS}; {SPF_FAILS}; {DKIM_FAILS}; dkim=pass header.d=sintjans.example") == SenderTrust.CONFIRMED


def test_without_dmarc_a_signature_or_server_of_that_very_domain_confirms() -> None:
    for said in ("dkim=pass header.d=sintjans.example", "spf=pass smtp.mailfrom=bounce@mail.sintjans.example"):
        assert judged(f"{OURS}; {said}; dmarc=none header.from=sintjans.example") == SenderTrust.CONFIRMED
    for said in ("dkim=pass header.d=notsintjans.example", "spf=pass smtp.mailfrom=a@example", "dkim=pass", "spf=pass"):
        assert judged(f"{OURS}; {said}") == SenderTrust.UNCONFIRMED


def test_a_pass_for_another_domain_than_we_read_is_no_pass() -> None:
    assert judged(f"{OURS}; dmarc=pass header.from=evil.example") == SenderTrust.FORGED
    assert judged(f"{OURS}; dmarc=pass header.from=mail.sintjans.example") == SenderTrust.UNCONFIRMED
    assert judged(f"{OURS}; dmarc=pass") == SenderTrust.UNCONFIRMED
    assert judged(PASS, sender="") == SenderTrust.UNCONFIRMED
    assert judged(f"{OURS}; dmarc=pass header.from=xn--caf-dma.example", sender="a@café.example") == "confirmed"


@pytest.mark.parametrize(
    "smuggled",
    ['x"; dmarc=pass header.from=sintjans.example; (', "x; dmarc=pass header.from=sintjans.example", "(", '"']
)  # fmt: skip
def test_words_of_the_sender_inside_the_field_neither_confirm_nor_hide_a_failure(smuggled: str) -> None:
    said = f"{OURS}; spf=pass smtp.mailfrom={smuggled}@evil.example; dmarc={{}} header.from=sintjans.example"
    assert judged(said.format("none")) != SenderTrust.CONFIRMED
    assert judged(said.format("fail")) == SenderTrust.FORGED


def test_a_field_that_is_too_long_can_only_speak_against() -> None:
    long = " x-tls=pass;" * (LONGEST // 10)
    assert judged(f"{OURS};{long} dmarc=pass header.from=sintjans.example") == SenderTrust.UNCONFIRMED
    assert judged(f"{OURS};{long} dmarc=fail header.from=sintjans.example") == SenderTrust.FORGED


PIECES = st.sampled_from(
    [OURS, ";", " ", "=", "dmarc", "spf", "dkim", "pass", "fail", "none", "header.from", "header.d", "smtp.mailfrom",
     "sintjans.example", "@", "(", ")", '"', "\\", "/", "1", "\r\n\t", "é", "\udcff", "\x00", "<", ">"]
)  # fmt: skip
GARBAGE = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=300)


@given(st.lists(GARBAGE, max_size=4))
def test_no_field_whatever_makes_reading_fail_or_is_believed_from_another_server(values: list[str]) -> None:
    said = server_words([("Authentication-Results", value) for value in values])
    assert sender_trust(said, believed_servers(["other.example"]), ELS) == SenderTrust.UNCONFIRMED
    assert sender_trust(said, believed_servers([OURS, NAMELESS]), ELS) in SenderTrust
    assert len(said) == len(values)
    assert not [word for word in said if not word.sound for one in word.results if one.result != "fail"]


@given(GARBAGE, GARBAGE)
def test_garbage_around_a_failure_does_not_make_it_a_pass(before: str, after: str) -> None:
    assert judged(f"{OURS}; spf=none; dmarc=fail header.from=sintjans.example;{after}") == SenderTrust.FORGED
    assert judged(FAIL, before, after) == SenderTrust.FORGED


METHODS, FOUND = ["dmarc", "dkim", "spf", "x"], ["pass", "fail", "softfail", "none", "x"]
DOMAINS = ["sintjans.example", "evil.example", "", "é" * 70, "."]
RESULTS = st.builds(AuthResult, st.sampled_from(METHODS), st.sampled_from(FOUND), st.sampled_from(DOMAINS))


@given(st.lists(RESULTS, max_size=6))
def test_whoever_is_confirmed_has_a_pass_for_its_own_domain_and_no_failed_dmarc(results: list[AuthResult]) -> None:
    verdict = sender_trust([ServerWord(OURS, tuple(results))], {OURS}, ELS)
    if verdict == SenderTrust.CONFIRMED:
        assert [one for one in results if one.result == "pass" and one.domain == "sintjans.example"]
        assert not [one for one in results if one.method == "dmarc" and one.result == "fail"]
