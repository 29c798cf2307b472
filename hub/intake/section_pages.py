"""The sections that a referrer fills in later, one page each, behind the personal link."""

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.dispatch.case import is_open
from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.intake import additions, filling, section_form, sight
from hub.intake.holder import Holder, is_confirmed
from hub.intake.link_pages import (
    DONE,
    THIS_IS_ME,
    FormBody,
    TooOften,
    by_both,
    count_told,
    done_with,
    held,
    here,
    marked,
    writer,
)
from hub.intake.sections import BY_SLUG, Section, sections_for
from hub.problems import Invalid, NotFound
from hub.store import Work
from hub.web import STALE, Form, Page, one, see_other, show
from hub.wording import _


@by_both(get, "/vul-aan/{slug:str}")
def section_page(request: Request, slug: str) -> Page | Redirect:
    section = _section(slug)
    with held(request) as (work, own):
        referral = sight.case_of(work, own)
        if not is_confirmed(own, referral):
            return see_other(here(request))
        if not is_open(referral.stage):  # the page says so
            return see_other(f"{here(request)}#vul-aan")
        stored = filling.read(section, referral, sight.youngster_of(work, referral))
        nothing_new = DONE["niets"]
        notice = _(nothing_new) if request.query_params.get("ok") == "niets" else ""
        return _section_form(request, work, own, section, notice=notice, **section_form.stored_as_typed(stored))


@by_both(post, "/vul-aan/{slug:str}", opt=SHOWS_AGAIN)
def keep_section(request: Request, slug: str, data: FormBody) -> Page | Redirect:
    section = _section(slug)
    typed, stale = section_form.typed_in(section, data), is_stale(request)
    with held(request) as (work, own):
        if (who := writer(request, work, own, data, stale=stale)) is None:
            return _section_form(request, work, own, section, notice=_(STALE), status=422, **typed)
        try:
            said = section_form.checked(section, typed, brussels_date(work.now))
            count_told(request, own)
            changed = additions.keep_section(work, who, section, said)
        except Invalid as invalid:
            return _section_form(request, work, who, section, errors=invalid.errors, status=422, **typed)
        except TooOften as late:
            return _section_form(request, work, who, section, notice=late.sentence, status=429, **typed)
    if one(data, "do") == "more":
        kept = "bewaard" if changed else "niets"
        return marked(request, see_other(f"{here(request)}/vul-aan/{slug}?ok={kept}{'#nog-iemand' if changed else ''}"))
    return done_with(request, "bewaard" if changed else "niets", slug)


def _section(slug: str) -> Section:
    if slug not in BY_SLUG:
        raise NotFound
    return BY_SLUG[slug]


def _section_form(
    request: Request,
    work: Work,
    own: Holder,
    section: Section,
    *,
    typed: Form | None = None,
    people: list[Form] | None = None,
    errors: dict[str, str] | None = None,
    notice: str = "",
    status: int = 200,
) -> Page:
    """The form of a section. Where the button was not pressed, it holds nothing but what was typed just now."""
    page = sight.own_page(work, own)
    request.state.hub = page.hub
    if section not in sections_for(sight.case_of(work, own).subject_kind):
        raise NotFound
    options = {"home_nis": section_form.choice_of_places(typed or {})}
    return show(
        request, "intake/section.html", status=status, own=page, here=here(request), section=section, typed=typed or {},
        people=(people or [])[: section_form.MOST_PARENTS + 1], errors=errors or {}, places=options,
        fields=section.model.fields(), kept="ok" in request.query_params and not errors,
        notice=notice, this_is_me=THIS_IS_ME,
    )  # fmt: skip


handlers = [*section_page, *keep_section]
