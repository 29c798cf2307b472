"""The radar page: every open case as a row on an axis of time, late ones on top."""

import contextlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
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
from hub.dispatch.watch import Party, what_next
from hub.hubs import all_hubs
from hub.monitoring.axis import Axis
from hub.monitoring.ladder import Step
from hub.monitoring.radar import (
    ON_A_PAGE,
    Blip,
    Narrow,
    TrackOnRadar,
    When,
    blips,
    counted,
    hubs_on_radar,
    municipalities_on_radar,
    partners_on_radar,
)
from hub.store import Work
from hub.web import Page, begin, must_be_signed_in, show
from hub.wording import N_, _, date_words, number, sort_key

WHEN_WORDS = {
    When.LATE: N_("Te laat"),
    When.TODAY: N_("Vandaag"),
    When.THIS_WEEK: N_("Deze week"),
    When.NEXT_WEEK: N_("Volgende week"),
    When.LATER: N_("Later"),
}
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
}
STEP_WORDS = {Step.PARTNER: N_("antwoord gevraagd"), Step.COORDINATOR: N_("geen antwoord gekregen")}


@get("/radar", sync_to_thread=True)
def radar_page(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        hubs = hubs_on_radar(work)
        known = {hub.id: hub for hub in all_hubs(work.session) if hub.id in hubs}
        request.state.hub = known[hubs[0]] if len(hubs) == 1 else None
        chosen = _chosen(request)
        count = counted(work, hubs, chosen)
        total = count[chosen.when] if chosen.when else sum(count.values())
        page = min(_page_number(request), max(1, -(-total // ON_A_PAGE)))
        axis = Axis(brussels_date(work.now))
        found = blips(work, hubs, chosen, page=page)
        behind = partners_behind(work, [one.case.id for one in found if one.case.stage == Stage.REOPENED])
        rows = [_row(work, axis, blip, behind.get(blip.case.id)) for blip in found]
        return show(
            request, "monitoring/radar.html", rows=rows, axis=axis, now_at=axis.place(work.now), total=total,
            everything=sum(count.values()), late=count[When.LATE], today=axis.today, now=work.now, chosen=chosen,
            tabs=_tabs(chosen, count), clear=chosen != Narrow(),
            hub_ids=hubs, hub_names={hub.id: hub.name for hub in known.values()} if len(known) > 1 else {},
            partners=[(str(one), name) for one, name in partners_on_radar(work, hubs)],
            municipalities=_municipalities(work, hubs), stages=_stages(),
            newer=_address(chosen, page - 1) if page > 1 else None,
            older=_address(chosen, page + 1) if page * ON_A_PAGE < total else None,
            where_we_are=_where_we_are(page, total),
        )  # fmt: skip


def state_of(case: CaseLine, now: datetime) -> str:
    """Colour and shape: stuck when it came back, late when its day has gone by, waits on somebody else, on course."""
    if case.stage == Stage.REOPENED:
        return "stuck"
    if case.next_due and brussels_date(case.next_due) < brussels_date(now):
        return "late"
    return "course" if case.holder == Party.COORDINATOR else "waits"


def _row(work: Work, axis: Axis, blip: Blip, behind: Behind | None) -> dict[str, Any]:
    case, now = blip.case, work.now
    assert case.next_due is not None
    assert case.next_why is not None
    since = min(case.stage_since, now)  # on the axis; a rehearsal of a later day may have left a moment to come
    holder = _holder(case)
    due_at, now_at, since_at = axis.place(case.next_due), axis.place(now), axis.place(since)
    overdue = case.next_due < now
    return {
        "case": case, "state": state_of(case, now), "late": late_words(case.next_due, now), "since": case.stage_since,
        "stage": _(STAGE_WORDS[Stage(case.stage)]), "why": what_next(case.next_why, case.stage, wanted=case.wanted),
        "back": _back(case, behind) if case.stage == Stage.REOPENED else "",
        "ask_first": any(track.end_reason in ASKS_REFERRER for track in blip.tracks if not track.due_at),
        "holder": holder, "home": places.name_of(blip.home_nis),
        "tracks": [
            _track(one, axis.today)
            for one in sorted(blip.tracks, key=lambda one: one.organisation != holder)
            if one.due_at
        ],
        "since_at": since_at, "waited": round(max(min(due_at, now_at) - since_at, 0), 2), "due_at": due_at,
        "to_come": round(max(due_at - now_at, 0), 2), "overdue": round(now_at - due_at, 2) if overdue else 0,
        "beyond": axis.beyond(case.next_due), "now_at": now_at,
        "others": sorted({axis.place(track.due_at) for track in blip.tracks if track.due_at} - {due_at}),
    }  # fmt: skip


def _back(case: CaseLine, behind: Behind | None) -> str:
    """Why it came back: its tracks stand in the row as well, so only silence says whose it was, and what came since."""
    if behind and behind.reason in SILENCE:
        return _("kwam terug: %(why)s", why=words_of("", case.reopened_for, behind))
    return _(BACK_WORDS.get(case.reopened_for or "", ""))


def _track(track: TrackOnRadar, today: date) -> dict[str, Any]:
    return {
        "organisation": track.organisation, "stage": _(TRACK_WORDS[TrackStage(track.stage)]), "due": track.due_at,
        "asked": _asked(track, today), "asked_at": track.asked_at,
    }  # fmt: skip


def _asked(track: TrackOnRadar, today: date) -> str:
    if track.gathered_for:
        return _("in de weekbrief van %(day)s", day=date_words(track.gathered_for, today))
    return _(STEP_WORDS[Step(track.step)]) if track.step else ""


def _holder(case: CaseLine) -> str:
    if case.holder == Party.PARTNER:
        return case.holder_name
    return _("de aanmelder") if case.holder == Party.REFERRER else _("het meldpunt")


def _municipalities(work: Work, hubs: Sequence[UUID]) -> list[tuple[str, str]]:
    named = [(nis, places.name_of(nis)) for nis in municipalities_on_radar(work, hubs)]
    return sorted((pair for pair in named if pair[1]), key=lambda pair: sort_key(pair[1]))


def _stages() -> list[tuple[str, str]]:
    return [(stage.value, _(STAGE_WORDS[stage])) for stage in Stage if stage != Stage.CLOSED]


def _chosen(request: Request) -> Narrow:
    """The choices in the address; what cannot be read counts as not chosen."""
    said = request.query_params
    partner, stage, when = None, None, None
    with contextlib.suppress(ValueError):
        partner = UUID(said.get("partner", ""))
    with contextlib.suppress(ValueError):
        stage = Stage(said.get("fase", ""))
    with contextlib.suppress(ValueError):
        when = When(said.get("wanneer", ""))
    nis = said.get("gemeente", "")
    return Narrow(partner, nis if nis and places.exists(nis) else None, stage, when)


def _page_number(request: Request) -> int:
    said = request.query_params.get("pagina", "")
    return min(max(int(said), 1), 10_000) if said.isascii() and said.isdigit() and len(said) < 6 else 1


def _address(chosen: Narrow, page: int = 1, when: When | None = None, *, any_time: bool = False) -> str:
    when = None if any_time else when or chosen.when
    said = {
        "partner": chosen.partner, "gemeente": chosen.municipality, "fase": chosen.stage, "wanneer": when,
        "pagina": page if page > 1 else None,
    }  # fmt: skip
    asked = urlencode({name: str(value) for name, value in said.items() if value})
    return f"/radar?{asked}" if asked else "/radar"


def _tabs(chosen: Narrow, count: dict[When, int]) -> list[tuple[str, str, bool, str]]:
    all_of_them = (_address(chosen, any_time=True), _("Alles"), chosen.when is None, number(sum(count.values())))
    return [
        all_of_them,
        *((_address(chosen, when=w), _(words), chosen.when == w, number(count[w])) for w, words in WHEN_WORDS.items()),
    ]


def _where_we_are(page: int, total: int) -> str:
    first = (page - 1) * ON_A_PAGE + 1
    last = min(page * ON_A_PAGE, total)
    return _("%(first)s tot %(last)s van %(total)s", first=number(first), last=number(last), total=number(total))


handlers = [radar_page]
