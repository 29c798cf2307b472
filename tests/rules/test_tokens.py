"""Links and reply addresses can be made by the hub alone, and leave no trace that opens them."""

import re
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import tokens
from hub.sealing import UnknownKey

OLD, NEW = "an old secret, long enough to be one", "a new secret, long enough to be one too"
LINK = UUID("6f2b7a10-0000-4000-8000-00000000c0de")
REFERENCE = "CM-2026-00123"


# Links


def test_a_letter_sent_again_carries_the_same_link():
    assert tokens.token_for([NEW], LINK) == tokens.token_for([NEW], LINK)


def test_two_links_have_two_tokens():
    assert tokens.token_for([NEW], LINK) != tokens.token_for([NEW], uuid4())


def test_another_installation_makes_another_token():
    assert tokens.token_for([NEW], LINK) != tokens.token_for([OLD], LINK)


def test_a_link_mailed_before_the_change_of_secret_can_be_made_again():
    before, key_id = tokens.token_for([OLD], LINK), tokens.newest_key_id([OLD])
    assert tokens.token_for([NEW, OLD], LINK, key_id) == before
    assert tokens.token_for([NEW, OLD], LINK) != before


def test_a_link_of_a_forgotten_secret_says_which_one():
    key_id = tokens.newest_key_id([OLD])
    with pytest.raises(UnknownKey, match=key_id):
        tokens.token_for([NEW], LINK, key_id)


@given(st.uuids())
def test_a_code_is_six_figures_that_survive_spaces_and_nothing_else_is_one(link_id):
    code = tokens.typed_code([NEW], link_id)
    assert re.fullmatch(r"[0-9]{6}", code)
    assert tokens.typed_code([OLD, NEW], link_id, tokens.newest_key_id([NEW])) == code
    assert [tokens.code_in(typed) for typed in (f" {code[:3]} {code[3:]}\n", f"{code[:3]}-{code[3:]}")] == [code, code]
    for typed in ("", code[1:], code + "1", "١٢٣٤٥٦", "12345a", "+" + code):
        assert tokens.code_in(typed) == ""


@given(st.uuids())
def test_a_token_survives_being_put_in_a_url(link_id):
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", tokens.token_for([NEW], link_id))


def test_a_random_token_looks_like_any_other_and_never_comes_back():
    made = {tokens.random_token() for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", token) for token in made)


def test_the_database_keeps_a_hash_that_does_not_contain_the_token():
    token = tokens.token_for([NEW], LINK)
    assert re.fullmatch(r"[0-9a-f]{64}", tokens.hash_of(token))
    assert token not in tokens.hash_of(token)


# Reply addresses


def test_a_mail_back_finds_its_referral():
    local = tokens.signed_reply_local([NEW], "meldpunt", REFERENCE)
    assert local.startswith("meldpunt+cm-2026-00123.")
    assert tokens.verify_reply([NEW], local) == REFERENCE


@pytest.mark.parametrize("change", [str.upper, str.lower, str.title, lambda local: f" {local} "])
def test_a_mail_system_that_changes_capitals_does_no_harm(change):
    local = tokens.signed_reply_local([NEW], "Meldpunt", REFERENCE)
    assert local == local.lower()
    assert tokens.verify_reply([NEW], change(local)) == REFERENCE


def test_a_mail_system_that_strips_the_prefix_does_no_harm():
    _, _, rest = tokens.signed_reply_local([NEW], "meldpunt", REFERENCE).partition("+")
    assert tokens.verify_reply([NEW], rest) == REFERENCE


def test_an_answer_to_last_years_letter_still_arrives_after_a_change_of_secret():
    assert tokens.verify_reply([NEW, OLD], tokens.signed_reply_local([OLD], "meldpunt", REFERENCE)) == REFERENCE


def test_a_stranger_who_changes_the_number_is_not_believed():
    local = tokens.signed_reply_local([NEW], "meldpunt", REFERENCE)
    assert tokens.verify_reply([NEW], local.replace("00123", "00124")) is None
    assert tokens.verify_reply([OLD], local) is None


@given(st.text(max_size=80))
def test_no_odd_address_stops_the_mailbox(local):
    assert tokens.verify_reply([NEW], local) is None


@given(st.from_regex(r"[A-Z]{1,4}-20[0-9]{2}-[0-9]{5}", fullmatch=True))
def test_every_reference_fits_in_an_address(reference):
    local = tokens.signed_reply_local([NEW], "meldpunt-regio-mechelen", reference)
    assert len(local) <= 64
    assert re.fullmatch(r"[a-z0-9.+-]+", local)
    assert tokens.verify_reply([NEW], local) == reference


def test_an_address_that_no_server_takes_is_not_made():
    with pytest.raises(ValueError, match="64"):
        tokens.signed_reply_local([NEW], "een-erg-lange-naam-voor-een-centraal-meldpunt", REFERENCE)
    with pytest.raises(ValueError, match="mail address"):
        tokens.signed_reply_local([NEW], "meldpunt", "CM 2026/123")


# Logs


def test_a_token_in_a_path_is_masked_but_can_be_traced_to_its_hash():
    token = tokens.token_for([NEW], LINK)
    masked = tokens.mask_token(f"/mijn-aanmelding/{token}/vul-aan?antwoord={token}&stap=2")
    assert token not in masked
    mark = f"~{tokens.hash_of(token)[:8]}"
    assert masked == f"/mijn-aanmelding/{mark}/vul-aan?antwoord={mark}&stap=2"


@given(st.uuids())
def test_every_token_is_masked_wherever_it_begins_or_ends_with_a_hyphen(link_id):
    token = tokens.token_for([NEW], link_id)
    assert token not in tokens.mask_token(f"/l/{token}")
    assert token not in tokens.mask_token(f"https://hub.example/l?t={token}#einde")


@pytest.mark.parametrize(
    "path", ["/", "/aanmelden", f"/zaak/{LINK}", "/static/build/htmx.min.4f3a2b.js", "/tafel/2026-12-01"]
)
def test_an_ordinary_path_stays_as_it_is(path):
    assert tokens.mask_token(path) == path
