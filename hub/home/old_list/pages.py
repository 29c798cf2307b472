"""The old list, page by page: give the file, say what the columns are, what the values mean, look, take over, undo."""

import re
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect

from hub.dispatch.case import STAGE_WORDS
from hub.given_lists import given
from hub.home.old_list import desk, preview, sight, values
from hub.home.old_list.fields import CHOICES, FIELD_WORDS, Field
from hub.home.old_list.leafing import number_in
from hub.home.old_list.tables import OldList, Step
from hub.monitoring.figure_files import for_spreadsheet
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import (
    Form,
    FormBody,
    Multipart,
    Page,
    Typed,
    begin,
    flash,
    id_in,
    many,
    must_be_signed_in,
    one,
    see_other,
    show,
)
from hub.wording import N_, _

PLACE = "/oude-lijst"
TURNS = {"blad": "overnemen", "lijkt": "lijkt-op"}  # what is read page by page, and where on its page it stands
STEP_WORDS = {
    Step.READING: N_("wordt gelezen"), Step.UNREADABLE: N_("niet gelezen"), Step.COLUMNS: N_("wacht op de kolommen"),
    Step.MEANINGS: N_("wacht op de waarden"), Step.CHECKING: N_("wordt nagekeken"),
    Step.READY: N_("klaar om te bekijken"), Step.APPLYING: N_("wordt overgenomen"), Step.APPLIED: N_("overgenomen"),
    Step.UNDOING: N_("wordt teruggedraaid"), Step.UNDONE: N_("teruggedraaid"),
}  # fmt: skip


