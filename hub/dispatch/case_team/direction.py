"""Case direction: asked, in force, declined or ended, and why it ended. Pure codes."""

from enum import StrEnum

from hub.wording import N_


class Directs(StrEnum):
    ASKED = "asked"
    DIRECTS = "directs"
    DECLINED = "declined"
    ENDED = "ended"


class EndedFor(StrEnum):
    HANDED_ON = "handed_on"  # somebody else took it over
    TAKEN_BACK = "taken_back"  # the coordinator ended it, or asked no more
    LEFT = "left"  # has no role there any more
    CLOSED = "closed"


DIRECTS_WORDS = {
    Directs.ASKED: N_("gevraagd"),
    Directs.DIRECTS: N_("casusregisseur"),
    Directs.DECLINED: N_("kan het niet opnemen"),
    Directs.ENDED: N_("gestopt"),
}
LIVE = (Directs.ASKED, Directs.DIRECTS)
