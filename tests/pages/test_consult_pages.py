"""A consult from the form to the referral that came of it, in browsers without JavaScript."""

import re
from datetime import date
from html import unescape
from typing import Any

from litestar.testing import TestClient
from sqlmodel import col, select

from hub.dispatch import ending
from hub.dispatch.case import Stage
from hub.dispatch.codes import MainReason, SubjectKind
from hub.dispatch.consult import becoming
from hub.dispatch.consult.tables import Consult, ConsultAsk
from hub.dispatch.tables import Referral
from hub.ledger import Entry
from hub.monitoring.check import check
from tests.cast import World, send
from tests.desk.test_consult import GRIET, HILDE, NADIA, TOM, ask, ask_of, asked_of_hub, codes, token
from tests.personal_pages import els_at
from tests.tables import rows

ASKED = {
    "hub": "dijleland", "referrer_name": "Els Dierckx", "referrer_organisation": "Sint-Jansatheneum (demo)",
    "referrer_kind": "school", "referrer_email": "els@sintjans.example", "subject_kind": "question",
    "main_reason": "truancy", "story": "Wat doe je als J.V. al drie weken niet komt?", "postcode": "2800",
    "structure": "311",
}  # fmt: skip


def fields(page: str) -> dict[str, str]:
    """What stands hidden or typed in a form."""
    found = re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found if name != "_csrf_token"}


def test_a_question_that_may_name_somebody_is_asked_once_more_and_keeps_its_place(world: World) -> None:
    with world.client() as els:
        key = fields(els.get("/aanmelden").text)["form_key"]
        again = send(els, "/aanmelden", {**ASKED, "form_key": key})
        assert again.status_code == 422
        assert "kan zijn: “J.V.”" in unescape(again.text)
        assert 'name="names_nobody"' in again.text
        assert rows(world, Referral) == []
        done = send(els, "/aanmelden", {**ASKED, "form_key": key, "names_nobody": "1"})
        assert done.status_code == 303
    (sent,) = rows(world, Referral)
    assert (sent.subject_kind, sent.youngster_id, sent.sections["place"]["nis"]) == ("question", None, "12025")


def test_others_answer_who_asked_reads_it_and_refers_the_youngster_without_retyping(world: World) -> None:
    case = asked_of_hub(world)
    with world.client(HILDE) as hilde:
        here = f"/aanmeldingen/{case}/consult-vragen"
        page = hilde.get(here)
        assert "Hoe begin je het gesprek met de ouders?" in page.text
        typed = {"question": "Hoe begin je zo’n gesprek?", "answer_by": fields(page.text)["answer_by"]}
        assert send(hilde, here, typed | {"question": ""}).status_code == 422
        done = send(hilde, here, typed | {"whom": codes(world, "Kompas NAFT")})
        assert done.status_code == 303
        assert "nog geen antwoord" in hilde.get(f"/aanmeldingen/{case}").text
    link = f"/antwoord/consult/{token(world, ask_of(world, 'Kompas NAFT').id)}"
    with world.client() as somebody:
        assert "Hoe begin je zo’n gesprek?" in somebody.get(link).text
        empty = send(somebody, link, {"answer": " "})
        assert empty.status_code == 422
        assert "Dit wijst niemand aan" not in empty.text, "nothing was typed that could be a name"
        named = send(somebody, link, {"answer": "Bel de mama van Mohamed."})
        assert named.status_code == 422
        assert "Dit wijst niemand aan" in named.text
        assert "Bel de mama van Mohamed." in named.text
        assert send(somebody, link, {"answer": "Ga langs, met iemand die ze kennen."}).status_code == 303
    with els_at(world, case) as (els, own):
        read = els.get(own).text
        assert "Ga langs, met iemand die ze kennen." in read
        assert "Kompas NAFT" in read
        form = els.get(f"{own}/aanmelden")
        assert "Hoe begin je het gesprek met de ouders?" in form.text
        kept = fields(form.text)
        assert (kept["referrer_name"], kept["referrer_email"]) == ("Els Dierckx", "els@sintjans.example")
        sent = {
            **ASKED, "subject_kind": "pupil", "story": "Noor komt niet.", "first_name": "Noor",
            "last_name": "El Amrani", "form_key": kept["form_key"], "consult": kept["consult"],
        }  # fmt: skip
        assert send(els, "/aanmelden", sent).status_code == 303
        after = els.get(own).text
        assert "Meld de jongere aan" not in after
        assert ("Mijn vraag" in after, "Mijn aanmelding" in after) == (True, False)
        number = next(one.number for one in rows(world, Referral) if one.id != case)
        assert f"Hiervan kwam een aanmelding: {number}." in after, "and how it stands, for it is Els's own"
        assert els.get(f"{own}/aanmelden").status_code == 404
    with world.desk() as work:
        consult = work.session.get_one(Consult, case)
        new = work.session.exec(select(Referral).where(col(Referral.id) != case)).one()
    assert consult.became_id == new.id
    with world.client(HILDE) as hilde:
        assert new.number in hilde.get(f"/aanmeldingen/{case}").text
        assert world.case(case).number in hilde.get(f"/aanmeldingen/{new.id}").text
    with world.client(NADIA) as nadia:
        shown = nadia.get(f"/consulten/{ask_of(world, 'Kompas NAFT').id}").text
    assert new.number not in shown, "whoever was asked learns nothing of it"


