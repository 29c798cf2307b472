"""A partner that answers after all: who is silent still, and who is not any more."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from hub.dispatch import ending, moves, tracks
from hub.dispatch.track import TrackStage
from hub.home import today
from hub.store import Work
from tests.cast import World
from tests.desk.test_follow_up import CHECKED, SILENT, START, agreed, did, follow, track_now


def silent(world: World) -> UUID:
    """A track of which the partner was asked and did not answer: the coordinator has it."""
    track = agreed(world)
    follow(world, CHECKED)
    follow(world, SILENT)
    return track


def test_a_word_after_the_coordinator_has_it_is_still_welcome(world: World) -> None:
    track = silent(world)
    with world.desk("Nadia Pauwels", now="2026-12-16T10:00") as work:
        tracks.start(work, track, date(2026, 12, 7))
    after = track_now(world, track)
    assert (after.stage, after.step, after.asked_at) == (TrackStage.STARTED, 0, None)


def came_back(world: World, now: str) -> str:
    with world.desk("Hilde Verbist", now=now) as work:
        (back,) = (group for group in today.today(work).groups if group.slug == "herneming")
        return back.items[0].why


def test_a_partner_that_answers_after_all_is_not_silent_any_more(world: World) -> None:
    track = silent(world)
    with world.desk("Nadia Pauwels", now="2026-12-16T10:00") as work:
        tracks.plan(work, track, date(2027, 1, 11))
    assert came_back(world, "2026-12-16T11:00") == "herneming: na stilte kregen we antwoord (Kompas NAFT)"
    assert did(world, "2027-01-12T09:00") == ["asked_partner"]
    assert did(world, "2027-01-19T09:00") == ["gave_to_coordinator"]
    assert came_back(world, "2027-01-19T10:00") == "herneming: we horen niets meer (Kompas NAFT)"


def test_a_word_from_before_it_came_back_does_not_count_as_an_answer(world: World) -> None:
    track = agreed(world)
    with world.desk("Nadia Pauwels", now="2026-12-01T16:00") as work:
        tracks.start(work, track, START)
    follow(world, "2027-02-02T10:00")
    follow(world, "2027-02-16T10:00")  # her team
    follow(world, "2027-02-23T10:00")
    assert came_back(world, "2027-02-23T11:00") == "herneming: we horen niets meer (Kompas NAFT)"
    with world.desk("Nadia Pauwels", now="2027-02-24T10:00") as work:
        tracks.sign_of_life(work, track, "Elke week op gesprek.")
    assert came_back(world, "2027-02-24T11:00") == "herneming: na stilte kregen we antwoord (Kompas NAFT)"


def test_two_silent_partners_are_both_named_until_one_of_them_answers(world: World) -> None:
    first = agreed(world)
    case = track_now(world, first).referral_id
    agreed(world, offer="Een buddy", case=case)
    follow(world, CHECKED)
    follow(world, SILENT)
    said = came_back(world, "2026-12-15T10:00")
    assert "Kompas NAFT" in said
    assert "Buddyhuis" in said
    with world.desk("Nadia Pauwels", now="2026-12-16T10:00") as work:
        tracks.start(work, first, date(2026, 12, 7))
    said = came_back(world, "2026-12-16T11:00")
    assert said.startswith("herneming: we horen niets meer (Buddyhuis")
    assert said.endswith(" · na stilte kregen we antwoord (Kompas NAFT)")


def test_a_silent_track_of_the_hub_itself_is_told_as_its_own(world: World) -> None:
    case = world.refer(now="2026-11-16T10:00")
    world.talk(case)
    with world.desk("Hilde Verbist", now="2026-11-17T14:00") as work:
        ending.take_up(work, case, "Wekelijks gesprek.", START)
        (track,) = moves.tracks_of(work, case)
    assert did(world, CHECKED) == ["put_on_today"]
    assert did(world, SILENT) == ["gave_to_coordinator"]
    assert came_back(world, "2026-12-15T10:00") == "herneming: nog geen nieuws over ons eigen traject"
    with world.desk("Hilde Verbist", now="2026-12-16T10:00") as work:
        tracks.start(work, track.id, START)
    assert came_back(world, "2026-12-16T11:00") == "herneming: na stilte is er nieuws over ons eigen traject"


def test_an_answer_by_the_link_counts_though_somebody_rehearsed_the_days_to_come(world: World) -> None:
    track = silent(world)  # as `hub follow-up --now` had it: months after the moment at which Nadia really answers
    assert came_back(world, "2026-12-15T10:00") == "herneming: we horen niets meer (Kompas NAFT)"
    for number, tell in enumerate(WORDS_OF_A_PARTNER):
        with world.desk("Nadia Pauwels", now=f"2026-12-0{number + 2}T10:00") as work:
            tell(work, track)
        assert came_back(world, "2026-12-15T10:00") == "herneming: na stilte kregen we antwoord (Kompas NAFT)"


WORDS_OF_A_PARTNER: tuple[Callable[[Work, UUID], object], ...] = (
    lambda work, track: tracks.plan(work, track, date(2027, 1, 11)),
    lambda work, track: tracks.start(work, track, START),
    lambda work, track: tracks.sign_of_life(work, track, "Het loopt."),
    lambda work, track: tracks.hold(work, track, date(2027, 1, 25), "Stage."),
    lambda work, track: tracks.resume(work, track),
)
