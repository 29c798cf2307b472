"""The pages of minutes: reading, writing, going round, approving; the paper; and the list of what there is."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect

from hub.clock import SchoolYear, brussels_date, school_year_of
from hub.dispatch.minutes import beginning, bringing, circulating, minutes_list, minutes_sight, paper, writing
from hub.dispatch.minutes.minutes import STATE_WORDS, usual_last_day
from hub.dispatch.minutes.there import THERE_WORDS
from hub.dispatch.minutes.writing import MOST_AGREEMENTS, Line
from hub.dispatch.moves import clocks_of
from hub.dispatch.sessions.typed import KIND_WORDS
from hub.dispatch.table_view import translated
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.web import (
    Form,
    FormBody,
    Page,
    Typed,
    begin,
    day_in,
    flash,
    id_in,
    must_be_signed_in,
    one,
    see_other,
    show,
)
from hub.wording import _, month_and_year

PLACE = "/tafel/{session_id:uuid}/verslag"
EMPTY_LINES = 2
STATE_LOOKS = {"draft": "late", "reading": "waits", "approved": "course", "none": "rest"}


@get(PLACE, sync_to_thread=True)
def page(request: Request, session_id: UUID, versie: int | None = None) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, session_id, versie)


@get("/tafel/{session_id:uuid}/verslag.pdf", sync_to_thread=True)
def on_paper(request: Request, session_id: UUID, versie: int | None = None) -> Response[bytes]:
    """What this reader reads, on paper. Recorded."""
    with begin(request) as work:
        must_be_signed_in(work)
        return pdf(work, minutes_sight.minutes_of(work, session_id, versie, act="minutes.print"))


@post(PLACE, sync_to_thread=True)
def start(request: Request, session_id: UUID) -> Redirect:
    try:
        with begin(request) as work:
            writing.start(work, session_id)
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
    return see_other(_here(session_id))


@post(f"{PLACE}/{{slug:str}}", sync_to_thread=True)
def act(request: Request, session_id: UUID, slug: str, data: FormBody) -> Page | Redirect:
    """One answer or one step. What cannot be taken comes back with why, beside what was typed."""
    if slug not in ACTS:
        raise NotFound
    try:
        with begin(request) as work:
            done = ACTS[slug](work, session_id, data)
    except Invalid as wrong:
        with begin(request) as work:
            return _page(request, work, session_id, typed=data, errors=_at(data, wrong.errors))
    except Refused as refusal:
        with begin(request) as work:
            return _page(request, work, session_id, typed=data, refusal=refusal.sentence)
    flash(request, "done", done)
    return see_other(_here(session_id) + (f"#{anchor}" if (anchor := one(data, "anchor", at_most=60)) else ""))


@get(f"{PLACE}/{{slug:str}}", sync_to_thread=True)
def no_act(session_id: UUID, slug: str) -> Redirect:
    """The address that a refused form leaves in the browser."""
    return see_other(_here(session_id))


@get("/verslagen", sync_to_thread=True)
def listed(request: Request, jaar: str = "") -> Page:
    """The minutes of a school year that one may read or has to write, and which kinds of table keep none."""
    with begin(request) as work:
        must_be_signed_in(work)
        return _listed(request, work, year=_year(jaar))


@post("/verslagen/soort", sync_to_thread=True)
def rule(request: Request, data: FormBody) -> Page | Redirect:
    hub_id = id_in(data, "hub")
    if hub_id is None:
        raise NotFound
    kept = one(data, "kept") == "1"
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            beginning.set_rule(work, hub_id, one(data, "kind"), kept=kept, reason=one(data, "reason"))
    except Invalid as wrong:
        with begin(request) as work:
            return _listed(request, work, data, wrong.errors)
    flash(request, "done", _("Bewaard. Dat geldt voor zittingen die vanaf nu sluiten."))
    return see_other("/verslagen#soorten")


@get("/verslagen/soort", sync_to_thread=True)
def no_rule() -> Redirect:
    return see_other("/verslagen")


def pdf(work: Work, seen: minutes_sight.MinutesSeen) -> Response[bytes]:
    if not seen.shown or seen.minutes is None or seen.minutes.state == "none":
        raise NotFound
    name = f"verslag-{brussels_date(seen.session.at).isoformat()}-v{seen.minutes.version}.pdf"
    headers = {"content-disposition": f'inline; filename="{name}"', "cache-control": "no-store"}
    return Response(paper.pdf_of(work, seen), media_type="application/pdf", headers=headers)


def _here(session_id: UUID) -> str:
    return f"/tafel/{session_id}/verslag"


def _point(work: Work, session_id: UUID, data: Form) -> str:
    said = _prefixed(data)
    lines = [
        Line(said(f"what_{n}"), said(f"owner_{n}"), said(f"due_{n}"))
        for n in range(MOST_AGREEMENTS + EMPTY_LINES)
    ]  # fmt: skip
    edition = said("edition")
    writing.write_point(
        work, session_id, id_in(data, "item"), said("remark"), lines, int(edition) if edition.isdigit() else -1
    )
    return _("Bewaard.")


def _brought(work: Work, session_id: UUID, data: Form) -> str:
    said, brought_id = one(data, "said"), id_in(data, "brought")
    if brought_id and said in ("yes", "no"):
        bringing.permit(work, session_id, brought_id, yes=said == "yes")
        return _("Genoteerd: het staat in het verslag.") if said == "yes" else _("Genoteerd: het komt er niet in.")
    if brought_id and said == "off":
        bringing.drop(work, session_id, brought_id)
        return _("Weggehaald.")
    item, partner = id_in(data, "item"), id_in(data, "organisation")
    if item is None or partner is None:
        raise NotFound
    permitted = {"yes": True, "not_yet": None}.get(said)
    bringing.bring(work, session_id, item, partner, _prefixed(data)("brought"), permitted=permitted)
    return _("Bewaard.")


def _read(work: Work, session_id: UUID, data: Form) -> str:
    if one(data, "said") == "read":
        circulating.say(work, session_id, None)
        return _("Genoteerd: je las het verslag.")
    circulating.say(work, session_id, one(data, "correction"), id_in(data, "item"))
    return _("Je vraag is genoteerd. De verslaggever bekijkt ze.")


def _send(work: Work, session_id: UUID, data: Form) -> str:
    minutes = circulating.send(work, session_id, day_in(data, "read_until"))
    assert minutes.read_until is not None
    return _("Verstuurd. Wie aan tafel zat, krijgt een link.")


def _settle(work: Work, session_id: UUID, data: Form) -> str:
    reading = id_in(data, "reading")
    if reading is None:
        raise NotFound
    circulating.settle(work, session_id, reading, _prefixed(data)("settle"))
    return _("Genoteerd. Wie het vroeg, leest je antwoord bij het verslag.")


def _back(work: Work, session_id: UUID, data: Form) -> str:
    circulating.take_back(work, session_id)
    return _("Het verslag is weer een ontwerp. Achter de links van daarnet staat dat je het herschrijft.")


def _approve(work: Work, session_id: UUID, data: Form) -> str:
    circulating.approve(work, session_id)
    return _("Goedgekeurd. Wie aan tafel zat, krijgt een link.")


def _version(work: Work, session_id: UUID, data: Form) -> str:
    circulating.new_version(work, session_id, one(data, "version_reason"))
    return _("Er is een nieuwe versie begonnen. De goedgekeurde blijft staan tot ze klaar is.")


def _drop(work: Work, session_id: UUID, data: Form) -> str:
    circulating.drop_version(work, session_id)
    return _("De nieuwe versie is weg. De goedgekeurde geldt.")


def _none(work: Work, session_id: UUID, data: Form) -> str:
    writing.keep_none(work, session_id, one(data, "none_reason"))
    return _("Genoteerd: bewust geen verslag van deze zitting.")


def _after_all(work: Work, session_id: UUID, data: Form) -> str:
    writing.keep_after_all(work, session_id)
    return _("Er komt toch een verslag.")


ACTS: Mapping[str, Callable[[Work, UUID, Form], str]] = {
    "punt": _point, "ingebracht": _brought, "gelezen": _read, "rondsturen": _send, "antwoord": _settle, "terug": _back,
    "goedkeuren": _approve, "nieuwe-versie": _version, "weg": _drop, "geen": _none, "toch": _after_all,
}  # fmt: skip


def _prefixed(data: Form) -> Callable[[str], str]:
    """The fields of one form among many on the page: each stands under the name that the form tells."""
    prefix = one(data, "form", at_most=40)
    return lambda name: one(data, f"{prefix}{name}")


def _at(data: Form, errors: Mapping[str, str]) -> dict[str, str]:
    prefix = one(data, "form", at_most=40)
    return {f"{prefix}{name}": said for name, said in errors.items()}


def _page(
    request: Request,
    work: Work,
    session_id: UUID,
    version: int | None = None,
    *,
    typed: Form | None = None,
    errors: dict[str, str] | None = None,
    refusal: str = "",
) -> Page:
    seen = minutes_sight.minutes_of(work, session_id, version)
    request.state.hub = seen.hub
    today = brussels_date(work.now)
    usual = usual_last_day(clocks_of(work, seen.session.hub_id), today)
    return show(
        request, "dispatch/minutes/page.html", status=422 if errors else 409 if refusal else 200, seen=seen,
        errors=errors or {}, typed=Typed(typed or {}), refusal=refusal, today=today, usual=usual,
        base=_here(session_id), to_come=writing.still_to_come(seen.session, today), **words(),
    )  # fmt: skip


def words() -> dict[str, Any]:
    return {
        "state_words": translated(STATE_WORDS), "state_looks": STATE_LOOKS, "there_words": translated(THERE_WORDS),
        "empty_lines": EMPTY_LINES,
    }  # fmt: skip


def _year(label: str) -> SchoolYear | None:
    try:
        return SchoolYear.parse(label) if label else None
    except ValueError:
        raise NotFound from None


def _listed(
    request: Request, work: Work, typed: Form | None = None, errors: dict[str, str] | None = None,
    year: SchoolYear | None = None,
) -> Page:  # fmt: skip
    found = minutes_list.listed(work, year)
    newer = found.year.next if found.year < school_year_of(work.now) else None
    return show(
        request, "dispatch/minutes/list.html", status=422 if errors else 200, found=found, errors=errors or {},
        typed=Typed(typed or {}), today=brussels_date(work.now), newer=newer, month_and_year=month_and_year,
        kind_words={str(kind): _(said[0]) for kind, said in KIND_WORDS.items()}, **words(),
    )  # fmt: skip


handlers: list[Any] = [page, on_paper, start, act, no_act, listed, rule, no_rule]
