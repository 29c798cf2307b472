"""What somebody tries who means harm, or who finds what was left lying about."""

import re
from dataclasses import replace
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hub.asker import Role
from hub.dispatch import agenda, cards, claims, clarify, tracks
from hub.dispatch.sharing import recording
from hub.hubs import hub_named
from hub.intake.arrival import store_raw
from hub.links import Link, Purpose, address
from hub.partners.tables import Offer
from hub.people.desk import add_person
from tests.browsers import browser
from tests.cast import World, send
from tests.pages.test_referral_form import open_form, post

GUARDS = ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy")


@pytest.mark.parametrize("path", ["/er-is-niets", "/static/er-is-niets.js", "/"])
def test_a_page_that_says_no_is_guarded_like_every_other(world: World, path: str) -> None:
    with world.client() as visitor:
        answers = [visitor.get(path), visitor.put(path), visitor.post(path, data={})]
    for answer in answers:
        assert [name for name in GUARDS if name not in answer.headers] == []


def test_behind_tls_a_page_that_does_not_exist_asks_for_tls_too(world: World) -> None:
    settings = replace(world.store.settings, public_url="https://meldpunt.example")
    with browser(settings) as visitor:
        assert "strict-transport-security" in visitor.get("/er-is-niets").headers


def test_a_file_that_is_missing_for_a_moment_is_not_missed_for_a_year(world: World) -> None:
    with world.client() as visitor:
        assert "no-store" in visitor.get("/static/er-is-niets.js").headers["cache-control"]
        assert "immutable" in visitor.get("/static/favicon.svg").headers["cache-control"]


@pytest.mark.parametrize("body", ["a=1&" * 20_000, "a=" + "x" * 3_000_000])
def test_a_form_of_endless_fields_is_refused_before_it_is_read(world: World, body: str) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    with world.client() as visitor:
        for path in ("/inloggen", "/aanmelden"):
            assert visitor.post(path, content=body, headers=kind).status_code == 413


def test_words_as_large_as_a_file_are_refused_while_they_come_in_and_a_file_is_not(world: World) -> None:
    large = {"story": "x" * 3_000_000}
    with world.client() as visitor:
        for path in ("/aanmelden", "/aanmelden/bewaar", "/inloggen"):
            assert visitor.post(path, data=large, files={"files": ("a.txt", b"")}).status_code == 413
        taken = visitor.post("/aanmelden", data={"story": "Zorg"}, files={"files": ("a.txt", b"x" * 3_000_000)})
        assert taken.status_code == 422  # it was read, and asks for the rest
        broken = {"content-type": "multipart/form-data; boundary=een"}
        slow = (
            b'--een\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=punycode\r\n\r\n'
        )
        assert visitor.post("/aanmelden", content=slow + b"a\r\n--een--\r\n", headers=broken).status_code == 400
        torn = b'--een\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\xfe\r\n--een--\r\n'
        assert visitor.post("/aanmelden", content=torn, headers=broken).status_code == 400
        assert visitor.post("/aanmelden", content=b"--een\r\nx", headers=broken).status_code == 400


