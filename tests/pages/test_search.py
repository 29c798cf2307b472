"""Search: forgiving of spelling, blind to other hubs, and silent about names."""

import pytest
from sqlmodel import select

from hub.home.search import search
from hub.ledger import Entry
from hub.problems import Invalid, NotAllowed
from tests.cast import World, send


@pytest.fixture
def full(world: World) -> World:
    """Noor, and four others who are not."""
    world.refer()
    for first, last, school in (
        ("Éloïse", "D'Hondt", "Middenschool De Linde (demo)"), ("Jonas", "Van den Berg", "Atheneum Zuid (demo)"),
        ("Yara", "Peeters", "Middenschool De Linde (demo)"), ("Noah", "Elst", ""),
    ):  # fmt: skip
        world.refer(first_name=first, last_name=last, school_name=school)
    return world


def numbers(world: World, query: str, name: str = "Hilde Verbist") -> list[str]:
    with world.desk(name) as work:
        return [line.number[-1] for line in search(work, query).lines]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("El Amrani", "1"), ("amranni", "1"), ("noor elamrani", "1"), ("Amrani Noor", "1"),
        ("eloise", "2"), ("Éloise dhondt", "2"), ("d'hont", "2"),
        ("vandenberg", "3"), ("Jonas van de berg", "3"), ("Peters", "4"), ("yarra", "4"), ("atheneum zuid", "3"),
        ("00004", "4"), ("CM-2026-0000", "5"),
    ],
)  # fmt: skip
def test_what_is_nearly_right_is_found_first(full: World, query: str, first: str) -> None:
    assert numbers(full, query)[:1] == [first]


def test_a_school_or_an_address_finds_all_of_its_cases(full: World) -> None:
    assert sorted(numbers(full, "De Linde"))[:2] == ["2", "4"]
    assert len(numbers(full, "els@sintjans.example")) == 5


def test_nonsense_finds_nothing(full: World) -> None:
    assert numbers(full, "xqzwv") == []


def test_the_whole_number_goes_straight_to_the_case(full: World) -> None:
    with full.client("Hilde Verbist") as hilde:
        answer = hilde.get("/zoeken?q=cm-2026-00003", follow_redirects=False)
        assert answer.status_code == 303
        assert "CM-2026-00003" in hilde.get(answer.headers["location"]).text


def test_results_tell_people_apart_without_naming_them(full: World) -> None:
    with full.client("Hilde Verbist") as hilde:
        page = send(hilde, "/zoeken", {"q": "amrani"}).text
    assert "N.E." in page
    assert "2011" in page
    assert "El Amrani" not in page
    assert "Noor" not in page


def test_what_is_typed_does_not_end_up_in_an_address(full: World) -> None:
    with full.client("Hilde Verbist") as hilde:
        assert '<form class="filters" method="post" action="/zoeken"' in hilde.get("/zoeken").text
        assert send(hilde, "/zoeken", {"q": "CM-2026-00002"}).status_code == 303
        assert send(hilde, "/zoeken", {"q": "x"}).status_code == 422


def test_a_search_leaves_a_line_without_what_was_typed(full: World) -> None:
    numbers(full, "El Amrani")
    with full.desk() as work:
        (line,) = work.session.exec(select(Entry).where(Entry.act == "search")).all()
        assert line.person_id == full["Hilde Verbist"]
        assert "mrani" not in str(line.model_dump()).lower()


def test_another_hub_is_never_found(full: World) -> None:
    assert numbers(full, "El Amrani", "Wim Peeters") == []
    with full.client("Wim Peeters") as wim:
        assert wim.get("/zoeken?q=CM-2026-00001", follow_redirects=False).status_code == 200


def test_a_partner_does_not_search(full: World) -> None:
    with pytest.raises(NotAllowed), full.desk("Nadia Pauwels") as work:
        search(work, "El Amrani")


@pytest.mark.parametrize("query", ["n", "85.07.30-033.28"])
def test_one_letter_or_a_national_number_is_not_searched(full: World, query: str) -> None:
    with pytest.raises(Invalid), full.desk("Hilde Verbist") as work:
        search(work, query)
    with full.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/zoeken?q={query}")
        assert page.status_code == 422
        assert "85.07" not in page.text


@pytest.mark.parametrize("query", ["%%", "__", "'; drop table referral; --", "\\\\", "a" * 500, "😀😀"])
def test_odd_signs_are_only_signs(full: World, query: str) -> None:
    with full.client("Hilde Verbist") as hilde:
        assert hilde.get("/zoeken", params={"q": query}).status_code == 200
