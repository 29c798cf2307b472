"""The radar page: every open case as a row on an axis of time, late ones on top."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from litestar import Request, get

from hub import places
from hub.clock import brussels_date
from hub.dispatch.came_back import SILENCE, Behind, partners_behind, words_of
from hub.dispatch.case import STAGE_WORDS, Stage
from hub.dispatch.lateness import late_words
from hub.dispatch.sight import CaseLine
from hub.dispatch.table_tables import AgendaReason
from hub.dispatch.track import ASKS_REFERRER, TRACK_WORDS, TrackStage
from hub.dispatch.watch import Party, Why, what_next
from hub.monitoring.axis import Axis
from hub.monitoring.caseload.guides import guides_on_radar
from hub.monitoring.due_agreements import gathered
from hub.monitoring.ladder import Step
from hub.monitoring.on_axis import drawn, starts_on
from hub.monitoring.radar import (
    Blip,
    TrackOnRadar,
    When,
    counted,
    municipalities_on_radar,
    partners_on_radar,
    radar,
)
from hub.monitoring.radar_choices import Chosen, options, tabs
from hub.monitoring.radar_hubs import hubs_of_page
from hub.store import Work
from hub.web import Page, begin, must_be_signed_in, show
from hub.wording import N_, _, date_words, number, short_day, sort_key

BACK_WORDS: dict[str, str] = {
    AgendaReason.DECLINED: N_("kwam terug: geweigerd"),
    AgendaReason.NOT_STARTED: N_("kwam terug: niet gestart"),
    AgendaReason.SILENT: N_("kwam terug: we horen niets meer"),
    AgendaReason.HOLD_OVER: N_("kwam terug: de pauze is voorbij"),
    AgendaReason.STALLED: N_("kwam terug: het zit vast"),
    AgendaReason.STOPPED_EARLY: N_("kwam terug: te vroeg gestopt"),
    AgendaReason.NOT_TAKEN_OVER: N_("kwam terug: een ander meldpunt neemt niet over"),
    AgendaReason.HANDED_BACK: N_("kwam terug van een ander meldpunt"),
    AgendaReason.AGREEMENT: N_("kwam terug: een afspraak uit het plan viel stil"),
    AgendaReason.NO_HELP: N_("kwam terug: er is geen hulp"),
}
STEP_WORDS = {Step.PARTNER: N_("antwoord gevraagd"), Step.COORDINATOR: N_("geen antwoord gekregen")}


@get("/radar", sync_to_thread=True)
def radar_page(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        known = hubs_of_page(request, work)
        hubs = sorted(known)
        chosen = Chosen.of(request.query_params)
        count = counted(work, hubs, chosen.narrow)
        when = chosen.narrow.when
        total = count[when] if when else sum(count.values())
        asked = request.query_params
        page = radar(
            work, hubs, chosen.narrow, order=chosen.order, after=asked.get("na", ""), before=asked.get("voor", "")
        )  # fmt: skip
        axis = Axis(brussels_date(work.now))
        behind = partners_behind(work, [one.case.id for one in page.blips if one.case.stage == Stage.REOPENED])
        by_letter = gathered(work, [one.case.id for one in page.blips if one.case.next_why == Why.AGREEMENT])
        return show(
            request, "monitoring/radar.html", total=total, axis=axis, now_at=axis.place(work.now),
            rows=[_row(work, axis, blip, behind.get(blip.case.id), by_letter.get(blip.case.id)) for blip in page.blips],
            everything=sum(count.values()), late=count[When.LATE], today=axis.today, now=work.now, chosen=chosen,
            tabs=tabs(chosen, count), clear=chosen != Chosen(),
            hub_ids=hubs, hub_names={hub.id: hub.name for hub in known.values()} if len(known) > 1 else {},
            partners=[(str(one), name) for one, name in partners_on_radar(work, hubs)],
            municipalities=_municipalities(work, hubs), choices=options(),
            guides=[(str(one), name) for one, name in guides_on_radar(work, hubs)],
            newer=chosen.address(voor=page.newer) if page.newer else None,
            older=chosen.address(na=page.older) if page.older else None,
            where_we_are=_where_we_are(page.passed, len(page.blips), total),
        )  # fmt: skip


def state_of(case: CaseLine, now: datetime) -> str:
    """Colour and shape: stuck when it came back, late when its day has gone by, waits on somebody else, on course."""
    if case.stage == Stage.REOPENED:
        return "stuck"
    if case.next_due and brussels_date(case.next_due) < brussels_date(now):
        return "late"
    return "course" if case.holder == Party.COORDINATOR else "waits"


def _row(work: Work, axis: Axis, blip: Blip, behind: Behind | None, gathered_for: date | None) -> dict[str, Any]:
    case, now = blip.case, work.now
    assert case.next_due is not None
    assert case.next_why is not None
    holder = _holder(case)
    return {
        "case": case, "state": state_of(case, now), "late": late_words(case.next_due, now), "since": case.stage_since,
        "stage": _(STAGE_WORDS[Stage(case.stage)]), "why": what_next(case.next_why, case.stage, wanted=case.wanted),
        "back": _back(case, behind) if case.stage == Stage.REOPENED else "",
        "ask_first": any(track.end_reason in ASKS_REFERRER for track in blip.tracks if not track.due_at),
        "gathered": _in_letter(gathered_for, axis.today) if gathered_for else "",
        "holder": holder, "home": places.name_of(blip.home_nis),
        "tracks": [
            _track(one, axis.today)
            for one in sorted(blip.tracks, key=lambda one: one.organisation != holder)
            if one.due_at
        ],
        "overdue": case.next_due < now, "on": drawn(axis, case, blip.tracks, now),
    }  # fmt: skip


def _back(case: CaseLine, behind: Behind | None) -> str:
    """Why it came back: its tracks stand in the row as well, so only silence says whose it was, and what came since."""
    if behind and behind.reason in SILENCE:
        return _("kwam terug: %(why)s", why=words_of("", case.reopened_for, behind))
    return _(BACK_WORDS.get(case.reopened_for or "", ""))


def _track(track: TrackOnRadar, today: date) -> dict[str, Any]:
    stage = _(TRACK_WORDS[TrackStage(track.stage)])
    return {
        "organisation": track.organisation, "due": track.due_at, "told": _told(stage, track, today),
        "asked": _asked(track, today), "asked_at": track.asked_at,
    }  # fmt: skip


def _told(stage: str, track: TrackOnRadar, today: date) -> str:
    """How it stands, with what was promised of it or when the last word came."""
    if track.stage == TrackStage.ON_HOLD and track.hold_until:
        return _("%(stage)s tot %(day)s", stage=stage, day=short_day(track.hold_until, today))
    if day := starts_on(track):
        words = N_("%(stage)s, start op %(day)s") if day >= today else N_("%(stage)s, start was beloofd op %(day)s")
        return _(words, stage=stage, day=short_day(day, today))
    if track.last_sign_at:
        return _("%(stage)s, laatst gehoord op %(day)s", stage=stage, day=short_day(track.last_sign_at, today))
    return stage


def _asked(track: TrackOnRadar, today: date) -> str:
    if track.gathered_for:
        return _in_letter(track.gathered_for, today)
    return _(STEP_WORDS[Step(track.step)]) if track.step else ""


def _in_letter(day: date, today: date) -> str:
    return _("in de weekbrief van %(day)s", day=date_words(day, today))


def _holder(case: CaseLine) -> str:
    if case.holder == Party.PARTNER:
        return case.holder_name
    return _("de aanmelder") if case.holder == Party.REFERRER else _("het meldpunt")


def _municipalities(work: Work, hubs: Sequence[UUID]) -> list[tuple[str, str]]:
    named = [(nis, places.name_of(nis)) for nis in municipalities_on_radar(work, hubs)]
    return sorted((pair for pair in named if pair[1]), key=lambda pair: sort_key(pair[1]))


def _where_we_are(passed: int, here: int, total: int) -> str:
    first, last = number(passed + 1), number(passed + here)
    return _("%(first)s tot %(last)s van %(total)s", first=first, last=last, total=number(total))


handlers = [radar_page]
