"""Files that take their time, in a real browser: what is too large is said, how far it is shows, nothing is lost."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.test_back import fill
from tests.up.stack import RunningHub

SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 100_000}
QUICK = SLOW | {"uploadThroughput": -1}


def test_els_sees_how_far_her_files_are_and_may_stop(browser: Browser, stack: RunningHub, tmp_path: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    page.goto(f"http://127.0.0.1:{stack.port}/aanmelden?hub=dijleland")
    fill(page, "Al drie weken niet op school, met een brief.")
    files, send = page.locator("#f-files"), page.get_by_role("button", name="Verstuur de aanmelding")
    large, brief, more = (tmp_path / f"{name}.pdf" for name in ("groot", "brief", "nog"))
    for file, size in ((large, 15 * 1024 * 1024), (brief, 200_000), (more, 10)):
        file.write_bytes(b"%PDF-1.4\n" + bytes(size))
    files.set_input_files(large)
    send.click()
    expect(page.get_by_text("“groot.pdf” is te groot: een bestand mag hoogstens 15 MB zijn.").first).to_be_visible()
    page.get_by_role("button", name="Verwijderen: groot.pdf").click()
    expect(page.locator("#f-files-said")).to_have_count(0)
    files.set_input_files(brief)
    line.send("Network.emulateNetworkConditions", SLOW)
    send.click()
    expect(page.get_by_role("progressbar", name="We versturen je bestanden")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#f-files-said")).to_have_text("Gestopt. Er is niets verstuurd. Alles staat er nog.")
    line.send("Network.emulateNetworkConditions", QUICK)
    page.get_by_label("E-mailadres").fill("els")
    send.click()
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.get_by_role("list", name="Al bewaard")).to_contain_text("brief.pdf")
    expect(page.get_by_label("Je verhaal")).to_have_value("Al drie weken niet op school, met een brief.")
    page.get_by_label("E-mailadres").fill("els.brief@sintjans.example")
    files.set_input_files(more)
    send.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Je aanmelding is binnen")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Een jongere aanmelden")
    context.close()
