"""Operations on tables: making one, who sits at it, and when it sits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger
from hub.clock import brussels_date, parse_moment
from hub.dispatch.locks import hold_agenda
from hub.dispatch.sittings import at_table, ensure_sessions
from hub.dispatch.table_tables import AgendaItem, AgendaState, Claim, ClaimState, DispatchTable, Session, TableSeat
from hub.dispatch.tables import Referral
from hub.faults import Faults
from hub.partners.tables import HubPartner, Organisation
from hub.people.rights import Right, require
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.wording import N_, _

CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
LEVEL_WORDS = {
    "co_working": (N_("werkt mee"), N_("Leest de kaarten en neemt vragen op.")),
    "co_thinking": (N_("denkt mee"), N_("Leest de kaarten, maar neemt geen vragen op.")),
    "informed": (N_("krijgt bericht"), N_("Krijgt de afspraken van de tafel, niet de kaarten.")),
}
WEEKDAYS = {
    "0": N_("elke maandag"),
    "1": N_("elke dinsdag"),
    "2": N_("elke woensdag"),
    "3": N_("elke donderdag"),
    "4": N_("elke vrijdag"),
}


@dataclass(frozen=True)
class TableData:
    """What is typed about a table; no `weekday` means that each session is planned by hand."""

    name: str
    weekday: str = ""
    starts_at: str = "13:30"
    place: str = ""


def make_table(work: Work, hub_id: UUID, data: TableData) -> DispatchTable:
    require(work.asker, Right.MANAGE, hub_id)
    values = _checked(work, hub_id, data, None)
    table = DispatchTable(hub_id=hub_id, **values)
    work.session.add(table)
    work.flush(clash=_("Dit meldpunt heeft al een tafel met die naam."))
    ensure_sessions(work, hub_id)
    ledger.write(work, "table.make", "table", table.id, hub_id=hub_id)
    return table


def change_table(work: Work, table_id: UUID, data: TableData) -> DispatchTable:
    """Name, place and rhythm. Sessions to come with nothing on their agenda follow a new rhythm; the others stay."""
    table = take_table(work, table_id)
    before = (table.weekday, table.starts_at, table.place)
    values = _checked(work, table.hub_id, data, table)
    if before != (values["weekday"], values["starts_at"], values["place"]):
        _forget_rhythm(work, table)
    for field, value in values.items():
        setattr(table, field, value)
    work.flush(clash=_("Dit meldpunt heeft al een tafel met die naam."))
    ensure_sessions(work, table.hub_id)
    ledger.write(work, "table.change", "table", table.id, hub_id=table.hub_id)
    return table


def end_table(work: Work, table_id: UUID) -> DispatchTable:
    """The table sits no more: sessions to come are cancelled. Refused while a case lies on one of them."""
    table = take_table(work, table_id)
    open_ones = work.session.exec(
        select(Session).where(Session.table_id == table.id, col(Session.closed_at).is_(None)).order_by(col(Session.at))
    ).all()
    if any(cases_on(work, one.id) for one in open_ones):
        raise Refused(_("Er staan nog vragen op de dagorde van deze tafel. Bespreek of verschuif ze eerst."))
    for one in open_ones:
        one.closed_at = one.cancelled_at = work.now
    table.ended_on = brussels_date(work.now)
    work.session.flush()
    ledger.write(work, "table.end", "table", table.id, hub_id=table.hub_id)
    return table


def take_back_table(work: Work, table_id: UUID) -> DispatchTable:
    """The table sits again, on the days of its rhythm that nobody cancelled."""
    table = take_table(work, table_id)
    table.ended_on = None
    work.session.execute(
        sa.delete(Session).where(
            col(Session.table_id) == table.id, col(Session.cancelled_at).is_not(None), col(Session.at) > work.now,
            ~_named_on_an_agenda(),
        )
    )  # fmt: skip
    work.session.flush()
    ensure_sessions(work, table.hub_id)
    ledger.write(work, "table.take_back", "table", table.id, hub_id=table.hub_id)
    return table


def set_seat(work: Work, table_id: UUID, organisation_id: UUID, level: str) -> TableSeat:
    """Give a partner of the hub a seat, or its seat another level."""
    table = take_table(work, table_id)
    if level not in LEVEL_WORDS:
        raise Invalid({"level": _("Kies hoe deze partner meedoet.")})
    partner = work.session.get(Organisation, organisation_id)
    if partner is None or partner.ended_on or not work.session.get(HubPartner, (table.hub_id, organisation_id)):
        raise Invalid({"organisation": _("Kies een partner van dit meldpunt.")})
    seat = work.session.get(TableSeat, (table.id, partner.id))
    if seat is None:
        last = work.session.exec(select(sa.func.max(TableSeat.position)).where(TableSeat.table_id == table.id)).one()
        seat = TableSeat(table_id=table.id, organisation_id=partner.id, position=0 if last is None else last + 1)
        work.session.add(seat)
    seat.level = level
    work.flush()
    ledger.write(
        work, "table.seat", "table", table.id, hub_id=table.hub_id, organisation=partner.id, level=level
    )  # fmt: skip
    return seat


def drop_seat(work: Work, table_id: UUID, organisation_id: UUID) -> None:
    """The partner no longer sits there. Refused while one of its claims waits for the coordinator."""
    table = take_table(work, table_id)
    seat = work.found(TableSeat, (table.id, organisation_id))
    waits = select(Claim.id).where(Claim.organisation_id == organisation_id, Claim.hub_id == table.hub_id)
    if work.session.exec(waits.where(Claim.state == ClaimState.MADE).limit(1)).first():
        raise Refused(_("Deze partner nam een vraag op die nog bevestigd moet worden. Wacht daar eerst op."))
    work.session.delete(seat)
    work.session.flush()
    ledger.write(work, "table.unseat", "table", table.id, hub_id=table.hub_id, organisation=organisation_id)


def leave_tables(work: Work, organisation_id: UUID) -> None:
    """An organisation that ended gives its seats back, at every hub. Asks no right: the ending did."""
    work.session.execute(sa.delete(TableSeat).where(col(TableSeat.organisation_id) == organisation_id))


def take_table(work: Work, table_id: UUID) -> DispatchTable:
    """The table, held for this unit of work, for who manages its hub."""
    table = work.found(DispatchTable, table_id)
    require(work.asker, Right.MANAGE, table.hub_id)
    hold_agenda(work, table.hub_id)
    work.session.refresh(table, with_for_update={"key_share": True})
    return table


def cases_on(work: Work, session_id: UUID) -> Sequence[tuple[AgendaItem, Referral]]:
    """What stands on the agenda of a session or is proposed for it, with its case."""
    rows = work.session.exec(
        select(AgendaItem, Referral)
        .join(Referral, col(Referral.id) == col(AgendaItem.referral_id))
        .where(AgendaItem.session_id == session_id)
        .where(col(AgendaItem.state).in_((AgendaState.ON_AGENDA, AgendaState.PROPOSED)))
        .order_by(col(AgendaItem.referral_id))
    ).all()
    return [(item, referral) for item, referral in rows]


def _forget_rhythm(work: Work, table: DispatchTable) -> None:
    """Sessions that the old rhythm planned and that nothing was put on are no longer there."""
    if table.weekday is None:
        return
    coming = work.session.exec(
        select(Session).where(
            Session.table_id == table.id, Session.at > work.now, col(Session.closed_at).is_(None),
            ~_named_on_an_agenda(),
        )
    ).all()  # fmt: skip
    for one in coming:
        day = brussels_date(one.at)
        if day.weekday() == table.weekday and one.at == at_table(table, day) and one.place == table.place:
            work.session.delete(one)
    work.session.flush()


def _named_on_an_agenda() -> sa.ColumnElement[bool]:
    return sa.exists().where(col(AgendaItem.session_id) == col(Session.id))


def _checked(work: Work, hub_id: UUID, data: TableData, but: DispatchTable | None) -> dict[str, Any]:
    faults = Faults()
    name = faults.line("name", data.name, needed=_("Geef de tafel een naam."))
    twin = work.session.exec(
        select(DispatchTable).where(DispatchTable.hub_id == hub_id, DispatchTable.name == name)
    ).first()
    if twin and (but is None or twin.id != but.id):
        faults.say("name", _("Dit meldpunt heeft al een tafel met die naam."))
    if data.weekday and data.weekday not in WEEKDAYS:
        faults.say("weekday", _("Kies een dag, of kies dat je elke zitting zelf plant."))
    clock = _clock(faults, "starts_at", data.starts_at)
    place = faults.line("place", data.place, at_most=300)
    faults.tell()
    return {"name": name, "weekday": int(data.weekday) if data.weekday else None, "starts_at": clock, "place": place}


def _clock(faults: Faults, field: str, typed: str) -> str:
    """ "13:30" for 13.30 or 13:30."""
    found = CLOCK.fullmatch(typed.strip())
    if found is None:
        faults.say(field, _("Geef een uur, zoals 13:30."))
        return ""
    return f"{int(found.group(1)):02}:{found.group(2)}"


def moment_of(faults: Faults, day: date | None, clock: str) -> datetime | None:
    """The moment of this day and hour in Brussels; None when one of them cannot be read."""
    if day is None:
        faults.say("day", _("Kies een dag."))
    hour = _clock(faults, "time", clock)
    return parse_moment(f"{day.isoformat()}T{hour}") if day and hour else None
