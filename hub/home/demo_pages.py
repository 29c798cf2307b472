"""The demonstration's own pages: one sign-in button per person. They exist in demo mode only."""

from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect
from sqlmodel import select

from hub.asker import ROLE_WORDS
from hub.home import demo_examples, demo_people
from hub.hubs import all_hubs
from hub.intake import form_view
from hub.intake.form_view import Around
from hub.partners.tables import Organisation
from hub.people.desk import asker_for
from hub.people.pages import welcome
from hub.people.tables import Person
from hub.problems import NotFound
from hub.web import Page, begin, see_other, show
from hub.wording import _


@get("/demo", sync_to_thread=True)
def demo(request: Request) -> Page:
    with begin(request) as work:
        everybody = [(person, asker_for(work, person.id)) for person in demo_people.people(work)]
        people = [(person, asker) for person, asker in everybody if asker]  # an administrator may have ended a role
        organisations = {one.id: one.name for one in work.session.exec(select(Organisation)).all()}
        hubs = {one.id: one.name for one in all_hubs(work.session)}
        return show(
            request, "home/demo.html", people=people, organisations=organisations, hubs=hubs,
            role_words=lambda role: _(ROLE_WORDS[role]),
        )  # fmt: skip


@get("/demo/voorbeeld", sync_to_thread=True)
def example(request: Request) -> Page:
    """The form of the front door, filled in: only to look at and to send."""
    with begin(request) as work:
        return form_view.page(request, work, form_view.typed_in(dict(demo_examples.FORM)), Around())


@post("/demo/{person_id:uuid}", sync_to_thread=True)
def sign_in_as(request: Request, person_id: UUID) -> Redirect:
    with begin(request) as work:
        person = work.session.get(Person, person_id)
        if person is None or person.left_at or person.id not in {one.id for one in demo_people.people(work)}:
            raise NotFound
    welcome(request, person)
    return see_other("/")


handlers = [demo, example, sign_in_as]
