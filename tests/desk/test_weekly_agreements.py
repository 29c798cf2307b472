"""Agreements in the letter of the week: told before their day, asked after it, and one letter a week to its owner."""

import re
from datetime import date

from sqlmodel import select

from hub import letters as outgoing
from hub.clock import brussels_date, parse_moment
from hub.dispatch.case_team.agreed import after
from hub.dispatch.case_team.tables import PlanAgreement
from hub.dispatch.mailed.weekly_tables import WeeklyLine
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.hubs import hub_named
from hub.letters import Letter
from hub.links import Link, Purpose
from hub.monitoring.check import check
from hub.people.tables import Membership
from tests.cast import World, send
from tests.desk.test_follow_up import CHECKED, follow, track_now
from tests.desk.test_follow_up import agreed as started
from tests.desk.test_plan_watched import agreed, around, did, on_today, one, talked
from tests.mail_shop import letters
from tests.pages.test_weekly_letter_page import paths_in
from tests.tables import row, rows, running
from tests.to_come import day_to_come

KOMPAS = "Kompas NAFT"
TUESDAY, NEXT, THIRD = "2026-09-22T07:00", "2026-09-29T07:00", "2026-10-06T07:00"
FRIDAY, MONDAY = date(2026, 9, 25), date(2026, 9, 28)


def kinds(world: World) -> list[str]:
    return sorted(letter.kind for letter in rows(world, Letter) if letter.kind.startswith(("agreement_", "weekly")))


def theirs(world: World) -> str:
    return f"o-{world[KOMPAS]}"


def test_what_a_partner_promised_for_this_week_and_what_went_by_stands_in_its_one_letter(world: World) -> None:
    first, second = talked(world), talked(world)
    belt, later = agreed(world, first, theirs(world)), agreed(world, second, theirs(world), "Zoekt.", MONDAY)
    after = agreed(world, first, theirs(world), "Ver weg.", date(2026, 10, 9))
    assert did(world, TUESDAY) == ["reminded_owner", "reminded_owner"]
    (letter,) = letters(world, "weekly")
    assert letter.subject == "Weekbrief: 2 afspraken voor deze week"
    assert "Deze week afgesproken" in letter.body
    said = [word for word in ("Belt", "Zoekt", "Noor", "El Amrani") if word in letter.subject + letter.body]
    assert said == [], "what was agreed stands behind the link"
    assert one(world, belt).due_at == parse_moment("2026-09-28T09:00")
    assert did(world, "2026-09-28T09:00") == []
    waits = one(world, belt)
    assert (waits.due_at, waits.gathered_for) == (parse_moment(NEXT), date(2026, 9, 29))
    assert did(world, NEXT) == ["asked_owner", "asked_owner"]
    assert one(world, after).rung == 0
    asked = next(letter for letter in letters(world, "weekly") if "2 vragen" in letter.subject)
    assert "tegen vrijdag 25 september" in asked.body
    assert did(world, "2026-10-06T09:00") == ["reminded_owner", *["gave_to_coordinator"] * 2]
    assert kinds(world) == ["weekly"] * 3
    assert len(on_today(world, THIRD)) == 2
    assert {line.asked for line in rows(world, WeeklyLine)} == {True, False}
    assert one(world, later).stands == "open"
    assert check(world.store) == []


def test_who_guides_the_youngster_is_asked_first_then_its_team_and_then_hilde_has_it(world: World) -> None:
    track = row(world, Track, running(world))
    with world.desk() as work:
        work.session.get_one(Track, track.id).worker_id = world["Nadia Pauwels"]
    agreement = agreed(world, track.referral_id, theirs(world))
    did(world, "2026-09-28T09:00")
    with world.client("Hilde Verbist") as hilde:
        assert "in de weekbrief van dinsdag 29 september" in hilde.get("/radar").text
    assert "asked_owner" in did(world, NEXT)
    assert "asked_owner" in did(world, THIRD)
    to = [line.person_id for line in rows(world, WeeklyLine) if line.agreement_id and line.asked]
    assert to == [world["Nadia Pauwels"], None]
    follow(world, "2026-10-13T09:30")
    assert one(world, agreement).stalled_for == "silence"


def test_what_the_desk_flagged_and_what_a_closed_partner_promised(world: World) -> None:
    urgent, usual = talked(world), talked(world)
    with world.desk() as work:
        referral = work.session.get_one(Referral, urgent)
        referral.flag, referral.flag_reason, referral.flagged_at = "amber", "Slaapt niet thuis.", work.now
    flagged = agreed(world, urgent, theirs(world))
    agreed(world, usual, theirs(world), "Zoekt.")
    assert did(world, TUESDAY) == ["reminded_owner"], "of the one that is not urgent"
    assert did(world, "2026-09-23T09:30") == ["reminded_owner"]
    assert did(world, "2026-09-28T09:30") == ["asked_owner"]
    assert one(world, flagged).rung == 1
    assert kinds(world) == ["agreement_due", "agreement_soon", "weekly"]


