"""A call or talk noted by the desk in one small form, and a concept that is finished later."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub import places
from hub.clock import brussels_date
from hub.dispatch import level_policy
from hub.dispatch.codes import MAIN_REASON_WORDS, PRIMARY, REFERRER_KIND_WORDS, RESTRICTED, STRUCTURES_TO_CHOOSE
from hub.dispatch.consult import becoming
from hub.dispatch.tables import Referral
from hub.hubs import Hub, all_hubs
from hub.intake import call_sight, callers, calls, desk, desk_sight, finding, form_keys, from_consult
from hub.intake.call_tables import CallState, NotedCall
from hub.intake.draft import CallNote, read_note
from hub.intake.from_consult import CONSULT
from hub.intake.typed import shown, values_in
from hub.people.rights import Right, hubs_where, require
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, arrived, begin, flash, id_in, must_be_signed_in, one, see_other, show
from hub.wording import _

NOTE = "/vandaag/noteer"
CONCEPT = "/vandaag/concept"


@get(NOTE, sync_to_thread=True)
def note_page(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        typed = values_in({}, CallNote)
        call = _noted(work, id_in(dict(request.query_params), "oproep"))
        hub = work.found(Hub, call.hub_id) if call else _hub(work, "")
        typed |= {"oproep": "", CONSULT: ""} | (_of_call(work, call) if call else {})
        if asked := id_in(dict(request.query_params), CONSULT):
            typed |= from_consult.of_desk(work, asked)
            hub = work.session.get_one(Hub, work.session.get_one(Referral, asked).hub_id)
        return _form(request, work, NOTE, {"hub": hub.slug, "exception": "", **typed}, key=form_keys.fresh())


@post(NOTE, sync_to_thread=True, status_code=200)
def note_call(request: Request, data: FormBody) -> Page | Redirect:
    typed = {name: one(data, name) for name in ("hub", "oproep", "exception", CONSULT)}
    typed |= finding.picked(data, values_in(data, CallNote))
    key, as_concept = id_in(data, "form_key") or form_keys.fresh(), one(data, "do") == "concept"
    try:
        with begin(request) as work:
            hub = _hub(work, typed["hub"])
            if sought := finding.sought(data):
                return _form(request, work, NOTE, typed, key=key, found=finding.found(work, typed, sought))
            known = desk_sight.noted_with(work, key)
            try:
                note = read_note(typed, brussels_date(work.now), as_concept=as_concept)
                consult = becoming.hold(work, from_consult.offered_at_desk(work, id_in(data, CONSULT)))
                referral = known or desk.note_call(
                    work, hub, note, form_key=key, as_concept=as_concept, exception=bool(typed["exception"])
                )
            except Invalid as invalid:
                return _form(request, work, NOTE, typed, key=key, errors=invalid.errors)
            becoming.became(work, consult, referral)
            if call_id := id_in(data, "oproep"):
                calls.became(work, call_id, referral)
    except Refused:
        # Two clicks at the same moment: the note is there once.
        with begin(request) as work:
            known = desk_sight.noted_with(work, key)
            if known is None:
                raise
            referral = known
    return _said(request, referral, as_concept)


@get(CONCEPT + "/{referral_id:uuid}", sync_to_thread=True)
def concept_page(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        referral = desk.concept(work, referral_id)
        typed = shown(desk_sight.note_of(work, referral))
        return _form(
            request,
            work,
            f"{CONCEPT}/{referral_id}",
            {"hub": "", "oproep": "", "exception": "", CONSULT: "", **typed},
            referral=referral,
        )


@post(CONCEPT + "/{referral_id:uuid}", sync_to_thread=True, status_code=200)
def finish_concept(request: Request, referral_id: UUID, data: FormBody) -> Page | Redirect:
    typed = {"hub": "", "oproep": "", "exception": one(data, "exception"), CONSULT: ""}
    typed |= finding.picked(data, values_in(data, CallNote))
    as_concept = one(data, "do") == "concept"
    with begin(request) as work:
        referral = desk.concept(work, referral_id)
        if sought := finding.sought(data):
            path, found = f"{CONCEPT}/{referral_id}", finding.found(work, typed, sought)
            return _form(request, work, path, typed, referral=referral, found=found)
        try:
            note = read_note(typed, brussels_date(work.now), as_concept=as_concept)
            desk.finish_concept(work, referral_id, note, as_concept=as_concept, exception=bool(typed["exception"]))
        except Invalid as invalid:
            path = f"{CONCEPT}/{referral_id}"
            return _form(request, work, path, typed, referral=referral, errors=invalid.errors)
    return _said(request, referral, as_concept)


def _noted(work: Work, call_id: UUID | None) -> NotedCall | None:
    """The noted call of which a referral is to be made; None for none, and for one that has its place."""
    call = work.session.get(NotedCall, call_id) if call_id else None
    mine = call is not None and call.hub_id in hubs_where(work.asker, Right.NOTE)
    return call if call and mine and call.state == CallState.OPEN else None


def _of_call(work: Work, call: NotedCall) -> Form:
    """All that was noted in the call, in the fields where it belongs."""
    caller = callers.read(call.caller)
    return {
        "oproep": str(call.id), "story": call.said, "referrer_name": caller.name, "referrer_phone": caller.phone,
        "referrer_email": caller.email, "referrer_organisation": caller.organisation,
        "referrer_kind": call_sight.kind_of(work, caller.organisation),
    }  # fmt: skip


def _hub(work: Work, slug: str) -> Hub:
    """The asker's desk with this slug, or its first; NotAllowed or NotFound for who has none."""
    mine = _desks(work)
    found = next((hub for hub in mine if hub.slug == slug), None) if slug else next(iter(mine), None)
    if found is None:
        require(work.asker, Right.NOTE)
        raise NotFound
    return found


