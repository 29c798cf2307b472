"""The pages on which an administrator reads, tries and changes the clocks of a hub; its coordinators read them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import DayUnit
from hub.dispatch.clocks import ASKS, DEFAULTS, OF_A_TABLE, OF_A_TRACK, Clock, ClockName, Clocks, Grows
from hub.dispatch.clockwork.reading import clocks_of
from hub.dispatch.clockwork.words import LIFE, TABLE_WORDS, TITLES, UNITS, WHOM_WORDS, ladder, sentence, term
from hub.dispatch.sessions.kinds import TableKind
from hub.dispatch.sessions.typed import WEEKDAYS
from hub.home.clockwork import anew, changes_sight, past, setting
from hub.home.clockwork.setting import Scope
from hub.hubs import Hub
from hub.people.rights import Right, may, require
from hub.problems import Invalid, NotFound
from hub.store import Work
from hub.web import Form, FormBody, Page, Typed, begin, flash, must_be_signed_in, one, see_other, show
from hub.wording import N_, _

PLACE = "/beheer/meldpunten/{hub_id:uuid}/klokken"
FIELDS = ("days", "unit", "asked", "letters", "again", "grows", "grows_to")
GROWS_WORDS = {
    Grows.STEADY: N_("altijd even lang"),
    Grows.STEPS: N_("telkens dezelfde stap langer: 1, 2, 3 keer"),
    Grows.DOUBLES: N_("telkens dubbel zo lang: 1, 2, 4 keer"),
}


@get(PLACE, sync_to_thread=True)
def clock_list(request: Request, hub_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        require(work.asker, Right.SEE_CLOCKS, hub_id)
        clocks = clocks_of(work, hub_id)
        offers = {
            offer.id: setting.offer_words(offer, partner) for offer, partner in setting.offers_of(work, hub_id).shown
        }
        hub = work.found(Hub, hub_id)
        return show(
            request, "beheer/clocks.html", one=hub, weekly_day=_(WEEKDAYS[str(hub.weekly_day)]),
            lines=[(name, _(TITLES[name]), sentence(name, clocks), _own(clocks, name), _narrower(clocks, name, offers))
                   for name in LIFE],
            changes=changes_sight.changes_of(work, hub_id), keeps=may(work.asker, Right.MANAGE, hub_id),
        )  # fmt: skip


@get(f"{PLACE}/{{slug:str}}", sync_to_thread=True)
def clock_page(request: Request, hub_id: UUID, slug: str) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, hub_id, setting.named(slug), Scope.read(request.query_params.get("voor", "")[:60]))


@post(f"{PLACE}/{{slug:str}}", sync_to_thread=True)
def save(request: Request, hub_id: UUID, slug: str, data: FormBody) -> Page | Redirect:
    """Try it on the last school year, or save it: what stands on the button that was pressed."""
    with begin(request) as work:
        must_be_signed_in(work)
    which, scope = setting.named(slug), Scope.read(one(data, "scope", at_most=60))
    try:
        with begin(request) as work:
            require(work.asker, Right.MANAGE, hub_id)
            if not scope.fits(which):
                raise NotFound
            now = clocks_of(work, hub_id)
            clock = setting.checked(which, Typed(_typed(data)), setting.in_scope(now, scope)[which])
            if one(data, "do") != "save":
                return _page(request, work, hub_id, which, scope, data, tried=clock)
            tracks, cases = setting.set_clock(work, hub_id, scope, which, clock)
    except Invalid as wrong:
        with begin(request) as work:
            return _page(request, work, hub_id, which, scope, data, wrong.errors)
    flash(request, "done", _saved(tracks, cases))
    return see_other(f"/beheer/meldpunten/{hub_id}/klokken")


@post(f"{PLACE}/{{slug:str}}/standaard", sync_to_thread=True)
def to_standard(request: Request, hub_id: UUID, slug: str, data: FormBody) -> Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
        scope = Scope.read(one(data, "scope", at_most=60))
        tracks, cases = setting.to_standard(work, hub_id, scope, setting.named(slug))
    flash(request, "done", _saved(tracks, cases))
    return see_other(f"/beheer/meldpunten/{hub_id}/klokken")


def _saved(tracks: int, cases: int) -> str:
    return _(
        "Bewaard. Open trajecten met een andere datum: %(tracks)d. Open aanmeldingen met een andere datum: %(cases)d.",
        tracks=tracks, cases=cases,
    )  # fmt: skip


def _page(
    request: Request, work: Work, hub_id: UUID, name: ClockName, scope: Scope, typed: Form | None = None,
    errors: dict[str, str] | None = None, tried: Clock | None = None,
) -> Page:  # fmt: skip
    require(work.asker, Right.MANAGE, hub_id)
    hub = work.found(Hub, hub_id)
    sought = request.query_params.get("zoek", "")[:60]
    keep = scope.offer if scope.offer and setting.is_offer_of(work, hub_id, scope.offer) else None
    clocks, offers = clocks_of(work, hub_id), setting.offers_of(work, hub_id, sought, keep)
    scopes = dict(_scopes(name, offers.shown))
    if str(scope) not in scopes:
        raise NotFound
    welfare = setting.of_welfare(work, scope)
    now = setting.in_scope(clocks, scope, welfare=welfare)
    kept = {field: _shown(getattr(now[name], field)) for field in FIELDS}
    then = setting.with_rule(clocks, scope, name, tried, DEFAULTS[name]) if tried else None
    waits_for_school = name in OF_A_TRACK and scope.offer is None and now[name].unit is DayUnit.SCHOOL_DAYS
    return show(
        request, "beheer/clock.html", status=422 if errors else 200, one=hub, name=name, title=_(TITLES[name]),
        says=sentence(name, now), standard=sentence(name, DEFAULTS), errors=errors or {},
        typed=Typed(_typed(typed) if typed is not None else kept), scope=str(scope), scopes=list(scopes.items()),
        sought=sought, more=offers if name in OF_A_TRACK and (sought or not offers.all_of_them) else None,
        scope_words=scopes[str(scope)], own=_is_own(clocks, name, scope), asks=name in ASKS,
        units=[(str(unit), _(word)) for unit, word in UNITS.items()],
        whom=[(str(code), _(word)) for code, word in WHOM_WORDS.items()],
        grows=[(str(code), _(word)) for code, word in GROWS_WORDS.items()],
        tried_says=sentence(name, setting.in_scope(then, scope, welfare=welfare)) if then else "",
        through=name in now.through, but_welfare=waits_for_school,
        past=past.replay(work, hub_id, name, clocks, then) if then and past.can_replay(name) else None,
        moved=anew.moved(work, hub_id, clocks, then) if then and name in OF_A_TRACK else None,
    )  # fmt: skip


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _typed(data: Form) -> dict[str, str]:
    return {field: one(data, field, at_most=20) for field in FIELDS}


def _scopes(name: ClockName, offers: Sequence[Any]) -> list[tuple[str, str]]:
    """For what this clock may have a rule of its own."""
    found = [("", _("het hele meldpunt"))]
    if name in OF_A_TABLE:
        found += [(str(Scope(kind=kind)), _(word)) for kind, word in TABLE_WORDS.items()]
    if name in OF_A_TRACK:
        found += [(str(Scope(offer=offer.id)), setting.offer_words(offer, partner)) for offer, partner in offers]
    return found


def _own(clocks: Clocks, name: ClockName) -> bool:
    return clocks[name] != DEFAULTS[name]


def _is_own(clocks: Clocks, name: ClockName, scope: Scope) -> bool:
    whose = scope.offer or scope.kind
    return _own(clocks, name) if whose is None else (name, whose) in clocks.narrower


def _narrower(clocks: Clocks, name: ClockName, offers: dict[UUID, str]) -> list[tuple[str, str, str]]:
    """Where another rule counts: its address, for what, and what it says."""
    found = []
    for (which, whose), clock in clocks.narrower.items():
        if which != name:
            continue
        scope = Scope(offer=whose) if isinstance(whose, UUID) else Scope(kind=whose)
        words = offers.get(whose, "") if isinstance(whose, UUID) else _(TABLE_WORDS[TableKind(whose)])
        says = " ".join([term(clock.days, clock.unit), *(ladder(clock, clocks[SILENCE]) if name in ASKS else ())])
        found.append((str(scope), words or _("een aanbod dat niet meer loopt"), says))
    return sorted(found, key=lambda one: one[1])


SILENCE = ClockName.PARTNER_SILENCE
handlers: list[Any] = [clock_list, clock_page, save, to_standard]
