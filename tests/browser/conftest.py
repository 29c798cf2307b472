"""One browser for each module, and one running hub with the demonstration in it for all of them."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.tour import ARGUMENTS
from tests.machine import PATIENCE, needs_server
from tests.up.stack import RunningHub, running_hub

HERE = Path(__file__).parent
expect.set_options(timeout=1000 * PATIENCE)
_running, _hubs = ExitStack(), list[RunningHub]()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    needs_server("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        chromium.on("context", lambda context: context.set_default_timeout(1000 * PATIENCE))
        yield chromium
        chromium.close()


@pytest.fixture
def stack(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> RunningHub:
    """To start it and fill it costs as much as a hundred other tests, so it runs until the last of ours."""
    if not _hubs:
        hub = _running.enter_context(running_hub(tmp_path_factory.mktemp("tour") / "state", HUB_DEMO="1"))
        _running.callback(_hubs.clear)
        hub.start()
        _hubs.append(hub)
    return _hubs[0]


def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """It ends with the last test of this folder, not with the run: idle processes too take time from the others."""
    if nextitem is None or HERE not in nextitem.path.parents:
        _running.close()
