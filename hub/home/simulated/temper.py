"""How people who are asked something behave: who answers soon, who late, who seldom and who never."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from hub.dispatch.track import TrackStage
from hub.dispatch.track_answers import Answer


class Temper(StrEnum):
    PROMPT = "answers soon"
    LATE = "answers late"
    SELDOM = "answers seldom"
    NEVER = "never answers"


@dataclass(frozen=True)
class Manner:
    """How likely an answer to one letter is, and after how many working days it comes; `unasked` says that this one
    tells by itself that a track started and how it goes."""

    answers: float
    after: tuple[int, int]
    unasked: bool = False


MANNERS = {
    Temper.PROMPT: Manner(0.95, (0, 2), unasked=True),
    Temper.LATE: Manner(0.8, (3, 12)),
    Temper.SELDOM: Manner(0.3, (2, 20)),
    Temper.NEVER: Manner(0.0, (0, 0)),
}


def waits(temper: Temper, rng: Random) -> int | None:
    """Working days until this letter is answered; None when it never is."""
    manner = MANNERS[temper]
    return rng.randint(*manner.after) if rng.random() < manner.answers else None


A, T = Answer, TrackStage
# What is answered about a track that stands like this, with how often.
SAYS: dict[TrackStage, dict[Answer, int]] = {
    T.PROPOSED: {A.TAKES: 7, A.DECLINES: 3},
    T.ACCEPTED: {A.STARTED: 14, A.PLANNED: 4, A.NOT_STARTED: 2},
    T.STARTED: {A.RUNS: 17, A.PAUSES: 2, A.STOPPED: 1},
    T.ON_HOLD: {A.RESUMES: 8, A.STOPPED: 1, A.COMPLETED: 1},
}


def says(stage: TrackStage, ran_its_weeks: bool, rng: Random) -> Answer:
    """One of the answers that fit; a track that ran its weeks is done."""
    if stage == TrackStage.STARTED and ran_its_weeks:
        return Answer.COMPLETED
    among = SAYS[stage]
    return rng.choices(list(among), list(among.values()))[0]
