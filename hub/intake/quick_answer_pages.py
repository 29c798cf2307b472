"""The page on which an administrator writes what the desk has ready to say."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.hubs import Hub
from hub.intake import call_sight, quick_answers
from hub.people.rights import Right, require
from hub.problems import Invalid
from hub.store import Work
from hub.web import Form, FormBody, Page, begin, flash, must_be_signed_in, one, see_other, show
from hub.wording import _

HERE = "/beheer/meldpunten/{hub_id:uuid}/antwoorden"


@get(HERE, sync_to_thread=True)
def answers_page(request: Request, hub_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, hub_id)


@post(HERE, sync_to_thread=True)
def write_answer(request: Request, hub_id: UUID, data: FormBody) -> Page | Redirect:
    """A new one, or with `usual` those that every hub may begin with."""
    if one(data, "usual"):
        return _done(request, hub_id, data, lambda work: quick_answers.take_usual(work, hub_id))
    title, text = one(data, "title"), one(data, "text")
    return _done(request, hub_id, data, lambda work: quick_answers.write(work, hub_id, title, text))


@post(HERE + "/{answer_id:uuid}", sync_to_thread=True)
def change_answer(request: Request, hub_id: UUID, answer_id: UUID, data: FormBody) -> Page | Redirect:
    """Other words, or with `do` on top, away, or back."""
    do = one(data, "do", at_most=10)
    here = f"/beheer/meldpunten/{hub_id}/antwoorden/{answer_id}"

    def act(work: Work) -> None:
        if do == "first":
            quick_answers.first(work, hub_id, answer_id)
        elif do in ("end", "back"):
            quick_answers.end(work, hub_id, answer_id, back=do == "back")
        else:
            quick_answers.write(work, hub_id, one(data, "title"), one(data, "text"), answer_id=answer_id)

    undo = f"{here}/terug" if do == "end" else ""
    return _done(request, hub_id, data, act, answer_id=answer_id, undo=undo)


@post(HERE + "/{answer_id:uuid}/terug", sync_to_thread=True)
def answer_back(request: Request, hub_id: UUID, answer_id: UUID) -> Page | Redirect:
    return _done(request, hub_id, {}, lambda work: quick_answers.end(work, hub_id, answer_id, back=True))


def _done(
    request: Request, hub_id: UUID, data: Form, act: Callable[[Work], Any], *, answer_id: UUID | None = None,
    undo: str = "",
) -> Page | Redirect:  # fmt: skip
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            act(work)
    except Invalid as wrong:
        with begin(request) as work:
            return _page(request, work, hub_id, data=data, errors=wrong.errors, of=answer_id)
    flash(request, "done", _("Weggehaald.") if undo else _("Bewaard."), undo=undo)
    return see_other(f"/beheer/meldpunten/{hub_id}/antwoorden")


def _page(
    request: Request, work: Work, hub_id: UUID, *, data: Form | None = None, errors: dict[str, str] | None = None,
    of: UUID | None = None,
) -> Page:  # fmt: skip
    require(work.asker, Right.MANAGE, hub_id)
    typed = {name: one(data or {}, name) for name in ("title", "text")}
    return show(
        request, "beheer/quick_answers.html", status=422 if errors else 200, one=work.found(Hub, hub_id),
        answers=call_sight.answers_of(work, hub_id), typed=typed, errors=errors or {}, of=of,
    )  # fmt: skip


handlers: list[Any] = [answers_page, write_answer, change_answer, answer_back]
