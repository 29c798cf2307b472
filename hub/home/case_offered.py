"""When an act on a case is offered, by how the case stands."""

from dataclasses import replace

from hub.clock import brussels_date
from hub.dispatch import clarify
from hub.dispatch.case import Move, Stage, allowed
from hub.dispatch.codes import ReferrerKind, SubjectKind
from hub.home.case_act import Now
from hub.home.case_clb import is_asked_about


def is_open(now: Now) -> bool:
    return now.state.stage not in clarify.NOT_OPEN


def appointed_later(now: Now) -> bool:
    """An appointment is still to come on a later day: a talk before it may have taken its place."""
    return now.planned is not None and brussels_date(now.planned.at) > now.today


def may_ask(now: Now) -> bool:
    """Who left no address is called, and the talk is noted."""
    return is_open(now) and bool(now.referral.referrer_email)


def may_be_family(now: Now) -> bool:
    """Whoever works at a school, a CLB or in welfare is no parent or youngster here."""
    return may_ask(now) and now.referral.referrer_kind == ReferrerKind.OTHER


def may_take_back(now: Now) -> bool:
    """Also of a case that is closed: its link works for a while yet."""
    return bool(now.referral.referrer_email) and now.state.stage != Stage.CONCEPT


def may_begin(now: Now) -> bool:
    """A case that came back is decided about as it is; asking the referrer begins its clarification anew."""
    return now.state.stage == Stage.SUBMITTED


def may_consult(now: Now) -> bool:
    """A question of professionals becomes a consult from its first day on: reading it is its clarification."""
    return now.can(Move.CONSULT) or now.state.stage == Stage.SUBMITTED


def may_answer_consult(now: Now) -> bool:
    """What a table discussed is no consult, unless it was a question about nobody."""
    asked = now.state.stage == Stage.CONSULT or now.referral.subject_kind == SubjectKind.QUESTION
    return asked and now.can(Move.ANSWER_CONSULT)


def may_end(now: Now) -> bool:
    """Closing is offered together with telling the referrer, so an untold referrer is no reason to hide it."""
    return Move.CLOSE in allowed(replace(now.state, referrer_told=True))


def may_hand_over(now: Now) -> bool:
    """From the table, where deciding so counts as having discussed it, and from a case that came back."""
    return now.other_hubs and (now.can(Move.OFFER) or (now.state.stage == Stage.ON_TABLE and not now.state.open_tracks))


def may_ask_clb(now: Now) -> bool:
    return is_asked_about(now.referral)
