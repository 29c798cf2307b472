"""The form on a telephone, from half a story to the last step, with JavaScript and without, on two devices."""

import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.test_back import sent
from tests.browser.test_tour import PHONE, tour_of
from tests.browser.tour import Tour
from tests.browser.tour_steps import enter_mailed_code
from tests.up.stack import RunningHub

WENT_ON = "Er is verder geschreven via de link in je e-mail. Open die link."


@pytest.mark.parametrize("scripts", [True, False])
def test_els_begins_between_two_lessons_and_ends_at_home(browser: Browser, stack: RunningHub, scripts: bool) -> None:
    tour = tour_of(browser, stack, PHONE, scripts=scripts)
    with tour.as_(None) as phone:
        shown = keeps_half_a_form(tour, phone)
        with tour.as_(None) as home:
            link = mailed_link(tour, home)
            assert link != shown
            home.goto(link)
            tour.look(home, "link of a kept form")
            home.get_by_role("button", name="Dit ben ik, ga verder").click()
            expect(home.get_by_label("Je verhaal")).to_have_value(re.compile("drie weken"))
            if scripts:
                home.get_by_label("Je verhaal").fill("Ze komt al drie weken niet. Thuis ook.")
                expect(home.get_by_text("Bewaard om")).to_be_visible()
                phone.get_by_label("Je verhaal").fill("Op de bus.")
                expect(phone.get_by_text(WENT_ON)).to_be_visible()
            home.locator("input[name=main_reason][value=truancy]").check()
            home.locator("input[name=referrer_kind][value=school]").check()
            home.locator("input[name=referrer_organisation]").fill("Sint-Jansatheneum (demo)")
            number = sent(home, "Je aanmelding is binnen")
            goes_through_the_steps(tour, home)
            expect(home.get_by_role("heading", level=1)).to_contain_text(number)
            own = home.url.split("?")[0]
        is_told_where_it_goes_on(tour, phone)
        phone.goto(link)
        expect(phone.get_by_role("heading", name="Deze aanmelding is verstuurd")).to_be_visible()
        phone.goto(own)
        enter_mailed_code(tour, phone, f"els.{tour.scripts}@sintjans.example".lower())
        expect(phone.locator(".action.course", has_text="De hulpvraag")).to_contain_text("ingevuld")
    assert not {page: found for page, found in tour.looked_at.items() if found}


def mailed_link(tour: Tour, page: Page) -> str:
    """What the post office has for Els."""
    tour.go(page, "/demo/post")
    letter = page.get_by_role("row").filter(has_text="Je aanmelding is bewaard")
    letter = letter.filter(has_text=f"els.{tour.scripts}@sintjans.example".lower())
    tour.until(page, lambda: letter.count() > 0)
    letter.get_by_role("link").first.click()
    at = page.locator("a[href*='/aanmelden/verder/']").first.get_attribute("href")
    assert at
    return urljoin(tour.address, at)


def is_told_where_it_goes_on(tour: Tour, phone: Page) -> None:
    """What was typed here and came too late stays on the page; the page that stood open leads to the mailbox."""
    phone.get_by_label("Je verhaal").fill("Op de bus.")
    phone.get_by_role("button", name="Bewaar en verstuur later").click()
    expect(phone.get_by_role("alert").filter(has_text=WENT_ON)).to_be_visible()
    expect(phone.get_by_label("Je verhaal")).to_have_value("Op de bus.")
    tour.look(phone, "form that went on elsewhere")
    with phone.expect_popup() as opened:
        phone.get_by_role("button", name="Stuur me de link opnieuw").click()
    expect(opened.value.get_by_role("heading", name="Kijk in je mailbox")).to_be_visible()
    tour.look(opened.value, "link is mailed again")
    expect(phone.get_by_label("Je verhaal")).to_have_value("Op de bus.")


def keeps_half_a_form(tour: Tour, page: Page) -> str:
    """Some words, and the bell rings."""
    tour.go(page, "/aanmelden?hub=dijleland")
    page.get_by_label("Je naam").fill("Els Dierckx")
    page.get_by_label("E-mailadres").fill(f"els.{tour.scripts}@sintjans.example".lower())
    page.get_by_label("Je verhaal").fill("Ze komt al drie")
    page.get_by_role("button", name="Bewaar en verstuur later").click()
    expect(page.get_by_text("Nog niet verstuurd").first).to_be_visible()
    tour.look(page, "form that was kept")
    page.get_by_label("Je verhaal").fill("Ze komt al drie weken niet.")
    if tour.scripts:
        expect(page.get_by_text("Bewaard om")).to_be_visible()
    else:
        page.get_by_role("button", name="Bewaar en verstuur later").click()
        expect(page.get_by_label("Je verhaal")).to_have_value("Ze komt al drie weken niet.")
    return page.url.split("?")[0]


def goes_through_the_steps(tour: Tour, page: Page) -> None:
    """One question of each kind is answered; the rest is passed over."""
    page.get_by_role("link", name="Volg of vul aan").click()
    page.get_by_role("link", name=re.compile("Ga verder met")).click()
    number = 2
    while "/vul-aan/" in page.url:
        expect(page.get_by_text(f"Stap {number} van 11", exact=True)).to_be_visible()
        tour.look(page, f"step {number}")
        answers(tour, page)
        if tour.scripts and "/hulpvraag" in page.url:
            goes_on_while_it_saves(page)
        else:
            page.locator("button[name=do]").first.click()
        number += 1
        if number <= 11:
            expect(page.get_by_text(f"Stap {number} van 11", exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile(r"\d+ van 11 stappen ingevuld"))).to_be_visible()


def answers(tour: Tour, page: Page) -> None:
    title = page.get_by_role("heading", level=1).inner_text().replace("\xad", "")
    if title == "Afwezigheid en tucht":
        until = page.get_by_label("Maatregel tot en met")
        if tour.scripts:
            expect(until).to_be_hidden()
        page.get_by_label("preventieve schorsing").check()
        expect(until).to_be_visible()
    if title == "De hulpvraag":
        page.get_by_label("Wat wil de jongere?").fill("Terug naar haar klas.")
    if title == "Voorkeur en praktisch":
        page.locator("input[name=naft][value=yes]").check()
        page.locator("button[name=do]").first.click()
        expect(page.get_by_text("Wie is daar je contactpersoon?").first).to_be_visible()
        tour.look(page, "step with a mistake")
        page.get_by_label("Contactpersoon bij het CLB").fill("Griet Somers")


def goes_on_while_it_saves(page: Page) -> None:
    """The page saves by itself and says so, and the button is pressed before the answer is there: that is no other
    device."""
    expect(page.get_by_text("Terug zonder te bewaren")).to_be_hidden()
    expect(page.get_by_role("link", name="Terug", exact=True)).to_be_visible()

    def answers_late(route: Route) -> None:
        saved = route.fetch()
        page.locator("button[name=do]").first.click(no_wait_after=True)
        route.fulfill(response=saved)

    page.route("**/onderweg", answers_late, times=1)
    page.get_by_label("Wat wil de jongere?").press_sequentially(" Nu.")
