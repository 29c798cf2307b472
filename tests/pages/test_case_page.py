"""The case page: initials, what can be done now, and a line in the ledger for each look."""

import re
from datetime import timedelta
from uuid import UUID

from sqlmodel import select

from hub.clock import brussels_date, parse_moment, real_now
from hub.dispatch import appointments, clarify
from hub.letters import Letter
from tests.cast import World, send
from tests.desk.test_completing import entries
from tests.mail_shop import a_mail, arrives, cases, the_mail
from tests.tables import end_after_talk
from tools.noting import noted

MOST_QUESTIONS = 30


def letters_about(world: World, case: UUID) -> int:
    with world.desk() as work:
        return len(work.session.exec(select(Letter).where(Letter.referral_id == case)).all())


def test_hilde_reads_the_story_with_initials_and_sees_who_has_it(world: World) -> None:
    noor = world.refer()
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/aanmeldingen/{noor}")
    assert page.status_code == 200
    assert "CM-2026-00001" in page.text
    assert "N. is al drie weken niet op school." in page.text
    assert "Noor" not in page.text
    assert "Amrani" not in page.text
    assert "het meldpunt" in page.text
    assert "vraagverheldering starten" in page.text


def test_wherever_the_name_was_typed_the_desk_reads_initials(world: World) -> None:
    noor = world.refer(
        urgent=True, urgency_motive="Noor dreigt van school te gaan.",
        sections={
            "question": {"youngster_wants": "Noor wil terug naar school."},
            "parents": {"people": [{"name": "Samira El Amrani", "relation": "moeder van Noor", "contact": "0470"}]},
        },
    )  # fmt: skip
    with world.desk("Hilde Verbist") as work:
        clarify.set_flag(work, noor, "red", "Noor zwerft.")
        clarify.note(work, noor, "note", "Mama van Noor belde.")
    with world.client("Hilde Verbist") as hilde:
        for path in (f"/aanmeldingen/{noor}", "/vandaag", "/aanmeldingen", "/zoeken?q=noor"):
            page = hilde.get(path).text
            assert "Noor" not in page, path
            assert "Amrani" not in page, path
        named = send(hilde, f"/aanmeldingen/{noor}/wie", {}).text
    assert "Noor wil terug naar school." in named
    assert "Samira El Amrani" in named


def test_a_referral_that_came_by_mail_leads_to_that_mail(world: World) -> None:
    arrives(world, a_mail())
    case, mail = cases(world)[0], the_mail(world)
    for who in ("Hilde Verbist", "Karim Haddou"):
        with world.client(who) as desk:
            assert f'href="/vandaag/mails/{mail.id}"' in desk.get(f"/aanmeldingen/{case.id}").text
    with world.client("Hilde Verbist") as hilde:
        assert "/vandaag/mails/" not in hilde.get(f"/aanmeldingen/{world.refer()}").text


def test_after_a_call_that_came_first_the_desk_begins_and_then_goes_to_the_table(world: World) -> None:
    noor = world.refer()
    with world.client("Hilde Verbist") as hilde:
        page = f"/aanmeldingen/{noor}"
        send(hilde, f"{page}/notitie", {"kind": "call", "text": "De jeugdwerker belt: ze slaapt bij vrienden."})
        assert primary(hilde.get(page).text) == ["Begin de vraagverheldering"]
        send(hilde, f"{page}/beginnen", {})
        assert primary(hilde.get(page).text) == ["Schrijf de tafelkaart"]


def primary(page: str) -> list[str]:
    """The words of the buttons that stand out."""
    return [button.strip() for button in re.findall(r'class="button primary"[^>]*>([^<]+)<', page)]


def test_the_number_leads_to_the_page(world: World) -> None:
    noor = world.refer()
    with world.client("Hilde Verbist") as hilde:
        there = hilde.get("/aanmelding/cm-2026-00001", follow_redirects=False)
        assert there.headers["location"] == f"/aanmeldingen/{noor}"
        assert hilde.get("/aanmelding/CM-2026-00009").status_code == 404


