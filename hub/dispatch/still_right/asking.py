"""When a partner is asked whether its places are still right: pure rules."""

from datetime import date, datetime

from hub.clock import brussels_date, quiet

# Between two letters to one partner that go by themselves.
FORTNIGHT = 14


def is_stale(said_on: date, today: date, after_days: int) -> bool:
    return (today - said_on).days > after_days


def ask_now(oldest: date, asked_at: datetime | None, after_days: int, now: datetime) -> bool:
    """Whether a letter goes by itself: `oldest` is the day on which the partner last spoke of what it said longest ago,
    `asked_at` when it was asked last. Never at night, in a weekend or on a holiday."""
    today = brussels_date(now)
    if quiet(now) or not is_stale(oldest, today, after_days):
        return False
    return asked_at is None or (today - brussels_date(asked_at)).days >= FORTNIGHT


def may_press(asked_at: datetime | None, now: datetime) -> bool:
    """Whether a coordinator may ask again of its own accord: not twice on one day."""
    return asked_at is None or brussels_date(asked_at) < brussels_date(now)
