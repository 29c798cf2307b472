"""What in an anonymous question points at one youngster, and what does not."""

import pytest

from hub.dispatch.consult.nameless import pointers, stays_nameless
from hub.problems import Invalid


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Wat doen we met J.V. uit het derde?", ["J.V."]),
        ("Mohamed en J. V. D. zijn al weken weg.", ["Mohamed", "J. V. D."]),
        ("Hij werd geboren op 12/03/2011.", ["12/03/2011"]),
        ("Ze is van 3 mei 2011, en komt op 4 december terug.", ["3 mei 2011"]),
        ("Een jongen van vijftien, al drie weken thuis, o.a. door pesten. De school belde het CLB.", []),
        ("A-attest, graad 2, finaliteit arbeidsmarkt. Dhr. of mevr. maakt niet uit.", []),
    ],
)
def test_initials_first_names_and_birth_dates_are_pointed_at(text: str, found: list[str]) -> None:
    assert pointers(text) == found


def test_who_is_sure_that_it_is_nobody_is_believed() -> None:
    with pytest.raises(Invalid) as wrong:
        stays_nameless("answer", "Vraag het aan Mohamed.", sure=False)
    assert "“Mohamed”" in wrong.value.errors["answer"]
    stays_nameless("answer", "Vraag het aan Mohamed.", sure=True)
