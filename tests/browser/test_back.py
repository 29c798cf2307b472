"""Back in a real browser, with and without JavaScript: the form tells that it was sent, and makes one referral."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.up.stack import RunningHub


@pytest.mark.parametrize("scripts", [True, False])
def test_els_goes_back_and_sends_again(browser: Browser, stack: RunningHub, scripts: bool) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{stack.port}/aanmelden?hub=dijleland")
    fill(page, f"Al drie weken niet op school ({scripts}).")
    number = sent(page, "Je aanmelding is binnen")
    if not scripts:
        dead = page.locator("[hidden]").locator("visible=true")
        expect(dead, "nothing stands there that does nothing").to_have_count(0)
    page.go_back()
    expect(page.get_by_text(f"Je verstuurde daarnet {number}")).to_be_visible()
    expect(page.get_by_label("Je verhaal")).to_have_value(re.compile("drie weken"))
    assert sent(page, "Deze aanmelding heb je al verstuurd") == number
    page.get_by_role("link", name="Het is een andere jongere").click()
    expect(page.get_by_label("Je verhaal")).to_have_value(re.compile("drie weken"))
    page.get_by_label("Voornaam").fill("Ilyas")
    assert sent(page, "Je aanmelding is binnen") != number
    context.close()


def test_the_form_shows_what_the_choice_needs_and_hides_no_word(browser: Browser, stack: RunningHub) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{stack.port}/aanmelden")
    hours = page.locator("[data-shown-when^='hub=']")
    expect(hours.locator("visible=true")).to_have_count(2)
    page.locator("input[name=hub][value=schelderand]").check()
    expect(hours.locator("visible=true")).to_have_count(1)
    expect(page.get_by_text("03 000 00 00")).to_be_visible()
    motive, name = page.get_by_label("Waarom is het dringend?"), page.get_by_label("Voornaam")
    expect(motive).to_be_hidden()
    page.get_by_label("Het is dringend").check()
    expect(motive).to_be_visible()
    page.get_by_label("een klas of groep").check()
    expect(name).to_be_hidden()
    page.get_by_label("één leerling").check()
    name.fill("Noor")
    page.get_by_label("een klas of groep").check()
    expect(name).to_be_visible()
    context.close()


def test_back_to_a_form_with_a_mistake_finds_what_was_typed_and_the_file(browser: Browser, stack: RunningHub) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{stack.port}/aanmelden?hub=dijleland")
    fill(page, "Al drie weken niet op school, met een lijst.")
    page.get_by_label("E-mailadres").fill("geen adres")
    page.locator("input[type=file]").set_input_files({"name": "lijst.txt", "mimeType": "text/plain", "buffer": b"x"})
    page.get_by_role("button", name="Verstuur de aanmelding").click()
    expect(page.locator("#error-summary")).to_be_visible()
    page.get_by_role("link", name="Privacy").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Een jongere aanmelden")
    page.go_back()
    expect(page.get_by_label("Je verhaal")).to_have_value(re.compile("met een lijst"))
    expect(page.get_by_text("lijst.txt").first).to_be_visible()
    page.get_by_label("E-mailadres").fill("els@sintjans.example")
    assert sent(page, "Je aanmelding is binnen")
    context.close()


def test_what_hilde_typed_waits_for_her_and_not_for_karim_in_the_same_tab(browser: Browser, stack: RunningHub) -> None:
    """Her session ran out, so nothing was forgotten by signing out."""
    context = browser.new_context()
    page = context.new_page()

    def signs_in(name: str) -> None:
        context.clear_cookies()
        page.goto(f"http://127.0.0.1:{stack.port}/demo")
        page.get_by_role("button", name=f"Log in als {name}").click()
        expect(page.locator("html[data-who]")).to_have_count(1)

    signs_in("Hilde")
    page.goto(f"http://127.0.0.1:{stack.port}/aanmeldingen")
    page.locator("a[href^='/aanmeldingen/']").first.click()
    note = f"{page.url}/notitie"
    words = page.locator("textarea[name=text]")
    page.goto(note)
    words.fill("Alleen voor Hilde.")
    signs_in("Hilde")
    page.goto(note)
    expect(words).to_have_value("Alleen voor Hilde.")
    signs_in("Karim")
    page.goto(note)
    expect(words).to_have_value("")
    context.close()


def fill(page: Page, story: str) -> None:
    page.get_by_label("Je naam").fill("Els Dierckx")
    page.locator("input[name=referrer_organisation]").fill("Sint-Jansatheneum (demo)")
    page.locator("input[name=referrer_kind][value=school]").check()
    page.get_by_label("E-mailadres").fill("els@sintjans.example")
    page.get_by_label("Voornaam").fill("Noor")
    for part, typed in (("Dag", "4"), ("Maand", "3"), ("Jaar", "2011")):
        page.get_by_label(part, exact=True).fill(typed)
    page.get_by_label("Postcode van de woonplaats").fill("2800")
    page.locator("input[name=main_reason][value=truancy]").check()
    page.get_by_label("Je verhaal").fill(story)


def sent(page: Page, heading: str) -> str:
    page.get_by_role("button", name="Verstuur de aanmelding").click()
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    number = re.search(r"CM-\d{4}-\d{5}", page.inner_text("main"))
    assert number
    return number.group()
