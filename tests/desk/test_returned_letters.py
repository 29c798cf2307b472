"""What machines say about our letters: undelivered, late, out of office; and what of it is proven."""

from hub.home import dead_letters
from hub.intake.tables import MailOutcome
from hub.letters import UNPROVEN, Letter
from tests.cast import World
from tests.mail_shop import (
    a_mail,
    arrives,
    cases,
    letters,
    messages,
    reply_address,
    returned,
    the_mail,
)  # fmt: skip


def test_a_letter_that_bounces_is_marked_and_nobody_is_answered(world: World) -> None:
    arrives(world, a_mail())
    [letter] = letters(world)
    came = arrives(world, returned(letter.to_address, letter.message_id))
    assert (came.outcome, came.reason) == (MailOutcome.BOUNCE, "hard")
    [letter] = letters(world)
    assert letter.bounced_at is not None
    assert the_mail(world, outcome="bounce").letter_id == letter.id
    assert len(cases(world)) == 1


def test_a_report_that_names_no_letter_of_ours_is_a_doubt_until_one_proves_it(world: World) -> None:
    arrives(world, a_mail())
    [letter] = letters(world)
    came = arrives(world, returned(letter.to_address, "<geraden@elders.example>"))
    assert (came.outcome, came.reason) == (MailOutcome.BOUNCE, "hard")
    [doubted] = letters(world)
    assert (doubted.bounced_at is not None, doubted.bounce_reason) == (True, UNPROVEN)
    told = the_mail(world, outcome="bounce")
    assert (told.letter_id, told.letter_proven) == (letter.id, False)
    with world.desk("Hilde Verbist") as work:
        dead_letters.settle(work, letter.id)
    arrives(world, returned(letter.to_address, letter.message_id))
    assert the_mail(world, outcome="bounce").letter_proven
    [certain] = letters(world)
    assert (certain.bounce_reason, certain.settled_at) == ("hard", None), "a call about a forgery settles no failure"
    arrives(world, returned(letter.to_address, "<opnieuw@elders.example>"))
    assert letters(world)[0].bounce_reason == "hard"


def test_a_report_by_address_alone_leaves_a_letter_that_our_own_server_refused_as_it_is(world: World) -> None:
    arrives(world, a_mail())
    [letter] = letters(world)
    with world.desk() as work:
        work.session.get_one(Letter, letter.id).parked_at = work.now
    arrives(world, returned(letter.to_address, "<geraden@elders.example>"))
    assert letters(world)[0].bounced_at is None


def test_a_report_at_the_signed_address_of_its_case_is_proven_and_at_another_ones_is_not(world: World) -> None:
    arrives(world, a_mail())
    other = world.case(world.refer()).number
    [letter] = letters(world)
    assert letter.reply_reference not in (None, other)
    for number, proven in ((other, False), (str(letter.reply_reference), True)):
        arrives(world, returned(letter.to_address, "<x@elders.example>", to=reply_address(number)))
        told = the_mail(world, outcome="bounce")
        assert (told.letter_id, told.letter_proven) == (letter.id, proven)


def test_a_letter_that_is_late_is_not_marked_as_lost(world: World) -> None:
    arrives(world, a_mail())
    [letter] = letters(world)
    came = arrives(world, returned(letter.to_address, letter.message_id, action="delayed", status="4.4.1"))
    assert (came.outcome, came.reason) == (MailOutcome.BOUNCE, "soft")
    assert letters(world)[0].bounced_at is None


def test_an_out_of_office_is_logged_on_its_letter_and_opens_nothing(world: World) -> None:
    arrives(world, a_mail())
    [letter] = letters(world)
    away = a_mail("Ik ben er niet.", subject="Afwezig", Auto_Submitted="auto-replied", In_Reply_To=letter.message_id)
    assert arrives(world, away).outcome == MailOutcome.AUTO_REPLY
    assert the_mail(world, outcome="auto_reply").letter_id == letter.id
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/aanmeldingen/{letter.referral_id}").text
        assert "automatisch antwoord" in page
        assert "Ik ben er niet." in page
    assert (len(cases(world)), messages(world), len(letters(world))) == (1, [], 1)
