"""The duty roster as an iCalendar feed (RFC 5545), behind a secret address: one's own turns, or all.

It tells who has duty when, and nothing of any case. What is the same twice is the same text: a calendar program
that asks with the tag that it got is told that nothing changed.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from icalendar import CLASS, TRANSP, Calendar, Event, Timezone
from sqlmodel import select

from hub import tokens
from hub.calendar_letters import BRUSSELS, PRODUCER
from hub.clock import brussels_date
from hub.hubs import Hub
from hub.opening_hours import hours_of
from hub.people import duty, duty_sight
from hub.people.duty_sight import Held
from hub.people.duty_tables import DutyFeed
from hub.problems import NotFound
from hub.store import Work
from hub.wording import N_, _

BEHIND, AHEAD = timedelta(days=28), timedelta(days=182)
ASK_AGAIN = timedelta(hours=1)
SUMMARY = N_("Permanentie %(hub)s")
OF_ALL = N_("Permanentie: %(who)s")


def open_feed(work: Work, token: str) -> DutyFeed:
    """The live address with this token, of who still sits at that desk or keeps it; NotFound for all others."""
    found = work.session.exec(select(DutyFeed).where(DutyFeed.token_hash == tokens.hash_of(token))).first()
    if found is None or found.withdrawn_at or not duty_sight.still_there(work, found.hub_id, found.person_id):
        raise NotFound
    return found


def text_of(work: Work, feed: DutyFeed) -> str:
    """The calendar, lines ended by CRLF. Stamped with when the roster last changed, so that it stays the same text."""
    hub = work.found(Hub, feed.hub_id)
    first = duty.monday(brussels_date(work.now) - BEHIND)
    days = (BEHIND + AHEAD).days
    known = duty_sight.roster(work, hub.id, first, days)
    stamp = max(known.changed_at or feed.made_at, feed.made_at)
    turns = [known.of(slot) for slot in duty.slots(hours_of(hub), first, days)]
    mine = [one for one in turns if one.person and (feed.whole or one.person.id == feed.person_id)]
    calendar = Calendar()
    for name, value in (("prodid", PRODUCER), ("version", "2.0"), ("method", "PUBLISH")):
        calendar.add(name, value)
    calendar.add("x-wr-calname", _(SUMMARY, hub=hub.name))
    calendar.add("x-wr-timezone", "Europe/Brussels")
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", ASK_AGAIN)
    calendar.add_component(Timezone.from_ical(BRUSSELS))
    for one in mine:
        calendar.add_component(_event(hub, feed, one, stamp))
    return calendar.to_ical().decode()


def _event(hub: Hub, feed: DutyFeed, turn: Held, stamp: datetime) -> Event:
    person = turn.person
    assert person is not None, "a gap is no appointment"
    summary = _(OF_ALL, who=person.name) if feed.whole else _(SUMMARY, hub=hub.name)
    return Event.new(
        # The same half day is the same appointment, whoever has it: a swap changes it and makes no second one.
        uid=f"permanentie-{turn.slot.day:%Y%m%d}-{turn.slot.part}-{'all' if feed.whole else 'own'}-{hub.id}",
        start=turn.slot.start, end=turn.slot.end, stamp=stamp, summary=summary,
        transparency=TRANSP.TRANSPARENT if feed.whole else TRANSP.OPAQUE, classification=CLASS.PRIVATE,
    )  # fmt: skip


def tag_of(text: str) -> str:
    return f'"{sha256(text.encode()).hexdigest()[:32]}"'
