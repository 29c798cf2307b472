"""Rate limits, counted in Redis and, while that is away, in this process."""

from collections.abc import Sequence
from functools import lru_cache, partial

import structlog
from limits import parse
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis.exceptions import RedisError

from hub.store import Work

log = structlog.get_logger()

_parsed = lru_cache(parse)
# A rate ("20/hour") and what it counts: the thing and who does it.
Limit = tuple[str, tuple[str, ...]]


@lru_cache
def _counters(redis_url: str) -> tuple[SlidingWindowCounterRateLimiter, SlidingWindowCounterRateLimiter]:
    near = SlidingWindowCounterRateLimiter(MemoryStorage())
    if not redis_url:
        return near, near
    storage = RedisStorage(redis_url, socket_connect_timeout=0.3, socket_timeout=0.3, key_prefix="hub-rate")
    return SlidingWindowCounterRateLimiter(storage), near


def within(redis_url: str, rate: str, *what: str) -> bool:
    """Count one and say whether `rate` ("20/hour") still allows it; `what` names the thing and who does it.

    A whole school shares one address, so give the address together with something more wherever there is more.
    """
    return all_within(redis_url, [(rate, what)])


def all_within(redis_url: str, limits: Sequence[Limit], *, cost: int = 1) -> bool:
    """Count `cost` under each of these limits when all of them allow it, and under none when one does not.

    So nobody uses up a wide limit, which others share, beyond what its own narrow one allows.
    """
    return refused_by(redis_url, limits, cost=cost) is None


def refused_by(redis_url: str, limits: Sequence[Limit], *, cost: int = 1) -> Limit | None:
    """As `all_within`, with the first limit that says no; None when all allow it."""
    shared, near = _counters(redis_url)
    try:
        return _counted(shared, limits, cost)
    except (RedisError, OSError):
        log.warning("rate limits are counted here for now")
        return _counted(near, limits, cost)


def allows(work: Work, rate: str, *what: str) -> bool:
    """Whether `rate` still allows it. It is counted once this work is stored: what fails on our side, or is refused,
    may be tried again as often as somebody has the patience."""
    limits, redis_url = [(rate, what)], work.store.settings.redis_url
    work.once_stored(partial(all_within, redis_url, limits))
    return full(redis_url, limits) is None


def full(redis_url: str, limits: Sequence[Limit]) -> Limit | None:
    """The first of these limits that would say no now; nothing is counted."""
    shared, near = _counters(redis_url)
    try:
        return _full(shared, limits)
    except (RedisError, OSError):
        return _full(near, limits)


def _full(counter: SlidingWindowCounterRateLimiter, limits: Sequence[Limit]) -> Limit | None:
    return next((limit for limit in limits if not counter.test(_parsed(limit[0]), *limit[1])), None)


def _counted(counter: SlidingWindowCounterRateLimiter, limits: Sequence[Limit], cost: int) -> Limit | None:
    items = [(_parsed(limit[0]), limit) for limit in limits]
    (own, narrow), *wider = items
    if full := next((limit for item, limit in wider if not counter.test(item, *limit[1], cost=cost)), None):
        return full if counter.test(own, *narrow[1], cost=cost) else narrow
    # A hit says no as well: the first limit need not be asked before, and somebody may have come in between at others.
    return next((limit for item, limit in items if not counter.hit(item, *limit[1], cost=cost)), None)
