"""A table that wants a client meeting a second time: one task to plan it, however often it was said."""

from datetime import date

import pytest

from hub.dispatch import agenda, deciding
from hub.dispatch.case import Move
from hub.dispatch.case_team import reporting
from hub.dispatch.case_team.tables import PlanAgreement
from hub.problems import Refused
from tests.cast import World
from tests.tables import on_table, rows

HILDE = "Hilde Verbist"


def test_a_meeting_that_is_asked_for_again_is_planned_by_one_task_until_the_new_day(world: World) -> None:
    case = on_table(world)
    with world.desk(HILDE) as work:
        deciding.park(work, case, Move.MEET_CLIENT, date(2026, 10, 6))
    with world.desk(HILDE) as work:
        agenda.put_on_table(work, case)
        agenda.discuss(work, case)
        deciding.park(work, case, Move.MEET_CLIENT, date(2026, 10, 13))
    (first, second) = sorted(rows(world, PlanAgreement), key=lambda one: one.by)
    assert (first.stands, first.end_note, second.stands) == ("dropped", "Er is een nieuwe afspraak.", "open")
    with pytest.raises(Refused, match="al iemand die het overleg plant"), world.desk(HILDE) as work:
        reporting.take_up_again(work, case, first.id)
