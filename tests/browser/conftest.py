"""One browser, and one running hub with the demonstration in it, for all tests of a module."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.tour import ARGUMENTS
from tests.machine import needs_server
from tests.up.stack import RunningHub, running_hub


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    needs_server("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def stack(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    with running_hub(tmp_path_factory.mktemp("tour") / "state", HUB_DEMO="1") as hub:
        hub.start()
        yield hub
