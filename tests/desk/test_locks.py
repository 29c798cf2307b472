"""Two people at the same case, table or offer at one moment: one waits for the other, never each for the other."""

import threading
from collections.abc import Callable
from datetime import date, time
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hub import links
from hub.clock import real_now
from hub.dispatch import agenda, claims, ending, guides, moves, session_desk, track_answers, tracks
from hub.dispatch.case import Stage
from hub.dispatch.session_desk import SessionData
from hub.dispatch.table_tables import AgendaItem, Session, Track
from hub.home import leaving
from hub.links import Purpose
from hub.people.tables import Membership
from hub.problems import Refused
from hub.store import Work
from tests.cast import World
from tests.desk.test_case_team import asks, case_of
from tests.desk.test_left_teams import in_team, role_of
from tests.machine import PATIENCE, wait_until
from tests.tables import on_table, row, running, taken, takes_up

LATER = SessionData(day=date(2026, 9, 23), time=time(14, 0).isoformat("minutes"))
Act = Callable[[Work], Any]
BLOCKED = sa.text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


class Beside:
    """Somebody who does something at the same time, on an own connection; `end` gives the answer or the refusal."""

    def __init__(self, world: World, who: str | None, act: Act) -> None:
        self._answer: Any = None
        self._thread = threading.Thread(target=self._run, args=(world, who, act))
        self._thread.start()

    def _run(self, world: World, who: str | None, act: Act) -> None:
        try:
            with world.desk(who) as work:
                self._answer = act(work)
        except Exception as trouble:
            self._answer = trouble

    @property
    def is_done(self) -> bool:
        return not self._thread.is_alive()

    def end(self) -> Any:
        self._thread.join(timeout=PATIENCE)
        assert self.is_done, "still waits"
        if isinstance(self._answer, Exception) and not isinstance(self._answer, Refused):
            raise self._answer
        return self._answer


def beside(world: World, who: str | None, act: Act, number: int = 1) -> Beside:
    """Start this beside the unit of work that is open, and go on when it waits, as the first or later one that does."""

    def waits() -> bool:
        with world.store.engine.connect() as owner:
            return owner.execute(BLOCKED).scalar_one() >= number or other.is_done

    other = Beside(world, who, act)
    wait_until(waits)
    return other


def session_of(world: World, case: UUID) -> UUID:
    with world.desk() as work:
        found = work.session.scalars(sa.select(AgendaItem).where(col(AgendaItem.referral_id) == case)).all()
        return found[-1].session_id


@pytest.mark.parametrize(
    "act",
    [
        lambda work, session: agenda.close_session(work, session, early=True),
        session_desk.cancel,
        lambda work, session: session_desk.change(work, session, LATER),
    ],
    ids=["close", "cancel", "change"],
)
def test_the_last_answer_of_a_partner_and_the_end_of_the_session_wait_for_one_another(
    world: World, act: Callable[[Work, UUID], Any]
) -> None:
    case = on_table(world)
    session = session_of(world, case)
    for who in ("Nadia Pauwels", "Tom Claes", "Fien Maes"):
        with world.desk(who) as work:
            claims.decline(work, case, "no_place")
    with world.desk("Yusuf Aydin") as yusuf:
        moves.take(yusuf, case)
        hilde = beside(world, "Hilde Verbist", lambda work: act(work, session))
        claims.decline(yusuf, case, "no_place")
    assert not isinstance(hilde.end(), Refused)
    assert world.case(case).stage == Stage.REOPENED


def test_a_case_that_comes_on_the_agenda_while_the_session_is_closed_is_not_taken_for_discussed(world: World) -> None:
    first, second = on_table(world), on_table(world)
    session = session_of(world, first)
    with world.desk("Hilde Verbist") as work:
        agenda.postpone(work, item_of(work, second), reason="Later.")
    with world.desk("Hilde Verbist") as work:
        agenda.postpone(work, item_of(work, second), session, "Later.")
        closing = beside(world, "Hilde Verbist", lambda work: agenda.close_session(work, session, early=True))
    assert "Intussen veranderde er iets op de dagorde" in closing.end().sentence
    assert (world.case(first).stage, world.case(second).stage) == (Stage.ON_TABLE, Stage.ON_TABLE)


def test_nothing_comes_on_the_agenda_of_a_session_that_was_just_closed(world: World) -> None:
    first, second = on_table(world), on_table(world)
    session = session_of(world, first)
    with world.desk("Hilde Verbist") as work:
        agenda.postpone(work, item_of(work, second), reason="Later.")
    with world.desk("Hilde Verbist", now="2026-09-22T15:00") as work:
        agenda.close_session(work, session)
        late = beside(
            world, "Hilde Verbist", lambda other: agenda.postpone(other, item_of(other, second), session, "Later.")
        )
    assert late.end().sentence == "Deze zitting is afgesloten. Kies een volgende."


