"""Who calls is read out of one line, as the desk types it during the call."""

import pytest

from hub.intake.callers import Caller, in_one_line, read


@pytest.mark.parametrize(
    ("typed", "caller"),
    [
        ("Els Dierckx", Caller("Els Dierckx")),
        ("Jan Van den Berg 0470123456", Caller("Jan Van den Berg", phone="0470 12 34 56")),
        ("0032 470/12.34.56", Caller(phone="0470 12 34 56")),
        ("+33 6 12 34 56 78 Paul", Caller("Paul", phone="+33 6 12 34 56 78")),
        ("mama van Noor, 015 11 22 33", Caller("mama van Noor", phone="015 11 22 33")),
        ("Griet (CLB De Brug)", Caller("Griet", "CLB De Brug")),
        ("Rik Maes Rik@CLB.example", Caller("Rik Maes", email="rik@clb.example")),
        ("", Caller()),
    ],
)
def test_what_one_line_says_of_who_calls(typed: str, caller: Caller) -> None:
    assert read(typed) == caller


def test_a_caller_that_was_found_is_read_as_it_was_shown() -> None:
    els = Caller("Els Dierckx", "Sint-Jansatheneum (demo)", "015 11 22 33", "els@sintjans.example")
    assert read(in_one_line(els.name, els.organisation, els.phone, els.email)) == els
    assert in_one_line("Els", "", "015 11 22 33") == "Els · 015 11 22 33"
