"""One newcomer with a browser on a running demonstration: who it is, what is looked at, and what is waited for."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.machine import PATIENCE

ARGUMENTS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--disable-quic",
]  # fmt: skip
# No page plays anything or stands in a frame, so nothing has to be fetched again for that.
AXE_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"],
    "preload": False, "iframes": False,
}  # fmt: skip
READING = (Path(__file__).parent / "reading.js").read_text()


@dataclass
class Tour:
    """One newcomer with a browser; `hub` runs a command on the running stack and gives back what it printed."""

    browser: Browser
    address: str
    hub: Callable[..., str]
    width: int = 1280
    scripts: bool = True
    looked_at: dict[str, list[str]] = field(default_factory=dict)

    @contextmanager
    def as_(self, name: str | None) -> Iterator[Page]:
        """A browser of this person's own, signed in by the demonstration's button."""
        with self.on_the_tour() as page:
            if name:
                page.goto(f"{self.address}/demo")
                page.get_by_role("button", name=f"Log in als {name}").click()
            yield page

    @contextmanager
    def on_the_tour(self, says: str = "") -> Iterator[Page]:
        """A browser of a visitor's own, which followed the button of the next step: the one that `says` so."""
        context = self.browser.new_context(
            viewport={"width": self.width, "height": 900}, java_script_enabled=self.scripts, locale="nl-BE"
        )
        if self.scripts:
            context.add_init_script(AXE_SCRIPT)  # kept by the browser, and not sent to it again for each page
        page = context.new_page()
        if says:
            self.take(page, says)
        yield page
        context.close()

    def take(self, page: Page, says: str) -> None:
        """Go to the page of the step that says so, by its own button."""
        self.go(page, "/demo")
        step = page.locator(".tour-step.now").filter(has_text=says)
        self.until(page, lambda: step.count() > 0)
        self.look(page, f"tour: {says}")
        step.get_by_role("button").click()

    def go(self, page: Page, path: str) -> None:
        page.goto(self.address + path)

    def look(self, page: Page, what: str) -> None:
        """Let axe read the page, and see that nothing sticks out at the side."""
        if not self.scripts:
            return
        page.wait_for_load_state()
        wrong = page.evaluate(READING, AXE_RULES)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append("the page is wider than the screen")
        self.looked_at[what] = wrong

    def until(self, page: Page, seen: Callable[[], bool]) -> None:
        """Load the page again until the workers have done their part."""
        end = time.monotonic() + PATIENCE
        while not seen():
            assert time.monotonic() < end, f"this did not come on {page.url}: {page.inner_text('main')[:600]}"
            page.wait_for_timeout(500)
            page.reload()


def run_command(program: Path, environ: dict[str, str]) -> Callable[..., str]:
    def hub(*words: str) -> str:
        done = subprocess.run(
            [program, *words], env=environ, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return hub
