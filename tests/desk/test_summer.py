"""The summer: Hilde gives each open case to somebody with a day, and what is left is the hub's own."""

from datetime import date
from uuid import UUID

import pytest

from hub.clock import parse_moment
from hub.dispatch import moves, tracks
from hub.dispatch.summer import keeping
from hub.dispatch.summer.tables import SummerKeep
from hub.dispatch.tables import Referral
from hub.home import today
from hub.letters import Letter
from hub.monitoring import summer_follow_up
from hub.monitoring.check import check
from hub.monitoring.why_now.why_sight import running as running_clocks
from hub.problems import Invalid, NotAllowed, Refused
from tests.cast import World, send
from tests.desk.test_follow_up import follow
from tests.tables import rows, running

HILDE, NADIA, JUNE, JULY = "Hilde Verbist", "Nadia Pauwels", "2027-06-14T10:00", date(2027, 7, 14)


def kept(world: World) -> dict[UUID, SummerKeep]:
    return {one.referral_id: one for one in rows(world, SummerKeep)}


def on_today(world: World, now: str, slug: str) -> list[str]:
    with world.desk(HILDE, now) as work:
        return [item.what for group in today.today(work).groups if group.slug == slug for item in group.items]


def unkept(world: World, now: str) -> list[str]:
    return [one.rule for one in check(world.store, parse_moment(now)) if one.rule == "summer"]


def given(world: World, *cases: UUID, keeps: str = "partner", who: str = "", on: date | None = JULY) -> None:
    with world.desk(HILDE, JUNE) as work:
        keeping.keep(work, cases, keeps, who, on)


def of_track(world: World) -> tuple[UUID, UUID]:
    track = running(world)
    with world.desk() as work:
        return track, work.session.get_one(tracks.Track, track).referral_id


def test_hilde_gives_cases_to_somebody_with_a_day_in_the_summer(world: World) -> None:
    case, (_track, taken) = world.refer(first_name="Sam"), of_track(world)
    with pytest.raises(Invalid) as wrong:
        given(world, keeps="other", on=date(2027, 9, 2))
    assert set(wrong.value.errors) == {"cases", "who", "on"}
    with pytest.raises(Refused):
        given(world, case)  # no partner has it
    given(world, taken)
    given(world, case, keeps="other", who="Griet van het CLB")
    assert kept(world)[taken].organisation_id == world["Kompas NAFT"]
    assert (world.case(taken).next_why, world.case(case).next_why) != ("summer", None)
    with world.desk("Karim Haddou", JUNE) as work, pytest.raises(NotAllowed):
        keeping.keep(work, [case], "hub", "", JULY)
    assert check(world.store) == []


def test_on_30_june_what_is_left_stands_with_the_hub_and_none_is_without(world: World) -> None:
    case, other = world.refer(), world.refer(first_name="Sam")
    given(world, other, keeps="clb", who="Griet")
    assert on_today(world, "2027-05-10T10:00", "zomer") == []
    assert on_today(world, JUNE, "zomer") == ["1 zonder zomerhouder"]
    assert unkept(world, "2027-07-01T10:00") == ["summer"]
    assert not [line for line in follow(world, "2027-06-29T10:00") if line["did"] == "left_with_hub"]
    assert [line["referral"] for line in follow(world, "2027-06-30T02:30")] == [world.case(case).number]  # at night
    left = kept(world)[case]
    assert (left.keeps, left.on, left.noted_by) == ("hub", date(2027, 7, 7), None)
    assert follow(world, "2027-06-30T02:35") == []
    assert on_today(world, "2027-06-30T10:00", "zomer") == []
    assert unkept(world, "2027-07-01T10:00") == []
    with world.desk(HILDE, "2027-07-08T10:00") as work:
        assert "Zomerdag" in [one.what for one in running_clocks(work, work.session.get_one(Referral, case))]
    late = world.refer(now="2027-07-20T10:00", first_name="Mo")
    follow(world, "2027-07-20T22:00")
    assert kept(world)[late].on == date(2027, 7, 28)
    assert world.case(late).next_due
    assert [line["did"] for line in follow(world, "2027-09-01T06:00")] == ["summer_over"] * 3
    assert {one.due_at for one in rows(world, SummerKeep)} == {None}
    assert check(world.store) == []


