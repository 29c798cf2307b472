"""Nadia answers an invitation behind her link, without signing in; Bram seats people and sees the days he chooses."""

import pytest
from sqlmodel import select

from hub import links
from hub.clock import parse_moment, real_now
from hub.dispatch import session_desk
from hub.dispatch.sessions import inviting
from hub.dispatch.table_tables import DispatchTable, Session, TableSeat
from hub.letters import Letter
from hub.links import Link
from tests.cast import World, send
from tests.full_disk import no_room_for
from tests.seated import SAM, of, seat_people
from tests.tables import row, rows


@pytest.fixture
def seated(world: World) -> World:
    """Pages live in the real day: the session is moved well behind it."""
    seat_people(world)
    with world.desk() as work:
        session = work.session.get_one(Session, world["session"])
        session.at = parse_moment(f"{real_now().year + 1}-10-05T13:30")
        session.place, session.video_link = "Zaal 2", "https://praten.example/tafel"
        inviting.tell(work, session)
    return world


def link_of(world: World, who: str) -> str:
    with world.desk() as work:
        asked = select(Link).where(Link.noun_id == of(world, who).id).limit(1)
        return links.path(work, work.session.exec(asked).one())


def test_nadia_excuses_herself_behind_her_link_and_sam_comes_instead(seated: World) -> None:
    here = link_of(seated, "Nadia Pauwels")
    with seated.client() as nadia:
        page = nadia.get(here).text
        assert "Kom je naar deze zitting?" in page
        assert "https://praten.example/tafel" in page
        assert "Noor" not in page
        assert of(seated, "Nadia Pauwels").state == "invited"  # looking changes nothing
        wrong = send(nadia, here, {"coming": "excused", "deputy_name": "Jan 85.07.30-033.28"})
        assert (wrong.status_code, "rijksregisternummer" in wrong.text) == (422, True)
        send(nadia, here, {"coming": "excused", "deputy": str(seated["Sam Roels"])})
        after = nadia.get(here).text
        assert "Sam Roels komt in jouw plaats." in after
        send(nadia, here, {"coming": "coming"})
        assert "We verwachten je." in nadia.get(here).text
        with seated.desk("Hilde Verbist") as work:
            session_desk.cancel(work, seated["session"])
        assert "Deze zitting gaat niet door" in nadia.get(here).text
        assert send(nadia, here, {"coming": "excused"}).status_code == 404  # that link was withdrawn
        assert nadia.get("/antwoord/zitting/verzonnen").status_code == 404


def test_an_answer_that_we_could_not_store_is_not_one_of_too_many(seated: World, postgres_url: str) -> None:
    here = link_of(seated, "Nadia Pauwels")
    with seated.client() as nadia:
        with no_room_for("ledger", seated, postgres_url):
            assert {send(nadia, here, {"coming": "coming"}).status_code for _n in range(21)} == {503}
        assert send(nadia, here, {"coming": "coming"}).status_code == 303
    assert of(seated, "Nadia Pauwels").state == "coming"


def test_who_goes_on_changing_her_mind_fills_no_mailbox_of_a_colleague(seated: World) -> None:
    here = link_of(seated, "Nadia Pauwels")
    with seated.client() as nadia:
        answers = [send(nadia, here, {"coming": said}) for _n in range(11) for said in ("excused", "coming")]
    assert [one.status_code for one in answers].count(429) == 2
    assert "Bel ons dan" in answers[-1].text
    assert len([one for one in rows(seated, Letter) if one.to_address == SAM]) == 20


def test_bram_sees_the_days_of_a_rhythm_before_he_keeps_it_and_seats_people(seated: World) -> None:
    here = f"/beheer/tafels/{seated['table']}"
    typed = {
        "name": "NAFT-dispatchtafel", "kind": "naft_dispatch", "weekday": "1", "rhythm": "monthly", "nth": "1",
        "starts_at": "13:30", "lasts": "90", "invite_before": "10", "place": "Zaal 2",
    }  # fmt: skip
    with seated.client("Bram Geerts") as bram:
        shown = send(bram, f"{here}/gegevens", typed, get_first=here)
        assert "Elke eerste dinsdag van de maand." in shown.text
        assert shown.text.count("<time datetime=") >= 6
        assert row(seated, DispatchTable, seated["table"]).rhythm == "weekly"  # not kept yet
        (seen,) = {one for one in shown.text.split('"') if one == "1/monthly/1/"}
        assert send(bram, f"{here}/gegevens", {**typed, "seen": seen}).status_code == 303
        kept = row(seated, DispatchTable, seated["table"])
        assert (kept.rhythm, kept.nth, kept.lasts) == ("monthly", 1, 90)
        assert "elke eerste dinsdag van de maand" in bram.get("/beheer/tafels").text
        wrong = send(
            bram,
            f"{here}/gegevens",
            {**typed, "nth": "", "video_link": "bij ons", "chair_id": str(seated["Tom Claes"])},
        )
        for sentence in ("Kies de hoeveelste", "Geef de hele link", "Kies iemand van het meldpunt"):
            assert sentence in wrong.text
        half = send(bram, "/beheer/tafels/ritme", {**typed, "rhythm": "fortnightly"})
        assert "Om de twee weken op dinsdag." in half.text
        fien, kompas = seated["JAC De Haven (demo)"], seated["Kompas NAFT"]
        send(bram, f"{here}/zetels/{fien}/mensen", {"level": "co_thinking", "person": str(seated["Fien Maes"])})
        send(bram, f"{here}/zetels/{fien}/plaats", {"way": "up"})
        send(bram, f"{here}/zetels/{kompas}/mensen", {"level": "co_working", "person": str(seated["Tom Claes"])})
        assert "Kies iemand van deze organisatie." in bram.get(here).text
    seats = {one.organisation_id: one for one in rows(seated, TableSeat) if one.table_id == seated["table"]}
    assert (seats[fien].person_id, seats[fien].level, seats[fien].position) == (seated["Fien Maes"], "co_thinking", 1)
    assert seats[kompas].person_id == seated["Nadia Pauwels"]
