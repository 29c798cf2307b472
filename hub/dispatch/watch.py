"""The radar rule: who holds an open case and when something must happen next, derived from all that is known."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from hub.calendars import Calendar
from hub.clock import at_nine, brussels_date
from hub.dispatch.case import Stage
from hub.dispatch.clb import ASKING
from hub.dispatch.clocks import ClockName, Clocks, due_after
from hub.dispatch.codes import Flag
from hub.dispatch.track import OPEN, TrackStage
from hub.wording import N_, _


class Party(StrEnum):
    """Exactly one of these is responsible for each open case."""

    COORDINATOR = "coordinator"
    REFERRER = "referrer"
    PARTNER = "partner"


class Why(StrEnum):
    """What the next date of a case or a track stands for."""

    FINISH_CONCEPT = "finish_concept"
    FIRST_TALK = "first_talk"
    REFERRER_ANSWERS = "referrer_answers"
    APPOINTMENT = "appointment"
    DECIDE_AFTER_TALK = "decide_after_talk"
    CONSULT = "consult"
    CONSULT_SILENT = "consult_silent"
    TABLE = "table"
    PARTNERS_ANSWER = "partners_answer"
    REVIEW = "review"
    HUB_ANSWERS = "hub_answers"
    PROPOSAL = "proposal"
    START = "start"
    SIGN_OF_LIFE = "sign_of_life"
    HOLD_ENDS = "hold_ends"
    TELL_AND_CLOSE = "tell_and_close"
    DECIDE = "decide"
    CLB = "clb"
    LOOK_OVER = "look_over"
    AGREEMENT = "agreement"
    CLIENT_MEETING = "client_meeting"
    DIRECTION = "direction"
    SUMMER = "summer"


WHY_WORDS = {
    Why.FINISH_CONCEPT: N_("concept afwerken"),
    Why.FIRST_TALK: N_("vraagverheldering starten"),
    Why.REFERRER_ANSWERS: N_("wacht op aanmelder"),
    Why.APPOINTMENT: N_("afspraak voor vraagverheldering"),
    Why.DECIDE_AFTER_TALK: N_("beslissen na de vraagverheldering"),
    Why.CONSULT: N_("consult beantwoorden"),
    Why.CONSULT_SILENT: N_("geen antwoord op het consult: bel, of beslis zelf"),
    Why.TABLE: N_("bespreken op de dispatchtafel"),
    Why.PARTNERS_ANSWER: N_("wacht op antwoord van de partners"),
    Why.REVIEW: N_("opnieuw bekijken"),
    Why.HUB_ANSWERS: N_("wacht op antwoord van een ander meldpunt"),
    Why.PROPOSAL: N_("partner antwoordt op het voorstel"),
    Why.START: N_("nieuws over de start"),
    Why.SIGN_OF_LIFE: N_("nieuws over het traject"),
    Why.HOLD_ENDS: N_("einde van de pauze"),
    Why.TELL_AND_CLOSE: N_("afloop laten weten en afsluiten"),
    Why.DECIDE: N_("beslissen over de herneming"),
    Why.CLB: N_("het CLB spreken"),
    Why.LOOK_OVER: N_("na te kijken: komt uit de oude lijst"),
    Why.AGREEMENT: N_("nieuws over een afspraak uit het plan"),
    Why.CLIENT_MEETING: N_("cliëntoverleg"),
    Why.SUMMER: N_("kijken op de zomerdag"),
    Why.DIRECTION: N_("antwoord op de vraag naar een casusregisseur"),
}


CONFIRM = N_("een opname bevestigen")
CONSULTED = N_("wacht op wie meedenkt over het consult")
# What gives way to a claim that waits to be confirmed: the rest has a day of its own, or is about something else.
CLAIMS_FIRST = (Why.FIRST_TALK, Why.DECIDE_AFTER_TALK, Why.CONSULT, Why.TABLE, Why.PARTNERS_ANSWER, Why.REVIEW)


def what_next(why: str | None, stage: str, *, wanted: bool) -> str:
    """What comes next for a case, to be said on every page; `wanted` when a claim of it waits to be confirmed."""
    if not why:
        return ""
    if wanted and why in CLAIMS_FIRST:
        return _(CONFIRM)
    return _(CONSULTED if (why, stage) == (Why.PARTNERS_ANSWER, Stage.CONSULT) else WHY_WORDS[Why(why)])


@dataclass(frozen=True)
class Counted:
    """Which clock gave a date, and from when it counts."""

    clock: ClockName
    since: datetime


@dataclass(frozen=True)
class Watch:
    """The answer: one responsible party, one date, and what the date stands for.

    For whoever asks why it is that date: which clock gave it, or the flag that brought it forward; neither for a day
    that was agreed, or that is the one of a track or a promise.
    """

    party: Party
    due_at: datetime
    why: Why
    organisation_id: UUID | None = None
    counted: Counted | None = field(default=None, compare=False)
    flagged: str = field(default="", compare=False)


@dataclass(frozen=True)
class TrackView:
    """What the radar needs to know of one track."""

    organisation_id: UUID
    stage: TrackStage
    due_at: datetime


@dataclass(frozen=True)
class CaseView:
    """What the radar needs to know of one case; `since` is when its stage began."""

    stage: Stage
    since: datetime
    open_question_since: datetime | None = None
    appointment_at: datetime | None = None
    session_at: datetime | None = None
    review_on: date | None = None
    tracks: Sequence[TrackView] = field(default=())
    offer_due: datetime | None = None  # until when another hub has to answer
    clb_due: datetime | None = None  # by when the desk has to speak with the CLB, which is silent or asked for a call
    flag: str | None = None
    flagged_at: datetime | None = None
    others_think: bool = False  # somebody was asked what it thinks of a consult, and has not answered
    others_silent: bool = False  # and the day of all that did not answer went by
    heard_at: datetime | None = None  # the last answer to a consult
    look_over_since: datetime | None = None  # it came out of the old list, and nobody has looked at it yet
    promise: Watch | None = None  # the first that was agreed in its plan, besides all this


def watch(case: CaseView, clocks: Clocks) -> Watch | None:
    """Who holds this case and until when; None for a closed one only."""
    held = _by_clock(case, clocks)
    if held and case.clb_due and case.stage in ASKING and case.clb_due < held.due_at:
        held = Watch(Party.COORDINATOR, case.clb_due, Why.CLB)
    if held and case.promise and case.promise.due_at < held.due_at:
        # A partner holds what runs on tracks; elsewhere it is the coordinator who keeps hold of the case.
        at_partner = case.stage == Stage.TRACKS and not case.look_over_since
        return case.promise if at_partner else Watch(Party.COORDINATOR, case.promise.due_at, case.promise.why)
    return held


def _by_clock(case: CaseView, clocks: Clocks) -> Watch | None:
    held = _held(case, clocks)
    if held is None or held.why not in FLAG_MATTERS or not case.flag or not case.flagged_at:
        return held
    due = _by_flag(case.flag, max(case.since, case.flagged_at), held.due_at, clocks.hub)
    return replace(held, due_at=due, counted=None, flagged=case.flag) if due < held.due_at else held


def _by_flag(flag: str, since: datetime, usual: datetime, calendar: Calendar) -> datetime:
    """Red: the day itself; amber: the last working day of that week. On a day of rest the next working day counts."""
    first = calendar.first_open(brussels_date(since))
    if flag == Flag.RED:
        return at_nine(first)
    if flag == Flag.AMBER:
        friday = first + timedelta(days=FRIDAY - first.weekday())
        return at_nine(max(one for one in _days(first, friday) if calendar.first_open(one) == one))
    return usual


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _held(case: CaseView, clocks: Clocks) -> Watch | None:
    if case.look_over_since and case.stage != Stage.CLOSED:
        return _to_look_over(case, case.look_over_since, clocks)
    match case.stage:
        case Stage.CLOSED:
            return None
        case Stage.CLARIFICATION:
            return _clarification(case, clocks)
        case Stage.TRACKS:
            return _tracks(case, clocks)
        case Stage.DISCUSSED if case.review_on:  # partners were asked to answer before this day
            return Watch(Party.COORDINATOR, at_nine(case.review_on), Why.PARTNERS_ANSWER)
        case Stage.ON_TABLE if case.session_at:
            return Watch(Party.COORDINATOR, case.session_at, Why.TABLE)
        case Stage.WAITING_LIST | Stage.CLIENT_MEETING | Stage.EXPERTISE_TABLE if case.review_on:
            return Watch(Party.COORDINATOR, at_nine(case.review_on), Why.REVIEW)
        case Stage.OFFERED if case.offer_due:
            return Watch(Party.COORDINATOR, case.offer_due, Why.HUB_ANSWERS)
        case Stage.CONSULT:
            return _consult(case, clocks)
        case _:
            name, why = _BY_STAGE[case.stage]
            return _counted(clocks, name, case.since, why)


# What the coordinator owes by a clock. A day that was agreed (a talk, a table, a review) stays what it is.
FLAG_MATTERS = (
    Why.FIRST_TALK, Why.DECIDE_AFTER_TALK, Why.CONSULT, Why.DECIDE, Why.TELL_AND_CLOSE, Why.LOOK_OVER,
)  # fmt: skip
FRIDAY = 4
_BY_STAGE = {
    Stage.CONCEPT: (ClockName.CONCEPT, Why.FINISH_CONCEPT),
    Stage.SUBMITTED: (ClockName.CLARIFICATION, Why.FIRST_TALK),
    Stage.ON_TABLE: (ClockName.PARTNER_ANSWER, Why.TABLE),
    Stage.DISCUSSED: (ClockName.PARTNER_ANSWER, Why.PARTNERS_ANSWER),
    Stage.WAITING_LIST: (ClockName.DECISION, Why.REVIEW),
    Stage.CLIENT_MEETING: (ClockName.DECISION, Why.REVIEW),
    Stage.EXPERTISE_TABLE: (ClockName.DECISION, Why.REVIEW),
    Stage.OFFERED: (ClockName.HUB_ANSWER, Why.HUB_ANSWERS),
    Stage.REOPENED: (ClockName.DECISION, Why.DECIDE),
}


def _counted(clocks: Clocks, name: ClockName, since: datetime, why: Why) -> Watch:
    """The coordinator's, until this clock runs out."""
    return Watch(Party.COORDINATOR, due_after(clocks, name, since), why, counted=Counted(name, since))


