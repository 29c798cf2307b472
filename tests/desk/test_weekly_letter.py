"""The letter of the week: what stands in it together, what does not wait for it, and who is asked after whom."""

from datetime import date

from hub.clock import parse_moment
from hub.dispatch import moves, tracks
from hub.dispatch.case import Move
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.monitoring.check import check
from tests.cast import World
from tests.desk.test_follow_up import CHECKED, SILENT, agreed, did, follow, track_now
from tests.mail_shop import letters


def test_what_is_due_the_school_day_after_the_agreed_start_stands_in_the_next_letter_of_the_week(world: World) -> None:
    track = agreed(world)
    assert follow(world, "2026-12-02T08:59") == []
    (line,) = follow(world, "2026-12-02T09:00")
    told = {"track": str(track), "referral": "CM-2026-00001"}
    assert line == told | {
        "at": "2026-12-02T09:00+01:00", "did": "gathered", "step": 0, "times_asked": 0,
        "due": "2026-12-08T07:00+01:00",
    }  # fmt: skip
    waits = track_now(world, track)
    assert (waits.gathered_for, waits.asked_at) == (date(2026, 12, 8), None)
    assert world.case(waits.referral_id).next_due == waits.due_at
    assert follow(world, "2026-12-08T06:59") == []
    (line,) = follow(world, "2026-12-08T07:00")
    assert line == told | {
        "at": "2026-12-08T07:00+01:00", "did": "asked_partner", "step": 1, "times_asked": 1,
        "due": "2026-12-15T09:00+01:00",
    }  # fmt: skip
    assert track_now(world, track).gathered_for is None


def test_all_that_a_partner_owes_a_word_about_stands_in_one_letter_and_an_answer_to_one_leaves_the_others(
    world: World,
) -> None:
    first, second = agreed(world), agreed(world, offer="Individuele begeleiding", start=date(2026, 12, 3))
    agreed(world, offer="Een buddy")
    assert did(world, "2026-12-04T09:00") == ["gathered"] * 3
    assert did(world, CHECKED) == ["asked_partner"] * 3
    found = letters(world, "weekly")
    (kompas,) = (one for one in found if one.to_address == "team@kompas.example")
    (buddies,) = (one for one in found if one is not kompas)
    assert kompas.subject == "Weekbrief: 2 vragen aan jullie"
    assert buddies.subject == "Weekbrief: hoe staat het met CM-2026-00003?"
    assert [number in kompas.body for number in ("00001", "00002", "00003")] == [True, True, False]
    with world.desk("Nadia Pauwels", now="2026-12-09T10:00") as work:
        tracks.plan(work, first, date(2027, 1, 12))
    assert track_now(world, second).due_at == parse_moment(SILENT)
    assert did(world, SILENT) == ["gave_to_coordinator"] * 2
    assert track_now(world, first).due_at == parse_moment("2027-01-13T09:00")
    assert check(world.store) == []


def test_what_the_desk_flagged_does_not_wait_for_the_letter_of_the_week(world: World) -> None:
    track = agreed(world)
    with world.desk() as work:
        referral = work.session.get_one(Referral, work.session.get_one(Track, track).referral_id)
        referral.flag, referral.flag_reason, referral.flagged_at = "amber", "Slaapt niet thuis.", work.now
    assert did(world, "2026-12-02T09:00") == ["asked_partner"]
    assert len(letters(world, "start_check")) == 1
    assert letters(world, "weekly") == []


def test_a_worker_that_says_nothing_is_followed_by_its_team_and_then_by_the_coordinator(world: World) -> None:
    track = agreed(world)
    with world.desk() as work:
        work.session.get_one(Track, track).worker_id = world["Nadia Pauwels"]
    assert did(world, CHECKED) == ["asked_partner"]
    assert did(world, "2026-12-15T07:00") == ["asked_partner"]
    (asked,) = (one for one in letters(world, "weekly") if one.to_address == "nadia@kompas.example")
    (again,) = (one for one in letters(world, "weekly") if one.to_address == "team@kompas.example")
    assert "We vroegen het al" not in asked.body
    assert "We vroegen het al 1 keer, op dinsdag 8 december" in again.body
    assert did(world, "2027-01-05T09:00") == ["gave_to_coordinator"]


def test_a_letter_of_the_week_that_could_not_go_on_its_day_goes_the_day_after(world: World) -> None:
    agreed(world)
    assert did(world, "2026-12-02T09:00") == ["gathered"]
    other = agreed(world, start=date(2026, 12, 8))
    assert sorted(did(world, "2026-12-09T09:00")) == ["asked_partner", "gathered"]
    assert track_now(world, other).gathered_for == date(2026, 12, 15)
    assert len(letters(world, "weekly")) == 1


def test_a_proposal_without_an_answer_is_asked_after_in_working_days(world: World) -> None:
    case = world.refer(now="2026-12-15T10:00")
    with world.desk("Hilde Verbist", now="2026-12-16T14:00") as work:
        referral = moves.take(work, case)
        tracks.open_track(work, referral, organisation_id=world["Kompas NAFT"], proposed=True)
        moves.move(work, referral, Move.CLARIFY)
        moves.move(work, referral, Move.TAKE_UP)
    # Five working days; Christmas is one of the days that nobody works.
    assert did(world, "2026-12-23T08:00") == []
    assert did(world, "2026-12-23T09:00") == ["gathered"]
    # It is not counted in school days, so it need not wait until the holiday is over.
    assert did(world, "2026-12-29T07:00") == ["asked_partner"]
    assert len(letters(world, "weekly")) == 1
