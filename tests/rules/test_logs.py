"""What the logs say when something goes wrong, and what they keep to themselves."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from celery import Celery

from hub import logs
from tests.machine import ROOT


def test_a_task_that_fails_says_where_and_not_about_whom(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    app = Celery("failing", broker="memory://")

    @app.task
    def fails() -> None:
        raise ValueError("Failing row contains (Zwaantje Vandezande).")

    fails.apply()
    said = capsys.readouterr().err
    assert all(json.loads(line) for line in said.splitlines())
    assert "ValueError" in said
    assert "test_logs.py" in said
    assert "Zwaantje" not in said


def test_what_a_library_complains_of_is_a_line_of_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    logs.configure()
    logging.getLogger("kombu.connection").warning("connection lost to %s", "broker")
    logging.getLogger("httpx").info("GET https://meldpunt.example/mijn-aanmelding/a-token")
    [said] = capsys.readouterr().err.splitlines()
    assert json.loads(said) | {"event": "connection lost to broker", "level": "warning"} == json.loads(said)


ON_A_FULL_DISK = """
import logging, structlog
from hub import logs
logs.configure()
for _again in range(3):
    structlog.get_logger().warning("mailbox connection lost")
    logging.getLogger("celery").warning("Connection to broker lost")
    structlog.get_logger().warning("x" * 100_000)
print("went on")
"""


def test_on_a_full_disk_a_line_is_lost_and_not_what_it_tells_about() -> None:
    with Path("/dev/full").open("w") as full:
        said = subprocess.run(
            [sys.executable, "-c", ON_A_FULL_DISK], cwd=ROOT, stderr=full, stdout=subprocess.PIPE, text=True
        )
    assert said.stdout == "went on\n"
