"""The tour of the README, step by step: from a school's worry to a line in the year of the steering group."""

import json
import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.tour import Tour

LETTER_OF_THE_WEEK = re.compile("Weekbrief")
PHONE, FIRST_SCREEN = 480, 640  # pixels


def refer_by_form(tour: Tour) -> str:
    """Els sends step 1, which the demonstration filled in, and reads her number."""
    with tour.on_the_tour() as page:
        tour.go(page, "/demo")
        tour.look(page, "tour: how it begins")
        again = page.get_by_role("button", name="Begin opnieuw")
        (again if again.count() else page.locator(".tour-step.now button")).click()
        expect(page.locator(".guide")).to_contain_text("Verstuur de aanmelding")
        expect(page.get_by_label("Familienaam")).to_have_value("El Amrani")
        tour.look(page, "form")
        story = page.get_by_label("Je verhaal").input_value()
        page.get_by_label("Je verhaal").fill("Al drie weken niet op school. Haar nummer is 11.03.04-016.48.")
        page.get_by_role("button", name="Verstuur de aanmelding").click()
        expect(page.get_by_label("Je verhaal")).to_have_value(re.compile("drie weken"))
        tour.look(page, "form with errors")
        page.get_by_label("Je verhaal").fill(story)
        page.get_by_role("button", name="Verstuur de aanmelding").click()
        expect(page.get_by_role("heading", name="Je aanmelding is binnen")).to_be_visible()
        tour.look(page, "receipt")
        return number_on(page)


def refer_by_mail(tour: Tour, noor: str) -> str:
    """Els writes to the shared inbox too; the tour goes on with the number of that case."""
    with tour.on_the_tour("Els schrijft ook een e-mail") as page:
        expect(page.get_by_label("Tekst")).to_have_value(re.compile("Sam"))
        tour.look(page, "post office")
        page.get_by_role("button", name="Verstuur", exact=True).click()
        tour.go(page, "/demo")
        made = page.locator(".tour-step.done").filter(has_text="een e-mail, over Sam")
        tour.until(page, lambda: made.count() > 0)
        assert noor in page.inner_text("main")
        return number_on(made)


def number_on(page: Page | Locator) -> str:
    text = page.inner_text("main") if isinstance(page, Page) else page.inner_text()
    number = re.search(r"CM-\d{4}-\d{5}", text)
    assert number
    return number.group()


