"""Eight people in eight browsers play a session of twelve cases; each sees what it may, and nothing else."""

import re

from playwright.sync_api import Browser, Page, expect

from hub.dispatch.codes import SubjectKind
from tests.browser.eight import (
    AROUND,
    GRIET,
    LAST_PLACE,
    OF_A_CONSULT,
    PARTNERS,
    PATIENCE,
    YOUNGSTERS,
    Sitting,
    around,
    choose,
    declines,
    reads,
    sitting,
    takes_up,
)
from tests.up.stack import RunningHub

QUESTION = "Iemand van vijftien komt al drie weken niet. Hoe begin je het gesprek thuis?"


def test_eight_people_play_a_session_of_twelve_cases(browser: Browser, stack: RunningHub) -> None:
    with sitting(stack) as day, around(browser, day.address) as people:
        wall = people["Hilde"].context.new_page()
        wall.goto(f"{day.table}/scherm")
        a_consult_becomes_a_referral(day, people)
        who_is_there(day, people["Hilde"])
        everybody_sees_the_cards_and_nobody_a_name(day, people, wall)
        two_take_it_up_together(day, people, wall)
        a_second_joint_case(day, people)
        the_last_place_goes_to_one(day, people)
        everybody_declines(day, people)
        a_lost_connection_catches_up(day, people)
        the_table_decides_the_rest(day, people, wall)
        the_session_is_closed(day, people)
        the_minutes_are_read_approved_and_printed(day, people)


def a_consult_becomes_a_referral(day: Sitting, people: dict[str, Page]) -> None:
    """A question about nobody with a name: Ines thinks along, others do not know of it, and nothing is typed twice."""
    hilde, ines = people["Hilde"], people["Ines"]
    asked = day.world.refer(
        subject_kind=SubjectKind.QUESTION, first_name="", last_name="", birth_date=None, story=QUESTION, referrer=GRIET
    )
    hilde.goto(f"{day.address}/aanmeldingen/{asked}/consult-vragen")
    hilde.get_by_label(AROUND["Ines"]).first.check()  # the organisation, then its people
    hilde.get_by_role("button", name="Vraag het").click()
    reads(hilde.locator("#consult"), "nog geen antwoord")
    ines.goto(f"{day.address}/consulten")
    ines.locator("main a.stretched").first.click()
    reads(ines.locator("main"), QUESTION)
    ines.get_by_label("Je antwoord").fill("Ga langs, met iemand die ze kennen.")
    ines.get_by_role("button", name="Verstuur je antwoord").click()
    reads(ines.locator("h1"), "Bedankt voor je antwoord")
    for name in set(PARTNERS) - {"Ines"}:
        assert QUESTION not in people[name].request.get(f"{day.address}/consulten").text(), name
    hilde.goto(f"{day.address}/aanmeldingen/{asked}")
    reads(hilde.locator("#consult"), "Ga langs, met iemand die ze kennen.")
    hilde.get_by_role("link", name="Maak er een aanmelding van").click()
    expect(hilde.get_by_label("Wat werd er gezegd?")).to_have_value(QUESTION, timeout=PATIENCE)
    first, last = OF_A_CONSULT.split()
    hilde.get_by_label("Voornaam").fill(first)
    hilde.get_by_label("Familienaam").fill(last)
    hilde.get_by_role("button", name="Meld aan", exact=True).click()
    reads(hilde.locator("h1"), re.compile("Vandaag|CM-"))
    day.lay(OF_A_CONSULT, day.came_of(asked))


def who_is_there(day: Sitting, hilde: Page) -> None:
    hilde.goto(f"{day.table}/aanwezigheden")
    for who, state in (("Nadia Pauwels", "aanwezig"), ("Tom Claes", "aanwezig"), ("Ines Adriaens", "afwezig")):
        line = hilde.locator(".who-line").filter(has_text=who)
        line.get_by_text(state, exact=True).last.click()
        expect(hilde.locator(".who-line").filter(has_text=who).locator(".badge")).to_have_text(
            re.compile(state), timeout=PATIENCE
        )


