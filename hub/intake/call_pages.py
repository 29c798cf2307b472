"""The desk's page for a call: one field while it goes on, and one press to give it its place."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import MediaType, Request, Response, get, post
from litestar.response import Redirect

from hub import ledger
from hub.clock import brussels_date
from hub.dispatch import alarm, numbers, searching
from hub.dispatch.danger import signs_in
from hub.dispatch.tables import Referral
from hub.dispatch.typed import clean
from hub.hubs import Hub, hubs_among
from hub.intake import call_sight, caller_sight, callers, calls, form_keys, quietly
from hub.intake.call_tables import CallState, NotedCall
from hub.people.rights import Right, hubs_where, require_any
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.web import (
    Form,
    FormBody,
    Page,
    Typed,
    arrived,
    begin,
    flash,
    id_in,
    must_be_signed_in,
    one,
    pressed,
    see_other,
    show,
)
from hub.wording import N_, _, _n, time_words

NEW, ALL = "/vandaag/oproep", "/vandaag/oproepen"
MOST_TO_CHOOSE = 8
MEANWHILE = N_(
    "Deze oproep werd intussen al bewaard, in een ander venster of door een collega. Hieronder staat wat jij typte. "
    "Neem over wat je nodig hebt en druk opnieuw: dan komt jouw tekst in de plaats."
)


@get(NEW, sync_to_thread=True)
def new_call(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        hub = _hub(work, "")
        typed = {"hub": hub.slug, "began": work.now.isoformat(), "form_key": str(form_keys.fresh())}
        return _page(request, work, hub, typed)


@post(NEW, sync_to_thread=True, status_code=200)
def keep_call(request: Request, data: FormBody) -> Page | Redirect:
    """Keep it, and do what was pressed: "case:…", "answer:…", "case", "referral", "informed", "nothing" or no more.
    What cannot be done leaves the call kept, with the reason."""
    if sought := one(data, "zoek", at_most=20):
        with begin(request) as work:
            hub, typed = _hub(work, one(data, "hub")), _typed(data)
            return _page(request, work, hub, typed, found=_listed(work, sought, str(typed.get(sought, ""))))
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            call = _kept(work, data)
    except calls.Overtaken as late:
        with begin(request) as work:
            ledger.write(work, "call.open", "noted_call", late.call.id, hub_id=late.call.hub_id)
            typed = {**_typed(data), "seen": calls.seen_of(late.call)}
            return _page(request, work, _hub(work, one(data, "hub")), typed, refused=_(MEANWHILE), theirs=late.call)
    except (Invalid, Refused) as wrong:
        with begin(request) as work:
            errors = wrong.errors if isinstance(wrong, Invalid) else {}
            refused = "" if errors else wrong.sentence
            return _page(request, work, _hub(work, one(data, "hub")), _typed(data), errors=errors, refused=refused)
    arrived(request, NEW)
    try:
        with begin(request) as work:
            where = _do(request, work, call.id, data)
        return see_other(where) if where else _sought(request, call, data)
    except (Invalid, Refused) as wrong:
        with begin(request) as work:
            errors = wrong.errors if isinstance(wrong, Invalid) else {}
            refused = "" if errors else wrong.sentence
            return _shown(request, work, call.id, data=data, errors=errors, refused=refused)


@post(NEW + "/onderweg", sync_to_thread=True, status_code=200)
def keep_on_the_way(request: Request, data: FormBody) -> quietly.Answer:
    """What is typed during the call, saved by the page itself."""
    with begin(request) as work:
        must_be_signed_in(work)
        if late := quietly.too_often(request, "call quietly", one(data, "form_key", at_most=40)):
            return late
        try:
            call = _kept(work, data)
        except Invalid as wrong:
            return quietly.answer(422, wrong.sentence, one(data, "seen", at_most=40) or "on")
        except Refused as refused:
            return quietly.answer(409, refused.sentence)
        said = _("Bewaard om %(time)s", time=time_words(work.now))
        if call.danger:
            # Said while the caller is still there, as the page itself says it once it is opened again.
            words = _("Er staan woorden van gevaar in: %(words)s", words=alarm.words_of(call.danger))
            said = f"{said}. {words}. {_('Is er nu gevaar? Laat de beller 112 bellen, of bel zelf.')}"
        return quietly.answer(200, said, calls.seen_of(call))


@post(NEW + "/zoek", sync_to_thread=True, status_code=200)
def offered(request: Request, data: FormBody, voor: str = "caller") -> Response[dict[str, Any]]:
    """Callers, or cases, for the words that were typed so far, as `finder_pages.schools` answers. Posted, for a name
    stands in no address."""
    with begin(request) as work:
        must_be_signed_in(work)
        options = _listed(work, voor, one(data, "zoek", at_most=100))[voor]["options"]
    said = _n("%(num)s gevonden.", "%(num)s gevonden.", len(options)) if options else _("Niets gevonden.")
    return Response({"options": options, "said": said}, media_type=MediaType.JSON)


@get(ALL, sync_to_thread=True)
def all_calls(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        lines = call_sight.latest(work)
        hubs = hubs_where(work.asker, Right.NOTE)
        request.state.hub = work.session.get(Hub, next(iter(hubs))) if len(hubs) == 1 else None
        return show(
            request, "intake/calls.html", waiting=[one for one in lines if one.state == CallState.OPEN],
            settled=[one for one in lines if one.state != CallState.OPEN], today=brussels_date(work.now),
        )  # fmt: skip


@get(ALL + "/{call_id:uuid}", sync_to_thread=True)
def one_call(request: Request, call_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _shown(request, work, call_id)


@post(ALL + "/{call_id:uuid}/terug", sync_to_thread=True)
def take_back(request: Request, call_id: UUID) -> Redirect:
    def said(left: str) -> str:
        waits = _("De oproep wacht weer op een plaats.")
        return f"{waits} {_('De e-mail naar %(who)s vertrok al.', who=left)}" if left else waits

    pressed(request, lambda work: calls.take_back(work, call_id), said)
    return see_other(f"{ALL}/{call_id}")


def _hub(work: Work, slug: str) -> Hub:
    """The asker's desk with this slug, or its first."""
    mine = hubs_among(work.session, require_any(work.asker, Right.NOTE))
    found = next((hub for hub in mine if slug in ("", hub.slug)), None)
    if found is None:
        raise NotFound
    return found


