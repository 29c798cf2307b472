"""The page on which an administrator says when somebody at the hub reads what comes in."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import DayUnit
from hub.home import hours_setup
from hub.home.hub_setup import take_hub
from hub.opening_hours import UNIT_WORDS, closed_of, day_name, hours_of, now_words, reading_words
from hub.problems import Invalid
from hub.store import Work
from hub.web import Form, FormBody, Page, begin, day_in, flash, must_be_signed_in, one, see_other, show
from hub.wording import _

HERE = "/beheer/meldpunten/{hub_id:uuid}/uren"
WEEK = range(7)


@get(HERE, sync_to_thread=True)
def hours_page(request: Request, hub_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, hub_id)


@post(HERE, sync_to_thread=True)
def set_week(request: Request, hub_id: UUID, data: FormBody) -> Page | Redirect:
    typed = [(one(data, f"from{day}", at_most=5), one(data, f"to{day}", at_most=5)) for day in WEEK]
    return _done(request, hub_id, data, lambda work: hours_setup.set_week(work, hub_id, one(data, "unit"), typed))


@post(HERE + "/gesloten", sync_to_thread=True)
def close_days(request: Request, hub_id: UUID, data: FormBody) -> Page | Redirect:
    days = day_in(data, "first"), day_in(data, "last")
    return _done(request, hub_id, data, lambda work: hours_setup.close_days(work, hub_id, *days))


@post(HERE + "/weer-open", sync_to_thread=True)
def open_days(request: Request, hub_id: UUID, data: FormBody) -> Page | Redirect:
    return _done(request, hub_id, data, lambda work: hours_setup.open_days(work, hub_id, day_in(data, "first")))


def _done(request: Request, hub_id: UUID, data: Form, act: Any) -> Page | Redirect:
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            act(work)
    except Invalid as wrong:
        with begin(request) as work:
            return _page(request, work, hub_id, typed=data, errors=wrong.errors)
    flash(request, "done", _("Bewaard."))
    return see_other(f"/beheer/meldpunten/{hub_id}/uren")


def _page(
    request: Request, work: Work, hub_id: UUID, *, typed: Form | None = None, errors: dict[str, str] | None = None
) -> Page:
    hub = take_hub(work, hub_id)
    hours = hours_of(hub)
    week = [hours.week[day] if hours else None for day in WEEK]
    stored = {f"{name}{day}": f"{span[n]:%H:%M}" for day, span in enumerate(week) if span
              for n, name in enumerate(("from", "to"))}  # fmt: skip
    stored["unit"] = str(hours.unit if hours else DayUnit.WORKING_DAYS)
    again = {name: one(typed, name, at_most=20) for name in typed} if typed else {}
    return show(
        request, "beheer/hours.html", status=422 if errors else 200, one=hub, errors=errors or {},
        typed={**stored, **again}, days=[(day, day_name(day)) for day in WEEK],
        units=[(str(unit), _(word)) for unit, word in UNIT_WORDS.items()], given=hours is not None,
        closed=closed_of(hub), said=reading_words(hub), now_said=now_words(hub, work.now),
    )  # fmt: skip


handlers: list[Any] = [hours_page, set_week, close_days, open_days]
