"""Vandaag on a full day: what waits longest comes first, and the rest is counted."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from hub.asker import Role
from hub.clock import real_now
from hub.dispatch import ending
from hub.dispatch.sight import up_to
from hub.dispatch.table_tables import Claim
from hub.home import today
from hub.home.today_lines import Group
from hub.hubs import all_hubs
from hub.letters import Letter
from hub.people.duty import Part
from hub.people.duty_tables import DutyUsual
from hub.people.tables import Membership, Secrecy
from tests.cast import World
from tests.pages.test_today import groups
from tests.tables import end_after_talk, on_table, takes_up
from tools.noting import noted


def test_the_next_table_counts_its_agenda(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        end_after_talk(work, noor, "Opgelost.")
        ending.reopen(work, noor, "stalled")
    with world.desk("Hilde Verbist") as work:
        (table,) = today.today(work).tables
    assert (table.on_agenda, table.proposed) == (0, 1)
    assert table.session.at.isoformat() == "2026-09-22T11:30:00+00:00"


def test_a_long_group_shows_ten_and_counts_on(world: World) -> None:
    for _n in range(12):
        world.refer()
    found = groups(world)["nieuw"]
    assert (len(found.items), found.total, found.number, found.more) == (10, 12, "12", True)


def test_of_many_claims_those_that_have_waited_longest_are_shown(world: World) -> None:
    """Each case with all that want it, whoever leads first; twelve cases wait."""
    with world.desk() as work:
        world.offer(work, "Kort traject").places = None
    cases = [on_table(world) for _n in range(12)]
    for case in cases:
        takes_up(world, "Nadia Pauwels", case, "Kort traject")
    takes_up(world, "Tom Claes", cases[7], "Carrousel", "co")
    with world.desk() as work:
        for minute, case in enumerate(cases):
            at = work.now - timedelta(minutes=minute)
            work.session.execute(sa.update(Claim).where(col(Claim.referral_id) == case).values(made_at=at))
    found = groups(world)["opnames"]
    assert (len(found.items), found.total, found.more) == (10, 12, True)
    assert [one.href for one in found.items] == [f"/aanmeldingen/{case}" for case in cases[:1:-1]]
    whose = {one.href: one.why for one in found.items}
    assert whose.pop(f"/aanmeldingen/{cases[7]}") == "Kompas NAFT wil opnemen, Springplank wil meedoen"
    assert set(whose.values()) == {"Kompas NAFT wil opnemen"}


def test_nobody_counts_beyond_a_hundred(world: World) -> None:
    with world.desk() as work:
        rows = sa.values(sa.column("n", sa.Integer), name="many").data([(n,) for n in range(150)])
        assert work.session.execute(sa.select(up_to(select(Letter.id)), up_to(sa.select(rows)))).one() == (0, 101)
    assert Group("x", "x", "late", [], 101).number == "100+"


# What opens the unit of work and who asks (2), a question for each group (29), and one each for whose track brought a
# case back, the next tables, hubs, who has duty, who asks to swap, kept views, the night, who is away.
MOST_QUESTIONS = 2 + 29 + 8


def test_vandaag_asks_the_same_few_questions_however_much_there_is_and_at_however_many_desks(world: World) -> None:
    with world.client("Hilde Verbist") as hilde:
        hilde.get("/vandaag")
        with noted(world.store.engine) as told:
            hilde.get("/vandaag")
        on_an_empty_day = len(told)
        for n in range(3):
            case = world.refer(now=real_now())
            if n:
                continue
            with world.desk("Hilde Verbist", real_now()) as work:
                end_after_talk(work, case, "Opgelost.")
                ending.reopen(work, case, "stalled")
        with world.desk() as work:
            for hub in all_hubs(work.session):
                work.session.add_all(
                    DutyUsual(
                        hub_id=hub.id, weekday=day, part=part, since=date(2026, 1, 5), changed_at=work.now,
                        person_id=world["Hilde Verbist"],
                    )
                    for day in range(7) for part in Part
                )  # fmt: skip
                if hub.id != world["dijleland"]:
                    seat = Membership(
                        person_id=world["Hilde Verbist"], hub_id=hub.id, role=Role.COORDINATOR, since=date(2026, 1, 5),
                        secrecy=Secrecy.PROFESSIONAL,
                    )  # fmt: skip
                    work.session.add(seat)
        with noted(world.store.engine) as told:
            page = hilde.get("/vandaag").text
    assert page.count("Permanentie vandaag") == 2
    assert len(told) <= MOST_QUESTIONS, [text for text, _values in told]
    assert len(told) - on_an_empty_day <= 2, "who was behind what came back, and who asks to swap"
