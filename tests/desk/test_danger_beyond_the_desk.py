"""What a partner or a CLB writes of danger comes first on the desk, as what a referrer writes does."""

from uuid import UUID

from hub.dispatch import alarm, clb_answering, tracks
from hub.dispatch.clb_answering import Given
from hub.home.case_lists import Wanted, case_list
from tests.cast import World
from tests.tables import running

DANGER = "Ze zegt dat ze niet meer wil leven."


def in_danger(world: World, case: UUID) -> bool:
    """And somebody of the desk sees it then."""
    found = world.case(case).danger_at is not None
    with world.desk("Hilde Verbist") as work:
        listed = [line.id for line in case_list(work, Wanted(show="gevaar")).lines]
        assert (case in listed) == found
        assert not case_list(work, Wanted(show="gevaar", stage="waiting_list")).lines, "what is chosen beside it counts"
        alarm.see(work, case)
    return found


def test_what_a_partner_writes_of_danger_comes_first(world: World) -> None:
    track_id = running(world)
    with world.desk("Nadia Pauwels") as work:
        case = tracks.start(work, track_id, world.now.date()).referral_id
        tracks.sign_of_life(work, track_id, "Het loopt goed.")
    assert not in_danger(world, case)
    with world.desk("Nadia Pauwels") as work:
        tracks.sign_of_life(work, track_id, DANGER)
    assert in_danger(world, case)
    with world.desk("Nadia Pauwels") as work:
        tracks.stop_early(work, track_id, world.now.date(), "other", DANGER)
    assert in_danger(world, case)


def test_what_was_agreed_with_a_clb_is_heard_too(world: World) -> None:
    noor = world.refer()
    with world.desk("Karim Haddou") as work:
        clb_answering.note(work, noor, Given("agreed", "Griet Somers", note=DANGER))
    assert in_danger(world, noor)
