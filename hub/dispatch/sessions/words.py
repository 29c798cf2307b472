"""What is known of somebody's coming, in words and in the four states of a page."""

from hub.dispatch.sessions.kinds import AnsweredBy, Coming
from hub.wording import N_, _

COMING_WORDS = {
    Coming.INVITED: N_("nog geen antwoord"),
    Coming.COMING: N_("komt"),
    Coming.EXCUSED: N_("verontschuldigd"),
    Coming.PRESENT: N_("aanwezig"),
    Coming.ABSENT: N_("afwezig"),
}
COMING_STATES = {
    Coming.INVITED: "waits",
    Coming.COMING: "course",
    Coming.EXCUSED: "rest",
    Coming.PRESENT: "course",
    Coming.ABSENT: "late",
}
HOW_WORDS = {
    AnsweredBy.MAIL: N_("uit de agenda"),
    AnsweredBy.LINK: N_("met de link"),
    AnsweredBy.PAGE: N_("hier gezegd"),
    AnsweredBy.DESK: N_("genoteerd door het meldpunt"),
    AnsweredBy.MEETING: N_("aan tafel genoteerd"),
}
PERHAPS, NOT_INVITED = N_("komt misschien"), N_("nog niet uitgenodigd")


def coming_words(state: str, *, answered: bool, invited: bool) -> str:
    """ "komt", "verontschuldigd"; who was invited and says "perhaps" is not who said nothing yet."""
    if state == Coming.INVITED and answered:
        return _(PERHAPS)
    if state == Coming.INVITED and not invited:
        return _(NOT_INVITED)
    return _(COMING_WORDS[Coming(state)])


def how_words(how: str | None) -> str:
    return _(HOW_WORDS[AnsweredBy(how)]) if how else ""
