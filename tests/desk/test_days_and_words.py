"""Days on which nobody works, contacts that say something, and a place that is kept for the very case one looks at."""

from datetime import date
from uuid import UUID

import pytest
from sqlmodel import select

from hub.clock import brussels_date, parse_moment, real_now
from hub.dispatch import deciding, ending, tracks
from hub.dispatch.board_sight import board, case_on
from hub.dispatch.case import Move
from hub.dispatch.clocks import DEFAULTS, ClockName, due_after
from hub.dispatch.table_tables import AgendaItem, Track
from hub.dispatch.tables import Message
from hub.dispatch.typed import odd_start
from hub.problems import Invalid
from tests.cast import World, send
from tests.tables import on_table, put_on_table, row, running, takes_up

SUNDAY, CHRISTMAS = date(2026, 10, 18), date(2026, 12, 25)


def test_a_day_to_look_again_is_a_day_on_which_somebody_works(world: World) -> None:
    case = on_table(world)
    for day in (SUNDAY, CHRISTMAS):
        with pytest.raises(Invalid, match="Kies een werkdag"), world.desk("Hilde Verbist") as work:
            deciding.park(work, case, Move.WAIT, day)


def test_a_start_on_an_odd_day_is_pointed_out() -> None:
    assert odd_start(SUNDAY) == "Let op: zondag 18 oktober valt in een weekend."
    assert odd_start(CHRISTMAS) == "Let op: vrijdag 25 december is een feestdag."
    assert odd_start(date(2026, 12, 28)) == "Let op: maandag 28 december valt in een schoolvakantie."
    assert odd_start(date(2026, 10, 19)) == odd_start(None) == ""


def test_a_draft_is_not_due_on_a_sunday() -> None:
    due = due_after(DEFAULTS, ClockName.CONCEPT, parse_moment("2026-09-18T10:00"))  # thirty days on is a Sunday
    assert brussels_date(due) == date(2026, 10, 19)


def started(world: World) -> UUID:
    track_id = running(world)
    with world.desk("Nadia Pauwels", now="2026-10-01T16:00") as work:
        tracks.start(work, track_id, date(2026, 9, 30))
    return track_id


def test_an_empty_contact_is_no_sign_of_life(world: World) -> None:
    track_id = started(world)
    with pytest.raises(Invalid, match="in een paar woorden"), world.desk("Nadia Pauwels", "2026-10-05T16:00") as work:
        tracks.sign_of_life(work, track_id, " ")
    with world.desk("Nadia Pauwels", "2026-10-05T16:00") as work:
        tracks.sign_of_life(work, track_id, "", 2)
    assert row(world, Track, track_id).half_day_units == 2


def test_yesterdays_visit_is_noted_today(world: World) -> None:
    track_id = started(world)
    with world.desk("Nadia Pauwels", "2026-10-06T16:00") as work:
        tracks.sign_of_life(work, track_id, "Gesprek thuis.", on=date(2026, 10, 5))
    with world.desk() as work:
        said = work.session.exec(select(Message).where(Message.track_id == track_id)).one()
    assert brussels_date(said.at) == brussels_date(row(world, Track, track_id).last_sign_at) == date(2026, 10, 5)
    with world.desk("Nadia Pauwels", "2026-10-07T16:00") as work:
        tracks.sign_of_life(work, track_id, "Nog een verslag.", on=date(2026, 10, 2))
    assert brussels_date(row(world, Track, track_id).last_sign_at) == date(2026, 10, 5)
    with pytest.raises(Invalid, match="moet nog komen"), world.desk("Nadia Pauwels", "2026-10-06T16:00") as work:
        tracks.sign_of_life(work, track_id, "Morgen.", on=date(2026, 10, 7))


def test_the_place_that_is_kept_for_a_case_does_not_speak_against_it(world: World) -> None:
    case = on_table(world)
    takes_up(world, "Nadia Pauwels", case, "Schoolvervangend traject")  # its only place
    with world.desk("Nadia Pauwels") as work:
        session = work.session.exec(select(AgendaItem.session_id).where(AgendaItem.referral_id == case)).one()
        fits = {offer.name: found for offer, _partner, found in case_on(board(work, session), case).fits}
    assert [line.why for line in fits["Schoolvervangend traject"].lines if line.about == "plaats"] == [
        "vrijgehouden voor deze vraag"
    ]


def test_a_case_never_had_is_not_taken_in_hand_again_for_what_never_was(world: World) -> None:
    case = world.refer()
    with world.desk("Hilde Verbist") as work:
        ending.withdraw(work, case)
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/aanmeldingen/{case}/hernemen").text
        assert "te vroeg gestopt" not in page
        assert "geweigerd" not in page
        send(hilde, f"/aanmeldingen/{case}/hernemen", {"for_code": "on_purpose"})
        assert "vastgelopen" not in hilde.get(f"/aanmeldingen/{case}").text.split("afgesloten")[-1][:80]
        session = hilde.get("/tafel", follow_redirects=True)
    assert "Schrijf eerst de tafelkaart" in session.text


def test_after_a_decision_the_meeting_goes_on_with_the_next_case_by_its_number(world: World) -> None:
    first, second = world.refer(), world.refer(first_name="Sam", last_name="Janssens")
    session = put_on_table(world, first, now=real_now())
    put_on_table(world, second, session_id=session, now=real_now())
    base = f"/tafel/{session}/zaak"
    with world.client("Hilde Verbist") as hilde:
        said = {"beslissing_decision": "not_for_us", "beslissing_note": "Het CLB volgt dit op.", "beslissing_sure": "1"}
        answer = send(hilde, f"{base}/{first}/beslissing", said)
        assert answer.headers["location"] == f"{base}/{second}"
        again = hilde.get(f"{base}/{second}/beslissing", follow_redirects=False)
        assert again.headers["location"] == f"{base}/{second}"


def test_an_approved_card_is_taken_back_on_purpose(world: World) -> None:
    case = on_table(world)
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/aanmeldingen/{case}/tafelkaart").text
    assert "Trek de goedkeuring in" in page
    assert "Bewaar als concept" not in page


def test_who_moved_a_case_on_the_agenda_finds_the_same_button_again(world: World) -> None:
    first, second = world.refer(), world.refer(first_name="Sam", last_name="Janssens")
    session = put_on_table(world, first, now=real_now())
    put_on_table(world, second, session_id=session, now=real_now())
    with world.desk() as work:
        item = work.session.exec(select(AgendaItem.id).where(AgendaItem.referral_id == second)).one()
    with world.client("Hilde Verbist") as hilde:
        answer = send(hilde, f"/tafel/{session}/volgorde", {"item": str(item), "way": "up"})
        assert hilde.get(answer.headers["location"]).text.count("autofocus") == 1
        assert hilde.get(f"/tafel/{session}/volgorde").status_code == 200
