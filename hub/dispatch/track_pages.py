"""The partner's tracks: the caseload per worker, and one track with its one-click answers."""

from itertools import groupby
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.dispatch import contacts, track_acts, track_sight, track_words
from hub.dispatch.letting_go.answering import asked_about
from hub.dispatch.letting_go.carries_on import CARRY_ON_WORDS
from hub.dispatch.table_tables import Track
from hub.dispatch.track import REASON_WORDS, TrackStage, is_open
from hub.dispatch.track_acts import Said
from hub.dispatch.track_sight import GUIDES, Identity, TrackRow
from hub.dispatch.track_view import state_of, words
from hub.dispatch.tracks import workers_of
from hub.hubs import Hub
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, begin, flash, many, must_be_signed_in, one, see_other, show
from hub.wording import _


@get("/trajecten", sync_to_thread=True)
def tracks_page(request: Request) -> Page:
    """Open tracks, grouped by who guides them, then what ended lately."""
    with begin(request) as work:
        must_be_signed_in(work)
        rows = track_sight.tracks_of(work)
        opened = sorted((row for row in rows if is_open(row.stage)), key=lambda row: row.worker or "\uffff")
        groups = [(worker, list(found)) for worker, found in groupby(opened, key=lambda row: row.worker)]
        return show(
            request, "dispatch/partner_tracks.html", groups=groups,
            ended=[row for row in rows if not is_open(row.stage)], now=work.now, today=brussels_date(work.now),
            state_of=state_of, several_hubs=_several(rows, "hub"),
            several_partners=_several(rows, "organisation"), **words(),
        )  # fmt: skip


@get("/trajecten/{track_id:uuid}", sync_to_thread=True)
def track_page(request: Request, track_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, track_id)


@post("/trajecten/{track_id:uuid}/wie", status_code=200, sync_to_thread=True)
def who_page(request: Request, track_id: UUID) -> Page:
    """The track with the name of the youngster, for this one view; the look is in the ledger."""
    with begin(request) as work:
        return _page(request, work, track_id, identity=track_sight.open_identity(work, track_id))


@get("/trajecten/{track_id:uuid}/wie", sync_to_thread=True)
def no_name(track_id: UUID) -> Redirect:
    """A name is never shown by following a link."""
    return see_other(f"/trajecten/{track_id}")


@post("/trajecten/{track_id:uuid}/contacten/{message_id:uuid}", sync_to_thread=True)
def correct(request: Request, track_id: UUID, message_id: UUID, data: FormBody) -> Page | Redirect:
    """Whoever noted a contact puts it right."""
    slug = f"c{message_id.hex}"
    try:
        with begin(request) as work:
            said = Said(data, slug)
            contacts.correct(work, track_id, message_id, said.note, said.number, said.day("on"))
    except (Invalid, Refused) as problem:
        return _again(request, track_id, problem, data, slug)
    flash(request, "done", _("Het contact is verbeterd."))
    return see_other(f"/trajecten/{track_id}")


@get("/trajecten/{track_id:uuid}/contacten/{message_id:uuid}", sync_to_thread=True)
def no_contact(track_id: UUID, message_id: UUID) -> Redirect:
    """The address that a refused correction leaves in the browser."""
    return see_other(f"/trajecten/{track_id}")


@get("/trajecten/{track_id:uuid}/{slug:str}", sync_to_thread=True)
def no_act(track_id: UUID, slug: str) -> Redirect:
    """The address that a refused word leaves in the browser: whoever loads it again sees how the track stands."""
    return see_other(f"/trajecten/{track_id}")


@post("/trajecten/{track_id:uuid}/{slug:str}", sync_to_thread=True)
def act(request: Request, track_id: UUID, slug: str, data: FormBody) -> Page | Redirect:
    """One word about a track; what cannot be, is said beside what was typed."""
    if slug not in track_acts.BY_SLUG:
        raise NotFound
    try:
        with begin(request) as work:
            act_named = track_acts.BY_SLUG[slug]
            done = act_named.run(work, track_id, Said(data, slug))
            own = track_sight.is_own(work, work.session.get_one(Track, track_id))
            if act_named.desk and act_named.desk.done and not own:
                done = _(act_named.desk.done)
    except (Invalid, Refused) as problem:
        return _again(request, track_id, problem, data, slug)
    flash(request, "done", done)
    return see_other("/partner" if one(data, "back") == "partner" else f"/trajecten/{track_id}")


def _again(request: Request, track_id: UUID, problem: Invalid | Refused, data: Form, slug: str) -> Page:
    """The track as it stands now, with why that did not go and, where it can be put right, what was typed."""
    with begin(request) as work:
        if isinstance(problem, Refused):
            return _page(request, work, track_id, status=409, refusal=problem.sentence)
        return _page(request, work, track_id, status=422, typed=data, errors=track_acts.errors_of(problem, slug))


def _page(
    request: Request,
    work: Work,
    track_id: UUID,
    *,
    status: int = 200,
    typed: Form | None = None,
    errors: dict[str, str] | None = None,
    refusal: str = "",
    identity: Identity | None = None,
) -> Page:
    track, row = track_sight.track_for(work, track_id)
    own = track_sight.is_own(work, track)
    today, content = brussels_date(work.now), track_sight.reads_content(work, track)
    return show(
        request, "dispatch/partner_track.html", status=status,
        hub=work.session.get(Hub, track.hub_id), track=track, row=row, own=own, identity=identity,
        may_name=own and TrackStage(track.stage) in GUIDES, acts=track_acts.offered(track.stage, own=own),
        asked=request.query_params.get("vraag", ""), carry_on=asked_about(work, track),
        carry_on_words={str(code): _(said) for code, said in CARRY_ON_WORDS.items()},
        card=track_sight.asked_for(work, track), beside=track_sight.beside(work, track),
        veil=track_words.words_of(work, track, with_name=identity is not None),
        contacts=track_words.contacts_of(work, track, with_name=identity is not None, content=content),
        shut="" if content else track_sight.bound_by(work, track),
        situation=content or track_sight.of_facts(work, track),
        corrects=is_open(track.stage),
        errors=errors or {}, refusal=refusal, today=today,
        reason_options=lambda act: [(str(code), _(REASON_WORDS[code])) for code in act.reasons],
        typed={name: "".join(many(typed or {}, name)[:1]) for name in typed or {}}, state=state_of(row, work.now),
        workers=[(str(person.id), person.name) for person in workers_of(work, track)], **words(),
    )  # fmt: skip


def _several(rows: list[TrackRow], column: str) -> bool:
    return len({getattr(row, column) for row in rows}) > 1


handlers: list[Any] = [tracks_page, track_page, who_page, no_name, correct, no_contact, act, no_act]
