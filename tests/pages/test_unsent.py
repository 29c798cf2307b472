"""A form that is kept and sent later, in a browser without JavaScript: a link of its own, and no referral before."""

import re
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlmodel import col, select

from hub import links
from hub.clock import real_now
from hub.dispatch.tables import Referral
from hub.home import dead_letters
from hub.intake import tidy, unsent
from hub.intake.form_view import typed_in
from hub.intake.tables import Document, UnsentForm
from hub.letters import MARKER, Letter
from hub.links import Link
from hub.problems import Invalid
from tests.browsers import token_in
from tests.cast import World, send
from tests.pages.test_referral_form import ELS, PDF, count, key_on, open_form, post

LINK = re.compile(r"/aanmelden/verder/[\w-]+")


def keep(client: TestClient, key: str, files: Any = None, **changes: str) -> Any:
    """Els presses *Bewaar en verstuur later*."""
    data = {**ELS, "_csrf_token": token_in(client), "form_key": key, **changes}
    sent = files if files is not None else {"files": ("", b"")}
    return client.post("/aanmelden/bewaar", data=data, files=sent, follow_redirects=False)


def seen_on(page: Any) -> str:
    """What the form of this page was opened with."""
    found = re.search(r'name="seen" value="([^"]+)"', page.text)
    assert found
    return found[1]


def keep_on(client: TestClient, page: Any, **changes: str) -> Any:
    """The same on the page of a form that was kept before."""
    return keep(client, key_on(page), seen=seen_on(page), **changes)


def kept_at(answer: Any) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).split("?")[0]


def mailed(world: World, kind: str = "unsent") -> str:
    """Where the link leads of the last letter of this kind."""
    letters = [one for one in all_of(world, Letter) if one.kind == kind]
    found = MARKER.search(max(letters, key=lambda one: one.real_written_at).body)
    assert found
    with world.desk() as work:
        link = next(one for one in all_of(world, Link) if one.marker == found[0])
        return links.path(work, link)


def all_of(world: World, table: Any) -> list[Any]:
    with world.desk() as work:
        return list(work.session.exec(select(table)))


def test_els_keeps_half_a_form_and_nobody_at_the_hub_sees_it(world: World) -> None:
    with world.client() as els:
        here = kept_at(keep(els, open_form(els), story="Noor komt al", main_reason="", referrer_organisation=""))
        page = els.get(here + "?ok=bewaard").text
        assert "Nog niet verstuurd" in page
        assert "We stuurden je link naar els@sintjans.example." in page
        assert "Noor komt al" in page
        assert 'value="2011"' in page
    assert count(world, Referral) == 0
    with world.client("Hilde Verbist") as hilde:
        for path in ("/vandaag", "/aanmeldingen", "/zoeken?q=amrani"):
            assert "Amrani" not in hilde.get(path).text
            assert "N.E." not in hilde.get(path).text


def test_the_letter_has_the_link_and_no_word_of_the_form_and_the_link_a_button_first(world: World) -> None:
    with world.client() as els:
        here = kept_at(keep(els, open_form(els)))
        kept_at(keep_on(els, els.get(here), story="Noor komt al vier weken niet."))
    [letter] = all_of(world, Letter)
    assert (letter.kind, letter.to_address) == ("unsent", "els@sintjans.example")
    for secret in ("Noor", "Amrani", "weken", "Griet"):
        assert secret not in letter.subject + letter.body
    with world.client() as scanner:
        page = scanner.get(here).text
        assert "Dit ben ik, ga verder" in page
        for secret in ("Noor", "Amrani", "weken"):
            assert secret not in page


def test_on_another_device_els_goes_on_with_it_and_sends_it(world: World) -> None:
    with world.client() as els:
        here = kept_at(keep(els, open_form(els), files={"files": PDF}, story=""))
        with world.client() as phone:
            assert send(phone, here, {}, get_first=here).status_code == 303
            page = phone.get(here)
            assert "El Amrani" in page.text
            assert "verslag.pdf" in page.text
            sent = post(phone, key_on(page))
            assert sent.status_code == 303
            assert "CM-2026-00001" in phone.get(sent.headers["location"]).text
            assert "CM-2026-00001" in phone.get(here).text
        assert "Deze aanmelding is verstuurd" in els.get(here).text
        late = keep(els, open_form(els), story="Iets anders.")
        assert late.status_code == 303
    assert count(world, Referral) == 1
    assert [one.referral_id is not None for one in all_of(world, Document)] == [True]
    first = next(one for one in all_of(world, UnsentForm) if one.referral_id)
    assert first.typed == {}, "what was typed lives in the referral only"