def everybody_sees_the_cards_and_nobody_a_name(day: Sitting, people: dict[str, Page], wall: Page) -> None:
    """Twelve cards with initials; who thinks along has no button to take one up. All of them stand on the wall, which
    nobody scrolls."""
    expect(wall.locator(".wall-agenda li")).to_have_count(12, timeout=PATIENCE)
    assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight")
    for name, page in people.items():
        page.goto(day.table)
        expect(page.locator("article.table-card")).to_have_count(12, timeout=PATIENCE)
        words = page.inner_text("main")
        assert not [one for one in YOUNGSTERS if set(one.split()) & set(re.findall(r"\w+", words))], name
        assert ("Neem op:" in words) == (name not in {"Hilde", "Ines"}), name
        assert ("Sluit de zitting" in words) == (name == "Hilde"), name
    for name in PARTNERS:
        for path in (f"{day.address}/aanmeldingen/{day.cases['Aya']}", f"{day.table}/scherm"):
            assert people[name].request.get(path).status in {403, 404}, (name, path)
    people["Fien"].goto(f"{day.table}/nu")
    people["Hilde"].get_by_role("button", name="Start het overleg").click()


def two_take_it_up_together(day: Sitting, people: dict[str, Page], wall: Page) -> None:
    """Kompas leads and the JAC joins; both stand on the chair's page and on the wall as they are made."""
    hilde, nadia, fien = people["Hilde"], people["Nadia"], people["Fien"]
    reads(wall.locator("h1"), "A.Q.")
    fien.wait_for_url(re.compile(f"/zaak/{day.cases['Aya']}"), timeout=PATIENCE)  # went along with the chair
    takes_up(nadia, day.case("Aya"), "Mee naar school", "wekelijks contact op school")
    reads(hilde.locator("#opnames"), "Kompas NAFT neemt op")
    # What came was made for Ann and Hilde alike, and proposes whoever looks.
    expect(hilde.locator("#f-beslissing_watcher")).to_have_value(str(day.world["Hilde Verbist"]), timeout=PATIENCE)
    reads(wall.locator("#scherm"), "wekelijks contact op school")
    reads(fien.locator("#opnemen"), "Doe mee met Kompas NAFT")
    takes_up(fien, day.case("Aya"), "Gesprek thuis", "het gesprek thuis", "Kompas NAFT")
    reads(hilde.locator("#opnames"), "het gesprek thuis")
    confirms(hilde, "Kompas NAFT")
    confirms(hilde, "JAC De Haven")
    reads(wall.locator("#scherm"), "doet mee, bevestigd")
    knows(day, people, "Aya Qadir", {"Kompas NAFT": ("Nadia", "Robin"), "JAC De Haven (demo)": ("Fien",)})


def knows(day: Sitting, people: dict[str, Page], youngster: str, parts: dict[str, tuple[str, ...]]) -> None:
    """Who takes it up opens who it is, on the page of its own part; nobody else finds that page."""
    for partner, track in day.tracks(youngster.split()[0]).items():
        for name in PARTNERS:
            found = people[name].request.get(f"{day.address}/trajecten/{track}")
            assert found.status == (200 if name in parts[partner] else 404), (name, partner)


def confirms(hilde: Page, partner: str) -> None:
    button = hilde.get_by_role("button", name=f"Bevestig {partner}")
    button.click()
    expect(button).to_have_count(0, timeout=PATIENCE)


def goes_on(hilde: Page, initials: str) -> None:
    hilde.get_by_role("button", name=f"Bespreek de volgende: {initials}").click()
    reads(hilde.locator("h1"), initials)


def a_second_joint_case(day: Sitting, people: dict[str, Page]) -> None:
    """Springplank leads and the Buddyhuis joins; the one who leads takes its word back, and the other still waits."""
    hilde, tom, yusuf = people["Hilde"], people["Tom"], people["Yusuf"]
    goes_on(hilde, "B.Q.")
    takes_up(tom, day.case("Bo"), "Samen in groep")
    reads(hilde.locator("#opnames"), "Springplank neemt op")
    takes_up(yusuf, day.case("Bo"), "Een maatje", joins="Springplank")
    reads(hilde.locator("#opnames"), "Buddyhuis doet mee")
    confirms(hilde, "Springplank")
    confirms(hilde, "Buddyhuis")


