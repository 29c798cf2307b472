"""A parent or youngster who writes is answered with where to turn, by mail and on the form, in words of each hub."""

from hub.dispatch.codes import Channel, ReferrerKind
from hub.dispatch.opening import Referrer
from hub.dispatch.tables import Referral
from hub.hubs import inbox_of
from hub.intake import ingest
from hub.intake.tables import RawMail
from hub.letters import Letter
from tests.cast import World, send
from tests.pages.test_referral_form import count, open_form, post
from tests.tables import rows

OWN_WORDS = "In onze streek helpt ook het huis aan de brug."
MAMA = "mama@thuis.example"


def answers(world: World) -> list[Letter]:
    return [letter for letter in rows(world, Letter) if letter.kind == "turn_to"]


def test_a_form_of_a_parent_is_answered_at_once_and_nothing_of_it_is_kept(world: World) -> None:
    with world.client("Bram Geerts") as bram:
        hub = f"/beheer/meldpunten/{world['dijleland']}"
        typed = {"name": "Centraal Meldpunt Dijleland", "number_prefix": "CM", "turn_to": OWN_WORDS}
        assert send(bram, hub, typed).status_code == 303
        assert OWN_WORDS in bram.get(hub).text
    with world.client() as mama:
        there = post(mama, open_form(mama), referrer_kind="family", story="Mijn dochter gaat niet naar school.")
        page = mama.get(there.headers["location"])
        assert "Mijn dochter" not in str(there.headers["location"])
    assert page.status_code == 200
    for words in ("Waar kan je terecht?", "CLB", "JAC", "tel:112", "tel:1813", "tel:1712", OWN_WORDS):
        assert words in page.text
    assert count(world, Referral) == 0


def test_the_desk_answers_a_parent_with_one_click_and_decides_about_the_case_itself(world: World) -> None:
    other = Referrer(name="", email=MAMA, kind=ReferrerKind.OTHER)
    case = world.refer(channel=Channel.MAIL, referrer=other)
    of_school = world.refer()
    with world.client("Hilde Verbist") as hilde:
        act = f"/aanmeldingen/{case}/ouder-of-jongere"
        assert "Antwoord: ouder of jongere" in hilde.get(f"/aanmeldingen/{case}").text
        assert "Antwoord: ouder of jongere" not in hilde.get(f"/aanmeldingen/{of_school}").text
        assert send(hilde, act, {}).status_code == 303
        send(hilde, act, {})
        assert "antwoord aan ouder of jongere" in hilde.get(f"/aanmeldingen/{case}").text
    [letter] = answers(world)
    assert letter.to_address == MAMA
    for words in ("CLB", "JAC", "112", "1813", "1712"):
        assert words in letter.body
    assert world.case(case).stage == "submitted"


def test_a_mail_that_waits_is_answered_and_laid_aside_with_one_click(world: World) -> None:
    with world.desk() as work:
        inbox = inbox_of(work.session, world["dijleland"]) or ""
    world.refer(), world.refer(first_name="Sam")
    raw = f"From: {MAMA}\r\nTo: {inbox}\r\nMessage-ID: <m@thuis.example>\r\n"
    raw += "Subject: Vraag over CM-2026-00001 en CM-2026-00002\r\n\r\nMijn zoon wil niet meer naar school.\r\n"
    taken = ingest.take_in(world.store, raw.encode(), "ingest", "x.eml")
    [mail] = rows(world, RawMail)
    assert str(taken.outcome) == "to_place"
    with world.client("Hilde Verbist") as hilde:
        here = f"/vandaag/mails/{mail.id}"
        assert "Schreef een ouder of jongere?" in hilde.get(here).text
        assert send(hilde, f"{here}/ouder-of-jongere", {}).status_code == 303
        assert "opzijgelegd" in hilde.get(here).text
    assert [letter.to_address for letter in answers(world)] == [MAMA]