def open_case(tour: Tour, page: Page, number: str) -> None:
    tour.go(page, f"/aanmelding/{number}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)


def near_the_story(tour: Tour, page: Page) -> None:
    """On a phone what one does less often stands behind one button, so that who has the case is on the first screen."""
    more = page.locator("summary").filter(has_text=re.compile(r"^\s*Meer\s*$"))
    if tour.width > PHONE:
        expect(more).to_be_hidden()
        return
    holder = page.locator(".holder").bounding_box()
    assert holder
    assert holder["y"] < FIRST_SCREEN
    more.click()


def ask_and_answer(tour: Tour, number: str) -> None:
    """Hilde asks a question; the referrer answers by the mailed link without signing in; Hilde reads it."""
    with tour.on_the_tour("Hilde, de coördinator, stelt een vraag over Noor") as hilde:
        expect(hilde.get_by_role("heading", level=1)).to_contain_text(number)
        tour.look(hilde, "case")
        near_the_story(tour, hilde)
        hilde.get_by_role("link", name="Stel een vraag").click()
        hilde.get_by_label("Je vraag aan de aanmelder").fill("Sinds wanneer precies?")
        hilde.get_by_role("button", name="Stel een vraag").click()
        expect(hilde.get_by_text("wacht op aanmelder").first).to_be_visible()
    with tour.on_the_tour("Els antwoordt") as els:
        letter = els.get_by_role("row").filter(has_text=f"Een vraag over je aanmelding {number}")
        tour.until(els, lambda: letter.count() > 0)
        letter.get_by_role("link").first.click()
        els.locator("a[href*='/antwoord/vraag/']").first.click()
        tour.look(els, "question")
        els.get_by_role("textbox").last.fill("Sinds de herfstvakantie.")
        els.get_by_role("button", name="Verstuur je antwoord").click()
        expect(els.get_by_text(re.compile("bedankt", re.I)).first).to_be_visible()


def put_on_table(tour: Tour, says: str, number: str, initials: str = "") -> None:
    """Hilde writes the table card, approves it and puts the case on the next table."""
    with tour.on_the_tour(says) as hilde:
        expect(hilde.get_by_role("heading", level=1)).to_contain_text(number)
        if initials:
            near_the_story(tour, hilde)
            hilde.get_by_role("button", name="Begin de vraagverheldering").locator("visible=true").click()
            expect(hilde.get_by_text("De vraagverheldering is begonnen.")).to_be_visible()
            hilde.locator("summary").filter(has_text="Beslis").click()
        else:
            expect(hilde.get_by_text("Sinds de herfstvakantie.")).to_be_visible()
            hilde.get_by_role("button", name="Ik heb het gelezen").click()
        hilde.get_by_role("link", name="Schrijf de tafelkaart").locator("visible=true").click()
        if initials:
            hilde.get_by_label("Initialen").fill(initials)
        hilde.get_by_label("Wat wordt er gevraagd?").fill("Een veilige plek om weer te leren landen.")
        for asked in ("Weet de jongere dat", "Weten de ouders dat", "Gaat de jongere akkoord om te delen"):
            hilde.get_by_label(asked).select_option("yes")
        hilde.get_by_label("Dit klopt voor elke partner").check()
        tour.look(hilde, "table card")
        hilde.get_by_role("button", name="Keur goed en zet op tafel").click()
        open_case(tour, hilde, number)
        expect(hilde.get_by_text("op de dispatchtafel").first).to_be_visible()


def take_up(tour: Tour, says: str, offer: str, words: str = "We nemen dit op") -> None:
    with tour.on_the_tour(says) as partner:
        assert "Noor" not in partner.inner_text("main")
        tour.look(partner, "case at the table")
        partner.get_by_label("Met welk aanbod?").select_option(label=option(partner, "Met welk aanbod?", offer))
        partner.get_by_role("button", name=re.compile(words)).click()
        said = partner.get_by_text(re.compile("coördinator bevestigt"))
        expect(said).to_be_visible()
        expect(said).to_be_in_viewport()


def option(page: Page, label: str, words: str) -> str:
    """The full text of the option that holds these words."""
    for text in page.get_by_label(label).locator("option").all_inner_texts():
        if words in text:
            return text
    raise AssertionError(f"there is no “{words}” to choose at “{label}”")


def confirm(tour: Tour, says: str, *partners: str) -> None:
    """Hilde confirms each of them; what is left to confirm stays on her screen."""
    with tour.on_the_tour(says) as hilde:
        tour.look(hilde, "meeting")
        for partner in partners:
            button = hilde.get_by_role("button", name=f"Bevestig {partner}")
            expect(hilde.locator("#opnames")).to_be_in_viewport()
            for clb in hilde.get_by_label("Wie van het CLB gaat akkoord?").all():
                clb.fill("Griet Somers")
            button.click()
            expect(button).to_have_count(0)


def open_letter_about_a_track(page: Page, letters: Locator) -> None:
    """The letters of that week are several, and that of some partner speaks of agreements only."""
    for one in letters.all():
        one.get_by_role("link").first.click()
        page.wait_for_load_state()
        if page.locator("a[href*='/antwoord/traject/']").count():
            return
        page.go_back()


def let_it_stall(tour: Tour, number: str) -> None:
    """Nobody says a word: the partner is asked, and when it stays silent the case is back with Hilde."""
    with tour.as_(None) as visitor:
        tour.go(visitor, "/demo")
        asks, gives_back = [
            words.split(" --now ")[1] for words in visitor.locator(".tour-command code").all_inner_texts()
        ]
    done = happened(tour, asks, number)
    assert "asked_partner" in done, (asks, done)
    assert not happened(tour, asks, number)
    with tour.as_(None) as partner:
        tour.go(partner, "/demo/post")
        letter = partner.get_by_role("row").filter(has_text=LETTER_OF_THE_WEEK)
        tour.until(partner, lambda: letter.count() > 0)
        open_letter_about_a_track(partner, letter)
        partner.locator("a[href*='/antwoord/traject/']").first.click()
        tour.look(partner, "one-click answer")
    assert "gave_to_coordinator" in happened(tour, gives_back, number)


def happened(tour: Tour, when: str, number: str) -> str:
    """The lines that following up at this moment prints about a case."""
    lines = tour.hub("follow-up", "--now", when).splitlines()
    return "\n".join(line for line in lines if line and json.loads(line).get("referral") == number)


def seen_again(tour: Tour, number: str) -> None:
    with tour.on_the_tour("Hilde ziet Noor terug") as hilde:
        tour.look(hilde, "vandaag with a reopening")
        # The day shows the first ten of what came back; the walks before this one left theirs there too.
        if not hilde.get_by_text(number).count():
            hilde.locator("main a[href$='fase=reopened']").filter(has_text="bekijken").click()
        expect(hilde.get_by_text(number).first).to_be_visible()
        open_case(tour, hilde, number)
        expect(hilde.get_by_text("herneming").first).to_be_visible()
        hilde.get_by_role("button", name="Zet op tafel").locator("visible=true").first.click()
        expect(hilde.get_by_text("De aanmelding staat op de dagorde.")).to_be_visible()
        open_case(tour, hilde, number)
        expect(hilde.get_by_text("op de dispatchtafel").first).to_be_visible()
        tour.go(hilde, "/radar")
        expect(hilde.get_by_text(number).first).to_be_visible()
        tour.look(hilde, "radar")
        tour.go(hilde, "/tafel")
        tour.look(hilde, "board")


def counted(tour: Tour) -> None:
    """The figures of the year hold both, besides those that the guide says it had without them."""
    with tour.on_the_tour("Noor en Sam tellen mee") as hilde:
        guide = hilde.locator(".guide").filter(has_text="telde het jaar er")
        without = re.search(r"telde het jaar er (\d+)", guide.inner_text())
        assert without
        tour.until(hilde, lambda: referrals_on(hilde) == int(without.group(1)) + 2)
        tour.look(hilde, "school year")
        tour.go(hilde, "/demo")
        expect(hilde.get_by_text("Dat was de rondleiding")).to_be_visible()


def standing(tour: Tour, page: Page) -> None:
    """The steering group reads figures that stand still, whatever came in today."""
    tour.go(page, "/schooljaar")
    expect(page.get_by_text("Stand van 1 ").first).to_be_visible()
    tour.look(page, "school year of the steering group")


def enter_mailed_code(tour: Tour, page: Page, email: str) -> None:
    """Ask for the code behind a personal link, read it in the post office, and type it."""
    number = number_on(page)
    page.get_by_role("button", name="Stuur me een code").click()
    tour.look(page, "code is asked")
    here = page.url.split("?")[0]
    tour.go(page, "/demo/post")
    letter = page.get_by_role("row").filter(has_text=f"Je code voor aanmelding {number}").filter(has_text=email)
    tour.until(page, lambda: letter.count() > 0)
    letter.get_by_role("link").first.click()
    code = re.search(r"^\s*(\d{6})\s*$", page.inner_text("main"), re.MULTILINE)
    assert code
    page.goto(here)
    page.get_by_label("Code uit je e-mail").fill(f"{code[1][:3]} {code[1][3:]}")
    page.get_by_role("button", name="Toon mijn aanmelding").click()


def see_own_page(tour: Tour, number: str) -> None:
    """Els opens the link of her receipt and reads who takes it up."""
    with tour.as_(None) as els:
        tour.go(els, "/demo/post")
        els.get_by_role("row").filter(has_text=number).filter(has_text="els@sintjans.example").get_by_role(
            "link"
        ).last.click()
        els.locator("a[href*='/mijn-aanmelding/']").first.click()
        enter_mailed_code(tour, els, "els@sintjans.example")
        expect(els.get_by_text("Kompas NAFT").first).to_be_visible()
        tour.look(els, "personal link")


def referrals_on(page: Page) -> int:
    """The first figure of the year; 0 while it is hidden or empty."""
    tile = page.locator("main").get_by_text("Aanmeldingen", exact=True).first.locator("xpath=..").inner_text()
    found = re.search(r"^\s*(\d+)\s*$", tile, re.MULTILINE)
    return int(found.group(1)) if found else 0
