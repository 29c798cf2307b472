"""One thing that is open for whoever lost its letters, and which kinds there are."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from hub.links import Purpose

AT_MOST = 60


class Kind(StrEnum):
    """The values stand in addresses."""

    TABLE = "tafel"
    CARRY_ON = "samen"
    TRACK = "traject"
    SESSION = "zitting"
    AGREEMENT = "afspraak"
    PLACES = "aanbod"
    CONSULT = "consult"
    EXPERT = "expertise"
    MEETING = "overleg"
    MINUTES = "verslag"
    RULES = "reglement"
    DIRECTION = "regie"  # answered signed in: its letter has no link of its own


PURPOSES = {
    Kind.TABLE: Purpose.TABLE, Kind.CARRY_ON: Purpose.CARRY_ON, Kind.TRACK: Purpose.TRACK,
    Kind.SESSION: Purpose.SESSION, Kind.AGREEMENT: Purpose.AGREEMENT, Kind.PLACES: Purpose.PLACES,
    Kind.CONSULT: Purpose.CONSULT, Kind.EXPERT: Purpose.EXPERT, Kind.MEETING: Purpose.MEETING,
    Kind.MINUTES: Purpose.MINUTES, Kind.RULES: Purpose.RULES,
}  # fmt: skip


@dataclass(frozen=True)
class Thing:
    kind: Kind
    id: UUID
    title: str
    words: str
    asked: bool = False  # a word is waited for
    referral_id: UUID | None = None
    hub_id: UUID | None = None  # of a track it is asked when it is opened
    page: str = ""  # where one signs in to answer, when no link does
