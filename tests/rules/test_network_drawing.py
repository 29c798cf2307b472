"""Where everybody stands in the drawing of a network."""

from hub.dispatch.case_team.around import called
from hub.dispatch.case_team.drawing import CROWDED, MIDDLE, RINGS, Who, placed


def test_each_stands_on_the_ring_of_its_nearness_with_the_number_of_the_list():
    dots = placed([Who("Mama", 1, trusted=True), Who("Een heel lange naam van een dienst", 3), Who("Oma", 1)])
    assert [dot.number for dot in dots] == [1, 2, 3]
    far = [round(((dot.x - MIDDLE) ** 2 + (dot.y - MIDDLE) ** 2) ** 0.5) for dot in dots]
    assert far == [RINGS[1], RINGS[3], RINGS[1]]
    assert [len(dot.label) <= 16 for dot in dots] == [True] * 3
    assert dots[0].label == "Mama"


def test_in_a_crowd_the_numbers_tell_and_no_name_lies_over_another():
    dots = placed([Who(f"Tante {n}", 1 + n % 3) for n in range(CROWDED + 1)])
    assert {dot.label for dot in dots} == {""}
    assert len({(dot.x, dot.y) for dot in dots}) == CROWDED + 1


def test_somebody_that_is_called_by_its_role_is_called_once():
    assert [called("Oma Rosa", "oma"), called("Mama", "mama"), called("Younes", "")] == [
        "Oma Rosa (oma)", "Mama", "Younes",
    ]  # fmt: skip
