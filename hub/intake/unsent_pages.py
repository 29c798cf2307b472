"""A form that is kept to be sent later: behind a link of its own it is filled in again, on any device."""

from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect

from hub import links
from hub.asker import NOBODY, Asker, AskerKind
from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.hubs import Hub
from hub.intake import (
    form_limits,
    form_sight,
    form_view,
    hub_choice,
    kept_ends,
    kept_links,
    kept_view,
    opened,
    quietly,
    referring_for,
    sent_here,
    to_colleague,
    unsent,
    went_on,
)
from hub.intake.chosen import Chosen, choose_again, chosen_files, keep_files
from hub.intake.form_pages import MOST_AT_ONCE, TRAPPED, Multipart, hub_of, room_of, sent_already
from hub.intake.form_view import HONEYPOT, Around, browser_of, key_in, page, typed_in
from hub.intake.key_now import WentOn, came, key_now
from hub.intake.link_pages import FormBody
from hub.intake.quietly import Answer
from hub.intake.tables import UnsentForm
from hub.intake.unsent import Overtaken
from hub.links import Link
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.tokens import hash_of
from hub.web import STALE, Form, Page, begin, one, see_other, show, store_of, visitor_of
from hub.wording import _, time_words

HERE = "/aanmelden/verder/{token:str}"


@post("/aanmelden/bewaar", sync_to_thread=True, status_code=200, request_max_body_size=MOST_AT_ONCE, opt=SHOWS_AGAIN)
def keep_form(request: Request, data: Multipart) -> Page | Redirect:
    """Keep what was typed, right or wrong, to send it later; nothing is a referral before that."""
    return _keep(request, data)


@post(HERE + "/collega", sync_to_thread=True, status_code=200, request_max_body_size=MOST_AT_ONCE, opt=SHOWS_AGAIN)
def keep_and_pass(request: Request, token: str, data: Multipart) -> Page | Redirect:
    """The same, and a colleague goes on with it."""
    return _keep(request, data, token)


def _keep(request: Request, data: Form, token: str = "") -> Page | Redirect:
    typed, key = typed_in(data), key_in(request, one(data, "form_key"))
    settings, visitor, stale = store_of(request).settings, visitor_of(request), is_stale(request)
    chosen = chosen_files({} if stale else data, settings.clamd_url)
    with begin(request) as work:
        if stale or key is None:
            return page(request, work, typed, Around(422, choose_again(data), _(STALE)))
        said = form_limits.too_many_posts(settings.redis_url, visitor)
        said = said or form_limits.too_many_kept(settings.redis_url, visitor, typed["referrer_email"])
        if said:
            return page(request, work, typed, Around(429, choose_again(data), said), key=key)
        sent_here.hold_browser(work, browser_of(request))
        if why := kept_links.goes_without(work, str(typed["through"])):
            return page(request, work, typed, Around(409, notice=why))
        try:
            key = key_now(request, work, key, str(typed["through"]))
        except WentOn as late:
            return went_on.form(request, work, data, typed, late)
        if sent := sent_here.sent_with(sent_here.before(work, browser_of(request), key), key):
            return sent_already(request, work, data, typed, sent)
        if one(data, HONEYPOT):
            return page(request, work, typed, Around(422, notice=_(TRAPPED), trap=False), key=key)
        return _kept(request, work, data, chosen, typed, key, token)


def _kept(
    request: Request, work: Work, data: Form, chosen: Chosen, typed: Form, key: Any, token: str
) -> Page | Redirect:  # fmt: skip
    referring_for.fill_in(referring_for.places_of(work), typed)
    there = hub_choice.served(work)
    hub, _no_choice_yet = hub_of(work, there, typed)
    errors = unsent.holding_numbers(typed) or keep_files(work, data, chosen, key, hub.id, room_of(request))
    if errors:
        return page(request, work, typed, Around(422, errors), key=key, there=there)
    try:
        browser = hash_of(browser_of(request))
        form, link = unsent.keep(work, hub, typed, key, browser_hash=browser, seen=one(data, "seen", at_most=40))
    except Overtaken as late:
        around = Around(409, notice=_(unsent.MEANWHILE), theirs=late.theirs)
        return page(request, work, typed, around, key=key, there=there)
    if token:
        try:
            to_colleague.pass_on(work, form, one(data, "pass_to"), one(data, "pass_mail"))
        except Invalid as invalid:
            return page(request, work, typed, Around(422, invalid.errors), key=form.form_key, there=there)
        return _to(request, work, link, "doorgegeven")
    return _to(request, work, kept_view.link_by(work, form, str(typed["through"])) or link, "bewaard")


def _to(request: Request, work: Work, link: Link, done: str) -> Redirect:
    """The page of the form behind this link, which is open in this browser."""
    answer = see_other(f"{links.path(work, link)}?ok={done}")
    answer.set_cookie(opened.cookie(request, links.token_of(work, link), opened.mark_for(work, link)))
    return answer


@get(HERE, sync_to_thread=True)
def form_again(request: Request, token: str) -> Page | Redirect:
    """The form with what was kept in it, once somebody pressed the button: mail scanners open links."""
    with begin(request) as work:
        try:
            link, kept, pressed = came(request, work, token)
        except WentOn as late:
            return went_on.page(request, work, late.token)
        _by_link(work, link)
        if links.token_of(work, link) != token:
            return see_other(links.path(work, link))
        share = kept_links.share_of(work, kept)
        request.state.hub = work.session.get(Hub, kept.hub_id)
        if kept.referral_id or not pressed:
            sent = form_sight.sent_with(work, kept.form_key) if pressed and kept.referral_id else None
            return show(
                request, "intake/unsent.html", here=request.url.path, sent=kept.referral_id is not None,
                number=sent.number if sent else "", ends=kept_links.ends_on(kept), gone=False, left=False,
                by=share.given_by if share and share.id == link.noun_id else "", mailed=kept_links.is_proof(link),
            )  # fmt: skip
        typed = {**typed_in({}), **kept.typed, "through": token}
        if not kept.proved_at and (kept_links.is_proof(link) or kept_links.has_address(work, kept.mailed_to)):
            typed["referrer_email"] = kept.mailed_to  # and not one to which whoever kept it would have the words go
        if share and share.id == link.noun_id:
            typed[referring_for.FIELD] = typed[referring_for.FIELD] or str(share.organisation_id or "")
        return page(request, work, typed, Around(), key=kept_links.key_for(link, kept), kept=kept)


