"""Days on which a hub or a partner is closed: what they may be, how many, and how they are said."""

from enum import StrEnum

from hub.wording import N_


class Kind(StrEnum):
    BRIDGE = "bridge"
    CLOSING = "closing"
    SUMMER = "summer"
    TRAINING = "training"
    OTHER = "other"


KIND_WORDS = {
    Kind.BRIDGE: N_("brugdag"),
    Kind.CLOSING: N_("sluitingsdag"),
    Kind.SUMMER: N_("zomersluiting"),
    Kind.TRAINING: N_("studiedag"),
    Kind.OTHER: N_("andere reden"),
}