def test_what_comes_back_while_the_session_is_closed_is_proposed_for_the_next_one(world: World) -> None:
    first, track_id = on_table(world), running(world)
    session = session_of(world, first)
    with world.desk("Hilde Verbist") as work:
        agenda.close_session(work, session, early=True)
        nadia = beside(world, "Nadia Pauwels", lambda other: tracks.not_start(other, track_id, "staff"))
    assert not isinstance(nadia.end(), Refused)
    case = row(world, Track, track_id).referral_id
    assert row(world, Session, session_of(world, case)).closed_at is None
    assert session_of(world, case) != session


def test_an_answer_by_link_and_one_on_the_own_page_wait_for_one_another(world: World) -> None:
    world.now = real_now()
    track_id = running(world)
    token = token_of(world, track_id)
    no = track_answers.Given(track_answers.Answer.NOT_STARTED, reason="staff")
    with world.desk("Nadia Pauwels") as nadia:
        moves.take(nadia, row(world, Track, track_id).referral_id)
        by_link = beside(world, None, lambda work: track_answers.answer(work, token, no))
        tracks.not_start(nadia, track_id, "staff")
    assert isinstance(by_link.end(), Refused)
    assert row(world, Track, track_id).stage == "not_started"


def test_an_answer_by_link_and_the_end_of_its_guide_wait_for_one_another(world: World) -> None:
    world.now = real_now()
    track_id = running(world)
    with world.desk("Nadia Pauwels") as work:
        tracks.assign(work, track_id, world["Nadia Pauwels"])
    with world.desk() as work:
        link = links.make(work, Purpose.TRACK, track_id)
    with world.desk("Nadia Pauwels") as nadia:
        moves.take(nadia, row(world, Track, track_id).referral_id)
        links.use_once(nadia, link)
        gone = beside(
            world, None, lambda work: guides.let_go(work, world["Nadia Pauwels"], world["Kompas NAFT"])
        )  # fmt: skip
        tracks.sign_of_life(nadia, track_id, "Gebeld.")
    assert gone.end() == 1
    assert row(world, Track, track_id).worker_id is None


def test_two_cases_that_give_back_places_of_the_same_two_offers_wait_for_one_another(world: World) -> None:
    kompas, springplank = ("Nadia Pauwels", "Kort traject"), ("Tom Claes", "Carrousel")
    cases = [both_wait(world, kompas, springplank), both_wait(world, springplank, kompas)]
    with world.desk() as holder:
        holder.session.execute(sa.text("SELECT 1 FROM offer WHERE name = 'Kort traject' FOR UPDATE"))
        ends = [beside(world, "Hilde Verbist", again(case), number) for number, case in enumerate(cases, start=1)]
    assert [isinstance(one.end(), Refused) for one in ends] == [False, False]
    assert (taken(world, "Kort traject"), taken(world, "Carrousel")) == (0, 0)


def both_wait(world: World, lead: tuple[str, str], other: tuple[str, str]) -> UUID:
    """A case that the first partner wants to lead and the second one to join; both wait for Hilde."""
    case = on_table(world)
    takes_up(world, lead[0], case, lead[1])
    takes_up(world, other[0], case, other[1], "co")
    return case


def again(case: UUID) -> Act:
    return lambda work: ending.reopen(work, case, "stalled")


def item_of(work: Work, case: UUID) -> UUID:
    live = select(AgendaItem.id).where(AgendaItem.referral_id == case, AgendaItem.state == "on_agenda")
    return work.session.exec(live).one()


def token_of(world: World, track_id: UUID) -> str:
    with world.desk() as work:
        track = work.session.get_one(Track, track_id)
        link = links.make(work, Purpose.TRACK, track_id, hub_id=track.hub_id, referral_id=track.referral_id)
        return links.address(work, link).rpartition("/")[2]


def test_a_role_that_is_handed_on_waits_for_its_first_case_and_holds_no_other_meanwhile(world: World) -> None:
    low, high = sorted(case_of(world) for _number in range(2))
    asks(world, high, "Kompas NAFT", "Nadia Pauwels")  # handed on before her place in a team
    in_team(world, low)
    role = role_of(world, "Nadia Pauwels")
    with world.desk("Hilde Verbist") as hilde:
        moves.take(hilde, low)
        ends = beside(world, "Bram Geerts", lambda work: leaving.hand_on_and_end(work, role, {}))
        moves.take(hilde, high)
    assert ends.end() == 0
    assert row(world, Membership, role).until is not None