def _typed(data: Form) -> Form:
    typed = {
        name: one(data, name)
        for name in ("hub", "said", "caller", "number", "began", "form_key", "seen", "send", "heeded")
    }
    picked = one(data, "caller_pick", at_most=400)
    return {**typed, "caller": picked or typed["caller"], "form_key": typed["form_key"] or str(form_keys.fresh())}


def _kept(work: Work, data: Form) -> NotedCall:
    typed = _typed(data)
    clean("number", typed["number"])  # kept nowhere, and refused all the same
    key = id_in(typed, "form_key") or form_keys.fresh()
    hub, began = _hub(work, typed["hub"]), _moment(typed["began"])
    return calls.keep(work, hub, key, typed["said"], typed["caller"], began, seen=typed["seen"])


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _do(request: Request, work: Work, call_id: UUID, data: Form) -> str:
    """What was pressed; returns where to go, "" when cases have to be chosen from first."""
    what, _colon, which = one(data, "do", at_most=100).partition(":")
    back = f"{ALL}/{call_id}/terug"
    if what == "referral":
        return f"/vandaag/noteer?oproep={call_id}"
    if what == "case":
        typed = which or one(data, "number", at_most=100)
        if typed and not numbers.may_be_number(typed):
            return ""
        referral_id, number = numbers.the_case_called(work, calls.held(work, call_id).hub_id, typed)
        calls.place(work, call_id, referral_id)
        flash(request, "done", _("De oproep staat nu bij aanmelding %(number)s.", number=number), undo=back)
        return f"/aanmeldingen/{referral_id}"
    if what in ("answer", "informed"):
        answer = id_in({"id": which}, "id")
        call = calls.inform(work, call_id, answer, send=bool(one(data, "send")), heeded=bool(one(data, "heeded")))
        sent = _("Informatie gegeven. De tekst vertrekt per e-mail.")
        flash(request, "done", sent if call.letter_id else _("Informatie gegeven."), undo=back)
        return "/vandaag"
    if what == "nothing":
        calls.nothing_to_do(work, call_id, heeded=bool(one(data, "heeded")))
        flash(request, "done", _("De oproep is opzijgelegd."), undo=back)
        return "/vandaag"
    flash(request, "done", _("Bewaard. De oproep staat op Vandaag tot ze een plaats heeft."))
    return f"{ALL}/{call_id}"


