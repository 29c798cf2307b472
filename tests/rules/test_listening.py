"""When a worker counts as deaf: somebody calls, nobody answers, and that goes on."""

import pytest

from workers.listening import BUSY, IDLE, Ear


@pytest.mark.parametrize(("under_way", "patience"), [(0, IDLE), (1, BUSY)])
def test_a_worker_is_deaf_when_it_takes_up_nothing_of_what_waits_and_sooner_when_it_does_nothing(
    under_way: int, patience: float
) -> None:
    ear = Ear()
    assert not ear.is_deaf(0.0, waiting=1, heard_at=-10.0, under_way=under_way)
    assert not ear.is_deaf(patience - 1, waiting=400, heard_at=-10.0, under_way=under_way)
    assert ear.is_deaf(patience, waiting=400, heard_at=-10.0, under_way=under_way)


def test_whoever_takes_up_one_thing_now_and_then_is_slow_and_not_deaf() -> None:
    ear = Ear()
    assert not any(ear.is_deaf(at * IDLE / 2, waiting=5_000, heard_at=at * IDLE / 2, under_way=0) for at in range(20))


@pytest.mark.parametrize("waiting", [0, None])
def test_where_nobody_calls_or_the_broker_is_away_there_is_nothing_to_hear(waiting: int | None) -> None:
    ear = Ear()
    ear.is_deaf(0.0, waiting=3, heard_at=-1.0, under_way=0)
    assert not ear.is_deaf(2 * IDLE, waiting=waiting, heard_at=-1.0, under_way=0)
    assert not ear.is_deaf(2 * IDLE + 1, waiting=3, heard_at=-1.0, under_way=0), "it begins anew"