def test_on_its_day_the_partner_is_asked_once_and_it_is_on_today_until_somebody_looked(world: World) -> None:
    track, case = of_track(world)
    with world.desk(NADIA) as work:
        tracks.start(work, track, date(2026, 9, 14))
    given(world, case)
    lines = [*follow(world, "2027-07-14T09:30"), *follow(world, "2027-07-14T10:30")]
    told = [line["did"] for line in lines if "summer" in line]
    assert told == ["asked_in_summer"]
    (letter,) = [one for one in rows(world, Letter) if one.kind == "summer_look"]
    assert "Noor" not in letter.subject + letter.body
    assert len(on_today(world, "2027-07-15T10:00", "zomerdagen")) == 1
    with world.desk(HILDE, "2027-07-15T10:00") as work:
        assert keeping.look(work, case) == date(2027, 7, 30)
    assert on_today(world, "2027-07-15T11:00", "zomerdagen") == []
    with world.desk(NADIA, "2027-07-30T11:00") as work:
        tracks.sign_of_life(work, track, "Nog altijd elke week.", 1)
    follow(world, "2027-07-30T12:00")
    assert kept(world)[case].on == date(2027, 8, 13)  # who says something about its track has looked
    with world.desk(HILDE, "2027-08-30T10:00") as work:
        assert keeping.look(work, case) is None
    assert check(world.store) == []


def test_a_partner_that_was_asked_and_says_nothing_keeps_nobody_behind_it_waiting(world: World) -> None:
    first, second = of_track(world)[1], of_track(world)[1]
    assert first != second
    given(world, first)
    with world.desk(HILDE, JUNE) as work:
        keeping.keep(work, [second], "partner", "", date(2027, 7, 15))
    asked = [
        [line["referral"] for line in summer_follow_up.run(world.store, parse_moment(now), at_a_time=1)]
        for now in ("2027-07-14T10:00", "2027-07-15T10:00")
    ]
    assert asked == [[world.case(first).number], [world.case(second).number]]


def test_the_page_takes_many_at_once_and_brings_back_what_is_wrong(world: World) -> None:
    case, other = world.refer(), world.refer(first_name="Sam")
    with world.client(HILDE) as hilde:
        assert "Nog niemand houdt ze" in hilde.get("/zomer").text
        year = 2000 + int(hilde.get("/zomer").text.split("De zomer van 20")[1][:2])
        assert "Hierbij is alles geregeld" in hilde.get("/zomer?bij=partner").text
        assert str(case) in hilde.get("/zomer?bij=coordinator").text
        typed = {"case": [str(case), str(other)], "keeps": "hub", "who": "93.05.18-223.61", "on": f"{year}-07-14"}
        wrong = send(hilde, "/zomer?bij=coordinator", typed)
        assert 'action="/zomer?bij=coordinator"' in wrong.text, "what was chosen stays"
        assert wrong.status_code == 422
        assert wrong.text.count(" checked") >= 3
        assert send(hilde, "/zomer", typed | {"who": "Karim"}).status_code == 303
        page = hilde.get("/zomer").text
    assert page.count("het meldpunt: Karim") == 2
    assert "Elke open aanmelding heeft een zomerhouder" in page
    assert "El Amrani" not in page


def test_a_partner_whose_track_ended_gets_no_letter_and_the_case_is_the_hubs(world: World) -> None:
    track, case = of_track(world)
    with world.desk(NADIA) as work:
        tracks.start(work, track, date(2026, 9, 14))
    given(world, case)
    with world.desk(NADIA, "2027-07-01T10:00") as work:
        tracks.complete(work, track, date(2027, 6, 30))
    lines = [line["did"] for line in follow(world, "2027-07-14T09:30") if "summer" in line]
    assert lines == ["left_with_hub"]
    left = kept(world)[case]
    assert (left.keeps, left.organisation_id, left.told_at, left.on) == ("hub", None, None, JULY)
    assert [one for one in rows(world, Letter) if one.kind == "summer_look"] == []
    assert len(on_today(world, "2027-07-15T10:00", "zomerdagen")) == 1
    assert check(world.store) == []


def test_only_the_partners_own_word_says_that_it_looked(world: World) -> None:
    track, case = of_track(world)
    with world.desk(NADIA) as work:
        tracks.start(work, track, date(2026, 9, 14))
    given(world, case)
    world.talk(case, "2027-07-14T09:10")
    with world.desk(HILDE, "2027-07-14T09:15") as work:
        tracks.sign_of_life(work, track, "Belde Kompas, niemand nam op.")
    told = [line["did"] for line in follow(world, "2027-07-14T09:30") if "summer" in line]
    assert told == ["asked_in_summer"]
    world.talk(case, "2027-07-14T11:00")
    follow(world, "2027-07-14T12:00")
    assert kept(world)[case].on == JULY
    with world.desk(NADIA, "2027-07-14T13:00") as work:
        tracks.hold(work, track, date(2027, 8, 23), "Vakantie.")
    follow(world, "2027-07-14T14:00")
    assert kept(world)[case].on > JULY


def test_a_case_that_somebody_works_on_keeps_none_behind_it_without_a_holder(world: World) -> None:
    first, second = sorted((world.refer(), world.refer(first_name="Sam")))
    with world.desk() as work:
        moves.take(work, first)
        list(summer_follow_up.divide(world.store, parse_moment("2027-06-30T02:30"), None, at_a_time=1))
    assert list(kept(world)) == [second]
