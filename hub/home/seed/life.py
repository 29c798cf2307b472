"""The life of one invented case: what happens when, each move by the table of moves, up to the present."""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from hub.dispatch.case import CLOSES_AS, CaseState, Move, Stage, check
from hub.dispatch.track import TrackMove, TrackStage, after, is_open
from hub.dispatch.watch import CaseView, TrackView, Watch, track_due, watch
from hub.home.seed.rows import NOTHING, Row, Rows, stamped
from hub.home.seed.sheets import SHEETS
from hub.home.seed.world import Partner, SeededOffer, Sitting, Someone, World

Step = Callable[..., None]
COLUMNS = SHEETS["referral"][1].split()


@dataclass
class SeededTrack:
    """A track as it goes on. `next_word` is when its partner says something again."""

    id: str
    claim_id: str | None
    partner: Partner
    offer: SeededOffer | None
    worker: Someone | str
    role: str
    commitment: str
    since: datetime
    agreed_start: date
    stage: TrackStage = TrackStage.PROPOSED
    agreed_at: datetime | None = None
    started_on: date | None = None
    ended_on: date | None = None
    end_reason: str | None = None
    end_note: str = ""
    hold_until: date | None = None
    hold_reason: str = ""
    last_sign: datetime | None = None
    half_days: int = 0
    due: datetime | None = None
    step: int = 0
    asked_at: datetime | None = None
    times_asked: int = 0
    next_word: datetime | None = None
    link: Row | None = None

    @property
    def open(self) -> bool:
        return is_open(self.stage)