def test_a_referral_at_another_hub_ends_the_offer_and_tells_neither_hub_which_case_it_is(world: World) -> None:
    case = asked_of_hub(world)
    new = world.refer("schelderand")
    with world.desk() as work:
        becoming.became(work, becoming.hold(work, case), work.session.get_one(Referral, new))
    for who, own, other in ((HILDE, case, new), ("Wim Peeters", new, case)):
        with world.client(who) as browser:
            page = browser.get(f"/aanmeldingen/{own}").text
        assert "ander meldpunt" in page
        assert world.case(other).number not in page
        assert str(other) not in page
    with world.client(HILDE) as hilde:
        assert "werd een aanmelding bij een ander meldpunt" in hilde.get("/consulten").text
        assert hilde.get(f"/vandaag/noteer?consult={case}").status_code == 404, "one referral comes of one question"
    assert check(world.store) == []


def test_the_words_beside_a_person_tick_that_person_and_nobody_else(world: World) -> None:
    case = asked_of_hub(world)
    with world.client(HILDE) as hilde:
        page = hilde.get(f"/aanmeldingen/{case}/consult-vragen").text
    ids = re.findall(r'id="(f-whom[^"]*)"', page)
    assert len(ids) == len(set(ids)) > 5
    labelled = re.findall(r'for="(f-whom[^"]*)">\s*<input type="checkbox" id="([^"]+)"', page)
    assert all(label == box for label, box in labelled)


def test_the_desk_refers_for_who_called_and_what_was_typed_stands_there(world: World) -> None:
    case = asked_of_hub(world)
    with world.client(HILDE) as hilde:
        page = hilde.get(f"/vandaag/noteer?consult={case}").text
        assert "Hoe begin je het gesprek met de ouders?" in page
        said = fields(page) | {"story": "Noor komt niet.", "first_name": "Noor", "main_reason": "truancy"}
        said |= {"referrer_kind": "school", "do": "concept"}
        assert send(hilde, "/vandaag/noteer", said).status_code == 303
    with world.desk() as work:
        became = work.session.get_one(Consult, case).became_id
        assert became is not None
        assert work.session.get_one(Referral, became).stage == Stage.CONCEPT


def test_a_question_offers_to_become_a_referral_however_it_stands_until_one_came_of_it(world: World) -> None:
    case = asked_of_hub(world)
    offer = f'href="/vandaag/noteer?consult={case}"'
    with world.client(HILDE) as hilde:
        for _stage in ("submitted", "closed"):
            page = hilde.get(f"/aanmeldingen/{case}").text
            assert page.count(offer) == 1
            assert "Maak hieruit nog een aanmelding" not in page, "nobody is named there to leave out"
            with world.desk(HILDE) as work:
                if world.case(case).stage == Stage.SUBMITTED:
                    ending.start_consult(work, case)
                    ending.answer_consult(work, case, "Begin met een huisbezoek.")
        assert world.case(case).stage == Stage.CLOSED
        form = hilde.get(f"/vandaag/noteer?consult={case}").text
        assert "Hoe begin je het gesprek met de ouders?" in form
        typed = fields(form)
        assert {typed[name] for name in ("referrer_name", "referrer_email")} == {
            world.case(case).referrer_name, world.case(case).referrer_email,
        }  # fmt: skip
        said = typed | {
            "story": "Noor komt niet.",
            "first_name": "Noor",
            "main_reason": "truancy",
            "referrer_kind": "school",
            "do": "concept",
        }
        assert send(hilde, "/vandaag/noteer", said).status_code == 303
        assert offer not in hilde.get(f"/aanmeldingen/{case}").text


