"""The next call begins with an empty note, and what could not be saved of the last one comes back."""

from playwright.sync_api import Browser, expect

from tests.up.stack import RunningHub


def test_a_note_that_was_saved_leaves_nothing_in_the_next_one(browser: Browser, stack: RunningHub) -> None:
    context = browser.new_context()
    page = context.new_page()
    base = f"http://127.0.0.1:{stack.port}"
    page.goto(f"{base}/demo")
    page.get_by_role("button", name="Log in als Hilde").click()
    said, new = page.locator("#f-said"), f"{base}/vandaag/oproep"
    key = page.locator("[name=form_key]")
    page.goto(new)
    said.press_sequentially("Eerste beller.")
    expect(page.locator("[data-saved]")).to_contain_text("Bewaard om")
    page.goto(new)
    expect(said).to_have_value("")
    said.press_sequentially("Tweede beller.")
    page.goto(new)  # before it was saved
    expect(said).to_be_focused()
    expect(said).to_have_value("")
    page.goto(f"{base}/vandaag/oproepen")
    for words in ("Eerste beller.", "Tweede beller."):
        expect(page.get_by_text(words)).to_have_count(1)

    page.route("**/onderweg", lambda route: route.abort())
    page.goto(new)
    said.press_sequentially("Derde beller.")
    third = key.input_value()
    page.goto(new)
    expect(said).to_have_value("Derde beller.")
    assert key.input_value() == third, "it is the same call, not one more"
    page.unroute("**/onderweg")
    page.get_by_role("button", name="Bewaar", exact=True).click()
    page.wait_for_url("**/vandaag/oproepen/*")
    page.goto(new)
    expect(said).to_have_value("")
    context.close()
