"""The CLB as doorway (DOMAIN.md §3): how a school's CLB answers, and whether a NAFT track may begin. Pure rules."""

from enum import StrEnum

from hub.dispatch.case import Stage
from hub.dispatch.codes import ReferrerKind, SubjectKind
from hub.wording import N_


class ClbState(StrEnum):
    """How one question to a CLB stands; the values are stored."""

    UNKNOWN = "unknown"  # nobody knows which CLB, or how to reach it: a task for the desk
    ASKED = "asked"
    CALL = "call"  # a worker of the CLB wants to talk first
    AGREED = "agreed"
    TAKES_OVER = "takes_over"
    REFUSED = "refused"
    WAIVED = "waived"  # in crisis mode a track began without its answer
    WITHDRAWN = "withdrawn"  # not asked any more: another was asked, or the case went on or ended without


class ClbStands(StrEnum):
    """How a case stands with the CLB, rolled up on the case. A case without one came in before CLBs were asked."""

    WAITS = "waits"
    AGREED = "agreed"
    REFUSED = "refused"
    WAIVED = "waived"


OPEN = (ClbState.UNKNOWN, ClbState.ASKED, ClbState.CALL)
ANSWERED = (ClbState.AGREED, ClbState.TAKES_OVER, ClbState.REFUSED)
STANDS = dict.fromkeys((*OPEN, ClbState.WITHDRAWN), ClbStands.WAITS) | {
    ClbState.AGREED: ClbStands.AGREED, ClbState.TAKES_OVER: ClbStands.AGREED, ClbState.REFUSED: ClbStands.REFUSED,
    ClbState.WAIVED: ClbStands.WAIVED,
}  # fmt: skip
# That a CLB does not agree is said in a talk, which the desk notes: a click would leave nobody who knows why.
BY_LINK = (ClbState.AGREED, ClbState.TAKES_OVER, ClbState.CALL)
BY_DESK = (ClbState.AGREED, ClbState.TAKES_OVER, ClbState.REFUSED)
ANSWER_WORDS = {
    ClbState.AGREED: N_("akkoord"),
    ClbState.TAKES_OVER: N_("neemt de aanmelding over"),
    ClbState.CALL: N_("vraagt om te bellen"),
    ClbState.REFUSED: N_("niet akkoord"),
}
# The same as the CLB itself reads it.
OWN_WORDS = ANSWER_WORDS | {
    ClbState.TAKES_OVER: N_("jullie nemen de aanmelding over"),
    ClbState.CALL: N_("jullie vragen om te bellen"),
}
# While nobody has taken the case up. From then on an answer changes nothing any more.
ASKING = frozenset(Stage) - {Stage.CONCEPT, Stage.TRACKS, Stage.CLOSED}


class Step(StrEnum):
    """Whose turn it is; the values are stored."""

    CLB = "clb"
    COORDINATOR = "coordinator"


def is_asked(subject_kind: str, referrer_kind: str) -> bool:
    """Whether a CLB is asked about such a case: whoever but a CLB refers a pupil."""
    return subject_kind == SubjectKind.PUPIL and referrer_kind != ReferrerKind.CLB


def may_begin(*, stands: str | None, referrer_kind: str, named: bool, in_crisis_mode: bool) -> bool:
    """Whether a NAFT track may begin as far as the CLB goes: it agreed, it referred itself, or it was waived.

    Of a case that came in before CLBs were asked (`stands` is None) it is enough that somebody there is `named`, or
    that the hub was in crisis mode, as it was then.
    """
    if referrer_kind == ReferrerKind.CLB:
        return True
    return (named or in_crisis_mode) if stands is None else stands in (ClbStands.AGREED, ClbStands.WAIVED)
