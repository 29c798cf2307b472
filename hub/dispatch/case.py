"""The stages of a case and the moves between them: one table, from which the drawing in docs/ is made too."""

from dataclasses import dataclass
from enum import StrEnum

from hub.problems import Refused
from hub.wording import N_, _


class Stage(StrEnum):
    CONCEPT = "concept"
    SUBMITTED = "submitted"
    CLARIFICATION = "clarification"
    CONSULT = "consult"
    ON_TABLE = "on_table"
    DISCUSSED = "discussed"
    WAITING_LIST = "waiting_list"
    CLIENT_MEETING = "client_meeting"
    EXPERTISE_TABLE = "expertise_table"
    OFFERED = "offered"
    TRACKS = "tracks"
    REOPENED = "reopened"
    CLOSED = "closed"


class Move(StrEnum):
    SUBMIT = "submit"
    CLARIFY = "clarify"
    CONSULT = "consult"
    ANSWER_CONSULT = "answer_consult"
    TALK_WAS_ENOUGH = "talk_was_enough"
    NOT_FOR_US = "not_for_us"
    WITHDRAW = "withdraw"
    REFER_ELSEWHERE = "refer_elsewhere"
    SET_DOUBLE = "set_double"
    TAKE_UP = "take_up"
    PUT_ON_TABLE = "put_on_table"
    DISCUSS = "discuss"
    ASK_ROUND = "ask_round"
    CLAIM = "claim"
    CLAIM_DIRECT = "claim_direct"
    PROPOSE = "propose"
    ASK_STRAIGHT = "ask_straight"
    WAIT = "wait"
    MEET_CLIENT = "meet_client"
    ASK_EXPERTS = "ask_experts"
    UNDECIDE = "undecide"
    LIE_AGAIN = "lie_again"
    OFFER = "offer"
    HAND_OVER = "hand_over"
    TAKE_BACK = "take_back"
    REOPEN = "reopen"
    CARRY_ON = "carry_on"
    CLOSE = "close"


class Outcome(StrEnum):
    """Why a case is closed; counted per school year."""

    TALK_WAS_ENOUGH = "talk_was_enough"
    CONSULT_ANSWERED = "consult_answered"
    NOT_FOR_US = "not_for_us"
    WITHDRAWN = "withdrawn"
    REFERRED_ELSEWHERE = "referred_elsewhere"
    OTHER_HUB = "other_hub"
    TRACKS_ENDED = "tracks_ended"
    DOUBLE = "double"  # made by mistake beside another one: no referral, so no figure counts it


STAGE_WORDS = {
    Stage.CONCEPT: N_("concept"),
    Stage.SUBMITTED: N_("aangemeld"),
    Stage.CLARIFICATION: N_("vraagverheldering"),
    Stage.CONSULT: N_("consult"),
    Stage.ON_TABLE: N_("op de dispatchtafel"),
    Stage.DISCUSSED: N_("besproken"),
    Stage.WAITING_LIST: N_("op de wachtlijst"),
    Stage.CLIENT_MEETING: N_("cliëntoverleg"),
    Stage.EXPERTISE_TABLE: N_("expertisetafel"),
    Stage.OFFERED: N_("aangeboden aan een ander meldpunt"),
    Stage.TRACKS: N_("trajecten lopen"),
    Stage.REOPENED: N_("herneming"),
    Stage.CLOSED: N_("afgesloten"),
}

OUTCOME_WORDS = {
    Outcome.TALK_WAS_ENOUGH: N_("het gesprek was genoeg"),
    Outcome.CONSULT_ANSWERED: N_("consult beantwoord"),
    Outcome.NOT_FOR_US: N_("niet voor het meldpunt"),
    Outcome.WITHDRAWN: N_("ingetrokken"),
    Outcome.REFERRED_ELSEWHERE: N_("elders doorverwezen"),
    Outcome.OTHER_HUB: N_("overgedragen aan een ander meldpunt"),
    Outcome.TRACKS_ENDED: N_("trajecten afgerond"),
    Outcome.DOUBLE: N_("dubbel aangemaakt"),
}

S, M = Stage, Move
# The coordinator decides in these stages: the referrer was heard, or the case came back.
AT_THE_DESK = (S.CLARIFICATION, S.REOPENED)
PARKED = (S.WAITING_LIST, S.CLIENT_MEETING, S.EXPERTISE_TABLE)
NOT_YET_TAKEN = (*AT_THE_DESK, S.ON_TABLE, S.DISCUSSED, *PARKED)

