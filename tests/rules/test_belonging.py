"""Which cases belong to a session, and what was open about them there."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hub.dispatch.agendas.belonging import Stood, belonging, came_up, has_begun, who_owes
from hub.dispatch.table_tables import AgendaItem

HUB, HERE, NEXT = uuid4(), uuid4(), uuid4()
NOON = datetime(2026, 9, 22, 12, tzinfo=UTC)


def item(case: UUID, state: str, hours: int = 0, session: UUID = HERE, reason: str = "new", at: int = 1) -> AgendaItem:
    return AgendaItem(
        id=uuid4(), hub_id=HUB, session_id=session, referral_id=case, position=at, reason=reason, state=state,
        added_at=NOON + timedelta(hours=hours),
    )  # fmt: skip


def at_session(*every: AgendaItem, came_back: bool = False) -> list[Stood]:
    return belonging([one for one in every if one.session_id == HERE], every, lambda _place: came_back)


def test_a_case_stands_once_however_often_it_came_onto_that_agenda() -> None:
    case = uuid4()
    first, again = item(case, "removed"), item(case, "done", 1, reason="declined", at=7)
    (one,) = at_session(first, again, came_back=True)
    assert (one.item, one.last.item, one.left) == (first, again, False)


def test_what_was_put_off_belongs_to_it_last_and_a_later_agenda_takes_nothing_away() -> None:
    off, done = uuid4(), uuid4()
    gone, stays = item(off, "removed"), item(done, "done", at=2)
    later = item(off, "on_agenda", 1, NEXT, "postponed"), item(done, "on_agenda", 2, NEXT, "on_purpose")
    stood = at_session(gone, stays, *later)
    assert [one.item for one in stood] == [stays, gone]
    assert [one.left for one in stood] == [False, True]


def test_what_was_only_proposed_or_taken_off_does_not_belong_to_it() -> None:
    assert at_session(item(uuid4(), "proposed"), item(uuid4(), "removed")) == []


def test_who_works_on_it_owes_nothing_and_who_could_not_read_it_is_not_silent() -> None:
    kompas, springplank, buddyhuis, jac = (uuid4() for _n in range(4))
    seats = [kompas, springplank, buddyhuis, jac]
    assert who_owes(seats, {jac}, {kompas}, lambda one: one != buddyhuis) == ([springplank], [buddyhuis])


def test_the_table_began_with_what_was_brought_up_and_not_with_what_was_settled_before() -> None:
    assert not has_begun([("done", "new", None)], time_came=False)
    assert not has_begun([("done", "urgent", None)], time_came=True)
    assert has_begun([("done", "new", None)], time_came=True)
    assert has_begun([("on_agenda", "new", NOON)], time_came=False)


def test_an_answer_of_before_the_session_is_no_word_of_the_table() -> None:
    before, during = NOON - timedelta(hours=1), NOON + timedelta(hours=1)
    assert [came_up(None, [at], NOON) for at in (before, during)] == [False, True]
    assert came_up(NOON, [], NOON)
