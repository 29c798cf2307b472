"""Who writes under somebody else's name gets into no case and no answer, and makes nobody known there."""

from typing import Any

import pytest

from hub.intake.placing import place_on_case
from hub.intake.tables import MailOutcome
from tests.cast import World
from tests.mail_shop import (
    a_mail,
    arrives,
    believes_its_server,
    cases,
    letters,
    messages,
    reply_address,
    the_mail,
    vouched,
)


@pytest.fixture(autouse=True)
def our_server(world: World) -> None:
    believes_its_server(world)


def test_a_forged_referrer_waits_for_the_desk_with_the_reason_and_the_case_it_points_at(world: World) -> None:
    noor = world.case(world.refer())
    forged = a_mail("Sluit dit maar af.", to=reply_address(noor.number), Authentication_Results=vouched("fail"))
    came = arrives(world, forged)
    assert (came.outcome, came.reason) == (MailOutcome.TO_PLACE, "forged")
    held = the_mail(world)
    assert (held.suggested_referral_id, held.pointed_by, held.sender_trust) == (noor.id, "signed", "forged")
    assert not held.may_answer
    assert messages(world) == []


def test_the_same_referrer_gets_in_when_the_server_confirms_it_or_does_not_know(world: World) -> None:
    noor = world.case(world.refer())
    for said, trust in ((vouched("pass"), "confirmed"), (vouched("none"), "unconfirmed")):
        came = arrives(world, a_mail(to=reply_address(noor.number), Authentication_Results=said))
        assert (came.outcome, the_mail(world).sender_trust) == (MailOutcome.MESSAGE, trust)


def test_a_forged_mail_opens_no_case_and_is_not_acknowledged(world: World) -> None:
    came = arrives(world, a_mail(Authentication_Results=vouched("fail")))
    assert (came.outcome, came.reason) == (MailOutcome.TO_PLACE, "forged")
    assert (list(cases(world)), list(letters(world))) == ([], [])


def test_a_copy_of_our_servers_word_that_came_along_helps_nobody(world: World) -> None:
    noor = world.case(world.refer())
    top = f"Authentication-Results: {vouched('fail')}\nReceived: from outside by mx.dijleland.example\n".encode()
    arrives(world, top + a_mail(to=reply_address(noor.number), Authentication_Results=vouched("pass")))
    assert the_mail(world).outcome_reason == "forged"


def test_a_forged_mail_that_the_desk_placed_makes_its_sender_no_acquaintance(world: World) -> None:
    noor = world.case(world.refer())
    aunt: dict[str, Any] = {"sender": "Tante <tante@voorbeeld.example>", "to": reply_address(noor.number)}
    arrives(world, a_mail(**aunt, Authentication_Results=vouched("fail", "voorbeeld.example")))
    with world.desk("Hilde Verbist") as work:
        place_on_case(work, the_mail(world).id, noor.number)
    assert arrives(world, a_mail("Nog iets.", **aunt)).reason == "stranger"


def test_two_senders_in_one_from_are_never_confirmed(world: World) -> None:
    both = "Els <els@sintjans.example>, Vals <vals@elders.example>"
    arrives(world, a_mail(sender=both, Authentication_Results=vouched("pass")))
    assert the_mail(world).sender_trust == "unconfirmed"
