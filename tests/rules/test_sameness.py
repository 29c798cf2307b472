"""What counts as the same form again."""

from dataclasses import replace
from typing import Any

import pytest

from hub.intake.sameness import Again, Said, compare

NOOR = Said(("Noor", "El Amrani", "2011-03-04"), "Noor komt niet.", "els@sintjans.example", "truancy")


def changed(**values: Any) -> Said:
    return replace(NOOR, **values)


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (NOOR, Again.YES),
        (changed(who=("", "", "")), Again.YES),
        (changed(who=("", "", "2011-03-04")), Again.YES),
        (changed(who=("noor ", "El  Amrani", "2011-03-04"), story="Noor\nkomt niet. "), Again.YES),
        (changed(email="els.dierckx@sintjans.example"), Again.PERHAPS),
        (changed(reason="motivation"), Again.PERHAPS),
        (changed(who=("Ilyas", "El Amrani", "2011-03-04")), Again.NO),
        (changed(who=("Noor", "El Amrani", "2012-03-04")), Again.NO),
        (changed(who=("", "", "2012-03-04")), Again.NO),
        (changed(story="Noor komt weer."), Again.NO),
        (changed(about="team"), Again.NO),
    ],
)
def test_a_form_after_the_form_about_noor(now: Said, found: Again) -> None:
    assert compare(now, NOOR) == found


def test_a_name_after_a_form_without_one_is_perhaps_the_same_youngster() -> None:
    assert compare(NOOR, changed(who=("", "", ""))) == Again.PERHAPS
    assert compare(NOOR, changed(who=("", "", "2011-03-04"))) == Again.PERHAPS
