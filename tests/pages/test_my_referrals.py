"""Mijn aanmeldingen: what a signed-in referrer made, in one list, and each of them without a mailed link."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import select

from hub.clock import real_now
from hub.dispatch import clarify
from hub.dispatch.clarify_tables import Question
from hub.dispatch.codes import ReferrerKind
from hub.dispatch.opening import Referrer
from hub.dispatch.tables import Message, Referral, Youngster
from hub.intake import desk, mine
from hub.intake.draft import CallNote, read_note
from hub.intake.tables import Document
from hub.intake.typed import values_in
from hub.ledger import Entry
from hub.links import Link
from tests.cast import MORNING, World, send
from tests.pages.test_referral_form import open_form, post
from tests.tables import on_table, rows, running, takes_up

HERE = "/mijn-aanmeldingen"
MARC = Referrer(name="Marc Thys", organisation="Sint-Jansatheneum (demo)", email="marc@sintjans.example")


def ask(world: World, case: UUID, text: str = "Sinds wanneer is ze weg?") -> UUID:
    with world.desk("Hilde Verbist") as work:
        return clarify.ask(work, case, text).id


def lines_of(world: World, who: str = "Els Dierckx", **page: Any) -> mine.Lines:
    with world.desk(who) as work:
        return mine.lines(work, **page)


def test_els_comes_home_to_her_own_referrals(world: World) -> None:
    world.refer()
    with world.client("Els Dierckx") as els:
        page = els.get("/")
    assert page.url.path == HERE
    assert "CM-2026-00001" in page.text
    assert "N.E." in page.text
    assert re.search(r'href="/mijn-aanmeldingen" aria-current="page"', page.text), "it stands in the menu"
    for secret in ("Noor", "El Amrani", "drie weken"):
        assert secret not in page.text


def test_who_has_referred_nothing_yet_reads_how_to_begin(world: World) -> None:
    with world.client("Els Dierckx") as els:
        page = els.get(HERE).text
    assert "Nog geen aanmeldingen" in page
    assert 'href="/aanmelden"' in page


def test_a_colleague_of_the_same_school_sees_only_what_came_from_her_own_address(world: World) -> None:
    world.refer()
    world.refer(first_name="Sam", last_name="Janssens", referrer=MARC)
    with world.client("Els Dierckx") as els:
        page = els.get(HERE).text
    assert "N.E." in page
    assert "S.J." not in page
    assert "elke aanmelding van Sint-Jansatheneum" in page, "Marc typed the name of the school: that proves nothing"


def test_what_marc_referred_is_not_there_for_els_in_whatever_way_she_tries(world: World) -> None:
    sam = world.refer(first_name="Sam", last_name="Janssens", referrer=MARC)
    question = ask(world, sam)
    with world.client("Els Dierckx") as els:
        for path in ("", "/vul-aan/school"):
            assert els.get(f"{HERE}/{sam}{path}").status_code == 404
        for path in ("", "/klopt-niet", f"/antwoord/{question}", "/vul-aan/school"):
            assert send(els, f"{HERE}/{sam}{path}", {"wrong": "x", f"answer-{question}": "x"}).status_code == 404
        token = els.cookies.get("hub_csrf", "")
        file = {"files": ("verslag.pdf", b"%PDF-1.7")}
        assert els.post(f"{HERE}/{sam}/bijlagen", data={"_csrf_token": token}, files=file).status_code == 404
    assert (rows(world, Message), rows(world, Document)) == ([], [])


@pytest.mark.parametrize("who", ["Hilde Verbist", "Nadia Pauwels", "Lotte Wouters", "Bram Geerts"])
def test_who_is_no_referrer_has_no_such_list(world: World, who: str) -> None:
    noor = world.refer()
    with world.client(who) as client:
        assert client.get(HERE).status_code == 403
        assert client.get(f"{HERE}/{noor}").status_code == 403
        assert HERE not in client.get("/privacy").text


def test_a_concept_of_the_desk_is_not_yet_a_referral_of_els(world: World) -> None:
    typed = {"referrer_name": "Els Dierckx", "referrer_email": "els@sintjans.example", "story": "Els belde."}
    with world.desk("Karim Haddou") as work:
        note = read_note(values_in(typed, CallNote), MORNING.date(), as_concept=True)
        hub = work.session.get_one(desk.Hub, world["dijleland"])
        concept = desk.note_call(work, hub, note, form_key=UUID(int=1), as_concept=True).id
    assert lines_of(world).lines == []
    with world.client("Els Dierckx") as els:
        assert els.get(f"{HERE}/{concept}").status_code == 404


def test_a_question_of_the_hub_stands_on_top_and_is_answered_without_a_link(world: World) -> None:
    noor = world.refer()
    asked = ask(world, noor)
    with world.client("Els Dierckx") as els:
        page = els.get(HERE).text
        assert "1 vraag wacht op je antwoord" in page
        assert f"{HERE}/{noor}#vraag-{asked}" in page
        assert "Sinds wanneer is ze weg?" not in page, "the question may say something about the youngster"
        assert "Sinds wanneer is ze weg?" in els.get(f"{HERE}/{noor}").text
        refused = send(els, f"{HERE}/{noor}/antwoord/{asked}", {f"answer-{asked}": ""})
        assert refused.status_code == 422
        thanks = send(els, f"{HERE}/{noor}/antwoord/{asked}", {f"answer-{asked}": "Sinds 1 september."})
        assert thanks.headers["location"].startswith(f"{HERE}/{noor}?ok=")
        assert "Bedankt voor je antwoord." in els.get(thanks.headers["location"]).text
        assert "wacht op je antwoord" not in els.get(HERE).text
    assert rows(world, Question)[0].answer == "Sinds 1 september."
    with world.desk() as work:
        entry = work.session.exec(select(Entry).where(Entry.act == "question.answer")).one()
        assert entry.person_id == world["Els Dierckx"]


def test_els_does_all_that_her_link_lets_her_do(world: World) -> None:
    noor = world.refer()
    with world.client("Els Dierckx") as els:
        page = els.get(f"{HERE}/{noor}").text
        assert "Noor is al drie weken niet op school." in page
        assert "/mijn-aanmelding/" not in page, "every form stays on this way in"
        saved = send(els, f"{HERE}/{noor}/vul-aan/jongere", {"first_name": "Noor", "home_language": "Tamazight"})
        assert saved.headers["location"].startswith(f"{HERE}/{noor}?ok=bewaard")
        assert 'value="Tamazight"' in els.get(f"{HERE}/{noor}/vul-aan/jongere").text
        assert send(els, f"{HERE}/{noor}/klopt-niet", {"wrong": "Ze is intussen terug."}).status_code == 303
        token = els.cookies.get("hub_csrf", "")
        files = {"files": ("verslag.pdf", b"%PDF-1.7")}
        added = els.post(
            f"{HERE}/{noor}/bijlagen", data={"_csrf_token": token}, files=files, follow_redirects=False
        )  # fmt: skip
        assert added.status_code == 303
    assert "Ze is intussen terug." in {message.text for message in rows(world, Message)}
    assert rows(world, Youngster)[0].home_language == "Tamazight"
    assert [document.referral_id for document in rows(world, Document)] == [noor]
    assert rows(world, Link) == [], "no second key to the case is made"


def test_each_look_at_what_was_typed_is_recorded_with_who_looked(world: World) -> None:
    noor = world.refer()
    with world.client("Els Dierckx") as els:
        els.get(f"{HERE}/{noor}")
    with world.desk() as work:
        look = work.session.exec(select(Entry).where(Entry.act == "referrer.look")).one()
        assert (look.person_id, look.referral_id) == (world["Els Dierckx"], noor)


def test_what_somebody_else_sent_with_her_address_shows_stages_until_els_says_it_is_hers(world: World) -> None:
    stranger = Referrer(name="Iemand Anders", kind=ReferrerKind.SCHOOL, email="els@sintjans.example")
    sam = world.refer(first_name="Sam", last_name="Janssens", referrer=stranger, story="Sam blijft weg.")
    with world.client("Els Dierckx") as els:
        page = els.get(HERE).text
        assert "S.J." not in page
        assert "Bevestig dat jij dit aanmeldde" in page
        page = els.get(f"{HERE}/{sam}").text
        assert "Dit ben ik" in page
        assert "Sam blijft weg." not in page
        assert send(els, f"{HERE}/{sam}/klopt-niet", {"wrong": "x"}).status_code == 422
        assert els.get(f"{HERE}/{sam}/vul-aan/school", follow_redirects=False).headers["location"] == f"{HERE}/{sam}"
        assert send(els, f"{HERE}/{sam}", {}).headers["location"] == f"{HERE}/{sam}?ok=bevestigd"
        assert "Sam blijft weg." in els.get(f"{HERE}/{sam}").text
        assert "S.J." in els.get(HERE).text
    assert world.case(sam).referrer_confirmed_at


def test_who_takes_it_up_stands_in_the_list_and_on_the_page(world: World) -> None:
    noor = on_table(world)
    running(world, noor)
    (line,) = lines_of(world).lines
    assert line.partners == ["Kompas NAFT"]
    with world.client("Els Dierckx") as els:
        assert "Kompas NAFT" in els.get(HERE).text
        assert "Kompas NAFT" in els.get(f"{HERE}/{noor}").text


def test_before_a_claim_is_confirmed_no_partner_is_named(world: World) -> None:
    takes_up(world, "Nadia Pauwels", on_table(world), "Kort traject")
    with world.client("Els Dierckx") as els:
        assert "Kompas" not in els.get(HERE).text


def test_the_list_is_turned_page_by_page_newest_first(world: World) -> None:
    for n in range(7):
        world.refer(now=MORNING + timedelta(minutes=n), first_name=f"{'ABCDEFG'[n]}n")
    seen: list[str] = []
    page = lines_of(world, size=3)
    first = [line.initials for line in page.lines]
    while True:
        seen += [line.initials for line in page.lines]
        if page.older is None:
            break
        page = lines_of(world, size=3, after=page.older)
    assert seen == ["G.E.", "F.E.", "E.E.", "D.E.", "C.E.", "B.E.", "A.E."]
    back = lines_of(world, size=3, before=lines_of(world, size=3, before=page.newer or "").newer or "")
    assert [line.initials for line in back.lines] == first
    assert back.newer is None


def test_the_cursor_of_a_list_that_was_typed_by_hand_is_the_first_page(world: World) -> None:
    world.refer()
    with world.client("Els Dierckx") as els:
        for address in ("?na=x", "?voor=2026~x", "?na=2026-01-01T00:00:00~" + "0" * 36):
            assert "CM-2026-00001" in els.get(HERE + address).text


def test_a_day_that_went_by_is_no_promise_any_more(world: World) -> None:
    noor = world.refer()
    with world.client("Els Dierckx") as els:
        for days, words in ((2, "Volgende stap ten laatste"), (-2, "Dat is niet gelukt. Bel ons gerust.")):
            with world.desk() as work:
                work.session.get_one(Referral, noor).next_due = real_now() + timedelta(days=days)
            page = els.get(f"{HERE}/{noor}").text
            assert words in page
            assert ("ten laatste" in page) == (days > 0)


def test_a_new_referral_from_the_list_knows_who_she_is(world: World) -> None:
    with world.client("Els Dierckx") as els:
        assert 'href="/aanmelden"' in els.get(HERE).text
        assert 'value="els@sintjans.example"' in els.get("/aanmelden").text


def test_the_receipt_leads_to_the_list_for_who_has_one(world: World) -> None:
    for who, has_one in (("Els Dierckx", True), (None, False)):
        with world.client(who) as client:
            receipt = client.get(post(client, open_form(client)).headers["location"])
            assert (f'href="{HERE}"' in receipt.text.partition("<main")[2]) is has_one


def test_a_case_with_another_hub_stands_in_the_same_list(world: World) -> None:
    world.refer()
    world.refer(hub="schelderand")
    assert {line.number[:2] for line in lines_of(world).lines} == {"CM", "SR"}


def test_capitals_in_an_address_make_no_difference(world: World) -> None:
    world.refer()
    with world.store.engine.begin() as owner:
        owner.execute(sa.text("UPDATE referral SET referrer_email = lower(referrer_email)"))
    assert len(lines_of(world).lines) == 1
    assert world.case(lines_of(world).lines[0].id).referrer_email == "els@sintjans.example"
    assert rows(world, Referral)


def test_griet_of_the_clb_has_a_list_of_her_own(world: World) -> None:
    world.refer()
    with world.client("Griet Somers") as griet:
        page = griet.get("/").text
    assert "Nog geen aanmeldingen" in page
    assert "CM-2026" not in page
