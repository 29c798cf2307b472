"""A case that another hub offers: what is needed to decide, and the answer."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.dispatch import handing, handing_sight
from hub.dispatch.hand_over import OFFER_STATE_WORDS, OfferState
from hub.intake import papers
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import FormBody, Page, begin, flash, must_be_signed_in, one, see_other, show
from hub.wording import _


@get("/overdrachten/{hand_over_id:uuid}", sync_to_thread=True)
def offered_page(request: Request, hand_over_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, hand_over_id)


@post("/overdrachten/{hand_over_id:uuid}/neem-over", sync_to_thread=True)
def take_over(request: Request, hand_over_id: UUID, data: FormBody) -> Page | Redirect:
    """From here on it is a case of this hub, with all that the referrer told and sent."""
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            source, taken = handing.accept_offer(work, hand_over_id, one(data, "taken"))
            papers.carry(work, source, taken)
    except (Invalid, Refused) as problem:
        return _again(request, hand_over_id, problem, taken=one(data, "taken"))
    told = (
        _("De aanmelder krijgt bericht.")
        if taken.referrer_email
        else _("De aanmelder gaf geen e-mailadres. Bel om te zeggen dat jullie het overnemen.")
    )
    flash(request, "done", f"{_('Overgenomen als %(number)s.', number=taken.number)} {told}")
    return see_other(f"/aanmeldingen/{taken.id}")


@post("/overdrachten/{hand_over_id:uuid}/neem-niet-over", sync_to_thread=True)
def do_not_take_over(request: Request, hand_over_id: UUID, data: FormBody) -> Page | Redirect:
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            handing.decline_offer(work, hand_over_id, one(data, "declined"))
    except (Invalid, Refused) as problem:
        return _again(request, hand_over_id, problem, declined=one(data, "declined"))
    flash(request, "done", _("Genoteerd. Het andere meldpunt leest waarom jullie niet overnemen."))
    return see_other("/vandaag")


def _to_offer(hand_over_id: UUID) -> Redirect:
    return see_other(f"/overdrachten/{hand_over_id}")


# The address that a refused answer leaves in the browser: one handler for each.
no_answer = [
    get(f"/overdrachten/{{hand_over_id:uuid}}/{slug}", sync_to_thread=True)(_to_offer)
    for slug in ("neem-over", "neem-niet-over")
]


def _again(request: Request, hand_over_id: UUID, problem: Invalid | Refused, **typed: str) -> Page:
    """The offer as it stands now, with why that did not go and what was typed."""
    errors = dict.fromkeys(typed, problem.sentence) if isinstance(problem, Invalid) else {}
    with begin(request) as work:
        return _page(
            request, work, hand_over_id, typed=typed, errors=errors, refused="" if errors else problem.sentence
        )


def _page(
    request: Request, work: Work, hand_over_id: UUID, *, typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None, refused: str = "",
) -> Page:  # fmt: skip
    known, hub, offered = handing_sight.offer_for(work, hand_over_id)
    request.state.hub = hub
    status = 422 if errors else 409 if refused else 200
    return show(
        request, "home/hand_over.html", status=status, known=known, offered=offered,
        typed={"taken": "", "declined": ""} | (typed or {}),
        errors=errors or {}, refused=refused, today=brussels_date(work.now),
        offering=handing_sight.hub_name(work, known),
        state_words=_(OFFER_STATE_WORDS[OfferState(known.state)]), taken=known.to_referral_id,
    )  # fmt: skip


handlers: list[Any] = [offered_page, take_over, do_not_take_over, *no_answer]
