"""Pages of an administrator: take in the official list, look at what it would change, do it, and undo it."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.given_lists import given
from hub.partners import import_sight, importing, register_sight
from hub.partners.official_list import COLUMNS
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
    must_be_signed_in,
    one,
    see_other,
    show,
)
from hub.wording import N_, _

PLACE = "/beheer/organisaties/invoer"
STEP_WORDS = {
    "reading": N_("wordt gelezen"), "unreadable": N_("niet gelezen"), "ready": N_("klaar om te bekijken"),
    "applying": N_("wordt ingevoerd"), "applied": N_("ingevoerd"), "undone": N_("teruggedraaid"),
}  # fmt: skip


@get(PLACE, sync_to_thread=True)
def imports_page(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work)


@post(PLACE, sync_to_thread=True, status_code=200)
def upload(request: Request, data: Multipart) -> Page | Redirect:
    try:
        with begin(request) as work:  # who may is asked first, and nothing is held while a scanner looks
            must_be_signed_in(work)
            hub_id = register_sight.hub_meant(work, id_in(data, "hub"))
        content, name = given(request, data)
        with begin(request) as work:
            made = importing.upload(work, hub_id, one(data, "kind"), content, name)
    except Invalid as wrong:
        with begin(request) as work:
            return _page(request, work, typed=data, errors=wrong.errors)
    return see_other(f"{PLACE}/{made.id}")


@get(f"{PLACE}/{{import_id:uuid}}", sync_to_thread=True)
def import_page(request: Request, import_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        view = import_sight.import_of(work, import_id)
        return show(
            request, "beheer/import.html", view=view, one=view.one, step_words=_words(), base=f"{PLACE}/{import_id}",
            most=import_sight.SHOWN,
        )  # fmt: skip


@post(f"{PLACE}/{{import_id:uuid}}/voer-in", sync_to_thread=True)
def apply(request: Request, import_id: UUID, data: FormBody) -> Redirect:
    try:
        with begin(request) as work:
            importing.apply(work, import_id, with_gone=bool(one(data, "with_gone")))
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
    return see_other(f"{PLACE}/{import_id}")


@post(f"{PLACE}/{{import_id:uuid}}/draai-terug", sync_to_thread=True)
def undo(request: Request, import_id: UUID) -> Redirect:
    try:
        with begin(request) as work:
            importing.undo(work, import_id)
        flash(request, "done", _("Alles staat weer zoals vóór dit bestand."))
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
    return see_other(f"{PLACE}/{import_id}")


def _page(request: Request, work: Work, typed: Form | None = None, errors: dict[str, str] | None = None) -> Page:
    return show(
        request, "beheer/imports.html", status=422 if errors else 200, typed=Typed(typed or {}), errors=errors or {},
        imports=import_sight.imports(work), hubs=register_sight.hubs_of(work), columns=COLUMNS, step_words=_words(),
    )  # fmt: skip


def _words() -> dict[str, str]:
    return {step: _(word) for step, word in STEP_WORDS.items()}


handlers: list[Any] = [imports_page, upload, import_page, apply, undo]
