"""A plan stays one that somebody can read: what is taken up again must fit, and what ended long ago is counted."""

from uuid import UUID

import pytest

from hub.clock import at_nine
from hub.dispatch import moves
from hub.dispatch.case_team import plan_view, planning, reporting
from hub.dispatch.case_team.planning import Typed
from hub.dispatch.case_team.tables import PlanAgreement
from hub.dispatch.tables import Referral
from hub.problems import Refused
from hub.store import Work
from tests.cast import World
from tests.desk.test_plan_watched import DAY, HILDE, agreed, talked


def test_what_ended_is_not_taken_up_again_under_a_goal_that_ended_or_in_a_plan_that_is_full(world: World) -> None:
    case = talked(world)
    with world.desk(HILDE) as work:
        goal = planning.set_goal(work, case, "school", "Terug naar de klas.").id
        done = planning.agree(work, case, Typed("Belt de school.", "desk", DAY, goal)).id
        reporting.note_answer(work, case, done, "klaar")
        planning.end_goal(work, case, goal, "done")
    with pytest.raises(Refused, match="Zet eerst het doel weer open"), world.desk(HILDE) as work:
        reporting.take_up_again(work, case, done)
    with world.desk(HILDE) as work:
        planning.end_goal(work, case, goal, "open")
        many(work, case, planning.MOST, "open")
    with pytest.raises(Refused, match="heel veel afspraken"), world.desk(HILDE) as work:
        reporting.take_up_again(work, case, done)


def test_a_plan_shows_what_ended_last_and_says_how_much_more_there_was(world: World) -> None:
    case = talked(world)
    still = agreed(world, case, what="Belt de school.")
    with world.desk(HILDE) as work:
        many(work, case, planning.SHOWN + 2, "done")
        first = planning.set_goal(work, case, "school", "Het eerste doel.").id
        under = planning.agree(work, case, Typed("Zoekt een stage.", "desk", DAY, first)).id
        reporting.note_answer(work, case, under, "klaar")
        planning.end_goal(work, case, first, "done")
    with world.desk(HILDE, "2026-09-16T10:00") as work:
        for n in range(planning.SHOWN):
            planning.end_goal(work, case, planning.set_goal(work, case, "school", f"Doel {n}.").id, "done")
    with world.desk(HILDE) as work:
        plan = plan_view.plan_of(work, work.session.get_one(Referral, case))
        assert (len(plan.lines), plan.more_goals, plan.more_agreements) == (planning.SHOWN + 1, 1, 3)
        assert {still} == {line.row.id for line in plan.lines if line.row.stands == "open"}
        assert plan_view.line_of(work, work.session.get_one(Referral, case), under).what == "Zoekt een stage."
    with world.client(HILDE) as hilde:
        page = hilde.get(f"/aanmeldingen/{case}/plan").text
    assert "Nog 1 doel dat eerder is afgerond" in page
    assert "Nog 3 afspraken die eerder zijn afgerond" in page
    assert "Het eerste doel." not in page


def many(work: Work, case: UUID, number: int, stands: str) -> None:
    hub_id = work.session.get_one(Referral, case).hub_id
    work.session.add_all(
        PlanAgreement(
            hub_id=hub_id, referral_id=case, what=f"Stap {n}.", owner="desk", by=DAY, made_at=work.now, stands=stands,
            due_at=at_nine(DAY) if stands == "open" else None, ended_at=None if stands == "open" else work.now,
        )
        for n in range(number)
    )  # fmt: skip
    work.session.flush()
    moves.rewatch(work, moves.take(work, case))
