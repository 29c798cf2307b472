"""Whatever the table decides about a case, it leaves the radar rule intact: one holder and one next date, or closed."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.clock import parse_moment
from hub.dispatch.case import MOVES, Move, Stage
from hub.dispatch.clocks import DEFAULTS
from hub.dispatch.table_acts import DECISION_WORDS, ENDS, WAITS
from hub.dispatch.watch import CaseView, Party, Why, watch

NOW = parse_moment("2026-09-22T14:00")
OUTCOMES = (
    Move.CLAIM, Move.WAIT, Move.ANSWER_CONSULT, Move.ASK_EXPERTS, Move.MEET_CLIENT, Move.OFFER, Move.TALK_WAS_ENOUGH,
    Move.NOT_FOR_US,
)  # fmt: skip
flags = st.sampled_from([None, "red", "amber", "green"])


@given(st.sampled_from(OUTCOMES), st.integers(0, 300), flags)
def test_each_outcome_of_a_table_has_one_holder_and_one_date_or_is_closed(step: Move, days: int, flag: str) -> None:
    sources, target = MOVES[step]
    assert Stage.DISCUSSED in sources, "it can be decided at the table"
    review = date(2026, 9, 22) + timedelta(days=days) if step in WAITS.values() else None
    held = watch(CaseView(target, NOW, review_on=review, offer_due=NOW, flag=flag, flagged_at=NOW), DEFAULTS)
    assert (held is None) == (target == Stage.CLOSED)
    if held:
        assert held.party == Party.COORDINATOR, "a claim without its track yet is hers as well"
        assert (held.why == Why.REVIEW) == (review is not None)
    if held and review:
        assert held.due_at.date() == review, "the day that was chosen, whatever the flag"


def test_each_decision_is_a_move_of_its_own() -> None:
    assert set(DECISION_WORDS) == set(WAITS) | set(ENDS)
    assert len(set(WAITS.values())) == len(WAITS)
