"""The pages of "still right?": of the link in the letter, and the coordinator's list of who spoke long ago."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub import by_link
from hub.by_link import Back
from hub.clock import DayUnit, brussels_date
from hub.dispatch.still_right import asking_desk, stale_sight
from hub.form_tokens import SHOWS_AGAIN
from hub.partners import audience, sight
from hub.partners.capacity_words import CAPACITY_WORDS
from hub.problems import Invalid, NotFound
from hub.store import Work
from hub.web import FormBody, Page, begin, must_be_signed_in, one, pressed, see_other, show
from hub.wording import _

HERE = "/antwoord/aanbod/{token:str}"
ALL = "alles"


@get(HERE, sync_to_thread=True)
def asked_page(request: Request, token: str) -> Page:
    """What the partner said of its places, with one button that says it still holds; opening it changes nothing."""
    return by_link.opened(request, token, _page)


@post(HERE, sync_to_thread=True, opt=SHOWS_AGAIN)
def answer_page(request: Request, token: str, data: FormBody) -> Page | Redirect:
    answer = one(data, "answer")

    def take(work: Work) -> None:
        if answer == ALL:
            asking_desk.all_still_right(work, token)
        else:
            number = _number(one(data, "places", at_most=10))
            asking_desk.one_otherwise(work, token, _id(answer), one(data, "capacity"), number)

    return by_link.answered(request, token, data, take, _page)


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


def _page(request: Request, work: Work, token: str, back: Back) -> Page:
    asked = asking_desk.asked_by(work, token)
    request.state.hub = asked.hub
    rows = [row for row in sight.offers_of(work) if row.offer.active]
    today = brussels_date(work.now)
    at = one(back.typed, "answer")
    return show(
        request, "dispatch/asked_places.html", status=back.status, asked=asked, rows=rows, token=token, today=today,
        all_said=bool(rows) and all(row.said_on == today for row in rows), at=at, errors=back.errors, said=back.said,
        typed={name: one(back.typed, name) for name in ("capacity", "places")}, audience=audience,
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
