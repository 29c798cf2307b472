"""Whether a table card is open to partners: what the file must say, who decides, and what each partner gets."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.dispatch.sharing.gate import About, Answer, Gets, Said, Whose, decides, gate, wanted

A, W, S = About, Whose, Said
BOUND, BUDDY = uuid4(), uuid4()
TO = {BOUND: Gets.CARD, BUDDY: Gets.AGREED}
ages = st.one_of(st.none(), st.integers(5, 20))
answers = st.lists(st.builds(Answer, st.sampled_from(A), st.sampled_from(W), st.sampled_from(S), ages), max_size=8)
receivers = st.dictionaries(st.sampled_from([BOUND, BUDDY]), st.sampled_from(Gets))


def said(age: int | None, share: Said = S.YES) -> list[Answer]:
    return [Answer(about, whose, share if about == A.SHARE else S.YES, age) for about, whose in wanted(age)]


@given(ages, answers, receivers)
def test_no_partner_reads_before_the_file_says_all_of_it_and_never_against_a_no(
    age: int | None, known: list[Answer], to: dict[UUID, Gets]
) -> None:
    how = gate(age, known, to)
    about = {(one.about, one.whose): one for one in known}
    if any(how.reads(one) for one in (BOUND, BUDDY, uuid4())):
        assert not how.why_shut()
        assert all(what in about for what in wanted(age) if what[0] == A.INFORMED)
        assert how.shares
        assert how.shares.said != S.NO
    if how.gets(BUDDY) == Gets.AGREED:
        assert how.shares
        assert how.shares.said == S.YES
    assert how.gets(uuid4()) == Gets.NOTHING, "who has no ground gets nothing"


def test_from_twelve_the_youngster_decides_and_below_it_the_parents() -> None:
    assert [decides(age) for age in (11, 12, 17, None)] == [W.PARENTS, W.YOUNGSTER, W.YOUNGSTER, W.YOUNGSTER]
    assert gate(11, said(12), TO).shut
    assert not gate(11, said(11), TO).shut


def test_parents_of_an_adult_need_not_be_informed() -> None:
    assert (A.INFORMED, W.PARENTS) in wanted(17)
    assert (A.INFORMED, W.PARENTS) not in wanted(18)


def test_what_parents_agreed_to_holds_after_a_twelfth_birthday_until_the_youngster_says_otherwise() -> None:
    assert not gate(12, said(11), TO).shut
    assert gate(12, [*said(11), Answer(A.SHARE, W.YOUNGSTER, S.NO, 12)], TO).refused


@pytest.mark.parametrize("share", [S.NOT_REACHED, S.NOT_ASKED])
def test_without_a_yes_only_who_is_bound_by_secrecy_reads(share: Said) -> None:
    how = gate(15, said(15, share), TO)
    assert (how.gets(BOUND), how.gets(BUDDY)) == (Gets.CARD, Gets.OUTCOME)
    assert gate(15, said(15), TO).gets(BUDDY) == Gets.AGREED


def test_a_shut_gate_says_each_thing_that_is_missing() -> None:
    assert len(gate(15, [], {}).why_shut()) == 4
    assert gate(15, said(15, S.NO), TO).why_shut() == ["De jongere of de ouders willen niet dat partners dit lezen."]
