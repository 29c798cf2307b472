"""Whether the day of a start is the one that was meant: in a weekend, a holiday, or while its partner is closed."""

from datetime import date
from uuid import UUID

from hub.dispatch.clockwork.reading import free_calendar
from hub.dispatch.typed import sure_of
from hub.store import Work
from hub.wording import _, date_words


def sure_of_start(work: Work, organisation_id: UUID, field: str, on: date | None, anyway: str) -> None:
    """Invalid with an OddDay when nobody said yet that this day is meant; asked last, as `sure_of`."""
    closed = on is not None and free_calendar(work, organisation_id).shut(on)
    odd = _("Let op: op %(day)s is de partner gesloten.", day=date_words(on)) if on and closed else ""
    sure_of(field, on, anyway, odd=odd)
