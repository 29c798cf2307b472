"""Whether there is help: how often it is asked before the coordinator has it."""

from hub.dispatch.case import Stage
from hub.dispatch.feedback.helping import Do, Shown, climb
from hub.dispatch.feedback.how_far import Told, as_far, how_far


def test_it_is_asked_twice_and_then_shown() -> None:
    assert [climb(times, None) for times in range(3)] == [(Do.ASK, None), (Do.ASK, None), (Do.SHOW, Shown.SILENT)]


def test_who_cannot_be_reached_is_not_asked_but_shown() -> None:
    assert climb(0, Shown.NO_ADDRESS) == (Do.SHOW, Shown.NO_ADDRESS)
    assert climb(1, Shown.UNREACHED) == (Do.SHOW, Shown.UNREACHED)


def test_a_contact_that_is_noted_late_hears_how_far_it_is_now() -> None:
    told = {stage: how_far(stage, ()) for stage in Stage if stage != Stage.CLOSED}
    assert {one for one, words in told.items() if words == Told.ON_TABLE} == {Stage.ON_TABLE}
    assert told[Stage.SUBMITTED] == told[Stage.CONSULT] == Told.RECEIVED
    assert told[Stage.DISCUSSED] == told[Stage.WAITING_LIST] == told[Stage.REOPENED] == Told.FOLLOWED
    assert how_far(Stage.TRACKS, ["proposed"]) == Told.FOLLOWED
    assert how_far(Stage.TRACKS, ["accepted", "declined"]) == Told.TAKEN_UP
    assert how_far(Stage.REOPENED, ["on_hold", "accepted"]) == Told.STARTED
    assert as_far(Told.STARTED) == [Told.STARTED, Told.ENDED]
