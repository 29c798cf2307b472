"""Where who asked an anonymous question refers the youngster: the form, with what was typed then."""

from litestar import Request, get
from litestar.response import Redirect

from hub.intake import form_view, from_consult
from hub.intake.form_view import Around, typed_in
from hub.intake.holder import is_confirmed
from hub.intake.link_pages import by_both, held, own_again
from hub.intake.sight import case_of
from hub.web import Page


@by_both(get, "/aanmelden")
def refer_now(request: Request) -> Page | Redirect:
    with held(request) as (work, own):
        if not own.colleague and not is_confirmed(own, case_of(work, own)):
            return own_again(request, work, own)
        typed, sent_as = from_consult.of_own(work, own, form_view.secrets_of(request))
        if sent_as and form_view.browser_of(request):  # the question itself is another form of this browser
            typed["another"] = form_view.sealed(request, sent_as)
        return form_view.page(request, work, {**typed_in({}), **typed}, Around())


handlers = [*refer_now]
