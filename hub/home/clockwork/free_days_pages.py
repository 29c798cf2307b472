"""The page on which a partner, or the hub for it, says when it is closed."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.dispatch.clockwork.free_days import KIND_WORDS
from hub.home.clockwork import free_days
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, Typed, begin, day_in, flash, id_in, must_be_signed_in, one, see_other, show
from hub.wording import _, _n, list_words

HERE = "/gesloten-dagen"
NAMED = 5
FIELDS = ("organisation", "first", "last", "kind", "reason")


@get(HERE, sync_to_thread=True)
def page(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work)


@post(HERE, sync_to_thread=True)
def close(request: Request, data: FormBody) -> Page | Redirect:
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            days = day_in(data, "first"), day_in(data, "last")
            whose = id_in(data, "organisation")
            if whose is None:
                raise Invalid({"organisation": _("Kies een partner.")})
            closed = free_days.close(work, whose, *days, one(data, "kind"), one(data, "reason", at_most=300))
            starts = free_days.starts_in(work, closed)
    except Invalid as wrong:
        with begin(request) as work:
            return _page(request, work, data, wrong.errors)
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
    else:
        flash(request, "done", _("Bewaard. Op deze dagen schrijven we niet en staat de klok van de trajecten stil."))
        if starts:
            flash(request, "warning", _falls_in(starts))
    return see_other(HERE)


@post(f"{HERE}/{{free_id:uuid}}/weg", sync_to_thread=True)
def open_again(request: Request, free_id: UUID) -> Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
        free_days.open_again(work, free_id)
    flash(request, "done", _("Weg. Deze dagen tellen weer mee."))
    return see_other(HERE)


def _falls_in(starts: list[str]) -> str:
    said = _n(
        "Let op: op een van deze dagen is er al een start afgesproken, van %(which)s. Spreek een andere dag af.",
        "Let op: op deze dagen zijn er al %(num)s starts afgesproken, van %(which)s. Spreek andere dagen af.",
        len(starts), which=list_words(starts[:NAMED]),
    )  # fmt: skip
    more = _("De rest lees je bij jullie trajecten.")
    return f"{said} {more}" if len(starts) > NAMED else said


def _page(request: Request, work: Work, typed: Form | None = None, errors: dict[str, str] | None = None) -> Page:
    partners = free_days.kept_by(work)
    again = {name: one(typed, name, at_most=300) for name in FIELDS} if typed is not None else {}
    return show(
        request, "beheer/free_days.html", status=422 if errors else 200, partners=partners, errors=errors or {},
        typed=Typed(again), choices=[(str(partner.id), partner.name) for partner in partners],
        kinds=[(str(kind), _(word)) for kind, word in KIND_WORDS.items()],
        kind_words={str(kind): _(word) for kind, word in KIND_WORDS.items()},
    )  # fmt: skip


handlers: list[Any] = [page, close, open_again]
