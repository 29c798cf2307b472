"""A form of somebody who is signed in: what it asks for is done and the next page says so, or its page comes back."""

from collections.abc import Callable

from litestar import Request
from litestar.response import Redirect

from hub.by_link import Back
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import Form, Page, begin, flash, must_be_signed_in, see_other

FRESH = Back()
# Draws the page that the form stands on, with what is wrong with it.
Drawn = Callable[[Request, Work, Back], Page]


def sent(
    request: Request, typed: Form, act: Callable[[Work], object], drawn: Drawn, done: str,
    then: str | Callable[[Work], str], *, undo: str = "",
) -> Page | Redirect:  # fmt: skip
    """What `act` does with a form, in a unit of work of its own; `then` is where it goes on. `undo` as in `flash`."""
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            act(work)
    except Invalid as wrong:
        return _again(request, drawn, Back(422, typed, wrong.errors))
    except Refused as refusal:
        return _again(request, drawn, Back(409, typed, said=refusal.sentence))
    flash(request, "done", done, undo=undo)
    if isinstance(then, str):
        return see_other(then)
    with begin(request) as work:
        return see_other(then(work))


def _again(request: Request, drawn: Drawn, back: Back) -> Page:
    with begin(request) as work:
        return drawn(request, work, back)
