"""Noor may have been here before: the desk sees which files of its own hub are likely hers, and what agrees."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch import telling_apart
from hub.dispatch.codes import Verdict
from hub.dispatch.common_here import commonness
from hub.dispatch.likeness_words import told
from hub.dispatch.lookalikes import SHOWN_AT_MOST, Lookalike, lookalikes
from hub.dispatch.sounding import sound
from hub.dispatch.tables import Youngster
from hub.hubs import hub_named
from hub.ledger import Entry
from hub.problems import NotAllowed, NotFound, Refused
from tests.cast import World


def alike(world: World, case: UUID, who: str = "Hilde Verbist") -> list[Lookalike]:
    with world.desk(who) as work:
        return lookalikes(work, case)


def cases(found: list[Lookalike]) -> list[UUID]:
    return [case.id for one in found for case in one.cases]


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ({"last_name": "Elamrani", "birth_date": date(2011, 3, 5)}, "geboortedatum verschilt één cijfer"),
        ({"first_name": "Nour", "last_name": "el-Amrany"}, "zelfde familienaam, anders geschreven"),
        ({"first_name": "El Amrani", "last_name": "Noor"}, "voornaam en familienaam omgewisseld"),
        ({"birth_date": date(2011, 4, 3)}, "dag en maand van geboorte omgewisseld"),
        ({"birth_date": None}, "zelfde postcode"),
        ({"postcode": "9000", "home_nis": "44021"}, "andere postcode"),
        ({"first_name": ""}, "zelfde familienaam"),
        ({"last_name": "El Amrain"}, "familienaam lijkt erop"),
    ],
)
def test_noor_is_found_again_however_she_is_written_down(world: World, written: dict[str, Any], says: str) -> None:
    before, again = world.refer(), world.refer(**written)
    (found,) = alike(world, again)
    assert cases([found]) == [before]
    assert says in told(found.likeness)
    assert (found.known.first_name, found.known.last_name) == ("Noor", "El Amrani")


def test_a_brother_and_a_classmate_are_not_noor_and_a_twin_is_for_the_desk_to_tell(world: World) -> None:
    noor = world.refer()
    world.refer(first_name="Ilias", birth_date=date(2013, 8, 21))
    world.refer(last_name="Peeters", birth_date=date(2010, 11, 26))
    twin = world.refer(first_name="Yassin")
    (found,) = alike(world, noor)
    assert cases([found]) == [twin]
    assert told(found.likeness) == ["zelfde familienaam", "zelfde geboortedatum", "zelfde postcode", "andere voornaam"]


def test_the_likeliest_comes_first_and_no_more_than_a_person_can_weigh(world: World) -> None:
    noor = world.refer()
    for _again in range(SHOWN_AT_MOST):
        world.refer(last_name="Elamrain")
    same = world.refer(last_name="Elamrani")
    found = alike(world, noor)
    assert len(found) == SHOWN_AT_MOST
    assert cases(found)[0] == same


def test_each_hub_finds_among_its_own_files_only(world: World) -> None:
    here, there = world.refer(), world.refer(hub="schelderand")
    assert alike(world, here) == []
    with pytest.raises(NotFound):
        alike(world, there)


@pytest.mark.parametrize("who", ["Nadia Pauwels", "Els Dierckx", "Lotte Wouters", "Bram Geerts"])
def test_nobody_beside_the_desk_looks_for_files_of_a_youngster(world: World, who: str) -> None:
    case = world.refer()
    world.refer()
    with pytest.raises((NotFound, NotAllowed)):
        alike(world, case, who)


def test_each_file_that_is_shown_was_looked_at_and_the_ledger_says_beside_which_case(world: World) -> None:
    before, again = world.refer(), world.refer()
    found = alike(world, again)
    with world.desk() as work:
        line = work.session.exec(select(Entry).where(Entry.act == "identity.seen")).one()
    assert (line.noun_id, line.referral_id) == (found[0].youngster_id, before)
    assert line.detail == {"beside": str(again)}
    assert line.person_id == world["Hilde Verbist"]


def test_nobody_is_like_a_youngster_without_a_name_or_a_class(world: World) -> None:
    world.refer()
    for about in ({"first_name": "", "last_name": "", "birth_date": None, "postcode": ""}, {"subject_kind": "group"}):
        assert alike(world, world.refer(**about)) == []


def test_a_name_that_was_corrected_is_found_by_what_it_is_now(world: World) -> None:
    noor = world.refer()
    wrong = world.refer(first_name="Ilias", last_name="Peeters", birth_date=date(2009, 1, 30), postcode="9000")
    assert alike(world, noor) == []
    with world.desk() as work:
        work.session.execute(
            sa.text(
                "UPDATE youngster SET first_name = 'Noor', last_name = 'Elamrani' WHERE last_name = 'Peeters';"
                " UPDATE youngster SET birth_date = NULL WHERE last_name = 'Elamrani'"
            )
        )
    assert cases(alike(world, noor)) == [wrong]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Youssef", "Yusuf"), ("Mohamed", "Muhammad"), ("El Amrani", "elamrany"), ("De Smet", "Desmedt"),
        ("Şahin", "Sahin"), ("Van den Berg", "Vandenbergh"), ("Dierckx", "Dirkx"), ("D'Hondt", "Dhont"),
        ("Éloïse", "Eloise"),
    ],
)  # fmt: skip
def test_the_index_knows_names_by_their_sound(world: World, one: str, other: str) -> None:
    with world.desk() as work:
        both = work.session.execute(
            sa.text(f"SELECT {sound(':one')}, {sound(':other')}"), {"one": one, "other": other}
        ).one()
    assert both[0] == both[1] != ""


def test_how_common_names_are_is_known_once_there_are_files_enough(world: World) -> None:
    with world.desk() as work:
        hub = hub_named(work.session, "dijleland").id
        assert commonness(work, hub).files == 1000
    write = sa.text(
        "INSERT INTO youngster (id, hub_id, first_name, last_name, sort_key, birth_date, postcode, phone,"
        " home_language, interpreter, home_situation, created_at)"
        " SELECT gen_random_uuid(), :hub, CASE WHEN n % 4 = 0 THEN 'Noor' ELSE 'Ilias' END, 'Naam ' || n % 500, '',"
        " date '2010-01-01' + n % 1000, '2800', '', '', false, '', now() FROM generate_series(1, 2000) n"
    )
    with world.desk() as work:
        work.session.execute(write, {"hub": hub})
    with world.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE youngster (hub_id, first_name)"))
        with world.desk() as work:
            assert commonness(work, hub).files == 1000, "the rest was not looked at yet"
        connection.execute(sa.text("ANALYZE youngster"))
    with world.desk() as work:
        known = commonness(work, hub)
    assert known.files == pytest.approx(2000, rel=0.01)
    assert known.first_names.of("noor") == pytest.approx(0.25, abs=0.01)
    assert known.postcodes.of("2800") == pytest.approx(1)
    assert known.a_birth_date == pytest.approx(1 / 1000, rel=0.05)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_desk_decides_who_it_is_reads_it_back_from_both_sides_and_undoes_it(world: World, verdict: Verdict) -> None:
    before, again = world.refer(), world.refer()
    (found,) = alike(world, again)
    with world.desk("Karim Haddou") as work:
        telling_apart.tell_apart(work, again, found.youngster_id, verdict)
    (there,), (back,) = alike(world, again), alike(world, before)
    assert there.told is not None
    assert back.told is not None
    assert there.told.verdict == back.told.verdict == verdict
    assert there.told.person_id == world["Karim Haddou"]
    assert there.told.decided_at == world.now
    with world.desk("Hilde Verbist") as work:
        telling_apart.undo(work, before, back.youngster_id)
    assert alike(world, again)[0].told is None
    with world.desk() as work:
        acts = select(Entry).where(col(Entry.act).startswith("youngster.")).order_by(col(Entry.id))
        lines = work.session.exec(acts).all()
    assert [(line.act, line.referral_id, line.detail["verdict"]) for line in lines] == [
        ("youngster.told", again, verdict), ("youngster.untold", before, verdict),
    ]  # fmt: skip
    assert world.case(before).youngster_id != world.case(again).youngster_id


def test_the_last_word_counts_and_what_is_undone_cannot_be_undone_again(world: World) -> None:
    world.refer()
    again = world.refer()
    other = alike(world, again)[0].youngster_id
    with world.desk("Hilde Verbist") as work:
        telling_apart.tell_apart(work, again, other, Verdict.SAME)
        telling_apart.tell_apart(work, again, other, Verdict.SIBLING)
    (found,) = alike(world, again)
    assert found.told is not None
    assert found.told.verdict == Verdict.SIBLING
    with world.desk("Hilde Verbist") as work:
        telling_apart.undo(work, again, other)
        with pytest.raises(Refused):
            telling_apart.undo(work, again, other)


def test_what_was_decided_can_be_undone_when_a_name_was_corrected_since(
    world: World,
) -> None:
    before, again = world.refer(), world.refer()
    (found,) = alike(world, again)
    with world.desk("Hilde Verbist") as work:
        telling_apart.tell_apart(work, again, found.youngster_id, Verdict.SAME)
        wrong = work.session.get_one(Youngster, found.youngster_id)
        wrong.first_name, wrong.last_name, wrong.birth_date = "Ilias", "Peeters", date(2009, 1, 30)
    (told_still,) = alike(world, again)
    assert not told_still.likeness.likely
    assert told_still.told is not None
    with world.desk("Hilde Verbist") as work:
        telling_apart.undo(work, before, world.case(again).youngster_id or again)
    assert alike(world, again) == []


def test_nobody_decides_about_a_youngster_of_another_hub_or_of_the_case_itself(world: World) -> None:
    here, there = world.refer(), world.refer(hub="schelderand")
    stranger, own = world.case(there).youngster_id, world.case(here).youngster_id
    assert stranger
    assert own
    for one in (stranger, own):
        with world.desk("Hilde Verbist") as work, pytest.raises(NotFound):
            telling_apart.tell_apart(work, here, one, Verdict.SAME)
    with world.desk("Nadia Pauwels") as work, pytest.raises((NotFound, NotAllowed)):
        telling_apart.tell_apart(work, here, stranger, Verdict.SAME)