# move: the stages it may start from, and where it leads (DOMAIN.md §3). What is decided about a case, is decided from
# the clarification on; only whoever referred may take a referral back before anybody began with it.
MOVES: dict[Move, tuple[tuple[Stage, ...], Stage]] = {
    M.SUBMIT: ((S.CONCEPT,), S.SUBMITTED),
    M.CLARIFY: ((S.SUBMITTED, S.REOPENED), S.CLARIFICATION),
    # A table may ask others what they think before it goes on; what they say brings the case back to it.
    M.CONSULT: ((S.CLARIFICATION, S.DISCUSSED), S.CONSULT),
    M.ANSWER_CONSULT: ((S.CONSULT, S.DISCUSSED), S.CLOSED),
    M.TALK_WAS_ENOUGH: ((S.CLARIFICATION, S.DISCUSSED), S.CLOSED),
    M.NOT_FOR_US: (NOT_YET_TAKEN, S.CLOSED),
    M.WITHDRAW: ((S.CONCEPT, S.SUBMITTED, S.CONSULT, *NOT_YET_TAKEN), S.CLOSED),
    M.REFER_ELSEWHERE: (NOT_YET_TAKEN, S.CLOSED),
    M.SET_DOUBLE: ((S.CONCEPT, S.SUBMITTED, S.CONSULT, *NOT_YET_TAKEN), S.CLOSED),
    M.TAKE_UP: (AT_THE_DESK, S.TRACKS),
    M.PUT_ON_TABLE: ((*AT_THE_DESK, S.CONSULT, S.DISCUSSED, *PARKED), S.ON_TABLE),
    M.DISCUSS: ((S.ON_TABLE,), S.DISCUSSED),
    # What cannot wait for a session: partners are asked by letter, with a day by which they answer.
    M.ASK_ROUND: ((*AT_THE_DESK, S.ON_TABLE, *PARKED), S.DISCUSSED),
    M.CLAIM: ((S.DISCUSSED, S.REOPENED, *PARKED), S.TRACKS),
    # Whoever brought a case in by the side door claimed it then, before any table (decision 25).
    M.CLAIM_DIRECT: ((S.CLARIFICATION,), S.TRACKS),
    M.PROPOSE: ((S.REOPENED, S.WAITING_LIST), S.TRACKS),
    # In crisis mode whoever refers asks partners itself (DOMAIN.md §3); a no brings it back to the coordinator.
    M.ASK_STRAIGHT: ((S.SUBMITTED,), S.TRACKS),
    M.WAIT: ((S.DISCUSSED,), S.WAITING_LIST),
    M.MEET_CLIENT: ((S.DISCUSSED,), S.CLIENT_MEETING),
    M.ASK_EXPERTS: ((S.DISCUSSED,), S.EXPERTISE_TABLE),
    # Taken back while the table still sits.
    M.UNDECIDE: ((*PARKED, S.CONSULT, S.TRACKS, S.REOPENED), S.DISCUSSED),
    M.LIE_AGAIN: ((S.DISCUSSED, S.REOPENED), S.ON_TABLE),
    # A case leaves this hub when another one accepts it (decision 7); a no, or no answer, brings it back.
    M.OFFER: ((S.DISCUSSED, S.REOPENED), S.OFFERED),
    M.HAND_OVER: ((S.OFFERED,), S.CLOSED),
    M.TAKE_BACK: ((S.CLOSED,), S.REOPENED),
    M.REOPEN: ((S.TRACKS, S.ON_TABLE, S.DISCUSSED, *PARKED, S.OFFERED, S.CLOSED), S.REOPENED),
    M.CARRY_ON: ((S.REOPENED, S.ON_TABLE), S.TRACKS),
    M.CLOSE: ((S.TRACKS, S.REOPENED), S.CLOSED),
}

OF_REFERRER = frozenset({M.ASK_STRAIGHT})  # the coordinator asks partners from the clarification on
# The first version let the desk decide before it had begun with the clarification.
ONCE_ALLOWED = {(S.SUBMITTED, target) for target in (S.CONSULT, S.CLOSED, S.TRACKS, S.ON_TABLE)}
# An old list tells how a case was referred and how it stands, and not what lay between.
OUT_OF_A_LIST = {(S.SUBMITTED, target) for target in (S.CLARIFICATION, S.WAITING_LIST, S.TRACKS, S.REOPENED, S.CLOSED)}

