"""The invented world of the demonstration: two hubs that share a provider, their people, offers and tables.

Everybody and everything here is made up. The municipalities of the first hub are real ones (NIS codes, Statbel).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import select

from hub.asker import Role
from hub.clock import BRUSSELS, DayUnit, add_days, brussels_date, school_year_of
from hub.dispatch.table_tables import DispatchTable, Session, TableSeat
from hub.hubs import Hub, HubInbox, HubMunicipality
from hub.intake import quick_answers
from hub.partners.funding import Stage
from hub.partners.funding_tables import MunicipalAgreement
from hub.partners.naming import names
from hub.partners.tables import Capacity, HubPartner, Offer, Organisation, OrganisationKind
from hub.people.desk import add_person
from hub.people.tables import Person, Secrecy
from hub.places import MECHELEN_DISTRICT
from hub.store import Work
from hub.wording import sort_key

NEIGHBOURS = ("11002", "11029", "11044")  # the invented neighbour serves three municipalities of another district


@dataclass(frozen=True)
class SomeOffer:
    organisation: str
    name: str
    ages: tuple[int, int]
    structures: tuple[str, ...]
    places: int | None
    capacity: Capacity = Capacity.HAS
    weeks: int | None = None
    half_day_units: int | None = None
    is_naft: bool = True


ORGANISATIONS = {
    "Sint-Jansatheneum (demo)": (OrganisationKind.SCHOOL, "12025"),
    "Middenschool De Linde (demo)": (OrganisationKind.SCHOOL, "12040"),
    "CLB De Brug (demo)": (OrganisationKind.CLB, "12025"),
    "Kompas NAFT": (OrganisationKind.NAFT, "12025"),
    "Springplank": (OrganisationKind.NAFT, "12014"),
    "JAC De Haven (demo)": (OrganisationKind.WELFARE, "12025"),
    "Buddyhuis": (OrganisationKind.WELFARE, "12021"),
    "Centraal Meldpunt Dijleland": (OrganisationKind.HUB, "12025"),
    "Meldpunt Schelderand": (OrganisationKind.HUB, "11029"),
}
MAIL_NAMES = {"CLB De Brug (demo)": "debrug"}  # of whom the address does not begin with the first word
SCHOOLS_OF_THE_CLB = ("Sint-Jansatheneum (demo)", "Middenschool De Linde (demo)")
SECONDARY = ("311", "312", "321")
OFFERS = (
    SomeOffer("Kompas NAFT", "Individuele begeleiding", (12, 18), SECONDARY, 6, weeks=12, half_day_units=12),
    SomeOffer("Kompas NAFT", "Kort traject", (12, 18), SECONDARY, 9, weeks=2, half_day_units=8),
    SomeOffer("Kompas NAFT", "Schoolvervangend traject", (14, 18), ("311", "312"), 1, weeks=3, half_day_units=27),
    SomeOffer("Springplank", "Carrousel", (13, 17), ("311", "321"), 8, weeks=10, half_day_units=20),
    SomeOffer("Springplank", "Herstelgericht groepswerk", (12, 16), ("311",), 0, Capacity.WAITING, weeks=6),
    SomeOffer("JAC De Haven (demo)", "Gesprek en begeleiding", (12, 25), (), None, Capacity.ASSESS, is_naft=False),
    SomeOffer("Buddyhuis", "Een buddy", (12, 18), (), 2, is_naft=False, weeks=40),
    SomeOffer("Centraal Meldpunt Dijleland", "Begeleiding door het meldpunt", (12, 18), (), None, is_naft=False),
)
EXTRA = ("consulting", "expertise", "network")
# municipality, how far it stands, what it co-funds, and since how many school years
AGREEMENTS = (
    ("12025", Stage.AGREED, EXTRA, 2), ("12021", Stage.AGREED, EXTRA, 1), ("12040", Stage.AGREED, ("consulting",), 0),
    ("12029", Stage.IN_TALKS, EXTRA, -1), ("12007", Stage.ON_HOLD, ("consulting", "expertise"), 1),
    ("12005", Stage.ENDED, ("consulting",), 3),
)  # fmt: skip
# name, address, role, hub or organisation
PEOPLE = (
    ("Hilde Verbist", "hilde@dijleland.example", Role.COORDINATOR, "dijleland"),
    ("Karim Haddou", "karim@dijleland.example", Role.DUTY_DESK, "dijleland"),
    ("Lotte Wouters", "lotte@dijleland.example", Role.STEERING, "dijleland"),
    ("Annelies Cools", "annelies@dijleland.example", Role.CORE_GROUP, "dijleland"),
    ("Bram Geerts", "bram@dijleland.example", Role.ADMINISTRATOR, "dijleland"),
    ("Nadia Pauwels", "nadia@kompas.example", Role.PARTNER, "Kompas NAFT"),
    ("Tom Claes", "tom@springplank.example", Role.PARTNER, "Springplank"),
    ("Fien Maes", "fien@dehaven.example", Role.PARTNER, "JAC De Haven (demo)"),
    ("Yusuf Aydin", "yusuf@buddyhuis.example", Role.PARTNER, "Buddyhuis"),
    ("Els Dierckx", "els@sintjans.example", Role.REFERRER, "Sint-Jansatheneum (demo)"),
    ("Griet Somers", "griet@debrug.example", Role.REFERRER, "CLB De Brug (demo)"),
    ("Wim Peeters", "wim@schelderand.example", Role.COORDINATOR, "schelderand"),
)
# Who joins later, for seats at the table (`demo_seats`).
COLLEAGUES = (
    ("Robin Maas", "robin@kompas.example", Role.PARTNER, "Kompas NAFT"),
    ("Sofie Lemmens", "sofie@springplank.example", Role.PARTNER, "Springplank"),
    ("Ines Adriaens", "ines@dewissel.example", Role.PARTNER, "Dagcentrum De Wissel (demo)"),
)

# A buddy and the school are bound in another way than youth help and CLB (DOMAIN.md §6); who counts reads of nobody.
BOUND = {
    "Yusuf Aydin": Secrecy.DISCRETION, "Els Dierckx": Secrecy.OFFICIAL, "Lotte Wouters": Secrecy.DISCRETION,
    "Annelies Cools": Secrecy.DISCRETION, "Bram Geerts": Secrecy.DISCRETION,
}  # fmt: skip


def build(work: Work) -> dict[str, UUID]:
    """Write the invented world; returns the id of each hub (by slug), organisation and person (by name)."""
    ids = _hubs(work)
    ids |= _organisations(work, ids)
    _offers(work, ids)
    for name, email, role, where in PEOPLE:
        at_hub = role not in (Role.PARTNER, Role.REFERRER)
        person = add_person(
            work, name, email, role,
            hub_id=ids[where] if at_hub else None, organisation_id=None if at_hub else ids[where],
            secrecy=BOUND.get(name, Secrecy.PROFESSIONAL),
        )  # fmt: skip
        ids[name] = person.id
    _tables(work, ids)
    work.session.flush()
    return ids


def people(work: Work) -> list[Person]:
    """Everybody of the demonstration, in the order in which a newcomer meets them."""
    known = {person.email: person for person in work.session.exec(select(Person)).all()}
    return [known[email] for _name, email, _role, _where in (*PEOPLE, *COLLEAGUES) if email in known]


def _hubs(work: Work) -> dict[str, UUID]:
    first = Hub(
        position=1, slug="dijleland", name="Centraal Meldpunt Dijleland", number_prefix="CM", phone="015 00 00 00",
        email="meldpunt@dijleland.example", created_at=work.now,
        reading_hours="elke schooldag tussen 9 en 16 uur",
    )  # fmt: skip
    second = Hub(
        position=2, slug="schelderand", name="Meldpunt Schelderand", number_prefix="SR", phone="03 000 00 00",
        email="meldpunt@schelderand.example", created_at=work.now,
        reading_hours="op maandag, dinsdag en donderdag tussen 9 en 15 uur",
    )  # fmt: skip
    work.session.add_all([first, second])
    work.session.flush()
    work.session.add(HubInbox(address="aanmelden@dijleland.example", hub_id=first.id))
    work.session.add(HubInbox(address="aanmelden@schelderand.example", hub_id=second.id))
    work.session.add_all([HubMunicipality(hub_id=first.id, nis=nis) for nis in MECHELEN_DISTRICT])
    work.session.add_all([HubMunicipality(hub_id=second.id, nis=nis) for nis in NEIGHBOURS])
    _agreements(work, first)
    for hub in (first, second):
        quick_answers.begin_with(work, hub)
    return {"dijleland": first.id, "schelderand": second.id}


def _agreements(work: Work, hub: Hub) -> None:
    this_year = school_year_of(work.now).start_year
    work.session.add_all(
        [
            MunicipalAgreement(
                hub_id=hub.id, nis=nis, stage=stage, functions=list(functions), from_year=this_year - since,
                made_at=work.now,
            )
            for nis, stage, functions, since in AGREEMENTS
        ]
    )  # fmt: skip


def _organisations(work: Work, ids: dict[str, UUID]) -> dict[str, UUID]:
    made = {
        name: Organisation(
            kind=kind, nis=nis, created_at=work.now, **names(name, nis),
            kept_by=ids["schelderand" if name == "Meldpunt Schelderand" else "dijleland"],
            email=f"team@{MAIL_NAMES.get(name) or sort_key(name).split()[0]}.example",
        )
        for name, (kind, nis) in ORGANISATIONS.items()
    }  # fmt: skip
    work.session.add_all(made.values())
    work.session.flush()
    for name in SCHOOLS_OF_THE_CLB:
        made[name].clb_id = made["CLB De Brug (demo)"].id
    for name in ("Kompas NAFT", "Springplank", "JAC De Haven (demo)", "Buddyhuis", "Centraal Meldpunt Dijleland"):
        work.session.add(HubPartner(hub_id=ids["dijleland"], organisation_id=made[name].id))
    for name in ("Kompas NAFT", "Meldpunt Schelderand"):
        work.session.add(HubPartner(hub_id=ids["schelderand"], organisation_id=made[name].id))
    return {name: organisation.id for name, organisation in made.items()}


def _offers(work: Work, ids: dict[str, UUID]) -> None:
    today = brussels_date(work.now)
    area = [*MECHELEN_DISTRICT, *NEIGHBOURS]
    for offer in OFFERS:
        work.session.add(
            Offer(
                organisation_id=ids[offer.organisation], name=offer.name, age_from=offer.ages[0], age_to=offer.ages[1],
                structures=list(offer.structures), places=offer.places, capacity=offer.capacity, weeks=offer.weeks,
                half_day_units=offer.half_day_units, is_naft=offer.is_naft, capacity_on=today - timedelta(days=3),
                area=area if offer.organisation == "Kompas NAFT" else list(MECHELEN_DISTRICT),
            )
        )  # fmt: skip


def _tables(work: Work, ids: dict[str, UUID]) -> None:
    seats = ("Kompas NAFT", "Springplank", "JAC De Haven (demo)", "Buddyhuis")
    for slug, name, weekday, seated in (
        ("dijleland", "NAFT-dispatchtafel", 1, seats),
        ("schelderand", "Dispatchtafel Schelderand", 3, ("Kompas NAFT",)),
    ):
        table = DispatchTable(hub_id=ids[slug], name=name, weekday=weekday, starts_at="13:30", place="Zaal 2")
        work.session.add(table)
        work.session.flush()
        work.session.add_all(
            [TableSeat(table_id=table.id, organisation_id=ids[one], position=n) for n, one in enumerate(seated)]
        )
        day = brussels_date(work.now)
        for _n in range(4):
            day = next_weekday(day, weekday)
            work.session.add(Session(hub_id=ids[slug], table_id=table.id, at=half_past_one(day), place=table.place))


def next_weekday(day: date, weekday: int) -> date:
    """The first school day after this one that is the table's weekday."""
    later = add_days(day, 1, DayUnit.SCHOOL_DAYS)
    while later.weekday() != weekday:
        later = add_days(later, 1, DayUnit.SCHOOL_DAYS)
    return later


def half_past_one(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 13, 30, tzinfo=BRUSSELS)
