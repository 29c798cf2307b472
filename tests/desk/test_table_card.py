"""The table card: what partners read is written by the coordinator, with initials only."""

import pytest

from hub.dispatch import cards
from hub.dispatch.cards import Written
from hub.dispatch.codes import SubjectKind
from hub.dispatch.table_tables import TableCard
from hub.dispatch.tables import Referral, Youngster
from hub.problems import Invalid, NotAllowed, NotFound
from tests.cast import World
from tests.tables import ASKED, row


def test_initials_come_from_the_name(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        assert cards.write_card(work, noor, Written("", ASKED)).initials == "N.E."
        assert cards.write_card(work, noor, Written("X.Y.", ASKED)).initials == "X.Y."


def test_a_worry_without_a_name_and_a_class_have_a_card_too(world: World) -> None:
    nameless = world.refer(first_name="", last_name="")
    whole_class = world.refer(subject_kind=SubjectKind.GROUP)
    with world.desk("Hilde Verbist") as work:
        assert cards.write_card(work, nameless, Written("", ASKED)).initials == "zonder naam"
        assert cards.write_card(work, whole_class, Written("", ASKED)).initials == "een klas of groep"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("noor blijft thuis.", "Noor"),
        ("Het gaat om EL AMRANI, 15 jaar.", "El Amrani"),
        ("Mevrouw Amrani werkt 's nachts.", "Amrani"),
        ("Nóór wil wel.", "Noor"),
        ("Noors moeder vraagt rust.", "Noor"),
        ("Noor's moeder vraagt rust.", "Noor"),
        ("De El Amrani's wonen ver.", "El Amrani"),
    ],
)
def test_the_youngsters_own_name_is_refused_on_the_card(world: World, text: str, name: str) -> None:
    noor = world.refer()
    with pytest.raises(Invalid) as refusal, world.desk("Hilde Verbist") as work:
        cards.write_card(work, noor, Written("", ASKED, text))
    assert refusal.value.errors == {"situation": f"Hier staat de naam “{name}”. Op tafel gaan alleen initialen."}


@pytest.mark.parametrize("contact", ["0470 00 00 11", "+32 470/00.00.11", "015-00 00 01", "mama@thuis.example"])
def test_a_way_to_reach_somebody_is_refused_on_the_card(world: World, contact: str) -> None:
    noor = world.refer()
    with pytest.raises(Invalid) as refusal, world.desk("Hilde Verbist") as work:
        cards.write_card(work, noor, Written("", ASKED, f"De moeder hoort graag iets ({contact})."))
    assert "telefoonnummer of een e-mailadres" in refusal.value.errors["situation"]


@pytest.mark.parametrize(
    "fine", ["Sinds 01/09/2026 thuis, om 8.30 uur.", "Mist 120 van 150 halve dagen.", "Kan 0 tot 2 uur."]
)
def test_a_day_an_hour_and_an_amount_reach_nobody(world: World, fine: str) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, noor, Written("", ASKED, fine))


def test_a_word_that_only_holds_the_name_is_fine(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, noor, Written("", "Woont in het noorden.", "Noordzee, Noorwegen."))


def test_a_name_of_two_letters_counts_with_its_capital(world: World) -> None:
    an = world.refer(first_name="An", last_name="Op de Beeck")
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, an, Written("", "Wil aan de slag, an sich."))
    with pytest.raises(Invalid, match="“An”"), world.desk("Hilde Verbist") as work:
        cards.write_card(work, an, Written("", "An wil aan de slag."))


def test_a_national_register_number_is_refused_on_the_card(world: World) -> None:
    noor = world.refer()
    with pytest.raises(Invalid) as refusal, world.desk("Hilde Verbist") as work:
        cards.write_card(work, noor, Written("", ASKED, strengths="Nummer 85.07.30-033.28."))
    assert "rijksregisternummer" in refusal.value.errors["strengths"]


def test_a_card_says_what_is_asked(world: World) -> None:
    noor = world.refer()
    with pytest.raises(Invalid, match="wat er gevraagd wordt"), world.desk("Hilde Verbist") as work:
        cards.write_card(work, noor, Written("", " ", "Zit thuis."))
    with pytest.raises(Invalid, match="wat er gevraagd wordt"), world.desk("Hilde Verbist") as work:
        cards.approve_card(work, noor)


def test_another_word_on_the_card_wants_another_approval(world: World) -> None:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, noor, Written("", ASKED))
        cards.approve_card(work, noor)
    approved = row(world, TableCard, noor)
    assert (approved.approved_by, approved.version) == (world["Hilde Verbist"], 1)
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, noor, Written("", "Iets anders."))
    assert (row(world, TableCard, noor).approved_at, row(world, TableCard, noor).version) == (None, 2)


def test_a_name_that_became_known_later_stops_the_approval(world: World) -> None:
    noor = world.refer(first_name="", last_name="")
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, noor, Written("", "Robbe zoekt dagbesteding."))
    with world.desk() as work:
        youngster = work.session.get_one(Youngster, work.session.get_one(Referral, noor).youngster_id)
        youngster.first_name, youngster.last_name = "Robbe", "Stevens"
    with pytest.raises(Invalid, match="“Robbe”"), world.desk("Hilde Verbist") as work:
        cards.approve_card(work, noor)


def test_only_the_coordinator_of_the_hub_writes_a_card(world: World) -> None:
    noor = world.refer()
    for who, wrong in (
        ("Wim Peeters", NotFound), ("Karim Haddou", NotAllowed), ("Lotte Wouters", NotAllowed),
        ("Nadia Pauwels", NotFound), ("Els Dierckx", NotFound),
    ):  # fmt: skip
        with pytest.raises(wrong), world.desk(who) as work:
            cards.write_card(work, noor, Written("", ASKED))
        with pytest.raises(wrong), world.desk(who) as work:
            cards.card_of(work, noor)
