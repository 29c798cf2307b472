"""The hub's own form as a document: to fill in in Word, or in a PDF reader, and to send back."""

from functools import lru_cache
from typing import Any

from litestar import Request, Response, get

from hub.hubs import hub_named, inbox_of
from hub.intake.paper.fillable import made_pdf
from hub.intake.paper.own import parts
from hub.intake.paper.word import made_word
from hub.intake.paper_wanted import WORD
from hub.intake.uploads import disposition
from hub.problems import NotFound
from hub.web import begin
from hub.wording import _, current_language, use_language

MADE = {"word": (made_word, WORD, "docx"), "pdf": (made_pdf, "application/pdf", "pdf")}


@get("/aanmelden/document/{kind:str}", sync_to_thread=True)
def own_form(request: Request, kind: str, hub: str | None = None) -> Response[bytes]:
    """`kind` is word or pdf; `hub` the slug of whose form it is, the first one's when that is not there (any more)."""
    if kind not in MADE:
        raise NotFound
    with begin(request) as work:
        try:
            whose = hub_named(work.session, hub)
        except NotFound:
            whose = hub_named(work.session, None)
        name, inbox, slug = whose.name, inbox_of(work.session, whose.id), whose.slug
    content = _made(kind, name, inbox or whose.email, current_language())
    _make, media_type, ending = MADE[kind]
    headers = {"Content-Disposition": disposition(f"{_('aanmeldingsformulier')}-{slug}.{ending}")}
    return Response(content, media_type=media_type, headers=headers | {"X-Content-Type-Options": "nosniff"})


@lru_cache(maxsize=32)
def _made(kind: str, name: str, inbox: str, language: str) -> bytes:
    """The questions change with a release only, so each form is made once."""
    make, _media_type, _ending = MADE[kind]
    with use_language(language):
        intro = [
            _("Vul in wat je weet. Alles mag leeg blijven. Vul nooit een rijksregisternummer in."),
            _("Dit formulier is voor professionals. Kan het niet wachten? Bel 112, 1813 of 1712."),
            _("Stuur het terug als bijlage: bij het formulier op de website, of met een e-mail naar ons."),
        ]
        return make(name, inbox, parts(), intro)


handlers: list[Any] = [own_form]
