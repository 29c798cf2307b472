"""The sections that a referrer fills in later, one page each, behind the personal link."""

from datetime import date
from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect

from hub import places
from hub.clock import brussels_date
from hub.intake import additions, filling, sight
from hub.intake.holder import Holder, is_confirmed
from hub.intake.link_pages import FormBody, by_both, done_with, held, here
from hub.intake.sections import BY_SLUG, Parent, Section
from hub.intake.typed import Typed, check, shown, values_in
from hub.problems import Invalid, NotFound
from hub.store import Work
from hub.web import Form, Page, one, see_other, show
from hub.wording import _

MOST_PARENTS = 8


@by_both(get, "/vul-aan/{slug:str}")
def section_page(request: Request, slug: str) -> Page | Redirect:
    section = _section(slug)
    with held(request) as (work, own):
        referral = sight.case_of(work, own)
        if not is_confirmed(own, referral):
            return see_other(here(request))
        stored = filling.read(section, referral, sight.youngster_of(work, referral))
        if isinstance(stored, list):
            people = [shown(person) for person in stored]
            return _section_form(request, work, own, section, people=[*people, shown(Parent())])
        return _section_form(request, work, own, section, typed=shown(stored))


@by_both(post, "/vul-aan/{slug:str}")
def keep_section(request: Request, slug: str, data: FormBody) -> Page | Redirect:
    section = _section(slug)
    with held(request) as (work, own):
        today = brussels_date(work.now)
        typed: dict[str, Any] = (
            {"people": _people_in(data)} if section.repeats else {"typed": values_in(data, section.model)}
        )
        try:
            said = _checked_people(typed["people"], today) if section.repeats else _checked(section, typed, today)
            additions.keep_section(work, own, section, said)
        except Invalid as invalid:
            return _section_form(request, work, own, section, errors=invalid.errors, status=422, **typed)
    if one(data, "do") == "more":
        return see_other(f"{here(request)}/vul-aan/{slug}?ok=bewaard#nog-iemand")
    return done_with(request, "bewaard", slug)


def _section(slug: str) -> Section:
    if slug not in BY_SLUG:
        raise NotFound
    return BY_SLUG[slug]


def _checked(section: Section, typed: dict[str, Any], today: date) -> Typed:
    values = typed["typed"]
    if "home_nis" in values:
        found = _choice_of_places(values)
        if found and values["home_nis"] not in dict(found):
            raise Invalid({"home_nis": _("Bij deze postcode horen meerdere gemeenten. Kies de juiste.")})
    return check(section.model, values, today)


def _people_in(data: Form) -> list[Form]:
    """The people as they were typed, without those that were ticked to go."""
    numbers = [n for n in range(MOST_PARENTS + 1) if f"p{n}_name" in data]
    return [values_in(data, Parent, f"p{n}_") for n in numbers if not one(data, f"p{n}_drop")]


def _checked_people(people: list[Form], today: date) -> list[Parent]:
    checked: list[Parent] = []
    errors: dict[str, str] = {}
    for number, typed in enumerate(people):
        try:
            checked.append(check(Parent, typed, today))
        except Invalid as invalid:
            errors |= {f"p{number}_{name}": sentence for name, sentence in invalid.errors.items()}
    if errors:
        raise Invalid(errors)
    return [person for person in checked if not person.is_empty]


def _choice_of_places(typed: Form) -> list[tuple[str, str]]:
    found = places.by_postcode(typed["postcode"]) if typed.get("postcode") else []
    return [(place.nis, place.name_nl) for place in found] if len(found) > 1 else []


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
    options = {"home_nis": _choice_of_places(typed or {})}
    return show(
        request, "intake/section.html", status=status, own=page, here=here(request), section=section, typed=typed or {},
        people=(people or [])[: MOST_PARENTS + 1], errors=errors or {}, places=options, fields=section.model.fields(),
        kept="ok" in request.query_params and not errors,
    )  # fmt: skip


handlers = [*section_page, *keep_section]