class Life(Rows):
    """One case from the day it came in. Steps are put on a calendar with `at`; `live` takes them in order."""

    def __init__(self, world: World, rng: Random, case_id: str, number: str, until: datetime) -> None:
        super().__init__(world, rng, case_id, number, until)
        self.calendar: list[tuple[datetime, int, Step, tuple[Any, ...]]] = []
        self.turns = count()
        self.moves: list[tuple[str | None, str]] = []
        self.stage: Stage = Stage.SUBMITTED
        self.version = 1
        self.round = 0
        self.talked = False
        self.review_on: date | None = None
        self.told_at: datetime | None = None
        self.closed_at: datetime | None = None
        self.outcome: str | None = None
        self.closing_note = ""
        self.reopened: tuple[str | None, str | None] = (None, None)
        self.flag: tuple[str | None, str] = (None, "")
        self.desk: Someone = self.one(world.desk)
        self.tracks: list[SeededTrack] = []
        self.claims: list[Row] = []
        self.question: Row | None = None  # the one that waits for an answer
        self.meeting: Row | None = None
        self.item: Row | None = None  # its live place on an agenda
        self.sitting: Sitting | None = None
        self.table = self.one(world.tables)
        self.asked_at: datetime | None = None
        self.meets_at: datetime | None = None
        # What opening fills in.
        self.submitted_at: datetime | None = None
        self.opening: dict[str, Any] = {}
        self.email = ""
        self.referrer = ""
        self.initials = ""

    def at(self, moment: datetime, step: Step, *more: Any) -> None:
        heapq.heappush(self.calendar, (moment, next(self.turns), step, more))

    def live(self) -> None:
        """All that happens up to the present."""
        while self.calendar and self.calendar[0][0] <= self.until:
            moment, _turn, step, more = heapq.heappop(self.calendar)
            self.go_to(max(moment, self.now))
            step(self, *more)

    # Moves

    def move(
        self, step: Move, who: Someone | str, detail: Mapping[str, Any] = NOTHING, *, note: str = "",
        review_on: date | None = None,
    ) -> None:  # fmt: skip
        """Make one move of the case's table; Refused when the rules of the house do not allow it."""
        still_open = sum(track.open for track in self.tracks)
        state = CaseState(self.stage, still_open, len(self.tracks), bool(self.told_at), self.talked)
        source, self.stage = self.stage, check(state, step)
        self.since, self.review_on = self.now, review_on
        self.version += 1
        if self.stage == Stage.CLOSED:
            self.outcome, self.closed_at, self.closing_note = CLOSES_AS[step], self.now, note
        if step == Move.SUBMIT:
            self.submitted_at = self.now
        if step == Move.PUT_ON_TABLE:
            self.round += 1
        if step == Move.REOPEN:
            self.told_at = None
        if self.stage == Stage.CLOSED or step == Move.REOPEN:
            self.leave_agenda()
        self.went(source, self.stage)
        self.ledger(f"case.{step}", "referral", self.id, who, move=(source, self.stage), detail=detail)

    def went(self, source: Stage | None, target: Stage) -> None:
        self.moves.append((source, target))

    def track_move(self, track: SeededTrack, step: TrackMove, who: Someone | str, link: str | None = None) -> None:
        """Make one move of the track's table; the caller has set what goes with it."""
        source, track.stage = track.stage, after(track.stage, step)
        track.since = self.now
        self.expect(track)
        if not track.open and track.link:
            track.link[-1] = self.stamp
        why = {"reason": track.end_reason} if track.end_reason else {}
        self.ledger(
            f"track.{step}", "track", track.id, who, move=(source, track.stage), link=link,
            detail={"organisation": track.partner.id, **why},
        )  # fmt: skip
        self.version += 1

    def expect(self, track: SeededTrack) -> None:
        """When a word about it is due; the ladder begins anew."""
        track.due = track_due(
            track.stage, self.world.clocks.at(welfare=track.partner.welfare), since=track.since,
            agreed_start=track.agreed_start, last_sign=track.last_sign, hold_until=track.hold_until,
        )  # fmt: skip
        track.step, track.asked_at = 0, None

    @property
    def may_close(self) -> bool:
        return bool(self.tracks) and self.stage in (Stage.TRACKS, Stage.REOPENED)

    def on_agenda(self, reason: str, state: str) -> None:
        """A place on the agenda of the next sitting of its table."""
        self.sitting = self.table.next(self.now)
        self.item = self.add(
            "agenda_item", self.uuid(), self.world.hub_id, self.sitting.id, self.id, self.some(1, 15), reason, state,
            self.stamp,
        )  # fmt: skip

    def leave_agenda(self) -> None:
        if self.item:
            self.item[6], self.item, self.sitting = "removed", None, None

    def forget_questions(self) -> None:
        """What was still asked ends with what it was about; its link stops working."""
        if self.question:
            self.question[-1] = self.stamp
            self.question = self.asked_at = None

    def let_claims_go(self) -> None:
        for claim in self.claims:
            if claim[8] == "made":
                claim[8], claim[11] = "withdrawn", self.stamp
                self.ledger("claim.let_go", "claim", claim[0], self.desk, detail={"organisation": claim[4]})

    # The end

    def watched(self) -> Watch | None:
        """Who holds the case now and until when, by the radar rule."""
        on_agenda = self.sitting if self.item and self.item[6] == "on_agenda" else None
        view = CaseView(
            self.stage, self.since, open_question_since=self.asked_at, appointment_at=self.meets_at,
            session_at=on_agenda.at if on_agenda else None, review_on=self.review_on,
            tracks=[TrackView(UUID(one.partner.id), one.stage, one.due) for one in self.tracks if one.due],
        )  # fmt: skip
        return watch(view, self.world.clocks)

    def finish(self) -> dict[str, list[Row]]:
        """The rows of the case as it stands at present."""
        for track in self.tracks:
            self._track_row(track)
        if self.item and self.item[6] == "proposed":
            self.item[2] = self.table.next(self.until).id  # it moved on with each sitting that closed
        held = self.watched()
        told, closed = (stamped(one) if one else None for one in (self.told_at, self.closed_at))
        values = {
            **self.opening, "id": self.id, "hub_id": self.world.hub_id, "number": self.number,
            "submitted_at": stamped(self.submitted_at) if self.submitted_at else None, "stage": str(self.stage),
            "stage_since": stamped(self.since), "holder": held.party if held else None,
            "holder_organisation_id": str(held.organisation_id) if held and held.organisation_id else None,
            "next_due": stamped(held.due_at) if held else None, "next_why": held.why if held else None,
            "round": self.round, "review_on": day(self.review_on), "reopened_for": self.reopened[0],
            "reopened_track_id": self.reopened[1], "outcome": self.outcome, "closing_note": self.closing_note,
            "closed_at": closed, "referrer_told_at": told, "version": self.version, "flag": self.flag[0],
            "flag_reason": self.flag[1],
        }  # fmt: skip
        self.rows["referral"].append([values[name] for name in COLUMNS])
        return self.rows

    def _track_row(self, one: SeededTrack) -> None:
        self.add(
            "track", one.id, self.world.hub_id, self.id, one.claim_id, one.partner.id,
            one.offer.id if one.offer else None, one.worker.id if isinstance(one.worker, Someone) else None, one.role,
            one.commitment, str(one.stage), stamped(one.since), stamped(one.agreed_at) if one.agreed_at else None,
            day(one.agreed_start), day(one.started_on), day(one.ended_on), one.end_reason, one.end_note,
            day(one.hold_until), one.hold_reason, stamped(one.last_sign) if one.last_sign else None, one.half_days,
            stamped(one.due) if one.due else None, one.step, stamped(one.asked_at) if one.asked_at else None,
            one.times_asked, one.open and one.offer is not None,
        )  # fmt: skip


def day(when: date | None) -> str | None:
    return when.isoformat() if when else None
