"""A school year played day by day: who answers late, seldom or never, and what the radar makes of it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hub.clock import SchoolYear, midnight
from hub.dispatch.track import TrackStage
from hub.dispatch.track_answers import ANSWERS, Answer
from hub.home.simulated import report, year
from hub.home.simulated.temper import SAYS, Temper, says, waits
from hub.ledger import Entry
from hub.partners.tables import Offer
from hub.store import Store
from tests.cast import settings_for

YEAR = SchoolYear(2026)
DAYS = 36


@pytest.fixture
def store(fresh_database: str, tmp_path: Path) -> Iterator[Store]:
    store = Store(settings_for(fresh_database, "", tmp_path), pool_size=2)
    yield store
    store.close()


def test_who_never_answers_never_does_and_who_answers_soon_does_so_within_two_days() -> None:
    rng = Random(1)
    assert {waits(Temper.NEVER, rng) for _letter in range(50)} == {None}
    assert {waits(Temper.PROMPT, rng) for _letter in range(200)} <= {None, 0, 1, 2}
    assert sum(waits(Temper.SELDOM, rng) is None for _letter in range(200)) > 100


@pytest.mark.parametrize("stage", sorted(SAYS))
def test_partners_give_answers_that_fit_how_the_track_stands(stage: TrackStage) -> None:
    assert set(SAYS[stage]) <= set(ANSWERS[stage])
    assert says(TrackStage.STARTED, True, Random(1)) == Answer.COMPLETED


def test_weeks_of_a_year_keep_every_promise_and_tell_how_long_it_was_silent(store: Store) -> None:
    days: list[int] = []
    broken = list(year.play(store, YEAR, 3, referrals=90, days=DAYS, tell=days.append))
    assert broken == []
    assert sum(days) == DAYS
    end = midnight(date(2026, 10, 7))
    with store.begin(now=end) as work:
        acts = set(work.session.exec(select(Entry.act).distinct()))
        quiet, lines = report.silences(work, end), list(report.told(work, end))
    assert {"case.put_on_table", "claim.make", "track.asked_partner"} <= acts
    assert quiet == sorted(quiet, key=lambda one: -one.school_days)
    assert lines[0].startswith(f"{len(quiet)} cases.")


def test_a_promise_that_is_broken_is_told_with_its_midnight(store: Store) -> None:
    def breaks_one(_day: int) -> None:
        with store.begin() as work:
            work.session.execute(sa.update(Offer).where(col(Offer.name) == "Een buddy").values(taken=1))

    (one,) = list(year.play(store, YEAR, 3, referrals=1, days=2, tell=breaks_one))
    assert (one.day, one.finding.rule) == (date(2026, 9, 2), "places")
