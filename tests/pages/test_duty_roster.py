"""Hilde plans who has duty, Karim swaps with her, and both see it in their own calendars and on Vandaag."""

import re
from datetime import date, timedelta
from uuid import UUID

from icalendar import Calendar
from litestar.testing import TestClient

from hub.clock import brussels_date, is_working_day, real_now
from hub.people import duty_desk, duty_sight
from hub.people.duty import Part, Slot, monday
from hub.people.duty_tables import DutyFeed, DutySwap, DutyTurn
from hub.people.memberships import end, live_of
from hub.store import Work
from tests.cast import World, send
from tests.desk.test_locks import beside
from tests.tables import rows

ROSTER, PLAN = "/permanentie", "/permanentie/week"


def week_after(world: World) -> date:
    """The first Monday to come of a week without a holiday."""
    first = monday(brussels_date(real_now())) + timedelta(days=7)
    weeks = (first + timedelta(days=7 * n) for n in range(20))
    return next(day for day in weeks if all(is_working_day(day + timedelta(days=n)) for n in range(5)))


def on(world: World, day: date, part: Part = Part.MORNING) -> UUID | None:
    with world.desk("Hilde Verbist", now=real_now()) as work:
        hub = duty_sight.hub_for(work, "")
        turn = next(one for one in duty_sight.held(work, hub, day, 1) if one.slot.part == part)
        return turn.person.id if turn.person else None


def plan_all(client: TestClient, world: World, who: str) -> None:
    fields = {f"u-{day}-{part}": str(world[who]) for day in range(5) for part in Part}
    assert send(client, f"{ROSTER}/vast", {"hub": "dijleland", **fields}).status_code == 303


def address_in(page: str) -> list[str]:
    return re.findall(r"<code>[^<]*?(/permanentie/agenda/[^<]+\.ics)</code>", page)


def test_hilde_plans_the_usual_week_and_one_week_otherwise_and_reads_what_nobody_has(today: World) -> None:
    week = week_after(today)
    turns = {f"t-{week + timedelta(days=day)}-{part}": "" for day in range(5) for part in Part}
    here = f"{ROSTER}?hub=dijleland&week={week}"
    with today.client("Hilde Verbist") as hilde, today.client("Karim Haddou") as karim:
        assert "Er is nog niemand gepland" in karim.get(ROSTER).text
        assert "Permanentie vandaag" not in karim.get("/vandaag").text
        plan_all(hilde, today, "Karim Haddou")
        assert on(today, week) == today["Karim Haddou"]
        assert "Karim Haddou" in karim.get(here).text

        other = {name: str(today["Hilde Verbist"]) for name in turns} | {f"t-{week + timedelta(days=3)}-afternoon": ""}
        done = send(hilde, PLAN, {"hub": "dijleland", "week": str(week), **other})
        assert done.headers["location"] == here
        assert (on(today, week), on(today, week + timedelta(days=7))) == (today["Hilde Verbist"], today["Karim Haddou"])
        assert on(today, week + timedelta(days=3), Part.AFTERNOON) is None
        if week < brussels_date(real_now()) + timedelta(days=10):
            assert "Niemand op donderdagnamiddag" in karim.get(here).text
        copied = send(hilde, PLAN, {"hub": "dijleland", "week": str(week + timedelta(days=7)), "do": "copy"})
        assert copied.status_code == 303
        assert on(today, week + timedelta(days=7)) == today["Hilde Verbist"]
        vandaag = karim.get("/vandaag").text
        assert "Permanentie vandaag" in vandaag
        took = {"hub": "dijleland", "turn": f"{week + timedelta(days=3)} afternoon"}
        assert send(karim, f"{ROSTER}/neem", took).status_code == 303
        assert on(today, week + timedelta(days=3), Part.AFTERNOON) == today["Karim Haddou"]
        assert send(hilde, f"{ROSTER}/neem", took).status_code == 409
        wrong = {"hub": "dijleland", "week": str(week), f"t-{week}-morning": str(today["Nadia Pauwels"])}
        assert send(hilde, PLAN, wrong).status_code == 422
        assert send(karim, PLAN, {"hub": "dijleland", **turns}).status_code == 403, "the desk does not plan"
    with today.desk("Bram Geerts", now=real_now()) as work:
        for seat in live_of(work, today["Karim Haddou"]):
            end(work, seat)
    assert on(today, week + timedelta(days=14)) is None, "who left has no duty any more"


