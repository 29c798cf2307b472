"""Back, and send again: one referral, a receipt that is shown again, and no word lost."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

from sqlmodel import select

from hub.dispatch.tables import Referral, Youngster
from hub.intake.tables import Document
from hub.intake.uploads import MOST_FILES
from hub.letters import Letter
from hub.links import A_DAY
from tests.cast import World, send
from tests.machine import PATIENCE
from tests.pages.test_referral_form import PDF, count, key_on, open_form, post

NAMELESS = {"first_name": "", "last_name": "", "birth_date_day": "", "birth_date_month": "", "birth_date_year": ""}


def test_back_and_send_again_makes_one_referral_and_shows_its_receipt(world: World) -> None:
    with world.client() as els:
        first = post(els, open_form(els)).headers["location"]
        page = els.get("/aanmelden")
        assert "Je verstuurde daarnet CM-2026-00001" in page.text
        assert first.split("?")[0] in page.text
        # A browser that goes back fills in the story, and not the fields that it was told not to keep.
        second = post(els, key_on(page), files={"files": PDF}, **NAMELESS)
        assert second.status_code == 303
        receipt = els.get(second.headers["location"]).text
    assert "Deze aanmelding heb je al verstuurd" in receipt
    assert "CM-2026-00001" in receipt
    assert [count(world, table) for table in (Referral, Document)] == [1, 0]
    with world.desk() as work:
        assert sorted(work.session.exec(select(Letter.kind))) == ["clb_asked", "receipt"]


def test_a_brother_with_the_same_story_is_a_second_referral(world: World) -> None:
    with world.client() as els:
        post(els, open_form(els))
        assert "al=" not in post(els, open_form(els), first_name="Ilyas").headers["location"]
    assert count(world, Youngster) == 2


def test_els_may_say_that_it_is_another_youngster_and_types_only_who(world: World) -> None:
    with world.client() as els:
        post(els, open_form(els))
        receipt = els.get(post(els, open_form(els), **NAMELESS).headers["location"]).text
        way = re.search(r'href="(/aanmelden\?nog=[^"]+)">Het is een andere jongere', receipt)
        assert way
        form = els.get(way[1].replace("&amp;", "&"))
        for typed in (
            "Noor komt al drie weken niet.",
            "Els Dierckx",
            "zorgcoördinator",
            "015 00 00 01",
            "Griet Somers",
        ):
            assert typed in form.text
        assert "El Amrani" not in form.text
        another = re.search(r'name="another" value="([^"]+)"', form.text)
        assert another
        sent = post(els, key_on(form), another=another[1], **NAMELESS).headers["location"]
        assert "al=" not in sent
        once_more = post(els, open_form(els), another="nonsense", **NAMELESS).headers["location"]
        assert "al=" in once_more
    assert count(world, Referral) == 2


def test_one_more_youngster_begins_with_who_refers(world: World) -> None:
    with world.client() as els:
        receipt = els.get(post(els, open_form(els)).headers["location"]).text
        way = re.search(r'href="(/aanmelden\?nog=[^"]+)">Nog een jongere', receipt)
        assert way
        form = els.get(way[1]).text
    for typed in ("Els Dierckx", "zorgcoördinator", "els@sintjans.example", "015 00 00 01"):
        assert f'value="{typed}"' in form
    assert "Noor komt al drie weken niet." not in form
    with world.client() as stranger:
        stranger.get("/aanmelden")
        assert "Els Dierckx" not in stranger.get(way[1]).text


def test_who_says_klaar_leaves_nothing_behind_the_form_either(world: World) -> None:
    with world.client() as els:
        receipt = post(els, open_form(els)).headers["location"]
        page = els.get(receipt).text
        link, way = re.search(r'(/mijn-aanmelding/[\w-]+)"', page), re.search(r'href="(/aanmelden\?nog=[^"]+)"', page)
        assert link
        assert way
        assert send(els, link[1], {}).status_code == 303
        assert "Noor komt al drie weken niet." in els.get(f"{way[1]}&zelfde=1").text
        send(els, f"{link[1]}/vergeet", {})
        for path in ("/aanmelden", f"{way[1]}&zelfde=1"):
            page = els.get(path).text
            assert "CM-2026-00001" not in page, path
            assert "Noor komt al drie weken niet." not in page, path
        assert els.get(receipt).status_code == 404


def test_what_was_sent_longer_than_a_day_ago_is_not_filled_in_any_more(world: World) -> None:
    with world.client() as els:
        page = els.get(post(els, open_form(els)).headers["location"]).text
        way = re.search(r'href="(/aanmelden\?nog=[^"]+)"', page)
        assert way
        with world.desk() as work:
            case = work.session.exec(select(Referral)).one()
            assert case.submitted_at
            case.submitted_at -= A_DAY
        assert "els@sintjans.example" not in els.get(f"{way[1]}&zelfde=1").text


def test_a_corrected_address_or_a_name_that_comes_later_is_asked_about(world: World) -> None:
    with world.client() as els:
        post(els, open_form(els), **NAMELESS)
        for changes in ({}, {**NAMELESS, "referrer_email": "els.dierckx@sintjans.example"}):
            asked = post(els, open_form(els), **changes)
            assert asked.status_code == 409
            assert "Dit formulier verstuurde je al als CM-2026-00001" in asked.text
            assert "Noor komt al drie weken niet." in asked.text
        another = re.search(r'name="another" value="([^"]+)"', asked.text)
        assert another
        assert count(world, Referral) == 1
        assert post(els, key_on(asked), another=another[1], **changes).status_code == 303
    assert count(world, Referral) == 2


def test_the_same_story_from_another_browser_is_another_referral(world: World) -> None:
    with world.client() as els, world.client() as griet:
        post(els, open_form(els))
        assert "daarnet" not in griet.get("/aanmelden").text
        post(griet, open_form(griet))
    assert count(world, Referral) == 2


def test_two_forms_of_one_browser_at_once_make_one_referral_and_keep_ten_files(world: World) -> None:
    with world.client() as one, world.client() as other:
        keys, together = [open_form(one), open_form(one)], threading.Barrier(2)
        other.cookies.update(one.cookies)

        def press(which: int) -> int:
            together.wait(PATIENCE)
            return int(post((one, other)[which], keys[which]).status_code)

        def fill(which: int) -> int:
            together.wait(PATIENCE)
            files = [("files", (f"{which}-{n}.txt", f"blad {which} {n}".encode())) for n in range(6)]
            return int(post((one, other)[which], keys[0], files=files, story="").status_code)

        with ThreadPoolExecutor(2) as both:
            assert list(both.map(press, (0, 1))) == [303, 303]
            assert count(world, Referral) == 1
            keys[0] = open_form(one)
            list(both.map(fill, (0, 1)))
    assert count(world, Document) == MOST_FILES


def test_who_noted_the_cookie_of_a_browser_beforehand_reads_nothing_that_is_sent_there_later(world: World) -> None:
    with world.client() as els, world.client() as stranger:
        key = open_form(els)
        stranger.cookies.update(els.cookies)
        receipt = els.get(post(els, key).headers["location"])
        assert "/mijn-aanmelding/" in receipt.text
        way = re.search(r'href="(/aanmelden\?nog=[^"]+)"', receipt.text)
        assert way
        seen = [stranger.get("/aanmelden"), stranger.get(f"{way[1]}&zelfde=1"), stranger.get(receipt.url.path)]
        # Even who guesses the words gets the number only, and never the key that the form was sent with.
        seen.append(post(stranger, open_form(stranger), referrer_email="zoe@evil.example"))
        assert seen[-1].status_code == 409
        sent = re.findall(r'name="another" value="(.+)"', seen[-1].text)[0]
        seen += [post(stranger, key_on(seen[-1])), post(stranger, sent)]
        again = post(stranger, open_form(stranger))
        assert "al=verstuurd" in again.headers["location"]
        seen.append(stranger.get(again.headers["location"]))
        assert "CM-2026-00001" in seen[-1].text
        seen.append(post(stranger, again.headers["location"].split("?")[0].rpartition("/")[2]))
        for page in seen:
            assert "/mijn-aanmelding/" not in page.text
            assert "hub_sent" not in page.headers.get("set-cookie", "")
        for page in seen[:2]:
            assert not [word for word in ("CM-2026", "Els Dierckx", "Noor", "/ontvangen/") if word in page.text]
        assert "CM-2026-00001" in els.get("/aanmelden").text
    assert count(world, Referral) == 1


def test_the_answer_that_was_lost_comes_back_with_the_form_that_is_sent_again(world: World) -> None:
    with world.client() as els:
        key = open_form(els)
        before = dict(els.cookies)
        post(els, key)
        els.cookies.clear()
        els.cookies.update(before)
        assert "/mijn-aanmelding/" in els.get(post(els, key).headers["location"]).text
        assert "Je verstuurde daarnet CM-2026-00001" in els.get("/aanmelden").text
    assert count(world, Referral) == 1


def test_each_of_two_receipts_stays_in_the_browser_that_sent_both(world: World) -> None:
    with world.client() as els:
        places = [post(els, open_form(els), first_name=name).headers["location"] for name in ("Noor", "Ilyas")]
        for place in places:
            assert "/mijn-aanmelding/" in els.get(place).text