def _desks(work: Work) -> list[Hub]:
    allowed = hubs_where(work.asker, Right.NOTE)
    return [hub for hub in all_hubs(work.session) if hub.id in allowed]


def _form(
    request: Request,
    work: Work,
    path: str,
    typed: Form,
    *,
    key: UUID | None = None,
    referral: Referral | None = None,
    errors: dict[str, str] | None = None,
    found: Mapping[str, Any] | None = None,
) -> Page:
    desks = _desks(work)
    request.state.hub = next((hub for hub in desks if hub.slug == typed["hub"]), desks[0])
    at_home = places.by_postcode(typed["postcode"])
    return show(
        request, "intake/note.html", status=422 if errors else 200, path=path, typed=typed, form_key=key,
        errors=errors or {}, number=referral.number if referral else "",
        hubs=[(hub.slug, hub.name) for hub in desks] if key else [], found=found or {},
        fields=CallNote.fields(),
        structures=[(code, _(word)) for code, word in STRUCTURES_TO_CHOOSE.items()], primary="|".join(sorted(PRIMARY)),
        closed=level_policy.closed(desks, brussels_date(work.now)),
        kinds=[(code, _(word)) for code, word in REFERRER_KIND_WORDS.items()],
        reasons=[
            (code, _("%(reason)s (beperkt zichtbaar)", reason=_(word)) if code in RESTRICTED else _(word))
            for code, word in MAIN_REASON_WORDS.items()
        ],
        municipalities=[(place.nis, place.name_nl) for place in at_home] if len(at_home) > 1 else [],
    )  # fmt: skip


def _said(request: Request, referral: Referral, as_concept: bool) -> Redirect:
    said = _("%(number)s is bewaard als concept.") if as_concept else _("%(number)s is aangemeld.")
    flash(request, "done", said % {"number": referral.number})
    arrived(request, request.url.path)
    return see_other("/vandaag" if as_concept else f"/aanmeldingen/{referral.id}")


handlers = [note_page, note_call, concept_page, finish_concept]
