"""Operations on the seats of a table: who takes one, who is its deputy, and in which order they stand."""

from uuid import UUID

from sqlmodel import col, select

from hub import ledger
from hub.dispatch.sessions import inviting, people_there
from hub.dispatch.table_desk import take_table
from hub.dispatch.table_tables import TableSeat
from hub.partners.tables import Organisation
from hub.people.tables import Membership
from hub.problems import Invalid
from hub.store import Work
from hub.wording import _


def seat_people(
    work: Work, table_id: UUID, organisation_id: UUID, person_id: UUID | None, deputy_id: UUID | None
) -> TableSeat:  # fmt: skip
    """Who takes the seat of an organisation, and who comes when that one cannot. Whoever was invited and sits there no
    longer hears it, whoever is new is invited."""
    table = take_table(work, table_id)
    seat = work.found(TableSeat, (table.id, organisation_id))
    there = people_there.of_organisation(work, organisation_id)
    wrong = {
        field: _("Kies iemand van deze organisatie.")
        for field, one in (("person", person_id), ("deputy", deputy_id))
        if one and one not in there
    }
    if person_id and person_id == deputy_id:
        wrong["deputy"] = _("Kies een andere persoon als vervanger.")
    if deputy_id and not person_id:
        wrong.setdefault("person", _("Kies eerst wie de zetel heeft."))
    if wrong:
        raise Invalid(wrong)
    seat.person_id, seat.deputy_id = person_id, deputy_id
    work.flush()
    inviting.tell_table(work, table.id)
    ledger.write(
        work, "table.seat_people", "table", table.id, hub_id=table.hub_id, organisation=organisation_id,
        person=person_id, deputy=deputy_id,
    )  # fmt: skip
    return seat


def move_seat(work: Work, table_id: UUID, organisation_id: UUID, *, up: bool) -> None:
    """One place up or down in the circle in which partners are asked."""
    table = take_table(work, table_id)
    seats = list(
        work.session.exec(
            select(TableSeat)
            .join(Organisation, col(Organisation.id) == col(TableSeat.organisation_id))
            .where(TableSeat.table_id == table.id)
            .order_by(col(TableSeat.position), col(Organisation.sort_key))
        )
    )
    here = next((n for n, seat in enumerate(seats) if seat.organisation_id == organisation_id), None)
    if here is None:
        return
    seats.insert(max(0, here + (-1 if up else 1)), seats.pop(here))
    for position, seat in enumerate(seats):
        seat.position = position
    work.session.flush()
    ledger.write(work, "table.order", "table", table.id, hub_id=table.hub_id, organisation=organisation_id)


def leave_seats(work: Work, membership: Membership) -> None:
    """Whoever leaves an organisation takes its seats no longer; a deputy moves up. Asks no right: the leaving did."""
    if membership.organisation_id is None:
        return
    held = work.session.exec(
        select(TableSeat)
        .where(TableSeat.organisation_id == membership.organisation_id)
        .where((col(TableSeat.person_id) == membership.person_id) | (col(TableSeat.deputy_id) == membership.person_id))
        .order_by(col(TableSeat.table_id))
    ).all()
    for seat in held:
        if seat.person_id == membership.person_id:
            seat.person_id = seat.deputy_id
        seat.deputy_id = None
    work.session.flush()
