"""How the demonstration gets its past: stories that the real operations play out, each step at its own moment."""

import heapq
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlmodel import select

from hub.clock import BRUSSELS, DayUnit, SchoolYear, add_days, brussels_date, school_year_of
from hub.dispatch.agenda import next_session
from hub.hubs import Hub
from hub.monitoring.weekly import TUESDAY
from hub.partners.tables import Offer
from hub.people.desk import asker_for
from hub.problems import Problem
from hub.store import Store, Work

log = structlog.get_logger(__name__)

# A story says when it goes on, and is given a unit of work at that moment.
Story = Generator[datetime, Work, Any]
SITTING = timedelta(hours=2, minutes=30)


class Stage:
    """The invented world and its calendar; `until` is the present, and no story goes beyond it."""

    def __init__(self, store: Store, until: datetime, build: Callable[[Work], dict[str, UUID]]) -> None:
        self.store = store
        self.until = until
        self.today = brussels_date(until)
        self.last_year = SchoolYear(school_year_of(self.today).start_year - 1).first_day
        self.begin = clock(self.last_year, "07:00")
        with store.begin(now=self.begin) as work:
            self.ids = build(work)

    def ago(self, working_days: int, at: str) -> datetime:
        """So many working days before the present; 0 is today."""
        return clock(add_days(self.today, -working_days, DayUnit.WORKING_DAYS), at)

    def ahead(self, working_days: int) -> date:
        return add_days(self.today, working_days, DayUnit.WORKING_DAYS)

    def school_day(self, number: int, at: str) -> datetime:
        """The school day with this number, counted from the first, of last school year."""
        return clock(add_days(self.last_year, number, DayUnit.SCHOOL_DAYS), at)

    def plays(self, work: Work, name: str) -> None:
        """From here on in this unit of work it is this person who asks."""
        asker = asker_for(work, self.ids[name])
        assert asker is not None, f"{name} is one of the invented people"
        work.asker = asker

    def hub(self, work: Work, slug: str) -> Hub:
        return work.session.get_one(Hub, self.ids[slug])

    def offer(self, work: Work, name: str) -> UUID:
        return work.session.exec(select(Offer.id).where(Offer.name == name)).one()

    def coming_session(self, slug: str = "dijleland") -> UUID:
        """The first session that is still to come at present."""
        with self.store.begin(now=self.until) as work:
            session = next_session(work, self.ids[slug], work.now)
            assert session is not None, "the invented hubs have a table"
            return session.id


def play(stage: Stage, stories: Sequence[Story], each_week: Callable[[datetime], object]) -> None:
    """Play all stories in the order of time up to the present, each step committed; the clockwork runs on Tuesdays,
    when partners get their letter of the week."""
    queue = [(next(story), number, story) for number, story in enumerate(stories)]
    heapq.heapify(queue)
    tuesdays = _tuesdays(stage.begin)
    tuesday = next(tuesdays)
    while queue and queue[0][0] < stage.until:
        at, number, story = heapq.heappop(queue)
        while tuesday <= at:
            each_week(tuesday)
            tuesday = next(tuesdays)
        following = _goes_on(stage.store, story, at)
        if following is not None:
            heapq.heappush(queue, (following, number, story))
    for _at, _number, story in queue:
        story.close()


def _goes_on(store: Store, story: Story, at: datetime) -> datetime | None:
    try:
        with store.begin(now=at) as work:
            try:
                return story.send(work)
            except StopIteration:
                return None
    except Problem as refusal:
        # The calendar of the day can make a step impossible; the case then stays as it was.
        log.warning("a story of the demonstration stopped", story=getattr(story, "__name__", ""), why=refusal.sentence)
        return None


def _tuesdays(begin: datetime) -> Iterator[datetime]:
    day = brussels_date(begin)
    while True:
        day = day + timedelta(days=(TUESDAY - day.weekday()) % 7 or 7)
        yield clock(day, "09:15")


def clock(day: date, at: str) -> datetime:
    """The wall clock of Brussels on this day."""
    return datetime.combine(day, time.fromisoformat(at), BRUSSELS)


def later(moment: datetime, school_days: int, at: str) -> datetime:
    """So many school days after a moment."""
    return clock(add_days(brussels_date(moment), school_days, DayUnit.SCHOOL_DAYS), at)
