"""The web form: anybody who works with youngsters refers one, without an account and without JavaScript."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from hub import places, rates
from hub.clock import brussels_date
from hub.dispatch.codes import MAIN_REASON_WORDS, REFERRER_KIND_WORDS, RESTRICTED, STRUCTURE_WORDS, SUBJECT_WORDS
from hub.dispatch.tables import Referral, Youngster
from hub.hubs import Hub, all_hubs, hub_named
from hub.intake import desk, form_keys, quota, sight, uploads
from hub.intake.chosen import choose_again, keep_files, kept_for
from hub.intake.draft import Draft, read_draft
from hub.intake.typed import values_in
from hub.people.rights import Right, may
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.tokens import random_token
from hub.web import Form, Page, begin, one, see_other, show, store_of, visitor_of
from hub.wording import _

Multipart = Annotated[Form, Body(media_type=RequestEncodingType.MULTI_PART)]
BROWSER = "hub_form"
KEPT_FOR = 86400
HONEYPOT = "website"
MOST_AT_ONCE = (uploads.MOST_FILES * uploads.MOST_BYTES) + 5 * 1024 * 1024


@get("/aanmelden", sync_to_thread=True)
def form_page(request: Request, hub: str | None = None) -> Page:
    with begin(request) as work:
        chosen = hub_named(work.session, hub)
        return _form(request, work, {"hub": chosen.slug, **values_in({}, Draft), **sight.about_asker(work)})


@post("/aanmelden", sync_to_thread=True, status_code=200, request_max_body_size=MOST_AT_ONCE)
def send_form(request: Request, data: Multipart) -> Page | Redirect:
    if one(data, HONEYPOT):
        return show(request, "intake/thanks.html")
    typed = {"hub": one(data, "hub"), **values_in(data, Draft)}
    key = form_keys.key_of(_secrets(request), _browser(request), one(data, "form_key"))
    if not _within(request, "60/hour"):
        with begin(request) as work:
            return _too_many(request, work, typed, key, errors=choose_again(data))
    try:
        with begin(request) as work:
            return _sent(request, work, data, typed, key)
    except Refused:
        # The same form came twice at the same moment, and the other one was first.
        with begin(request) as work:
            if key is None or not sight.sent_with(work, key):
                raise
            return _already_sent(request, work, data, typed, key)


def _sent(request: Request, work: Work, data: Form, typed: Form, key: UUID | None) -> Page | Redirect:
    if key is None:
        return _again_in_this_browser(request, work, data, typed)
    if sight.sent_with(work, key):
        return _already_sent(request, work, data, typed, key)
    errors: dict[str, str] = {}
    try:
        hub = hub_named(work.session, typed["hub"] or None)
    except NotFound:
        hub, errors["hub"] = hub_named(work.session, None), _("Kies een meldpunt.")
    errors |= keep_files(work, data, key, hub.id, _room(request))
    try:
        draft = read_draft(typed, brussels_date(work.now))
    except Invalid as invalid:
        return _form(request, work, typed, key=key, errors=invalid.errors | errors, status=422)
    if errors:
        return _form(request, work, typed, key=key, errors=errors, status=422)
    if not _within(request, "10/hour", draft.referrer_email):
        return _too_many(request, work, typed, key)
    desk.refer_by_form(work, hub, draft, form_key=key, browser=_browser(request))
    return _to_receipt(request, key)


@get("/aanmelden/ontvangen/{sealed:str}", sync_to_thread=True)
def receipt_page(request: Request, sealed: str) -> Page:
    """Shown to the browser that sent the form only; the letter brings the same to everybody else."""
    key = form_keys.key_of(_secrets(request), _browser(request), sealed)
    with begin(request) as work:
        if key is None:
            raise NotFound(_("Dit ontvangstbewijs zie je alleen in de browser waarmee je de aanmelding verstuurde."))
        receipt = sight.receipt(work, key, _browser(request))
        request.state.hub = receipt.hub
        return show(request, "intake/receipt.html", receipt=receipt, has_list=may(work.asker, Right.SEE_OWN))


def _form(
    request: Request,
    work: Work,
    typed: Form,
    *,
    key: UUID | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
    notice: str = "",
    sent_as: str = "",
) -> Page:
    """The form with what was typed, under the same key or a new one; a new browser gets its cookie."""
    browser = _browser(request) or random_token()
    sealed = form_keys.seal(_secrets(request), browser, key)
    hubs = all_hubs(work.session)
    hub = next((one for one in hubs if one.slug == typed["hub"]), hubs[0])
    request.state.hub = hub
    page = show(
        request, "intake/form.html", status=status, typed=typed, errors=errors or {}, form_key=sealed,
        chosen=hub, kept=kept_for(work, key), notice=notice, sent_as=sent_as, schools=sight.schools(work),
        municipalities=_choice_of_places(typed), hubs=_hub_choices(work, hubs), **_words(),
    )  # fmt: skip
    secure = store_of(request).settings.public_url.startswith("https")
    page.set_cookie(Cookie(BROWSER, value=browser, max_age=KEPT_FOR, httponly=True, samesite="lax", secure=secure))
    return page


def _words() -> dict[str, Any]:
    """The lists of the form, each with its words; a restricted reason says so."""
    only = _("Alleen de coördinator van het meldpunt ziet deze reden.")
    return {
        "kinds": [(code, _(word)) for code, word in REFERRER_KIND_WORDS.items()],
        "subjects": [(code, _(word)) for code, word in SUBJECT_WORDS.items()],
        "structures": [(code, _(word)) for code, word in STRUCTURE_WORDS.items()],
        "reasons": [
            (code, _(word), only) if code in RESTRICTED else (code, _(word)) for code, word in MAIN_REASON_WORDS.items()
        ],
    }


def _hub_choices(work: Work, hubs: list[Hub]) -> list[tuple[str, str, str]]:
    areas = sight.areas(work)
    return [(hub.slug, hub.name, areas.get(hub.slug, "")) for hub in hubs]


def _choice_of_places(typed: Form) -> list[tuple[str, str]]:
    found = places.by_postcode(typed["postcode"])
    return [(place.nis, place.name_nl) for place in found] if len(found) > 1 else []


def _again_in_this_browser(request: Request, work: Work, data: Form, typed: Form) -> Page:
    """The key is not of this browser, or too old: nothing is sent or kept, nothing that was typed is lost."""
    notice = _("Dit formulier stond lang open. Kijk alles nog eens na en verstuur het opnieuw.")
    return _form(request, work, typed, errors=choose_again(data), status=422, notice=notice)


def _already_sent(request: Request, work: Work, data: Form, typed: Form, key: UUID) -> Page | Redirect:
    """The same again leads to the one receipt. Something else in an old form is not lost: it may be a new referral."""
    referral = sight.sent_with(work, key)
    assert referral is not None, "whoever calls this has just seen it"
    if _says_the_same(work, typed, referral):
        return _to_receipt(request, key)
    notice = _("Dit formulier is al verstuurd als %(number)s.", number=referral.number)
    sent_as = f"/aanmelden/ontvangen/{form_keys.seal(_secrets(request), _browser(request), key)}"
    return _form(request, work, typed, errors=choose_again(data), status=409, notice=notice, sent_as=sent_as)


def _says_the_same(work: Work, typed: Form, referral: Referral) -> bool:
    about = work.session.get(Youngster, referral.youngster_id) if referral.youngster_id else None
    names = (about.first_name, about.last_name) if about else ("", "")
    return (typed["first_name"], typed["last_name"], typed["story"], typed["referrer_email"].lower()) == (
        *names, referral.story, referral.referrer_email,
    )  # fmt: skip


def _too_many(
    request: Request, work: Work, typed: Form, key: UUID | None, *, errors: dict[str, str] | None = None
) -> Page:
    notice = _(
        "Er kwamen net veel aanmeldingen van jou of van je collega's. Wacht een kwartier en verstuur dan opnieuw."
    )
    return _form(request, work, typed, key=key, errors=errors, status=429, notice=notice)


def _within(request: Request, rate: str, *more: str) -> bool:
    """A whole school shares one address, so the narrow limit counts the sender as well."""
    redis_url = store_of(request).settings.redis_url
    return rates.within(redis_url, rate, "form", visitor_of(request), *more)


def _room(request: Request) -> quota.Room:
    return quota.room_for(store_of(request).settings.redis_url, visitor_of(request))


def _to_receipt(request: Request, key: UUID) -> Redirect:
    return see_other(f"/aanmelden/ontvangen/{form_keys.seal(_secrets(request), _browser(request), key)}")


def _browser(request: Request) -> str:
    return request.cookies.get(BROWSER, "")


def _secrets(request: Request) -> tuple[str, ...]:
    return store_of(request).settings.secret_keys


handlers = [form_page, send_form, receipt_page]