@post(HERE, sync_to_thread=True, status_code=200, opt=SHOWS_AGAIN)
def press(request: Request, token: str) -> Page | Redirect:
    """A person opens the form in this browser; one that stood open too long asks for the button again."""
    stale = is_stale(request)
    with begin(request, NOBODY) as work:
        try:
            link, _kept, _pressed = came(request, work, token)
        except WentOn as late:
            return went_on.page(request, work, late.token)
        _by_link(work, link)
        answer = see_other(request.url.path)
        if not stale:
            answer.set_cookie(opened.cookie(request, token, opened.mark_for(work, link)))
        return answer


@post(HERE + "/onderweg", sync_to_thread=True, status_code=200)
def keep_on_the_way(request: Request, token: str, data: FormBody) -> Answer:
    """What somebody is typing, saved by the page itself; see `section_pages.keep_on_the_way`."""
    with begin(request) as work:
        if why := kept_links.goes_without(work, token):
            return quietly.answer(409, why)
        try:
            link, kept, pressed = came(request, work, token, hold=True)
        except WentOn as late:
            return quietly.answer(409, late.sentence)
        _by_link(work, link)
        if not pressed:
            return quietly.answer(403, _(STALE))
        if late_again := quietly.too_often(request, "unsent quietly", kept.id):
            return late_again
        if kept_links.is_proof(link) or kept_links.has_address(work, kept.mailed_to):
            kept_links.prove(work, kept)
        try:
            unsent.keep_on_the_way(work, kept, typed_in(data), one(data, "seen", at_most=40))
        except Invalid as invalid:
            return quietly.answer(422, invalid.sentence, unsent.seen_of(kept))
        except Refused as refused:
            return quietly.answer(409, refused.sentence)
        return quietly.answer(200, _("Bewaard om %(time)s", time=time_words(work.now)), unsent.seen_of(kept))


@post(HERE + "/nieuwe-link", sync_to_thread=True, status_code=200)
def mail_again(request: Request, token: str) -> Page:
    """The link once more, to the address that it was mailed to and to nobody else; the answer says nothing of it."""
    with begin(request, NOBODY) as work:
        kept_links.mail_again(work, token)
        return went_on.page(request, work, token, mailed=True)


@post(HERE + "/weg", sync_to_thread=True, status_code=200)
def throw_away(request: Request, token: str) -> Page | Redirect:
    with begin(request) as work:
        try:
            link, kept, pressed = came(request, work, token, hold=True)
        except WentOn as late:
            return went_on.page(request, work, late.token)
        _by_link(work, link)
        if not pressed or kept.referral_id or link.noun_id != kept.id:
            return see_other(f"/aanmelden/verder/{token}")
        kept_ends.throw_away(work, kept)
        return _left(request, work, kept, token, gone=True)


@post(HERE + "/terug", sync_to_thread=True, status_code=200)
def take_back(request: Request, token: str) -> Page | Redirect:
    """Whoever kept it goes on with it again: it takes it back, or the colleague gives it back."""
    with begin(request) as work:
        try:
            link, kept, pressed = came(request, work, token)
        except WentOn as late:
            return went_on.page(request, work, late.token)
        _by_link(work, link)
        if not pressed:
            return see_other(f"/aanmelden/verder/{token}")
        to_colleague.back(work, link, kept)
        if link.noun_id == kept.id:
            return see_other(f"/aanmelden/verder/{token}?ok=terug")
        return _left(request, work, kept, token, gone=False, given_back=True)


@post(HERE + "/vergeet", sync_to_thread=True, status_code=200)
def forget_browser(request: Request, token: str) -> Page:
    """ "Klaar": whoever uses this computer next finds nothing of it, and the link in the letter goes on."""
    with begin(request, NOBODY) as work:
        kept = kept_links.went_on(work, token)
        if kept is None:
            link, kept = kept_links.open_link(work, token)
            _by_link(work, link)
        return _left(request, work, kept, token, gone=False)


def _left(
    request: Request, work: Work, kept: UnsentForm, token: str, *, gone: bool, given_back: bool = False
) -> Page:  # fmt: skip
    """The page after it; this browser forgets what it had of the form."""
    request.state.hub = work.session.get(Hub, kept.hub_id)
    ends = None if kept_links.went_on(work, token) else kept_links.ends_on(kept)
    answer = show(
        request, "intake/unsent.html", here="", sent=False, number="", ends=ends, gone=gone,
        left=True, given_back=given_back, kept_as=unsent.kept_as(kept),
    )  # fmt: skip
    answer.set_cookie(opened.cookie(request, token, ""))
    form_view.forget(request, answer)
    return answer


def _by_link(work: Work, link: Link) -> None:
    """Who is nobody else asks as the holder of this link."""
    if not work.asker.person_id:
        work.asker = Asker(AskerKind.LINK, link_id=link.id)


handlers = [
    keep_form, keep_and_pass, take_back, form_again, press, keep_on_the_way, mail_again, throw_away, forget_browser,
]  # fmt: skip
