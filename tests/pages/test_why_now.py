"""A coordinator reads of each clock of a case why its day is that day, who is asked, and what comes next."""

import re
from datetime import date

from hub.clock import brussels_date, parse_moment
from hub.dispatch import appointments, clarify, tracks
from hub.dispatch.case_team import planning
from hub.dispatch.table_tables import Track
from hub.monitoring.why_now.why_sight import why_now
from hub.wording import date_words
from tests.cast import World
from tests.desk.test_client_meeting import planned
from tests.desk.test_follow_up import agreed, did
from tests.desk.test_plan_watched import talked
from tests.tables import row, running


def read(world: World, case: object) -> str:
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/aanmeldingen/{case}/waarom-nu")
        assert page.status_code == 200
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.text))


def test_the_page_tells_the_clock_its_first_day_and_the_days_that_did_not_count(world: World) -> None:
    world.now = parse_moment("2026-11-10T10:00")
    case = world.refer(now="2026-11-10T10:00")
    told = read(world, case)
    assert "Klok “Vraagverheldering”: 2 werkdagen, geteld vanaf dinsdag 10 november." in told
    assert "Woensdag 11 november telt niet mee: Wapenstilstand." in told
    assert "Vraagverheldering starten: vrijdag 13 november" in told
    with world.desk("Hilde Verbist") as work:
        clarify.set_flag(work, case, "red", "Zwerft.")
    assert "De vlag staat op rood" in read(world, case)
    with world.client("Hilde Verbist") as hilde:
        assert f"/aanmeldingen/{case}/waarom-nu" in hilde.get(f"/aanmeldingen/{case}").text
    with world.client("Karim Haddou") as karim:
        assert karim.get(f"/aanmeldingen/{case}/waarom-nu").status_code == 403
        assert "waarom-nu" not in karim.get(f"/aanmeldingen/{case}").text
    with world.client("Wim Peeters") as wim:
        assert wim.get(f"/aanmeldingen/{case}/waarom-nu").status_code == 404


def test_a_track_tells_its_start_the_letter_the_silence_the_pause_and_what_comes_next(world: World) -> None:
    track = agreed(world)
    case = row(world, Track, track).referral_id
    told = read(world, case)
    assert "Klok “Nieuws over de start”: 1 schooldag, geteld vanaf dinsdag 1 december" in told
    assert "dan vragen we het in de weekbrief van dinsdag 8 december" in told
    assert did(world, "2026-12-08T09:00") == ["asked_partner"]
    world.now = parse_moment("2026-12-08T10:00")
    told = read(world, case)
    assert "Op dinsdag 8 december vroegen we het." in told
    assert "Klok “Stilte na een e-mail”: 5 schooldagen" in told
    assert "bij de coördinator, met een plaats op de volgende agenda" in told
    with world.desk("Nadia Pauwels") as work:
        tracks.start(work, track, date(2026, 12, 1))
        tracks.hold(work, track, date(2027, 1, 11), "Stage.")
    assert "De pauze loopt tot maandag 11 januari 2027. Tot dan staat de klok stil." in read(world, case)
    silent = [did(world, f"2027-{day}T09:00") for day in ("01-12", "01-19", "01-26", "02-02", "02-03", "02-23")]
    assert ["gave_to_coordinator"] in silent
    world.now = parse_moment("2027-02-23T10:00")
    told = read(world, case)
    assert "Beslissen over de herneming" in told
    assert "Deze dag telt nu niet voor het dossier" in told


def test_what_was_agreed_beside_the_stage_stands_there_with_its_own_day(world: World) -> None:
    case = world.refer()
    with world.desk("Hilde Verbist") as work:
        appointments.make_appointment(work, case, parse_moment("2026-09-18T14:00"), 60, "place", "Sint-Jan")
        planning.agree(work, case, planning.Typed("Belt de school.", "desk", date(2026, 9, 17)))
    told = read(world, case)
    assert "Dan is het gesprek gepland." in told
    assert "vrijdag 18 september om 14 uur" in told
    assert "Afgesproken tegen donderdag 17 september." in told


def test_the_question_whether_there_is_help_has_its_own_clock_there(world: World) -> None:
    case = row(world, Track, running(world)).referral_id
    told = read(world, case)
    assert "Klok “Is er hulp?”: 30 werkdagen" in told
    assert "Die dag vragen we of er hulp is." in told


def test_a_client_meeting_stands_at_the_hour_at_which_it_begins(world: World) -> None:
    case = talked(world)
    planned(world, case, at="2026-09-24T15:30")
    told = read(world, case)
    assert "donderdag 24 september om 15.30 uur" in told
    assert "om 16.30 uur" not in told
    assert "Na 16.30 uur valt er te noteren" in told


def test_what_gives_the_day_stands_first_and_nothing_is_promised_for_a_day_that_has_gone(world: World) -> None:
    track = agreed(world)
    case = row(world, Track, track).referral_id
    for day in ("2026-12-08T09:00", "2026-12-15T09:00"):
        did(world, day)  # asked, and given to the coordinator
    with world.desk("Hilde Verbist", now="2026-12-24T12:00") as work:
        first, second, *rest = why_now(work, case).running
    assert [one.gives for one in (first, second, *rest)] == [True, False]
    assert first.then.startswith("Die dag is voorbij: het staat als te laat op Vandaag")
    assert second.because == [
        "Er kwam geen antwoord: de coördinator heeft het.",
        "De coördinator heeft het dossier in handen. Deze dag telt nu niet voor het dossier.",
    ]
    assert second.told_at >= parse_moment("2026-12-24T12:00")
    assert f"Op {date_words(brussels_date(second.told_at))} kijken we opnieuw." in second.then
