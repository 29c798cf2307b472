"""Two screens at one table: what one does the other sees, without a reload and without losing what is being typed."""

from playwright.sync_api import Browser, Page, expect

from tests.up.stack import RunningHub


def signed_in(browser: Browser, base: str, who: str) -> Page:
    page = browser.new_context().new_page()
    page.goto(f"{base}/demo")
    page.get_by_role("button", name=f"Log in als {who}").click()
    page.goto(f"{base}/tafel")
    return page


def test_the_chair_sees_a_claim_as_it_is_made_also_after_a_lost_connection(browser: Browser, stack: RunningHub) -> None:
    base = f"http://127.0.0.1:{stack.port}"
    hilde, nadia = (signed_in(browser, base, who) for who in ("Hilde", "Nadia"))
    mine = nadia.locator("article", has=nadia.get_by_role("button", name="Neem op:")).first
    case = mine.get_attribute("id") or ""
    hilde.locator(f"#{case} h3 a").click()
    hilde.get_by_text("Beslis iets anders").click()
    note = hilde.locator("#f-beslissing_note")
    note.press_sequentially("Eerst nog")
    hilde.evaluate("window.stays = true")

    mine.get_by_role("button", name="Neem op:").first.click()
    expect(nadia.locator(f"#{case}")).to_contain_text("Kompas NAFT neemt op")
    expect(hilde.locator("#opnames")).to_contain_text("Kompas NAFT neemt op")
    expect(note).to_have_value("Eerst nog")

    hilde.context.set_offline(True)
    nadia.locator(f"#{case}").get_by_role("button", name="Trek onze opname in").click()
    expect(nadia.locator(f"#{case}")).not_to_contain_text("Kompas NAFT neemt op")
    expect(hilde.locator("#opnames")).to_contain_text("Kompas NAFT neemt op")
    hilde.context.set_offline(False)
    expect(hilde.locator("#opnames")).not_to_contain_text("Kompas NAFT neemt op")
    expect(note).to_have_value("Eerst nog")
    assert hilde.evaluate("window.stays")
    for one in (hilde, nadia):
        one.context.close()


def test_the_chair_notes_who_is_there_in_one_press_each_while_the_list_stays_open(
    browser: Browser, stack: RunningHub
) -> None:
    hilde = signed_in(browser, f"http://127.0.0.1:{stack.port}", "Hilde")
    hilde.evaluate("window.stays = true")
    box = hilde.locator("#wie-komt")
    box.locator("summary").click()
    hilde.locator("#komt-1-present").focus()
    for at in (1, 2, 3):
        expect(hilde.locator(f"#komt-{at}-present")).to_be_focused()
        hilde.keyboard.press("Enter")
        expect(hilde.locator(f"#komt-{at}-present")).to_have_attribute("aria-pressed", "true")
    expect(hilde.locator("#komt-4-present")).to_be_focused()
    expect(box.locator("summary")).to_contain_text("3 aanwezig")
    expect(hilde.locator("#news .notice").first).to_be_hidden()
    hilde.locator("#komt-2-present").click()
    expect(box.locator("summary")).to_contain_text("2 aanwezig")
    expect(hilde.locator("#komt-2-present")).to_be_focused()
    assert hilde.evaluate("window.stays")
    hilde.context.close()
