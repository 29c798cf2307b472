"""A client meeting: who can be invited, and how long it may last. Pure codes."""

from enum import StrEnum

SHORTEST, LONGEST = 15, 480


class Invites(StrEnum):
    YOUNGSTER = "youngster"
    NETWORK = "network"
    PARTNER = "partner"
    DESK = "desk"
