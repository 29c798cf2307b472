"""Whoever opens a page while signed out signs in first, and comes out where she wanted to be."""

from urllib.parse import quote

import pytest
from litestar.testing import TestClient
from sqlmodel import col, select

from hub import links
from hub.letters import Letter
from hub.links import Link, Purpose
from tests.cast import World, send
from tests.pages.test_who_may_go_where import ANYBODY, WHO
from tests.routes import all_routes, filled

HILDE = "hilde@dijleland.example"


def mailed(world: World) -> str:
    """The newest sign-in link, as it stands in the letter."""
    with world.desk() as work:
        newest = select(Link).where(Link.purpose == Purpose.SIGN_IN).order_by(col(Link.created_at).desc())
        link = work.session.exec(newest).first()
        assert link is not None
        return links.address(work, link).removeprefix("http://testserver.local")


def signs_in(world: World, client: TestClient, wanted: str = "", email: str = HILDE) -> str:
    """Where somebody comes out who asks for a link on this page and presses the button behind it."""
    assert send(client, "/inloggen", {"email": email, "next": wanted}).status_code == 200
    here = mailed(world)
    return str(send(client, here, {}, get_first=here).headers["location"])


def test_hilde_opens_a_case_from_her_notes_signs_in_and_stands_there(world: World) -> None:
    noor = world.refer()
    with world.client() as hilde:
        page = hilde.get(f"/aanmeldingen/{noor}?ok=x")
        assert page.url.path == "/inloggen"
        assert f'name="next" value="/aanmeldingen/{noor}"' in page.text
        assert signs_in(world, hilde, f"/aanmeldingen/{noor}") == f"/aanmeldingen/{noor}"


def test_the_letter_does_not_say_where_she_was_going(world: World) -> None:
    noor = world.refer()
    with world.client() as hilde:
        send(hilde, "/inloggen", {"email": HILDE, "next": f"/aanmeldingen/{noor}"})
    with world.desk() as work:
        letter = work.session.exec(select(Letter).where(Letter.kind == "sign_in")).one()
    assert str(noor) not in letter.body + letter.subject
    assert "next" not in mailed(world)


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "/\\evil.example", "/inloggen"])
def test_nobody_is_led_elsewhere(world: World, evil: str) -> None:
    with world.client() as hilde:
        assert "evil.example" not in hilde.get(f"/inloggen?next={quote(evil, safe='')}").text
        assert signs_in(world, hilde, evil) == "/"
        hilde.cookies.set("hub_wanted", "aHR0cHM6Ly9ldmlsLmV4YW1wbGU")
        assert signs_in(world, hilde) == "/"


def test_a_mistake_in_the_address_and_a_second_link_keep_where_she_was_going(world: World) -> None:
    with world.client() as hilde:
        again = send(hilde, "/inloggen", {"email": "hilde", "next": "/radar"})
        assert again.status_code == 422
        assert 'name="next" value="/radar"' in again.text
        sent = send(hilde, "/inloggen", {"email": HILDE, "next": "/radar"})
        assert 'href="/inloggen?next=%2Fradar"' in sent.text


def test_an_old_wish_does_not_come_back_with_the_next_sign_in(world: World) -> None:
    with world.client() as hilde:
        assert signs_in(world, hilde, "/radar") == "/radar"
        send(hilde, "/afmelden", {})
        assert signs_in(world, hilde) == "/"
        send(hilde, "/inloggen", {"email": HILDE, "next": "/radar"})
        assert signs_in(world, hilde) == "/", "she began again, from the start page"


def test_who_is_signed_in_already_goes_straight_on(world: World) -> None:
    with world.client("Hilde Verbist") as hilde:
        assert hilde.get("/inloggen?next=%2Fradar", follow_redirects=False).headers["location"] == "/radar"
        assert hilde.get("/inloggen").status_code == 200


def test_a_piece_of_a_page_that_a_script_asks_for_is_not_where_anybody_wants_to_be(world: World) -> None:
    with world.client() as hilde:
        answer = hilde.get("/vandaag", headers={"HX-Request": "true"}, follow_redirects=False)
    assert answer.headers["location"] == "/inloggen"


def test_what_was_written_in_a_form_of_somebody_signed_out_is_there_to_copy(world: World) -> None:
    noor = world.refer()
    with world.client("Hilde Verbist") as hilde:
        hilde.get(f"/aanmeldingen/{noor}/notitie")
        send(hilde, "/uitloggen", {}, get_first=f"/aanmeldingen/{noor}")
        page = send(hilde, f"/aanmeldingen/{noor}/notitie", {"kind": "note", "text": "De <directeur> belde."})
        assert page.status_code == 403
        assert "Je bent niet meer ingelogd" in page.text
        assert "De &lt;directeur&gt; belde." in page.text
        assert f"/inloggen?next=%2Faanmeldingen%2F{noor}%2Fnotitie" in page.text
        stale = hilde.post(f"/aanmeldingen/{noor}/notitie", data={"kind": "note", "text": "De moeder belde."})
        assert stale.status_code == 403
        assert "De moeder belde." in stale.text
        from_elsewhere = {"Sec-Fetch-Site": "cross-site"}
        lured = hilde.post("/vandaag", data={"text": "Bel nu 0900."}, headers=from_elsewhere)
        lured_form = hilde.post(f"/aanmeldingen/{noor}/notitie", data={"text": "Bel nu 0900."}, headers=from_elsewhere)
        assert "Bel nu 0900." not in lured.text + lured_form.text, "no page of ours says what another site wrote"


def test_what_was_sent_while_signed_out_is_not_sent_again(world: World) -> None:
    noor = world.refer()
    with world.client() as hilde:
        page = f"/aanmeldingen/{noor}"
        answer = send(hilde, f"{page}/gelezen", {}, headers={"Referer": f"{hilde.base_url}{page}?bewaard=x"})
        assert answer.status_code == 403
        assert f"/inloggen?next={quote(page, safe='')}" in answer.text, "back to the page on which the button stands"
        elsewhere = send(hilde, f"{page}/vraag", {}, headers={"Referer": "https://evil.example//evil.example/x"})
        assert f"/inloggen?next={quote(page + '/vraag', safe='')}" in elsewhere.text
        garbled = send(hilde, f"{page}/vraag", {}, headers={"Referer": "http://[::1"})
        assert (garbled.status_code, elsewhere.status_code) == (403, 403)


def test_every_page_that_needs_somebody_asks_to_sign_in_and_remembers_itself(
    somewhere: tuple[World, dict[str, str]],
) -> None:
    world, names = somewhere
    wrong = []
    with world.client() as visitor:
        for method, path in all_routes():
            # A board asks for news of itself, a monitor has a token; names are looked at by a button only.
            if method != "GET" or WHO[path] == ANYBODY or path.endswith(("/live", "/wie", "/toon", "/metrics")):
                continue
            address = filled(path, names)
            to = visitor.get(address, follow_redirects=False).headers.get("location", "nowhere")
            # Whoever opens the address that a form is sent to comes to the page with that form, and signs in there.
            if to.startswith("/") and address.startswith(to):
                address, to = to, visitor.get(to, follow_redirects=False).headers.get("location", "nowhere")
            if to != f"/inloggen?next={quote(address, safe='')}":
                wrong.append(f"{address}: {to}")
    assert wrong == []
