"""A name that becomes known at one hub stands on no card of another, where the same words went there."""

from uuid import UUID

import pytest

from hub.dispatch import agenda, cards
from hub.dispatch.board_sight import board
from hub.dispatch.table_tables import TableCard
from hub.home import case_view, today
from hub.intake import drawing
from hub.intake.drawing import Drawn
from hub.problems import Invalid, Refused
from tests.cast import World
from tests.desk.test_completing import fill
from tests.desk.test_handing_over import HILDE, WIM, accepted, discussed, offered
from tests.desk.test_locks import beside
from tests.tables import ASKED, CARD, put_on_table, row

JONAS = {"first_name": "Jonas", "last_name": "Claessens"}
NAMED = cards.Written("", ASKED, "Haar broer Jonas woont bij de vader.")


def two_cases(world: World) -> tuple[UUID, UUID]:
    """Noor's case, discussed, and a brother whom nobody has named yet, out of the same words."""
    noor = discussed(world)
    with world.desk(HILDE) as work:
        [brother] = drawing.draw_further(work, noor, [Drawn()])
        return noor, brother.id


def with_card(world: World, case: UUID, who: str, written: cards.Written = NAMED) -> UUID:
    """The card says this and is approved, and the case lies on the next table; the session."""
    session = put_on_table(world, case, who)
    with world.desk(who) as work:
        cards.write_card(work, case, written)
        cards.approve_card(work, case)
    return session


def approved(world: World, case: UUID) -> bool:
    return row(world, TableCard, case).approved_at is not None


def told_on_vandaag(world: World, who: str) -> list[str]:
    with world.desk(who) as work:
        groups = {group.slug: group for group in today.today(work).groups}
    return [item.why for item in groups["tafelkaarten"].items] if "tafelkaarten" in groups else []


def test_a_brother_who_is_named_here_takes_the_card_of_the_hub_that_took_over_from_its_partners(world: World) -> None:
    noor, brother = two_cases(world)
    there = accepted(world, offered(world, noor))
    session = with_card(world, there, WIM)
    assert told_on_vandaag(world, WIM) == []
    assert list(fill(world, brother, "jongere", **JONAS).held_back) == [], "what others have to mend is not told here"
    assert not approved(world, there)
    with world.desk("Nadia Pauwels") as work:
        assert [case.number for case in board(work, session).cases] == [], "Kompas sits at that table too"
    assert told_on_vandaag(world, WIM) == ["er staat een naam op de kaart"]
    assert told_on_vandaag(world, HILDE) == []
    with world.desk(WIM) as work:
        lines = [line for line in case_view.page_of(work, there)["timeline"] if "tafelkaart" in line.title]
        assert [(line.title, line.who) for line in lines[:1]] == [("tafelkaart teruggenomen: er staat een naam op", "")]
        cards.write_card(work, there, CARD)
        cards.approve_card(work, there)
    assert told_on_vandaag(world, WIM) == []


def test_a_brother_who_is_named_at_the_hub_that_took_him_over_stands_on_no_card_here(world: World) -> None:
    noor, brother = two_cases(world)
    put_on_table(world, brother)
    with world.desk(HILDE) as work:
        agenda.discuss(work, brother)
    there = accepted(world, offered(world, brother))
    with world.desk(HILDE) as work:
        cards.write_card(work, noor, NAMED)
        cards.approve_card(work, noor)
    fill(world, there, "jongere", WIM, **JONAS)
    assert not approved(world, noor)
    with pytest.raises(Invalid, match="Jonas"), world.desk(HILDE) as work:
        cards.approve_card(work, noor)


def test_a_youngster_who_is_drawn_here_later_takes_the_card_there_back_as_well(world: World) -> None:
    noor = discussed(world)
    there = accepted(world, offered(world, noor))
    with_card(world, there, WIM)
    with world.desk(HILDE) as work:
        drawing.draw_further(work, noor, [Drawn(first_name=JONAS["first_name"], last_name=JONAS["last_name"])])
    assert not approved(world, there)


def test_whoever_names_a_youngster_and_whoever_approves_a_card_elsewhere_wait_for_one_another(world: World) -> None:
    noor, brother = two_cases(world)
    there = accepted(world, offered(world, noor))
    with_card(world, there, WIM)
    with world.desk(WIM) as work:
        cards.write_card(work, there, NAMED)
        names = beside(world, None, lambda _work: fill(world, brother, "jongere", **JONAS))
        assert not names.is_done
        cards.approve_card(work, there)
    assert names.end().fields
    assert not approved(world, there)


def test_whoever_fills_in_a_name_while_a_youngster_is_drawn_looks_again_first(world: World) -> None:
    noor, brother = two_cases(world)
    with world.desk(HILDE) as work:
        drawing.draw_further(work, noor, [Drawn()])
        names = beside(world, None, lambda _work: fill(world, brother, "jongere", **JONAS))
        assert not names.is_done
    assert isinstance(names.end(), Refused), "the new one was not held"
    assert fill(world, brother, "jongere", **JONAS).fields