def _sought(request: Request, call: NotedCall, data: Form) -> Page:
    """Words for a case are a name: the page shows the cases that it may be."""
    with begin(request) as work:
        found: list[Any] = []
        errors: dict[str, str] = {}
        try:
            looked = searching.search(work, one(data, "number", at_most=100), hub_id=call.hub_id)
            found = looked.lines[:MOST_TO_CHOOSE]
            errors = {} if found else {"number": _("Niets gevonden. Probeer een andere schrijfwijze of het nummer.")}
        except Invalid as wrong:
            errors = {"number": wrong.sentence}
        return _shown(request, work, call.id, data=data, errors=errors, chosen=found)


def _listed(work: Work, field: str, typed: str) -> dict[str, Any]:
    """Who may be meant by what stands in this field, by its name."""
    hubs = list(require_any(work.asker, Right.NOTE))
    if field == "caller":
        options = caller_sight.find(work, hubs, typed)
    elif field == "number":
        options = _cases(work, typed)
    else:
        raise NotFound
    return {field: {"options": options, "said": "" if options else _("Niets gevonden.")}}


def _cases(work: Work, typed: str) -> list[tuple[str, str, str]]:
    try:
        found = searching.search(work, typed)
    except Invalid:
        return []
    if found.exact:  # a whole number: whoever typed it knows which case it is
        number = work.found(Referral, found.exact).number
        return [(number, number, "")]
    return [
        (line.number, f"{line.number} {line.initials}", line.school or line.referrer)
        for line in found.lines[:MOST_TO_CHOOSE]
    ]


def _shown(
    request: Request, work: Work, call_id: UUID, *, data: Form | None = None, errors: dict[str, str] | None = None,
    refused: str = "", chosen: list[Any] | None = None,
) -> Page:  # fmt: skip
    """A call that was kept: its form while it waits, and what became of it after that."""
    call = work.found(NotedCall, call_id)
    if call.hub_id not in require_any(work.asker, Right.NOTE):
        raise NotFound
    hub = work.found(Hub, call.hub_id)
    line = call_sight.one(work, call_id)
    typed = {
        "hub": hub.slug, "began": call.started_at.isoformat(), "form_key": str(call.form_key), "send": "", "heeded": "",
        "seen": calls.seen_of(call),
        "said": call.said if call_sight.may_read(work, call) else "", "caller": call.caller, "number": "",
    }  # fmt: skip
    if data is not None:
        typed |= {name: one(data, name) for name in ("number", "send", "heeded")}
    elif typed["said"]:
        ledger.write(work, "call.open", "noted_call", call.id, hub_id=call.hub_id)
    return _page(
        request, work, hub, typed, line=line, errors=errors, refused=refused, chosen=chosen,
        may_undo=call.state != CallState.OPEN and not calls.why_not(work, call),
    )  # fmt: skip


def _page(
    request: Request, work: Work, hub: Hub, typed: Form, *, line: call_sight.CallLine | None = None,
    errors: dict[str, str] | None = None, refused: str = "", chosen: list[Any] | None = None,
    found: dict[str, Any] | None = None, may_undo: bool = False, theirs: NotedCall | None = None,
) -> Page:  # fmt: skip
    hubs = hubs_among(work.session, hubs_where(work.asker, Right.NOTE))
    request.state.hub = hub
    said = str(typed.get("said", ""))
    caller = callers.read(str(typed.get("caller", "")))
    return show(
        request, "intake/call.html", status=409 if theirs else 422 if errors or refused else 200, path=NEW,
        typed=Typed(typed), line=line,
        errors=errors or {}, refused=refused, chosen=chosen or [], found=found or {}, may_undo=may_undo,
        theirs=theirs,
        hubs=[(one.slug, one.name) for one in hubs] if line is None else [], today=brussels_date(work.now),
        cases=caller_sight.cases_of(work, hub.id, caller, said) if line and line.state == CallState.OPEN else [],
        answers=call_sight.answers_of(work, hub.id), began=_moment(str(typed.get("began", ""))) or work.now,
        danger=alarm.words_of(signs_in(said)), caller=caller,
    )  # fmt: skip


handlers: list[Any] = [new_call, keep_call, keep_on_the_way, offered, all_calls, one_call, take_back]
