"""The order of an agenda by hand: dragged with the mouse, moved with the arrow keys, and kept."""

import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.up.stack import RunningHub


def order_of(page: Page) -> list[str]:
    return page.locator("[data-order] > article").evaluate_all("all => all.map((one) => one.id)")


def drag(page: Page, handle: Locator, below: Locator) -> None:
    """As a hand does it: a bit at a time."""
    start, end = handle.bounding_box(), below.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 20, start["y"] + 40, steps=5)
    page.mouse.move(end["x"] + 60, end["y"] + end["height"] - 10, steps=8)
    page.mouse.up()


def test_hilde_drags_a_case_and_moves_it_back_with_the_keys(browser: Browser, stack: RunningHub) -> None:
    page = browser.new_context(viewport={"width": 1280, "height": 1600}).new_page()
    page.goto(f"http://127.0.0.1:{stack.port}/demo")
    page.get_by_role("button", name="Log in als Hilde").click()
    page.goto(f"http://127.0.0.1:{stack.port}/tafel")
    first, second, *others = order_of(page)
    handle = page.locator(f"#{first} [data-drag]")
    with page.expect_response(lambda answer: "hx-request" in answer.request.headers):  # what changed comes back
        drag(page, handle, page.locator(f"#{second}"))
    assert order_of(page) == [second, first, *others]
    expect(page.locator(f"#{first} h3 .key")).to_have_text(re.compile(r"^2\. "))
    expect(page.locator("#live")).to_have_text("De volgorde is bewaard.")  # and is no news here
    page.reload()
    assert order_of(page) == [second, first, *others], "it was kept"
    handle.focus()
    with page.expect_response(re.compile("/volgorde")):
        page.keyboard.press("ArrowUp")
    expect(handle).to_be_focused()
    page.reload()
    assert order_of(page) == [first, second, *others]
    for press, order in (("Lager", [second, first, *others]), ("Hoger", [first, second, *others])):
        page.locator(f"#{first}").get_by_role("button", name=press).click()
        expect(page.locator(f"#{first} button:focus")).to_be_in_viewport()
        assert order_of(page) == order
