"""One case with several parts, driven through allowed and forbidden moves at random on the real database."""

import contextlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlmodel import col, select

from hub.clock import DayUnit, add_days
from hub.dispatch import agenda, claims, deciding, ending, tracks
from hub.dispatch.agendas import urgent
from hub.dispatch.agendas.planned_tables import PlannedFollowUp
from hub.dispatch.case import Move
from hub.dispatch.letting_go import answering
from hub.dispatch.letting_go.carries_on import CarriesOn
from hub.dispatch.letting_go.tables import CarryOn
from hub.dispatch.table_tables import AgendaItem, Claim, ClaimState, Track
from hub.dispatch.track import is_open
from hub.monitoring import follow_up
from hub.monitoring.check import check
from hub.monitoring.check_watch import watched_otherwise
from hub.partners.tables import Offer
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from tests.cast import MORNING, World
from tests.tables import on_table, put_on_table, takes_up

HILDE = "Hilde Verbist"
PARTNERS = {"Nadia Pauwels": "Kort traject", "Tom Claes": "Carrousel", "Yusuf Aydin": "Een buddy"}
ORGANISATION = {"Nadia Pauwels": "Kompas NAFT", "Tom Claes": "Springplank", "Yusuf Aydin": "Buddyhuis"}
settles = st.sampled_from([claims.confirm, claims.confirm, claims.refuse_claim, claims.withdraw_claim])
partners = st.sampled_from(sorted(PARTNERS))
WORDS: dict[str, Callable[[Work, Any], Any]] = {
    "start": lambda work, track: tracks.start(work, track, work.now.date()),
    "cannot start": lambda work, track: tracks.not_start(work, track, "refuses"),
    "withdraw": lambda work, track: tracks.withdraw(work, track, "staff"),
    "pause": lambda work, track: tracks.hold(work, track, work.now.date().replace(day=30), "Stage."),
    "go on": tracks.resume,
    "done": lambda work, track: tracks.complete(work, track, work.now.date()),
    "stop": lambda work, track: tracks.stop_early(work, track, work.now.date(), "moved"),
    "contact": lambda work, track: tracks.sign_of_life(work, track, "Gebeld."),
}
ENDS: dict[str, Callable[[Work, Any], Any]] = {
    "close": ending.close,
    "tell": lambda work, case: ending.tell_referrer(work, case, by_phone=True),
    "withdraw": ending.withdraw,
    "reopen": lambda work, case: ending.reopen(work, case, "on_purpose"),
    "carry on": ending.carry_on,
    "discuss": agenda.discuss,
    "ask round": lambda work, case: urgent.ask_round(work, case, soon(work)),
    "wait": lambda work, case: deciding.park(work, case, Move.WAIT, soon(work), "De groep is vol."),
    "meet": lambda work, case: deciding.park(work, case, Move.MEET_CLIENT, soon(work)),
    "experts": lambda work, case: deciding.park(work, case, Move.ASK_EXPERTS, soon(work)),
    "postpone": lambda work, case: agenda.postpone(work, item_of(work, case).id, reason="De school komt later."),
    "sit": lambda work, case: agenda.close_session(work, item_of(work, case).session_id, early=True),
}
WAITS = ("waiting_list", "client_meeting", "expertise_table")


def soon(work: Work) -> date:
    return add_days(work.now.date(), 6, DayUnit.WORKING_DAYS)


def item_of(work: Work, case: UUID) -> AgendaItem:
    """The last place of the case on an agenda."""
    items = select(AgendaItem).where(AgendaItem.referral_id == case).order_by(col(AgendaItem.added_at).desc())
    found = work.session.exec(items).first()
    assert found is not None
    return found


