"""What may be done so many times: counted alike in Redis and, while that is away, here; all limits of it or none."""

from uuid import uuid4

import pytest

from hub import rates
from hub.rates import Limit
from tests.cast import World


@pytest.fixture(params=["in Redis", "here"])
def counted_at(world: World, request: pytest.FixtureRequest) -> str:
    return world.store.settings.redis_url if request.param == "in Redis" else ""


def test_somebody_may_do_it_so_often_and_somebody_else_too(counted_at: str) -> None:
    els, rik = str(uuid4()), str(uuid4())
    assert [rates.within(counted_at, "3/hour", "form", els) for _time in range(4)] == [True, True, True, False]
    assert rates.within(counted_at, "3/hour", "form", rik)


def test_the_first_limit_that_says_no_is_named_and_none_is_counted(counted_at: str) -> None:
    els, school = str(uuid4()), str(uuid4())
    narrow: Limit = ("2/hour", ("sent", school, els))
    wide: Limit = ("3/hour", ("sent", school))
    assert [rates.refused_by(counted_at, [narrow, wide]) for _time in range(4)] == [None, None, narrow, narrow]
    others: list[Limit] = [("2/hour", ("sent", school, name)) for name in ("Rik", "Karim", "Karim")]
    assert [rates.refused_by(counted_at, [one, wide]) for one in others] == [None, wide, wide]
    assert rates.all_within(counted_at, others[1:2], cost=2), "what the wide one refused was not counted here"


def test_what_is_too_much_at_once_is_refused_whole(counted_at: str) -> None:
    els = str(uuid4())
    limits: list[Limit] = [("10/hour", ("kilobytes", els)), ("20/day", ("kilobytes", els))]
    assert not rates.all_within(counted_at, limits, cost=11)
    assert rates.all_within(counted_at, limits, cost=10)
    assert not rates.all_within(counted_at, limits, cost=1)
