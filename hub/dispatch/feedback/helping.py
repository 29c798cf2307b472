"""Whether there is help: when it is asked, how often, and what follows. Pure rules."""

from enum import StrEnum

from hub.dispatch.case import Outcome
from hub.wording import N_

MOST_ASKED = 2
# After these ends a "no" takes the case in hand again; what was no referral, or was taken back, is only read.
COMES_BACK = (Outcome.TRACKS_ENDED, Outcome.TALK_WAS_ENOUGH, Outcome.REFERRED_ELSEWHERE)


class Whom(StrEnum):
    """Who is asked."""

    REFERRER = "referrer"
    CONTACT = "contact"  # somebody for the youngster, as was agreed


class Occasion(StrEnum):
    WEEKS = "weeks"  # six weeks after a partner agreed to take it up
    END = "end"


class Says(StrEnum):
    YES = "yes"
    NOT_YET = "not_yet"
    NO = "no"


class Shown(StrEnum):
    """Why the coordinator has it."""

    SILENT = "silent"
    NO_ADDRESS = "no_address"
    UNREACHED = "unreached"  # a letter to that address did not arrive


class Do(StrEnum):
    ASK = "ask"
    SHOW = "show"


SAYS_WORDS = {Says.YES: N_("Ja"), Says.NOT_YET: N_("Nog niet"), Says.NO: N_("Nee")}
SHOWN_WORDS = {
    Shown.SILENT: N_("geen antwoord op de vraag of er hulp is"),
    Shown.NO_ADDRESS: N_("vraag of er hulp is: er is geen e-mailadres"),
    Shown.UNREACHED: N_("de vraag of er hulp is, kwam niet aan"),
}
WHOM_WORDS = {Whom.REFERRER: N_("de aanmelder"), Whom.CONTACT: N_("het contact van de jongere")}


def climb(times_asked: int, shown: Shown | None) -> tuple[Do, Shown | None]:
    """What comes next once the day of a question has come; `shown` is what keeps a letter from arriving."""
    if shown is not None:
        return Do.SHOW, shown
    return (Do.ASK, None) if times_asked < MOST_ASKED else (Do.SHOW, Shown.SILENT)
