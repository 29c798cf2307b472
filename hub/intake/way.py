"""The way of a referral as its referrer sees it: a few stages with dates, and nothing about anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.dispatch.case import Stage
from hub.wording import N_, _

ARRIVED, CLARIFIED, TAKEN_UP_AGAIN, AT_TABLE, TRACKS, CLOSED = "arrived", "clarified", "again", "table", "tracks", "end"
STEP_OF = {
    Stage.CONCEPT: ARRIVED,
    Stage.SUBMITTED: ARRIVED,
    Stage.CLARIFICATION: CLARIFIED,
    Stage.CONSULT: CLARIFIED,
    Stage.ON_TABLE: AT_TABLE,
    Stage.DISCUSSED: AT_TABLE,
    Stage.WAITING_LIST: AT_TABLE,
    Stage.CLIENT_MEETING: AT_TABLE,
    Stage.EXPERTISE_TABLE: AT_TABLE,
    Stage.OFFERED: AT_TABLE,
    Stage.TRACKS: TRACKS,
    Stage.REOPENED: TAKEN_UP_AGAIN,
    Stage.CLOSED: CLOSED,
}
STEPS = {
    ARRIVED: N_("aangemeld"),
    CLARIFIED: N_("vraagverheldering"),
    TAKEN_UP_AGAIN: N_("herneming"),
    AT_TABLE: N_("op de tafel"),
    TRACKS: N_("trajecten"),
    CLOSED: N_("afgesloten"),
}
# What happened before a case came back stays on the line, with its day.
PASSED = (AT_TABLE, TRACKS)
NOW = {
    Stage.SUBMITTED: N_("Het meldpunt leest je aanmelding en neemt contact met je op."),
    Stage.CLARIFICATION: N_("We bekijken samen met jou wat er precies nodig is."),
    Stage.CONSULT: N_("We zoeken een antwoord op je vraag."),
    Stage.ON_TABLE: N_("De aanmelding staat op de dagorde van de dispatchtafel."),
    Stage.DISCUSSED: N_("De partners bespraken de aanmelding en laten weten wie ze opneemt."),
    Stage.WAITING_LIST: N_("Er is nu geen plaats. De aanmelding staat op de wachtlijst en we bekijken ze opnieuw."),
    Stage.CLIENT_MEETING: N_("Er komt een overleg met wie erbij betrokken is."),
    Stage.EXPERTISE_TABLE: N_("De partners vragen raad aan een expertisetafel."),
    Stage.OFFERED: N_("We vragen aan een ander meldpunt of het je aanmelding overneemt."),
    Stage.TRACKS: N_("Een of meer partners namen de aanmelding op. Wij kijken of het ook echt start en blijft lopen."),
    Stage.REOPENED: N_("Iets liep niet zoals afgesproken. Het meldpunt neemt de aanmelding opnieuw op."),
    Stage.CLOSED: N_("De aanmelding is afgesloten."),
}


@dataclass(frozen=True)
class Step:
    """One stage on the line; `state` is done, now or todo; `at` is when the case last came there."""

    word: str
    state: str
    at: datetime | None = None


def way(moves: Sequence[tuple[datetime, str]]) -> list[Step]:
    """The line for these moves (when, to which stage), oldest first. Stages that were passed over are left out."""
    own = [(at, STEP_OF[Stage(stage)]) for at, stage in moves if stage != Stage.OFFERED]
    last = {step: at for at, step in own}
    offered = bool(moves) and moves[-1][1] == Stage.OFFERED
    # Another hub that is asked puts nothing on the table: the way stands where it stood.
    here = AT_TABLE if offered and AT_TABLE in last else own[-1][1] if own else ARRIVED
    names = list(STEPS)
    at_now = names.index(here)
    steps: list[Step] = []
    for at, name in enumerate(names):
        if here == TAKEN_UP_AGAIN and name == here:
            continue
        if (at < at_now or (here == TAKEN_UP_AGAIN and name in PASSED)) and name in last:
            steps.append(Step(_(STEPS[name]), "done", last[name]))
        elif name == here:
            steps.append(Step(_(STEPS[name]), "done" if name == CLOSED or offered else "now", last.get(name)))
        elif at > at_now and name != TAKEN_UP_AGAIN:
            steps.append(Step(_(STEPS[name]), "todo"))
    if here == TAKEN_UP_AGAIN:  # behind what was done before it, and before what is left
        done = sum(1 for step in steps if step.state == "done")
        steps.insert(done, Step(_(STEPS[here]), "done" if offered else "now", last.get(here)))
    return steps


def step_word(stage: str) -> str:
    """Where a case is on the line, in a word or two."""
    return _(STEPS[STEP_OF[Stage(stage)]])


def words_for_now(stage: str) -> str:
    """What is going on, in one sentence for the referrer; "" for a concept, which has no referrer yet."""
    sentence = NOW.get(Stage(stage))
    return _(sentence) if sentence else ""
