"""Pages that keep who sits at a table and when: people on seats, their order, the days of a rhythm, invitations."""

from typing import Any
from uuid import UUID

from litestar import Request, post
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.dispatch import session_desk, table_desk
from hub.dispatch.sessions import keeping, seats
from hub.people.rights import Right, require_any
from hub.problems import Invalid
from hub.web import FormBody, Page, begin, flash, id_in, must_be_signed_in, one, pressed, see_other, show
from hub.wording import _, _n

PLACE = "/beheer/tafels"


@post(f"{PLACE}/ritme", sync_to_thread=True)
def days(request: Request, data: FormBody) -> Page:
    """The days that a rhythm would give, while somebody chooses it."""
    with begin(request) as work:
        must_be_signed_in(work)
        require_any(work.asker, Right.MANAGE)
        return show(
            request, "beheer/table_days.html", ahead=keeping.days_typed(work, data), today=brussels_date(work.now)
        )  # fmt: skip


@post(f"{PLACE}/{{table_id:uuid}}/zetels/{{organisation_id:uuid}}/mensen", sync_to_thread=True)
def people(request: Request, table_id: UUID, organisation_id: UUID, data: FormBody) -> Redirect:
    try:
        with begin(request) as work:
            table_desk.set_seat(work, table_id, organisation_id, one(data, "level"))
            seats.seat_people(work, table_id, organisation_id, id_in(data, "person"), id_in(data, "deputy"))
    except Invalid as wrong:
        flash(request, "error", " ".join(wrong.errors.values()))
    else:
        flash(request, "done", _("Bewaard. Wie een zetel kreeg of kwijt is, hoort het in de eigen agenda."))
    return see_other(f"{PLACE}/{table_id}#zetel-{organisation_id}")


@post(f"{PLACE}/{{table_id:uuid}}/zetels/{{organisation_id:uuid}}/plaats", sync_to_thread=True)
def place(request: Request, table_id: UUID, organisation_id: UUID, data: FormBody) -> Redirect:
    way = one(data, "way")
    with begin(request) as work:
        seats.move_seat(work, table_id, organisation_id, up=way == "up")
    return see_other(f"{PLACE}/{table_id}?verplaatst={organisation_id}")


@post("/beheer/zittingen/{session_id:uuid}/nodig-uit", sync_to_thread=True)
def invite(request: Request, session_id: UUID) -> Redirect:
    pressed(
        request, lambda work: session_desk.invite_now(work, session_id),
        lambda n: _n("%(num)s uitnodiging vertrekt.", "%(num)s uitnodigingen vertrekken.", n) if n
        else _("Iedereen met een zetel weet het al, of er zit nog niemand op een zetel."),
    )  # fmt: skip
    return see_other(f"/beheer/zittingen/{session_id}")


handlers: list[Any] = [days, people, place, invite]
