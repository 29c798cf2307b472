"""Pages of an administrator about the schools for which somebody refers."""

from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.home import person_schools
from hub.home.clb_school_pages import ids_in, ticked
from hub.web import FormBody, Page, begin, must_be_signed_in, show
from hub.wording import _

ONE = "/beheer/mensen/{person_id:uuid}/scholen"


@get(ONE, sync_to_thread=True)
def schools_page(request: Request, person_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        words = request.query_params.get("zoek", "")[:100]
        person, lines, total = person_schools.to_choose(work, person_id, words)
        return show(
            request, "beheer/schools_to_tick.html", words=words, total=total,
            lines=[(str(one.id), one.name, one.where) for one in lines],
            chosen=[str(one.id) for one in lines if one.has_role],
            tab="mensen", base=f"/beheer/mensen/{person.id}", of=person.name,
            title=_("Scholen van %(name)s", name=person.name), heading=_("Voor welke scholen meldt deze persoon aan?"),
            intro=_(
                "Zoek scholen en kruis aan voor welke %(name)s aanmeldt. Van elke school ziet die persoon alle "
                "aanmeldingen, met initialen en hoever het staat. Wie je niet ziet, verandert niet.",
                name=person.name,
            ),
            now=_("Scholen van nu"),
        )  # fmt: skip


@post(ONE, sync_to_thread=True)
def set_schools(request: Request, person_id: UUID, data: FormBody) -> Redirect:
    listed, chosen = ids_in(data, "listed"), ids_in(data, "school")
    return ticked(request, data, lambda work: person_schools.schools_of(work, person_id, listed, chosen))


handlers = [schools_page, set_schools]
