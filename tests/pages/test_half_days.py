"""Half-day units over a school year: what a partner reads of itself, and a coordinator of each partner."""

import re
from datetime import date

from hub.clock import SchoolYear, real_now, school_year_of
from hub.dispatch import tracks
from hub.dispatch.half_days import half_days_sight
from tests.cast import World
from tests.tables import running

THIS, NEXT = SchoolYear(2026), SchoolYear(2027)


def test_a_contact_counts_on_its_day_and_the_rest_when_the_track_ends(world: World) -> None:
    track = running(world)
    with world.desk("Nadia Pauwels", now="2026-10-05T10:00") as work:
        tracks.assign(work, track, world["Nadia Pauwels"])
        tracks.start(work, track, date(2026, 10, 5))
        tracks.sign_of_life(work, track, "Eerste keer.", 2)
    with world.desk("Nadia Pauwels", now="2027-09-10T10:00") as work:
        tracks.sign_of_life(work, track, "Nog een keer.", 3)
        before = {year: half_days_sight.total_of(work, [world["Kompas NAFT"]], year) for year in (THIS, NEXT)}
        tracks.complete(work, track, date(2027, 9, 10), "", 9)
    assert before == {THIS: 2, NEXT: 3}
    with world.desk("Hilde Verbist", now="2027-09-11T10:00") as work:
        (kompas,) = half_days_sight.of_year(work, NEXT)
    assert (kompas.organisation, kompas.units, kompas.tracks, kompas.people) == ("Kompas NAFT", 7, 1, ())
    assert [(one.name, one.units) for one in kompas.offers] == [("Kort traject", 7)]
    with world.desk("Tom Claes", now="2027-09-11T10:00") as work:
        assert half_days_sight.of_year(work, NEXT) == [], "of another partner nothing"
    with world.desk("Wim Peeters", now="2027-09-11T10:00") as work:
        assert half_days_sight.of_year(work, NEXT) == [], "nor of another hub"


def test_the_partner_finds_its_total_at_home_and_the_page_says_by_whom(world: World) -> None:
    track = running(world)
    with world.desk("Nadia Pauwels", now=real_now()) as work:
        tracks.assign(work, track, world["Nadia Pauwels"])
        tracks.sign_of_life(work, track, "Langs geweest.", 4)
    year = school_year_of(real_now())
    with world.client("Nadia Pauwels") as nadia, world.client("Hilde Verbist") as hilde:
        home = re.sub(r"<[^>]+>", " ", nadia.get("/partner").text)
        assert re.search(r"Dagdelen dit schooljaar\s+4\s", home)
        own = nadia.get(f"/dagdelen/{year.label}").text
        assert "Kort traject" in own
        assert "Nadia Pauwels" in own
        theirs = hilde.get("/dagdelen").text
        assert "Kompas NAFT" in theirs
        assert "Nadia Pauwels" not in theirs
        assert hilde.get("/dagdelen/2026").status_code == 404
