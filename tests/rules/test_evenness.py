"""Whether a year was even-handed: counts beside an even order, and nobody's small numbers for who may not see them."""

from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.monitoring.cells import Hidden
from hub.monitoring.neutrality.evenness import (
    ANSWER_WORDS,
    Answer,
    Line,
    Said,
    kept_back,
    lines_of,
    orders_kept_back,
)

KOMPAS, SPRINGPLANK, HAVEN = UUID(int=1), UUID(int=2), UUID(int=3)
counts = st.dictionaries(st.sampled_from([str(one) for one in Answer]), st.integers(0, 40)).map(Counter)


def said(who: UUID, answer: Answer, number: int, first: int = 0, reason: str | None = None) -> Said:
    return Said(who, answer, reason, number, first, number / 4, number * 2, number * 2.5, number)


def test_each_partner_and_all_together_are_added_up() -> None:
    lines, total = lines_of(
        [said(KOMPAS, Answer.DECLINED, 6, 2, "staff"), said(KOMPAS, Answer.CONFIRMED, 2), said(HAVEN, Answer.SILENT, 8)]
    )
    assert (lines[KOMPAS].number, lines[KOMPAS].answers, lines[KOMPAS].reasons) == (
        8, {"declined": 6, "confirmed": 2}, {"staff": 6}
    )  # fmt: skip
    assert (total.number, total.place, total.even_place) == (16, 2.0, 2.5)
    assert Line().place is None


@pytest.mark.parametrize(
    ("first", "even", "order"),
    [(8, 8.0, "even"), (10, 8.0, "even"), (11, 8.0, "more"), (2, 8.0, "less"), (3, 1.0, "even")],
)  # fmt: skip
def test_an_order_is_uneven_only_when_it_is_clearly_so(first: int, even: float, order: str) -> None:
    assert Line(first=first, even_first=even).order == order


@given(counts, counts)
def test_no_small_number_of_others_is_read_or_left_over(others: Counter[str], own: Counter[str]) -> None:
    shown = kept_back(others + own, own)
    for key, cell in shown.items():
        if not isinstance(cell, Hidden):
            assert not 0 < int(cell or 0) - own[key] < 5


def test_an_order_of_few_cases_is_kept_back_with_what_gives_it_away() -> None:
    lines = [Line(KOMPAS, number=20, first=7), Line(SPRINGPLANK, number=20, first=7), Line(HAVEN, number=3, first=1)]
    shown = orders_kept_back(lines)
    assert isinstance(shown[HAVEN][0], Hidden)
    assert isinstance(shown[KOMPAS][0], Hidden)  # else the total would tell


def test_each_answer_has_words() -> None:
    assert ANSWER_WORDS.keys() == set(Answer)
