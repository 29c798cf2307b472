"""What is set up at a hub and what is still missing before it can work."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.asker import Role
from hub.dispatch.sittings import next_session
from hub.dispatch.table_tables import DispatchTable, TableSeat
from hub.home.hub_setup import inboxes_of, municipalities_of
from hub.hubs import Hub, hubs_among
from hub.opening_hours import reading_words
from hub.partners.tables import HubPartner, Offer, Organisation, OrganisationKind
from hub.people.rights import Right, require_any
from hub.people.tables import Membership
from hub.store import Work
from hub.wording import _, _n, moment_words


@dataclass(frozen=True)
class Step:
    """One thing that a hub needs: what it is, how it stands, and the page where one sees to it."""

    done: bool
    what: str
    how: str
    href: str


@dataclass(frozen=True)
class Setup:
    hub: Hub
    steps: Sequence[Step]

    @property
    def missing(self) -> list[Step]:
        return [step for step in self.steps if not step.done]

    @property
    def ready(self) -> list[Step]:
        return [step for step in self.steps if step.done]


def setups(work: Work) -> list[Setup]:
    """Each hub that the asker manages, with what it needs, in the order in which one sets it up."""
    hubs = hubs_among(work.session, require_any(work.asker, Right.MANAGE))
    return [Setup(hub, [step(work, hub) for step in STEPS]) for hub in hubs]


def _reached(work: Work, hub: Hub) -> Step:
    inboxes = [one.address for one in inboxes_of(work, hub.id)]
    said = reading_words(hub)
    done = bool(hub.phone and said and inboxes)
    how = (
        _("%(phone)s, %(hours)s, e-mail op %(inbox)s.", phone=hub.phone, hours=said, inbox=inboxes[0])
        if done
        else _("Vul telefoon en leesuren in: aanmelders zien wanneer jullie lezen wat binnenkomt.")
    )
    return Step(done, _("Hoe jullie bereikbaar zijn"), how, f"/beheer/meldpunten/{hub.id}")


def _area(work: Work, hub: Hub) -> Step:
    count = sum(one.stage != "ended" for one in municipalities_of(work, hub.id))
    how = (
        _n("%(num)s gemeente.", "%(num)s gemeenten.", count)
        if count
        else _("Kies de gemeenten waarvoor jullie werken. Aanmelders zien zo of ze hier juist zijn.")
    )
    return Step(count > 0, _("Werkingsgebied"), how, f"/beheer/meldpunten/{hub.id}#gemeenten")


def _coordinator(work: Work, hub: Hub) -> Step:
    count = _count(
        work,
        select(Membership.id).where(
            Membership.hub_id == hub.id, Membership.role == Role.COORDINATOR, col(Membership.until).is_(None)
        ),
    )
    how = (
        _n("%(num)s coördinator.", "%(num)s coördinatoren.", count)
        if count
        else _("Zonder coördinator neemt niemand een beslissing. Geef minstens één persoon deze rol.")
    )
    href = f"/beheer/mensen?rol=coordinator&meldpunt={hub.id}" if count else _new_role(Role.COORDINATOR, hub.id)
    return Step(count > 0, _("Een coördinator"), how, href)


def _partners(work: Work, hub: Hub) -> Step:
    peopled = sa.exists().where(
        col(Membership.organisation_id) == col(Organisation.id), col(Membership.role) == Role.PARTNER,
        col(Membership.until).is_(None),
    )  # fmt: skip
    all_of_them = _partners_of(hub)
    count, with_people = _count(work, all_of_them), _count(work, all_of_them.where(peopled))
    if not count:
        how = _("Voeg de organisaties toe die vragen opnemen: NAFT-aanbieders en welzijnspartners.")
    elif not with_people:
        how = _("Geef bij elke partner minstens één persoon een rol. Anders ziet niemand daar wat jullie vragen.")
    else:
        how = _n("%(num)s van %(count)s heeft mensen die kunnen inloggen.",
                 "%(num)s van %(count)s hebben mensen die kunnen inloggen.", with_people, count=count)  # fmt: skip
    return Step(with_people > 0, _("Partners met mensen"), how, "/beheer/organisaties")


def _offers(work: Work, hub: Hub) -> Step:
    partners = _partners_of(hub).subquery()
    count = _count(work, select(Offer.id).where(col(Offer.organisation_id).in_(select(partners.c.id)), Offer.active))
    how = (
        _n("%(num)s aanbod dat loopt.", "%(num)s aanbiedingen die lopen.", count)
        if count
        else _("Zet bij elke partner wat ze aanbieden, en voor wie. Daarmee neemt een partner een vraag op.")
    )
    return Step(count > 0, _("Aanbod van de partners"), how, "/beheer/organisaties")


def _table(work: Work, hub: Hub) -> Step:
    tables = work.session.exec(
        select(DispatchTable.id).where(DispatchTable.hub_id == hub.id, col(DispatchTable.ended_on).is_(None))
    ).all()
    seats = _count(
        work, select(TableSeat.table_id).where(col(TableSeat.table_id).in_(tables), TableSeat.level == "co_working")
    )
    if not tables:
        how = _("Maak een tafel waarop jullie vragen bespreken.")
    elif not seats:
        how = _("Geef de partners een zetel: wie meewerkt, leest de kaarten en neemt vragen op.")
    else:
        how = _n("%(num)s zetel die vragen opneemt.", "%(num)s zetels die vragen opnemen.", seats)
    href = f"/beheer/tafels/{tables[0]}#zetels" if len(tables) == 1 else "/beheer/tafels"
    return Step(seats > 0, _("Een dispatchtafel met zetels"), how, href)


def _sitting(work: Work, hub: Hub) -> Step:
    coming = next_session(work, hub.id, work.now)
    tables = work.session.exec(
        select(DispatchTable.id).where(DispatchTable.hub_id == hub.id, col(DispatchTable.ended_on).is_(None))
    ).all()
    href = f"/beheer/tafels/{coming.table_id if coming else tables[0]}" if coming or tables else "/beheer/tafels"
    how = (
        _("De volgende is op %(when)s. Klopt dat?", when=moment_words(coming.at))
        if coming
        else _("Plan een zitting, of laat de tafel elke week samenkomen.")
    )
    return Step(coming is not None, _("Een eerste zitting"), how, f"{href}#zittingen")


STEPS = (_reached, _area, _coordinator, _partners, _offers, _table, _sitting)


def _partners_of(hub: Hub) -> Any:
    return (
        select(Organisation.id)
        .join(HubPartner, col(HubPartner.organisation_id) == col(Organisation.id))
        .where(HubPartner.hub_id == hub.id, Organisation.kind != OrganisationKind.HUB)
        .where(col(Organisation.ended_on).is_(None))
    )


def _new_role(role: Role, where: UUID) -> str:
    return f"/beheer/mensen/nieuw?rol={role}&waar={where}"


def _count(work: Work, asked: Any) -> int:
    return work.session.execute(sa.select(sa.func.count()).select_from(asked.subquery())).scalar_one()
