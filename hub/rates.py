"""Rate limits, counted in Redis and, while that is away, in this process."""

from functools import lru_cache

import structlog
from limits import parse
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis.exceptions import RedisError

log = structlog.get_logger()


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
    shared, near = _counters(redis_url)
    limit = parse(rate)
    try:
        return shared.hit(limit, *what)
    except (RedisError, OSError):
        log.warning("rate limits are counted here for now")
        return near.hit(limit, *what)
