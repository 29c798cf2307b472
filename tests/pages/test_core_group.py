"""What waits on the hub itself longer than agreed is read by its core group, without a name, until somebody acts."""

import re
from datetime import timedelta
from uuid import UUID

import pytest

from hub.clock import real_now
from hub.dispatch.clarify import note_talk
from hub.hubs import hub_named
from hub.monitoring.core_group import waiting_sight
from hub.problems import NotAllowed, NotFound
from tests.cast import World

ANNELIES, HILDE, WIM = "Annelies Cools", "Hilde Verbist", "Wim Peeters"
LONG = "2026-09-24T09:00"  # referred on Tuesday 15, first talk by Thursday 17, and five working days


def waits(world: World, who: str, now: str, hub: str = "dijleland") -> list[tuple[str, str, str, int]]:
    with world.desk(who, now) as work:
        found = waiting_sight.waits_of(work, hub_named(work.session, hub))
        return [(one.what, one.turn, one.agreed, one.over) for one in found.cases]


def test_a_referral_on_which_nobody_begins_shows_to_the_core_group_until_the_coordinator_acts(world: World) -> None:
    case = world.refer()
    assert waits(world, ANNELIES, "2026-09-24T08:59") == []
    line = ("vraagverheldering starten", "de coördinator", "2 werkdagen", 5)
    assert waits(world, ANNELIES, LONG) == [line]
    assert waits(world, HILDE, LONG) == [line]
    with world.desk(HILDE, LONG) as work:
        note_talk(work, case, "Els en Hilde", "We bekijken samen wat er kan.", "")
    assert waits(world, ANNELIES, LONG) == []


def test_a_core_group_reads_of_its_own_hub_only_and_opens_no_case(world: World) -> None:
    world.refer(hub="schelderand")
    assert waits(world, WIM, LONG, "schelderand") != []
    with pytest.raises(NotFound):
        waits(world, ANNELIES, LONG, "schelderand")
    for who, wrong in (("Karim Haddou", NotAllowed), ("Lotte Wouters", NotAllowed), ("Nadia Pauwels", NotFound)):
        with pytest.raises(wrong):
            waits(world, who, LONG)


def test_the_page_says_a_number_and_what_is_to_happen_and_nothing_about_the_youngster(world: World) -> None:
    case: UUID = world.refer(now=real_now() - timedelta(days=40))
    number = world.case(case).number
    with world.client(ANNELIES) as browser:
        home, page = browser.get("/", follow_redirects=True), browser.get("/kerngroep").text
        assert home.url.path == "/kerngroep"
        assert browser.get(f"/aanmeldingen/{case}").status_code == 403
        assert browser.get("/vandaag").status_code == 403
        assert browser.get("/schooljaar").status_code == 200
    assert number in page
    assert f"/aanmeldingen/{case}" not in page
    assert not re.search("Noor|Amrani|N\\.E\\.|Sint-Jans|Els", page)
    with world.client(HILDE) as browser:
        assert f"/aanmeldingen/{case}" in browser.get("/kerngroep").text


def test_where_nothing_waits_the_page_says_what_will_appear(world: World) -> None:
    with world.client(ANNELIES) as browser:
        assert "Niets wacht langer dan afgesproken" in browser.get("/kerngroep").text
