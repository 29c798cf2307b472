"""What the rest of a joint claim can answer when one part falls away, and which words of a partner are its own."""

from enum import StrEnum

from hub.dispatch.track import Reason, TrackMove
from hub.wording import N_


class CarriesOn(StrEnum):
    """The values stand in forms, as the words that partners press. No answer is none of these."""

    YES = "verder"
    TALK = "overleg"
    NO = "niet"


CARRY_ON_WORDS = {
    CarriesOn.YES: N_("gaat verder"),
    CarriesOn.TALK: N_("wil eerst overleggen"),
    CarriesOn.NO: N_("gaat zo niet verder"),
}
TAKES_BACK = N_(
    "Jullie kunnen het toch niet doen. De coördinator weet het meteen. "
    "Doen er nog partners mee, dan vragen we of zij verdergaan."
)
# What the coordinator has to do something about, so that it is loud again.
NOT_YES = frozenset({CarriesOn.TALK, CarriesOn.NO})
# Who cannot start for one of these reasons takes its own word back: nothing happened at the youngster's.
OF_ITSELF = frozenset({Reason.NO_PLACE, Reason.STAFF, Reason.OTHER_NEED, Reason.TOO_HEAVY, Reason.AGE, Reason.AREA})


def withdraws(move: TrackMove, reason: str | None) -> bool:
    """Whether a partner takes back what it had agreed to, whichever of the two buttons it pressed."""
    return move == TrackMove.WITHDRAW or (move == TrackMove.NOT_START and reason in OF_ITSELF)
