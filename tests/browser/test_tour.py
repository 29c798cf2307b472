"""The tour of the README on the running stack: phone and desktop, every page read by axe; and without JavaScript."""

import sys
from pathlib import Path

from playwright.sync_api import Browser

from hub.home.demo_people import PEOPLE
from tests.browser import tour_steps as steps
from tests.browser.tour import Tour, run_command
from tests.up.stack import RunningHub

DESKTOP, PHONE = 1280, 360


def tour_of(browser: Browser, stack: RunningHub, width: int, *, scripts: bool = True) -> Tour:
    program = Path(sys.executable).with_name("hub")
    command = run_command(program, stack.environ)
    return Tour(browser, f"http://127.0.0.1:{stack.port}", command, width=width, scripts=scripts)


def test_a_newcomer_takes_two_youngsters_from_a_worry_to_the_years_figures(browser: Browser, stack: RunningHub) -> None:
    """On a desktop, on a phone, and without JavaScript; afterwards no log names anybody."""
    for width, scripts in ((DESKTOP, True), (PHONE, True), (DESKTOP, False)):
        tour = tour_of(browser, stack, width, scripts=scripts)
        walk(tour)
    assert tour.hub("check").strip() == "All promises are kept."
    nobody_is_named_in_any_log(stack)


def walk(tour: Tour) -> None:
    noor = steps.refer_by_form(tour)
    sam = steps.refer_by_mail(tour, noor)
    steps.ask_and_answer(tour, noor)
    steps.put_on_table(tour, "Hilde zet Noor op tafel", noor)
    steps.put_on_table(tour, "Hilde zet Sam op tafel", sam, "S.")
    steps.take_up(tour, "Nadia van Kompas NAFT neemt Noor op", "Kort traject")
    steps.take_up(tour, "Tom van Springplank neemt Sam op", "Carrousel")
    steps.take_up(tour, "Fien van JAC De Haven doet mee", "Gesprek en begeleiding", "Doe mee met Springplank")
    steps.confirm(tour, "bevestigt wie Noor opneemt", "Kompas NAFT")
    steps.confirm(tour, "bevestigt wie Sam opneemt", "Springplank", "JAC De Haven (demo)")
    steps.see_own_page(tour, noor)
    steps.let_it_stall(tour, noor)
    steps.seen_again(tour, noor)
    steps.counted(tour)
    with tour.as_("Lotte") as lotte:
        steps.standing(tour, lotte)
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