def test_what_went_wrong_is_logged_without_what_was_typed(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    referral_id = world.refer()
    with world.client("Hilde Verbist") as hilde:
        change(world, "ALTER TABLE message ALTER COLUMN text TYPE varchar(5)")
        answer = send(hilde, f"/aanmeldingen/{referral_id}/notitie", {"kind": "note", "text": "Zwaantje belde."})
    said = "".join(capfd.readouterr())
    assert answer.status_code == 500
    assert "a page failed" in said
    assert "DataError" in said
    assert "clarify.py" in said
    assert "Zwaantje" not in said


def test_a_page_that_breaks_behind_a_link_does_not_log_the_link(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    token = "T" * 32
    with world.client() as visitor:
        change(world, "ALTER TABLE link RENAME COLUMN used_at TO gone_at")
        answer = visitor.get(f"/mijn-aanmelding/{token}")
    said = "".join(capfd.readouterr())
    assert answer.status_code == 500
    assert "a page failed" in said
    assert token not in said


@pytest.mark.parametrize("path", ["/aanmelding/%00", "/aanmelden?hub=%00", "/aanmeldingen?na=%00"])
def test_an_address_with_a_sign_that_no_database_takes_does_not_exist(world: World, path: str) -> None:
    with world.client("Hilde Verbist") as hilde:
        assert hilde.get(path).status_code == 404


def test_a_row_with_an_endless_number_is_no_row(world: World) -> None:
    with world.desk() as work:
        mail_id = store_raw(work, b"From: a@b.example\r\nSubject: x\r\n\r\ny\r\n", "upload", "a file").id
    with world.client("Hilde Verbist") as hilde:
        answer = send(hilde, f"/vandaag/mails/{mail_id}/aanmeldingen", {"first_name_" + "9" * 5000: "x", "more": "1"})
    assert answer.status_code < 500


def test_an_appointment_beyond_every_calendar_is_refused_in_words(world: World) -> None:
    referral_id = world.refer()
    typed = {"day": "9999-12-31", "time": "23:59", "minutes": "45", "way": "phone", "place": ""}
    with world.client("Hilde Verbist") as hilde:
        answer = send(hilde, f"/aanmeldingen/{referral_id}/afspraak", typed)
    assert answer.status_code == 422


def test_behind_tls_no_cookie_travels_in_the_clear(world: World) -> None:
    settings = replace(world.store.settings, public_url="https://meldpunt.example")
    with browser(settings) as visitor:
        cookies = visitor.get("/?lang=en").headers.get_list("set-cookie")
        cookies += visitor.get("/aanmelden").headers.get_list("set-cookie")
        cookies += send(visitor, f"/demo/{world['Hilde Verbist']}", {}).headers.get_list("set-cookie")
    assert {cookie.partition("=")[0].removeprefix("__Host-") for cookie in cookies} >= {
        "lang", "hub_csrf", "hub_form", "hub_session",
    }  # fmt: skip
    assert [cookie for cookie in cookies if "Secure" not in cookie or "HttpOnly" not in cookie] == []


def test_behind_tls_no_sibling_address_can_set_a_cookie_and_everything_works_with_ours(world: World) -> None:
    """A browser takes a cookie with this prefix from the address itself only."""
    settings = replace(world.store.settings, public_url="https://meldpunt.example")
    sent: list[str] = []
    with browser(settings) as visitor:
        visitor.event_hooks["response"].append(lambda answer: sent.extend(answer.headers.get_list("set-cookie")))
        visitor.get("/?lang=en")
        assert 'lang="en"' in visitor.get("/").text
        visitor.get("/?lang=nl")
        receipt = visitor.get(post(visitor, open_form(visitor)).headers["location"]).text
        link = re.search(r"https://meldpunt\.example(/mijn-aanmelding/[\w-]+)", receipt)
        assert link
        assert send(visitor, link[1], {}).status_code == 303
        assert "Noor komt al drie weken niet." in visitor.get(link[1]).text
        assert send(visitor, f"{link[1]}/vergeet", {}).status_code == 303
        assert "Noor komt al drie weken niet." not in visitor.get(link[1]).text
        visitor.get("/vandaag")
        send(visitor, "/inloggen", {"email": "hilde@dijleland.example", "next": "/vandaag"})
        with world.desk() as work:
            asked = work.session.exec(select(Link).where(Link.purpose == Purpose.SIGN_IN)).one()
            way = address(work, asked).removeprefix(world.store.settings.public_url)
        assert send(visitor, way, {}).headers["location"] == "/vandaag"
        assert visitor.get("/vandaag", follow_redirects=False).status_code == 200
        plain = [name for name in visitor.cookies if not name.startswith("__Host-")]
        ours = dict(visitor.cookies)
        visitor.cookies.clear()
        visitor.cookies.update({name.removeprefix("__Host-"): value for name, value in ours.items()})
        assert visitor.get("/vandaag", follow_redirects=False).status_code == 303, "a plain name is not read"
    assert plain == []
    names = {cookie.partition("=")[0] for cookie in sent}
    expected = ("lang", "hub_csrf", "hub_form", "hub_sent", "hub_browser", "hub_wanted", "hub_session")
    assert names >= {f"__Host-{name}" for name in expected}
    assert any(name.startswith("__Host-hub_opened_") for name in names)
    for cookie in sent:
        parts = [part.strip() for part in cookie.split(";")]
        assert parts[0].startswith("__Host-")
        assert {"Path=/", "Secure", "HttpOnly"} <= set(parts)
        assert "domain" not in cookie.lower()


def test_what_a_partner_promises_names_nobody_to_the_other_partners(world: World) -> None:
    referral_id, _claim_id = taken_up(world, "We gaan verder met Noor El Amrani.")
    with world.client("Tom Claes") as tom:
        board = tom.get("/tafel")
        page = tom.get(f"{board.url.path}/zaak/{referral_id}")
    assert "We gaan verder met" in page.text
    assert "Noor" not in board.text + page.text
    assert "Amrani" not in board.text + page.text


def test_who_sits_at_the_desk_and_with_a_partner_keeps_the_two_apart(world: World) -> None:
    referral_id, claim_id = taken_up(world, "")
    with world.desk("Hilde Verbist") as work:
        track_id = claims.confirm(work, claim_id).id
    with world.desk() as work:
        kompas = world["Kompas NAFT"]
        add_person(work, "Karim Haddou", "karim@dijleland.example", Role.PARTNER, organisation_id=kompas)
    with world.desk("Karim Haddou") as work:
        clarify.note(work, referral_id, "note", "Vertrouwelijk, van het meldpunt.")
        tracks.sign_of_life(work, track_id, "Gebeld voor Kompas.")
    with world.client("Nadia Pauwels") as nadia:
        page = nadia.get(f"/trajecten/{track_id}").text
    assert "Gebeld voor Kompas." in page
    assert "Vertrouwelijk" not in page


def taken_up(world: World, commitment: str) -> tuple[UUID, UUID]:
    """A case on the next table, taken up by Nadia with this promise: its id and that of the claim."""
    referral_id = world.refer()
    with world.desk("Hilde Verbist") as work:
        agenda.ensure_sessions(work, hub_named(work.session, None).id)
        cards.write_card(work, referral_id, cards.Written("N.E.", "Wat is er nodig?", "", ""))
        cards.approve_card(work, referral_id)
        recording.all_agreed(work, referral_id)
        agenda.put_on_table(work, referral_id)
    with world.desk("Nadia Pauwels") as work:
        own = work.asker.organisations_as(Role.PARTNER)
        offer = work.session.exec(select(Offer).where(col(Offer.organisation_id).in_(own), Offer.active)).first()
        assert offer is not None
        return referral_id, claims.claim(work, referral_id, offer.id, "lead", commitment).id


def change(world: World, statement: str) -> None:
    """Something about the database that the pages do not expect."""
    with world.store.engine.begin() as owner:
        owner.execute(sa.text(statement))


def test_a_cookie_that_was_never_ours_is_a_browser_without_one(world: World) -> None:
    with world.client() as visitor:
        page = visitor.get("/aanmelden", headers={"Cookie": "hub_form=%ED%A0%80"})
    assert (page.status_code, "hub_form" in page.cookies) == (200, True)
