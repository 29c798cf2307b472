"""Hilde reads in the morning what the hub did by itself, or that it did nothing."""

import re
from datetime import timedelta

from sqlmodel import select

from hub import ledger
from hub.clock import brussels_date, real_now
from hub.home.night import telling
from hub.home.night.nights import told
from hub.home.night.tables import NightRow
from hub.hubs import hub_named
from hub.intake.outcome import MailOutcome
from hub.letters import Letter
from tests.cast import World
from tests.desk.test_follow_up import CHECKED, SILENT, agreed, follow

HILDE, WIM = "Hilde Verbist", "Wim Peeters"


def told_to(world: World, name: str, now: str) -> list[tuple[list[str], bool]]:
    with world.desk(name, now) as work:
        return [(told(row.did), telling.is_missing(work, row)) for row in telling.latest(work)]


def count(world: World, now: str) -> None:
    with world.desk(now=now) as work:
        telling.tell(work)


def test_what_happened_by_itself_is_counted_once_for_each_hub_and_read_by_its_own_desk(world: World) -> None:
    agreed(world)
    follow(world, CHECKED)
    with world.desk(now=CHECKED) as work:
        work.session.exec(select(Letter).where(Letter.kind == "weekly")).one().done_at = work.now
    count(world, "2026-12-09T07:10")
    assert told_to(world, HILDE, CHECKED) == []
    for _twice in range(2):
        count(world, "2026-12-09T07:31")
    asked = "aan een partner gevraagd hoe 1 traject loopt"
    assert told_to(world, HILDE, "2026-12-09T08:00") == [(["1 e-mail verstuurd", asked], False)]
    assert told_to(world, WIM, "2026-12-09T08:00") == [([], False)]


def test_a_case_that_came_back_is_told_with_its_initials_and_no_name(world: World) -> None:
    agreed(world)
    follow(world, CHECKED)
    follow(world, SILENT)
    count(world, "2026-12-16T08:00")
    with world.desk(HILDE, "2026-12-16T08:00") as work:
        [row] = telling.latest(work)
        [done] = telling.about_cases(work, row)
    assert (done.case.initials, done.words) == ("N.E.", "terug naar de coördinator, met een voorstel voor de dagorde")


def test_the_lists_by_case_and_what_stands_in_none_add_up_to_what_was_counted(world: World) -> None:
    agreed(world)
    follow(world, CHECKED)
    with world.desk(now=CHECKED) as work:  # a mail about no case
        hub = hub_named(work.session, "dijleland").id
        ledger.write(work, f"mail.{MailOutcome.AUTO_REPLY}", "raw_mail", None, hub_id=hub)
    count(world, "2026-12-09T07:31")
    with world.desk(HILDE, "2026-12-09T08:00") as work:
        [row] = telling.latest(work)
        kinds = telling.by_kind(work, row)
    assert [(one.words, len(one.cases), one.others) for one in kinds] == [
        ("1 e-mail gelezen", 0, 1), ("aan een partner gevraagd hoe 1 traject loopt", 1, 0),
    ]  # fmt: skip
    assert sum(len(one.cases) + one.others for one in kinds) == sum(row.did.values()) - row.did.get("letters", 0)


def test_a_morning_without_a_count_says_that_the_clockwork_stood_still(world: World) -> None:
    count(world, "2026-12-09T07:31")
    assert told_to(world, HILDE, "2026-12-10T07:29") == [([], False)]
    assert told_to(world, HILDE, "2026-12-10T09:00") == [([], True)]


def test_vandaag_says_it_in_one_line_that_leads_to_the_rest(world: World) -> None:
    with world.desk() as work:
        since = real_now() - timedelta(days=1)
        work.session.add(
            NightRow(
                hub_id=hub_named(work.session, "dijleland").id, day=brussels_date(real_now()), since=since,
                until=real_now(), did={"letters": 5, "mails": 1},
                letters={"weekly": 2, "receipt": 1, "acknowledgement": 2},
            )
        )  # fmt: skip
    with world.client(HILDE) as browser:
        home, page = browser.get("/vandaag").text, browser.get("/vandaag/nacht").text
    assert "1 e-mail gelezen · 5 e-mails verstuurd" in home
    assert 'href="/vandaag/nacht"' in home
    assert re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page) == [("ontvangstbewijs", "3"), ("weekbrief", "2")]
    with world.client(WIM) as neighbour:
        assert "Er is nog niets geteld" in neighbour.get("/vandaag/nacht").text
