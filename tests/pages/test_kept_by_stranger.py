"""A stranger keeps a form under the address of a school: what the school types behind its mailed link is its own."""

import re
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlmodel import select

from hub.dispatch.tables import Referral
from hub.intake import kept_links
from hub.intake.tables import UnsentForm
from hub.letters import Letter
from tests.browsers import token_in
from tests.cast import World, send
from tests.pages.test_referral_form import ELS, PDF, key_on, open_form, post
from tests.pages.test_unsent import all_of, keep, keep_on, kept_at, mailed, seen_on

ELSEWHERE = "Er is verder geschreven via de link in je e-mail. Open die link."
SECRET = "Noor slaapt al een week in de garage."


def opens(client: TestClient, at: str) -> Any:
    send(client, at, {}, get_first=at)
    return client.get(at)


def field(page: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    return found[1] if found else ""


def post_on(client: TestClient, address: str, page: Any, **changes: str) -> Any:
    """The form of this page, sent to an address with these words."""
    hidden = {name: field(page, name) for name in ("form_key", "seen", "through")}
    data = {**ELS, "_csrf_token": token_in(client), **hidden, **changes}
    return client.post(address, data=data, files={"files": ("", b"")}, follow_redirects=False)


@pytest.mark.parametrize("quietly", [True, False])
def test_what_a_school_types_behind_a_mailed_link_is_not_the_strangers_who_kept_it(world: World, quietly: bool) -> None:
    with world.client() as stranger, world.client() as school:
        before = stranger.get("/aanmelden")
        here = kept_at(keep(stranger, key_on(before), story="", first_name="", last_name=""))
        page = stranger.get(here)
        at = mailed(world)
        assert at != here, "what a browser was shown is not what was mailed"
        assert at not in page.text
        theirs = opens(school, at)
        if quietly:
            said = send(school, f"{at}/onderweg", {**ELS, "story": SECRET, "seen": seen_on(theirs)})
            assert said.status_code == 200
        else:
            hidden = {"through": field(theirs, "through"), "seen": seen_on(theirs)}
            kept = keep(school, key_on(theirs), files={"files": PDF}, story=SECRET, **hidden)
            assert kept.headers["location"] == at + "?ok=bewaard"
        reads_nothing(world, stranger, here, page, before)
        assert [one.typed["story"] for one in all_of(world, UnsentForm) if one.mailed_to and one.key_before] == [SECRET]
        assert SECRET in school.get(at).text
        sent = post_on(school, "/aanmelden", school.get(at), story=SECRET)
        assert sent.status_code == 303
        reads_nothing(world, stranger, here, page, before)
        noor = next(one for one in all_of(world, Referral) if one.story == SECRET)
        assert noor.number not in stranger.get(here).text
        assert "is verstuurd" in school.get(at).text


def reads_nothing(world: World, stranger: TestClient, here: str, page: Any, before: Any) -> None:
    """Whatever the stranger asks or sends with what its browser has, the words of the school stay out of it."""
    for address in (here, f"/aanmelden?vorm={key_on(page)}", f"/aanmelden?vorm={key_on(before)}"):
        shown = stranger.get(address)
        assert ELSEWHERE in shown.text, address
        for words in ("garage", "verslag.pdf", "sintjans.example", "Dierckx"):
            assert words not in shown.text
    for address in ("/aanmelden", "/aanmelden/bewaar", f"{here}/collega"):
        for old, changes in ((page, {}), (before, {}), (page, {"seen": "", "through": ""})):
            of = f"{len(all_of(world, Referral))}{len(address)}{len(changes)}@sintjans.example"  # none too often
            late = post_on(stranger, address, old, story="Van de vreemde.", referrer_email=of, **changes)
            assert (late.status_code, ELSEWHERE in late.text) == (409, True), (address, changes)
            assert "Van de vreemde." in late.text
            assert "garage" not in late.text
            assert "verslag.pdf" not in late.text
    quiet = send(stranger, f"{here}/onderweg", {**ELS, "story": "Van de vreemde.", "seen": seen_on(page)})
    assert (quiet.status_code, quiet.json()) == (409, {"said": ELSEWHERE, "seen": ""})
    for what in ("", "/weg", "/terug"):
        assert "garage" not in send(stranger, here + what, {}).text


def test_a_desktop_whose_form_goes_on_on_the_phone_says_where_and_loses_no_word(world: World) -> None:
    with world.client() as desktop, world.client() as phone:
        here = kept_at(keep(desktop, open_form(desktop)))
        stood_open = desktop.get(here)
        at = mailed(world)
        on_phone = opens(phone, at)
        assert ELS["story"].split("\n")[0] in on_phone.text
        assert kept_at(keep_on(desktop, stood_open, story="Op de desktop, nog voor de telefoon.")) == here
        late = post_on(phone, "/aanmelden/bewaar", on_phone, story="Op de telefoon.")
        assert (late.status_code, "nog voor de telefoon" in late.text) == (409, True)
        assert kept_at(post_on(phone, "/aanmelden/bewaar", late, story="Op de telefoon.")) == at
        told = post_on(desktop, "/aanmelden/bewaar", stood_open, story="Op de desktop.")
        assert (told.status_code, ELSEWHERE in told.text, "Op de desktop." in told.text) == (409, True, True)
        assert "Verstuur de aanmelding" not in told.text
        assert told.text.count(f'action="{here}/nieuwe-link"') == 1
        for _n in range(5):
            again = send(desktop, f"{here}/nieuwe-link", {})
            assert (again.status_code, "Kijk in je mailbox" in again.text) == (200, True)
        assert [one.to_address for one in all_of(world, Letter)] == [ELS["referrer_email"]] * 4, "three more in an hour"
        assert mailed(world) == at
        nothing = send(desktop, "/aanmelden/verder/dit-is-er-nooit-een-geweest/nieuwe-link", {})
        assert same_words(nothing.text) == same_words(again.text)
        assert post_on(phone, "/aanmelden", phone.get(at), story="Op de telefoon.").status_code == 303
        assert send(desktop, f"{here}/vergeet", {}).status_code == 200
    assert [one.story for one in all_of(world, Referral)] == ["Op de telefoon."]


def same_words(page: str) -> str:
    return page.partition("<main")[2].partition("</main")[0]


def test_els_who_signs_in_goes_on_everywhere_and_from_then_on_nobody_else_does(world: World) -> None:
    with world.client() as stranger, world.client("Els Dierckx") as els:
        here = kept_at(keep(stranger, open_form(stranger), story=""))
        page = stranger.get(here)
        send(els, here, {})  # the stranger sent his own link
        theirs = els.get(here)
        quiet = send(els, f"{here}/onderweg", {**ELS, "story": SECRET, "seen": seen_on(theirs)})
        assert quiet.status_code == 200
        assert ELSEWHERE in stranger.get(here).text
        assert ELSEWHERE in stranger.get(f"/aanmelden?vorm={key_on(page)}").text
        again = send(els, f"{here}/onderweg", {**ELS, "story": SECRET + "!", "seen": quiet.json()["seen"]})
        assert again.status_code == 200
        assert els.get(here, follow_redirects=False).headers["location"] == mailed(world)
        late = post_on(els, "/aanmelden/bewaar", theirs, story="Van eerder.")
        assert (late.status_code, SECRET in late.text) == (409, True)
        assert kept_at(post_on(els, "/aanmelden/bewaar", late, story=SECRET)) == mailed(world)


def test_who_gives_a_form_another_address_reads_nothing_of_what_is_typed_there(world: World) -> None:
    with world.client() as first, world.client() as second, world.client() as third:
        here = kept_at(keep(first, open_form(first), referrer_email="een@sintjans.example"))
        a_page = first.get(here)
        at = mailed(world)
        kept_at(post_on(second, "/aanmelden/bewaar", opens(second, at), referrer_email="een@sintjans.example"))
        b_page = second.get(at)
        there = kept_at(post_on(second, "/aanmelden/bewaar", b_page, referrer_email="drie@sintjans.example"))
        assert there not in (at, mailed(world))
        c_page = second.get(there)
        theirs = opens(third, mailed(world))
        kept_at(post_on(third, "/aanmelden/bewaar", theirs, referrer_email="drie@sintjans.example", story=SECRET))
        for who, addresses, pages in ((first, [here, at], [a_page]), (second, [at, there], [b_page, c_page])):
            for address in [*addresses, *(f"/aanmelden?vorm={key_on(one)}" for one in pages)]:
                assert "garage" not in who.get(address).text
            for page in pages:
                for through in (field(page, "through"), ""):
                    late = post_on(who, "/aanmelden/bewaar", page, through=through, referrer_email="", story="Niets.")
                    assert "garage" not in late.text
        assert SECRET in third.get(mailed(world)).text


@pytest.mark.parametrize("what", ["throws it away", "gives another address", "sends it"])
def test_a_stranger_who_ends_a_form_on_which_a_school_is_typing_reads_nothing_of_it(world: World, what: str) -> None:
    with world.client() as stranger, world.client() as school:
        here = kept_at(keep(stranger, open_form(stranger), story="Van de vreemde."))
        page = stranger.get(here)
        theirs = opens(school, mailed(world))
        if what == "throws it away":
            send(stranger, f"{here}/weg", {})
        elif what == "sends it":
            assert post_on(stranger, "/aanmelden", page, story="Van de vreemde.").status_code == 303
        else:
            kept_at(post_on(stranger, "/aanmelden/bewaar", page, referrer_email="vreemd@elders.example"))
        for address in ("/aanmelden/bewaar", "/aanmelden"):
            mine = post_on(school, address, theirs, story=SECRET)
            assert mine.status_code == 303 or SECRET in mine.text
            for look in (here, f"/aanmelden?vorm={key_on(page)}"):
                assert "garage" not in stranger.get(look).text
            assert "garage" not in post_on(stranger, "/aanmelden/bewaar", page, story="Wat staat er nu?").text
        assert SECRET in mine.text or SECRET in [one.story for one in all_of(world, Referral)]


def test_a_file_that_a_school_chose_shows_to_nobody_else_not_even_by_its_name(world: World) -> None:
    with world.client() as stranger, world.client() as school:
        here = kept_at(keep(stranger, open_form(stranger), story=""))
        page = stranger.get(here)
        theirs = opens(school, mailed(world))
        hidden = {"through": field(theirs, "through"), "seen": seen_on(theirs)}
        again = post(school, key_on(theirs), files={"files": PDF}, story="", **hidden)
        assert (again.status_code, "verslag.pdf" in again.text) == (422, True)
        for address in (here, f"/aanmelden?vorm={key_on(page)}"):
            assert "verslag.pdf" not in stranger.get(address).text
        sent = post(stranger, key_on(page), story="Van de vreemde.")
        assert (sent.status_code, ELSEWHERE in sent.text, all_of(world, Referral)) == (409, True, [])
        assert post_on(school, "/aanmelden", again).status_code == 303


def test_a_link_that_was_shown_and_not_mailed_says_who_reads_along(world: World) -> None:
    with world.client() as stranger, world.client() as school:
        here = kept_at(keep(stranger, open_form(stranger)))
        assert "Die leest wat je hier typt." in school.get(here).text
        asked = school.get(mailed(world)).text
        assert "kijk na of jij dit schreef" in asked
        assert "Die leest" not in asked


def test_a_form_that_came_by_mail_names_the_address_that_it_came_to_and_no_other(world: World) -> None:
    """Else the words of the school would be mailed to a stranger who put its own address in quietly."""
    with world.client() as stranger, world.client() as school:
        here = kept_at(keep(stranger, open_form(stranger), story=""))
        other = {**ELS, "referrer_email": "vreemd@elders.example", "seen": seen_on(stranger.get(here))}
        assert send(stranger, f"{here}/onderweg", other).status_code == 200
        theirs = opens(school, mailed(world))
        assert "elders.example" not in theirs.text
        assert f'value="{ELS["referrer_email"]}"' in theirs.text
        assert 'value="vreemd@elders.example"' in stranger.get(here).text


def test_a_link_of_before_that_was_mailed_and_shown_brings_a_new_one_to_the_mailbox(world: World) -> None:
    with world.client() as els:
        here = kept_at(keep(els, open_form(els), story=SECRET))
        with world.desk() as work:  # as the upgrade leaves it
            (kept,) = work.session.exec(select(UnsentForm)).all()
            mailed_then = kept_links.mailed_of(work, kept.id)
            assert mailed_then
            mailed_then.browser_hash = "a browser, before"
            kept_links.prove(work, kept)
        page = els.get(here).text
        assert "Je krijgt een nieuwe per e-mail." in page
        assert "garage" not in page
        send(els, f"{here}/nieuwe-link", {})
        assert SECRET in opens(els, mailed(world)).text
        assert ELSEWHERE in els.get(here).text
