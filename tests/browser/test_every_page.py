"""Every page that somebody comes to by following links: read by axe and within its width, on a phone and a desktop."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.browser.tour import Tour
from tests.up.stack import RunningHub

WIDTHS = (1280, 360)
PEOPLE = ("Els", "Hilde", "Karim", "Nadia", "Lotte", "Bram")
# Files, drawings and other languages of the same page; and what a click on a link would end.
NOT_A_PAGE = re.compile(r"\.(csv|svg|png|eml|ics|pdf)$|/bijlage/|/origineel|/zoals-het-kwam|^/documenten/|[?&]lang=")
# Of a page with filters, this many choices are looked at.
MOST_CHOICES = 5


def shape(path: str) -> str:
    """Addresses of the same page, whatever it is about, have the same shape."""
    return re.sub(r"(?<=/klokken/)\w+|[0-9a-f]{8}-[0-9a-f-]{27}|CM-\d{4}-\d{5}|[\w-]{30,}|\d+", "…", path)


def links_of(page: Page) -> Iterator[str]:
    for address in page.eval_on_selector_all("a[href]:not([download])", "all => all.map(one => one.href)"):
        parts = urlsplit(address)
        here = urlsplit(page.url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if parts.netloc == here.netloc and not NOT_A_PAGE.search(path):
            yield path


def read_every_page(tour: Tour, name: str | None, known: set[str]) -> None:
    """Pages of the kinds in `known` were read before, as a visitor."""
    with tour.as_(name) as page:
        if not name:
            page.goto(tour.address)
        waiting, seen = [urlsplit(page.url).path], set(known)
        said: list[str] = []
        page.on("console", lambda one: said.append(f"{one.type}: {one.text}") if one.type == "error" else None)
        while waiting:
            path = waiting.pop(0)
            kind = shape(path)
            if kind in seen or sum(one.startswith(f"{kind.partition('?')[0]}?") for one in seen) >= MOST_CHOICES:
                continue
            seen.add(kind)
            answer = page.goto(tour.address + path)
            assert answer, path
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                tour.look(page, f"{name} {path} at {width}")
            headings = page.locator("h1").count()
            tour.looked_at[f"{name} {path}"] = [
                *([f"{answer.status}"] if answer.status >= 400 else []),
                *([f"{headings} main headings"] if headings != 1 else []),
                *said,
            ]
            said.clear()
            waiting += [one for one in links_of(page) if shape(one) not in seen]


def test_everybody_can_read_every_page_that_links_lead_to(browser: Browser, stack: RunningHub) -> None:
    tour = Tour(browser, f"http://127.0.0.1:{stack.port}", lambda *_words: "")
    read_every_page(tour, None, set())
    for_everybody = {shape(one.split(" ")[1]) for one in tour.looked_at}
    for name in PEOPLE:
        read_every_page(tour, name, for_everybody)
    looked_at = tour.looked_at
    assert {page: wrong for page, wrong in looked_at.items() if wrong} == {}
    assert len(looked_at) >= 3 * 60, sorted(looked_at)


def test_one_pale_word_among_many_that_look_alike_is_found_also_where_it_turns_pale_on_a_phone(
    browser: Browser, stack: RunningHub
) -> None:
    tour = Tour(browser, f"http://127.0.0.1:{stack.port}", lambda *_words: "")
    pale = """() => {
        const words = [...document.querySelectorAll("main *")].filter((one) => one.checkVisibility()
            && !one.children.length && one.textContent.trim() && one.getBoundingClientRect().width > 20);
        const one = words[Math.floor(words.length * 0.6)];
        one.style.color = "#bbb";
        one.style.background = "#fff";
    }"""
    with tour.as_("Hilde") as hilde:
        for width, first in ((1280, True), (360, False)):
            tour.go(hilde, "/radar")
            hilde.set_viewport_size({"width": 1280, "height": 900})
            if not first:
                tour.look(hilde, "as it is")
            hilde.set_viewport_size({"width": width, "height": 900})
            hilde.evaluate(pale)
            tour.look(hilde, f"at {width}")
    found = {what: [one.partition(":")[0] for one in wrong] for what, wrong in tour.looked_at.items()}
    assert found == {"at 1280": ["color-contrast"], "as it is": [], "at 360": ["color-contrast"]}


def test_the_school_year_prints_on_a_few_upright_sheets_and_a_phone_says_that_drawings_slide(
    browser: Browser, stack: RunningHub
) -> None:
    tour = Tour(browser, f"http://127.0.0.1:{stack.port}", lambda *_words: "")
    with tour.as_("Hilde") as hilde:
        tour.go(hilde, "/schooljaar")
        slides = hilde.get_by_text("Schuif de tekening opzij").first
        tour.until(hilde, lambda: slides.count() > 0)
        expect(slides).to_be_hidden()
        hilde.set_viewport_size({"width": 360, "height": 800})
        expect(slides).to_be_visible()
        hilde.wait_for_load_state("networkidle")
        paper = hilde.pdf(prefer_css_page_size=True)
        hilde.emulate_media(media="print")
        breaks = hilde.eval_on_selector_all(".year .chart", "all => all.map(one => getComputedStyle(one).breakInside)")
    sheets = re.findall(rb"/MediaBox \[0 0 (\d+)[\d.]* (\d+)", paper)
    assert set(sheets) == {(b"594", b"841")}
    assert 3 <= len(sheets) <= 5
    assert set(breaks) == {"avoid"}