def test_a_swap_changes_nothing_before_the_colleague_agrees(today: World) -> None:
    week = week_after(today)
    friday = week + timedelta(days=4)
    ask = {"hub": "dijleland", "turn": f"{week} morning", "back": f"{friday} afternoon"}
    with today.client("Hilde Verbist") as hilde, today.client("Karim Haddou") as karim:
        plan_all(hilde, today, "Karim Haddou")
        for_friday = {"hub": "dijleland", "week": str(week), f"t-{friday}-afternoon": str(today["Hilde Verbist"])}
        send(hilde, PLAN, for_friday)
        assert send(karim, f"{ROSTER}/ruil", {**ask, "back": ""}).status_code == 422
        assert karim.get(f"{ROSTER}/ruil", params={"turn": ask["turn"]}).status_code == 200
        assert send(hilde, f"{ROSTER}/ruil", ask).status_code == 409, "it is not hers to give"
        assert send(karim, f"{ROSTER}/ruil", ask).status_code == 303
        (swap,) = rows(today, DutySwap)
        assert on(today, week) == today["Karim Haddou"]
        assert "Karim Haddou vraagt om te ruilen" in hilde.get("/vandaag").text
        with today.client("Wim Peeters") as wim:
            send(wim, f"{ROSTER}/ruil/{swap.id}", {"do": "agree"}, follow_redirects=False)
        send(karim, f"{ROSTER}/ruil/{swap.id}", {"do": "agree"})
        assert on(today, week) == today["Karim Haddou"], "only who was asked agrees"
        send(hilde, f"{ROSTER}/ruil/{swap.id}", {"do": "agree"})
        assert on(today, week) == today["Hilde Verbist"]
        her, him = str(today["Hilde Verbist"]), str(today["Karim Haddou"])
        untouched = {f"t-{week}-morning": him, f"was-{week}-morning": him}
        changed = {f"t-{week}-afternoon": her, f"was-{week}-afternoon": him}
        send(hilde, PLAN, {"hub": "dijleland", "week": str(week), **untouched, **changed})
        assert f'name="was-{week}-morning" value="{her}"' in hilde.get(f"{ROSTER}?week={week}").text
    assert on(today, week) == today["Hilde Verbist"], "a page of before the swap does not undo it"
    assert on(today, week, Part.AFTERNOON) == today["Hilde Verbist"]
    assert on(today, friday, Part.AFTERNOON) == today["Karim Haddou"]


def test_of_two_who_take_a_gap_at_once_one_has_it_and_the_other_reads_so(world: World) -> None:
    gap = monday(brussels_date(world.now)) + timedelta(days=7), Part.MORNING

    def take(work: Work) -> Slot:
        return duty_desk.take(work, duty_sight.hub_for(work, ""), gap)

    with world.desk("Hilde Verbist") as work:
        take(work)
        karim = beside(world, "Karim Haddou", take)
    assert str(karim.end()) == "Deze halve dag heeft al iemand."
    (turn,) = rows(world, DutyTurn)
    assert turn.person_id == world["Hilde Verbist"]


def test_a_calendar_reads_the_roster_until_its_address_is_taken_back(today: World) -> None:
    week = week_after(today)
    today.refer()
    with today.client("Hilde Verbist") as hilde, today.client("Karim Haddou") as karim, today.client() as program:
        plan_all(hilde, today, "Karim Haddou")
        for_monday = {"hub": "dijleland", "week": str(week), f"t-{week}-morning": str(today["Hilde Verbist"])}
        send(hilde, PLAN, for_monday)
        for whole in ("", "1"):
            assert send(karim, f"{ROSTER}/agenda", {"hub": "dijleland", "whole": whole}).status_code == 303
        own, all_of_them = address_in(karim.get(ROSTER).text)
        first = program.get(own)
        assert first.headers["content-type"].startswith("text/calendar")
        calendar = Calendar.from_ical(first.text)
        events = [one for one in calendar.walk("VEVENT") if one.decoded("dtstart").date() == week]
        assert [f"{one.decoded('dtstart'):%H:%M}" for one in events] == ["12:30"], "the morning is Hilde's"
        assert str(events[0]["summary"]) == "Permanentie Centraal Meldpunt Dijleland"
        assert "TZID:Europe/Brussels" in first.text
        assert "Amrani" not in first.text + program.get(all_of_them).text
        assert "Permanentie: Hilde Verbist" in program.get(all_of_them).text
        same = program.get(own, headers={"If-None-Match": first.headers["etag"]})
        assert (same.status_code, same.text) == (304, "")
        uids = [str(one["uid"]) for one in calendar.walk("VEVENT")]
        assert len(uids) == len(set(uids))

        send(hilde, PLAN, {**for_monday, f"t-{week}-morning": str(today["Karim Haddou"])})
        after = program.get(own, headers={"If-None-Match": first.headers["etag"]})
        assert after.status_code == 200, "the roster changed"
        again = [str(one["uid"]) for one in Calendar.from_ical(after.text).walk("VEVENT")]
        assert set(uids) < set(again), "what was there keeps its id"

        send(karim, f"{ROSTER}/agenda", {"hub": "dijleland", "whole": ""})
        renewed = address_in(karim.get(ROSTER).text)[0]
        assert (program.get(own).status_code, program.get(renewed).status_code) == (404, 200)
        send(karim, f"{ROSTER}/agenda", {"hub": "dijleland", "whole": "1", "do": "away"})
        assert program.get(all_of_them).status_code == 404
        assert own.split("/")[-1].removesuffix(".ics") not in str([one.token_hash for one in rows(today, DutyFeed)])
    with today.desk("Bram Geerts", now=real_now()) as work:
        for seat in live_of(work, today["Karim Haddou"]):
            end(work, seat)
    with today.client() as program:
        assert program.get(renewed).status_code == 404, "who left reads no roster"


def test_who_is_of_no_desk_sees_no_roster(today: World) -> None:
    for name, status in (("Nadia Pauwels", 403), ("Lotte Wouters", 403), ("Els Dierckx", 403)):
        with today.client(name) as other:
            assert other.get(ROSTER, follow_redirects=False).status_code == status, name
            assert send(other, f"{ROSTER}/neem", {"turn": "2026-11-26 morning"}).status_code == status, name
    with today.client("Wim Peeters") as wim:
        assert wim.get(f"{ROSTER}?hub=dijleland").status_code == 404
    assert rows(today, DutyTurn) == []
    with today.desk("Hilde Verbist", now=real_now()) as work:
        assert duty_desk.feeds_of(work, duty_sight.hub_for(work, "")) == []