@get(PLACE, sync_to_thread=True)
def lists_page(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _lists(request, work)


@post(PLACE, sync_to_thread=True, status_code=200)
def upload(request: Request, data: Multipart) -> Page | Redirect:
    try:
        with begin(request) as work:  # who may is asked first, and nothing is held while a scanner looks
            must_be_signed_in(work)
            hub_id = desk.hub_meant(work, id_in(data, "hub"))
        content, name = given(request, data)
        with begin(request) as work:
            made = desk.upload(work, hub_id, content, name)
    except Invalid as wrong:
        with begin(request) as work:
            return _lists(request, work, typed=data, errors=wrong.errors)
    return see_other(f"{PLACE}/{made.id}")


@get(f"{PLACE}/{{list_id:uuid}}", sync_to_thread=True)
def list_page(request: Request, list_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        found = desk.list_of(work, list_id)
        if found.step == Step.COLUMNS:
            return _columns(request, work, found)
        if found.step == Step.MEANINGS:
            return _meanings(request, work, found)
        return _shown(request, work, list_id)


@post(f"{PLACE}/{{list_id:uuid}}/blad", sync_to_thread=True)
def read_again(request: Request, list_id: UUID, data: FormBody) -> Redirect:
    return _done(request, list_id, lambda work: desk.read_again(
        work, list_id, _number(data, "sheet"), _number(data, "heading_row")))  # fmt: skip


@post(f"{PLACE}/{{list_id:uuid}}/kolommen", sync_to_thread=True, status_code=200)
def columns(request: Request, list_id: UUID, data: FormBody) -> Page | Redirect:
    chosen = {int(name[1:]): one(data, name, at_most=40) for name in data if re.fullmatch("k[0-9]{1,4}", name)}
    assumed = bool(one(data, "start_as_referred"))
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            desk.explain_columns(work, list_id, chosen, start_as_referred=assumed)
    except Invalid as wrong:
        with begin(request) as work:
            found = desk.list_of(work, list_id)
            return _columns(request, work, found, chosen=chosen, assumed=assumed, errors=wrong.errors)
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
    return see_other(f"{PLACE}/{list_id}")


@post(f"{PLACE}/{{list_id:uuid}}/waarden", sync_to_thread=True, status_code=200)
def meanings(request: Request, list_id: UUID, data: FormBody) -> Page | Redirect:
    """Each value comes as FIELD-NUMBER with what it means, and FIELD-NUMBER-key with which one it is."""
    meant: dict[Field, dict[str, str]] = {}
    for field in CHOICES:
        at = 0
        while f"{field}-{at}-key" in data:
            key = one(data, f"{field}-{at}-key", at_most=5000)
            meant.setdefault(field, {})[key] = one(data, f"{field}-{at}", at_most=300)
            at += 1
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            desk.explain_values(work, list_id, meant)
    except Invalid as wrong:
        with begin(request) as work:
            return _meanings(request, work, desk.list_of(work, list_id), meant=meant, errors=wrong.errors)
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
    return see_other(f"{PLACE}/{list_id}")


@post(f"{PLACE}/{{list_id:uuid}}/opnieuw", sync_to_thread=True)
def begin_again(request: Request, list_id: UUID) -> Redirect:
    return _done(request, list_id, lambda work: desk.begin_again(work, list_id))


@post(f"{PLACE}/{{list_id:uuid}}/neem-over", sync_to_thread=True)
def apply(request: Request, list_id: UUID, data: FormBody) -> Redirect:
    """Take it over; or with `do` keep what is ticked on this page, and turn to another one of it or of the rows."""
    what, _colon, number = one(data, "do", at_most=20).partition(":")
    shown, left_out = _rows_in(data, "shown"), _rows_in(data, "left_out")

    def act(work: Work) -> None:
        desk.leave_out(work, list_id, left_out, shown)
        if what not in TURNS:
            desk.apply(work, list_id)

    pages = {name: one(data, name, at_most=4) for name in TURNS} | ({what: number} if what in TURNS else {})
    where = urlencode({name: page for name, page in pages.items() if page})
    return _done(request, list_id, act, f"?{where}#{TURNS[what]}" if what in TURNS else "")


def _rows_in(data: Form, name: str) -> list[int]:
    return [int(number) for number in many(data, name) if re.fullmatch("[0-9]{1,7}", number)]


@post(f"{PLACE}/{{list_id:uuid}}/draai-terug", sync_to_thread=True)
def undo(request: Request, list_id: UUID) -> Redirect:
    return _done(request, list_id, lambda work: desk.undo(work, list_id))


@get(f"{PLACE}/{{list_id:uuid}}/blijft-buiten.csv", sync_to_thread=True)
def troubles(request: Request, list_id: UUID) -> Response[str]:
    with begin(request) as work:
        must_be_signed_in(work)
        text = for_spreadsheet(sight.trouble_rows(work, list_id))
    headers = {"Content-Disposition": 'attachment; filename="blijft-buiten.csv"'}
    return Response(text, media_type="text/csv", headers=headers)


def _done(request: Request, list_id: UUID, act: Any, where: str = "") -> Redirect:
    """What a button asks for; the page of the list tells what came of it."""
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            act(work)
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
    return see_other(f"{PLACE}/{list_id}{where}")


def _number(data: Form, name: str) -> int:
    text = one(data, name, at_most=6)
    return int(text) if text.isascii() and text.isdigit() else 0


def _lists(request: Request, work: Work, typed: Form | None = None, errors: dict[str, str] | None = None) -> Page:
    hubs = sight.hubs_of(work)
    return show(
        request, "home/old_list/lists.html", status=422 if errors else 200, typed=Typed(typed or {}),
        errors=errors or {}, lists=sight.lists(work), hubs=hubs, step_words=_words(),
    )  # fmt: skip


def _columns(
    request: Request, work: Work, found: OldList, *, chosen: dict[int, str] | None = None, assumed: bool | None = None,
    errors: dict[str, str] | None = None,
) -> Page:  # fmt: skip
    sight.log_look(work, found)
    known = {int(at): field for at, field in found.columns.items()} if chosen is None else chosen
    rows = [
        (at, heading, some, known.get(at, ""))
        for at, (heading, some) in enumerate(zip(found.headings, values.examples(work, found), strict=True))
    ]
    return show(
        request, "home/old_list/columns.html", status=422 if errors else 200, one=found, base=f"{PLACE}/{found.id}",
        columns=rows, fields=[(str(code), _(word)) for code, word in FIELD_WORDS.items()], errors=errors or {},
        assumed=found.start_as_referred if assumed is None else assumed,
    )  # fmt: skip


def _meanings(
    request: Request, work: Work, found: OldList, *, meant: dict[Field, dict[str, str]] | None = None,
    errors: dict[str, str] | None = None,
) -> Page:  # fmt: skip
    sight.log_look(work, found)
    asked = values.choices(work, found)
    known = {
        f"{one.field}:{value.key}": (f"{one.field}-{n}", value) for one in asked for n, value in enumerate(one.values)
    }
    said = {
        known[name][0]: _("Kies wat “%(said)s” betekent.", said=known[name][1].said or _("(leeg)"))
        for name in errors or {}
        if name in known
    }
    return show(
        request, "home/old_list/meanings.html", status=422 if errors else 200, one=found, base=f"{PLACE}/{found.id}",
        choices=asked, nothing=values.NOTHING, meant=meant or {}, errors=said,
    )  # fmt: skip


def _shown(request: Request, work: Work, list_id: UUID) -> Page:
    asked = {name: request.query_params.get(name, "") for name in TURNS}
    view = sight.view_of(work, list_id, number_in(asked["lijkt"]))
    rows = preview.page_of(work, view.one, number_in(asked["blad"])) if view.one.step == Step.READY else None
    return show(
        request, "home/old_list/list.html", view=view, one=view.one, base=f"{PLACE}/{list_id}", step_words=_words(),
        preview=rows, preview_open=bool(asked["blad"]), most=sight.SHOWN, asked=asked,
        stage_words={str(code): _(word) for code, word in STAGE_WORDS.items()},
    )  # fmt: skip


def _words() -> dict[str, str]:
    return {str(step): _(word) for step, word in STEP_WORDS.items()}


handlers: list[Any] = [
    lists_page, upload, list_page, read_again, columns, meanings, begin_again, apply, undo, troubles,
]  # fmt: skip
