"""What the logs say when something goes wrong, and what they keep to themselves."""

import logging

import pytest
from celery import Celery

from hub import logs


def test_a_task_that_fails_says_where_and_not_about_whom(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    app = Celery("failing", broker="memory://")

    @app.task
    def fails() -> None:
        raise ValueError("Failing row contains (Zwaantje Vandezande).")

    seen = logging.StreamHandler()
    trace = logging.getLogger("celery.app.trace")
    trace.addHandler(seen)
    try:
        fails.apply()
    finally:
        trace.removeHandler(seen)
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert "test_logs.py" in said
    assert "Zwaantje" not in said
