"""Whose acceptance of the house rules counts."""

from uuid import uuid4

from hub.dispatch.house_rules.house_rules import Edition, who_must_accept

KOMPAS, SPRINGPLANK = uuid4(), uuid4()
BOTH = (KOMPAS, SPRINGPLANK)


def test_nobody_has_to_accept_what_was_never_published() -> None:
    assert who_must_accept([], BOTH) == frozenset()


def test_a_version_that_asks_again_is_accepted_anew_and_better_words_are_not() -> None:
    first = Edition(1, True, frozenset(BOTH))
    words, other = Edition(2, False, frozenset()), Edition(3, True, frozenset({KOMPAS}))
    assert who_must_accept([first, words], BOTH) == frozenset()
    assert who_must_accept([words, other, first], BOTH) == {SPRINGPLANK}
    assert who_must_accept([other, Edition(4, False, frozenset({SPRINGPLANK}))], BOTH) == frozenset()
