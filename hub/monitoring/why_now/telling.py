"""Each clock that runs for one case, in words: why its day is that day, and what comes after. Pure rules."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from hub.clock import brussels_date
from hub.dispatch.case import Stage
from hub.dispatch.case_team.agreed import Rung
from hub.dispatch.case_team.tables import PlanAgreement
from hub.dispatch.clb import ClbState
from hub.dispatch.clb import Step as ClbStep
from hub.dispatch.clb_tables import ClbQuestion
from hub.dispatch.clocks import ClockName, Clocks, Whom, due_after, in_silence
from hub.dispatch.clockwork.explaining import explain
from hub.dispatch.codes import Flag
from hub.dispatch.track import OPEN, TRACK_WORDS, TrackStage
from hub.dispatch.watch import WHY_WORDS, CaseView, Party, Watch, Why, watch
from hub.monitoring import clb_ladder
from hub.monitoring.ahead.fortnight import Foretold, Kind
from hub.monitoring.ladder import RAN_OUT, Step, Watched, waits_after
from hub.wording import N_, _, date_words, time_words


@dataclass(frozen=True)
class Running:
    """One clock that runs. `gives`: its day may be the one of the case; `why` what it stands for there."""

    what: str
    whose: str
    due_at: datetime
    because: Sequence[str]
    then: str = ""
    gives: bool = True
    at_hour: bool = False  # its hour matters, as that of a session
    at: datetime | None = None  # the moment that is told, where its day comes only after that

    @property
    def told_at(self) -> datetime:
        return self.at or self.due_at


# A day that no clock gave.
AGREED = {
    Why.APPOINTMENT: N_("Dan is het gesprek gepland."),
    Why.TABLE: N_("Dan zit de tafel waarvan dit op de dagorde staat."),
    Why.PARTNERS_ANSWER: N_("Tot die dag kregen anderen de tijd om te antwoorden."),
    Why.CONSULT_SILENT: N_("De dag waarop anderen zouden antwoorden."),
    Why.CONSULT: N_("De dag die bij het consult afgesproken is."),
    Why.REVIEW: N_("De coördinator koos die dag om dit opnieuw te bekijken."),
}
FLAGGED = {
    Flag.RED: N_("De vlag staat op rood: dan is het dezelfde werkdag nog te doen."),
    Flag.AMBER: N_("De vlag staat op oranje: dan is het diezelfde week nog te doen."),
}
# What happens when that day goes by.
THEN = {
    Why.REFERRER_ANSWERS: N_("Blijft het stil, dan staat het als te laat op Vandaag en op de radar: bel de aanmelder."),
    Why.HUB_ANSWERS: N_("Blijft het stil, dan ligt het de volgende werkdag weer bij de coördinator."),
    Why.PARTNERS_ANSWER: N_("Daarna staat het op Vandaag, om te beslissen met de antwoorden die er zijn."),
}
USUAL_THEN = N_("Gebeurt er niets, dan staat het als te laat op Vandaag en op de radar, tot iemand iets doet.")
LATE_THEN = N_("Die dag is voorbij: het staat als te laat op Vandaag en op de radar, tot iemand iets doet.")
PARTY_WORDS = {Party.COORDINATOR: N_("de coördinator"), Party.REFERRER: N_("de aanmelder")}


def of_stage(case: CaseView, clocks: Clocks, offered_at: datetime | None = None) -> Running | None:
    """The clock of the stage in which the case stands; None where only its tracks run, and for a closed one."""
    on_tracks = case.stage == Stage.TRACKS and any(track.stage in OPEN for track in case.tracks)
    if on_tracks and not case.look_over_since:
        return None
    held = watch(replace(case, tracks=(), promise=None, clb_due=None), clocks)
    if held is None:
        return None
    then = _(THEN.get(held.why, USUAL_THEN))
    return Running(
        _(WHY_WORDS[held.why]).capitalize(), _(PARTY_WORDS[held.party]), held.due_at,
        _because(held, clocks, offered_at), then, at_hour=held.why in (Why.TABLE, Why.APPOINTMENT),
    )  # fmt: skip


def _because(held: Watch, clocks: Clocks, offered_at: datetime | None) -> list[str]:
    if held.flagged:
        return [_(FLAGGED[Flag(held.flagged)])]
    if held.why == Why.HUB_ANSWERS and offered_at:
        return explain(ClockName.HUB_ANSWER, clocks, offered_at, held.due_at).sentences()
    if held.counted:
        return explain(held.counted.clock, clocks, held.counted.since, held.due_at).sentences()
    return [_(AGREED[held.why])]


CLOCK_OF = {
    TrackStage.PROPOSED: ClockName.PARTNER_ANSWER,
    TrackStage.ACCEPTED: ClockName.START_CHECK,
    TrackStage.STARTED: ClockName.SIGN_OF_LIFE,
}


@dataclass(frozen=True)
class TrackNow:
    """An open track: who guides it, since when its clock runs, and where it stands on the ladder."""

    watched: Watched
    partner: str
    worker: str
    since: datetime | date
    hold_until: date | None = None
    gathered_for: date | None = None


def of_track(one: TrackNow, clocks: Clocks, to_come: Foretold | None) -> Running:
    """The clock of one track; `clocks` are its own, and `to_come` what follow-up does when it stays silent."""
    track = one.watched
    with_her = track.step == Step.COORDINATOR
    who = one.partner if not one.worker else _("%(who)s, %(partner)s", who=one.worker, partner=one.partner)
    return Running(
        _("Traject bij %(partner)s: %(stage)s", partner=one.partner, stage=_(TRACK_WORDS[track.stage])),
        _(PARTY_WORDS[Party.COORDINATOR]) if with_her else who, track.due_at,
        [*_of_track(one, clocks), *([] if track.runs else [_(IN_HAND)])],
        _next(one, to_come) if to_come else "", gives=track.runs,
        # What does not count for the case is told on the day on which something happens.
        at=to_come.at if to_come and not track.runs else None,
    )  # fmt: skip


def _of_track(one: TrackNow, clocks: Clocks) -> list[str]:
    track = one.watched
    if track.step == Step.COORDINATOR:
        return [_("Er kwam geen antwoord: de coördinator heeft het.")]
    if track.step == Step.PARTNER and track.asked_at:
        asked = _("Op %(day)s kwam het op Vandaag.") if track.own else _("Op %(day)s vroegen we het.")
        waits = explain(
            ClockName.PARTNER_SILENCE, in_silence(clocks, RAN_OUT[track.stage]), track.asked_at, track.due_at,
            times=waits_after(track, clocks),
        )  # fmt: skip
        return [asked % {"day": date_words(brussels_date(track.asked_at))}, *waits.sentences()]
    if track.stage == TrackStage.ON_HOLD:
        if one.hold_until:
            return [_("De pauze loopt tot %(day)s. Tot dan staat de klok stil.", day=date_words(one.hold_until))]
        return explain(ClockName.SIGN_OF_LIFE, clocks, one.since, track.due_at).sentences()
    name = CLOCK_OF[track.stage]
    if one.gathered_for:
        gathered = _("Het staat in de weekbrief van %(day)s.", day=date_words(one.gathered_for))
        return [*explain(name, clocks, one.since, due_after(clocks, name, one.since)).sentences(), gathered]
    return explain(name, clocks, one.since, track.due_at).sentences()


IN_HAND = N_("De coördinator heeft het dossier in handen. Deze dag telt nu niet voor het dossier.")


def _next(one: TrackNow, to_come: Foretold) -> str:
    day = date_words(brussels_date(to_come.at))
    if to_come.kind == Kind.OURS:
        return _("Blijft het stil, dan komt het op %(day)s op Vandaag.", day=day)
    if to_come.kind == Kind.BACK:
        return _(
            "Blijft het stil, dan ligt het op %(day)s bij de coördinator, met een plaats op de volgende agenda.",
            day=day,
        )
    if to_come.kind == Kind.LOOK:
        return _("Op %(day)s kijken we opnieuw. Tot dan krijgt niemand een e-mail.", day=day)
    asks_worker = to_come.todo is not None and to_come.todo.whom == Whom.WORKER
    whom = one.worker if asks_worker and one.worker else one.partner
    if to_come.kind == Kind.WEEKLY:
        return _("Blijft het stil, dan vragen we het in de weekbrief van %(day)s aan %(who)s.", day=day, who=whom)
    return _("Blijft het stil, dan vragen we het op %(day)s met een e-mail aan %(who)s.", day=day, who=whom)


def if_late(one: Running, today: date) -> Running:
    """What would happen once its day goes by, said as it is when that day has gone."""
    over = one.then == _(USUAL_THEN) and brussels_date(one.due_at) < today
    return replace(one, then=_(LATE_THEN)) if over else one


def on_its_day(one: Running, to_come: Foretold | None) -> Running:
    """With the day on which follow-up does what comes next, where that is another day than the one that it waits for: a
    letter of the week, or the next hour at which people are written to."""
    if to_come is None or not one.then or brussels_date(to_come.at) == brussels_date(one.due_at):
        return one
    day = date_words(brussels_date(to_come.at))
    return replace(one, then=" ".join((one.then, _("Dat gebeurt op %(day)s.", day=day))))


def of_clb(question: ClbQuestion, name: str, clocks: Clocks, *, counts: bool) -> Running | None:
    """The question to the CLB of the school; `counts` while nobody has taken the case up."""
    if question.due_at is None or question.asked_at is None:
        return None
    what, due = _("Vraag aan het CLB"), question.due_at
    if question.step == ClbStep.CLB and question.state == ClbState.ASKED:
        because = explain(ClockName.CLB_ANSWER, clocks, question.asked_at, due).sentences()
        then = (
            _("Blijft het stil, dan krijgt het CLB een herinnering.")
            if question.times_asked < clb_ladder.LETTERS
            else _("Blijft het stil, dan belt de coördinator.")
        )
        return Running(what, name or _("het CLB"), due, because, then, gives=False)
    called = question.state == ClbState.CALL
    said = _("Het CLB vroeg om te bellen.") if called else _("Het CLB antwoordde niet: de coördinator belt.")
    return Running(what, _(PARTY_WORDS[Party.COORDINATOR]), due, [said], _(USUAL_THEN), gives=counts)


def of_agreement(row: PlanAgreement, whose: str) -> Running | None:
    """An agreement of the plan, or of the minutes of a table."""
    if row.due_at is None:
        return None
    by, what = date_words(row.by), _("Afspraak uit het plan")
    if row.rung >= Rung.COORDINATOR:
        said, then = _("Ze viel stil: de coördinator heeft ze."), _(USUAL_THEN)
        return Running(what, _(PARTY_WORDS[Party.COORDINATOR]), row.due_at, [said], then)
    told = [_("Afgesproken tegen %(day)s.", day=by)]
    if row.rung == Rung.OWNER:
        told.append(_("Die dag is voorbij, en we vroegen hoe het liep."))
        return Running(what, whose, row.due_at, told, _("Blijft het stil, dan ligt ze die dag bij de coördinator."))
    if brussels_date(row.due_at) <= row.by:
        return Running(
            what,
            whose,
            row.due_at,
            told,
            _("Die dag volgt een herinnering, en na de afgesproken dag vragen we hoe het liep."),
        )
    return Running(what, whose, row.due_at, told, _("Zegt niemand dan dat het gedaan is, dan vragen we hoe het liep."))


def of_meeting(at: datetime, ends: datetime) -> Running:
    said = _("Dan begint het overleg. Na %(hour)s valt er te noteren wat er afgesproken werd.", hour=time_words(ends))
    who = _(PARTY_WORDS[Party.COORDINATOR])
    return Running(_("Cliëntoverleg"), who, ends, [said], _(USUAL_THEN), at_hour=True, at=at)


def of_summer(due_at: datetime, who: str) -> Running:
    said = _("Op die dag wordt er in de zomer gekeken. Dat is zo afgesproken, of het meldpunt houdt ze zelf.")
    return Running(
        _("Zomerdag"),
        who or _(PARTY_WORDS[Party.COORDINATOR]),
        due_at,
        [said],
        _("Die dag staat ze op Vandaag, tot iemand gekeken heeft."),
    )


def of_direction(asked_at: datetime, due_at: datetime, who: str, clocks: Clocks) -> Running:
    because = explain(ClockName.PARTNER_ANSWER, clocks, asked_at, due_at).sentences()
    return Running(_("Vraag om casusregisseur te zijn"), who, due_at, because, _(USUAL_THEN))


def of_consult_ask(due_at: datetime, answer_by: date | None, who: str) -> Running:
    told = [_("Antwoord gevraagd tegen %(day)s.", day=date_words(answer_by))] if answer_by else []
    before = answer_by is not None and brussels_date(due_at) < answer_by
    then = (
        _("Die dag volgt een herinnering. Daarna beslist de coördinator zonder dit antwoord.")
        if before
        else _("Blijft het stil, dan beslist de coördinator zonder dit antwoord.")
    )
    return Running(_("Vraag om mee te denken"), who, due_at, told, then, gives=False)


def of_help(
    due_at: datetime, made_at: datetime, asked_at: datetime | None, times: int, whom: str, clocks: Clocks
) -> Running:
    """The question whether there is help: first it waits for its day, then for an answer."""
    name, since = (ClockName.HELP_ANSWER, asked_at) if asked_at else (ClockName.HELP_QUESTION, made_at)
    then = (
        _("Die dag vragen we of er hulp is.") if not asked_at
        else _("Blijft het stil, dan vragen we het nog één keer.") if times < HELP_LETTERS
        else _("Blijft het stil, dan staat het op Vandaag.")
    )  # fmt: skip
    because = explain(name, clocks, since, due_at).sentences()
    return Running(_("Is er hulp?"), _(HELP_WHOM[whom]), due_at, because, then, gives=False)


HELP_LETTERS = 2
HELP_WHOM = {"referrer": PARTY_WORDS[Party.REFERRER], "contact": N_("wie het voor de jongere hoort")}


def earliest(lines: Sequence[Running]) -> Running | None:
    """Which of them gives the case its date."""
    return min((one for one in lines if one.gives), key=lambda one: one.due_at, default=None)
