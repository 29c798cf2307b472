"""A plan, a meeting and a director through random moves and days: while a case is open nothing goes unwatched."""

import contextlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlmodel import select

from hub.clock import DayUnit, add_days, at_nine, brussels_date
from hub.dispatch import ending
from hub.dispatch.case_team import directing, meeting_inviting, meetings, planning, reporting
from hub.dispatch.case_team.tables import CaseDirection, PlanAgreement
from hub.dispatch.sharing import recording
from hub.monitoring import follow_up
from hub.monitoring.check import check
from hub.monitoring.check_watch import watched_otherwise
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from tests.cast import MORNING, World
from tests.desk.test_plan_watched import around

HILDE = "Hilde Verbist"
CASE: dict[str, Callable[[Work, Any], Any]] = {
    "take up": lambda work, case: ending.take_up(work, case, "", brussels_date(work.now) + timedelta(days=7)),
    "withdraw": ending.withdraw,
    "reopen": lambda work, case: ending.reopen(work, case, "on_purpose"),
    "carry on": ending.carry_on,
}
some = st.integers(0, 3)


class Plan(RuleBasedStateMachine):
    world: ClassVar[World]

    @initialize()
    def comes_in(self) -> None:
        self.day = brussels_date(MORNING)
        self.case = self.world.refer()
        self.world.talk(self.case)
        with self.world.desk(HILDE) as work:
            recording.all_agreed(work, self.case)
        self.sister = around(self.world, self.case, email="yasmina@thuis.example")

    def tries(self, act: Callable[[Work], Any]) -> None:
        with contextlib.suppress(Refused, Invalid, NotFound), self.world.desk(HILDE, now=at_nine(self.day)) as work:
            act(work)

    def found(self, table: Any, number: int) -> Any:
        with self.world.desk() as work:
            rows = work.session.exec(select(table.id).where(table.referral_id == self.case).order_by(table.id)).all()
        return rows[number % len(rows)] if rows else None

    def soon(self, days: int) -> date:
        return self.day + timedelta(days=days)

    @rule(owner=st.sampled_from(["desk", "youngster", "sister", "partner"]), days=st.integers(0, 20))
    def somebody_agrees(self, owner: str, days: int) -> None:
        whose = {"sister": f"n-{self.sister}", "partner": f"o-{self.world['Kompas NAFT']}"}.get(owner, owner)
        self.tries(lambda work: planning.agree(work, self.case, planning.Typed("Iets.", whose, self.soon(days))))

    @rule(number=some, says=st.sampled_from(["klaar", "later", "lukt-niet", "drop", "again"]), days=st.integers(0, 20))
    def somebody_says_how_it_goes(self, number: int, says: str, days: int) -> None:
        one = self.found(PlanAgreement, number)
        if one is None:
            return
        acts: dict[str, Callable[[Work], Any]] = {
            "drop": lambda work: reporting.drop(work, self.case, one, "Niet meer nodig."),
            "again": lambda work: reporting.take_up_again(work, self.case, one),
        }

        def usual(work: Work) -> object:
            return reporting.note_answer(work, self.case, one, says, "Daarom.", self.soon(days))

        self.tries(acts.get(says, usual))

    @rule(do=st.sampled_from(["plan", "hold", "off"]), days=st.integers(1, 9))
    def they_meet(self, do: str, days: int) -> None:
        with self.world.desk() as work:
            ahead = meetings.ahead_of(work, self.case)
        at = at_nine(self.soon(days))
        typed = meetings.Typed(at, "60", "Stadhuis", "", ["youngster", f"n-{self.sister}"])
        if do == "plan" or ahead is None:
            self.tries(lambda work: meetings.plan(work, self.case, typed))
        elif do == "hold":
            self.tries(lambda work: meetings.hold(work, self.case, ahead.id, [], "Samen verder."))
        else:
            self.tries(lambda work: meetings.call_off(work, self.case, ahead.id))

    @rule(number=some, do=st.sampled_from(["ask", "yes", "no", "stop"]))
    def somebody_directs(self, number: int, do: str) -> None:
        one = self.found(CaseDirection, number)
        who = f"{self.world['Kompas NAFT']}:{self.world['Nadia Pauwels']}"
        if do == "ask" or one is None:
            self.tries(lambda work: directing.ask(work, self.case, who))
        elif do == "stop":
            self.tries(lambda work: directing.stop(work, self.case, one))
        else:
            self.tries(lambda work: directing.answer(work, one, takes=do == "yes"))

    @rule(way=st.sampled_from(sorted(CASE)))
    def hilde_decides(self, way: str) -> None:
        self.tries(lambda work: CASE[way](work, self.case))

    @rule(days=st.integers(1, 6))
    def days_go_by(self, days: int) -> None:
        self.day = add_days(self.day, days, DayUnit.WORKING_DAYS)
        assert "failed" not in [line["did"] for line in follow_up.run(self.world.store, at_nine(self.day))]

    @invariant()
    def whatever_was_promised_is_watched_while_the_case_is_open_and_let_go_when_it_closes(self) -> None:
        case = self.world.case(self.case)
        with self.world.desk() as work:
            agreed = [one for one in planning.agreements_of(work, self.case) if one.stands == "open"]
            ahead = meetings.ahead_of(work, self.case)
            asked = [one for one in directing.live_of(work, self.case) if one.state == "asked"]
            assert list(watched_otherwise(work)) == []
            told = [one.told for one in meeting_inviting.invited_to(work, ahead.id)] if ahead else []
        dues = [one.due_at for one in agreed] + [one.due_at for one in asked] + ([ahead.due_at] if ahead else [])
        assert all(dues)
        if case.stage == "closed":
            assert dues == []
        else:
            assert case.next_due is not None
            assert all(case.next_due <= due for due in dues if due)
        assert not ahead or any(told)


def test_nothing_that_was_agreed_is_ever_unwatched_while_the_case_is_open(world: World) -> None:
    Plan.world = world
    few = settings(
        max_examples=5, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck), database=None,
        phases=(Phase.generate,),
    )  # fmt: skip
    run_state_machine_as_test(Plan, settings=few)
    assert check(world.store) == []
