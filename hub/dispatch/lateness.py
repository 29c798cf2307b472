"""How late something is, in words."""

from datetime import datetime

from hub.clock import DayUnit, brussels_date, days_between
from hub.wording import _, _n


def late_words(due: datetime | None, now: datetime) -> str:
    """ "2 werkdagen te laat", "vandaag", or "" while it is not due."""
    if due is None:
        return ""
    day, today = brussels_date(due), brussels_date(now)
    if day >= today:
        return _("vandaag") if day == today else ""
    days = days_between(day, today, DayUnit.WORKING_DAYS)
    return _n("%(num)s werkdag te laat", "%(num)s werkdagen te laat", days) if days else _("te laat")
