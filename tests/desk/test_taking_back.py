"""A mail that was placed on the wrong case, or split off by mistake, goes back to where it was."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import select

from hub.dispatch import clarify, telling_apart
from hub.dispatch.codes import Verdict
from hub.dispatch.lookalikes import lookalikes
from hub.dispatch.searching import search
from hub.intake import drawing, news, placing, taking_back
from hub.intake.drawing import Drawn
from hub.intake.tables import Document, MailReferral
from hub.letters import Letter
from hub.monitoring.check import check
from hub.problems import NotAllowed, NotFound, Refused
from tests.cast import World
from tests.mail_shop import FATHER, a_mail, arrives, cases, documents, letters, messages, reply_address, the_mail

PLACED = ("referral_id", "settled_at", "settled_by", "settled_note", "placed", "suggested_referral_id", "outcome")


def as_it_stands(world: World) -> dict[str, Any]:
    return {name: getattr(the_mail(world), name) for name in PLACED}


def hilde(world: World, act: Callable[..., Any], *given: Any) -> Any:
    with world.desk("Hilde Verbist") as work:
        return act(work, *given)


def test_a_mail_on_the_wrong_case_leaves_it_and_waits_as_before(world: World, waiting: UUID) -> None:
    before, [noor] = as_it_stands(world), cases(world)
    hilde(world, placing.place_on_case, waiting, noor.number)
    assert len(messages(world)) == 1
    hilde(world, taking_back.take_back, waiting)
    assert as_it_stands(world) == before
    assert (list(messages(world)), [one.referral_id for one in documents(world)]) == ([], [None])
    [again] = cases(world)
    assert (again.stage, again.holder, again.next_due) == (noor.stage, noor.holder, noor.next_due)
    hilde(world, placing.place_on_case, waiting, noor.number)
    assert documents(world)[0].referral_id == noor.id
    assert arrives(world, a_mail("Nog iets.", sender=FATHER, to=reply_address(noor.number))).outcome == "message"


def test_whoever_was_known_by_a_mail_that_was_taken_back_is_known_no_more(world: World, waiting: UUID) -> None:
    [noor] = cases(world)
    hilde(world, placing.place_on_case, waiting, noor.number)
    hilde(world, taking_back.take_back, waiting)
    assert arrives(world, a_mail("Nog iets.", sender=FATHER, to=reply_address(noor.number))).reason == "stranger"


def test_a_mail_that_lay_aside_lies_aside_again_with_its_reason(world: World, waiting: UUID) -> None:
    hilde(world, placing.nothing_to_do, waiting, "Al gebeld.")
    before = as_it_stands(world)
    hilde(world, placing.place_on_case, waiting, cases(world)[0].number)
    hilde(world, taking_back.take_back, waiting)
    assert as_it_stands(world) == before
    assert before["settled_note"] == "Al gebeld."


def test_referrals_split_off_by_mistake_end_uncounted_and_their_numbers_stay_used(world: World, waiting: UUID) -> None:
    before = as_it_stands(world)
    two = [drawn.id for drawn in hilde(world, drawing.draw, waiting, [Drawn(first_name="Jan"), Drawn(first_name="An")])]
    assert (len(letters(world)), len(documents(world))) == (1, 2)
    hilde(world, taking_back.take_back, waiting)
    assert as_it_stands(world) == before
    ended = [world.case(one) for one in two]
    said = ("dubbel aangemaakt", "Dit nummer vervalt. We bekijken je e-mail opnieuw.")
    assert {news.ending(one) for one in ended} == {said}, "for whoever has the link of the first letter"
    assert {one.closing_note for one in ended} == {"De e-mail hiervan wacht opnieuw op een plaats."}
    assert {(one.stage, one.outcome, one.story) for one in ended} == {("closed", "double", "")}
    assert list(letters(world)) == [], "nobody had begun to send it"
    with world.desk() as work:
        assert work.session.exec(select(MailReferral)).all() == []
        assert [one.referral_id for one in work.session.exec(select(Document)).all()] == [None]
    assert check(world.store) == []
    [again] = hilde(world, drawing.draw, waiting, [])
    assert again.number not in {one.number for one in ended}
    assert len(letters(world)) == 1


def test_whom_the_desk_read_in_a_mail_that_was_taken_back_is_in_no_file_any_more(world: World, waiting: UUID) -> None:
    known = Drawn(first_name="Jan", last_name="Claessens", postcode="2800")
    hilde(world, drawing.draw, waiting, [known])
    hilde(world, taking_back.take_back, waiting)
    assert hilde(world, lambda work: search(work, "Claessens").lines) == []
    [again] = hilde(world, drawing.draw, waiting, [known])
    assert hilde(world, lookalikes, again.id) == [], "a number that fell out is nobody"
    assert hilde(world, lambda work: [line.number for line in search(work, "Claessens").lines]) == [again.number]


def test_a_decision_about_who_it_is_keeps_the_mail_in_its_place(world: World, waiting: UUID) -> None:
    known = Drawn(first_name="Noor", last_name="El Amrani", postcode="2800")
    [drawn] = hilde(world, drawing.draw, waiting, [known])
    [noor] = hilde(world, lookalikes, drawn.id)
    hilde(world, telling_apart.tell_apart, drawn.id, noor.youngster_id, Verdict.SAME)
    with pytest.raises(Refused, match="verder gewerkt"):
        hilde(world, taking_back.take_back, waiting)


def test_a_letter_that_left_is_named_before_and_stays(world: World, waiting: UUID) -> None:
    hilde(world, drawing.draw, waiting, [])
    with world.desk() as work:
        work.session.execute(sa.update(Letter).values(done_at=work.now, server_answer="250 ok"))
    assert hilde(world, lambda work: list(taking_back.left_letters(work, the_mail(world)))) == ["papa@gmail.com"]
    hilde(world, taking_back.take_back, waiting)
    hilde(world, drawing.draw, waiting, [])
    assert len(letters(world)) == len(letters(world, "more_numbers")) == 1


@pytest.mark.parametrize("drawn", [True, False])
def test_what_was_built_on_a_placing_keeps_it_in_its_place(world: World, waiting: UUID, drawn: bool) -> None:
    [noor] = cases(world)
    if drawn:
        case = hilde(world, drawing.draw, waiting, [])[0]
    else:
        case = hilde(world, placing.place_on_case, waiting, noor.number)
    hilde(world, clarify.note, case.id, "note", "Tante gebeld.")
    with pytest.raises(Refused, match="verder gewerkt"):
        hilde(world, taking_back.take_back, waiting)


def test_a_further_youngster_out_of_a_placed_mail_keeps_it_in_its_place(world: World, waiting: UUID) -> None:
    hilde(world, placing.place_on_case, waiting, cases(world)[0].number)
    hilde(world, drawing.draw, waiting, [Drawn(first_name="Jan")])
    with pytest.raises(Refused, match="verder gewerkt"):
        hilde(world, taking_back.take_back, waiting)


def test_a_mail_that_the_hub_placed_itself_or_that_waits_is_not_taken_back(world: World, waiting: UUID) -> None:
    with pytest.raises(Refused):
        hilde(world, taking_back.take_back, waiting)
    arrives(world, a_mail())
    with pytest.raises(Refused):
        hilde(world, taking_back.take_back, the_mail(world, outcome="referral").id)
    hilde(world, placing.place_on_case, waiting, cases(world)[-1].number)
    for stranger in ("Wim Peeters", "Els Dierckx"):
        with pytest.raises((NotAllowed, NotFound)), world.desk(stranger) as work:
            taking_back.take_back(work, waiting)
