"""The duty roster: a week at a time, the usual week, swaps with colleagues, and the addresses for a calendar."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from litestar import MediaType, Request, Response, get, post
from litestar.response import Redirect

from hub.asker import NOBODY
from hub.clock import brussels_date
from hub.hubs import Hub, hubs_among
from hub.opening_hours import day_name, hours_of
from hub.people import duty, duty_desk, duty_feed, duty_sight
from hub.people.duty import PART_WORDS, Part, Turn
from hub.people.duty_sight import Held
from hub.people.rights import Right, hubs_where, may
from hub.problems import Invalid
from hub.store import Work
from hub.web import Form, FormBody, Page, begin, flash, id_in, must_be_signed_in, one, pressed, see_other, show
from hub.wording import _, _n

HERE = "/permanentie"
GAPS_FOR = 14


@get(HERE, sync_to_thread=True)
def roster_page(request: Request, hub: str = "", week: str = "") -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, duty_sight.hub_for(work, hub), _monday(work, week))


@post(HERE + "/week", sync_to_thread=True, status_code=200)
def plan_week(request: Request, data: FormBody) -> Page | Redirect:
    """The week as it was chosen; with `do` "copy" as the week before went."""
    copies = one(data, "do", at_most=10) == "copy"

    def act(work: Work, hub: Hub, monday: date) -> str:
        if copies:
            changed = duty_desk.copy_last_week(work, hub, monday)
        else:
            changed = duty_desk.plan_week(work, hub, _chosen(work, hub, monday, data))
        return _n("%(num)s halve dag gewijzigd.", "%(num)s halve dagen gewijzigd.", changed)

    return _done(request, data, act)


@get(HERE + "/vast", sync_to_thread=True)
def usual_page(request: Request, hub: str = "") -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        chosen = duty_sight.hub_for(work, hub)
        duty_desk.require_planner(work, chosen)
        monday = duty.monday(brussels_date(work.now))
        request.state.hub = chosen
        known = duty_sight.roster(work, chosen.id, monday, 7)
        hours = hours_of(chosen) or duty.USUAL
        return show(
            request, "home/duty_usual.html", one=chosen,
            people=[(str(who.id), who.name) for who in duty_sight.people_of(work, chosen.id)],
            monday=monday, parts=[(part, _(word)) for part, word in PART_WORDS.items()],
            days=[(day, day_name(day)) for day in range(7) if hours.week[day]],
            chosen={
                f"{day}-{part}": str(duty.usually(known.pattern, monday + timedelta(days=day), part) or "")
                for day in range(7) for part in Part
            },
        )  # fmt: skip


@post(HERE + "/vast", sync_to_thread=True)
def plan_usual(request: Request, data: FormBody) -> Page | Redirect:
    def act(work: Work, hub: Hub, monday: date) -> str:
        known = {(day, part): f"u-{day}-{part}" for day in range(7) for part in Part}
        chosen = {turn: id_in(data, name) for turn, name in known.items() if name in data}
        duty_desk.plan_usual(work, hub, chosen, monday)
        return _("Bewaard. Weken die al anders gepland waren, blijven zo.")

    return _done(request, data, act)


@post(HERE + "/neem", sync_to_thread=True)
def take_gap(request: Request, data: FormBody) -> Page | Redirect:
    def act(work: Work, hub: Hub, monday: date) -> str:
        duty_desk.require_desk(work, hub)
        return _("Je hebt permanentie op %(when)s.", when=duty_desk.take(work, hub, _turn(data, "turn")).words)

    return _done(request, data, act)


@get(HERE + "/ruil", sync_to_thread=True)
def swap_page(request: Request, hub: str = "", turn: str = "") -> Page | Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
        chosen = duty_sight.hub_for(work, hub)
        duty_desk.require_desk(work, chosen)
        return _swap_page(request, work, chosen, {"turn": turn}) if turn else see_other(HERE)


@post(HERE + "/ruil", sync_to_thread=True, status_code=200)
def ask_swap(request: Request, data: FormBody) -> Page | Redirect:
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            hub = duty_sight.hub_for(work, one(data, "hub", at_most=60))
            duty_desk.require_desk(work, hub)
            back = _turn(data, "back") if one(data, "back") else None
            swap = duty_desk.ask_swap(work, hub, _turn(data, "turn"), id_in(data, "colleague"), back)
            where = _week_of(hub, duty.monday(swap.day))
    except Invalid as wrong:
        with begin(request) as work:
            hub = duty_sight.hub_for(work, one(data, "hub", at_most=60))
            typed = {name: one(data, name, at_most=60) for name in ("turn", "back", "colleague")}
            if "turn" in wrong.errors:
                return see_other(HERE)
            return _swap_page(request, work, hub, typed, errors=wrong.errors)
    flash(request, "done", _("Gevraagd. Er verandert niets tot je collega akkoord gaat."))
    return see_other(where)


@post(HERE + "/ruil/{swap_id:uuid}", sync_to_thread=True)
def answer_swap(request: Request, swap_id: UUID, data: FormBody) -> Redirect:
    agrees = one(data, "do", at_most=10) == "agree"
    said = _("Geruild. Het rooster en de agenda's zijn bijgewerkt.") if agrees else _("Er verandert niets.")
    pressed(request, lambda work: duty_desk.answer_swap(work, swap_id, agrees=agrees), said)
    return see_other("/vandaag" if one(data, "back", at_most=10) == "vandaag" else HERE)


@post(HERE + "/agenda", sync_to_thread=True)
def feed_address(request: Request, data: FormBody) -> Page | Redirect:
    """A first or a new address; with `do` "away" it is taken back."""
    whole, away = bool(one(data, "whole")), one(data, "do", at_most=10) == "away"

    def act(work: Work, hub: Hub, monday: date) -> str:
        if away:
            duty_desk.withdraw_feed(work, hub, whole=whole)
            return _("De link werkt niet meer.")
        duty_desk.make_feed(work, hub, whole=whole)
        return _("De link staat hieronder. Een vorige link werkt niet meer.")

    return _done(request, data, act, anchor="#agenda")


@get(HERE + "/agenda/{token:str}", sync_to_thread=True)
def feed(request: Request, token: str) -> Response[str]:
    """For calendar programs, which sign in nowhere: who has the address reads it."""
    with begin(request, NOBODY) as work:
        text = duty_feed.text_of(work, duty_feed.open_feed(work, token.removesuffix(".ics")))
    headers = {
        "ETag": duty_feed.tag_of(text), "Cache-Control": "private, no-cache",
        "Content-Disposition": 'inline; filename="permanentie.ics"',
    }  # fmt: skip
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    if headers["ETag"] in known or "*" in known:
        return Response("", status_code=304, headers=headers, media_type=MediaType.TEXT)
    return Response(text, headers=headers, media_type="text/calendar; charset=utf-8")


def _done(
    request: Request, data: Form, act: Callable[[Work, Hub, date], str], *, anchor: str = ""
) -> Page | Redirect:  # fmt: skip
    hub: Hub | None = None
    week = one(data, "week", at_most=20)
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            hub = duty_sight.hub_for(work, one(data, "hub", at_most=60))
            monday = _monday(work, week)
            said = act(work, hub, monday)
    except Invalid as wrong:
        with begin(request) as work:
            hub = duty_sight.hub_for(work, one(data, "hub", at_most=60))
            return _page(request, work, hub, _monday(work, week), errors=wrong.errors)
    flash(request, "done", said)
    return see_other(_week_of(hub, monday) + anchor)


def _chosen(work: Work, hub: Hub, monday: date, data: Form) -> dict[Turn, UUID | None]:
    """What was changed on the page: a swap or a colleague who took a gap meanwhile stays where nobody touched it."""
    open_now = duty.slots(hours_of(hub), monday, 7)
    names = {slot.turn: f"{slot.day.isoformat()}-{slot.part}" for slot in open_now}
    said = {turn: (id_in(data, f"t-{name}"), one(data, f"was-{name}")) for turn, name in names.items()
            if f"t-{name}" in data}  # fmt: skip
    return {
        turn: person for turn, (person, was) in said.items()
        if f"was-{names[turn]}" not in data or was != str(person or "")
    }  # fmt: skip


def _turn(data: Form, name: str) -> Turn:
    """ "2026-11-26 afternoon" """
    day, _space, part = one(data, name, at_most=30).partition(" ")
    try:
        found = date.fromisoformat(day), Part(part)
        if not 2000 <= found[0].year <= 2100:
            raise ValueError(day)
        return found
    except ValueError:
        raise Invalid({"turn": _("Kies een halve dag.")}) from None


def _monday(work: Work, typed: str) -> date:
    today = brussels_date(work.now)
    try:
        asked = date.fromisoformat(typed) if typed else today
    except ValueError:
        asked = today
    return duty.monday(min(max(asked, today - timedelta(days=370)), today + timedelta(days=370)))


def _week_of(hub: Hub, monday: date) -> str:
    return f"{HERE}?hub={hub.slug}&week={monday.isoformat()}"


def _page(
    request: Request, work: Work, hub: Hub, monday: date, *, errors: dict[str, str] | None = None
) -> Page:  # fmt: skip
    request.state.hub = hub
    planned, today = duty_sight.held(work, hub, monday, 7), brussels_date(work.now)
    days = [monday + timedelta(days=n) for n in range(7)]
    by_turn: dict[Turn, Held] = {one.slot.turn: one for one in planned}
    ahead = duty_sight.held(work, hub, today, GAPS_FOR)
    mine = hubs_among(work.session, hubs_where(work.asker, Right.SEE_DUTY))
    addresses = {feed.whole: duty_desk.address_of(work, feed, HERE) for feed in duty_desk.feeds_of(work, hub)}
    return show(
        request, "home/duty.html", status=422 if errors else 200, one=hub, errors=errors or {}, monday=monday,
        today=today, now=work.now, me=work.asker.person_id,
        rows=[
            (day, [by_turn.get((day, part)) for part in Part])
            for day in days if day.weekday() < 5 or any((day, part) in by_turn for part in Part)
        ],
        parts=[_(word) for word in PART_WORDS.values()],
        people=[(str(one.id), one.name) for one in duty_sight.people_of(work, hub.id)],
        gaps=[one.slot.words for one in ahead if one.person is None and one.slot.end > work.now],
        planned_at_all=any(one.person for one in (*planned, *ahead)),
        may_plan=may(work.asker, Right.PLAN_DUTY, hub.id), may_take=may(work.asker, Right.NOTE, hub.id),
        before=_week_of(hub, monday - timedelta(days=7)), after=_week_of(hub, monday + timedelta(days=7)),
        this_week=_week_of(hub, duty.monday(today)), swaps=duty_sight.swaps(work, [hub]),
        hubs=[(f"{HERE}?hub={one.slug}", one.name, one.id == hub.id) for one in mine],
        addresses=addresses, hours_given=hours_of(hub) is not None,
    )  # fmt: skip


def _swap_page(
    request: Request, work: Work, hub: Hub, typed: Form, *, errors: dict[str, str] | None = None
) -> Page:  # fmt: skip
    request.state.hub = hub
    turn, me = _turn(typed, "turn"), work.asker.person_id
    ahead = [one for one in duty_sight.held(work, hub, brussels_date(work.now), 28) if one.slot.end > work.now]
    mine = duty_desk.own_turn(work, hub, turn)
    return show(
        request, "home/duty_swap.html", status=422 if errors else 200, one=hub, errors=errors or {},
        typed={"back": "", "colleague": "", **typed}, slot=mine.slot, week=_week_of(hub, duty.monday(turn[0])),
        colleagues=[(str(one.id), one.name) for one in duty_sight.people_of(work, hub.id) if one.id != me],
        turns=[
            (f"{one.slot.day.isoformat()} {one.slot.part}", f"{one.slot.words}: {one.person.name}")
            for one in ahead if one.person and one.person.id != me
        ],
    )  # fmt: skip


handlers: list[Any] = [
    roster_page, plan_week, usual_page, plan_usual, take_gap, swap_page, ask_swap, answer_swap, feed_address, feed,
]  # fmt: skip
