"""The table behind a mailed link: one card after the other, answered by a press. Opening the link changes nothing."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub import rates
from hub.asker import NOBODY
from hub.clock import brussels_date
from hub.dispatch import table_acts, table_view
from hub.dispatch.answers.standing import standing
from hub.dispatch.fitting.fit import Verdict
from hub.dispatch.mailed import not_chosen, reading
from hub.dispatch.mailed.pressed import cookie, pressed
from hub.dispatch.mailed.reading import Asked
from hub.dispatch.seen import Seen
from hub.dispatch.table_acts import TableForm
from hub.dispatch.table_tables import AgendaReason
from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from hub.store import Work
from hub.web import STALE, Form, FormBody, Page, Typed, begin, id_in, one, see_other, show
from hub.wording import N_, _

PLACE = "/antwoord/tafel/{token:str}"
CARD = PLACE + "/{item_id:uuid}"
ACTS = ("opname", "weigering", "intrekken")
OFTEN = "100/day"
TOO_OFTEN = N_("Je antwoordde vandaag al heel vaak. Verandert er nog iets? Bel ons dan.")


@get(PLACE, sync_to_thread=True)
def asked_page(request: Request, token: str) -> Page | Redirect:
    """Which questions lie on the table, once somebody pressed the button; before that only how many."""
    with begin(request, NOBODY) as work:
        return _list(request, work, token)


@post(PLACE + "/lees", sync_to_thread=True, opt=SHOWS_AGAIN)
def read(request: Request, token: str) -> Page | Redirect:
    if is_stale(request):
        with begin(request, NOBODY) as work:
            return _list(request, work, token, status=422, wrong=_(STALE))
    with begin(request, NOBODY) as work:
        asked = reading.opened(work, token)
        cards = reading.cards_of(work, asked)
    answer = see_other(f"/antwoord/tafel/{token}/{cards[0].item_id}" if len(cards) == 1 else f"/antwoord/tafel/{token}")
    answer.set_cookie(cookie(request, asked.link, token))
    return answer


@post(PLACE + "/reglement", sync_to_thread=True, opt=SHOWS_AGAIN)
def accept(request: Request, token: str, data: FormBody) -> Page | Redirect:
    """One of a partner accepts the house rules for all of them."""
    wrong = _(STALE) if is_stale(request) else ""
    rules_id = id_in(data, "rules")
    try:
        if not wrong and rules_id:
            with begin(request, NOBODY) as work:
                reading.accept_rules(work, token, rules_id)
    except Refused as refusal:
        wrong = refusal.sentence
    if wrong:
        with begin(request, NOBODY) as work:
            return _list(request, work, token, status=422, wrong=wrong)
    return see_other(f"/antwoord/tafel/{token}")


@get(CARD, sync_to_thread=True)
def card_page(request: Request, token: str, item_id: UUID) -> Page | Redirect:
    with begin(request, NOBODY) as work:
        return _card(request, work, token, item_id)


@post(CARD + "/{slug:str}", sync_to_thread=True, opt=SHOWS_AGAIN)
def act(request: Request, token: str, item_id: UUID, slug: str, data: FormBody) -> Page | Redirect:
    """Take it up, decline, or take that back. A refusal shows how the question stands now, and what was typed."""
    if slug not in ACTS:
        raise NotFound
    if is_stale(request):
        with begin(request, NOBODY) as work:
            return _card(request, work, token, item_id, status=422, typed=data, refusal=_(STALE))
    try:
        with begin(request, NOBODY) as work:
            asked = reading.asked_by(work, token)
            if not rates.allows(work, OFTEN, "table answer", str(asked.link.id)):
                return _card(request, work, token, item_id, status=429, typed=data, refusal=_(TOO_OFTEN))
            case = _find(reading.cards_of(work, asked), item_id)
            if case and pressed(request, asked.link, token) and not _again(asked, case, slug):
                table_acts.ACTS[slug](work, case.referral_id, TableForm(data, slug))
    except (Invalid, Refused, NotAllowed) as problem:
        errors = {f"{slug}_{name}": said for name, said in getattr(problem, "errors", {}).items()}
        with begin(request, NOBODY) as work:
            return _card(
                request, work, token, item_id, status=422 if errors else 409, typed=data, errors=errors,
                refusal="" if errors else problem.sentence,
            )  # fmt: skip
    return see_other(f"/antwoord/tafel/{token}/{item_id}")


@get(CARD + "/{slug:str}", sync_to_thread=True)
def no_act(token: str, item_id: UUID, slug: str) -> Redirect:
    """The address that a refused answer leaves in the browser: whoever loads it again sees how the question stands."""
    return see_other(f"/antwoord/tafel/{token}/{item_id}")


def _to_list(token: str) -> Redirect:
    return see_other(f"/antwoord/tafel/{token}")


no_press = [get(f"{PLACE}/{slug}", sync_to_thread=True)(_to_list) for slug in ("lees", "reglement")]


def _list(request: Request, work: Work, token: str, *, status: int = 200, wrong: str = "") -> Page:
    asked = reading.asked_by(work, token)
    request.state.hub = asked.hub
    cards = reading.cards_of(work, asked)
    no = not_chosen.words(work, asked.own, [one.referral_id for one in cards])
    owed = [one for one in cards if _how(asked, one, no)[0] == "waits" and one.answer_by]
    return show(
        request, "dispatch/mailed/list.html", status=status, asked=asked, token=token, cards=cards, wrong=wrong,
        by=min((one.answer_by for one in owed if one.answer_by), default=None),
        urgent=any(one.reason == AgendaReason.URGENT for one in owed),
        pressed=pressed(request, asked.link, token), gone=reading.gone_from(work, asked, cards),
        today=brussels_date(work.now), how=lambda case: _how(asked, case, no), **table_view.words(),
    )  # fmt: skip


def _card(
    request: Request,
    work: Work,
    token: str,
    item_id: UUID,
    *,
    status: int = 200,
    typed: Form | None = None,
    errors: dict[str, str] | None = None,
    refusal: str = "",
) -> Page | Redirect:
    asked = reading.asked_by(work, token)
    request.state.hub = asked.hub
    if not pressed(request, asked.link, token) or asked.rules:
        return see_other(f"/antwoord/tafel/{token}")
    cards = reading.cards_of(work, asked)
    case = _find(cards, item_id)
    gone = next((one for one in reading.gone_from(work, asked, cards) if one.item_id == item_id), None)
    if case is None and gone is None:
        raise NotFound
    no = not_chosen.words(work, asked.own, [one.referral_id for one in cards])
    waiting = [one for one in cards if _how(asked, one, no)[0] == "waits" and one.item_id != item_id]
    return show(
        request, "dispatch/mailed/card.html", status=status, asked=asked, token=token, case=case, gone=gone,
        typed=Typed({name: one(typed, name) for name in typed} if typed else {}), errors=errors or {},
        refusal=refusal, today=brussels_date(work.now), several=len(cards) > 1, waiting=waiting,
        how=_how(asked, case, no) if case else None, at=standing(work, case, asked.own) if case else None,
        fits=[table_view.fit_line(*found) for found in case.fits] if case else [],
        offers=_offers(case) if case else [], reasons=table_view.decline_reasons(), **table_view.words(),
    )  # fmt: skip


def _offers(case: Seen) -> list[tuple[str, str]]:
    found = sorted(case.fits, key=lambda line: line[2].verdict != Verdict.FITS)
    return [(str(offer.id), table_view.option(offer, partner, fit, named=False)) for offer, partner, fit in found]


def _how(asked: Asked, case: Seen, no: Collection[UUID]) -> tuple[str, str]:
    """How this partner stands with a case: a state, and what it means in words."""
    mine, ours = case.claim_of(asked.own), case.track_of(asked.own)
    if mine and mine.state == "confirmed":
        return "course", _("jullie nemen op, bevestigd")
    if mine:
        return "course", _("jullie nemen op") if mine.role == "lead" else _("jullie doen mee")
    if ours:
        return "course", _("jullie werken hier al aan")
    if case.referral_id in no:
        return "rest", _("de coördinator koos niet voor jullie")
    if any(one.organisation_id == asked.partner.id for one in case.declines):
        return "rest", _("jullie nemen niet op")
    if not asked.answers:
        return "rest", _("jullie lezen mee")
    return ("waits", _("nog geen antwoord")) if case.answerable else ("rest", _("niet meer op tafel"))


def _again(asked: Asked, case: Seen, slug: str) -> bool:
    """A second press of what was done already: the page says so, and nothing happens."""
    mine = case.claim_of(asked.own)
    return mine is not None if slug == "opname" else mine is None and slug == "intrekken"


def _find(cards: list[Seen], item_id: UUID) -> Seen | None:
    return next((case for case in cards if case.item_id == item_id), None)


handlers: list[Any] = [asked_page, read, accept, card_page, act, no_act, *no_press]