def _to_look_over(case: CaseView, since: datetime, clocks: Clocks) -> Watch:
    """The coordinator's, whoever runs its tracks; no later than a word about the first of them is due."""
    tracks = [track.due_at for track in case.tracks if case.stage == Stage.TRACKS and track.stage in OPEN]
    usual = _counted(clocks, ClockName.LOOK_OVER, since, Why.LOOK_OVER)
    return replace(usual, due_at=min(tracks), counted=None) if tracks and min(tracks) < usual.due_at else usual


def _consult(case: CaseView, clocks: Clocks) -> Watch:
    """Until the day before which others answer; once all of them did, what they say is to be weighed."""
    if case.review_on:
        waits = Why.CONSULT_SILENT if case.others_silent else Why.PARTNERS_ANSWER
        why = waits if case.others_think else Why.CONSULT
        return Watch(Party.COORDINATOR, at_nine(case.review_on), why)
    since = max(case.since, case.heard_at or case.since)
    return _counted(clocks, ClockName.CONSULT, since, Why.CONSULT)


def _clarification(case: CaseView, clocks: Clocks) -> Watch:
    if case.appointment_at:
        return Watch(Party.COORDINATOR, case.appointment_at, Why.APPOINTMENT)
    if case.open_question_since:
        asked = _counted(clocks, ClockName.REFERRER_ANSWER, case.open_question_since, Why.REFERRER_ANSWERS)
        return replace(asked, party=Party.REFERRER)
    return _counted(clocks, ClockName.CLARIFICATION, case.since, Why.DECIDE_AFTER_TALK)


