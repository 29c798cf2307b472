"""What the coordinator does on a day: what is due on the radar, unless she is away."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID

from sqlmodel import col, select

from hub.clock import DayUnit, add_days, brussels_date
from hub.dispatch import agenda, cards, claims, clarify, ending
from hub.dispatch.cards import Written
from hub.dispatch.case import Stage as CaseStage
from hub.dispatch.sharing import recording
from hub.dispatch.table_tables import AgendaItem, AgendaState, Claim, ClaimState, Session, Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import OPEN
from hub.dispatch.watch import Party
from hub.home.demo_stage import Stage
from hub.home.simulated.partners import SPEAKERS
from hub.partners.tables import Offer
from hub.problems import Problem
from hub.store import Work

HILDE = "Hilde Verbist"
SLUG = "dijleland"
ASKED = "Een dagstructuur en iemand die mee naar school stapt."
CARD = Written("", ASKED, "Is al weken thuis.", "Komt afspraken na.")
TALK_IS_ENOUGH = 0.25
# What partners at the table do with a case: how many of them take it up.
TAKES_UP = (0, 1, 1, 1, 2)


@dataclass
class Desk:
    """`away` are the days on which nobody is there."""

    stage: Stage
    rng: Random
    away: frozenset[object] = frozenset()

    def day(self, at: datetime) -> None:
        if brussels_date(at) in self.away:
            return
        for case_id in self._due(at):
            self._try(at, partial(self._case, case_id=case_id))

    def _due(self, at: datetime) -> Iterable[UUID]:
        end = at + timedelta(hours=8)
        with self.stage.store.begin(now=at) as work:
            due = select(Referral.id).where(col(Referral.next_due) <= end, col(Referral.holder) != Party.PARTNER)
            return work.session.exec(due.order_by(col(Referral.next_due), col(Referral.number))).all()

    def _case(self, work: Work, case_id: UUID) -> None:
        """The next step of one case, as it stands."""
        case = work.session.get_one(Referral, case_id)
        self.stage.plays(work, HILDE)
        steps: dict[str, Callable[[Work, Referral], object]] = {
            CaseStage.SUBMITTED: self._talk, CaseStage.CLARIFICATION: self._decide, CaseStage.DISCUSSED: self._after,
            CaseStage.WAITING_LIST: self._to_table, CaseStage.REOPENED: self._came_back, CaseStage.TRACKS: self._end,
        }  # fmt: skip
        if case.stage in steps:
            steps[case.stage](work, case)

    def _talk(self, work: Work, case: Referral) -> None:
        clarify.note_talk(work, case.id, "de school en Hilde", "We bekijken samen wat er kan.", "")

    def _decide(self, work: Work, case: Referral) -> None:
        if self.rng.random() < TALK_IS_ENOUGH:
            ending.talk_was_enough(work, case.id, "De school gaat zelf verder.")
        else:
            self._to_table(work, case)

    def _to_table(self, work: Work, case: Referral) -> None:
        cards.write_card(work, case.id, CARD)
        cards.approve_card(work, case.id)
        recording.all_agreed(work, case.id)
        agenda.put_on_table(work, case.id)

    def _after(self, work: Work, case: Referral) -> None:
        """Who took it up is confirmed; what nobody took goes to the table again."""
        made = select(Claim.id).where(Claim.referral_id == case.id, Claim.state == ClaimState.MADE)
        waiting = work.session.exec(made.order_by(col(Claim.made_at), col(Claim.role).desc())).all()
        start = add_days(brussels_date(work.now), 7, DayUnit.SCHOOL_DAYS)
        for claim_id in waiting:
            claims.confirm(work, claim_id, start)
        if not waiting:
            self._to_table(work, case)

    def _came_back(self, work: Work, case: Referral) -> None:
        if self._open(work, case):
            ending.carry_on(work, case.id)
        elif self.rng.random() < 0.5:
            self._to_table(work, case)
        else:
            self._end(work, case)

    def _end(self, work: Work, case: Referral) -> None:
        if not self._open(work, case):
            ending.tell_referrer(work, case.id)
            ending.close(work, case.id, "Afgerond.")

    def _open(self, work: Work, case: Referral) -> bool:
        running = select(Track.id).where(Track.referral_id == case.id, col(Track.stage).in_(OPEN))
        return work.session.exec(running.limit(1)).first() is not None

    # The table

    def sits(self, day: datetime) -> None:
        """The sessions of this day: each case is weighed, some take it up, and the session closes."""
        with self.stage.store.begin(now=day) as work:
            hub_id = self.stage.ids[SLUG]
            planned = select(Session).where(Session.hub_id == hub_id, col(Session.closed_at).is_(None))
            today = [one for one in work.session.exec(planned) if brussels_date(one.at) == brussels_date(day)]
        for session in today:
            for number, case_id in enumerate(self._agenda(session)):
                at = session.at + timedelta(minutes=3 + 2 * number)
                for who in self.rng.sample(sorted(SPEAKERS.values()), self.rng.choice(TAKES_UP)):
                    self._try(at, partial(self._takes_up, who=who, case_id=case_id))
            self._try(session.at + timedelta(hours=2), partial(self._closes, session=session))

    def _agenda(self, session: Session) -> list[UUID]:
        with self.stage.store.begin(now=session.at) as work:
            items = select(AgendaItem.referral_id).where(
                AgendaItem.session_id == session.id, AgendaItem.state == AgendaState.ON_AGENDA
            )
            return list(work.session.exec(items.order_by(col(AgendaItem.position))))

    def _takes_up(self, work: Work, who: str, case_id: UUID) -> None:
        partner = next(name for name, speaker in SPEAKERS.items() if speaker == who)
        self.stage.plays(work, who)
        offers = select(Offer.id).where(Offer.organisation_id == self.stage.ids[partner]).order_by(col(Offer.name))
        offer = self.rng.choice(work.session.exec(offers).all())
        taken = select(Claim.id).where(Claim.referral_id == case_id, Claim.state == ClaimState.MADE)
        role = "co" if work.session.exec(taken.limit(1)).first() else "lead"
        claims.claim(work, case_id, offer, role, "wekelijks contact, op school en thuis")

    def _closes(self, work: Work, session: Session) -> None:
        self.stage.plays(work, HILDE)
        agenda.close_session(work, session.id)

    def _try(self, at: datetime, act: Callable[[Work], object]) -> None:
        """What cannot be done that day is tried again the next: it stays on the radar."""
        try:
            with self.stage.store.begin(now=at) as work:
                act(work)
        except Problem:
            return
