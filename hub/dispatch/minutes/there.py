"""Who was at a session, as its minutes tell it: places with their state, guests, who led and who reports."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub.dispatch.expertise.tables import Expert
from hub.dispatch.sessions import people_there
from hub.dispatch.sessions.expecting import NOT_INVITED, rows_of
from hub.dispatch.sessions.kinds import Coming
from hub.dispatch.sessions.tables import Attendance, Guest
from hub.dispatch.table_tables import AgendaItem, Session, TableSeat
from hub.partners.tables import Organisation
from hub.store import Work
from hub.wording import N_

SILENT = "silent"
THERE_WORDS = {
    "present": N_("aanwezig"), "excused": N_("verontschuldigd"), "absent": N_("afwezig"),
    "coming": N_("zou komen, niet genoteerd"), SILENT: N_("liet niets weten"),
}  # fmt: skip
ORDER = tuple(THERE_WORDS)


def there_at(work: Work, session: Session) -> dict[str, Any]:
    """{"chair", "reporter", "lines": [{"organisation", "id", "name", "state", "instead_of"}], "guests": [{"name",
    "capacity", "item", "only", "noted"}]}; asks no right. `item` is the point somebody came for, an expert that of its
    case; `only`: for one point, also when that is no point of these minutes."""
    rows = rows_of(work, session.id)
    seats = work.session.execute(
        select(TableSeat, Organisation.name)
        .join(Organisation, col(Organisation.id) == col(TableSeat.organisation_id))
        .where(TableSeat.table_id == session.table_id)
        .order_by(col(TableSeat.position), col(Organisation.sort_key))
    ).all()
    people = {row.person_id for row in rows} | {session.chair_id, session.reporter_id}
    names = people_there.names_of(work, {one for one in people if one})
    known = {seat.organisation_id: name for seat, name in seats}
    strays = {row.organisation_id for row in rows if row.organisation_id and row.organisation_id not in known}
    known |= {one.id: one.name for one in people_there.organisations_of(work, strays)}
    by_id = {row.id: row for row in rows}
    lines = [_line(row, names, known, by_id) for row in rows if _said(row)]
    heard = {row.organisation_id for row in rows if _said(row)}
    lines += [
        {"organisation": name, "id": str(seat.organisation_id), "name": "", "state": SILENT, "instead_of": ""}
        for seat, name in seats
        if seat.organisation_id not in heard and seat.level != NOT_INVITED
    ]
    guests = work.session.exec(
        select(Guest)
        .where(Guest.session_id == session.id, col(Guest.present).is_not(False))
        .order_by(col(Guest.invited_at))
    ).all()
    return {
        "chair": names.get(session.chair_id, "") if session.chair_id else "",
        "reporter": names.get(session.reporter_id, "") if session.reporter_id else "",
        "lines": sorted(lines, key=lambda line: ORDER.index(line["state"])), "guests": _guests(work, guests),
    }  # fmt: skip


def somebody_at(there: Mapping[str, Any]) -> bool:
    """Whether anybody is noted as present, as a guest too."""
    return any(line["state"] == Coming.PRESENT for line in there["lines"]) or any(
        guest.get("noted") for guest in there["guests"]
    )


def _said(row: Attendance) -> bool:
    return row.state != Coming.INVITED


def _line(
    row: Attendance, names: dict[UUID, str], organisations: dict[UUID, str], by_id: dict[UUID, Attendance]
) -> dict[str, Any]:
    main = by_id.get(row.instead_of) if row.instead_of else None
    return {
        "organisation": organisations.get(row.organisation_id, "") if row.organisation_id else "",
        "id": str(row.organisation_id or ""), "name": names.get(row.person_id, "") if row.person_id else row.name,
        "state": row.state, "instead_of": names.get(main.person_id, "") if main and main.person_id else "",
    }  # fmt: skip


def _guests(work: Work, guests: Sequence[Guest]) -> list[dict[str, Any]]:
    asked = [one.expert_id for one in guests if one.expert_id]
    points = (
        select(Expert.id, AgendaItem.id)
        .join(AgendaItem, col(AgendaItem.referral_id) == col(Expert.referral_id))
        .where(col(Expert.id).in_(asked), col(AgendaItem.session_id).in_({one.session_id for one in guests}))
    )
    of_expert: dict[UUID | None, UUID] = dict(work.session.execute(points).tuples().all()) if asked else {}
    return [
        {
            "name": one.name, "capacity": one.capacity, "item": str(one.item_id or of_expert.get(one.expert_id) or ""),
            "only": bool(one.item_id or one.expert_id),
            "noted": one.present is not None,
        }
        for one in guests
    ]  # fmt: skip
