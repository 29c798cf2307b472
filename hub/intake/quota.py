"""How many bytes visitors may leave here: a quota for each of them, and a wider one for the whole installation."""

from collections.abc import Callable

from hub import rates

KILOBYTE = 1024
# In kilobytes. One form may hold 150 MB, and a whole school shares one address.
FOR_A_VISITOR = ("307200/hour", "614400/day")
# A form can always be sent without files, so these may be narrow enough for the disk of a small machine.
FOR_ALL = ("2097152/hour", "6291456/day")

# Says whether so many bytes more may be kept of this visitor now, and counts them when they may.
Room = Callable[[int], bool]


def room_for(redis_url: str, visitor: str) -> Room:
    """The room that this visitor has left; `visitor` is what `hub.web.visitor_of` calls it."""
    limits = [(rate, ("files", visitor)) for rate in FOR_A_VISITOR] + [(rate, ("files",)) for rate in FOR_ALL]
    return lambda size: rates.all_within(redis_url, limits, cost=-(-size // KILOBYTE))
