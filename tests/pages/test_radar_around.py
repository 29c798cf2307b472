"""Around the radar: who has how many cases, each number with its rows, and the page of the days to come."""

import html
import re
from datetime import timedelta

from hub.clock import brussels_date, real_now
from hub.dispatch import moves, tracks
from hub.dispatch.table_tables import Track
from tests.cast import World
from tests.radar import cases_on, number_of, with_track


def worked_at_kompas(world: World) -> None:
    """Three cases at Kompas NAFT: one runs, one is silent and the coordinator's, one has no worker. One elsewhere."""
    running, silent, _nobody, _buddy = (*(with_track(world) for _n in range(3)), with_track(world, offer="Een buddy"))
    with world.desk("Nadia Pauwels", now=real_now()) as work:
        tracks.start(work, moves.tracks_of(work, running)[0].id, brussels_date(real_now()))
    with world.desk() as work:
        for case, worker in ((running, "Nadia Pauwels"), (silent, "Nadia Pauwels")):
            moves.tracks_of(work, case)[0].worker_id = world[worker]
        moves.tracks_of(work, running)[0].half_day_units = 3
        late: Track = moves.tracks_of(work, silent)[0]
        late.step, late.due_at = 2, real_now() - timedelta(days=2)
        moves.rewatch(work, moves.take(work, silent))


def test_each_number_of_a_caseload_leads_to_as_many_rows(world: World) -> None:
    worked_at_kompas(world)
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get("/radar/werklast").text
        numbers = re.findall(r'href="(/radar\?[^"]+)"[^>]*>(\d+)</a>', page)
        assert len(numbers) > 6
        for address, number in numbers:
            assert len(cases_on(hilde.get(html.unescape(address)).text)) == int(number), address
    row = re.sub(r"<[^>]*>", " ", page.split("Kompas NAFT</th>")[1].split("</tr>")[0])
    assert re.sub(r"\s+", " ", row).startswith(" 3 2 1 1 0 1 3 "), "open, not started, late, silent, paused, nobody"


def test_of_the_people_of_a_partner_a_coordinator_reads_how_many_and_never_who(world: World) -> None:
    worked_at_kompas(world)
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get("/radar/werklast").text
    assert "Nadia" not in page
    assert "één begeleider heeft er 2" in page


def test_a_hub_without_tracks_reads_what_will_stand_there(world: World) -> None:
    with world.client("Hilde Verbist") as hilde:
        load, ahead = hilde.get("/radar/werklast").text, hilde.get("/radar/vooruit").text
    assert "Bij wie het nu ligt" not in load
    assert "Er gebeurt niets." in ahead


def test_the_days_to_come_lead_to_their_cases_and_name_nobody(world: World) -> None:
    worked_at_kompas(world)
    own = world.refer("schelderand", now=real_now())
    fresh = world.refer(now=real_now())
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get("/radar/vooruit").text
    assert number_of(world, fresh) in page
    assert f'href="/aanmeldingen/{fresh}/waarom-nu"' in page
    assert number_of(world, own) not in page
    for name in ("Noor", "Amrani", "Nadia"):
        assert name not in page
