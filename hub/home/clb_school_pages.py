"""Pages of an administrator about which CLB belongs to which school."""

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.dispatch import clb_schools
from hub.store import Work
from hub.web import Form, FormBody, Page, begin, id_in, many, must_be_signed_in, one, pressed, see_other, show
from hub.wording import _, _n

ONE = "/beheer/organisaties/{organisation_id:uuid}"


@post(f"{ONE}/clb", sync_to_thread=True)
def set_clb(request: Request, organisation_id: UUID, data: FormBody) -> Redirect:
    pressed(
        request, lambda work: clb_schools.clb_of(work, organisation_id, id_in(data, "clb")),
        lambda clb: _("Het CLB van deze school is %(clb)s.", clb=clb.name) if clb else _("Deze school heeft geen CLB."),
    )  # fmt: skip
    return see_other(f"/beheer/organisaties/{organisation_id}#clb")


@get(f"{ONE}/scholen", sync_to_thread=True)
def schools_page(request: Request, organisation_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        words = request.query_params.get("zoek", "")[:100]
        clb, lines, total = clb_schools.to_choose(work, organisation_id, words)
        return show(
            request, "beheer/schools_to_tick.html", words=words, total=total,
            lines=[(str(one.id), one.name, _hint(one)) for one in lines],
            chosen=[str(one.id) for one in lines if one.ours],
            tab="organisaties", base=f"/beheer/organisaties/{clb.id}", of=clb.name,
            title=_("Scholen van %(clb)s", clb=clb.name), heading=_("Scholen van dit CLB"),
            intro=_(
                "Zoek scholen op naam of gemeente en kruis aan welke bij dit CLB horen. "
                "Wie je niet ziet, verandert niet."
            ),
            now=_("Scholen die nu bij dit CLB horen"),
        )  # fmt: skip


@post(f"{ONE}/scholen", sync_to_thread=True)
def set_schools(request: Request, organisation_id: UUID, data: FormBody) -> Redirect:
    listed, chosen = ids_in(data, "listed"), ids_in(data, "school")
    return ticked(request, data, lambda work: clb_schools.schools_of(work, organisation_id, listed, chosen))


def _hint(line: clb_schools.SchoolLine) -> str:
    other = _("nu: %(clb)s", clb=line.clb) if line.clb and not line.ours else ""
    return " · ".join(part for part in (line.where, other) if part)


def ticked(request: Request, data: Form, act: Callable[[Work], int]) -> Redirect:
    """Back to the schools that were searched for; `act` returns of how many the box was changed."""
    pressed(
        request, act,
        lambda count: _n("%(num)s school is veranderd.", "%(num)s scholen zijn veranderd.", count)
        if count else _("Er is niets veranderd."),
    )  # fmt: skip
    words = one(data, "zoek", at_most=100)
    return see_other(request.scope["path"] + (f"?{urlencode({'zoek': words})}" if words else ""))


def ids_in(data: Form, name: str) -> list[UUID]:
    found = []
    for typed in many(data, name)[: clb_schools.MOST]:
        try:
            found.append(UUID(str(typed)))
        except ValueError:
            continue
    return found


handlers = [set_clb, schools_page, set_schools]
