"""What usually comes next with a case: the one primary button of its page."""

from hub.dispatch.case import Move, Stage
from hub.dispatch.codes import SubjectKind
from hub.home.case_act import Now

TO_TABLE, CARRY_ON, TO_CONSULT = "op-tafel", "verder", "consult"
ALWAYS_NEXT = {Stage.REOPENED: TO_TABLE, Stage.CONSULT: "consult-antwoord", Stage.TRACKS: "afsluiten"}


def next_of(now: Now, *, asked: bool, card_approved: bool, answered: bool = False) -> str:
    """What usually comes next: the page's one primary button. "" while the case waits for somebody else.

    `asked`: a question to the referrer is open. A talk that was agreed on is noted before anything else.
    `answered`: it came back because of silence, and word came since; tracks that are still open go on.
    """
    stage = Stage(now.state.stage)
    if answered and now.can(Move.CARRY_ON):
        return CARRY_ON
    if stage not in (Stage.SUBMITTED, Stage.CLARIFICATION):
        return ALWAYS_NEXT.get(stage, "")
    if now.planned:
        return "gesprek"
    if now.referral.subject_kind == SubjectKind.QUESTION:
        return "" if asked else TO_CONSULT
    if card_approved:
        return TO_TABLE
    if asked:
        return ""
    if now.state.talked:
        return "beginnen" if stage == Stage.SUBMITTED else TO_TABLE
    return "afspraak" if now.referral.referrer_email else "gesprek"
