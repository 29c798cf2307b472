"""The reference of whoever refers: a number with letters, out of a form or a line of a mail, and never an address."""

import pytest

from hub.intake.own_reference import in_mail


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Onze referentie: LARS 2026/0123", "LARS 2026/0123"), ("ons kenmerk = 12-B", "12-B"),
        ("> onze ref.: 4711", "4711"), ("Uw referentie: 4711", ""), ("Onze referentie: Noor El Amrani", ""),
        ("Onze referentie: 1.evil.example/x", ""), ("Onze referentie: http://x1", ""), ("Referentie: 4711", ""),
    ],
)  # fmt: skip
def test_a_line_of_a_mail_gives_a_number_and_nothing_that_could_be_a_name_or_an_address(line: str, found: str) -> None:
    assert in_mail(f"Dag,\n\n{line}\n\nGroeten") == found
