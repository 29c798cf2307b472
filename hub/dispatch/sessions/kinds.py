"""The codes of tables and of who comes: kinds of table, rhythms, what is known of somebody's coming and how."""

from enum import StrEnum


class TableKind(StrEnum):
    """What a table is for (DOMAIN.md §5). Only `TAKES_CASES` have cases on their agenda by themselves."""

    NAFT_DISPATCH = "naft_dispatch"
    EXPERTISE = "expertise"
    CONSULT = "consult"
    CLIENT_MEETING = "client_meeting"
    STEERING = "steering"


# Where the clockwork proposes what came back; to another table a person brings a case on purpose.
TAKES_CASES = TableKind.NAFT_DISPATCH


class Rhythm(StrEnum):
    """How often a table sits on its weekday. A table without weekday has no rhythm, whatever stands here."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"  # counted from `counted_from`
    MONTHLY = "monthly"  # on the `nth` one of the month; 5 is the last one


class Coming(StrEnum):
    """Before a session: invited, coming or excused. At it: present or absent; who is excused stays excused."""

    INVITED = "invited"
    COMING = "coming"
    EXCUSED = "excused"
    PRESENT = "present"
    ABSENT = "absent"


class AnsweredBy(StrEnum):
    """How the hub knows it."""

    MAIL = "mail"  # an answer from a calendar
    LINK = "link"  # the mailed link
    PAGE = "page"  # signed in, before the session
    DESK = "desk"  # told to the desk, which noted it
    MEETING = "meeting"  # at the table
