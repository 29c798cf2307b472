"""Writing about a case: what was said beside the form, nothing unread when it closes, the button that comes next."""

from datetime import timedelta
from uuid import UUID

import pytest

from hub.clock import real_now
from hub.dispatch import appointments, cards, clarify
from hub.dispatch.opening import Referrer
from hub.dispatch.tables import Message, Referral
from hub.home.case_doing import talk
from tests.cast import World, send
from tests.tables import end_after_talk

BY_PHONE = Referrer(name="Oma Rosa", phone="0470 12 34 56")


def writes_again(world: World, noor: UUID, text: str) -> None:
    with world.desk() as work:
        hub_id = work.session.get_one(Referral, noor).hub_id
        work.session.add(Message(hub_id=hub_id, referral_id=noor, at=work.now, kind="mail_in", text=text))


def primary(world: World, noor: UUID) -> str:
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/aanmeldingen/{noor}").text
    buttons = [part.split("<")[0].split(">")[-1] for part in page.split('class="button primary"')[1:]]
    return "" if not buttons else page.split('class="button primary"')[1].split(">", 1)[1].split("<")[0]


@pytest.mark.parametrize("slug", ["vraag", "gesprek", "gesprek-volstond", "notitie", "elders"])
def test_who_writes_reads_the_story_and_the_talk_beside_the_form(world: World, slug: str) -> None:
    noor = world.refer()
    world.talk(noor)
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/aanmeldingen/{noor}/{slug}").text
        assert "N. is al drie weken niet op school." in page, "with the initials of whom it is about"
        assert "We bekijken samen wat er kan." in page


def test_the_card_is_written_with_the_talk_beside_it(world: World) -> None:
    noor = world.refer()
    world.talk(noor)
    with world.client("Hilde Verbist") as hilde:
        assert "We bekijken samen wat er kan." in hilde.get(f"/aanmeldingen/{noor}/tafelkaart").text


def test_the_answer_that_hilde_asked_for_stands_beside_the_card_and_the_forms(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        question = clarify.ask(work, noor, "Wie vangt Noor op?").id
    with world.desk() as work:
        clarify.answer(work, question, "De tante van Noor.")
    with world.client("Hilde Verbist") as hilde:
        card = hilde.get(f"/aanmeldingen/{noor}/tafelkaart").text
        unread = hilde.get(f"/aanmeldingen/{noor}/notitie").text
        send(hilde, f"/aanmeldingen/{noor}/gelezen", {})
        read = hilde.get(f"/aanmeldingen/{noor}/notitie").text
    for page in (card, unread, read):
        assert page.count("De tante van N.") == 1
        assert "Wie vangt N. op?" in page


def test_a_talk_has_the_day_on_which_it_was(world: World) -> None:
    noor = world.refer()
    path = f"/aanmeldingen/{noor}/gesprek"
    typed = {"took_part": "Els en Hilde", "decided": "We bellen de ouders."}
    with world.client("Hilde Verbist") as hilde:
        assert 'name="on" type="date" value="2' in hilde.get(path).text
        assert send(hilde, path, {**typed, "on": "2031-01-06"}).status_code == 422
        assert send(hilde, path, {**typed, "on": "gisteren"}).status_code == 422
    with world.desk("Hilde Verbist") as work:
        talk(work, noor, {**typed, "on": "2026-09-14"})
    with world.client("Hilde Verbist") as hilde:
        assert "Gesprek van maandag 14 september" in hilde.get(f"/aanmeldingen/{noor}").text


def test_a_case_does_not_close_over_a_mail_that_nobody_read(world: World) -> None:
    noor = world.refer()
    world.talk(noor)
    path = f"/aanmeldingen/{noor}/niet-voor-ons"
    with world.client("Hilde Verbist") as hilde:
        assert "niemand las" not in hilde.get(path).text
        writes_again(world, noor, "Wacht nog even met beslissen.")
        refused = send(hilde, path, {"note": "Buiten ons gebied.", "seen": ""})
        assert refused.status_code == 409
        assert "Wacht nog even met beslissen." in refused.text
        assert "Buiten ons gebied." in refused.text
        page = hilde.get(path).text
        assert "Er is nog een bericht dat niemand las." in page
        seen = page.split('name="seen" value="')[1].split('"')[0]
        assert send(hilde, path, {"note": "Buiten ons gebied.", "seen": seen}).status_code == 303
    assert world.case(noor).stage == "closed"


def test_who_left_no_address_is_called(world: World) -> None:
    noor = world.refer(referrer=BY_PHONE)
    world.talk(noor)
    with world.client("Hilde Verbist") as hilde:
        for slug in ("afspraak", "gesprek-volstond", "intrekken"):
            page = hilde.get(f"/aanmeldingen/{noor}/{slug}").text
            assert "krijgt dus geen bericht" in page, slug
            assert "Bel zelf: 0470 12 34 56." in page
            assert "Wat de aanmelder leest" not in page
            assert "krijgt een uitnodiging" not in page
        day = f"{real_now() + timedelta(days=7):%Y-%m-%d}"
        when = {
            "day": day,
            "day_anyway": day,
            "time": "10:00",
            "minutes": "30",
            "way": "phone",
            "place": "",
        }
        send(hilde, f"/aanmeldingen/{noor}/afspraak", when)
        assert "bel om het te zeggen" in hilde.get(f"/aanmeldingen/{noor}").text


def test_the_case_says_at_what_hour_and_goes_by_the_initials_of_its_card(world: World) -> None:
    noor = world.refer(first_name="", last_name="")
    with world.desk("Hilde Verbist") as work:
        appointments.make_appointment(work, noor, world.now.replace(hour=14), 30, "phone", "")
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/aanmeldingen/{noor}").text
        assert "om 16.30 uur" in page.split('class="holder-who"')[1].split("</section>")[0]
        assert "<h1>zonder naam" in page
        with world.desk("Hilde Verbist") as work:
            cards.write_card(work, noor, cards.Written("Q.Z.", "Wie kan kort begeleiden?"))
        assert "<h1>Q.Z." in hilde.get(f"/aanmeldingen/{noor}").text


def test_the_one_button_follows_what_happened(world: World) -> None:
    noor = world.refer()
    assert primary(world, noor) == "Maak een afspraak"
    assert primary(world, world.refer(referrer=BY_PHONE)) == "Noteer het gesprek"
    with world.desk("Hilde Verbist") as work:
        appointments.make_appointment(work, noor, world.now.replace(hour=14), 30, "phone", "")
    assert primary(world, noor) == "Noteer het gesprek"
    world.talk(noor, "2026-09-15T17:00")
    assert primary(world, noor) == "Schrijf de tafelkaart"
    with world.desk("Hilde Verbist") as work:
        clarify.ask(work, noor, "Wat zegt het CLB?")
    assert primary(world, noor) == "", "it waits for the referrer"
    other = world.refer()
    with world.desk("Hilde Verbist") as work:
        end_after_talk(work, other, "Opgelost.")
    assert primary(world, other) == ""
