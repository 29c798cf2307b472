"""Eight people around one table of a running hub: each with a browser, a session with twelve cases, an offer with one
place left."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, Locator, Page, expect
from sqlmodel import col, select

from hub.asker import Role
from hub.clock import DayUnit, add_days, brussels_date, real_now
from hub.dispatch import agenda, cards, session_desk
from hub.dispatch.codes import ReferrerKind
from hub.dispatch.consult.tables import Consult
from hub.dispatch.opening import Referrer
from hub.dispatch.session_desk import SessionData
from hub.dispatch.sharing import recording
from hub.dispatch.table_tables import DispatchTable, Track
from hub.embedded.state import known_state
from hub.partners.tables import Capacity, Offer, Organisation
from hub.people.desk import give_role
from hub.people.tables import Membership, Person
from hub.store import Store
from tests.cast import World, settings_for
from tests.up.stack import RunningHub

PATIENCE = 120_000  # milliseconds; a slow machine may take as long as it wants
AROUND = {
    "Hilde": "Centraal Meldpunt", "Nadia": "Kompas NAFT", "Robin": "Kompas NAFT", "Tom": "Springplank",
    "Sofie": "Springplank", "Fien": "JAC De Haven (demo)", "Yusuf": "Buddyhuis", "Ines": "Dagcentrum De Wissel (demo)",
}  # fmt: skip
PARTNERS = [name for name in AROUND if name != "Hilde"]
# Youngsters whose initials differ; nobody at the table reads more than those.
YOUNGSTERS = (
    "Aya Qadir", "Bo Quintens", "Cem Rahal", "Dries Raes", "Ella Raman", "Finn Renders", "Gita Ricour", "Hamza Rombaut",
    "Iris Saelen", "Jef Sabbe", "Kim Samyn", "Lou Sanders",
)  # fmt: skip
OF_A_CONSULT = "Lou Sanders"
# What these partners offer for this session alone, whatever else goes on in the same hub; of the last one is one place.
OFFERS = {
    "Kompas NAFT": "Mee naar school", "Springplank": "Samen in groep", "JAC De Haven (demo)": "Gesprek thuis",
    "Buddyhuis": "Een maatje",
}  # fmt: skip
LAST_PLACE = "Laatste plaats"
KOMPAS = ("Kompas NAFT", LAST_PLACE)
GRIET = Referrer(
    name="Griet Somers", function="trajectbegeleider", organisation="CLB De Brug (demo)", kind=ReferrerKind.CLB,
    email="griet@debrug.example",
)  # fmt: skip


@dataclasses.dataclass
class Sitting:
    """The session of that day; its cases by the first name of the youngster."""

    world: World
    address: str
    session: UUID
    cases: dict[str, UUID]

    def refer(self, first: str, last: str) -> UUID:
        return self.world.refer(
            first_name=first, last_name=last, referrer=GRIET, birth_date=date(self.world.now.year - 15, 3, 4),
            story=f"{first} blijft al weken thuis.",
        )  # fmt: skip

    def lay(self, name: str, case: UUID) -> None:
        """Hilde had a talk, wrote the card, and puts it on the agenda."""
        self.world.talk(case)
        with self.world.desk("Hilde Verbist") as work:
            asked = f"Wie gaat met {name[0]}. mee naar school?"
            cards.write_card(work, case, cards.Written("", asked, "Is al weken thuis.", "Komt afspraken na."))
            cards.approve_card(work, case)
            recording.all_agreed(work, case)
            agenda.put_on_table(work, case, self.session)
        self.cases[name.split()[0]] = case

    def came_of(self, consult: UUID) -> UUID:
        with self.world.desk() as work:
            became = work.session.get_one(Consult, consult).became_id
        assert became is not None
        return became

    def case(self, name: str) -> str:
        return f"{self.table}/zaak/{self.cases[name]}"

    def working_day(self, ahead: int) -> date:
        return add_days(brussels_date(self.world.now), ahead, DayUnit.WORKING_DAYS)

    def tracks(self, name: str) -> dict[str, UUID]:
        """By partner, the part that it took on."""
        with self.world.desk() as work:
            own = select(Organisation.name, Track.id).join(Track, col(Track.organisation_id) == col(Organisation.id))
            return dict(work.session.execute(own.where(Track.referral_id == self.cases[name])).all())

    @property
    def table(self) -> str:
        return f"{self.address}/tafel/{self.session}"


@contextmanager
def sitting(stack: RunningHub) -> Iterator[Sitting]:
    """Hilde put twelve cases on a session of its own, far from those that others look at."""
    state = known_state(stack.state)
    assert state
    settings = settings_for(state.database_url, state.redis_url, stack.state)
    store = Store(dataclasses.replace(settings, secret_keys=(state.secret_key,)), pool_size=2)
    world = World(store, {}, real_now())
    with world.desk() as work:
        for named in (select(Person.name, Person.id), select(Organisation.name, Organisation.id)):
            world.ids |= dict(work.session.execute(named).all())
        for partner, name, places in [*((partner, name, 9) for partner, name in OFFERS.items()), (*KOMPAS, 1)]:
            work.session.add(
                Offer(
                    organisation_id=world[partner],
                    name=name,
                    places=places,
                    capacity=Capacity.HAS,
                    capacity_on=brussels_date(work.now),
                )
            )
        table = work.session.exec(select(DispatchTable.id).where(DispatchTable.name == "NAFT-dispatchtafel")).one()
    with world.desk() as work:  # who shares a text with Hilde
        hub = work.session.exec(select(DispatchTable.hub_id).where(DispatchTable.id == table)).one()
        colleague = give_role(work, "Ann Smets", "ann@dijleland.example", Role.COORDINATOR, hub_id=hub).id
    with world.desk("Hilde Verbist") as work:
        day = brussels_date(work.now) + timedelta(days=50)
        session = session_desk.plan(work, table, SessionData(day, "09:15", "Zaal 3")).id
        session_desk.plan(work, table, SessionData(day + timedelta(days=7), "09:15", "Zaal 3"))  # to put off to
    sits = Sitting(world, f"http://127.0.0.1:{stack.port}", session, {})
    for name in YOUNGSTERS:
        if name != OF_A_CONSULT:
            sits.lay(name, sits.refer(*name.split()))
    yield sits
    with world.desk() as work:
        work.session.get_one(Membership, colleague).until = brussels_date(work.now)
    store.close()


@contextmanager
def around(browser: Browser, address: str) -> Iterator[dict[str, Page]]:
    """Everybody signed in, each in a browser of its own, which says of itself when it is loaded again."""
    pages = {}
    for name in AROUND:
        page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nl-BE").new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}/demo")
        page.get_by_role("button", name=f"Log in als {name}").click()
        pages[name] = page
    yield pages
    for page in pages.values():
        page.context.close()


def reads(place: Locator, words: Any) -> None:
    expect(place).to_contain_text(words, timeout=PATIENCE)


def reads_not(place: Locator, words: Any) -> None:
    expect(place).not_to_contain_text(words, timeout=PATIENCE)


def takes_up(page: Page, case: str, offer: str, does: str = "", joins: str = "") -> None:
    """On the page of the case: the offer, what one will do, and the button."""
    page.goto(case)
    choose(page, offer)
    if does:
        page.get_by_label("Wat gaan jullie doen?").fill(does)
    page.get_by_role("button", name=f"Doe mee met {joins}" if joins else "We nemen dit op").click()


def choose(page: Page, offer: str) -> None:
    choice = page.get_by_label("Met welk aanbod?")
    words = choice.locator("option").filter(has_text=offer).first.inner_text()
    choice.select_option(label=words)


def declines(page: Page, case: str, why: str, more: str = "") -> None:
    page.goto(case)
    page.get_by_label(why).check()
    if more:
        page.get_by_label("Wil je er iets bij zeggen?").fill(more)
    page.get_by_role("button", name="We nemen dit niet op").click()
