"""The page on which somebody's work goes to colleagues before a role ends, all at once or piece by piece."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.asker import ROLE_WORDS, Role
from hub.home import leaving, own_people
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, begin, flash, id_in, must_be_signed_in, one, see_other, show
from hub.wording import _, _n

HERE = "/beheer/rollen/{membership_id:uuid}/vertrek"
# The same for the people of a partner themselves.
OURS = "/partner/mensen"
OF_OURS = OURS + "/{membership_id:uuid}/vertrek"
NOBODY = "-"


@get(OURS, sync_to_thread=True)
def people_page(request: Request) -> Page:
    """Who is of our partner, and whose work one may hand on."""
    with begin(request) as work:
        must_be_signed_in(work)
        return show(request, "partner/people.html", partners=own_people.colleagues(work))


def page(request: Request, membership_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, membership_id)


def hand_on(request: Request, membership_id: UUID, data: FormBody) -> Page | Redirect:
    try:
        with begin(request) as work:
            found = leaving.leaving(work, membership_id)
            person_id, own = found.person.id, found.person.id == work.asker.person_id
            left = leaving.hand_on_and_end(work, membership_id, _chosen(found, data))
    except Invalid as wrong:
        with begin(request) as work:
            return _page(request, work, membership_id, typed=data, errors=wrong.errors, status=422)
    except Refused as refusal:
        with begin(request) as work:
            return _page(request, work, membership_id, typed=data, refusal=refusal.sentence, status=409)
    said = _("De rol is gestopt. Wie ingelogd was, is nu uitgelogd.")
    if left:
        said += " " + _n(
            "%(num)s traject heeft nog geen begeleider: de partner en de coördinator zien dat.",
            "%(num)s trajecten hebben nog geen begeleider: de partner en de coördinator zien dat.", left,
        )  # fmt: skip
    if own:
        return see_other("/")
    flash(request, "done", said)
    return see_other(OURS if request.url.path.startswith(OURS) else f"/beheer/mensen/{person_id}")


def _chosen(found: leaving.Leaving, data: Form) -> dict[str, UUID | None]:
    """Who takes each piece: who is chosen at it, else who takes all."""
    return {
        piece.slug: None if one(data, piece.slug) == NOBODY else id_in(data, piece.slug) or id_in(data, "all")
        for piece in found.pieces
    }


def _page(
    request: Request, work: Work, membership_id: UUID, *, typed: Form | None = None,
    errors: dict[str, str] | None = None, refusal: str = "", status: int = 200,
) -> Page:  # fmt: skip
    found = leaving.leaving(work, membership_id)
    given = typed or {}
    return show(
        request, "beheer/leaving.html", status=status, found=found, role=_(ROLE_WORDS[Role(found.membership.role)]),
        typed={name: one(given, name) for name in ("all", *(piece.slug for piece in found.pieces))},
        errors=errors or {}, refusal=refusal,
        here=request.url.path, ours=request.url.path.startswith(OURS),
        own=found.person.id == work.asker.person_id, nobody=NOBODY,
        people=[(str(one.id), one.name) for one in found.colleagues],
    )  # fmt: skip


handlers: list[Any] = [people_page]
for place in (HERE, OF_OURS):
    handlers += [get(place, sync_to_thread=True)(page), post(place, sync_to_thread=True)(hand_on)]
