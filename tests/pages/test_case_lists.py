"""The lists of cases: page by page, narrowed to a stage, a flag or a need."""

from hub.asker import Role
from hub.dispatch import clarify, ending
from hub.dispatch.opening import Referrer
from hub.home.case_lists import Wanted, case_list
from hub.people.desk import add_person
from hub.people.tables import Person
from tests.cast import World
from tests.pages.test_today import groups
from tests.tables import end_after_talk


def test_the_list_goes_from_page_to_page_and_back(world: World) -> None:
    for _n in range(7):
        world.refer()
    with world.desk("Hilde Verbist") as work:
        first = case_list(work, Wanted(), size=3)
        second = case_list(work, Wanted(), after=first.older or "", size=3)
        third = case_list(work, Wanted(), after=second.older or "", size=3)
        back = case_list(work, Wanted(), before=second.newer or "", size=3)
    assert [len(page.lines) for page in (first, second, third)] == [3, 3, 1]
    assert len({line.id for page in (first, second, third) for line in page.lines}) == 7
    assert (first.newer, third.older) == (None, None)
    assert [line.id for line in back.lines] == [line.id for line in first.lines]


def test_the_list_narrows_to_a_stage_a_flag_or_a_need(world: World) -> None:
    open_one = world.refer()
    closed = world.refer(referrer=Referrer(name="Oma"))
    with world.desk("Hilde Verbist") as work:
        ending.withdraw(work, closed)
        clarify.set_flag(work, open_one, "red", "Vandaag.")
    with world.client("Hilde Verbist") as hilde:
        for query, number in (
            ("", "CM-2026-00001"), ("?fase=submitted", "CM-2026-00001"), ("?fase=closed", "CM-2026-00002"),
            ("?vlag=red", "CM-2026-00001"), ("?toon=rood", "CM-2026-00001"), ("?toon=te-laat", "CM-2026-00001"),
        ):  # fmt: skip
            page = hilde.get(f"/aanmeldingen{query}").text
            other = "CM-2026-00002" if number.endswith("1") else "CM-2026-00001"
            assert number in page, query
            assert other not in page, query
        for query in ("?toon=antwoorden", "?toon=opnames", "?fase=concept"):
            assert "Geen aanmeldingen" in hilde.get(f"/aanmeldingen{query}").text
        assert hilde.get("/aanmeldingen?na=nonsense&fase=boem").status_code == 200


def test_who_decides_at_one_hub_and_only_notes_at_another_is_asked_to_decide_at_the_first_alone(world: World) -> None:
    here, there = world.refer(), world.refer("schelderand")
    for case, who in ((here, "Hilde Verbist"), (there, "Wim Peeters")):
        with world.desk(who) as work:
            end_after_talk(work, case, "Opgelost.")
            ending.reopen(work, case, "stalled")
    with world.desk() as work:
        hilde = work.session.get_one(Person, world["Hilde Verbist"])
        add_person(work, hilde.name, hilde.email, Role.DUTY_DESK, hub_id=world["schelderand"])
    found = groups(world)
    assert [item.href for item in found["herneming"].items] == [f"/aanmeldingen/{here}"]
