"""A page behind a mailed link: nobody signs in, opening it changes nothing, and what is not taken comes back typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from litestar import Request
from litestar.response import Redirect

from hub.asker import NOBODY
from hub.form_tokens import is_stale
from hub.problems import Invalid, Refused, TooOften
from hub.store import Work
from hub.web import STALE, Form, Page, begin, see_other
from hub.wording import _


@dataclass(frozen=True)
class Back:
    """What a form brings back to its page: the words that were typed, what is wrong with them, and a sentence above."""

    status: int = 200
    typed: Form = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    said: str = ""


# Draws the page of the link with this token; NotFound when it does not work any more.
Drawn = Callable[[Request, Work, str, Back], Page]


def opened(request: Request, token: str, drawn: Drawn, back: Back | None = None) -> Page:
    with begin(request, NOBODY) as work:
        return drawn(request, work, token, back or Back())


def answered(
    request: Request, token: str, typed: Form, take: Callable[[Work], object], drawn: Drawn, *, before: str = ""
) -> Page | Redirect:  # fmt: skip
    """What `take` does with a form, in a unit of work of its own, and then the page as it stands. `before` goes before
    the names of its errors where one page has several forms."""
    if is_stale(request):
        return opened(request, token, drawn, Back(422, typed, said=_(STALE)))
    try:
        with begin(request, NOBODY) as work:
            take(work)
    except Invalid as wrong:
        errors = {f"{before}{field}": sentence for field, sentence in wrong.errors.items()}
        return opened(request, token, drawn, Back(422, typed, errors))
    except Refused as refusal:
        status = 429 if isinstance(refusal, TooOften) else 409
        return opened(request, token, drawn, Back(status, typed, said=refusal.sentence))
    return see_other(request.url.path)