def test_a_name_is_shown_for_one_view_and_each_look_is_kept(world: World) -> None:
    noor = world.refer()
    with world.client("Hilde Verbist") as hilde:
        assert hilde.get(f"/aanmeldingen/{noor}/wie", follow_redirects=False).status_code == 303
        assert len(entries(world, noor, "identity.seen")) == 0
        page = send(hilde, f"/aanmeldingen/{noor}/wie", {})
        assert page.status_code == 200
        assert "Noor El Amrani" in page.text
        assert "4 maart 2011" in page.text
        assert "Noor" not in hilde.get(f"/aanmeldingen/{noor}").text
        send(hilde, f"/aanmeldingen/{noor}/wie", {})
    assert len(entries(world, noor, "identity.seen")) == 2


def test_opening_the_file_is_kept_once_an_hour_for_each_person(world: World) -> None:
    noor = world.refer()
    for name in ("Hilde Verbist", "Karim Haddou"):
        with world.client(name) as client:
            client.get(f"/aanmeldingen/{noor}")
            client.get(f"/aanmeldingen/{noor}")
    assert len(entries(world, noor, "case.seen")) == 2


def test_only_what_is_allowed_now_is_offered(world: World) -> None:
    noor = world.refer()
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/aanmeldingen/{noor}").text
        assert "Stel een vraag" in page
        for later in ("Schrijf de tafelkaart", "Neem zelf op", "Het gesprek was genoeg", "Herneem"):
            assert later not in page
        send(hilde, f"/aanmeldingen/{noor}/beginnen", {})
        page = hilde.get(f"/aanmeldingen/{noor}").text
        assert "Schrijf de tafelkaart" in page
        assert "Neem zelf op" in page
        assert "Het gesprek was genoeg" not in page  # nobody talked yet
        world.talk(noor)
        assert "Het gesprek was genoeg" in hilde.get(f"/aanmeldingen/{noor}").text
        with world.desk("Hilde Verbist") as work:
            end_after_talk(work, noor, "Opgelost.")
        page = hilde.get(f"/aanmeldingen/{noor}").text
        assert "Herneem" in page
        assert "Stel een vraag" not in page
        assert "Schrijf de tafelkaart" not in page
        assert hilde.get(f"/aanmeldingen/{noor}/vraag").status_code == 409


def test_a_question_goes_out_and_its_answer_stands_on_the_page_until_read(world: World) -> None:
    noor = world.refer()
    with world.client("Hilde Verbist") as hilde:
        assert hilde.get(f"/aanmeldingen/{noor}/vraag").status_code == 200
        sent = send(hilde, f"/aanmeldingen/{noor}/vraag", {"text": "Woont ze bij haar mama?"})
        assert sent.headers["location"] == f"/aanmeldingen/{noor}"
        with world.desk() as work:
            (question,) = clarify.open_questions(work, noor)
            clarify.answer(work, question.id, "Ja, Noor woont bij mama.")
        page = hilde.get(f"/aanmeldingen/{noor}").text
        assert "Ja, N. woont bij mama." in page
        assert "Er is een nieuw bericht" in page
        send(hilde, f"/aanmeldingen/{noor}/gelezen", {})
        assert "Er is een nieuw bericht" not in hilde.get(f"/aanmeldingen/{noor}").text


def test_what_was_typed_survives_an_error(world: World) -> None:
    noor = world.refer()
    with world.client("Hilde Verbist") as hilde:
        typed = {"day": "2030-13-45", "time": "10:00", "minutes": "45", "way": "phone", "place": "015 00 00 02"}
        page = send(hilde, f"/aanmeldingen/{noor}/afspraak", typed)
        assert page.status_code == 422
        assert "015 00 00 02" in page.text
        assert "Kies een dag." in page.text
        again = send(
            hilde, f"/aanmeldingen/{noor}/gesprek", {"took_part": "Els", "decided": "", "text": "Lang verhaal"}
        )
        assert again.status_code == 422
        assert "Lang verhaal" in again.text


def test_an_appointment_is_made_and_moved_on_the_same_form(world: World) -> None:
    noor = world.refer()
    first, second = (f"{brussels_date(real_now()) + timedelta(days=n)}" for n in (30, 34))
    typed = {"day": first, "time": "10:00", "minutes": "45", "way": "phone", "place": ""}
    with world.client("Hilde Verbist") as hilde:
        send(hilde, f"/aanmeldingen/{noor}/afspraak", {**typed, "day_anyway": first})
        assert "Verplaats de afspraak" in hilde.get(f"/aanmeldingen/{noor}").text
        assert f'value="{first}"' in hilde.get(f"/aanmeldingen/{noor}/afspraak").text
        send(hilde, f"/aanmeldingen/{noor}/afspraak", {**typed, "day": second, "day_anyway": second})
        send(hilde, f"/aanmeldingen/{noor}/afspraak-afzeggen", {})
        assert "afspraak afgezegd" in hilde.get(f"/aanmeldingen/{noor}").text


