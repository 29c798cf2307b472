"""With whom the table begins, and how long it has for a case."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.dispatch.meeting.pace import minutes_each
from hub.dispatch.meeting.turns import in_turn, open_turns, to_come

AT = datetime(2026, 9, 22, 11, 30, tzinfo=UTC)
SEATS = st.lists(st.tuples(st.uuids(), st.booleans()), max_size=8, unique_by=lambda seat: seat[0])


@given(SEATS, st.integers(0, 500))
def test_whoever_takes_cases_up_begins_equally_often_wherever_the_others_sit(
    seats: list[tuple[object, bool]], turn: int
) -> None:
    asked = [seat for seat in seats if seat[1]]
    orders = [in_turn(seats, turn + step, lambda seat: seat[1]) for step in range(len(asked))]
    assert all(sorted(order, key=str) == sorted(seats, key=str) for order in orders)
    assert Counter(order[0] for order in orders) == Counter(asked)


def test_who_only_thinks_along_is_heard_after_those_who_take_cases_up() -> None:
    seats = ["Kompas", "raad", "Springplank"]
    assert in_turn(seats, 1, lambda seat: seat != "raad") == ["Springplank", "Kompas", "raad"]


def test_a_case_that_was_brought_up_keeps_its_turn_when_the_order_of_the_agenda_changes() -> None:
    given = range(5)
    assert to_come([None, None, None], given) == [5, 6, 7]
    assert to_come([None, 5, None], [*given, 5]) == [6, 5, 7]


def test_a_turn_that_was_given_back_goes_to_the_next_case() -> None:
    assert to_come([None, None, None], [0, 2, 3, 5]) == [1, 4, 6]


@given(
    st.integers(1, 7), st.lists(st.tuples(st.sampled_from(["bring up", "weigh", "put off", "leave"]), st.integers()))
)
def test_each_partner_begins_equally_often_whatever_is_put_off_or_leaves(
    partners: int, events: list[tuple[str, int]]
) -> None:
    """A case that is put off keeps its turn until it is weighed; one that leaves gives it back."""
    up: dict[int, int] = {}  # case: its turn, while it waits to be weighed
    weighed: list[int] = []
    cases = 0
    for what, which in events:
        case = sorted(up)[which % len(up)] if up else None
        if what == "bring up":
            up[cases] = to_come([None], [*up.values(), *weighed])[0]
            cases += 1
        elif case is not None and what == "weigh":
            weighed.append(up.pop(case))
        elif case is not None and what == "leave":
            del up[case]
    used = sorted([*up.values(), *weighed])
    assert len(used) == len(set(used)), "no two cases begin by the same turn"
    while up:
        weighed.append(up.popitem()[1])
    while len(open_turns(weighed)) > 1:
        weighed.append(open_turns(weighed)[0])
    begun = Counter(turn % partners for turn in weighed)
    often = [begun[seat] for seat in range(partners)]
    assert max(often) - min(often) <= 1


def test_the_rest_of_the_session_is_shared_among_the_cases_that_are_left() -> None:
    before = minutes_each(AT, 120, AT - timedelta(days=1), 12, 12)
    half = minutes_each(AT, 120, AT + timedelta(minutes=60), 4, 12)
    late = minutes_each(AT, 120, AT + timedelta(minutes=119), 9, 12)
    assert (before, half, late) == (10, 15, 3)
    assert minutes_each(AT, 120, AT, 0, 0) == 120