def test_who_is_no_partner_gets_one_letter_a_week_with_all_that_it_agreed(world: World) -> None:
    case, other = talked(world), talked(world)
    sister = around(world, case, email="yasmina@thuis.example")
    again = around(world, other, email="Yasmina@thuis.example")
    brings = agreed(world, case, f"n-{sister}", "Brengt haar.")
    calls = agreed(world, other, f"n-{again}", "Belt de trainer.", date(2026, 9, 26))
    assert did(world, "2026-09-23T09:30") == ["reminded_owner"]
    (letter,) = letters(world, "agreement_soon")
    assert (letter.body.count("hub-link:"), letter.referral_id) == (2, None)
    third = agreed(world, case, f"n-{sister}", "Koopt een fiets.", date(2026, 9, 24))
    assert did(world, "2026-09-25T09:30") == [], "she heard of us this week"
    assert one(world, third).due_at == parse_moment("2026-09-28T09:00")
    assert did(world, "2026-09-28T09:30") == ["asked_owner"]
    assert [one(world, each).times_asked for each in (brings, calls, third)] == [1, 1, 1]
    assert did(world, "2026-09-29T09:30") == []
    assert kinds(world) == ["agreement_due", "agreement_soon"]
    (due,) = letters(world, "agreement_due")
    assert due.body.count("hub-link:") == 3
    follow(world, "2026-10-05T09:30")
    assert {found.stalled_for for found in rows(world, PlanAgreement)} == {"silence"}
    assert check(world.store) == []


def test_whoever_answers_about_an_agreement_goes_on_to_the_rest_of_its_letter_and_leaves_that_as_it_is(
    world: World,
) -> None:
    first, second = talked(world), talked(world)
    belt, other = agreed(world, first, theirs(world)), agreed(world, second, theirs(world), "Zoekt.")
    follow(world, NEXT)
    (letter,) = letters(world, "weekly")
    here, there = paths_in(world, letter)
    number = world.case(second).number
    with world.client() as browser:
        assert number not in browser.get(here).text, "who was sent one link learns of no other case"
        day = day_to_come()
        send(browser, here, {"answer": "later", "note": "Ze is ziek.", "day": str(day)})
        page = browser.get(here).text
        assert "Nog 1 antwoord uit deze weekbrief" in page
        assert (number in page, "Zoekt" in page, "Noor" in page) == (True, False, False)
        (on,) = re.findall(rf'action="({here}/ook/[^"]+)"', page)
        with world.client() as forwarded:
            assert number not in forwarded.get(here).text, "who was sent on a link that was answered did not answer it"
            assert send(forwarded, on, {}, get_first=here).status_code == 404
        assert browser.get(on, follow_redirects=False).headers["location"] == here
        assert send(browser, on, {}, get_first=here).headers["location"] == there
        send(browser, there, {"answer": "klaar"})
        assert "uit deze weekbrief" not in browser.get(there).text
    moved = one(world, belt)
    assert (moved.by, moved.rung, one(world, other).stands) == (day, 0, "done")
    assert moved.due_at <= after(day)


def nadia_left(world: World, track: Track) -> None:
    """She guided this one, and is of Kompas no more; her account is for something else."""
    with world.desk() as work:
        work.session.get_one(Track, track.id).worker_id = world["Nadia Pauwels"]
        of_kompas = select(Membership).where(Membership.organisation_id == world[KOMPAS])
        for role in work.session.exec(of_kompas.where(Membership.person_id == world["Nadia Pauwels"])):
            role.until = date(2026, 9, 20)


def test_who_left_a_partner_hears_nothing_of_what_it_agreed_and_its_team_reads_all(world: World) -> None:
    track = row(world, Track, running(world))
    nadia_left(world, track)
    agreed(world, track.referral_id, theirs(world))
    agreed(world, talked(world), theirs(world), "Zoekt.")
    assert did(world, NEXT) == ["asked_owner", "asked_owner"]
    assert [letter.to_address for letter in letters(world, "weekly")] == ["team@kompas.example"]


def test_two_addresses_at_which_nobody_has_an_account_each_get_their_copy(world: World) -> None:
    guided = track_now(world, started(world))
    started(world, offer="Individuele begeleiding")
    nadia_left(world, guided)
    assert [line["did"] for line in follow(world, CHECKED) if "track" in line] == ["asked_partner"] * 2
    to = {letter.to_address for letter in letters(world, "weekly")}
    assert to == {"nadia@kompas.example", "team@kompas.example"}
    assert [found for found in check(world.store) if found.rule == "letter"] == []


def test_what_stands_in_no_letter_counts_as_not_told(world: World) -> None:
    case = talked(world)
    with world.desk() as work:
        referral = work.session.get_one(Referral, case)
        referral.flag, referral.flag_reason, referral.flagged_at = "amber", "Slaapt niet thuis.", work.now
    belt = agreed(world, case, theirs(world))
    with world.desk(now="2026-09-23T09:00") as work:  # another beat wrote it a moment before
        key, hub = f"agreement_soon:{belt}:2026-09-23:{brussels_date(work.real)}", hub_named(work.session, "dijleland")
        outgoing.write(work, "agreement_soon", "team@kompas.example", once_key=key, hub=hub, lines=[], number="")
    assert did(world, "2026-09-23T09:30") == []
    assert (one(world, belt).rung, len(letters(world, "agreement_soon"))) == (0, 1)
    assert [link for link in rows(world, Link) if link.purpose == Purpose.AGREEMENT] == []
    assert did(world, "2026-09-24T09:30") == ["reminded_owner"]
