"""The referrer's own page behind a mailed link: how it stands, questions to answer, sections to fill in."""

import contextlib
from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from hub import links, places
from hub.asker import NOBODY, Asker, AskerKind
from hub.clock import brussels_date
from hub.dispatch.watch import Party
from hub.intake import additions, filling, sight, uploads
from hub.intake.form_pages import Multipart, chosen_files
from hub.intake.sections import BY_SLUG, Parent, Section
from hub.intake.typed import Typed, check, shown, values_in
from hub.links import Link, Purpose
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.web import Form, Page, begin, one, see_other, show
from hub.wording import N_, _

FormBody = Annotated[Form, Body(media_type=RequestEncodingType.URL_ENCODED)]
OWN = "/mijn-aanmelding"
MOST_PARENTS = 8
MOST_AT_ONCE = (uploads.MOST_FILES * uploads.MOST_BYTES) + 5 * 1024 * 1024
WAITS_FOR = {
    Party.COORDINATOR: N_("Het meldpunt is aan zet."),
    Party.REFERRER: N_("We wachten op jouw antwoord."),
    Party.PARTNER: N_("Een partner is aan zet."),
}
DONE = {
    "bevestigd": N_("Bedankt. Je ziet nu alles van je aanmelding."),
    "bewaard": N_("Bewaard. Het meldpunt leest wat je aanvulde."),
    "gemeld": N_("Bedankt. Het meldpunt leest je bericht en kijkt het na."),
    "beantwoord": N_("Bedankt voor je antwoord."),
    "bijlagen": N_("Je bijlagen zijn bewaard."),
}


@contextlib.contextmanager
def held(request: Request, token: str, purpose: Purpose = Purpose.REFERRAL) -> Iterator[tuple[Work, Link]]:
    """A unit of work asked by whoever holds this link; NotFound when it does not work any more."""
    with begin(request, NOBODY) as work:
        link = links.open_link(work, token, purpose)
        work.asker = Asker(AskerKind.LINK, link_id=link.id)
        yield work, link


@get(OWN + "/{token:str}", sync_to_thread=True)
def own_page(request: Request, token: str) -> Page:
    with held(request, token) as (work, link):
        return _own(request, work, link, token)


@post(OWN + "/{token:str}", sync_to_thread=True)
def confirm(request: Request, token: str) -> Redirect:
    """A button, since mail scanners open links: who presses it is a person at that address."""
    with held(request, token) as (work, link):
        additions.confirm_referrer(work, link)
    return _done(token, "bevestigd")


@post(OWN + "/{token:str}/klopt-niet", sync_to_thread=True, status_code=200)
def tell_wrong(request: Request, token: str, data: FormBody) -> Page | Redirect:
    text = one(data, "wrong", at_most=20_000)
    with held(request, token) as (work, link):
        try:
            additions.tell_wrong(work, link, text)
        except Invalid as invalid:
            return _own(request, work, link, token, errors=invalid.errors, typed={"wrong": text})
    return _done(token, "gemeld")


@post(OWN + "/{token:str}/antwoord/{question_id:uuid}", sync_to_thread=True, status_code=200)
def answer_here(request: Request, token: str, question_id: UUID, data: FormBody) -> Page | Redirect:
    name = f"answer-{question_id}"
    text = one(data, name, at_most=20_000)
    with held(request, token) as (work, link):
        try:
            additions.answer_question(work, link, text, question_id)
        except Invalid as invalid:
            return _own(request, work, link, token, errors={name: invalid.sentence}, typed={name: text})
    return _done(token, "beantwoord")


@post(OWN + "/{token:str}/bijlagen", sync_to_thread=True, status_code=200, request_max_body_size=MOST_AT_ONCE)
def add_files(request: Request, token: str, data: Multipart) -> Page | Redirect:
    taken, refused = chosen_files(data)
    with held(request, token) as (work, link):
        try:
            additions.add_papers(work, link, taken)
        except Invalid as invalid:
            refused.append(invalid.sentence)
        if not taken and not refused:
            refused.append(_("Kies eerst een bestand."))
        if refused:
            return _own(request, work, link, token, errors={"files": " ".join(refused)})
    return _done(token, "bijlagen")


