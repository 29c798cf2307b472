"""A table that wants a client meeting a second time: one task to plan it, however often it was said."""

from datetime import date
from html.parser import HTMLParser

import pytest

from hub.dispatch import agenda, deciding
from hub.dispatch.case import Move
from hub.dispatch.case_team import reporting
from hub.dispatch.case_team.tables import PlanAgreement
from hub.dispatch.table_tables import AgendaItem
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


class Blocks(HTMLParser):
    """Which fields lie in which block that shows with a choice."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.of_field: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "div":
            self.open.append(said.get("data-shown-when") or "")
        if said.get("name"):
            self.of_field[str(said["name"])] = "".join(self.open)

    def handle_endtag(self, tag: str) -> None:
        if tag == "div":
            self.open.pop()


def test_whoever_decides_something_else_is_asked_nothing_about_a_meeting(world: World) -> None:
    case = on_table(world)
    [item] = rows(world, AgendaItem)
    blocks = Blocks()
    with world.client(HILDE) as hilde:
        blocks.feed(hilde.get(f"/tafel/{item.session_id}/zaak/{case}").text)
    about = {name: when for name, when in blocks.of_field.items() if "meet_client_" in name}
    assert len(about) >= 5
    assert {when for name, when in about.items() if not name.endswith("_session")} == {
        "beslissing_decision=meet_client"
    }
    assert blocks.open == [], "what was opened is closed"
