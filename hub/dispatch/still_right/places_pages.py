"""The pages of "still right?": of the link in the letter, and the coordinator's list of who spoke long ago."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.asker import NOBODY
from hub.clock import DayUnit, brussels_date
from hub.dispatch.still_right import asking_desk, stale_sight
from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.partners import audience, sight
from hub.partners.capacity_words import CAPACITY_WORDS
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.web import STALE, Form, FormBody, Page, begin, must_be_signed_in, one, pressed, see_other, show
from hub.wording import _

HERE = "/antwoord/aanbod/{token:str}"
ALL = "alles"


@get(HERE, sync_to_thread=True)
def asked_page(request: Request, token: str) -> Page:
    """What the partner said of its places, with one button that says it still holds; opening it changes nothing."""
    with begin(request, NOBODY) as work:
        return _page(request, work, token)


@post(HERE, sync_to_thread=True, opt=SHOWS_AGAIN)
def answer_page(request: Request, token: str, data: FormBody) -> Page | Redirect:
    if is_stale(request):
        with begin(request, NOBODY) as work:
            return _page(request, work, token, status=422, typed=data, wrong=_(STALE))
    answer = one(data, "answer")
    try:
        with begin(request, NOBODY) as work:
            if answer == ALL:
                asking_desk.all_still_right(work, token)
            else:
                number = _number(one(data, "places", at_most=10))
                asking_desk.one_otherwise(work, token, _id(answer), one(data, "capacity"), number)
    except (Invalid, Refused) as problem:
        errors = problem.errors if isinstance(problem, Invalid) else {}
        with begin(request, NOBODY) as work:
            return _page(
                request, work, token, status=422, typed=data, errors=errors, wrong="" if errors else problem.sentence
            )
    return see_other(f"/antwoord/aanbod/{token}")


@get("/tafel/plaatsen", sync_to_thread=True)
def stale_page(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return show(
            request, "dispatch/stale_places.html", rows=stale_sight.stale_partners(work),
            today=brussels_date(work.now), calendar=DayUnit.CALENDAR_DAYS,
        )  # fmt: skip


@post("/tafel/plaatsen/{organisation_id:uuid}/vraag", sync_to_thread=True)
def ask_again(request: Request, organisation_id: UUID) -> Redirect:
    pressed(
        request, lambda work: asking_desk.ask_again(work, organisation_id).name,
        lambda name: _("%(partner)s krijgt een e-mail met de vraag of alles nog klopt.", partner=name),
    )  # fmt: skip
    return see_other("/tafel/plaatsen")


def _page(
    request: Request, work: Work, token: str, *, status: int = 200, typed: Form | None = None,
    errors: dict[str, str] | None = None, wrong: str = "",
) -> Page:  # fmt: skip
    asked = asking_desk.asked_by(work, token)
    rows = [row for row in sight.offers_of(work) if row.offer.active]
    today = brussels_date(work.now)
    at = one(typed or {}, "answer")
    return show(
        request, "dispatch/asked_places.html", status=status, asked=asked, rows=rows, token=token, today=today,
        all_said=bool(rows) and all(row.said_on == today for row in rows), at=at, errors=errors or {}, wrong=wrong,
        typed={name: one(typed or {}, name) for name in ("capacity", "places")}, audience=audience,
        capacity_words=[(str(code), _(said)) for code, said in CAPACITY_WORDS.items()], calendar=DayUnit.CALENDAR_DAYS,
    )  # fmt: skip


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise Invalid({"places": _("Geef een getal, of laat het leeg.")})
    return int(text)


handlers: list[Any] = [asked_page, answer_page, stale_page, ask_again]
