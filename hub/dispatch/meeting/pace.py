"""How much time the table has for a case. Pure rules."""

from datetime import datetime, timedelta

SHORTEST = 3  # minutes; with less than that a table only hurries


def minutes_each(at: datetime, lasts: int, now: datetime, left: int, total: int) -> int:
    """Minutes for each case that is `left`: the rest of the session shared out, while it sits; before that and after
    it the whole of it (`lasts`, in minutes) over all cases on its agenda."""
    ends = at + timedelta(minutes=lasts)
    minutes, cases = ((ends - now).total_seconds() / 60, left) if at <= now < ends else (lasts, total)
    return max(SHORTEST, int(minutes / max(1, cases)))
