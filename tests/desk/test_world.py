"""The world stands: a referral is on the radar from its first moment, and closing lets it go."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from hub.dispatch.case import Move, Stage
from hub.dispatch.moves import move, take
from hub.dispatch.tables import Referral
from hub.dispatch.watch import Party
from hub.hubs import hub_named
from hub.problems import NotFound
from tests.cast import World


def test_a_new_referral_is_held_by_the_coordinator_within_two_working_days(world: World) -> None:
    case = world.case(world.refer())
    assert case.number == "CM-2026-00001"
    assert (case.stage, case.holder) == (Stage.SUBMITTED, Party.COORDINATOR)
    assert case.next_due
    assert case.next_due.isoformat() == "2026-09-17T07:00:00+00:00"


def test_whoever_names_a_hub_that_is_not_there_reads_which_ones_are(world: World) -> None:
    with world.desk() as work, pytest.raises(NotFound, match="“nergens”; there is dijleland, schelderand"):
        hub_named(work.session, "nergens")


def test_an_open_case_without_a_next_date_cannot_be_stored(world: World) -> None:
    noor = world.refer()
    with pytest.raises(IntegrityError, match="on_the_radar"), world.desk() as work:
        work.session.execute(sa.update(Referral).where(col(Referral.id) == noor).values(next_due=None))


def test_hilde_closes_a_case_after_a_talk_and_the_radar_lets_it_go(world: World) -> None:
    noor = world.refer()
    world.talk(noor)
    with world.desk("Hilde Verbist") as work:
        move(work, take(work, noor), Move.TALK_WAS_ENOUGH, note="Het gesprek was genoeg.")
    case = world.case(noor)
    assert (case.stage, case.outcome, case.holder, case.next_due) == (Stage.CLOSED, "talk_was_enough", None, None)