def the_last_place_goes_to_one(day: Sitting, people: dict[str, Page]) -> None:
    """Nadia and her colleague give the same last place to two cases: one reads that it is gone, with her own words."""
    nadia, robin = people["Nadia"], people["Robin"]
    goes_on(people["Hilde"], "C.R.")
    nadia.goto(day.case("Dries"))
    choose(nadia, LAST_PLACE)
    nadia.get_by_label("Wat gaan jullie doen?").fill("elke ochtend mee naar school")
    takes_up(robin, day.case("Cem"), LAST_PLACE)
    reads(people["Hilde"].locator("#opnames"), LAST_PLACE)
    nadia.get_by_role("button", name="We nemen dit op").click()
    reads(nadia.get_by_role("alert").first, f"De laatste plaats van “{LAST_PLACE}” is net ingenomen.")
    expect(nadia.get_by_label("Wat gaan jullie doen?")).to_have_value("elke ochtend mee naar school")
    confirms(people["Hilde"], "Kompas NAFT")
    goes_on(people["Hilde"], "D.R.")


def everybody_declines(day: Sitting, people: dict[str, Page]) -> None:
    """Each says why, and the chair alone reads it. After the last one the case is hers, and the agenda says so."""
    hilde = people["Hilde"]
    goes_on(hilde, "E.R.")
    declines(people["Tom"], day.case("Ella"), "de problemen zijn te zwaar", "Dat kunnen we niet dragen.")
    reads(hilde.locator("#rond"), "Dat kunnen we niet dragen.")
    for name in ("Nadia", "Ines"):
        people[name].goto(day.case("Ella"))
        reads(people[name].locator("h1"), "E.R.")
        assert "Dat kunnen we niet dragen." not in people[name].inner_text("main"), name
    for name in ("Robin", "Fien", "Yusuf"):
        declines(people[name], day.case("Ella"), "geen plaats")
        reads(people[name].locator("main"), "Genoteerd. Bedankt om te antwoorden.")
    left = hilde.locator("[data-left]")
    reads(left, "staat niet meer op deze dagorde. Jij beslist, op haar pagina.")
    left.get_by_role("link", name="Naar de dagorde").click()


def a_lost_connection_catches_up(day: Sitting, people: dict[str, Page]) -> None:
    """Sofie is cut off while the table goes on; once she is back, her page says so without being loaded again."""
    hilde, sofie = people["Hilde"], people["Sofie"]
    hilde.get_by_role("button", name="Ga verder met het overleg").click()
    reads(hilde.locator("h1"), "D.R.")  # the one whose last place was gone
    sofie.goto(day.table)
    card = sofie.locator("article.table-card").filter(has_text="D.R.")
    reads(card, "Nog niemand neemt deze vraag op")
    sofie.evaluate("window.stays = true")
    sofie.context.set_offline(True)
    takes_up(people["Fien"], day.case("Dries"), "Gesprek thuis")
    reads(hilde.locator("#opnames"), "JAC De Haven (demo) neemt op")
    reads(card, "Nog niemand neemt deze vraag op")
    sofie.context.set_offline(False)
    reads(card, "JAC De Haven (demo) neemt op")
    assert sofie.evaluate("window.stays")
    confirms(hilde, "JAC De Haven")


def decides(hilde: Page, what: str, note: str, day: str = "") -> None:
    hilde.get_by_text("Beslis iets anders").click()
    hilde.get_by_label(what).check()
    if day:
        hilde.get_by_label("Opnieuw bekijken op").fill(day)
    else:  # it closes the case
        hilde.get_by_label("Ik ben zeker: de aanmelding sluit hiermee").check()
    hilde.get_by_label("Wat is afgesproken?").fill(note)
    hilde.get_by_role("button", name="Noteer de beslissing").click()


