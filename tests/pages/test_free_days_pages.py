"""A partner says when it is closed, or the hub for it; its open tracks and the radar move along."""

import re
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import select

from hub.clock import brussels_date, parse_moment
from hub.dispatch.clb import ClbState
from hub.dispatch.clb_tables import ClbQuestion
from hub.dispatch.clock_tables import FreeDays
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.home.clockwork import free_days
from hub.monitoring.check_watch import watched_otherwise
from tests.cast import World, send
from tests.desk.test_clb import CLB
from tests.desk.test_follow_up import agreed, did
from tests.referrals import refer
from tests.tables import row, rows, running

HERE = "/gesloten-dagen"
DAYS = date(2026, 12, 2), date(2026, 12, 4)


def test_a_partner_closes_its_days_and_the_clocks_of_its_tracks_stand_still(world: World) -> None:
    world.now = parse_moment("2026-11-20T09:00")
    track = agreed(world)
    with world.desk("Nadia Pauwels", now="2026-11-20T09:00") as work:
        free = free_days.close(work, world["Kompas NAFT"], *DAYS, "training", "Tweedaagse in De Haan").id
    with world.desk() as work:
        assert work.session.get_one(Track, track).due_at == parse_moment("2026-12-07T09:00")
        case = work.session.exec(select(Referral)).one()
        assert case.next_due == parse_moment("2026-12-07T09:00")
        assert list(watched_otherwise(work)) == []
    assert did(world, "2026-12-03T09:00") == []
    with world.desk("Hilde Verbist", now="2026-11-20T15:00") as work:
        free_days.open_again(work, free)
    with world.desk() as work:
        assert work.session.get_one(Track, track).due_at == parse_moment("2026-12-02T09:00")


def test_a_partner_keeps_its_closed_days_on_its_page_and_so_does_the_hub(today: World) -> None:
    first, ours = brussels_date(today.now) + timedelta(days=9), {"organisation": str(today["Kompas NAFT"])}
    days = {
        "first": str(first),
        "last": str(first + timedelta(days=2)),
        "kind": "training",
        "reason": "Tweedaagse in De Haan",
    }
    with today.client("Nadia Pauwels") as nadia:
        before = {"last": str(first - timedelta(days=1)), "reason": "85.07.30-033 28"}
        wrong = send(nadia, HERE, days | ours | before)
        assert wrong.status_code == 422
        assert "Kies een laatste dag die niet voor de eerste komt" in wrong.text
        assert rows(today, FreeDays) == []
        assert send(nadia, HERE, days | {"organisation": str(today["Springplank"])}).status_code == 404
        assert send(nadia, HERE, days | ours).status_code == 303
        assert "Tweedaagse in De Haan" in nadia.get(HERE).text
    with today.client("Hilde Verbist") as hilde:
        assert "Tweedaagse in De Haan" in hilde.get(HERE).text, "the hub keeps them for its partners"
        assert send(hilde, f"{HERE}/{rows(today, FreeDays)[0].id}/weg", {}).status_code == 303
    assert rows(today, FreeDays) == []


def test_a_start_while_its_partner_is_closed_is_said_to_whoever_closes_it_or_plans_it(today: World) -> None:
    day = brussels_date(today.now)
    track, soon = running(today), day + timedelta(days=9)
    with today.desk() as work:
        work.session.get_one(Track, track).agreed_start = soon
    shut = {"first": str(soon), "last": str(soon + timedelta(days=6)), "kind": "closing", "reason": "Verhuis"}
    with today.client("Nadia Pauwels") as nadia:
        assert send(nadia, HERE, {**shut, "organisation": str(today["Kompas NAFT"])}).status_code == 303
        assert "is er al een start afgesproken, van CM-" in nadia.get(HERE).text
        plan, other = f"/trajecten/{track}/gepland", str(soon + timedelta(days=2))
        asked = send(nadia, plan, {"gepland_day": other})
        assert asked.status_code == 422
        assert "is de partner gesloten" in asked.text
        assert row(today, Track, track).agreed_start == soon
        assert send(nadia, plan, {"gepland_day": other, "gepland_day_anyway": other}).status_code == 303
        with today.desk() as work:
            work.session.get_one(Track, track).agreed_start = day - timedelta(days=3)
        page = nadia.get(f"/trajecten/{track}").text
    assert 'name="gepland_day"' in page
    assert not re.search(r'name="gepland_day"[^>]* value="20', page), "no day that went by"


def test_a_partner_that_got_a_letter_before_it_closed_has_its_days_after_it(world: World) -> None:
    track = agreed(world)
    assert did(world, "2026-12-08T09:00") == ["asked_partner"]
    with world.desk("Hilde Verbist", now="2026-12-08T15:00") as work:
        free_days.close(work, world["Kompas NAFT"], date(2026, 12, 9), date(2026, 12, 11), "closing", "Verhuis")
    with world.desk() as work:
        assert work.session.get_one(Track, track).due_at == parse_moment("2026-12-18T09:00")
    assert did(world, "2026-12-15T09:00") == []
    assert did(world, "2026-12-18T09:00") == ["gave_to_coordinator"]


def test_a_clb_says_when_it_is_closed_and_its_reminder_waits_for_that(world: World) -> None:
    refer(world)  # on Tuesday 15 September, to be answered by Friday
    assert [one.due_at for one in rows(world, ClbQuestion)] == [parse_moment("2026-09-18T09:00")]
    with world.client("Griet Somers") as griet:
        assert HERE in griet.get("/mijn-scholen").text
        assert griet.get(HERE).status_code == 200
    with world.desk("Griet Somers", now="2026-09-15T15:00") as work:
        free_days.close(work, world[CLB], date(2026, 9, 16), date(2026, 9, 21), "training", "De Haan")
    (asked,) = rows(world, ClbQuestion)
    assert asked.due_at == parse_moment("2026-09-24T09:00")
    assert did(world, "2026-09-21T10:00") == []
    assert did(world, "2026-09-24T10:00") == ["reminded_clb"]
    with world.desk("Hilde Verbist", now="2026-09-15T15:00") as work:
        assert world[CLB] in {one.id for one in free_days.kept_by(work)}, "who asked a CLB keeps its closed days too"
    with world.desk("Hilde Verbist", now="2026-09-25T15:00") as work:
        work.session.execute(sa.update(ClbQuestion).values(state=ClbState.WITHDRAWN, due_at=None))
        assert world[CLB] not in {one.id for one in free_days.kept_by(work)}, "and no longer than it waits for a word"