def test_a_talk_before_the_appointment_asks_whether_that_is_still_needed(world: World) -> None:
    noor = world.refer()
    day = brussels_date(real_now()) + timedelta(days=30)
    with world.desk("Hilde Verbist") as work:
        appointments.make_appointment(work, noor, parse_moment(f"{day}T10:00"), 45, "phone", "")
    typed = {"took_part": "Els en Hilde", "decided": "Naar de tafel.", "text": "", "on": f"{brussels_date(real_now())}"}
    with world.client("Hilde Verbist") as hilde:
        talk = f"/aanmeldingen/{noor}/gesprek"
        assert "Is de afspraak die gepland staat nog nodig?" in hilde.get(talk).text
        asked = send(hilde, talk, typed)
        assert asked.status_code == 422
        assert "Naar de tafel." in asked.text
        assert send(hilde, talk, {**typed, "appointment": "keep"}).status_code == 303
        assert "wacht op aanmelder" not in hilde.get(f"/aanmeldingen/{noor}").text
        assert world.case(noor).next_why == "appointment"
        assert send(hilde, talk, {**typed, "appointment": "cancel"}).status_code == 303
        shown = hilde.get(f"/aanmeldingen/{noor}").text
        assert "Is de afspraak die gepland staat" not in hilde.get(talk).text
    assert "Het gesprek is genoteerd en de afspraak is afgezegd." in shown
    assert world.case(noor).next_why == "decide_after_talk"


def test_an_appointment_in_a_weekend_is_asked_about_before_any_letter_leaves(world: World) -> None:
    noor = world.refer()
    today = brussels_date(real_now())
    sunday = today + timedelta(days=34 - today.weekday())
    typed = {"day": f"{sunday}", "time": "10:00", "minutes": "45", "way": "hub", "place": "lokaal 3"}
    form = f"/aanmeldingen/{noor}/afspraak"
    with world.client("Hilde Verbist") as hilde:
        for letters in (1, 2):  # made, and moved
            asked = send(hilde, form, typed)
            assert asked.status_code == 422
            assert re.search(r"Let op: zondag .* valt in een weekend\.", asked.text)
            assert f'name="day_anyway" value="{sunday}"' in asked.text
            assert 'value="lokaal 3"' in asked.text
            assert letters_about(world, noor) == letters - 1
            other = send(hilde, form, {**typed, "day_anyway": f"{sunday - timedelta(days=1)}"})
            assert other.status_code == 422, "another day was agreed to"
            assert send(hilde, form, {**typed, "day_anyway": f"{sunday}"}).status_code == 303
            assert letters_about(world, noor) == letters
        gone = send(hilde, form, {**typed, "day": "2026-01-04"})
        assert "Kies een moment dat nog moet komen." in gone.text
        assert 'id="f-day-error"' in gone.text
        assert "day_anyway" not in gone.text
        assert "afgedrukt op" in hilde.get(f"/aanmeldingen/{noor}").text


def test_an_unknown_act_does_not_exist(world: World) -> None:
    noor = world.refer()
    with world.client("Hilde Verbist") as hilde:
        assert hilde.get(f"/aanmeldingen/{noor}/toveren").status_code == 404


def test_the_page_of_a_case_asks_once_what_was_found_in_all_its_mails_and_once_about_its_clb(world: World) -> None:
    arrives(world, a_mail())
    by_mail, pupil = cases(world)[0].id, world.refer(clb_contact="")
    asked: dict[UUID, list[str]] = {}
    with world.client("Hilde Verbist") as hilde:
        for case in (by_mail, pupil):
            hilde.get(f"/aanmeldingen/{case}")
            with noted(world.store.engine) as told:
                assert hilde.get(f"/aanmeldingen/{case}").status_code == 200
            asked[case] = [text for text, _values in told]
    for questions in asked.values():
        assert len(questions) <= MOST_QUESTIONS, questions
        for words in ("paper_reading", "found_mark", "clb_question", "letter_address_failed", "double_of_id ="):
            assert sum(words in text for text in questions) <= 1, words