class JointCase(RuleBasedStateMachine):
    world: ClassVar[World]

    @initialize(joint=st.booleans())
    def comes_on_the_table(self, joint: bool) -> None:
        """With Kompas and Springplank at work on it already, or with nobody yet."""
        self.world.now = MORNING
        self.case = on_table(self.world)
        both = (("Nadia Pauwels", "lead"), ("Tom Claes", "co")) if joint else ()
        made = [takes_up(self.world, who, self.case, PARTNERS[who], role) for who, role in both]
        with self.world.desk(HILDE) as work:
            for claim_id in made:
                claims.confirm(work, claim_id)

    def tries(self, who: str, act: Callable[[Work], Any], about: Any = None) -> None:
        """Nobody's word changes a part of somebody else, and what is refused changes nothing."""
        before = self.parts()
        try:
            with self.world.desk(who) as work:
                act(work)
        except (Refused, Invalid, NotFound):
            assert self.parts() == before
            return
        after = self.parts()
        assert {part: said for part, said in after.items() if part in before and part != about} == {
            part: said for part, said in before.items() if part != about
        }

    def parts(self) -> dict[Any, Any]:
        with self.world.desk() as work:
            found = work.session.exec(select(Track).where(Track.referral_id == self.case)).all()
            return {
                one.id: (one.stage, one.holds_place, one.end_reason, one.ended_on, one.agreed_start, one.commitment)
                for one in found
            }

    def claim_of(self, work: Work, who: str) -> Any:
        mine = select(Claim.id).where(
            Claim.referral_id == self.case, col(Claim.organisation_id) == self.world[ORGANISATION[who]]
        )
        return work.session.exec(mine.order_by(col(Claim.made_at).desc(), col(Claim.id))).first()

    @rule(who=partners, role=st.sampled_from(["lead", "co"]))
    def takes_up(self, who: str, role: str) -> None:
        self.tries(
            who, lambda work: claims.claim(work, self.case, self.world.offer(work, PARTNERS[who]).id, role, "Ons deel.")
        )

    @rule(who=partners)
    def declines(self, who: str) -> None:
        self.tries(who, lambda work: claims.decline(work, self.case, "no_place"))

    @rule(who=partners, does=settles)
    def a_claim_is_settled(self, who: str, does: Any) -> None:
        with self.world.desk() as work:
            claim_id = self.claim_of(work, who)
        if claim_id is None:
            return
        more = {"reason": "Een ander kan sneller."} if does is claims.refuse_claim else {}
        self.tries(who if does is claims.withdraw_claim else HILDE, lambda work: does(work, claim_id, **more))

    @rule(who=partners, word=st.sampled_from(sorted(WORDS)))
    def says(self, who: str, word: str) -> None:
        with self.world.desk() as work:
            mine = select(Track).where(Track.referral_id == self.case)
            mine = mine.where(col(Track.organisation_id) == self.world[ORGANISATION[who]])
            track = work.session.exec(mine.order_by(col(Track.stage_since).desc(), col(Track.due_at).is_(None))).first()
        if track is not None:
            self.tries(who, lambda work: WORDS[word](work, track.id), about=track.id)

    @rule(said=st.sampled_from(list(CarriesOn)))
    def says_whether_it_carries_on(self, said: CarriesOn) -> None:
        with self.world.desk() as work:
            asked = work.session.exec(select(CarryOn).where(CarryOn.referral_id == self.case)).first()
        if asked is not None:
            self.tries(HILDE, lambda work: answering.answer(work, asked.track_id, asked.id, said))

    @rule(way=st.sampled_from(sorted(ENDS)))
    def hilde_decides(self, way: str) -> None:
        self.tries(HILDE, lambda work: ENDS[way](work, self.case))

    @rule(days=st.sampled_from([1, 7, 20]))
    def time_passes_and_silence_ends_no_part(self, days: int) -> None:
        before = self.parts()
        self.world.now += timedelta(days=days)
        did = list(follow_up.run(self.world.store, self.world.now))
        assert "failed" not in [line["did"] for line in did]
        assert self.parts() == before

    @rule()
    def hilde_puts_it_on_the_table_again(self) -> None:
        before = self.parts()
        with contextlib.suppress(Refused, Invalid):
            put_on_table(self.world, self.case)
        assert self.parts() == before

    @invariant()
    def it_has_one_holder_and_a_date_while_it_is_open_and_is_never_closed_over_an_open_part(self) -> None:
        case = self.world.case(self.case)
        held = (case.holder, case.next_due, case.next_why)
        if case.stage == "closed":
            assert held == (None, None, None)
            assert not any(is_open(stage) for stage, *_rest in self.parts().values())
        else:
            assert all(held), held
        with self.world.desk() as work:
            assert list(watched_otherwise(work)) == []

    @invariant()
    def what_waits_says_who_watches_it_and_by_when(self) -> None:
        case = self.world.case(self.case)
        if case.stage not in WAITS:
            return
        with self.world.desk() as work:
            plans = select(PlannedFollowUp).where(PlannedFollowUp.referral_id == self.case)
            plan = work.session.exec(plans.order_by(col(PlannedFollowUp.made_at).desc())).first()
        assert plan is not None
        assert (plan.stage, plan.by) == (case.stage, case.review_on)

    @invariant()
    def an_offer_holds_as_many_places_as_claims_that_wait_and_open_parts(self) -> None:
        with self.world.desk() as work:
            waits = sa.select(sa.func.count()).where(
                col(Claim.offer_id) == col(Offer.id), col(Claim.state) == ClaimState.MADE
            )
            runs = sa.select(sa.func.count()).where(
                col(Track.offer_id) == col(Offer.id), col(Track.due_at).is_not(None)
            )
            right = waits.correlate(Offer).scalar_subquery() + runs.correlate(Offer).scalar_subquery()
            wrong = sa.select(col(Offer.name), col(Offer.taken), right).where(col(Offer.taken) != right)
            assert work.session.execute(wrong).all() == []


def test_a_case_and_its_parts_keep_the_radar_the_places_and_each_other_whatever_is_tried(world: World) -> None:
    JointCase.world = world
    few = settings(
        max_examples=5,
        stateful_step_count=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=(Phase.generate,),
    )
    run_state_machine_as_test(JointCase, settings=few)
    assert check(world.store) == []
