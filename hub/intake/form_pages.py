"""The web form: anybody who works with youngsters refers one, without an account and without JavaScript."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub import file_limits
from hub.clock import brussels_date
from hub.dispatch import level_policy
from hub.dispatch.consult import becoming
from hub.dispatch.tables import Referral
from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.hubs import Hub, first_hub
from hub.intake import (
    copying,
    desk,
    finding,
    form_limits,
    form_sight,
    form_view,
    from_consult,
    hub_choice,
    kept_links,
    quota,
    referring_for,
    sent_here,
    straight_here,
    turn_pages,
    unsent,
    went_on,
)
from hub.intake.chosen import Chosen, choose_again, chosen_files, keep_files
from hub.intake.draft import read_draft
from hub.intake.form_view import HONEYPOT, Around, browser_of, key_in, may_see_again, page, receipt_path, typed_in
from hub.intake.hub_choice import Served
from hub.intake.key_now import WentOn, key_now, key_to_read
from hub.intake.referring_for import Place
from hub.intake.sameness import Again, compare, said_in
from hub.intake.sent_here import Sent
from hub.partners import finder
from hub.people.rights import Right, may
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.web import STALE, Form, Multipart, Page, begin, one, see_other, show, store_of, visitor_of
from hub.wording import N_, _

MOST_AT_ONCE = file_limits.FORM.in_all + 5 * 1024 * 1024
TRAPPED = N_(
    "We verstuurden nog niets: er stond tekst in een veld dat je niet ziet. Misschien vulde je browser het in. "
    "We maakten het leeg. Kijk alles na en verstuur opnieuw."
)


@get("/aanmelden", sync_to_thread=True)
def form_page(
    request: Request, hub: str | None = None, nog: str = "", zelfde: str = "", vorm: str = "", school: str = "",
    kopie: UUID | None = None,
) -> Page:  # fmt: skip
    """An empty form. `nog` is the sealed key of a form that this browser sent: the same referrer refers another one,
    with the same story too when `zelfde` says so. `vorm` is that of one with a mistake in it, to which somebody comes
    back: its files were kept. `school` is the one of several for which somebody refers, `kopie` an earlier
    referral that is the start of this one."""
    with begin(request) as work:
        places = referring_for.places_of(work)
        typed = {**typed_in({}), **referring_for.about_asker(work, places), referring_for.FIELD: school[:40]}
        if kopie and work.asker.person_id:
            typed |= _copied(request, work, kopie, places)
        referring_for.fill_in(places, typed)
        sent = form_view.sent_in(request, nog)
        before = sent_here.sent_as(work, browser_of(request), sent) if sent else None
        if before:
            typed["another"] = nog
        if before and may_see_again(request, sent):
            typed |= form_sight.to_type_again(work, before, with_story=bool(zelfde))
        there = hub_choice.served(work)
        # The address of a hub that goes by another name now still leads to the form.
        asked = next((one.slug for one in there.hubs if one.slug == hub), None)
        typed["hub"] = asked or typed["hub"] or hub_choice.first_choice(work, there, typed, asked)
        just_sent = [] if before else _sent_just_now(request, work)
        try:
            begun = key_to_read(request, work, sealed) if (sealed := key_in(request, vorm)) else None
        except WentOn as late:
            return went_on.page(request, work, late.token)
        key = None if begun is None or form_sight.sent_with(work, begun) else begun
        if kept := unsent.of_form(work, key):
            typed |= kept.typed
        around = Around(before=just_sent[0] if just_sent else None)
        return page(request, work, typed, around, key=key, there=there)


def _copied(request: Request, work: Work, referral_id: UUID, places: Sequence[Place]) -> Form:
    """The frame of an earlier referral, which this one is not even if this browser sent both."""
    frame = copying.frame_of(work, referral_id, places)
    sent_as = work.session.get_one(Referral, referral_id).form_key
    return frame | ({"another": form_view.sealed(request, sent_as)} if sent_as and browser_of(request) else {})


def _sent_just_now(request: Request, work: Work) -> list[Referral]:
    """What somebody sent here within the hour, newest first."""
    if not browser_of(request):
        return []
    sent = sent_here.sent_by(work, browser_of(request), sent_here.JUST_NOW)
    return [one for one in sent if may_see_again(request, one.form_key)]


@post("/aanmelden", sync_to_thread=True, status_code=200, request_max_body_size=MOST_AT_ONCE, opt=SHOWS_AGAIN)
def send_form(request: Request, data: Multipart) -> Page | Redirect:
    typed = typed_in(data)
    key = key_in(request, one(data, "form_key"))
    if is_stale(request) or key is None:
        # Nothing is sent or kept, and nothing that was typed is lost.
        with begin(request) as work:
            return page(request, work, typed, Around(422, choose_again(data), _(STALE)))
    if family := turn_pages.answer_to(typed):
        return family
    if said := form_limits.too_many_posts(store_of(request).settings.redis_url, visitor_of(request)):
        with begin(request) as work:
            return page(request, work, typed, Around(429, choose_again(data), said), key=key)
    chosen = chosen_files(data, store_of(request).settings.clamd_url)
    try:
        with begin(request) as work:
            sent_here.hold_browser(work, browser_of(request))
            if why := kept_links.goes_without(work, str(typed["through"])):
                return page(request, work, typed, Around(409, notice=why))
            now = key_now(request, work, key, str(typed["through"]))
            return _sent(request, work, data, chosen, typed, now)
    except WentOn as late:
        with begin(request) as work:
            return went_on.form(request, work, data, typed, late)
    except Refused:
        # The same form came twice at the same moment, and the other one was first.
        with begin(request) as work:
            now = key_now(request, work, key, str(typed["through"]))
            sent = sent_here.sent_with(sent_here.before(work, browser_of(request), now), now)
            if sent is None:
                raise
            return sent_already(request, work, data, typed, sent)


def _sent(request: Request, work: Work, data: Form, chosen: Chosen, typed: Form, key: UUID) -> Page | Redirect:
    sent = sent_here.before(work, browser_of(request), key)
    if this_form := sent_here.sent_with(sent, key):
        return sent_already(request, work, data, typed, this_form)
    if theirs := unsent.kept_meanwhile(work, key, typed, one(data, "seen", at_most=40)):
        around = Around(409, choose_again(data), _(unsent.MEANWHILE), theirs=theirs)
        return page(request, work, typed, around, key=key)
    again, before = sent_here.same_as(sent, said_in(typed), form_view.sent_in(request, typed["another"]))
    if again == Again.YES and before:
        return see_other(_receipt_of(request, before) + "?al=verstuurd")
    places = referring_for.places_of(work)
    referring_for.fill_in(places, typed)
    there = hub_choice.served(work)
    hub, errors = hub_of(work, there, typed)
    if sought := finding.sought(data):
        unkept = keep_files(work, data, chosen, key, hub.id, room_of(request))
        around = Around(errors=unkept, trap=not one(data, HONEYPOT), found=finding.found(work, typed, sought))
        return page(request, work, typed, around, key=key, there=there)
    errors |= keep_files(work, data, chosen, key, hub.id, room_of(request))
    better = ""
    try:
        draft = read_draft(typed, brussels_date(work.now))
        named = finder.bearing(work, draft.school_name, draft.referrer_organisation)
        better = "" if "hub" in errors else hub_choice.better_for(work, there, typed, named)
        if not better and "hub" not in errors:
            errors |= level_policy.refusal(hub, draft.structure, brussels_date(work.now))
            errors |= straight_here.refusal(work, hub, draft, typed, named)
    except Invalid as invalid:
        errors = {**errors, **invalid.errors} if "hub" in errors else invalid.errors | errors
    if len(places) > 1 and not typed[referring_for.FIELD]:
        errors = {referring_for.FIELD: _("Kies voor welke school of organisatie je aanmeldt."), **errors}
        errors = {name: said for name, said in errors.items() if name not in referring_for.FILLED_IN}
    errors |= copying.not_checked(typed) | from_consult.may_name_somebody(typed)
    if better:
        errors["send_to"] = hub_choice.question(work, there, typed, better)
    notice = _(TRAPPED) if one(data, HONEYPOT) else ""
    if errors or notice:
        around = Around(422, errors, notice, better=better, trap=not notice)
        return page(request, work, typed, around, key=key, there=there)
    if before:
        around = Around(409, before=_referral(work, before), sure=False)
        return page(request, work, _about_another(request, typed, before), around, key=key, there=there)
    redis_url, visitor = store_of(request).settings.redis_url, visitor_of(request)
    if said := form_limits.too_many_sent(redis_url, visitor, draft.referrer_email):
        return page(request, work, typed, Around(429, notice=said), key=key, there=there)
    site = referring_for.site_in(places, typed)
    asked = straight_here.offers_in(typed, hub)
    consult = becoming.hold(work, from_consult.sealed_in(typed, form_view.secrets_of(request)))
    referral = desk.refer_by_form(
        work, hub, draft, form_key=key, browser=browser_of(request), named=named, site=site, straight_to=asked
    )  # fmt: skip
    becoming.became(work, consult, referral)
    work.once_stored(partial(form_limits.was_sent, redis_url, visitor, draft.referrer_email))
    return form_view.remember(request, see_other(receipt_path(request, key)), key)


def hub_of(work: Work, there: Served, typed: Form) -> tuple[Hub, dict[str, str]]:
    """The hub that was chosen, the only one, or the one of the school's site. Until there is one, the first keeps the
    files and the postcode may suggest one."""
    typed["hub"] = typed["hub"] or hub_choice.by_site(work, there, typed)
    if chosen := next((hub for hub in there.hubs if hub.slug == typed["hub"]), None):
        return chosen, {}
    typed["hub"] = hub_choice.first_choice(work, there, typed, None)
    return first_hub(work.session), {} if there.only else {"hub": _("Kies een meldpunt.")}


def sent_already(request: Request, work: Work, data: Form, typed: Form, sent: Sent) -> Page | Redirect:
    """The same again leads to the one receipt. Something else in an old form is not lost: it may be a new referral."""
    if compare(said_in(typed), sent.said) == Again.YES:
        # The first answer may have been lost. Only the page that was sent holds this key, sealed to be filled in.
        return form_view.remember(request, see_other(_receipt_of(request, sent)), sent.form_key)
    around = Around(409, choose_again(data), before=_referral(work, sent), sure=False)
    return page(request, work, _about_another(request, typed, sent), around)


def _referral(work: Work, sent: Sent) -> Referral:
    return work.session.get_one(Referral, sent.referral_id)


def _about_another(request: Request, typed: Form, sent: Sent) -> Form:
    """Whoever reads that it may be the same, and sends it again, says that it is another one."""
    return typed | {"another": form_view.sealed(request, sent.form_key)}


def _receipt_of(request: Request, sent: Sent) -> str:
    return receipt_path(request, sent.form_key)


@get("/aanmelden/ontvangen/{sealed:str}", sync_to_thread=True)
def receipt_page(request: Request, sealed: str, al: str = "") -> Page:
    """Shown to the browser that sent the form only; the letter brings the same to everybody else. Without the cookie
    that came with the first answer it shows the number, and not the personal link."""
    key = form_view.sent_in(request, sealed)
    with begin(request) as work:
        if key is None:
            raise NotFound(_("Dit ontvangstbewijs zie je alleen in de browser waarmee je de aanmelding verstuurde."))
        receipt = form_sight.receipt(work, key, browser_of(request))
        request.state.hub = receipt.hub
        return show(
            request, "intake/receipt.html", receipt=receipt, now=work.now,
            sees_link=may_see_again(request, key), again=bool(al),
            kept_as=unsent.kept_as_of(work, key), has_list=may(work.asker, Right.SEE_OWN),
            another=f"/aanmelden?nog={sealed}",
        )  # fmt: skip


def room_of(request: Request) -> quota.Room:
    return quota.room_for(store_of(request).settings.redis_url, visitor_of(request))


handlers = [form_page, send_form, receipt_page]
