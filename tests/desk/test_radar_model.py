"""A year of one case at random, day by day: people say things or nothing, letters leave or their postman dies.

Beside it runs a model of what may happen; laws that are broken on purpose are found out.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from uuid import UUID

import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlmodel import col, select

from hub import work_rows
from hub.clock import BRUSSELS, DayUnit, add_days, brussels_date, days_between, quiet
from hub.dispatch import claims, ending, tracks
from hub.dispatch.clocks import DEFAULTS, ClockName
from hub.dispatch.mailed.weekly_tables import WeeklyLetter
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import is_open
from hub.letters import Letter
from hub.monitoring import follow_up
from hub.monitoring.check_watch import watched_otherwise
from hub.monitoring.why_now.telling import earliest
from hub.monitoring.why_now.why_sight import running
from hub.partners.tables import Offer
from hub.problems import Refused
from hub.store import Work
from tests.cast import MORNING, World
from tests.tables import on_table, takes_up

PARTNERS = {"Nadia Pauwels": "Kort traject", "Tom Claes": "Carrousel"}
WORDS: dict[str, Callable[[Work, Track], Any]] = {
    "started": lambda work, track: tracks.start(work, track.id, work.now.date()),
    "planned": lambda work, track: tracks.plan(work, track.id, soon(work)),
    "a contact": lambda work, track: tracks.sign_of_life(work, track.id, "Gebeld."),
    "a pause": lambda work, track: tracks.hold(work, track.id, soon(work), "Stage."),
    "goes on": lambda work, track: tracks.resume(work, track.id),
}
# A word is owed after the longest clock or the longest rung of the ladder; a week for what falls on days of rest.
LONGEST = (
    max(
        DEFAULTS[ClockName.SIGN_OF_LIFE].days,
        DEFAULTS[ClockName.SIGN_OF_LIFE].grows_to * DEFAULTS[ClockName.PARTNER_SILENCE].days,
    )
    + 5
)
LEASE = timedelta(minutes=2)


def soon(work: Work) -> date:
    return add_days(brussels_date(work.now), 8, DayUnit.SCHOOL_DAYS)


class AYear(RuleBasedStateMachine):
    """`heard` is, for each track, the last day on which anybody spoke of it or was asked about it."""

    world: ClassVar[World]

    @initialize()
    def two_partners_take_it_up(self) -> None:
        self.world.now = MORNING
        with self.world.desk() as work:  # many years are lived in one database
            work.session.execute(sa.update(Offer).values(places=500))
        self.case = on_table(self.world)
        made = [
            takes_up(self.world, who, self.case, offer, role)
            for (who, offer), role in zip(PARTNERS.items(), ("lead", "co"), strict=True)
        ]
        with self.world.desk("Hilde Verbist") as work:
            self.tracks = {who: claims.confirm(work, claim).id for who, claim in zip(PARTNERS, made, strict=True)}
        self.heard = dict.fromkeys(self.tracks.values(), brussels_date(self.world.now))
        self.mine = {str(track) for track in self.heard}
        self.stages = self._stages()
        self.places = self._places()
        self.left: Counter[UUID] = Counter()
        self.deaths: Counter[UUID] = Counter()
        self.now = self.world.now

    @rule(who=st.sampled_from(sorted(PARTNERS)), word=st.sampled_from(sorted(WORDS)))
    def somebody_says(self, who: str, word: str) -> None:
        track_id = self.tracks[who]
        with self.world.desk(who, now=self.now) as work:
            track = work.session.get_one(Track, track_id)
            fits = {
                "started": track.stage == "accepted", "planned": track.stage == "accepted",
                "a contact": is_open(track.stage), "a pause": track.stage == "started",
                "goes on": track.stage == "on_hold",
            }  # fmt: skip
            if not fits[word]:
                return
            WORDS[word](work, track)
        self.heard[track_id] = brussels_date(self.now)
        self.stages = self._stages()

    def hilde_lets_it_go_on(self) -> None:
        with self.world.desk("Hilde Verbist", now=self.now) as work, suppress(Refused):
            ending.carry_on(work, self.case)

    @rule(days=st.sampled_from([1, 6, 20, 60]), then_goes_on=st.booleans())
    def days_pass(self, days: int, then_goes_on: bool) -> None:
        """The clockwork looks every morning, on Sundays at night too. What came back may be left to its partners."""
        for _day in range(days):
            self.now += timedelta(days=1)
            today = brussels_date(self.now)
            for hour in (2, 10) if today.isoweekday() == 7 else (10,):
                self._look(datetime.combine(today, time(hour), BRUSSELS))
        if then_goes_on:
            self.hilde_lets_it_go_on()

    @rule(dies=st.booleans())
    def a_postman_comes(self, dies: bool) -> None:
        """He brings what is due; where he dies, the mail server has the letter and the hub does not know so."""
        with self.world.store.begin(now=self.now) as work:
            leased = work_rows.lease(work.session, Letter, now=self._real(work), at_most=50)
        for letter in leased:
            self.left[letter.id] += 1
            if dies:
                self.deaths[letter.id] += 1
                continue
            with self.world.store.begin(now=self.now) as work:
                work_rows.finish(work.session, letter, now=self._real(work), server_answer="250 taken")

    @rule()
    def leases_run_out(self) -> None:
        with self.world.store.begin(now=self.now) as work:
            held = sa.update(Letter).where(col(Letter.leased_until).is_not(None))
            work.session.execute(held.values(leased_until=work.real - LEASE))

    @invariant()
    def silence_ends_nothing_and_frees_no_place(self) -> None:
        assert self._stages() == self.stages
        assert self._places() == self.places

    @invariant()
    def the_open_case_has_one_holder_and_the_date_that_its_tracks_give(self) -> None:
        case = self.world.case(self.case)
        assert all((case.holder, case.next_due, case.next_why))
        with self.world.desk() as work:
            assert self.case not in watched_otherwise(work)
            told = running(work, work.session.get_one(Referral, self.case))
        first = earliest(told)
        assert first
        assert first.due_at == case.next_due
        assert all(one.because for one in told)

    @invariant()
    def no_letter_leaves_twice_but_for_a_postman_who_died(self) -> None:
        for letter_id, times in self.left.items():
            assert times <= self.deaths[letter_id] + 1

    @invariant()
    def nobody_is_asked_twice_a_week_or_while_it_is_quiet(self) -> None:
        with self.world.desk() as work:
            asked = work.session.exec(select(Letter).where(Letter.referral_id == self.case)).all()
        follow_ups = [one for one in asked if one.kind == "weekly"]
        assert not [one.kind for one in follow_ups if quiet(one.written_at)]
        weeks = Counter((one.to_address, *brussels_date(one.written_at).isocalendar()[:2]) for one in follow_ups)
        assert max(weeks.values(), default=1) == 1

    def teardown(self) -> None:
        """The years after it are quicker without this case, and their weeks have their own letters."""
        with self.world.store.begin() as work:
            work.session.execute(sa.delete(WeeklyLetter))
            work.session.execute(
                sa.update(Track)
                .where(col(Track.due_at).is_not(None))
                .values(stage="not_started", end_reason="moved", due_at=None, holds_place=False)
            )

    def _look(self, at: datetime) -> None:
        for line in follow_up.run(self.world.store, at):
            assert line["did"] != "failed", line
            if line.get("track") in self.mine:
                self.heard[UUID(line["track"])] = brussels_date(at)
        if quiet(at, DayUnit.SCHOOL_DAYS):
            return
        for track_id, last in self.heard.items():
            waits_for = self._promised(track_id)
            since = max(last, waits_for) if waits_for else last
            silent = days_between(since, brussels_date(at), DayUnit.SCHOOL_DAYS)
            assert silent <= LONGEST, f"nobody heard of a track for {silent} school days"

    def _promised(self, track_id: UUID) -> date | None:
        with self.world.desk() as work:
            track = work.session.get_one(Track, track_id)
            return track.hold_until if track.stage == "on_hold" else track.agreed_start

    def _stages(self) -> dict[UUID, tuple[str, bool]]:
        with self.world.desk() as work:
            found = work.session.exec(select(Track).where(Track.referral_id == self.case)).all()
            return {one.id: (one.stage, one.holds_place) for one in found}

    def _places(self) -> dict[str, int]:
        with self.world.desk() as work:
            return dict(work.session.exec(select(Offer.name, Offer.taken)).all())

    @staticmethod
    def _real(work: Work) -> datetime:
        return work.real + timedelta(seconds=1)


def a_year(world: World, *, examples: int = 4) -> None:
    AYear.world = world
    run_state_machine_as_test(
        AYear,
        settings=settings(
            max_examples=examples, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck),
            database=None, report_multiple_bugs=False, phases=(Phase.generate,),
        ),
    )  # fmt: skip


def test_whatever_is_said_or_not_said_in_a_year_nobody_falls_off_the_radar(world: World) -> None:
    a_year(world)


# Faults such as somebody may program one day, planted below the hub: in its database.
PLANTED = {
    "what was asked twice is forgotten for a year": (
        "BEFORE UPDATE ON track", "IF NEW.times_asked > 1 THEN NEW.due_at := NEW.due_at + interval '1 year'; END IF;"
    ),
    "a silent partner loses its place": (
        "AFTER UPDATE ON track",
        "IF NEW.step > OLD.step AND NEW.step > 1 THEN"
        " UPDATE offer SET taken = taken - 1 WHERE id = NEW.offer_id AND taken > 0; END IF;",
    ),
    "silence is taken for a start": (
        "BEFORE UPDATE ON track",
        "IF NEW.step > OLD.step AND NEW.stage = 'accepted' THEN NEW.stage := 'started'; END IF;",
    ),
    "a letter that is taken by a postman stays free for the next one": (
        "BEFORE UPDATE ON letter",
        "IF NEW.done_at IS NOT NULL THEN NEW.done_at := NULL; END IF;",
    ),
}  # fmt: skip


@contextmanager
def planted(world: World, postgres_url: str, fault: str) -> Iterator[None]:
    """As whoever owns the tables: the hub itself may not change them."""
    when, what = PLANTED[fault]
    there = sa.make_url(postgres_url).set(database=sa.make_url(world.store.settings.database_url).database)
    with psycopg.connect(there.set(drivername="postgresql").render_as_string(hide_password=False)) as owner:
        owner.execute(
            "CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
            f" AS $$ BEGIN {what} RETURN NEW; END $$;"
            f"CREATE TRIGGER planted {when} FOR EACH ROW EXECUTE FUNCTION planted()"
        )
        owner.commit()
        try:
            yield
        finally:
            owner.execute("DROP FUNCTION planted CASCADE")


@pytest.mark.parametrize("fault", sorted(PLANTED))
def test_a_law_that_is_broken_on_purpose_is_found_out(world: World, postgres_url: str, fault: str) -> None:
    with planted(world, postgres_url, fault), pytest.raises(AssertionError):
        a_year(world, examples=40)
