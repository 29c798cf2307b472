"""The pages of a CLB's worker who signed in: all its schools, an answer, and a copy for the own file."""

from typing import Annotated
from uuid import UUID

from litestar import Request, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from hub.by_link import Back
from hub.clock import brussels_date
from hub.dispatch import clb_view
from hub.dispatch.clb_answering import answer, asked_of
from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.home import clb_sight
from hub.intake.holder import referrer
from hub.problems import Invalid
from hub.web import STALE, Form, Page, begin, flash, must_be_signed_in, see_other, show
from hub.wording import _, date_words

FormBody = Annotated[Form, Body(media_type=RequestEncodingType.URL_ENCODED)]
HERE = "/mijn-scholen"


@get(HERE, sync_to_thread=True)
def schools(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        school = request.query_params.get("school", "")[:200]
        found = clb_sight.lines(work, school)
        return show(
            request, "home/clb_schools.html", found=found, school=school, here=HERE, today=brussels_date(work.now),
            schools=[(name, name) for name in found.schools],
        )  # fmt: skip


@get(HERE + "/{referral_id:uuid}", sync_to_thread=True)
def question(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        asked, worker = asked_of(work, referral_id), referrer(work)
        return clb_view.shown(request, work, asked, worker=worker, after=clb_sight.after(work, asked.question, worker))


@post(HERE + "/{referral_id:uuid}", sync_to_thread=True, opt=SHOWS_AGAIN)
def answered(request: Request, referral_id: UUID, data: FormBody) -> Page | Redirect:
    stale = is_stale(request)
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            asked = asked_of(work, referral_id)
            if stale:
                back = Back(422, data, said=_(STALE))
                return clb_view.shown(request, work, asked, worker=referrer(work), back=back)
            answer(work, asked, clb_view.given_in(data))
    except Invalid as wrong:
        with begin(request) as work:
            asked, back = asked_of(work, referral_id), Back(422, data, wrong.errors)
            return clb_view.shown(request, work, asked, worker=referrer(work), back=back)
    flash(request, "done", _("Je antwoord is genoteerd."))
    return see_other(HERE)


@get("/mijn-aanmeldingen/{referral_id:uuid}/kopie", sync_to_thread=True)
def copy(request: Request, referral_id: UUID) -> Page:
    """A copy on paper, or as a file by printing: the hub's file is not that of the CLB (DOMAIN.md §6)."""
    with begin(request) as work:
        must_be_signed_in(work)
        made = clb_sight.copy_of(work, referral_id)
        return show(
            request, "home/clb_copy.html", copy=made, hub=made.hub, back=f"/mijn-aanmeldingen/{referral_id}",
            printed=date_words(made.on),
        )  # fmt: skip


handlers = [schools, question, answered, copy]
