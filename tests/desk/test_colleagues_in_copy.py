"""A colleague whom the referrer put in copy gets into the case; who only stands or only works there does not."""

from typing import Any

import pytest

from hub.intake.settling import Result
from hub.intake.tables import MailOutcome
from hub.partners.tables import Organisation
from tests.cast import World
from tests.mail_shop import a_mail, arrives, believes_its_server, cases, letters, messages, reply_address, vouched

AN = "An Pauwels <an@sintjans.example>"


def els_writes_with_copy(world: World, copy: str = AN) -> None:
    arrives(world, a_mail(message_id="<eerste@sintjans.example>", Cc=copy))


def answers(world: World, sender: str = AN, **more: Any) -> Result:
    return arrives(world, a_mail("Ik sprak haar ook.", sender=sender, subject="Re", **(
        more or {"In_Reply_To": "<eerste@sintjans.example>"})))  # fmt: skip


def test_a_colleague_in_copy_who_answers_all_joins_the_case_instead_of_opening_one(world: World) -> None:
    els_writes_with_copy(world)
    [case] = cases(world)
    came = answers(world)
    assert (came.outcome, came.reason, came.referral) == (MailOutcome.MESSAGE, "thread", case.number)
    assert len(cases(world)) == len(letters(world)) == 1
    assert messages(world)[0].author_name == "An Pauwels"


def test_a_colleague_to_whom_we_wrote_about_the_case_joins_it(world: World) -> None:
    els_writes_with_copy(world, "iemand@elders.example")
    [letter] = letters(world)
    assert answers(world, In_Reply_To=letter.message_id).reason == "stranger"
    with world.desk() as work:
        work.session.get_one(type(letter), letter.id).to_address = "An@sintjans.example"
    assert answers(world, In_Reply_To=letter.message_id).outcome == MailOutcome.MESSAGE


@pytest.mark.parametrize("who", ["Papa <papa@gmail.com>", "Buur <buur@elders.example>"])
def test_somebody_in_copy_who_works_elsewhere_waits_for_the_desk(world: World, who: str) -> None:
    els_writes_with_copy(world, who)
    assert answers(world, who).reason == "stranger"


def test_a_colleague_whom_nobody_named_waits_for_the_desk(world: World) -> None:
    els_writes_with_copy(world, "Ander <ander@sintjans.example>")
    assert answers(world).reason == "stranger"


def test_whoever_puts_itself_in_copy_is_not_named_by_the_referrer(world: World) -> None:
    noor = world.case(world.refer())
    for _twice in range(2):
        came = arrives(world, a_mail("Ik ook.", sender=AN, to=reply_address(noor.number), Cc=AN))
        assert came.reason == "stranger"


def test_a_domain_that_two_organisations_use_tells_nothing(world: World) -> None:
    els_writes_with_copy(world)
    with world.desk() as work:
        work.session.add(
            Organisation(
                name="Zusterschool (demo)", sort_key="zusterschool", kind="school", email="info@sintjans.example",
                kept_by=world["dijleland"], created_at=work.now,
            )
        )  # fmt: skip
    assert answers(world).reason == "stranger"


def test_a_forged_colleague_stays_outside_and_a_forged_referrer_names_nobody(world: World) -> None:
    believes_its_server(world)
    els_writes_with_copy(world)
    forged: dict[str, Any] = {"In_Reply_To": "<eerste@sintjans.example>", "Authentication_Results": vouched("fail")}
    assert answers(world, **forged).reason == "forged"
    arrives(world, a_mail("Vals.", message_id="<vals@sintjans.example>", Cc="Ine <ine@sintjans.example>", **forged))
    assert answers(world, "Ine <ine@sintjans.example>").reason == "stranger"
