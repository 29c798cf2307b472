"""A day to type on a page that knows the real day, whenever the tests run."""

from datetime import date

from hub.clock import DayUnit, add_days, brussels_date, real_now


def day_to_come(days: int = 30) -> date:
    """A working day, so many of them from now."""
    return add_days(brussels_date(real_now()), days, DayUnit.WORKING_DAYS)
