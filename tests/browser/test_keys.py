"""Triage with one hand on the keyboard, in a real browser."""

from playwright.sync_api import Browser, Page, expect

from tests.up.stack import RunningHub


def at(page: Page) -> str:
    """The address of the link that has the focus."""
    return str(page.evaluate("document.activeElement.pathname ?? ''"))


def test_hilde_walks_through_vandaag_with_keys_and_switches_them_off(browser: Browser, stack: RunningHub) -> None:
    context = browser.new_context()
    page = context.new_page()
    base = f"http://127.0.0.1:{stack.port}"
    page.goto(f"{base}/demo")
    page.get_by_role("button", name="Log in als Hilde").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vandaag")
    page.keyboard.press("Control+j")
    assert at(page) == "", "with Ctrl it is the browser's"
    page.keyboard.press("x")
    expect(page.locator(".key-note")).to_be_visible()
    seen = []
    for key in "jjk":
        page.keyboard.press(key)
        seen.append(at(page))
    assert seen[0] == seen[2] != seen[1]

    page.goto(f"{base}/aanmeldingen?fase=submitted")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = at(page)
    page.keyboard.press("o")
    expect(page.locator("#walk")).to_contain_text("Terug naar")
    assert page.url == base + second
    page.keyboard.press("k")
    page.wait_for_url(lambda url: url != base + second)
    first = page.url
    page.keyboard.press("k")
    expect(page.locator(".key-note")).to_have_text("Dit is de eerste uit de lijst.")
    page.keyboard.press("a")
    page.wait_for_url(f"{first}/vraag")
    page.locator("textarea").first.press_sequentially("jk?u")
    expect(page.locator("textarea").first).to_have_value("jk?u")
    page.goto(f"{base}/aanmeldingen?fase=submitted")
    page.keyboard.press("j")
    assert base + at(page) == first, "the list knows where one was"

    page.goto(f"{base}/zoeken")
    page.locator("h1").click()  # out of the box
    page.keyboard.press("n")
    page.wait_for_url(f"{base}/vandaag/oproep")
    expect(page.locator("#f-said")).to_be_focused()
    page.keyboard.type("Els belt")
    expect(page.locator("#f-said")).to_have_value("Els belt")
    page.goto(f"{base}/vandaag/mails")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-pick]:checked")).to_have_count(1)
    page.keyboard.press("x")
    page.keyboard.press("p")
    expect(page.locator("#wijst :focus, #plaats :focus")).to_have_count(1)
    page.goto(f"{base}/vandaag/mails")
    page.locator("[data-pick]").first.check()
    page.locator("[data-pick]").last.click(modifiers=["Shift"])
    expect(page.locator("[data-pick]:not(:checked)")).to_have_count(0)

    page.keyboard.press("?")
    help_of_keys = page.get_by_role("dialog")
    expect(help_of_keys).to_contain_text("naar de volgende lijn")
    page.keyboard.press("Escape")
    expect(help_of_keys).to_be_hidden()
    page.keyboard.press("?")
    help_of_keys.get_by_role("button", name="Zet de toetsen uit").click()
    expect(page.locator(".flash")).to_contain_text("De toetsen staan uit")
    page.goto(f"{base}/vandaag")
    page.keyboard.press("j")
    assert at(page) == ""
    page.goto(f"{base}/toetsen")
    page.get_by_role("button", name="Zet de toetsen aan").click()
    context.close()
