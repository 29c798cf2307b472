"""The tour of the README on the running stack: phone and desktop, every page read by axe; and without JavaScript."""

import sys
from pathlib import Path

from playwright.sync_api import Browser

from hub.home.demo_people import PEOPLE
from tests.browser import tour as steps
from tests.browser.tour import Tour
from tests.up.stack import RunningHub

DESKTOP, PHONE = 1280, 360


def tour_of(browser: Browser, stack: RunningHub, width: int, *, scripts: bool = True) -> Tour:
    program = Path(sys.executable).with_name("hub")
    command = steps.run_command(program, stack.environ)
    return Tour(browser, f"http://127.0.0.1:{stack.port}", command, width=width, scripts=scripts)


def test_a_newcomer_takes_two_youngsters_from_a_worry_to_the_years_figures(browser: Browser, stack: RunningHub) -> None:
    """On a desktop, on a phone, and without JavaScript; afterwards no log names anybody."""
    for width, scripts in ((DESKTOP, True), (PHONE, True), (DESKTOP, False)):
        walk(tour_of(browser, stack, width, scripts=scripts))
    nobody_is_named_in_any_log(stack)


def walk(tour: Tour) -> None:
    with tour.as_("Hilde") as hilde:
        before = steps.referrals_counted(tour, hilde)
    noor = steps.refer_by_form(tour)
    sam = steps.refer_by_mail(tour)
    steps.ask_and_answer(tour, noor, "els@sintjans.example")
    steps.put_on_table(tour, noor, "N.E.")
    steps.put_on_table(tour, sam, "S.")
    steps.take_up(tour, "Nadia", noor, "Kort traject")
    steps.take_up(tour, "Tom", sam, "Carrousel")
    steps.take_up(tour, "Fien", sam, "Gesprek en begeleiding", "Doe mee")
    start = steps.confirm(tour, noor, "Kompas NAFT")
    steps.confirm(tour, sam, "Springplank")
    steps.confirm(tour, sam, "JAC De Haven (demo)")
    steps.see_own_page(tour, noor)
    steps.let_it_stall(tour, noor, start)
    steps.seen_again(tour, noor)
    with tour.as_("Hilde") as hilde:
        steps.counted(tour, hilde, before + 2)
    with tour.as_("Lotte") as lotte:
        steps.standing(tour, lotte)
    assert tour.hub("check").strip() == "All promises are kept."
    wrong = {page: found for page, found in tour.looked_at.items() if found}
    assert not wrong


def nobody_is_named_in_any_log(stack: RunningHub) -> None:
    """After the tours: neither the youngsters nor the people who helped them stand in a log."""
    names = {"Noor", "El Amrani", "jan.maris", "durft niet", "herfstvakantie"}
    for name, email, _role, _where in PEOPLE:
        names |= {name, name.split()[-1], email}
    for log in (stack.state / "logs").iterdir():
        text = log.read_text(errors="replace")
        assert not [name for name in names if name in text], log.name
