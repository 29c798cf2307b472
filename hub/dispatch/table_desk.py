"""Operations on tables: making one, who sits at it, and when it sits."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger
from hub.clock import brussels_date
from hub.dispatch.locks import hold_agenda
from hub.dispatch.sessions import inviting, rhythm
from hub.dispatch.sessions.kinds import TAKES_CASES
from hub.dispatch.sessions.typed import TableData, table_values
from hub.dispatch.sittings import at_table, ensure_sessions
from hub.dispatch.table_tables import AgendaItem, AgendaState, Claim, ClaimState, DispatchTable, Session, TableSeat
from hub.dispatch.tables import Referral
from hub.partners.tables import HubPartner, Organisation, OrganisationKind
from hub.people.rights import Right, require
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.wording import N_, _

# What a session takes from its table, until somebody says otherwise of that one.
FOLLOWS = ("place", "video_link", "lasts")
LEADS = ("chair_id", "reporter_id")
LEVEL_WORDS = {
    "co_working": (N_("werkt mee"), N_("Leest de kaarten en neemt vragen op.")),
    "co_thinking": (N_("denkt mee"), N_("Leest de kaarten, maar neemt geen vragen op.")),
    "informed": (N_("krijgt bericht"), N_("Krijgt de afspraken van de tafel, niet de kaarten.")),
}


def make_table(work: Work, hub_id: UUID, data: TableData) -> DispatchTable:
    require(work.asker, Right.MANAGE, hub_id)
    values = table_values(work, hub_id, data, None)
    table = DispatchTable(hub_id=hub_id, **values)
    work.session.add(table)
    work.flush(clash=_("Dit meldpunt heeft al een tafel met die naam."))
    ensure_sessions(work, hub_id)
    ledger.write(work, "table.make", "table", table.id, hub_id=hub_id)
    return table


def change_table(work: Work, table_id: UUID, data: TableData) -> DispatchTable:
    """Name, kind, place and rhythm. Sessions to come with nothing on their agenda follow; the others stay.

    Refused when a table on which cases lie would become one of another kind.
    """
    table = take_table(work, table_id)
    values = table_values(work, table.hub_id, data, table)
    if values["kind"] != table.kind and table.kind == TAKES_CASES and _has_cases(work, table):
        raise Refused(_("Er staan nog vragen op de dagorde van deze tafel. Bespreek of verschuif ze eerst."))
    followers, led = _following(work, table), {field: getattr(table, field) for field in LEADS}
    for field, value in values.items():
        setattr(table, field, value)
    work.flush(clash=_("Dit meldpunt heeft al een tafel met die naam."))
    for one in followers:
        for field in LEADS:
            if getattr(one, field) == led[field]:
                setattr(one, field, getattr(table, field))
    _lead_along(work, table, followers)
    ensure_sessions(work, table.hub_id)
    inviting.tell_table(work, table.id)
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
        inviting.tell(work, one)
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
    inviting.tell_table(work, table.id)
    ledger.write(work, "table.take_back", "table", table.id, hub_id=table.hub_id)
    return table


def set_seat(work: Work, table_id: UUID, organisation_id: UUID, level: str) -> TableSeat:
    """Give a partner of the hub a seat, or its seat another level."""
    table = take_table(work, table_id)
    if level not in LEVEL_WORDS:
        raise Invalid({"level": _("Kies hoe deze partner meedoet.")})
    partner = work.session.get(Organisation, organisation_id)
    if partner is None or partner.ended_on or not _may_sit(work, table, partner):
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


def _may_sit(work: Work, table: DispatchTable, organisation: Organisation) -> bool:
    """At a table that takes cases up a partner of the hub; at the others a CLB too."""
    if work.session.get(HubPartner, (table.hub_id, organisation.id)):
        return True
    return table.kind != TAKES_CASES and organisation.kind == OrganisationKind.CLB


def drop_seat(work: Work, table_id: UUID, organisation_id: UUID) -> None:
    """The partner no longer sits there. Refused while one of its claims waits for the coordinator."""
    table = take_table(work, table_id)
    seat = work.found(TableSeat, (table.id, organisation_id))
    waits = select(Claim.id).where(Claim.organisation_id == organisation_id, Claim.hub_id == table.hub_id)
    if work.session.exec(waits.where(Claim.state == ClaimState.MADE).limit(1)).first():
        raise Refused(_("Deze partner nam een vraag op die nog bevestigd moet worden. Wacht daar eerst op."))
    work.session.delete(seat)
    work.session.flush()
    inviting.tell_table(work, table.id)
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


def _following(work: Work, table: DispatchTable) -> list[Session]:
    """Sessions to come that the rhythm planned and nobody changed since, and on which nothing was put."""
    pattern = rhythm.pattern_of(table)
    if pattern is None:
        return []
    coming = work.session.exec(
        select(Session).where(
            Session.table_id == table.id, Session.at > work.now, col(Session.closed_at).is_(None),
            ~_named_on_an_agenda(),
        )
    ).all()  # fmt: skip
    return [
        one
        for one in coming
        if rhythm.is_of(pattern, brussels_date(one.at))
        and one.at == at_table(table, brussels_date(one.at))
        and all(getattr(one, field) == getattr(table, field) for field in FOLLOWS)
    ]


def _lead_along(work: Work, table: DispatchTable, followers: Sequence[Session]) -> None:
    """What its table says now goes for these; where the rhythm no longer has their day they are not there any more."""
    pattern = rhythm.pattern_of(table)
    for one in followers:
        day = brussels_date(one.at)
        if pattern is None or not rhythm.is_of(pattern, day) or at_table(table, day) <= work.now:
            inviting.take_off(work, one)
            work.session.delete(one)
            continue
        one.at = at_table(table, day)
        for field in FOLLOWS:
            setattr(one, field, getattr(table, field))
    work.flush(clash=_("Deze tafel zit dan al samen."))


def _has_cases(work: Work, table: DispatchTable) -> bool:
    waits = select(AgendaItem.id).join(Session, col(Session.id) == col(AgendaItem.session_id))
    live = col(AgendaItem.state).in_((AgendaState.ON_AGENDA, AgendaState.PROPOSED))
    return work.session.exec(waits.where(Session.table_id == table.id, live).limit(1)).first() is not None


def _named_on_an_agenda() -> sa.ColumnElement[bool]:
    return sa.exists().where(col(AgendaItem.session_id) == col(Session.id))