def test_a_form_that_was_kept_may_be_sent_without_a_word_more_than_before(world: World) -> None:
    with world.client() as els:
        here = kept_at(keep(els, open_form(els)))
        assert post(els, key_on(els.get(here)), first_name="", last_name="", clb_contact="").status_code == 303


def test_a_national_register_number_is_not_even_kept_for_a_day(world: World) -> None:
    with world.client() as els:
        for field in ("story", "referrer_phone", "last_name", "urgency_motive"):
            again = keep(els, open_form(els), **{field: "zie 85.07.30-033.28"})
            assert again.status_code == 422
            assert "rijksregisternummer" in again.text
            assert "zie 85.07.30-033.28" in again.text
        here = kept_at(keep(els, open_form(els)))
        seen = re.search(r'name="seen" value="([^"]+)"', els.get(here).text)
        assert seen
        quiet = send(els, f"{here}/onderweg", {**ELS, "story": "zie 85.07.30-033.28", "seen": seen[1]})
        assert quiet.status_code == 422
    [kept] = all_of(world, UnsentForm)
    assert kept.typed["story"] == ELS["story"]


def test_what_els_types_on_is_saved_quietly_and_never_over_what_another_device_did(world: World) -> None:
    with world.client() as els:
        here = kept_at(keep(els, open_form(els)))
        page = els.get(here)
        seen = re.search(r'name="seen" value="([^"]+)"', page.text)
        assert seen
        typed = {**ELS, "story": "Noor komt al vijf weken niet."}
        said = send(els, f"{here}/onderweg", {**typed, "seen": seen[1]}).json()
        assert said["said"].startswith("Bewaard om ")
        assert "vijf weken" in els.get(here).text
        assert send(els, f"{here}/onderweg", {**typed, "seen": seen[1]}).status_code == 409
        late = keep(els, key_on(page), seen=seen[1], story="Van de oude pagina.")
        assert late.status_code == 409
        assert "Van de oude pagina." in late.text
        assert "werd intussen al bewaard" in late.text
        with world.client() as stranger:
            stranger.get(here)
            assert send(stranger, f"{here}/onderweg", typed).status_code == 403
    assert count(world, Letter) == 1


def test_a_wrong_address_that_is_mended_takes_the_first_link_away(world: World) -> None:
    with world.client() as els:
        here = kept_at(keep(els, open_form(els), referrer_email="jan@sintjans.example", story=""))
        with world.client() as jan:
            first = mailed(world)
            send(jan, first, {})
            theirs = key_on(jan.get(first))
            assert kept_at(keep_on(els, els.get(here), story="Voor Els alleen.")) == here
            at = mailed(world)
            assert jan.get(first).status_code == 404
            assert "Voor Els alleen." not in jan.get(f"/aanmelden?vorm={theirs}").text
            assert "Voor Els alleen." not in keep(jan, theirs).text
        for page in (here, at):
            send(els, page, {})
            assert "Voor Els alleen." in els.get(page).text
    assert [letter.to_address for letter in all_of(world, Letter)] == [
        "jan@sintjans.example",
        "els@sintjans.example",
        "els@sintjans.example",
    ]


def test_who_comes_back_to_the_first_address_gets_a_link_there_that_works(world: World) -> None:
    with world.client() as els:
        here = kept_at(keep(els, open_form(els)))
        for address in ("elz@sintjans.example", "els@sintjans.example"):
            here = kept_at(keep_on(els, els.get(here), referrer_email=address))
    letters = sorted(all_of(world, Letter), key=lambda letter: letter.real_written_at)
    assert [letter.to_address.partition("@")[0] for letter in letters] == ["els", "elz", "els"]
    with world.desk() as work:
        live = select(Link).where(col(Link.withdrawn_at).is_(None), col(Link.browser_hash).is_(None))
        [link] = work.session.exec(live)
        assert link.marker in letters[-1].body


