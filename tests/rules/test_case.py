"""The stages of a case: what may follow what, walked at random, and drawn from the very same table."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hub.dispatch.case import (
    CLOSES_AS,
    MOVES,
    OF_REFERRER,
    OUTCOME_WORDS,
    STAGE_WORDS,
    CaseState,
    Move,
    Outcome,
    Stage,
    after,
    allowed,
    chain_is_allowed,
    check,
    is_open,
    why_not,
)
from hub.problems import Refused
from tools.draw_stages import PAGE, drawn

stages, moves = st.sampled_from(list(Stage)), st.sampled_from(list(Move))
states = st.builds(CaseState, stages, st.integers(0, 3), st.integers(0, 5), st.booleans(), st.booleans())


class OneCase(RuleBasedStateMachine):
    """A case that goes any way the table allows, with tracks that open and end along the road."""

    @initialize(concept=st.booleans())
    def comes_in(self, concept: bool) -> None:
        self.stage = Stage.CONCEPT if concept else Stage.SUBMITTED
        self.way: list[tuple[str | None, str]] = [(None, self.stage)]
        self.open_tracks = self.tracks = 0
        self.told = self.talked = False

    @property
    def state(self) -> CaseState:
        return CaseState(self.stage, self.open_tracks, self.tracks, self.told, self.talked)

    @rule(move=moves)
    def somebody_tries(self, move: Move) -> None:
        of_referrer = move in OF_REFERRER and self.stage in MOVES[move][0]
        if move not in allowed(self.state) and not of_referrer:
            with pytest.raises(Refused, match=r"\w"):
                check(self.state, move)
            return
        target = check(self.state, move)
        self.way.append((self.stage, target))
        if move in (Move.CLAIM, Move.CLAIM_DIRECT, Move.TAKE_UP, Move.PROPOSE, Move.ASK_STRAIGHT):
            self.open_tracks += 1
            self.tracks += 1
        if move == Move.REOPEN:
            self.told = False
        self.stage = target

    @precondition(lambda self: self.open_tracks > 0)
    @rule()
    def a_track_ends(self) -> None:
        self.open_tracks -= 1

    @rule()
    def the_referrer_is_told(self) -> None:
        self.told = True

    @rule()
    def somebody_talks_with_the_referrer(self) -> None:
        self.talked = True

    @invariant()
    def no_case_is_closed_while_a_track_is_open(self) -> None:
        assert self.stage != Stage.CLOSED or self.open_tracks == 0

    @invariant()
    def its_way_is_one_unbroken_chain(self) -> None:
        assert chain_is_allowed(self.way)

    @invariant()
    def an_open_case_always_has_a_way_on(self) -> None:
        if is_open(self.stage) and not self.open_tracks:
            assert allowed(CaseState(self.stage, 0, max(1, self.tracks), referrer_told=True))


TestOneCase = OneCase.TestCase
TestOneCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


@given(states, moves)
def test_what_the_desk_is_offered_is_what_is_not_refused_but_for_the_referrers_own(
    state: CaseState, move: Move
) -> None:
    try:
        assert check(state, move) == MOVES[move][1]
        assert (move in allowed(state)) == (move not in OF_REFERRER)
    except Refused:
        assert move not in allowed(state)


@given(stages, moves)
def test_a_move_leads_where_the_table_says_or_nowhere(stage: Stage, move: Move) -> None:
    sources, target = MOVES[move]
    if stage in sources:
        assert after(stage, move) == target
    else:
        with pytest.raises(Refused, match="Dit kan niet meer"):
            after(stage, move)


@given(states, moves)
def test_nothing_closes_a_case_with_an_open_track(state: CaseState, move: Move) -> None:
    if MOVES[move][1] == Stage.CLOSED and state.open_tracks:
        assert why_not(state, move)


def test_a_case_is_done_only_when_its_referrer_was_told() -> None:
    ended = CaseState(Stage.TRACKS, open_tracks=0, tracks=2)
    assert why_not(ended, Move.CLOSE) == "Laat eerst aan de aanmelder weten hoe het afliep."
    assert check(CaseState(Stage.TRACKS, 0, 2, referrer_told=True), Move.CLOSE) == Stage.CLOSED


def test_a_case_that_never_had_a_track_does_not_end_as_tracks_ended() -> None:
    assert why_not(CaseState(Stage.REOPENED, referrer_told=True), Move.CLOSE)


def test_what_is_decided_about_a_case_is_decided_from_its_clarification_on() -> None:
    assert set(allowed(CaseState(Stage.SUBMITTED, talked=True))) == {Move.CLARIFY, Move.WITHDRAW, Move.SET_DOUBLE}
    assert Move.TALK_WAS_ENOUGH not in allowed(CaseState(Stage.REOPENED, talked=True))


def test_a_talk_was_enough_only_where_there_was_one() -> None:
    assert why_not(CaseState(Stage.CLARIFICATION), Move.TALK_WAS_ENOUGH) == "Noteer eerst het gesprek."
    assert check(CaseState(Stage.CLARIFICATION, talked=True), Move.TALK_WAS_ENOUGH) == Stage.CLOSED


def test_a_claim_that_waited_while_the_case_came_back_can_still_be_confirmed() -> None:
    assert after(Stage.REOPENED, Move.CLAIM) == Stage.TRACKS


def test_every_stage_can_be_reached_and_only_a_closed_case_may_rest() -> None:
    reached, before = {Stage.CONCEPT, Stage.SUBMITTED}, set[Stage]()
    while reached != before:
        before = set(reached)
        reached |= {target for sources, target in MOVES.values() if before & set(sources)}
    assert reached == set(Stage)
    for stage in Stage:
        assert any(stage in sources for sources, _target in MOVES.values()), stage


def test_every_way_to_close_says_with_which_outcome() -> None:
    assert {move for move, (_sources, target) in MOVES.items() if target == Stage.CLOSED} == set(CLOSES_AS)
    assert set(CLOSES_AS.values()) == set(Outcome)


def test_what_went_wrong_can_always_come_back_to_the_coordinator() -> None:
    for stage in (Stage.TRACKS, Stage.ON_TABLE, Stage.DISCUSSED, Stage.WAITING_LIST, Stage.CLOSED):
        assert after(stage, Move.REOPEN) == Stage.REOPENED


@pytest.mark.parametrize(
    "way",
    [
        [("submitted", "clarification")],
        [(None, "on_table")],
        [(None, "submitted"), ("clarification", "on_table")],
        [(None, "submitted"), ("submitted", "discussed")],
        [(None, "submitted"), ("submitted", "closed"), ("closed", "on_table")],
    ],
)
def test_a_broken_or_forbidden_chain_is_seen(way: list[tuple[str | None, str]]) -> None:
    assert not chain_is_allowed(way)


def test_every_code_has_its_word() -> None:
    assert set(STAGE_WORDS) == set(Stage)
    assert set(OUTCOME_WORDS) == set(Outcome)
    assert len(set(STAGE_WORDS.values())) == len(Stage)


def test_the_drawing_in_the_docs_is_the_table_as_it_stands() -> None:
    assert Path(PAGE).read_text(encoding="utf-8") == drawn(), "run python -m tools.draw_stages"
    for move in MOVES:
        assert f"`{move}`" in drawn()


def test_what_an_earlier_version_allowed_is_no_broken_promise_but_is_allowed_no_more() -> None:
    assert chain_is_allowed([(None, "submitted"), ("submitted", "on_table")])
    with pytest.raises(Refused):
        after(Stage.SUBMITTED, Move.PUT_ON_TABLE)
