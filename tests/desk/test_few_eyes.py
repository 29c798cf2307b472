"""What only a coordinator reads cannot be had by a way around: by who refers from now on, or by the CLB."""

from uuid import UUID

import pytest

from hub.dispatch import clb_answering
from hub.dispatch.clb_answering import Given
from hub.intake import completing
from hub.intake.desk_sections import REFERRER
from hub.problems import Invalid, Refused
from tests.cast import World
from tests.desk.test_clb import says, token, told
from tests.referrals import refer

HILDE, KARIM = "Hilde Verbist", "Karim Haddou"


def readdressed(world: World, who: str, case: UUID, email: str) -> None:
    with world.desk(who) as work:
        said = completing.filling.read(REFERRER, world.case(case), None)
        completing.complete(work, case, REFERRER, said.model_copy(update={"referrer_email": email}))


def test_karim_who_is_shut_out_does_not_make_somebody_else_the_referrer(world: World) -> None:
    shut, other = refer(world, main_reason="offences"), refer(world, first_name="Ilyas")
    with pytest.raises(Refused, match="Vraag de coördinator"):
        readdressed(world, KARIM, shut, "karim@prive.example")
    assert world.case(shut).referrer_email == "els@sintjans.example"
    readdressed(world, HILDE, shut, "els.dierckx@sintjans.example")
    readdressed(world, KARIM, other, "els.dierckx@sintjans.example")
    for case in (shut, other):
        assert any("was els@sintjans.example en is nu els.dierckx@sintjans" in text for text in told(world, case))


def test_what_few_read_is_taken_over_by_a_clb_through_the_coordinator_only(world: World) -> None:
    noor = refer(world, main_reason="offences")
    with world.desk() as work:
        asked = clb_answering.asked_by(work, token(world, noor))
    assert [str(one) for one in asked.choices] == ["agreed", "call"]
    with pytest.raises(Refused):
        says(world, noor, "takes_over", email="griet@debrug.example")
    over = Given("takes_over", "Griet Somers", email="griet@debrug.example")
    with pytest.raises(Refused, match="Vraag de coördinator"), world.desk(KARIM) as work:
        clb_answering.note(work, noor, over)
    with world.desk(HILDE) as work:
        clb_answering.note(work, noor, over)
    assert world.case(noor).referrer_email == "griet@debrug.example"


def test_who_signed_in_at_the_clb_takes_over_with_an_address_of_the_clb(world: World) -> None:
    noor = refer(world)
    for email in ("griet@elders.example", "griet@debrug.example"):
        with world.desk("Griet Somers") as work:
            asked, over = clb_answering.asked_of(work, noor), Given("takes_over", "Griet Somers", email=email)
            if "elders" in email:
                with pytest.raises(Invalid) as wrong:
                    clb_answering.answer(work, asked, over)
                assert list(wrong.value.errors) == ["email"]
            else:
                clb_answering.answer(work, asked, over)
    assert world.case(noor).referrer_email == "griet@debrug.example"
