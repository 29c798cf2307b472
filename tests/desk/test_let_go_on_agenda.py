"""A partner that lets go after it agreed: its case stands on the next agenda by itself, once, with why."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch import agenda, claims, ending, tracks
from hub.dispatch.letting_go import losing
from hub.dispatch.letting_go.tables import LostPart
from hub.dispatch.table_tables import AgendaItem, DispatchTable, Session, TableCard, Track
from hub.monitoring import agenda_follow_up
from hub.monitoring.check import check
from hub.store import Work
from tests.cast import MORNING, World, send
from tests.tables import on_table, rows, running, takes_up

HILDE, NADIA, TOM = "Hilde Verbist", "Nadia Pauwels", "Tom Claes"


def beat(world: World) -> list[str]:
    return [line["did"] for line in agenda_follow_up.run(world.store, world.now, None)]


def stands(world: World, case: UUID) -> list[tuple[str, str, str]]:
    live = ("on_agenda", "proposed")
    return [
        (one.state, one.reason, one.note)
        for one in rows(world, AgendaItem)
        if one.referral_id == case and one.state in live
    ]


def proposals(work: Work, case: UUID) -> Sequence[AgendaItem]:
    return work.session.exec(
        select(AgendaItem).where(AgendaItem.referral_id == case, AgendaItem.state == "proposed")
    ).all()


def lets_go(world: World, case: UUID) -> None:
    track = running(world, case)
    world.now += timedelta(hours=1)
    with world.desk(NADIA) as work:
        tracks.withdraw(work, track, "no_place")


def test_it_stands_on_the_next_agenda_at_once_with_who_let_go_and_why(world: World) -> None:
    case = on_table(world)
    lets_go(world, case)
    assert [state for state, _why, _note in stands(world, case)] == ["proposed"]
    assert beat(world) == ["put_on_agenda"]
    assert stands(world, case) == [("on_agenda", "not_started", "Kompas NAFT trok zich terug na akkoord: geen plaats")]
    assert (world.case(case).stage, world.case(case).holder) == ("on_table", "coordinator")
    assert beat(world) == []
    with world.client(HILDE) as client:
        first = client.get("/vandaag").text
        assert "Partners die afhaken na hun akkoord" in first, "it stays loud until she has seen it"
        table = client.get("/tafel")
        assert "Kompas NAFT trok zich terug na akkoord: geen plaats" in table.text
        [lost] = rows(world, LostPart)
        send(client, f"/aanmeldingen/{case}/weggevallen/{lost.id}/gezien", {})
    assert stands(world, case)[0][0] == "on_agenda"
    assert check(world.store) == []


def test_without_a_session_it_waits_for_the_first_one_that_is_made(world: World) -> None:
    case = on_table(world)
    track = running(world, case)
    with world.desk() as work:
        work.session.execute(sa.update(DispatchTable).values(weekday=None))
        work.session.execute(sa.update(Session).values(closed_at=work.now))
    with world.desk(NADIA) as work:
        tracks.withdraw(work, track, "staff")
    assert (stands(world, case), beat(world)) == ([], [])
    with world.desk(HILDE) as work:
        losing.see(work, rows(world, LostPart)[0].id)
        first = rows(world, Session)[0]
        work.session.add(Session(hub_id=first.hub_id, table_id=first.table_id, at=world.now + timedelta(days=30)))
    assert "put_on_agenda" in beat(world)
    assert [state for state, _why, _note in stands(world, case)] == ["on_agenda"]


def test_what_hilde_decides_first_counts_and_a_case_without_a_card_waits_for_it(world: World) -> None:
    decided, emptied, cardless = (on_table(world, first_name=name) for name in ("Ada", "Bo", "Cis"))
    lets_go(world, decided)
    assert beat(world) == ["put_on_agenda"]
    for case in (emptied, cardless):
        lets_go(world, case)
    with world.desk(HILDE, now=world.now + timedelta(minutes=1)) as work:
        ending.reopen(work, decided, "on_purpose")
    with world.desk(HILDE) as work:
        for item in proposals(work, emptied):
            agenda.drop_proposal(work, item.id)
        work.session.execute(
            sa.update(TableCard).where(col(TableCard.referral_id) == cardless).values(approved_at=None)
        )
    assert beat(world) == []
    with world.desk(HILDE) as work:
        work.session.execute(
            sa.update(TableCard).where(col(TableCard.referral_id) == cardless).values(approved_at=MORNING)
        )
    assert beat(world) == ["put_on_agenda"]
    assert world.case(cardless).stage == "on_table"


def test_of_a_joint_claim_the_other_part_goes_on_and_hilde_can_let_it_go_on_alone(world: World) -> None:
    case = on_table(world)
    lead = takes_up(world, NADIA, case, "Kort traject")
    joins = takes_up(world, TOM, case, "Carrousel", "co")
    with world.desk(HILDE) as work:
        gone, stays = claims.confirm(work, lead).id, claims.confirm(work, joins).id
    with world.desk(NADIA) as work:
        tracks.withdraw(work, gone, "staff")
    assert beat(world) == ["put_on_agenda"]
    assert world.case(case).stage == "on_table"
    with world.desk(HILDE) as work:
        ending.carry_on(work, case)
        assert work.session.get_one(Track, stays).stage == "accepted"
    assert (world.case(case).stage, stands(world, case), beat(world)) == ("tracks", [], [])
    assert check(world.store) == []
