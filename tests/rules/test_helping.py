"""Whether there is help: how often it is asked before the coordinator has it."""

from hub.dispatch.feedback.helping import Do, Shown, climb


def test_it_is_asked_twice_and_then_shown() -> None:
    assert [climb(times, None) for times in range(3)] == [(Do.ASK, None), (Do.ASK, None), (Do.SHOW, Shown.SILENT)]


def test_who_cannot_be_reached_is_not_asked_but_shown() -> None:
    assert climb(0, Shown.NO_ADDRESS) == (Do.SHOW, Shown.NO_ADDRESS)
    assert climb(1, Shown.UNREACHED) == (Do.SHOW, Shown.UNREACHED)
