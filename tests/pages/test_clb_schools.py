"""What Griet of the CLB sees when she signs in: one list for all her schools, an answer, and a copy to keep."""

import re
from typing import Any

import pytest
from sqlmodel import select

from hub.ledger import Entry
from tests.cast import World, send
from tests.desk.test_clb import CLB, SCHOOL, of_school, question, says, stands
from tests.desk.test_refer import refer

GRIET, LINDE = "Griet Somers", "Middenschool De Linde (demo)"
AT_LINDE: dict[str, Any] = {"first_name": "Sam", "last_name": "Janssens", "school_name": LINDE}
OF_GRIET: dict[str, Any] = {
    "referrer_name": GRIET, "referrer_organisation": CLB, "referrer_kind": "clb",
    "referrer_email": "griet@debrug.example",
}  # fmt: skip


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_a_clb_worker_sees_one_list_for_all_schools_and_answers_there(world: World) -> None:
    noor, sam = refer(world), refer(world, **AT_LINDE)
    own = refer(world, asker=GRIET, **{**OF_GRIET, "first_name": "Ilse", "last_name": "Bos"})
    of_school(world, None)
    other = refer(world, first_name="Kobe", last_name="Wit")  # nobody knows its CLB any more
    with world.client(GRIET) as griet:
        home = plain(griet.get("/mijn-aanmeldingen").text)
        assert "Al mijn scholen (2)" in home
        assert "Wat we jullie vragen 2" in home
        assert f'href="/mijn-scholen/{noor}"' in griet.get("/mijn-aanmeldingen").text
        page = plain(griet.get("/mijn-scholen").text)
        for case in (noor, sam, own):
            assert world.case(case).number in page
        assert world.case(other).number not in page
        assert page.index("S.J.") < page.index("I.B.")  # what waits for an answer comes first
        assert not [word for word in ("Noor", "Amrani", "Janssens", "drie weken") if word in page]
        only = plain(griet.get("/mijn-scholen", params={"school": LINDE}).text)
        assert "S.J." in only
        assert "N.E." not in only
        here = f"/mijn-scholen/{noor}"
        assert GRIET in griet.get(here).text  # who she is, she need not type
        assert send(griet, here, {"answer": "agreed", "worker": GRIET}).status_code == 303
        assert griet.get(f"/mijn-scholen/{other}").status_code == 404
        says(world, sam, "agreed", "Een collega")
        assert "Een collega" in griet.get("/mijn-scholen").text
    assert (stands(world, noor), question(world, noor).worker_name) == (("agreed", "agreed"), GRIET)
    with world.client("Els Dierckx") as els:
        assert els.get("/mijn-scholen").status_code == 404
        assert send(els, here, {"answer": "agreed", "worker": "Els"}).status_code == 404


def test_what_the_team_took_over_its_worker_follows_without_the_story(world: World) -> None:
    noor = refer(world)
    with world.client(GRIET) as griet:
        here = f"/mijn-scholen/{noor}"
        page = griet.get(here).text
        asks = page[page.index("confirm-box") :]
        assert "niet terugdraaien" in asks  # asked again before the button that takes over
        assert "Ja, wij nemen over" in asks
        assert 'value="takes_over"' not in page[: page.index("confirm-box")]
        wrong = send(griet, here, {"answer": "takes_over", "worker": GRIET, "email": ""})
        assert (wrong.status_code, "data-closes open" in wrong.text) == (422, True)
        # Nor for a colleague whom nobody gave an account, who would read all of it.
        other = send(griet, here, {"answer": "takes_over", "worker": GRIET, "email": "iemand@debrug.example"})
        assert (other.status_code, question(world, noor).state) == (422, "asked")
        assert "Kies een van deze adressen: griet@debrug.example en team@debrug.example." in other.text
        says(world, noor, "takes_over", "Een collega", email=question(world, noor).to_address)
        after = griet.get(here).text
        for words in (
            "jullie nemen de aanmelding over",
            "Het meldpunt leest",
            "N.E.",
            question(world, noor).to_address,
        ):
            assert words in after
        assert not [word for word in ("Noor", "Amrani", "drie weken", "/kopie") if word in after]
        assert "Al mijn scholen (" not in griet.get("/mijn-aanmeldingen").text
    with world.client("Els Dierckx") as els:
        assert els.get(here).status_code == 404


@pytest.mark.parametrize("address", ["griet@debrug.example", "Team@debrug.example"])
def test_who_signed_in_takes_over_with_its_own_address_or_that_of_its_clb(world: World, address: str) -> None:
    noor = refer(world)
    with world.client(GRIET) as griet:
        says_so = {"answer": "takes_over", "worker": GRIET, "email": address}
        assert send(griet, f"/mijn-scholen/{noor}", says_so).status_code == 303
    assert world.case(noor).referrer_email == address.lower()


def test_a_clb_takes_a_copy_of_its_own_referral_and_the_ledger_keeps_the_look(world: World) -> None:
    own = refer(world, asker=GRIET, **{**OF_GRIET, "first_name": "Ilse", "last_name": "Bos"})
    noor = refer(world, asker="Els Dierckx")
    with world.client(GRIET) as griet:
        assert f"/mijn-aanmeldingen/{own}/kopie" in griet.get(f"/mijn-aanmeldingen/{own}").text
        page = griet.get(f"/mijn-aanmeldingen/{own}/kopie").text
        for word in ("Ilse Bos", "drie weken", "spijbelen", SCHOOL, world.case(own).number, " om 9"):
            assert word in page
        assert griet.get(f"/mijn-aanmeldingen/{noor}/kopie").status_code == 404
        says(world, noor, "takes_over", email="griet@debrug.example")
        assert "Noor El Amrani" in griet.get(f"/mijn-aanmeldingen/{noor}/kopie").text
    with world.desk() as work:
        seen = select(Entry).where(Entry.act == "identity.seen", Entry.referral_id == own)
        (look,) = work.session.exec(seen).all()
        assert (look.person_id, look.detail["copy"]) == (world[GRIET], True)
    with world.client("Els Dierckx") as els:
        mine = refer(world, asker="Els Dierckx", first_name="Sam")
        assert els.get(f"/mijn-aanmeldingen/{mine}/kopie").status_code == 404
