"""Whoever stands in for a coordinator is there: chains of deputies end, and come back to nobody."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from hub.people.absence import Away, away_on, comes_back, who_acts

ANN, BEN, CAS, DIA = (UUID(int=n) for n in (1, 2, 3, 4))
ALL = (ANN, BEN, CAS, DIA)
MONDAY = date(2026, 11, 23)
DAYS = st.integers(0, 20).map(lambda n: MONDAY + timedelta(days=n))


def away(person: UUID, deputy: UUID | None, first: int = 0, days: int = 4) -> Away:
    return Away(person, deputy, MONDAY + timedelta(days=first), MONDAY + timedelta(days=first + days))


def test_the_deputy_acts_and_on_the_day_after_the_last_it_is_ones_own_again() -> None:
    known = [away(ANN, BEN)]
    assert who_acts(ANN, away_on(MONDAY, known), ALL) == BEN
    assert who_acts(ANN, away_on(MONDAY + timedelta(days=4), known), ALL) == BEN
    assert who_acts(ANN, away_on(MONDAY + timedelta(days=5), known), ALL) == ANN


def test_a_deputy_who_is_away_too_is_stood_in_for_and_who_left_makes_it_everybodys() -> None:
    known = away_on(MONDAY, [away(ANN, BEN), away(BEN, CAS)])
    assert who_acts(ANN, known, ALL) == CAS
    assert who_acts(ANN, known, (ANN, BEN, DIA)) is None
    assert who_acts(ANN, away_on(MONDAY, [away(ANN, None)]), ALL) is None


def test_a_ring_is_refused_on_the_days_on_which_all_of_it_are_away() -> None:
    assert comes_back(away(ANN, BEN), [away(BEN, ANN)])
    assert comes_back(away(ANN, BEN), [away(BEN, CAS), away(CAS, ANN, first=3)])
    assert not comes_back(away(ANN, BEN), [away(BEN, CAS)])
    assert not comes_back(away(ANN, BEN), [away(BEN, ANN, first=10)])
    assert not comes_back(away(ANN, None), [away(BEN, ANN)])


ANY = st.lists(st.tuples(st.sampled_from(ALL), st.none() | st.sampled_from(ALL), DAYS, st.integers(0, 9)), max_size=8)


@given(noted=ANY, day=DAYS, there=st.sets(st.sampled_from(ALL)), who=st.sampled_from(ALL))
def test_whatever_was_noted_one_who_is_there_acts_or_all_do(noted, day, there, who):
    known = away_on(day, [Away(one, deputy, first, first + timedelta(days=n)) for one, deputy, first, n in noted])
    acts = who_acts(who, known, there)
    assert acts is None or (acts in there and acts not in known)


@given(noted=ANY, day=DAYS, who=st.sampled_from(ALL))
def test_what_is_accepted_one_by_one_never_holds_a_ring(noted, day, who):
    taken: list[Away] = []
    for person, deputy, first, n in noted:
        new = Away(person, deputy, first, first + timedelta(days=n))
        if person != deputy and not any(one.person == person and one.meets(new) for one in taken):
            taken += [] if comes_back(new, taken) else [new]
    known, passed = away_on(day, taken), [who]
    while (following := known.get(passed[-1])) is not None:
        assert following not in passed
        passed.append(following)
