"""Content notes are for professional secrecy; others read them on a recorded agreement (DOMAIN.md §6)."""

from uuid import uuid4

import pytest

from hub.dispatch.sharing.gate import About, Answer, Gets, Said, Whose, gate
from hub.people.secrecy import binding, reads_content
from hub.people.tables import Secrecy

PROFESSIONAL, OFFICIAL, DISCRETION = Secrecy


@pytest.mark.parametrize("bound", [(), ("",), (OFFICIAL,), (DISCRETION,), (OFFICIAL, DISCRETION)])
def test_who_is_not_bound_by_professional_secrecy_reads_on_an_agreement_only(bound: tuple[str]) -> None:
    assert not reads_content(bound)
    assert reads_content(bound, agreed=True)


def test_professional_secrecy_reads_without_either_and_is_named_before_the_others() -> None:
    assert reads_content([PROFESSIONAL])
    assert reads_content([DISCRETION, PROFESSIONAL])
    assert binding([DISCRETION, PROFESSIONAL]) == PROFESSIONAL
    assert binding([DISCRETION, OFFICIAL]) == OFFICIAL
    assert binding([]) == DISCRETION


@pytest.mark.parametrize(
    ("said", "gets", "reads"),
    [
        (Said.YES, None, True), (Said.YES, Gets.AGREED, True), (Said.YES, Gets.CARD, True),
        (Said.YES, Gets.OUTCOME, False), (Said.YES, Gets.NOTHING, False), (Said.NO, Gets.AGREED, False),
        (Said.NOT_ASKED, Gets.CARD, False), (None, Gets.CARD, False), (None, None, False),
    ],
)  # fmt: skip
def test_a_ground_that_gives_a_partner_less_counts_before_the_agreement(
    said: Said | None, gets: Gets | None, reads: bool
) -> None:
    partner = uuid4()
    answers = [Answer(About.SHARE, Whose.YOUNGSTER, said)] if said else []
    assert gate(15, answers, {partner: gets} if gets else {}).agreed_for(partner) == reads