_TRACK_WHY = {
    TrackStage.PROPOSED: Why.PROPOSAL,
    TrackStage.ACCEPTED: Why.START,
    TrackStage.STARTED: Why.SIGN_OF_LIFE,
    TrackStage.ON_HOLD: Why.HOLD_ENDS,
}


def _tracks(case: CaseView, clocks: Clocks) -> Watch:
    running = [track for track in case.tracks if track.stage in OPEN]
    if not running:
        return _counted(clocks, ClockName.DECISION, case.since, Why.TELL_AND_CLOSE)
    first = min(running, key=lambda track: (track.due_at, str(track.organisation_id), track.stage))
    return Watch(Party.PARTNER, first.due_at, _TRACK_WHY[first.stage], first.organisation_id)


def track_due(
    stage: TrackStage,
    clocks: Clocks,
    *,
    since: datetime,
    agreed_start: date | None = None,
    last_sign: datetime | None = None,
    hold_until: date | None = None,
) -> datetime | None:
    """When a word is expected about a track; None when it has ended. `since` is when its stage began."""
    match stage:
        case TrackStage.PROPOSED:
            return due_after(clocks, ClockName.PARTNER_ANSWER, since)
        case TrackStage.ACCEPTED:
            return due_after(clocks, ClockName.START_CHECK, agreed_start or since)
        case TrackStage.STARTED:
            return due_after(clocks, ClockName.SIGN_OF_LIFE, last_sign or since)
        case TrackStage.ON_HOLD:
            return at_nine(hold_until) if hold_until else due_after(clocks, ClockName.SIGN_OF_LIFE, since)
        case _:
            return None
