"""Building the world of invented cases in the database, around what a hub has already."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, timedelta
from itertools import islice
from random import Random
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import hubs
from hub.asker import Role
from hub.clock import DayUnit, SchoolYear, add_days, brussels_date, school_year_of
from hub.dispatch.moves import clocks_of
from hub.dispatch.sessions.rhythm import Pattern, pattern_of, sitting_days
from hub.dispatch.sittings import AHEAD, at_table
from hub.dispatch.table_tables import DispatchTable, Session, TableSeat
from hub.home import demo_people
from hub.home.seed import organisations
from hub.home.seed.organisations import SEATS, Size, holding, organisation, people_at, referring
from hub.home.seed.world import Partner, Sitting, Someone, Table, Voice, World
from hub.hubs import Hub, HubMunicipality
from hub.partners.tables import HubPartner, Organisation, OrganisationKind
from hub.people.desk import add_person
from hub.people.tables import Membership
from hub.places import MECHELEN_DISTRICT
from hub.store import Work

LASTS = timedelta(hours=2, minutes=30)


def build(work: Work, size: Size, seed: int) -> World:
    """The first hub of this installation with all that its cases need; an empty one gets the demonstration's people."""
    if not hubs.all_hubs(work.session):
        demo_people.build(work)
    hub, rng = hubs.first_hub(work.session), Random(f"world {seed}")
    municipalities = _municipalities(work, hub)
    desk, duty = _desk(work, hub, rng, size), _seated(work, hub, Role.DUTY_DESK)
    own = _own_organisation(work, hub)
    partners = organisations.partners(work, hub, rng, size)
    settings = work.store.settings
    return World(
        hub_id=str(hub.id), voice=Voice(hub.name, hub.phone, hub.email, hub.reading_hours),
        inbox=hubs.inbox_of(work.session, hub.id) or hub.email, number_prefix=hub.number_prefix,
        public_url=settings.public_url.rstrip("/"), secret_keys=settings.secret_keys,
        mail_domain=settings.mail_from.rsplit("@", 1)[-1].rstrip(">"), clocks=clocks_of(work, hub.id),
        desk=desk, duty=duty or desk, own=own, referring=referring(work, hub, rng, size, municipalities),
        partners=partners, tables=tuple(_tables(work, hub, rng, size, partners)), municipalities=municipalities,
    )  # fmt: skip


def _municipalities(work: Work, hub: Hub) -> tuple[str, ...]:
    known = work.session.exec(
        select(HubMunicipality.nis).where(HubMunicipality.hub_id == hub.id).order_by(HubMunicipality.nis)
    ).all()
    if not known:
        work.session.add_all([HubMunicipality(hub_id=hub.id, nis=nis) for nis in MECHELEN_DISTRICT])
    return tuple(known or MECHELEN_DISTRICT)


def _desk(work: Work, hub: Hub, rng: Random, size: Size) -> tuple[Someone, ...]:
    domain = hub.email.rpartition("@")[2]
    missing = 1 + size.tables // 3 - len(_seated(work, hub, Role.COORDINATOR))
    for name, email in islice(people_at(rng, domain), max(0, missing)):
        add_person(work, name, email, Role.COORDINATOR, hub_id=hub.id)
    return _seated(work, hub, Role.COORDINATOR)


def _seated(work: Work, hub: Hub, role: Role) -> tuple[Someone, ...]:
    return holding(work, role, col(Membership.hub_id) == hub.id)


def _own_organisation(work: Work, hub: Hub) -> tuple[str, str]:
    own = work.session.exec(
        select(Organisation)
        .join(HubPartner, col(HubPartner.organisation_id) == col(Organisation.id))
        .where(HubPartner.hub_id == hub.id, Organisation.kind == OrganisationKind.HUB)
    ).first() or organisation(work, hub.name, OrganisationKind.HUB, MECHELEN_DISTRICT[6], hub, is_partner=True)
    return str(own.id), own.name


# Where they are discussed


def _tables(work: Work, hub: Hub, rng: Random, size: Size, partners: Sequence[Partner]) -> Iterator[Table]:
    known = work.session.exec(
        select(DispatchTable)
        .where(DispatchTable.hub_id == hub.id, col(DispatchTable.ended_on).is_(None))
        .order_by(col(DispatchTable.name))
    ).all()
    tables = [table for table in known if table.weekday is not None]
    for n in range(len(tables), size.tables):
        table = DispatchTable(
            hub_id=hub.id, name=f"Dispatchtafel {n + 1}", weekday=n % 5, starts_at=("09:30", "13:30")[n // 5 % 2],
            place=f"Zaal {n + 1}",
        )  # fmt: skip
        work.session.add(table)
        tables.append(table)
    work.session.flush()
    places = {partner.id: n for n, partner in enumerate(partners)}
    for n, table in enumerate(tables):
        seated = work.session.exec(
            select(TableSeat.organisation_id).where(TableSeat.table_id == table.id).order_by(col(TableSeat.position))
        ).all() or _seats(work, table, [partners[(n + k) % len(partners)] for k in range(min(SEATS, len(partners)))])
        _sit_down(work, table, {one.id: one.people for one in partners})
        sittings = tuple(_sittings(work, hub, table, size, rng))
        yield Table(str(table.id), tuple(places[str(one)] for one in seated if str(one) in places), sittings)


def _seats(work: Work, table: DispatchTable, partners: Sequence[Partner]) -> list[UUID]:
    seats = [UUID(partner.id) for partner in partners]
    work.session.add_all([TableSeat(table_id=table.id, organisation_id=one, position=n) for n, one in enumerate(seats)])
    work.session.flush()
    return seats


def _sit_down(work: Work, table: DispatchTable, people: Mapping[str, Sequence[Someone]]) -> None:
    """Where nobody takes a seat yet, the first person of that partner does, and the next one is the deputy."""
    for seat in work.session.exec(select(TableSeat).where(TableSeat.table_id == table.id)):
        there = [UUID(one.id) for one in people.get(str(seat.organisation_id), ())]
        if there and seat.person_id is None:
            seat.person_id, seat.deputy_id = there[0], next(iter(there[1:]), None)


def _sittings(work: Work, hub: Hub, table: DispatchTable, size: Size, rng: Random) -> Iterator[Sitting]:
    """All sittings since the first of the school years, and those ahead; what is over is closed."""
    today = brussels_date(work.now)
    begin = SchoolYear(school_year_of(today).start_year - size.school_years + 1).first_day
    planned = select(Session.at, Session.id).where(Session.table_id == table.id, col(Session.cancelled_at).is_(None))
    known = dict(work.session.exec(planned).all())
    ahead = 0
    for day in sitting_days(pattern_of(table) or Pattern(0), add_days(begin, -1, DayUnit.CALENDAR_DAYS)):
        at = at_table(table, day)
        if at not in known:
            known[at] = UUID(int=rng.getrandbits(128), version=4)
            over = at + LASTS if at + LASTS < work.now else None
            work.session.add(
                Session(
                    id=known[at], hub_id=hub.id, table_id=table.id, at=at, place=table.place, closed_at=over,
                    version=20 if over else 5,
                )
            )  # fmt: skip
        yield Sitting(str(known[at]), at.astimezone(UTC))
        ahead += at > work.now
        if ahead == AHEAD:
            break
    work.session.execute(
        sa.update(Session)
        .where(col(Session.table_id) == table.id, col(Session.at) < work.now - LASTS, col(Session.closed_at).is_(None))
        .values(closed_at=col(Session.at) + LASTS)
    )
