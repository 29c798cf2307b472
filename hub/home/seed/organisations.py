"""The organisations of an invented world: schools and others that refer, partners with their offers and people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, product
from random import Random
from typing import Any

from sqlmodel import col, select

from hub.asker import Role
from hub.clock import brussels_date
from hub.home.seed import words
from hub.home.seed.world import Partner, Referring, SeededOffer, Someone, schools_by_pupils
from hub.hubs import Hub
from hub.partners.naming import names
from hub.partners.tables import HubPartner, Offer, Organisation, OrganisationKind
from hub.people.desk import add_person
from hub.people.tables import Membership, Person
from hub.places import MECHELEN_DISTRICT
from hub.store import Work
from hub.wording import sort_key

TO_TABLE, SITTINGS_A_YEAR, ON_AN_AGENDA = 0.75, 34, 14
SEATS = 5
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
    more_partners: bool = True  # else the hub keeps to those that it has

    @property
    def tables(self) -> int:
        return max(1, round(self.referrals / self.school_years * TO_TABLE / SITTINGS_A_YEAR / ON_AN_AGENDA))

    @property
    def clbs(self) -> int:
        return 2 + self.schools // 25

    @property
    def schools(self) -> int:
        return max(8, min(300, self.referrals // self.school_years // 12))


def organisation(
    work: Work, name: str, kind: OrganisationKind, nis: str, kept_by: Hub, *, is_partner: bool = False
) -> Organisation:  # fmt: skip
    """The organisation of this name, made where there is none."""
    made = work.session.exec(select(Organisation).where(Organisation.name == name, Organisation.kind == kind)).first()
    if made is None:
        address = f"team@{sort_key(name.replace('(demo)', '')).replace(' ', '-')}.example"
        made = Organisation(
            kind=kind, nis=nis, email=address, created_at=work.now, kept_by=kept_by.id, **names(name, nis),
        )  # fmt: skip
        work.session.add(made)
        work.session.flush()
    if is_partner:
        work.session.add(HubPartner(hub_id=kept_by.id, organisation_id=made.id))
        work.session.flush()
    return made


# Where cases come from


def referring(
    work: Work, hub: Hub, rng: Random, size: Size, municipalities: Sequence[str]
) -> dict[str, tuple[Referring, ...]]:  # fmt: skip
    names = (f"{kind} {emblem} (demo)" for emblem, kind in product(words.EMBLEMS, words.SCHOOLS))
    seats = schools_by_pupils(municipalities, size.schools)
    schools = [
        organisation(work, name, OrganisationKind.SCHOOL, nis, hub) for name, nis in zip(names, seats, strict=False)
    ]
    clbs = [
        organisation(work, f"CLB {emblem} (demo)", OrganisationKind.CLB, nis, hub)
        for emblem, nis in zip(words.EMBLEMS, seats[:: len(seats) // size.clbs], strict=False)
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
    people = [(who, rng.choice(words.FUNCTIONS[kind]), email) for who, email in islice(people_at(rng, domain), 4)]
    return Referring(organisation, name, kind, nis, tuple(people))


def people_at(rng: Random, domain: str) -> Iterator[tuple[str, str]]:
    """Names with addresses, no address twice."""
    seen: set[str] = set()
    while True:
        first, last = rng.choice(words.BOYS + words.GIRLS), rng.choice(words.FAMILIES)
        email = f"{sort_key(first)}.{sort_key(last).replace(' ', '')}@{domain}"
        if email not in seen:
            seen.add(email)
            yield f"{first} {last}", email


# Who takes them up


def partners(work: Work, hub: Hub, rng: Random, size: Size) -> tuple[Partner, ...]:
    known = set(work.session.exec(select(HubPartner.organisation_id).where(HubPartner.hub_id == hub.id)).all())
    missing = SEATS + size.tables - len(known) if size.more_partners else 0
    for n in range(missing):
        name = f"{words.PARTNERS[n % len(words.PARTNERS)]}{n // len(words.PARTNERS) or ''} (demo)"
        made = organisation(work, name, OrganisationKind.NAFT, rng.choice(MECHELEN_DISTRICT), hub, is_partner=True)
        for module in rng.sample(CATALOGUE, 3):
            _offer(work, made, module)
        for who, email in islice(people_at(rng, made.email.rpartition("@")[2]), 3):
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
    people = holding(work, Role.PARTNER, col(Membership.organisation_id) == one.id)
    return Partner(str(one.id), one.name, one.email, people, tuple(seeded), one.kind == OrganisationKind.WELFARE)


def holding(work: Work, role: Role, where: Any) -> tuple[Someone, ...]:
    rows = work.session.exec(
        select(Person.id, Person.name)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(Membership.role == role, where, col(Membership.until).is_(None))
        .order_by(col(Person.email))
    ).all()
    return tuple(Someone(str(one), name) for one, name in rows)
