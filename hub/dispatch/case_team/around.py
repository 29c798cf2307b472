"""Who stands around a youngster: what each is to it, how near, whether it trusts them and whether they know. Pure."""

from enum import IntEnum, StrEnum

from hub.wording import N_


class Relation(StrEnum):
    """The values are stored. The youngster itself has a row only when there is something to keep of it: an address."""

    YOUNGSTER = "youngster"
    PARENT = "parent"
    FAMILY = "family"
    FRIEND = "friend"
    SCHOOL = "school"
    CLB = "clb"
    CARE = "care"
    SERVICE = "service"
    OTHER = "other"


class Near(IntEnum):
    """The ring of the drawing, from the middle on."""

    CLOSE = 1
    BESIDE = 2
    FURTHER = 3


class Trusted(StrEnum):
    """As the youngster says it."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Knows(StrEnum):
    """Whether this person or service knows that the hub works on it."""

    YES = "yes"
    NO = "no"  # on purpose, with the reason
    NOT_YET = "not_yet"


RELATION_WORDS = {
    Relation.YOUNGSTER: N_("de jongere zelf"),
    Relation.PARENT: N_("ouder of opvoeder"),
    Relation.FAMILY: N_("familie"),
    Relation.FRIEND: N_("vriend of kennis"),
    Relation.SCHOOL: N_("school"),
    Relation.CLB: N_("CLB"),
    Relation.CARE: N_("hulpverlening"),
    Relation.SERVICE: N_("andere dienst of vereniging"),
    Relation.OTHER: N_("iemand anders"),
}
NEAR_WORDS = {
    Near.CLOSE: N_("heel dichtbij"),
    Near.BESIDE: N_("in de buurt"),
    Near.FURTHER: N_("verder weg"),
}
TRUSTED_WORDS = {
    Trusted.YES: N_("ja, vertrouwt"),
    Trusted.NO: N_("nee"),
    Trusted.UNKNOWN: N_("nog niet gevraagd"),
}
KNOWS_WORDS = {
    Knows.YES: N_("weet dat het meldpunt meewerkt"),
    Knows.NO: N_("weet het niet, en dat is zo gekozen"),
    Knows.NOT_YET: N_("weet het nog niet"),
}
AT_MOST = 40  # people and services in one drawing


def called(name: str, role: str) -> str:
    """Somebody with what it is for the youngster, said once where both are the same: "Oma Rosa (oma)", "Mama"."""
    return name if not role or role.casefold() == name.casefold() else f"{name} ({role})"
