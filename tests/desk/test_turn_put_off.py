"""With whom the table begins when a case that had its turn is put off, or leaves the agenda."""

from datetime import timedelta
from uuid import UUID

from hub.dispatch import agenda, ending
from hub.dispatch.agendas import taking_back
from hub.dispatch.meeting import floor
from hub.dispatch.table_tables import AgendaItem
from tests.cast import World
from tests.tables import on_table, rows

HILDE = "Hilde Verbist"


def newest(world: World, case: UUID) -> AgendaItem:
    return max((one for one in rows(world, AgendaItem) if one.referral_id == case), key=lambda one: one.added_at)


def brought_up(world: World, case: UUID) -> int | None:
    item = newest(world, case)
    with world.desk(HILDE) as work:
        return floor.bring_up(work, item.session_id, item.id).turn


def put_off(world: World, case: UUID) -> None:
    item = newest(world, case)
    with world.desk(HILDE, now=world.now + timedelta(minutes=1)) as work:
        agenda.postpone(work, item.id, reason="Te laat.")


def test_a_case_that_is_put_off_keeps_its_turn_and_one_that_leaves_gives_it_back(world: World) -> None:
    ada, bo, cis, dirk = (on_table(world, first_name=name) for name in ("Ada", "Bo", "Cis", "Dirk"))
    assert [brought_up(world, one) for one in (ada, bo)] == [0, 1]
    put_off(world, ada)
    assert newest(world, ada).turn == 0
    assert brought_up(world, cis) == 2, "nobody else begins by the turn of Ada"
    with world.desk(HILDE) as work:
        ending.withdraw(work, bo, "De school gaat verder.")
    assert brought_up(world, dirk) == 1, "no table weighed Bo: the next case begins with the same partner"
    with world.desk(HILDE, now=world.now + timedelta(minutes=2)) as work:
        taking_back.take_back(work, ada)
    assert brought_up(world, ada) == 0
    with world.desk(HILDE) as work:
        agenda.discuss(work, cis)
        ending.withdraw(work, cis, "De school gaat verder.")
    assert brought_up(world, on_table(world, first_name="Eva")) == 3, "Cis was weighed"