@get(OWN + "/{token:str}/vul-aan/{slug:str}", sync_to_thread=True)
def section_page(request: Request, token: str, slug: str) -> Page | Redirect:
    section = _section(slug)
    with held(request, token) as (work, link):
        referral = sight.case_of(work, link)
        if not additions.is_confirmed(link, referral):
            return see_other(f"{OWN}/{token}")
        stored = filling.read(section, referral, sight.youngster_of(work, referral))
        if isinstance(stored, list):
            people = [shown(person) for person in stored]
            return _section_form(request, work, link, token, section, people=[*people, shown(Parent())])
        return _section_form(request, work, link, token, section, typed=shown(stored))


@post(OWN + "/{token:str}/vul-aan/{slug:str}", sync_to_thread=True, status_code=200)
def keep_section(request: Request, token: str, slug: str, data: FormBody) -> Page | Redirect:
    section = _section(slug)
    with held(request, token) as (work, link):
        today = brussels_date(work.now)
        typed: dict[str, Any] = (
            {"people": _people_in(data)} if section.repeats else {"typed": values_in(data, section.model)}
        )
        try:
            said = _checked_people(typed["people"], today) if section.repeats else _checked(section, typed, today)
            additions.keep_section(work, link, section, said)
        except Invalid as invalid:
            return _section_form(request, work, link, token, section, errors=invalid.errors, status=422, **typed)
    if one(data, "do") == "more":
        return see_other(f"{OWN}/{token}/vul-aan/{slug}#nog-iemand")
    return _done(token, "bewaard")


def _section(slug: str) -> Section:
    if slug not in BY_SLUG:
        raise NotFound
    return BY_SLUG[slug]


def _checked(section: Section, typed: dict[str, Any], today: Any) -> Typed:
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


def _checked_people(people: list[Form], today: Any) -> list[Parent]:
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
    link: Link,
    token: str,
    section: Section,
    *,
    typed: Form | None = None,
    people: list[Form] | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Page:
    page = sight.own_page(work, link)
    request.state.hub = page.hub
    if section.name not in {one.name for one, _filled in page.sections}:
        raise NotFound
    options = {"home_nis": _choice_of_places(typed or {})}
    return show(
        request, "intake/section.html", status=status, own=page, token=token, section=section, typed=typed or {},
        people=(people or [])[: MOST_PARENTS + 1], errors=errors or {}, places=options, fields=section.model.fields(),
    )  # fmt: skip


def _own(
    request: Request,
    work: Work,
    link: Link,
    token: str,
    *,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> Page:
    page = sight.own_page(work, link)
    request.state.hub = page.hub
    waits = WAITS_FOR.get(Party(page.waits_for)) if page.waits_for else None
    done = DONE.get(request.query_params.get("ok", "")) if not errors else None
    return show(
        request, "intake/own.html", status=422 if errors else 200, own=page, token=token, errors=errors or {},
        typed=typed or {}, waits_for=_(waits) if waits else "", done=_(done) if done else "",
        sizes=uploads.size_words, words=_,
    )  # fmt: skip


def _done(token: str, what: str) -> Redirect:
    """Back to the page; what happened travels in the address, so that it works without a session."""
    return see_other(f"{OWN}/{token}?ok={what}")


# The hub's question, behind a link of its own


@get("/antwoord/vraag/{token:str}", sync_to_thread=True)
def question_page(request: Request, token: str) -> Page:
    with held(request, token, Purpose.QUESTION) as (work, link):
        return _question(request, work, link, token)


@post("/antwoord/vraag/{token:str}", sync_to_thread=True, status_code=200)
def answer(request: Request, token: str, data: FormBody) -> Page | Redirect:
    text = one(data, "answer", at_most=20_000)
    try:
        with held(request, token, Purpose.QUESTION) as (work, link):
            try:
                additions.answer_question(work, link, text)
            except Invalid as invalid:
                return _question(request, work, link, token, errors=invalid.errors, typed=text)
    except Refused as refused:
        # Somebody answered meanwhile; what was typed now stays on the screen, to be copied.
        with held(request, token, Purpose.QUESTION) as (work, link):
            return _question(request, work, link, token, errors={"answer": refused.sentence}, typed=text)
    return see_other(f"/antwoord/vraag/{token}")


def _question(
    request: Request, work: Work, link: Link, token: str, *, errors: dict[str, str] | None = None, typed: str = ""
) -> Page:
    question, hub, number = sight.question_behind(work, link)
    request.state.hub = hub
    return show(
        request, "intake/question.html", status=422 if errors else 200, question=question, number=number, token=token,
        errors=errors or {}, typed=typed,
    )  # fmt: skip


handlers = [
    own_page, confirm, tell_wrong, answer_here, add_files, section_page, keep_section, question_page, answer,
]  # fmt: skip
