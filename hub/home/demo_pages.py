"""The demonstration's own pages: its tour, and one sign-in button per person. They exist in demo mode only."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select

from hub import cookies
from hub.asker import NOBODY, ROLE_WORDS
from hub.home import demo_examples, demo_people, demo_tour
from hub.home.demo_script import Step
from hub.hubs import all_hubs
from hub.intake import form_view
from hub.intake.form_view import Around
from hub.partners.tables import Organisation
from hub.people.desk import asker_for
from hub.people.pages import welcome
from hub.people.tables import Person
from hub.problems import NotFound
from hub.store import Work
from hub.web import Page, begin, see_other, show, store_of
from hub.wording import _

Answer = TypeVar("Answer", bound=Response[Any])
TOUR, A_DAY = "tour", 86_400
EXAMPLE = "/demo/voorbeeld"


@get("/demo", sync_to_thread=True)
def demo(request: Request) -> Page:
    with begin(request) as work:
        everybody = [(person, asker_for(work, person.id)) for person in demo_people.people(work)]
        people = [(person, asker) for person, asker in everybody if asker]  # an administrator may have ended a role
        organisations = {one.id: one.name for one in work.session.exec(select(Organisation)).all()}
        hubs = {one.id: one.name for one in all_hubs(work.session)}
        taken = demo_tour.steps(work, _program(request), cookies.said(request, TOUR))
        now = demo_tour.next_of(taken)
        page = show(
            request, "home/demo.html", people=people, organisations=organisations, hubs=hubs,
            role_words=lambda role: _(ROLE_WORDS[role]),
            steps=taken, now=now,
        )  # fmt: skip
    return at_step(request, page, demo_tour.OVER) if now == len(taken) else page


@get(EXAMPLE, sync_to_thread=True)
def example(request: Request) -> Page:
    """The form of the front door, filled in: only to look at and to send."""
    with begin(request) as work:
        return form_view.page(request, work, form_view.typed_in(dict(demo_examples.FORM)), Around())


@post("/demo/{person_id:uuid}", sync_to_thread=True)
def sign_in_as(request: Request, person_id: UUID) -> Redirect:
    with begin(request) as work:
        person = _of_the_demonstration(work, lambda one: one.id == person_id)
    welcome(request, person)
    return see_other("/")


@get("/demo/na/{slug:str}", sync_to_thread=True)
def is_it_done(request: Request, slug: str) -> Response[None]:
    """Nothing while this is still the next step; then the page that asks loads itself again."""
    with begin(request) as work:
        taken = demo_tour.steps(work, "")
    waits = slug in [one.slug for one in taken if not one.done][:1]
    return Response(None, status_code=204, headers={} if waits else {"HX-Refresh": "true"})


@post("/demo/stap/{slug:str}", sync_to_thread=True)
def go_on(request: Request, slug: str) -> Redirect:
    """Step into the shoes of whoever takes this step of the tour, on the page where it is taken."""
    with begin(request) as work:
        step = next((one for one in demo_tour.steps(work, "") if one.slug == slug and one.to), None)
        if step is None:
            raise NotFound
        person = _of_the_demonstration(work, lambda one: one.name == step.person) if step.person else None
    if person:
        welcome(request, person)
    return at_step(request, see_other(step.to), slug)


def at_step(request: Request, answer: Answer, slug: str) -> Answer:
    """From here on the guide at the foot of the pages says what is done at this step; nothing once the tour is over."""
    answer.set_cookie(cookies.kept(store_of(request).settings, TOUR, slug, A_DAY))
    return answer


def guide(request: Request) -> tuple[int, Step] | None:
    """Which step this browser takes, and whether it is done; None for who is not on the tour, and while the database is
    away: pages that say so have this foot as well."""
    slug = cookies.said(request, TOUR)
    if not slug:
        return None
    try:
        with begin(request, NOBODY) as work:
            steps = demo_tour.steps(work, "", slug)
    except SQLAlchemyError:
        return None
    if slug == demo_tour.SENT:
        return next((at, replace(step, done=True)) for at, step in enumerate(steps, start=1) if step.slug == "sam")
    found = next(((at, step) for at, step in enumerate(steps, start=1) if step.slug == slug), None)
    # Whoever begins again has a Noor, and is about to refer another one.
    return (found[0], replace(found[1], done=False)) if found and request.url.path == EXAMPLE else found


def _of_the_demonstration(work: Work, wanted: Callable[[Person], bool]) -> Person:
    found = next((one for one in demo_people.people(work) if wanted(one) and not one.left_at), None)
    if found is None:
        raise NotFound
    return found


def _program(request: Request) -> str:
    """The hub's command as a visitor types it in the folder of the project."""
    state = store_of(request).settings.state
    return ".venv/bin/hub" if state.name == ".state" else f"HUB_STATE={state} .venv/bin/hub"


handlers = [demo, example, sign_in_as, is_it_done, go_on]
