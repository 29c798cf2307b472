"""Building the world of invented cases in the database, around what a hub has already."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from itertools import islice, product
from random import Random
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import hubs
from hub.asker import Role
from hub.clock import DayUnit, SchoolYear, add_days, brussels_date, school_year_of
from hub.dispatch.moves import clocks_of
from hub.dispatch.sittings import AHEAD, at_table, days_of_table
from hub.dispatch.table_tables import DispatchTable, Session, TableSeat
from hub.home import demo_people
from hub.home.seed import words
from hub.home.seed.world import (
    Partner,
    Referring,
    SeededOffer,
    Sitting,
    Someone,
    Table,
    Voice,
    World,
    schools_by_pupils,
)
from hub.hubs import Hub, HubMunicipality
from hub.partners.tables import HubPartner, Offer, Organisation, OrganisationKind
from hub.people.desk import add_person
from hub.people.tables import Membership, Person
from hub.places import MECHELEN_DISTRICT
from hub.store import Work
from hub.wording import sort_key

TO_TABLE, SITTINGS_A_YEAR, ON_AN_AGENDA = 0.75, 34, 14
SEATS = 5
LASTS = timedelta(hours=2, minutes=30)
# name, weeks, half-day units, whether it is NAFT, places (None: not counted)
CATALOGUE = (
    ("Individuele begeleiding", 12, 12, True, None), ("Kort traject", 2, 8, True, 6),
    ("Schoolvervangend traject", 3, 27, True, 4), ("Carrousel", 10, 20, True, None),
    ("Herstelgericht werk", 5, 10, True, 8), ("Gesprek thuis", 8, 8, False, None), ("Groepswerk", 9, 18, True, None),
)  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How large the world has to be for so many cases in so many school years."""

    referrals: int
    school_years: int

    @property
    def tables(self) -> int:
        return max(1, round(self.referrals / self.school_years * TO_TABLE / SITTINGS_A_YEAR / ON_AN_AGENDA))

    @property
    def schools(self) -> int:
        return max(8, min(300, self.referrals // self.school_years // 12))


def build(work: Work, size: Size, seed: int) -> World:
    """The first hub of this installation with all that its cases need; an empty one gets the demonstration's people."""
    if not hubs.all_hubs(work.session):
        demo_people.build(work)
    hub, rng = hubs.first_hub(work.session), Random(f"world {seed}")
    municipalities = _municipalities(work, hub)
    desk, duty = _desk(work, hub, rng, size), _seated(work, hub, Role.DUTY_DESK)
    own = _own_organisation(work, hub)
    partners = _partners(work, hub, rng, size)
    settings = work.store.settings
    return World(
        hub_id=str(hub.id), voice=Voice(hub.name, hub.phone, hub.email, hub.reading_hours),
        inbox=hubs.inbox_of(work.session, hub.id) or hub.email, number_prefix=hub.number_prefix,
        public_url=settings.public_url.rstrip("/"), secret_keys=settings.secret_keys,
        mail_domain=settings.mail_from.rsplit("@", 1)[-1].rstrip(">"), clocks=clocks_of(work, hub.id),
        desk=desk, duty=duty or desk, own=own, referring=_referring(work, rng, size, municipalities),
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
    for name, email in islice(_people(rng, domain), max(0, missing)):
        add_person(work, name, email, Role.COORDINATOR, hub_id=hub.id)
    return _seated(work, hub, Role.COORDINATOR)


def _seated(work: Work, hub: Hub, role: Role) -> tuple[Someone, ...]:
    return _holding(work, role, col(Membership.hub_id) == hub.id)


def _holding(work: Work, role: Role, where: Any) -> tuple[Someone, ...]:
    rows = work.session.exec(
        select(Person.id, Person.name)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(Membership.role == role, where, col(Membership.until).is_(None))
        .order_by(col(Person.email))
    ).all()
    return tuple(Someone(str(one), name) for one, name in rows)


def _own_organisation(work: Work, hub: Hub) -> tuple[str, str]:
    own = work.session.exec(
        select(Organisation)
        .join(HubPartner, col(HubPartner.organisation_id) == col(Organisation.id))
        .where(HubPartner.hub_id == hub.id, Organisation.kind == OrganisationKind.HUB)
    ).first() or _organisation(work, hub.name, OrganisationKind.HUB, MECHELEN_DISTRICT[6], hub)
    return str(own.id), own.name


def _organisation(
    work: Work, name: str, kind: OrganisationKind, nis: str, partner_of: Hub | None = None
) -> Organisation:  # fmt: skip
    """The organisation of this name, made where there is none."""
    made = work.session.exec(select(Organisation).where(Organisation.name == name)).first()
    if made is None:
        address = f"team@{sort_key(name.replace('(demo)', '')).replace(' ', '-')}.example"
        made = Organisation(
            name=name, sort_key=sort_key(name), kind=kind, nis=nis, email=address, created_at=work.now
        )  # fmt: skip
        work.session.add(made)
        work.session.flush()
    if partner_of:
        work.session.add(HubPartner(hub_id=partner_of.id, organisation_id=made.id))
        work.session.flush()
    return made


# Where cases come from


def _referring(
    work: Work, rng: Random, size: Size, municipalities: Sequence[str]
) -> dict[str, tuple[Referring, ...]]:  # fmt: skip
    names = (f"{kind} {emblem} (demo)" for emblem, kind in product(words.EMBLEMS, words.SCHOOLS))
    seats = schools_by_pupils(municipalities, size.schools)
    schools = [_organisation(work, name, OrganisationKind.SCHOOL, nis) for name, nis in zip(names, seats, strict=False)]
    clbs = [
        _organisation(work, f"CLB {emblem} (demo)", OrganisationKind.CLB, nis)
        for emblem, nis in zip(words.EMBLEMS[: 2 + size.schools // 25], seats[:: len(seats) // 2], strict=False)
    ]
    welfare = [(f"Jeugdhuis {emblem} (demo)", "welfare") for emblem in words.EMBLEMS[:12]]
    other = [(f"Praktijk {emblem} (demo)", "other") for emblem in words.EMBLEMS[12:18]]
    return {
        "school": tuple(_place(rng, str(one.id), one.name, "school", one.nis or "") for one in schools),
        "clb": tuple(_place(rng, str(one.id), one.name, "clb", one.nis or "") for one in clbs),
        **{
            kind: tuple(_place(rng, None, name, kind, rng.choice(seats)) for name, kind in places)
            for kind, places in (("welfare", welfare), ("other", other))
        },
    }


def _place(rng: Random, organisation: str | None, name: str, kind: str, nis: str) -> Referring:
    domain = f"{sort_key(name.replace('(demo)', '')).replace(' ', '-')}.example"
    people = [(who, rng.choice(words.FUNCTIONS[kind]), email) for who, email in islice(_people(rng, domain), 4)]
    return Referring(organisation, name, kind, nis, tuple(people))


def _people(rng: Random, domain: str) -> Iterator[tuple[str, str]]:
    """Names with addresses, no address twice."""
    seen: set[str] = set()
    while True:
        first, last = rng.choice(words.BOYS + words.GIRLS), rng.choice(words.FAMILIES)
        email = f"{sort_key(first)}.{sort_key(last).replace(' ', '')}@{domain}"
        if email not in seen:
            seen.add(email)
            yield f"{first} {last}", email


# Who takes them up


def _partners(work: Work, hub: Hub, rng: Random, size: Size) -> tuple[Partner, ...]:
    known = set(work.session.exec(select(HubPartner.organisation_id).where(HubPartner.hub_id == hub.id)).all())
    for n in range(SEATS + size.tables - 1 - len(known) + 1):
        name = f"{words.PARTNERS[n % len(words.PARTNERS)]}{n // len(words.PARTNERS) or ''} (demo)"
        made = _organisation(work, name, OrganisationKind.NAFT, rng.choice(MECHELEN_DISTRICT), hub)
        for module in rng.sample(CATALOGUE, 3):
            _offer(work, made, module)
        for who, email in islice(_people(rng, made.email.rpartition("@")[2]), 3):
            add_person(work, who, email, Role.PARTNER, organisation_id=made.id)
    work.session.flush()
    rows = work.session.exec(
        select(Organisation)
        .join(HubPartner, col(HubPartner.organisation_id) == col(Organisation.id))
        .where(HubPartner.hub_id == hub.id, Organisation.kind != OrganisationKind.HUB)
        .order_by(col(Organisation.name))
    ).all()
    return tuple(partner for one in rows if (partner := _partner(work, one)).offers)


def _offer(work: Work, organisation: Organisation, module: tuple[str, int, int, bool, int | None]) -> None:
    name, weeks, half_days, is_naft, places = module
    work.session.add(
        Offer(
            organisation_id=organisation.id, name=name, age_from=12, age_to=18, weeks=weeks, half_day_units=half_days,
            is_naft=is_naft, places=places, capacity_on=brussels_date(work.now) - timedelta(days=4),
        )
    )  # fmt: skip


def _partner(work: Work, one: Organisation) -> Partner:
    offers = work.session.exec(
        select(Offer).where(Offer.organisation_id == one.id, col(Offer.active)).order_by(col(Offer.name))
    ).all()
    seeded = [SeededOffer(str(offer.id), offer.name, min(offer.weeks or 10, 20), offer.is_naft) for offer in offers]
    people = _holding(work, Role.PARTNER, col(Membership.organisation_id) == one.id)
    return Partner(str(one.id), one.name, one.email, people, tuple(seeded))


# Where they are discussed


def _tables(work: Work, hub: Hub, rng: Random, size: Size, partners: Sequence[Partner]) -> Iterator[Table]:
    known = work.session.exec(
        select(DispatchTable).where(DispatchTable.hub_id == hub.id).order_by(col(DispatchTable.name))
    ).all()
    tables = [*known]
    for n in range(len(known), size.tables):
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
        sittings = tuple(_sittings(work, hub, table, size, rng))
        yield Table(str(table.id), tuple(places[str(one)] for one in seated if str(one) in places), sittings)


def _seats(work: Work, table: DispatchTable, partners: Sequence[Partner]) -> list[UUID]:
    seats = [UUID(partner.id) for partner in partners]
    work.session.add_all([TableSeat(table_id=table.id, organisation_id=one, position=n) for n, one in enumerate(seats)])
    work.session.flush()
    return seats


def _sittings(work: Work, hub: Hub, table: DispatchTable, size: Size, rng: Random) -> Iterator[Sitting]:
    """All sittings since the first of the school years, and those ahead; what is over is closed."""
    today = brussels_date(work.now)
    begin = SchoolYear(school_year_of(today).start_year - size.school_years + 1).first_day
    known = dict(work.session.exec(select(Session.at, Session.id).where(Session.table_id == table.id)).all())
    ahead = 0
    for day in days_of_table(table.weekday, add_days(begin, -1, DayUnit.CALENDAR_DAYS)):
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
