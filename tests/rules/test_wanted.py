"""Where somebody goes after signing in: the page that was wanted, and never a place that is not ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import wanted


@pytest.mark.parametrize(
    "path",
    [
        "/vandaag", "/aanmeldingen/6e649029-2498-4728-8213-e2a459103770", "/aanmelding/CM-2026-00012",
        "/aanmeldingen?fase=tracks&vlag=red", "/schooljaar/2026-2027?hub=dijleland",
        "/mijn-aanmeldingen?na=2026-11-19T10%3A00%3A00%2B00%3A00~6e649029-2498-4728-8213-e2a459103770",
    ],
)  # fmt: skip
def test_a_page_of_ours_is_wanted_as_it_was_asked(path: str) -> None:
    assert wanted.own_path(path) == path
    assert wanted.read(wanted.write(path)) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        "", "vandaag", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
        "https://evil.example/", "https:evil.example", "javascript:alert(1)", "/vandaag\r\nSet-Cookie: a=b",
        "/vandaag\x00", "/%0d%0aSet-Cookie:a=b", "/ /evil.example", "//evil.example@testserver.local", "/" + "a" * 2000,
        "/..//evil.example", "/vandaag//../x", "/[", "/vandaag;jsessionid=1", "/é", "http://[::1", "/%2f/evil.example",
        "/%5cevil.example", "/vandaag#klopt-niet",
    ],
)  # fmt: skip
def test_nothing_else_is(elsewhere: str) -> None:
    assert wanted.own_path(elsewhere) == ""
    assert wanted.read(wanted.write(elsewhere)) == ""


@pytest.mark.parametrize(
    "path", ["/inloggen", "/inloggen/token", "/uitloggen", "/overal-uitloggen", "/static/css/a.css"]
)
def test_a_page_to_sign_in_or_out_is_not_where_anybody_wants_to_go(path: str) -> None:
    assert wanted.own_path(path) == ""


def test_what_somebody_searched_stays_out_of_the_address() -> None:
    assert wanted.own_path("/zoeken?q=Noor+El+Amrani") == "/zoeken"
    assert wanted.own_path("/aanmeldingen?fase=tracks&q=Noor&lang=fr&ok=bewaard") == "/aanmeldingen?fase=tracks"


@pytest.mark.parametrize("text", ["", "x", "%%%", "L3ZhbmRhYWc", "é", "a" * 5000])
def test_a_cookie_of_somebody_elses_making_leads_to_a_page_of_ours_or_nowhere(text: str) -> None:
    assert wanted.read(text) in ("", "/vandaag")


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_whatever_is_asked_the_answer_is_a_path_on_this_host(text: str) -> None:
    for asked in (text, "/" + text):
        found = wanted.own_path(asked)
        assert found == "" or (found[0] == "/" and not found.startswith(("//", "/\\")) and found.isascii())
        assert wanted.read(text) == wanted.own_path(wanted.read(text))
