"""The page on which the coordinator divides the summer: who keeps which case, and when somebody looks."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.by_form import FRESH, sent
from hub.by_link import Back
from hub.clock import brussels_date
from hub.dispatch.clockwork.reading import clocks_of
from hub.dispatch.summer import keeping, season, summer_sight
from hub.dispatch.summer.summer_sight import With
from hub.dispatch.watch import Party
from hub.people.rights import Right, hubs_where
from hub.store import Work
from hub.web import FormBody, Page, Typed, begin, day_in, is_id, must_be_signed_in, one, pressed, see_other, show
from hub.wording import N_, _, _n

PLACE = "/zomer"
WITH, ALL = "bij", "alles"


@get(PLACE, sync_to_thread=True)
def summer_page(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, FRESH)


@post(PLACE, sync_to_thread=True)
def keep(request: Request, data: FormBody) -> Page | Redirect:
    chosen = _chosen(data)
    n = len(chosen)
    return sent(
        request, data,
        lambda work: keeping.keep(work, chosen, one(data, "keeps"), one(data, "who", at_most=400), day_in(data, "on")),
        _page,
        _n("Voor %(num)s aanmelding is de zomer geregeld.", "Voor %(num)s aanmeldingen is de zomer geregeld.", n),
        _place(request),
    )  # fmt: skip


@post("/zomer/{referral_id:uuid}/gekeken", sync_to_thread=True)
def look(request: Request, referral_id: UUID) -> Redirect:
    def act(work: Work) -> None:
        must_be_signed_in(work)
        keeping.look(work, referral_id)

    pressed(request, act, _("Genoteerd. Zolang de zomer duurt, komt er een nieuwe dag."))
    return see_other(PLACE)


def _chosen(data: Any) -> list[UUID]:
    given = data.get("case") or []
    return [UUID(one) for one in (given if isinstance(given, list) else [given]) if is_id(str(one))]


WITH_WORDS = {
    Party.PARTNER: N_("bij een partner"), Party.COORDINATOR: N_("bij het meldpunt"),
    Party.REFERRER: N_("bij de aanmelder"),
}  # fmt: skip


def _chosen_with(request: Request) -> With:
    return With.read(request.query_params.get(WITH, "")[:60])


def _place(request: Request) -> str:
    """This page with what was chosen on it."""
    chosen = str(_chosen_with(request))
    return f"{PLACE}?{WITH}={chosen}" if chosen else PLACE


def _page(request: Request, work: Work, back: Back) -> Page:
    today = brussels_date(work.now)
    year = season.year_of(today)
    chosen = _chosen_with(request)
    seen = summer_sight.overview(work, year, chosen, all_kept=ALL in request.query_params)
    choices = [("", _("Alles")), *((str(code), _(words)) for code, words in WITH_WORDS.items()), *seen.partners]
    hubs = sorted(hubs_where(work.asker, Right.DECIDE))
    calendar = clocks_of(work, hubs[0]).hub
    typed = {name: one(back.typed, name) for name in ("keeps", "who", "on")}
    return show(
        request, "dispatch/summer/summer.html", status=back.status, seen=seen, year=year, today=today,
        left=season.days_left(today, calendar) if season.is_shown(today) else None, last=season.divided_by(year),
        keeps=[(str(code), _(words)) for code, words in season.KEEPS_WORDS.items()], errors=back.errors,
        typed=Typed(typed), chosen=[str(one) for one in _chosen(back.typed)], said=back.said,
        here=_place(request), with_whom=str(chosen), choices=choices, name_of=WITH, all_at=f"{PLACE}?{ALL}=1#wie",
        passed=today > season.divided_by(year),
    )  # fmt: skip


handlers: list[Any] = [summer_page, keep, look]
