"""Rate limits, counted in Redis and, while that is away, in this process."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import structlog
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis import Redis
from redis.exceptions import RedisError

log = structlog.get_logger()

# A rate ("20/hour") and what it counts: the thing and who does it.
Limit = tuple[str, tuple[str, ...]]

# All limits of one moment in one question: the first that says no, else 0 and each of them counted. It counts as
# `SlidingWindowCounterRateLimiter` does: what came in this window, and of the window before as much as still reaches
# into the last hour, day or whatever it is.
_COUNT = """
local cost = tonumber(ARGV[1])
local function counter(n)
    return KEYS[2 * n - 1], KEYS[2 * n], tonumber(ARGV[2 * n]), tonumber(ARGV[2 * n + 1]) * 1000
end
for n = 1, #KEYS / 2 do
    local before, now, most, length = counter(n)
    local lives = redis.call('pttl', now)
    if lives > 0 and lives < length then
        redis.call('rename', now, before)
        redis.call('set', now, 0, 'PX', lives + length)
    end
    local reaches = (tonumber(redis.call('get', before)) or 0) * math.max(redis.call('pttl', before), 0) / length
    if math.floor(reaches) + (tonumber(redis.call('get', now)) or 0) + cost > most then
        return n
    end
end
for n = 1, #KEYS / 2 do
    local _, now, _, length = counter(n)
    if redis.call('exists', now) == 1 then
        redis.call('incrby', now, cost)
    else
        redis.call('set', now, cost, 'PX', 2 * length)
    end
end
return 0
"""
_parsed = lru_cache(parse)


@lru_cache
def _near(_redis_url: str) -> SlidingWindowCounterRateLimiter:
    return SlidingWindowCounterRateLimiter(MemoryStorage())


@lru_cache
def _shared(redis_url: str) -> Any:
    return Redis.from_url(redis_url, socket_connect_timeout=0.3, socket_timeout=0.3).register_script(_COUNT)


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
    if redis_url:
        try:
            return _counted_in_redis(_shared(redis_url), limits, cost)
        except (RedisError, OSError):
            log.warning("rate limits are counted here for now")
    return _counted_here(_near(redis_url), limits, cost)


def _counted_in_redis(count: Any, limits: Sequence[Limit], cost: int) -> Limit | None:
    items = [(_parsed(rate), what) for rate, what in limits]
    names = [f"hub-rate:{{{item.key_for(*what)}}}" for item, what in items]
    keys = [key for name in names for key in (f"{name}/-1", name)]
    full = int(count(keys, [cost, *(value for item, _what in items for value in (item.amount, item.get_expiry()))]))
    return limits[full - 1] if full else None


def _counted_here(counter: SlidingWindowCounterRateLimiter, limits: Sequence[Limit], cost: int) -> Limit | None:
    items = [(_parsed(limit[0]), limit) for limit in limits]
    full = next((limit for item, limit in items if not counter.test(item, *limit[1], cost=cost)), None)
    # Somebody may have come in between: a hit says no as well.
    return full or next((limit for item, limit in items if not counter.hit(item, *limit[1], cost=cost)), None)
