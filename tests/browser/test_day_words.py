"""A day that was chosen stands in words under its field, whatever way the browser writes it."""

from playwright.sync_api import Browser, expect

from tests.up.stack import RunningHub


def test_a_browser_in_american_says_in_dutch_which_day_was_chosen(browser: Browser, stack: RunningHub) -> None:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{stack.port}/demo")
    page.get_by_role("button", name="Log in als Bram").click()
    page.goto(f"http://127.0.0.1:{stack.port}/beheer/tafels")
    page.locator("a[href^='/beheer/tafels/']:not([href*='nieuw'])").first.click()
    field = page.locator("input[type=date]").first
    said = field.locator("xpath=following-sibling::output")
    page.locator("details:has(input[type=date]) > summary").first.click()
    field.fill("2026-12-03")
    field.dispatch_event("change")
    expect(said).to_have_text("donderdag 3 december 2026")
    field.fill("")
    expect(said).to_have_text("")
    context.close()