CLOSES_AS = {
    M.ANSWER_CONSULT: Outcome.CONSULT_ANSWERED,
    M.TALK_WAS_ENOUGH: Outcome.TALK_WAS_ENOUGH,
    M.NOT_FOR_US: Outcome.NOT_FOR_US,
    M.WITHDRAW: Outcome.WITHDRAWN,
    M.REFER_ELSEWHERE: Outcome.REFERRED_ELSEWHERE,
    M.HAND_OVER: Outcome.OTHER_HUB,
    M.CLOSE: Outcome.TRACKS_ENDED,
    M.SET_DOUBLE: Outcome.DOUBLE,
}


@dataclass(frozen=True)
class CaseState:
    """What the rules need to know of a case: its stage, its tracks' open ends, what the referrer was told and said."""

    stage: Stage
    open_tracks: int = 0
    tracks: int = 0
    referrer_told: bool = False
    talked: bool = False  # a talk was noted, or the referrer answered
    elsewhere: bool = False  # closed here because another hub accepted it


def after(stage: Stage, move: Move) -> Stage:
    """The stage that this move leads to; Refused when the table does not allow it from here."""
    sources, target = MOVES[move]
    if stage not in sources:
        raise Refused(_("Dit kan niet meer: de aanmelding staat nu op “%(stage)s”.", stage=_(STAGE_WORDS[stage])))
    return target


def why_not(state: CaseState, move: Move) -> str | None:
    """What still stands in the way of a move that the table allows; None when nothing does."""
    if (MOVES[move][1] == Stage.CLOSED or move == Move.OFFER) and state.open_tracks:
        return (
            _("Er loopt nog een traject. Overdragen kan pas als elk traject geëindigd is.")
            if move == Move.OFFER
            else _("Er loopt nog een traject. Een aanmelding sluit pas als elk traject geëindigd is.")
        )
    if move == Move.TALK_WAS_ENOUGH and not state.talked:
        return _("Noteer eerst het gesprek.")
    if move == Move.SET_DOUBLE and state.tracks:
        return _("Er was al een traject. Kies een andere afsluiting.")
    if move == Move.CLOSE and not state.tracks:
        return _("Er was nog geen traject. Kies een andere afsluiting.")
    if move == Move.CLOSE and not state.referrer_told:
        return _("Laat eerst aan de aanmelder weten hoe het afliep.")
    if move == Move.CARRY_ON and not state.open_tracks:
        return _("Er loopt geen traject meer om mee verder te gaan.")
    if move == Move.REOPEN and state.elsewhere:
        return _("Een ander meldpunt nam deze aanmelding over. Alleen dat meldpunt kan ze teruggeven.")
    if move == Move.TAKE_BACK and not state.elsewhere:
        return _("Geen ander meldpunt heeft deze aanmelding.")
    return None


def check(state: CaseState, move: Move) -> Stage:
    """The stage after the move, or Refused with the reason in words."""
    target = after(state.stage, move)
    reason = why_not(state, move)
    if reason:
        raise Refused(reason)
    return target


def allowed(state: CaseState) -> list[Move]:
    """The moves that a coordinator can make now, in the order of the table."""
    return [
        move
        for move, (sources, _target) in MOVES.items()
        if state.stage in sources and move not in OF_REFERRER and not why_not(state, move)
    ]


def is_open(stage: str) -> bool:
    return stage != Stage.CLOSED


def chain_is_allowed(moves: list[tuple[str | None, str]]) -> bool:
    """Whether recorded (from, to) pairs form one unbroken way through the table, from the first stage on.

    A way that an earlier version allowed stays a true account of what happened then.
    """
    steps = {(source, target) for sources, target in MOVES.values() for source in sources}
    steps |= ONCE_ALLOWED | OUT_OF_A_LIST
    here: str | None = None
    for source, target in moves:
        if source != here:
            return False
        if source is None and target not in (Stage.CONCEPT, Stage.SUBMITTED):
            return False
        if source is not None and (source, target) not in steps:
            return False
        here = target
    return True
