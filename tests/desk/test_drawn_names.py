"""Whoever is drawn or named later must not stand by name on a card that was approved before."""

from uuid import UUID

from hub.clock import real_now
from hub.dispatch import cards
from hub.dispatch.table_tables import TableCard
from hub.intake import drawing
from hub.intake.drawing import Drawn
from hub.monitoring.check import check
from tests.cast import World
from tests.desk.test_completing import fill
from tests.desk.test_drawing import JONAS, form_about_two, two_brothers
from tests.mail_shop import the_mail


def with_a_card_about(world: World, case: UUID, name: str) -> None:
    with world.desk("Hilde Verbist") as work:
        cards.write_card(work, case, cards.Written("", f"Dagbesteding, samen met {name}."))
        cards.approve_card(work, case)


def is_approved(world: World, case: UUID) -> bool:
    with world.desk() as work:
        return work.session.get_one(TableCard, case).approved_at is not None


def test_a_brother_who_is_named_later_holds_back_the_card_on_which_his_name_stands(world: World) -> None:
    first = form_about_two(world)
    with world.desk("Hilde Verbist") as work:
        brother = drawing.draw_further(work, first, [Drawn(last_name="Jacobs")])[0].id
    with_a_card_about(world, first, "Jonas")
    kept = fill(world, brother, "jongere", first_name="Jonas", last_name="Jacobs")
    assert kept.held_back == ["CM-2026-00001"]
    assert not is_approved(world, first)
    assert check(world.store) == []


def test_a_youngster_who_is_drawn_later_holds_back_the_cards_of_the_earlier_ones(world: World) -> None:
    first = form_about_two(world)
    with_a_card_about(world, first, "Jonas")
    with world.desk("Hilde Verbist") as work:
        drawing.draw_further(work, first, [JONAS])
    assert not is_approved(world, first)


def test_the_same_goes_for_the_youngsters_of_a_mail(world: World) -> None:
    from_mail = two_brothers(world).id
    with_a_card_about(world, from_mail, "Jonas")
    with world.desk("Hilde Verbist", now=real_now()) as work:
        drawing.draw(work, the_mail(world).id, [JONAS])
    assert not is_approved(world, from_mail)