def test_what_another_device_saved_while_this_one_opened_the_form_is_not_written_over(world: World) -> None:
    with world.client() as els:
        kept_at(keep(els, open_form(els)))
    with world.desk() as work:
        opened = work.session.exec(select(UnsentForm)).one()
        seen, typed = unsent.seen_of(opened), {**typed_in({}), **ELS, "story": "Van dit toestel."}
        with world.desk(now=real_now()) as other:
            theirs = other.session.exec(select(UnsentForm)).one()
            unsent.keep_on_the_way(other, theirs, {**typed, "story": "Van het andere."}, unsent.seen_of(theirs))
        with pytest.raises(unsent.Overtaken):
            unsent.keep_on_the_way(work, opened, typed, seen)
    assert all_of(world, UnsentForm)[0].typed["story"] == "Van het andere."


def test_the_desk_sends_such_a_link_to_nobody_else(world: World) -> None:
    with world.client() as els:
        kept_at(keep(els, open_form(els)))
    with world.desk("Hilde Verbist") as work:
        letter = work.session.exec(select(Letter)).one()
        letter.parked_at = work.now
        with pytest.raises(Invalid) as refused:
            dead_letters.write_again(work, letter.id, "hilde@dijleland.example")
        assert "Wat iemand bewaarde, leest alleen die persoon" in refused.value.errors["address"]
        assert dead_letters.write_again(work, letter.id, "Els@sintjans.example")


def test_without_an_address_the_link_stands_on_the_page_only(world: World) -> None:
    with world.client() as els:
        here = kept_at(keep(els, open_form(els), referrer_email="els@"))
        page = els.get(here).text
        assert f"http://testserver.local{here}" in page
        assert "Vul je e-mailadres in" in page
        assert 'value="els@"' in page
    assert all_of(world, Letter) == []


def test_one_address_is_not_filled_with_links_by_anybody(world: World) -> None:
    with world.client() as somebody:
        for n in range(7):
            kept_at(keep(somebody, open_form(somebody), story=f"Nummer {n}"))
    assert count(world, Letter) == unsent.MOST_LETTERS


def test_els_throws_it_away(world: World) -> None:
    with world.client() as els:
        here = kept_at(keep(els, open_form(els), files={"files": PDF}))
        assert "Je bewaarde aanmelding is weg" in send(els, f"{here}/weg", {}).text
        assert els.get(here).status_code == 404
    [kept] = all_of(world, UnsentForm)
    assert (kept.typed, kept.mailed_to) == ({}, "")
    with world.desk(now=real_now()) as work:
        assert tidy.forget_kept(work) == 1
    assert (count(world, UnsentForm), count(world, Document)) == (0, 0)


def test_who_is_ready_on_a_shared_computer_leaves_nothing_there(world: World) -> None:
    with world.client() as els:
        here = kept_at(keep(els, open_form(els)))
        key = key_on(els.get(here))
        assert "Klaar op deze computer" in send(els, f"{here}/vergeet", {}).text
        for path in (here, f"/aanmelden?vorm={key}", "/aanmelden"):
            assert "Amrani" not in els.get(path).text
        send(els, here, {})
        assert "Amrani" in els.get(here).text


def test_els_who_signs_in_finds_what_she_did_not_send_yet(world: World) -> None:
    with world.client() as somebody:
        kept_at(keep(somebody, open_form(somebody)))
    at = mailed(world)
    with world.client("Els Dierckx") as els:
        page = els.get("/mijn-aanmeldingen").text
        assert "Nog niet verstuurd" in page
        assert f'href="{at}"' in page
    with world.client("Griet Somers") as griet:
        assert at not in griet.get("/mijn-aanmeldingen").text


def test_a_form_without_its_token_is_neither_kept_nor_lost(world: World) -> None:
    with world.client() as els:
        key = open_form(els)
        again = els.post("/aanmelden/bewaar", data={**ELS, "form_key": key}, files={"files": PDF})
        assert again.status_code == 422
        assert "stond te lang open" in again.text
        assert "El Amrani" in again.text
    assert count(world, UnsentForm) == 0
