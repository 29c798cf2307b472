"""How far a case is, in the few words that the contact of a youngster hears; the newest only. Pure rules."""

from collections.abc import Collection
from enum import StrEnum

from hub.dispatch.case import Stage
from hub.dispatch.track import TrackStage


class Told(StrEnum):
    """In the order in which a case goes; within one turn of events nobody hears less than was told before."""

    RECEIVED = "received"
    ON_TABLE = "on_table"
    FOLLOWED = "followed"  # it was discussed, and nobody took it up yet, or not any more
    TAKEN_UP = "taken_up"
    STARTED = "started"
    ENDED = "ended"


_BEFORE_TABLE = (Stage.CONCEPT, Stage.SUBMITTED, Stage.CLARIFICATION, Stage.CONSULT)
_RUNS = (TrackStage.STARTED, TrackStage.ON_HOLD)


def how_far(stage: Stage, tracks: Collection[str]) -> Told:
    """Of an open case, and the stages of its tracks."""
    if stage in _BEFORE_TABLE:
        return Told.RECEIVED
    if stage == Stage.ON_TABLE:
        return Told.ON_TABLE
    if any(one in _RUNS for one in tracks):
        return Told.STARTED
    return Told.TAKEN_UP if TrackStage.ACCEPTED in tracks else Told.FOLLOWED


def as_far(told: Told) -> list[Told]:
    """This and all that comes after it: who heard one of these hears no more of it."""
    known = list(Told)
    return known[known.index(told) :]
