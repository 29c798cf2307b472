"""Which cases belong to a session, each once, and what was still open about them there: pure rules."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.dispatch.table_tables import AgendaItem, AgendaReason, AgendaState


@dataclass(frozen=True)
class Placed:
    """A case on the agenda of a session, with the next place that it got after that, proposed ones left out."""

    item: AgendaItem
    later: AgendaItem | None
    after: Sequence[AgendaItem]  # all of them, proposed ones too

    def until(self, at: Any) -> bool:
        """Whether this moment lies before it came onto another agenda."""
        return at >= self.item.added_at and (self.later is None or at <= self.later.added_at)

    @property
    def put_off(self) -> bool:
        """It went from here to the agenda of another session."""
        later = self.later
        return later is not None and later.reason == AgendaReason.POSTPONED and later.session_id != self.item.session_id


@dataclass(frozen=True)
class Stood:
    """One case at one session: every time that it stood on that agenda, in the order of time."""

    times: Sequence[Placed]

    @property
    def item(self) -> AgendaItem:
        """To which everything hangs that is written about this case at this session."""
        return self.times[0].item

    @property
    def last(self) -> Placed:
        return self.times[-1]

    @property
    def left(self) -> bool:
        """It stands on that agenda no more."""
        return self.last.item.state == AgendaState.REMOVED


def belonging(
    items: Iterable[AgendaItem], every: Sequence[AgendaItem], came_back: Callable[[Placed], bool]
) -> list[Stood]:
    """The cases of a session in the order of its agenda, what left it last. `items` are its places; `every`, in the
    order of time, all places that those cases ever had; `came_back` says whether all partners declined it there.

    A case belongs to it that stands there or was discussed, was put off or not reached, or came back from there. What
    was only proposed, or taken off for another reason, does not. Later agendas change nothing of that.
    """
    stood: dict[UUID, list[Placed]] = defaultdict(list)
    for item in sorted(items, key=lambda one: one.added_at):
        if item.state == AgendaState.PROPOSED:
            continue
        after = [one for one in every if one.referral_id == item.referral_id and one.added_at > item.added_at]
        later = next((one for one in after if one.state != AgendaState.PROPOSED), None)
        placed = Placed(item, later, after)
        if item.state != AgendaState.REMOVED or placed.put_off or came_back(placed):
            stood[item.referral_id].append(placed)
    found = [Stood(times) for times in stood.values()]
    return sorted(found, key=lambda one: (one.left, one.last.item.position, one.last.item.added_at))


def came_up(began_at: datetime | None, answered: Iterable[datetime], sat_at: datetime) -> bool:
    """Whether the table spoke of a case, as far as the hub saw that itself: the chair brought it up, or a partner
    answered it from the beginning of the session on. What was answered before is no word of the table."""
    return began_at is not None or any(at >= sat_at for at in answered)


def who_owes(
    seats: Collection[UUID], answered: Collection[UUID], works: Collection[UUID], reads: Callable[[UUID], bool]
) -> tuple[list[UUID], list[UUID]]:
    """Of the partners that take cases up: who said nothing, and who could not read the card and so had nothing to say.
    Whoever answered, or works on the case already, is neither."""
    owes = [one for one in seats if one not in answered and one not in works]
    return [one for one in owes if reads(one)], [one for one in owes if not reads(one)]


def has_begun(items: Iterable[tuple[str, str, datetime | None]], *, time_came: bool) -> bool:
    """Whether the table began with its agenda: something was brought up, or, once the time came, spoken of. Items by
    state, reason and when they were brought up; what went round by letter, or was settled before, is no sitting."""
    return any(
        began_at is not None or (time_came and state == AgendaState.DONE and reason != AgendaReason.URGENT)
        for state, reason, began_at in items
    )