def test_a_consult_about_a_team_may_become_a_referral_and_a_team_that_is_referred_not(world: World) -> None:
    about: dict[str, Any] = {
        "first_name": "",
        "last_name": "",
        "birth_date": None,
        "story": "Het team vraagt hoe het verder moet.",
    }
    asked, referred = (
        world.refer(subject_kind=SubjectKind.TEAM, **about | {"main_reason": one})
        for one in (MainReason.TRUANCY, MainReason.BEHAVIOUR)
    )
    with world.desk(HILDE) as work:
        ending.start_consult(work, asked)
        ending.answer_consult(work, asked, "Begin met een gesprek.")
    with world.client(HILDE) as hilde:
        for case, offers in ((asked, 1), (referred, 0)):
            assert hilde.get(f"/aanmeldingen/{case}").text.count(f'href="/vandaag/noteer?consult={case}"') == offers
        assert "Het team vraagt hoe het verder moet." in hilde.get(f"/vandaag/noteer?consult={asked}").text


def test_no_referral_is_made_of_a_question_that_one_may_not_read_nor_of_what_is_none(world: World) -> None:
    shut, noor = asked_of_hub(world), world.refer()
    with world.desk() as work:
        work.session.get_one(Referral, shut).main_reason = MainReason.OFFENCES
    with world.client("Karim Haddou") as karim:
        for case, status in ((shut, 403), (noor, 404)):
            page = karim.get(f"/vandaag/noteer?consult={case}")
            assert (page.status_code, "Hoe begin je het gesprek" in page.text) == (status, False)
            said = fields(karim.get("/vandaag/noteer").text) | {"story": "Sam komt niet.", "first_name": "Sam"}
            said |= {"main_reason": "truancy", "referrer_kind": "school", "do": "concept", "consult": str(case)}
            assert send(karim, "/vandaag/noteer", said).status_code == 303
    assert rows(world, Consult) == [], "what the page did not offer makes no consult"
    with world.client(HILDE) as hilde:
        hilde.get(f"/vandaag/noteer?consult={shut}")
    seen = [one for one in rows(world, Entry) if one.act == "case.seen" and one.referral_id == shut]
    assert [one.person_id for one in seen] == [world[HILDE]], "to read it here is a look at its file"


def listed(client: TestClient, address: str = "/consulten") -> list[str]:
    return re.findall(r'class="stretched" href="([^"]+)"', client.get(address).text)


def test_the_list_of_consults_shows_everybody_the_own_ones(world: World) -> None:
    with world.client(HILDE) as hilde, world.client(NADIA) as nadia, world.client(TOM) as tom:
        for client in (hilde, nadia, tom):
            assert "Nog geen" in client.get("/consulten").text
        case = asked_of_hub(world)
        ask(world, case, "Kompas NAFT", GRIET, by=date(2026, 9, 22))
        asked = ask_of(world, "Kompas NAFT").id
        assert listed(hilde) == [f"/aanmeldingen/{case}#consult"]
        assert listed(hilde, "/consulten?toon=became") == []
        assert (listed(nadia), listed(tom)) == ([f"/consulten/{asked}"], [])
        assert f"/consulten/{asked}" in nadia.get("/partner").text
        assert tom.get(f"/consulten/{asked}").status_code == 404
        assert send(nadia, f"/consulten/{asked}", {"answer": "Ga langs."}).status_code == 303
        assert listed(nadia, "/consulten?toon=open") == []
        assert listed(nadia, "/consulten?toon=answered") == [f"/consulten/{asked}"]
    with world.client("Karim Haddou") as karim:
        assert karim.get("/consulten").status_code == 403
        assert "Ga langs." in karim.get(f"/aanmeldingen/{case}").text
    assert {one.answer for one in rows(world, ConsultAsk)} == {"Ga langs.", ""}
