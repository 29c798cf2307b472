"""What another hub reads of a case that is offered to it: enough to decide, and nobody's name."""

import pytest

from hub.asker import Role
from hub.dispatch import agenda, cards, handing, handing_sight, shield
from hub.dispatch.case import Stage
from hub.dispatch.codes import MainReason
from hub.dispatch.hand_over_tables import HandOver
from hub.dispatch.tables import Referral
from hub.home import case_view
from hub.hubs import hub_named
from hub.intake import completing, drawing
from hub.intake.drawing import Drawn
from hub.intake.questions import BY_SLUG
from hub.intake.typed import Typed
from hub.people.desk import add_person, asker_for
from hub.problems import Invalid
from tests.cast import World
from tests.desk.test_handing_over import HILDE, KARIM, WIM, WORDS, accepted, discussed, groups, offered
from tests.tables import put_on_table, row


def test_the_other_coordinator_reads_what_is_needed_to_decide_and_nobodys_name(world: World) -> None:
    case = discussed(world, main_reason="offences")
    offer = offered(world, case)
    with world.desk(WIM) as work:
        _known, hub, seen = handing_sight.offer_for(work, offer)
        assert seen is not None
        assert (hub.slug, seen.initials, seen.home, seen.band) == ("schelderand", "N.E.", "Mechelen", "15 tot 17 jaar")
        assert seen.card is not None
        assert seen.words == WORDS
        assert not seen.main_reason  # restricted until the case is theirs
        assert "Noor" not in repr(seen)
    (line,) = groups(world, WIM)["aangeboden"].items
    assert line.href == f"/overdrachten/{offer}"
    assert "aangeboden" not in groups(world, HILDE)


def test_words_that_came_with_a_restricted_reason_stay_shut_where_a_brothers_case_goes(world: World) -> None:
    case = world.refer(main_reason="offences", story="Jonas keek toe, Noor had een zakmes.")
    with world.desk(HILDE) as work:
        [brother] = drawing.draw_further(work, case, [Drawn(first_name="Jonas", main_reason=MainReason.TRUANCY)])
    put_on_table(world, brother.id)
    with world.desk(HILDE) as work:
        agenda.discuss(work, brother.id)
    taken_over = accepted(world, offered(world, brother.id))
    with world.desk() as work:
        sofie = add_person(work, "Sofie Maes", "sofie@schelderand.example", Role.DUTY_DESK, hub_id=world["schelderand"])
        plain = row(world, Referral, accepted(world, offered(world)))
        work.asker = asker_for(work, sofie.id) or pytest.fail("she has a role")
        there = work.session.get_one(Referral, taken_over)
        assert "zakmes" in there.story
        assert (shield.shuts_out(work, there), shield.shuts_out(work, plain)) == (True, False)


def test_a_brother_goes_by_his_initials_at_the_hub_that_took_the_case_over_too(world: World) -> None:
    case = discussed(world, story="Noor blijft weg, en Jonas Claessens ook.")
    offer = offered(world, case)
    with world.desk(HILDE) as work:
        work.session.get_one(HandOver, offer).words = "Jonas Claessens woont er ook."
        drawing.draw_further(work, case, [Drawn(first_name="Jonas", last_name="Claessens")])
    with world.desk(WIM) as work:
        _known, _hub, seen = handing_sight.offer_for(work, offer)
        assert seen is not None
        assert seen.words == "J. C. woont er ook."
    there = accepted(world, offer)
    with world.desk(WIM) as work:
        assert case_view.page_of(work, there)["story"] == "N. blijft weg, en J. C. ook."
        with pytest.raises(Invalid, match="Jonas"):
            cards.write_card(work, there, cards.Written("", "Rust, zoals Jonas."))


def test_a_case_drawn_there_from_the_words_that_came_along_stays_as_shut_and_as_nameless(world: World) -> None:
    case = discussed(world, story="Jonas Claessens keek toe, Noor had een zakmes. Lena zag het.")
    with world.desk(HILDE) as work:
        drawing.draw_further(
            work, case, [Drawn(first_name="Jonas", last_name="Claessens", main_reason=MainReason.OFFENCES)]
        )
    there = accepted(world, offered(world, case))
    with world.desk(WIM) as work:
        [lena] = drawing.draw_further(work, there, [Drawn(first_name="Lena")])
        assert case_view.page_of(work, lena.id)["story"] == "J. C. keek toe, N. had een zakmes. L. zag het."
        with pytest.raises(Invalid, match="Jonas"):
            cards.write_card(work, lena.id, cards.Written("", "Rust, zoals Jonas."))
    with world.desk() as work:
        sofie = add_person(work, "Sofie Maes", "sofie@schelderand.example", Role.DUTY_DESK, hub_id=world["schelderand"])
        work.asker = asker_for(work, sofie.id) or pytest.fail("she has a role")
        assert shield.shuts_out(work, work.session.get_one(Referral, there))
        assert shield.shuts_out(work, work.session.get_one(Referral, lena.id))


def test_a_name_that_became_known_later_is_not_read_in_the_words_of_an_offer(world: World) -> None:
    case = discussed(world, first_name="", last_name="")
    with world.desk(HILDE) as work:
        offer = handing.offer(
            work, case, hub_named(work.session, "schelderand").id, "moved", "Xander Wils verhuist."
        ).id
    with world.desk(KARIM) as work:
        section = BY_SLUG["jongere"]
        stored = completing.see(work, work.session.get_one(Referral, case), section)
        assert isinstance(stored, Typed)
        completing.complete(
            work, case, section, stored.model_copy(update={"first_name": "Xander", "last_name": "Wils"})
        )
    with world.desk(WIM) as work:
        seen = handing_sight.offer_for(work, offer)[2]
        assert seen is not None
        assert seen.words == "X. W. verhuist."


def test_a_card_that_is_not_approved_is_not_read_elsewhere(world: World) -> None:
    case = discussed(world)
    with world.desk(HILDE) as work:
        cards.write_card(work, case, cards.Written("N.E.", "Nog niet klaar"))
    offer = offered(world, case)
    with world.desk(WIM) as work:
        seen = handing_sight.offer_for(work, offer)[2]
        assert seen is not None
        assert seen.card is None


@pytest.mark.parametrize(
    ("hub", "reason", "words", "field"),
    [
        (None, "moved", WORDS, "hub"),
        ("dijleland", "moved", WORDS, "hub"),
        ("schelderand", "zomaar", WORDS, "reason"),
        ("schelderand", "moved", "", "words"),
        ("schelderand", "moved", "Noor woont nu bij haar vader.", "words"),
        ("schelderand", "moved", "De vader belt terug op 0470 00 00 11.", "words"),
    ],
)
def test_an_offer_says_to_whom_and_why_without_a_name(
    world: World, hub: str | None, reason: str, words: str, field: str
) -> None:
    case = discussed(world)
    with world.desk(HILDE) as work, pytest.raises(Invalid) as wrong:
        handing.offer(work, case, hub_named(work.session, hub).id if hub else None, reason, words)
    assert set(wrong.value.errors) == {field}
    assert world.case(case).stage == Stage.DISCUSSED
