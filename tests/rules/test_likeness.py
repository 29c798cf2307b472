"""Who may be the same youngster: what agrees, what it weighs, and when a person gets to see it."""

import pytest

from hub.dispatch.commonness import Commonness, Shares, shares_among
from hub.dispatch.likeness import How, Known, Likeness, Part, compare
from hub.dispatch.likeness_words import WORDS, told
from hub.dispatch.spelling import TABLES, name

HUB = Commonness()
NOOR = Known("Noor", "El Amrani", "20110304", "2800")


def to(other: Known, one: Known = NOOR, common: Commonness = HUB) -> Likeness:
    """How two look alike; it never matters who comes first."""
    there, back = compare(one, other, common), compare(other, one, common)
    assert there.weight == pytest.approx(back.weight)
    return there


def how(part: Part, likeness: Likeness) -> How:
    return next(one.how for one in likeness.agreements if one.part == part)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("De Smet", "Desmet"), ("Van den Berg", "vandenberg"), ("Van den Berg", "Van Den Bergh"), ("D'Hondt", "Dhont"),
        ("El Amrani", "Elamrani"), ("El Amrani", "el-Amrany"), ("Şahin", "Sahin"), ("Yıldız", "Yildiz"),
        ("Erdoğan", "Erdogan"), ("Dierckx", "Dirkx"), ("Bouzid", "Buzid"), ("Claes", "Klaas"), ("Ben Ali", "BENALI"),
        ("Janssens", "Jansens"), ("İnce", "Ince"),
    ],
)  # fmt: skip
def test_a_family_name_is_known_however_it_is_written(one: str, other: str) -> None:
    found = to(NOOR._replace(last_name=one), NOOR._replace(last_name=other))
    assert how(Part.LAST_NAME, found) in (How.SAME, How.SPELT)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohamed", "Muhammad"), ("Mohammed", "Mohamed"), ("Youssef", "Yusuf"), ("Jozef", "Jef"), ("Aïcha", "Ayşe"),
        ("Bram", "Abraham"), ("Chloé", "Chloe"), ("Jan-Willem", "Jan Willem"), ("İbrahim", "Brahim"),
        ("Sofie", "Sophie"),
    ],
)  # fmt: skip
def test_a_first_name_is_known_in_its_other_forms(one: str, other: str) -> None:
    found = to(NOOR._replace(first_name=one), NOOR._replace(first_name=other))
    assert how(Part.FIRST_NAME, found) in (How.SAME, How.SPELT)


@pytest.mark.parametrize(("one", "other"), [("Noor", "Ilias"), ("Emma", "Emiel"), ("Louis", "Lotte"), ("Ali", "Alina")])
def test_another_first_name_is_not_another_spelling(one: str, other: str) -> None:
    found = to(NOOR._replace(first_name=one), NOOR._replace(first_name=other))
    assert how(Part.FIRST_NAME, found) not in (How.SAME, How.SPELT)


@pytest.mark.parametrize(
    ("written_as", "says"),
    [
        (Known("Noor", "Elamrani", "20110304", "2800"), "zelfde familienaam"),
        (Known("Nour", "El Amrani", "20110304", "2570"), "andere postcode"),
        (Known("El Amrani", "Noor", "20110304", "2800"), "voornaam en familienaam omgewisseld"),
        (Known("Noor", "El Amrani", "20110403", "2800"), "dag en maand van geboorte omgewisseld"),
        (Known("Noor", "El Amrani", "20110314", "2800"), "geboortedatum verschilt één cijfer"),
        (Known("Noor", "El Amrain", "20110304", "2800"), "familienaam lijkt erop"),
        (Known("Noor", "El Amrani", "20110304"), "zelfde geboortedatum"),
        (Known("Noor", "El Amrani", "", "2800"), "zelfde postcode"),
        (Known("", "El Amrani", "20110304", "2800"), "zelfde familienaam"),
        (Known("Noor-Lynn", "El Amrani", "20110304", "2800"), "deel van de voornaam is hetzelfde"),
    ],
)
def test_noor_is_shown_again_and_the_desk_reads_what_agrees(written_as: Known, says: str) -> None:
    found = to(written_as)
    assert found.likely
    assert says in told(found)


@pytest.mark.parametrize(
    "somebody",
    [
        Known("Noor", "Peeters", "20090917", "2800"),
        Known("Ilias", "El Amrani", "20130821", "2800"),  # a brother
        Known("Ilias", "Peeters", "20110304", "2860"),
        Known("Noor", "", "", "2570"),
        Known("", "", "20110304", ""),  # one thing alone is never enough
        Known(),
    ],
)
def test_who_only_shares_a_thing_with_noor_is_not_shown(somebody: Known) -> None:
    assert not to(somebody).likely


def test_a_twin_is_shown_and_the_desk_reads_that_the_first_name_differs() -> None:
    found = to(Known("Ilias", "El Amrani", "20110304", "2800"))
    assert found.likely
    assert told(found)[-1] == "andere voornaam"


def test_nothing_is_said_about_what_is_not_known_of_both() -> None:
    assert told(to(Known("Noor", "El Amrani"))) == ["zelfde voornaam", "zelfde familienaam"]
    assert to(Known("Noor", "El Amrani"), Known()).weight == pytest.approx(-9.97, abs=0.01)


def test_sharing_a_rare_name_says_more_than_sharing_a_common_one() -> None:
    common = Commonness(last_names=Shares({"peeters": 0.05}, rest=0.0001, mean=0.001))
    peeters, verhulst = (Known("Noor", family, "20110304", "2800") for family in ("Peeters", "Verhulst"))
    assert to(verhulst, verhulst, common).weight - to(peeters, peeters, common).weight == pytest.approx(8.97, abs=0.01)


def test_among_more_files_chance_makes_more_alike_so_more_has_to_agree() -> None:
    twice, ten = (Known("Noor", "", "20110304", "2800"), NOOR)
    assert to(twice, ten, Commonness(files=100)).weight == pytest.approx(
        to(twice, ten, Commonness(files=200)).weight + 1
    )


def test_how_common_names_are_is_told_by_their_bare_letters_among_files_that_have_one() -> None:
    shares = shares_among([("", 0.5), ("Noor", 0.1), ("NOOR", 0.05), ("Ilias", 0.1)], distinct=7, by_letters=True)
    assert shares.of("noor") == pytest.approx(0.3)
    assert shares.of("ilias") == pytest.approx(0.2)
    assert shares.of("emma") == pytest.approx(0.5 / 5)


def test_whatever_can_agree_has_words() -> None:
    shown = {How.SAME, How.SPELT, How.ALIKE, How.PART, How.OTHER}
    assert {how for part, how in WORDS if part == Part.FIRST_NAME} == shown
    assert {how for part, how in WORDS if part == Part.LAST_NAME} == shown


def test_each_form_of_a_first_name_stands_on_one_line_only() -> None:
    lines = (TABLES / "first_names.txt").read_text("utf-8").splitlines()
    forms = [form for line in lines for form in line.partition("#")[0].split()]
    assert not {form for form in forms if forms.count(form) > 1}
    assert all(name(form).letters == form for form in forms)
