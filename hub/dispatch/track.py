"""The stages of a track, one for each claiming partner, and the moves between them."""

from enum import StrEnum

from hub.problems import Refused
from hub.wording import N_, _


class TrackStage(StrEnum):
    """HL7 FHIR Task status beside each, as in SDOH Clinical Care closed-loop referral."""

    PROPOSED = "proposed"  # requested
    ACCEPTED = "accepted"  # accepted
    DECLINED = "declined"  # rejected
    STARTED = "started"  # in-progress
    ON_HOLD = "on_hold"  # on-hold
    NOT_STARTED = "not_started"  # cancelled
    COMPLETED = "completed"  # completed
    STOPPED_EARLY = "stopped_early"  # failed


class TrackMove(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    START = "start"
    NOT_START = "not_start"
    WITHDRAW = "withdraw"  # its partner takes back what it had agreed to
    HOLD = "hold"
    RESUME = "resume"
    COMPLETE = "complete"
    STOP_EARLY = "stop_early"


T, M = TrackStage, TrackMove

TRACK_MOVES: dict[TrackMove, tuple[tuple[TrackStage, ...], TrackStage]] = {
    M.ACCEPT: ((T.PROPOSED,), T.ACCEPTED),
    M.DECLINE: ((T.PROPOSED,), T.DECLINED),
    M.START: ((T.ACCEPTED,), T.STARTED),
    M.NOT_START: ((T.ACCEPTED,), T.NOT_STARTED),
    M.WITHDRAW: ((T.ACCEPTED,), T.NOT_STARTED),  # FHIR has one word for both: cancelled
    M.HOLD: ((T.STARTED,), T.ON_HOLD),
    M.RESUME: ((T.ON_HOLD,), T.STARTED),
    M.COMPLETE: ((T.STARTED, T.ON_HOLD), T.COMPLETED),
    M.STOP_EARLY: ((T.STARTED, T.ON_HOLD), T.STOPPED_EARLY),
}

OPEN = frozenset({T.PROPOSED, T.ACCEPTED, T.STARTED, T.ON_HOLD})
# These bring the case back to the coordinator at once.
COMES_BACK = frozenset({T.DECLINED, T.NOT_STARTED, T.STOPPED_EARLY})

TRACK_WORDS = {
    T.PROPOSED: N_("voorgesteld"),
    T.ACCEPTED: N_("afgesproken"),
    T.DECLINED: N_("geweigerd"),
    T.STARTED: N_("gestart"),
    T.ON_HOLD: N_("gepauzeerd"),
    T.NOT_STARTED: N_("niet gestart"),
    T.COMPLETED: N_("afgerond"),
    T.STOPPED_EARLY: N_("te vroeg gestopt"),
}


class Reason(StrEnum):
    """Why a partner declines, or why a track does not start or stops early."""

    NO_PLACE = "no_place"
    AGE = "age"
    AREA = "area"
    OTHER_NEED = "other_need"
    TOO_HEAVY = "too_heavy"
    REFUSES = "refuses"
    UNREACHABLE = "unreachable"
    MOVED = "moved"
    FOUND_HELP = "found_help"
    STAFF = "staff"
    OTHER = "other"


REASON_WORDS = {
    Reason.NO_PLACE: N_("geen plaats"),
    Reason.AGE: N_("leeftijd past niet"),
    Reason.AREA: N_("buiten het werkingsgebied"),
    Reason.OTHER_NEED: N_("een andere hulpvraag dan ons aanbod"),
    Reason.TOO_HEAVY: N_("de problemen zijn te zwaar voor ons aanbod"),
    Reason.REFUSES: N_("de jongere of de ouders willen niet"),
    Reason.UNREACHABLE: N_("de jongere is niet bereikbaar"),
    Reason.MOVED: N_("verhuisd"),
    Reason.FOUND_HELP: N_("heeft al andere hulp"),
    Reason.STAFF: N_("geen begeleider beschikbaar"),
    Reason.OTHER: N_("een andere reden"),
}
R = Reason
DECLINE_REASONS = (R.NO_PLACE, R.AGE, R.AREA, R.OTHER_NEED, R.TOO_HEAVY, R.STAFF, R.OTHER)
NOT_STARTED_REASONS = (R.REFUSES, R.UNREACHABLE, R.MOVED, R.FOUND_HELP, R.NO_PLACE, R.STAFF, R.OTHER)
# DOMAIN.md §3: these first ask the referrer before anything else is decided.
ASKS_REFERRER = frozenset({R.REFUSES, R.MOVED, R.FOUND_HELP})


def needs_words(reason: str | None) -> str:
    """What is asked for beside "een andere reden", which says nothing by itself; empty for a reason that does."""
    return _("Schrijf in een paar woorden waarom.") if reason == Reason.OTHER else ""


def after(stage: TrackStage, move: TrackMove) -> TrackStage:
    """The stage that this move leads to; Refused when the table does not allow it from here."""
    sources, target = TRACK_MOVES[move]
    if stage not in sources:
        raise Refused(_("Dit kan niet meer: het traject staat nu op “%(stage)s”.", stage=_(TRACK_WORDS[stage])))
    return target


def allowed(stage: TrackStage) -> list[TrackMove]:
    return [move for move, (sources, _target) in TRACK_MOVES.items() if stage in sources]


def is_open(stage: str) -> bool:
    return stage in OPEN
