"""The radar page: every open case once, who holds it and what comes next, late ones on top."""

import re
from datetime import timedelta

import pytest

from hub.asker import Role
from hub.clock import brussels_date, real_now
from hub.dispatch import clarify, moves, tracks
from hub.dispatch.case import Move
from hub.people.desk import add_person
from hub.wording import date_words
from tests.cast import World, send
from tests.pages.test_board import board_of
from tests.radar import cases_on, number_of, with_track
from tests.tables import on_table, takes_up

# Who may see it


@pytest.mark.parametrize("who", ["Karim Haddou", "Nadia Pauwels", "Els Dierckx", "Lotte Wouters", "Bram Geerts"])
def test_only_who_decides_sees_the_radar(world: World, who: str) -> None:
    world.refer()
    with world.client(who) as client:
        page = client.get("/radar")
    assert page.status_code == 403
    assert "CM-2026" not in page.text


def test_a_visitor_is_sent_to_sign_in(world: World) -> None:
    with world.client() as visitor:
        page = visitor.get("/radar", follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, "/inloggen?next=%2Fradar")


def test_wim_sees_the_radar_of_his_own_hub_only(world: World) -> None:
    world.refer()
    own = world.refer("schelderand")
    with world.client("Wim Peeters") as wim:
        page = wim.get("/radar")
    assert cases_on(page.text) == [number_of(world, own)]


def test_who_coordinates_two_hubs_sees_both_and_which_is_which(world: World) -> None:
    world.refer()
    world.refer("schelderand")
    with world.desk() as work:
        add_person(work, "Wim Peeters", "wim@schelderand.example", Role.COORDINATOR, hub_id=world["dijleland"])
    with world.client("Wim Peeters") as wim:
        page = wim.get("/radar").text
    assert len(cases_on(page)) == 2
    assert "Meldpunt Schelderand" in page
    assert "Centraal Meldpunt Dijleland" in page


# What stands on it


def test_an_empty_radar_says_what_will_appear(world: World) -> None:
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get("/radar")
    assert "Niets op de radar" in page.text


def test_each_open_case_stands_on_it_once_and_a_closed_one_does_not(world: World) -> None:
    two = [world.refer(now=real_now()), with_track(world)]
    closed = world.refer(now=real_now())
    with world.desk("Hilde Verbist", now=real_now()) as work:
        moves.move(work, moves.take(work, closed), Move.WITHDRAW)
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get("/radar")
    assert sorted(cases_on(page.text)) == sorted(number_of(world, case) for case in two)


def test_a_row_says_who_holds_it_since_when_and_what_comes_next(world: World) -> None:
    with_track(world)
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get("/radar").text
    row = page.split("<tbody>")[1]
    for told in ("N.E.", "trajecten lopen", "sinds", "Kompas NAFT", "nieuws over de start", "Mechelen"):
        assert told in row


def test_a_claim_that_waits_to_be_confirmed_comes_before_the_answers_that_others_owe(world: World) -> None:
    case = on_table(world)
    base = board_of(world, case)
    with world.client("Hilde Verbist") as hilde:
        takes_up(world, "Nadia Pauwels", case, "Kort traject")
        for page in ("/radar", "/aanmeldingen", f"/aanmeldingen/{case}", f"/aanmeldingen/{case}/waarom-nu"):
            said = hilde.get(page).text
            assert "en opname bevestigen" in said, page
            assert "bespreken op de dispatchtafel" not in said, page
        send(hilde, f"{base}/zaak/{case}/besproken", {})
        assert "wacht op antwoord van de partners" not in hilde.get("/radar").text
        assert "Kompas NAFT wil opnemen" in hilde.get("/vandaag").text


def test_no_name_stands_on_the_radar(world: World) -> None:
    world.refer(now=real_now())
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get("/radar").text
    assert "Noor" not in page
    assert "Amrani" not in page


