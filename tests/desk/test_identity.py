"""Who a youngster is: initials for everybody, the name for who opens it on purpose, a line for each look."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from hub.dispatch import identity, sight
from hub.dispatch.names import names_in
from hub.dispatch.tables import Referral, Youngster
from hub.ledger import Entry
from hub.problems import NotAllowed, NotFound, Refused
from tests.cast import World


def noor(first: str = "Noor", last: str = "El Amrani") -> Youngster:
    return Youngster(hub_id=uuid4(), first_name=first, last_name=last, birth_date=date(2011, 3, 4), home_nis="12025")


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("Noor", "El Amrani", "N.E."), ("Éloïse", "", "É."), ("", "Van den Berg", "V."), ("", "", "zonder naam"),
        (None, None, "zonder naam"),
    ],
)  # fmt: skip
def test_a_name_becomes_initials(first: str | None, last: str | None, shown: str) -> None:
    assert identity.initials_of(first, last) == shown


def test_what_is_not_about_one_pupil_says_so_in_place_of_initials() -> None:
    assert identity.initials_of("", "", "group") == "een klas of groep"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Noor komt niet. NOOR is boos.", "N. komt niet. N. is boos."),
        ("Mevrouw El Amrani belde, Amrani dus.", "Mevrouw E. belde, A. dus."),
        ("Het noorden en de noordenwind", "Het noorden en de noordenwind"),
        ("(Noor), Noor's mama en noor.", "(N.), N.'s mama en N."),
        ("", ""),
    ],
)
def test_the_story_is_read_with_initials(said: str, shown: str) -> None:
    assert identity.veiled(said, noor()) == shown


@pytest.mark.parametrize(
    ("first", "last", "said", "shown"),
    [
        ("Maïté", "Dubois", "Maite komt niet, MAÏTÉ wel.", "M. komt niet, M. wel."),
        ("Maite", "Dubois", "Maïté Dubois", "M. D."),
        ("Maïté", "Dubois", "Mai\u0308te\u0301 is weg", "M. is weg"),
        ("Éloïse", "D'Hondt", "Eloise D’Hondt, Eloise Dhondt, eloïse d hondt", "É. D., É. D., É. D."),
        ("Noor", "El Amrani", "El-Amrani, ElAmrani, el\namrani", "E., E., E."),
        ("Noor", "El Amrani", "Noors moeder en Noor_s en noorderlicht", "N.s moeder en N._s en noorderlicht"),
        ("Jean-Pierre", "Şahin", "Jean Pierre Sahin, Pierre dus, sahins tas", "J. Ş., P. dus, Ş.s tas"),
        ("Mohamed Amine", "Øztürk", "Mohamed, Amine en ozturk", "M., A. en Ø."),
        ("Weiß", "", "Weiss en WEIß", "W. en W."),
        ("An", "Li", "An en Ann, Li of lief", "A. en Ann, L. of lief"),
        ("'", "-", "' en - en x", "' en - en x"),
        ("Noor", "Noor", "Noor Noor", "N. N."),
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_spelt(first: str, last: str, said: str, shown: str) -> None:
    assert identity.veiled(said, noor(first, last)) == shown


@given(st.text(max_size=60), st.text(max_size=12), st.text(max_size=12))
def test_what_is_veiled_no_longer_holds_the_name_and_loses_nothing_else(said: str, first: str, last: str) -> None:
    assert names_in(f"x {said} y", first, last) == sorted(names_in(f"x {said} y", first, last))
    kept, end = [], 0
    for found in names_in(said, first, last):
        assert end <= found.start < found.end <= len(said)
        kept.append(said[end : found.start])
        end = found.end
    assert all(part in identity.without_name(said, first, last) for part in kept)


def test_small_words_of_a_family_name_stay_words() -> None:
    assert identity.veiled("Jan van den Berg is van school", noor("Jan", "van den Berg")) == "J. V. is van school"


def test_without_a_youngster_a_text_stays_as_it_is() -> None:
    assert identity.veiled("Over de klas", None) == "Over de klas"


@pytest.mark.parametrize(
    ("day", "age"), [(date(2026, 3, 3), 14), (date(2026, 3, 4), 15), (date(2010, 1, 1), None)]
)  # fmt: skip
def test_age_changes_on_the_birthday(day: date, age: int | None) -> None:
    assert identity.age_on(date(2011, 3, 4), day) == age


def test_beside_the_initials_stand_age_and_home_only() -> None:
    assert identity.about(noor(), date(2026, 9, 15)) == "15 jaar, Mechelen"
    assert identity.about(Youngster(hub_id=uuid4(), home_nis="99999"), date(2026, 9, 15)) == ""


def test_opening_the_name_leaves_a_line_that_does_not_hold_it(world: World) -> None:
    case = world.refer()
    with world.desk("Karim Haddou") as work:
        assert identity.open_identity(work, case).first_name == "Noor"
    with world.desk() as work:
        line = work.session.exec(select(Entry).where(Entry.act == "identity.seen")).one()
        assert (line.person_id, line.referral_id) == (world["Karim Haddou"], case)
        assert "Noor" not in str(line.model_dump())


def test_a_case_about_a_class_has_no_name_to_open(world: World) -> None:
    case = world.refer(subject_kind="group", first_name="", last_name="")
    with pytest.raises(Refused), world.desk("Hilde Verbist") as work:
        identity.open_identity(work, case)


@pytest.mark.parametrize(
    ("name", "problem"),
    [("Wim Peeters", NotFound), ("Nadia Pauwels", NotFound), ("Lotte Wouters", NotAllowed)],
)
def test_a_name_is_not_for_other_hubs_partners_or_the_steering_group(world: World, name: str, problem: type) -> None:
    case = world.refer()
    for look in (identity.open_identity, sight.file_of, lambda work, _id: sight.case_numbered(work, "CM-2026-00001")):
        with pytest.raises(problem), world.desk(name) as work:
            look(work, case)
    with world.desk() as work:
        assert work.session.exec(select(Entry).where(Entry.act == "identity.seen")).all() == []


def test_looking_again_after_an_hour_is_a_new_line(world: World) -> None:
    case = world.refer()
    for minutes in (0, 30, 61):
        with world.desk("Hilde Verbist") as work:
            work.real = world.now + timedelta(minutes=minutes)
            identity.log_look(work, work.session.get_one(Referral, case))
    with world.desk() as work:
        assert len(work.session.exec(select(Entry).where(Entry.act == "case.seen")).all()) == 2
