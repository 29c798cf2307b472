"""What partners do on a day: they answer letters by the link in them, or do not."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub import links
from hub.clock import DayUnit, add_days, brussels_date
from hub.dispatch import tracks
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import DECLINE_REASONS, NOT_STARTED_REASONS, OPEN, TrackStage
from hub.dispatch.track_answers import Answer, Given, answer
from hub.home.demo_stage import Stage
from hub.home.simulated.temper import MANNERS, Temper, says, waits
from hub.links import Link, Purpose
from hub.partners.tables import Offer, Organisation
from hub.problems import Problem
from hub.store import Work

# Which invented partner is of which kind, and who speaks there.
TEMPERS = {
    "Kompas NAFT": Temper.PROMPT, "Springplank": Temper.LATE, "JAC De Haven (demo)": Temper.SELDOM,
    "Buddyhuis": Temper.NEVER,
}  # fmt: skip
SPEAKERS = {
    "Kompas NAFT": "Nadia Pauwels", "Springplank": "Tom Claes", "JAC De Haven (demo)": "Fien Maes",
    "Buddyhuis": "Yusuf Aydin",
}  # fmt: skip
USUAL_WEEKS = 8


@dataclass
class Partners:
    """All of them; `answers_on` is, for each link, the day on which it will be answered."""

    stage: Stage
    rng: Random
    answers_on: dict[UUID, date | None] = field(default_factory=dict)

    def day(self, at: datetime) -> None:
        """What they do on this working day, each track in a transaction of its own."""
        with self.stage.store.begin(now=at) as work:
            open_tracks = work.session.exec(
                select(Track.id)
                .join(Referral, col(Referral.id) == col(Track.referral_id))
                .join(Organisation, col(Organisation.id) == col(Track.organisation_id))
                .where(col(Track.stage).in_(OPEN))
                .order_by(col(Referral.number), col(Organisation.name), col(Track.agreed_at))
            ).all()
        for track_id in open_tracks:
            try:
                with self.stage.store.begin(now=at) as work:
                    self._about(work, work.session.get_one(Track, track_id))
            except Problem:  # meanwhile it stands otherwise: an answer that comes too late
                continue

    def _about(self, work: Work, track: Track) -> None:
        partner = next((name for name in TEMPERS if self.stage.ids[name] == track.organisation_id), None)
        if partner is None or not track.due_at:
            return
        temper, today = TEMPERS[partner], brussels_date(work.now)
        link = self._letter_about(work, track)
        if link is not None:
            if link.id not in self.answers_on:
                lag = waits(temper, self.rng)
                self.answers_on[link.id] = None if lag is None else add_days(today, lag, DayUnit.WORKING_DAYS)
            on = self.answers_on[link.id]
            if on and on <= today:
                self.answers_on[link.id] = None
                self._answers(work, track, link)
                return
        if MANNERS[temper].unasked:
            self._tells(work, track, SPEAKERS[partner])

    def _letter_about(self, work: Work, track: Track) -> Link | None:
        """The link of the last letter that asked something which nobody answered since."""
        if track.asked_at is None and track.stage != TrackStage.PROPOSED:
            return None
        of_track = select(Link).where(Link.purpose == Purpose.TRACK, Link.noun_id == track.id)
        return work.session.exec(of_track.order_by(col(Link.created_at).desc())).first()

    def _answers(self, work: Work, track: Track, link: Link) -> None:
        which = says(TrackStage(track.stage), self._ran_its_weeks(work, track), self.rng)
        answer(work, links.token_of(work, link), self._given(work, track, which))

    def _given(self, work: Work, track: Track, which: Answer) -> Given:
        today = brussels_date(work.now)
        soon = add_days(today, 6, DayUnit.SCHOOL_DAYS)
        more: dict[Answer, dict[str, Any]] = {
            Answer.TAKES: {"on": soon}, Answer.DECLINES: {"reason": self.rng.choice(DECLINE_REASONS)},
            Answer.STARTED: {"on": today}, Answer.PLANNED: {"on": soon},
            Answer.NOT_STARTED: {"reason": self.rng.choice(NOT_STARTED_REASONS)},
            Answer.RUNS: {"note": f"Gesprek gehad op {today:%d/%m}."},
            Answer.PAUSES: {"on": soon, "note": "Stage van de school."}, Answer.COMPLETED: {"on": today},
            Answer.STOPPED: {"on": today, "reason": self.rng.choice(NOT_STARTED_REASONS)},
        }  # fmt: skip
        return Given(which, **more.get(which, {}))

    def _tells(self, work: Work, track: Track, who: str) -> None:
        today = brussels_date(work.now)
        self.stage.plays(work, who)
        if track.stage == TrackStage.ACCEPTED and track.agreed_start and track.agreed_start <= today:
            tracks.start(work, track.id, today)
        elif track.stage == TrackStage.STARTED and self._ran_its_weeks(work, track):
            tracks.complete(work, track.id, today)
        elif track.stage == TrackStage.STARTED and self.rng.random() < 0.1:
            tracks.sign_of_life(work, track.id, f"Gesprek gehad op {today:%d/%m}.")

    def _ran_its_weeks(self, work: Work, track: Track) -> bool:
        offer = work.session.get(Offer, track.offer_id) if track.offer_id else None
        weeks = (offer.weeks if offer else None) or USUAL_WEEKS
        return bool(track.started_on and track.started_on + timedelta(weeks=weeks) <= brussels_date(work.now))
