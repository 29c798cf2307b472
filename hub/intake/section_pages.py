"""The sections that a referrer fills in later, one page each, behind the personal link."""

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.intake import additions, filling, section_form, sight
from hub.intake.holder import Holder, is_confirmed
from hub.intake.link_pages import FormBody, by_both, done_with, held, here
from hub.intake.sections import BY_SLUG, Section
from hub.problems import Invalid, NotFound
from hub.store import Work
from hub.web import Form, Page, one, see_other, show


@by_both(get, "/vul-aan/{slug:str}")
def section_page(request: Request, slug: str) -> Page | Redirect:
    section = _section(slug)
    with held(request) as (work, own):
        referral = sight.case_of(work, own)
        if not is_confirmed(own, referral):
            return see_other(here(request))
        stored = filling.read(section, referral, sight.youngster_of(work, referral))
        return _section_form(request, work, own, section, **section_form.stored_as_typed(stored))


@by_both(post, "/vul-aan/{slug:str}")
def keep_section(request: Request, slug: str, data: FormBody) -> Page | Redirect:
    section = _section(slug)
    with held(request) as (work, own):
        today = brussels_date(work.now)
        typed = section_form.typed_in(section, data)
        try:
            additions.keep_section(work, own, section, section_form.checked(section, typed, today))
        except Invalid as invalid:
            return _section_form(request, work, own, section, errors=invalid.errors, status=422, **typed)
    if one(data, "do") == "more":
        return see_other(f"{here(request)}/vul-aan/{slug}?ok=bewaard#nog-iemand")
    return done_with(request, "bewaard", slug)


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
    status: int = 200,
) -> Page:
    page = sight.own_page(work, own)
    request.state.hub = page.hub
    if section.name not in {one.name for one, _filled in page.sections}:
        raise NotFound
    options = {"home_nis": section_form.choice_of_places(typed or {})}
    return show(
        request, "intake/section.html", status=status, own=page, here=here(request), section=section, typed=typed or {},
        people=(people or [])[: section_form.MOST_PARENTS + 1], errors=errors or {}, places=options,
        fields=section.model.fields(), kept="ok" in request.query_params and not errors,
    )  # fmt: skip


handlers = [*section_page, *keep_section]