def test_what_is_late_stands_on_top_with_how_late(world: World) -> None:
    fresh = world.refer(now=real_now())
    late = world.refer(now=real_now() - timedelta(days=30))
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get("/radar").text
    assert cases_on(page) == [number_of(world, late), number_of(world, fresh)]
    assert "te laat" in page.split("<tbody>")[1].split("</tr>")[0]
    assert "Eén is te laat." in page


def test_a_referrer_who_stays_silent_is_shown_as_late_and_the_case_keeps_waiting_on_him(world: World) -> None:
    then = real_now() - timedelta(days=30)
    case = world.refer(now=then)
    with world.desk("Hilde Verbist", now=then) as work:
        clarify.ask(work, case, "Sinds wanneer?")
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get("/radar").text
    row = page.split("<tbody>")[1]
    assert "wacht op aanmelder" in row
    assert "de aanmelder" in row
    assert "te laat" in row


def test_a_case_that_came_back_because_the_family_refuses_says_to_ask_the_referrer_first(world: World) -> None:
    case = with_track(world)
    with world.desk("Nadia Pauwels", now=real_now()) as work:
        tracks.not_start(work, moves.tracks_of(work, case)[0].id, "refuses")
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get("/radar").text
    assert "kwam terug: niet gestart" in page
    assert "Vraag eerst de aanmelder." in page


def test_the_radar_and_the_case_tell_the_same_day_since_which_it_is_back(world: World) -> None:
    case = with_track(world)
    rehearsed = real_now() + timedelta(days=40)
    with world.desk("Nadia Pauwels", now=rehearsed) as work:
        tracks.not_start(work, moves.tracks_of(work, case)[0].id, "staff")
    with world.client("Hilde Verbist") as hilde:
        radar_page, file = hilde.get("/radar").text, hilde.get(f"/aanmeldingen/{case}").text
    day, began = brussels_date(rehearsed), f"{real_now() - timedelta(days=10):%Y-%m-%d}"  # the machine reads UTC
    assert re.search(rf'sinds <time datetime="{rehearsed:%Y-%m-%d}', radar_page)
    step = file.split('class="stage stuck here"')[1].split("</li>")[0]
    assert f'datetime="{began}' in step, "the track began when it began"
    assert "terug sinds" in step
    assert date_words(day) in step


def test_who_takes_a_case_together_has_it_together(world: World) -> None:
    case = with_track(world, start_in=9)
    with world.desk("Hilde Verbist") as work:
        referral = moves.take(work, case)
        tracks.open_track(
            work, referral, organisation_id=world["Springplank"], offer_id=world.offer(work, "Carrousel").id,
            agreed_start=brussels_date(real_now()) + timedelta(days=5), role="co",
        )  # fmt: skip
        moves.rewatch(work, referral)
    with world.client("Hilde Verbist") as hilde:
        file, row = hilde.get(f"/aanmeldingen/{case}").text, hilde.get("/radar").text.split("<tbody>")[1]
    holder = file.split('class="holder-who"')[1].split("</p>")[0]
    assert "Springplank en Kompas NAFT" in holder, "first who owes a word first"
    where = re.sub(r"<[^>]*>", " ", row.split('data-label="Bij wie"')[1].split("</td>")[0])
    assert re.match(r".*Springplank\s+afgesproken, start op .*Kompas NAFT:\s+afgesproken", where, re.DOTALL)


def test_a_class_is_shown_as_a_class(world: World) -> None:
    world.refer(now=real_now(), subject_kind="group", first_name="", last_name="")
    with world.client("Hilde Verbist") as hilde:
        assert "een klas of groep" in hilde.get("/radar").text


def test_a_date_that_a_rehearsal_left_in_the_future_does_not_break_the_page(world: World) -> None:
    case = world.refer(now=real_now() + timedelta(days=60))
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get("/radar")
    assert page.status_code == 200
    assert cases_on(page.text) == [number_of(world, case)]