def the_table_decides_the_rest(day: Sitting, people: dict[str, Page], wall: Page) -> None:
    """A waiting list with its day, a talk that was enough, what is not for the hub, and one that is put off; the
    meeting goes on by itself."""
    hilde = people["Hilde"]
    goes_on(hilde, "F.R.")
    decides(hilde, "Op de wachtlijst", "Springplank heeft dan weer plaats.", day.working_day(90).isoformat())
    for initials, what, note in (
        ("G.R.", "Het gesprek was genoeg", "De school gaat verder."),
        ("H.R.", "Niet voor het meldpunt", "Het CLB volgt dit op."),
    ):
        reads(hilde.locator("h1"), initials)
        reads(wall.locator("h1"), initials)
        decides(hilde, what, note)
    reads(hilde.locator("h1"), "I.S.")
    hilde.locator("summary", has_text="Verschuif").click()
    hilde.get_by_label("Waarom verschuift ze?").fill("De school komt volgende week zelf.")
    hilde.get_by_role("button", name="Verschuif").click()
    reads(hilde.locator("h1"), "J.S.")
    hilde.get_by_text("Noteer een opname").click()  # for who telephoned
    choice = hilde.get_by_label("Partner en aanbod")
    choice.select_option(label=choice.locator("option").filter(has_text="Samen in groep").first.inner_text())
    hilde.get_by_role("button", name="Noteer de opname").click()
    confirms(hilde, "Springplank")


def the_session_is_closed(day: Sitting, people: dict[str, Page]) -> None:
    """What nobody answered is with the partners for some days more; who took nothing up reads nothing of what it is."""
    hilde = people["Hilde"]
    hilde.goto(day.table)
    hilde.locator("summary", has_text="Sluit de zitting").click()
    reads(hilde.locator(".confirm-box").filter(has_text="Is alles besproken?"), "kwam niet aan bod")
    for box in hilde.locator("input[name=discussed]").all():
        box.check()
    hilde.get_by_role("button", name="Sluit ze nu al af").click()
    reads(hilde.locator("main"), "De zitting is afgesloten.")
    stages = {name: day.world.case(case).stage for name, case in day.cases.items()}
    assert stages == {
        **dict.fromkeys(("Aya", "Bo", "Cem", "Dries", "Jef"), "tracks"), "Ella": "reopened", "Finn": "waiting_list",
        "Gita": "closed", "Hamza": "closed", "Iris": "on_table", "Kim": "discussed", "Lou": "discussed",
    }  # fmt: skip
    for name in PARTNERS:
        page = people[name]
        page.goto(day.table)
        reads(page.locator("main"), "Deze zitting is voorbij.")
        # Whoever may still answer reads the two that nobody answered; who only thinks along reads none any more.
        expect(page.locator("article.table-card")).to_have_count(0 if name == "Ines" else 2, timeout=PATIENCE)
        assert not set(re.findall(r"\w+", page.inner_text("main"))) & {one.split()[1] for one in YOUNGSTERS}, name


def the_minutes_are_read_approved_and_printed(day: Sitting, people: dict[str, Page]) -> None:
    """They wrote themselves; who was there reads its own part, Hilde approves, and each prints its own."""
    hilde, minutes = people["Hilde"], f"{day.table}/verslag"
    hilde.goto(minutes)
    for words in ("Nadia Pauwels", "Kompas NAFT neemt de leiding", "Op de wachtlijst"):
        reads(hilde.locator("main"), words)
    hilde.get_by_role("button", name="Laat lezen").click()
    reads(hilde.locator("main"), "2 personen lazen nog niet.")
    for name in ("Nadia", "Tom"):
        page = people[name]
        page.goto(minutes)
        reads(page.locator("main"), "A.Q.")
        words = page.inner_text("main")
        assert not [one for one in YOUNGSTERS if set(one.split()) & set(re.findall(r"\w+", words))], name
        assert name == "Tom" or "Springplank neemt niet op" not in words, "why another one does not is for the hub"
        page.locator("#lezen").get_by_role("button").first.click()
        reads(page.locator("#lezen"), "Je las het verslag")
    hilde.goto(minutes)
    hilde.get_by_role("button", name="Keur goed").click()
    reads(hilde.locator("main"), "Goedgekeurd op")
    for name in ("Hilde", "Nadia", "Tom"):
        paper = people[name].request.get(f"{minutes}.pdf")
        assert (paper.status, paper.body()[:5]) == (200, b"%PDF-"), name
