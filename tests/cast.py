"""The small world that all tests share: the people of the demonstration, two hubs, one provider for both."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest
from litestar.testing import TestClient
from sqlmodel import select

from hub.asker import Asker
from hub.clock import parse_moment
from hub.dispatch.clarify import note_talk
from hub.dispatch.codes import Channel, MainReason, ReferrerKind
from hub.dispatch.opening import NewCase, Referrer, open_case
from hub.dispatch.tables import Referral
from hub.home import demo_people
from hub.hubs import hub_named
from hub.partners.tables import Offer
from hub.people.desk import asker_for
from hub.settings import Settings
from hub.store import Store, Work
from tests.browsers import browser, token_in
from tests.databases import KeptStore, Scene, kept_database, played_once, scene

# A Tuesday in a plain school week; a table sits every Tuesday at half past one.
MORNING = parse_moment("2026-09-15T09:30")
T = TypeVar("T")
SECRET = "a-secret-key-for-tests-that-is-long-enough"


def settings_for(database_url: str, redis_url: str, state: Path, **more: Any) -> Settings:
    values: dict[str, Any] = {
        "database_url": database_url, "redis_url": redis_url, "imap_urls": (), "smtp_url": "smtp://127.0.0.1:9",
        "secret_keys": (SECRET,), "public_url": "http://testserver.local", "mail_from": "meldpunt@hub.example",
        "state": state, "demo": True,
    }  # fmt: skip
    return Settings(**{**values, **more})


class World:
    """A store with the cast in it. `world["Hilde Verbist"]` is an id; `world.desk("Hilde Verbist")` a unit of work."""

    def __init__(self, store: Store, ids: dict[str, UUID], now: datetime = MORNING) -> None:
        self.store = store
        self.now = now
        self.ids = ids

    def __getitem__(self, name: str) -> UUID:
        return self.ids[name]

    @contextlib.contextmanager
    def desk(self, name: str | None = None, now: datetime | str | None = None) -> Iterator[Work]:
        """A unit of work asked by this person (a worker when nobody is named) at this moment."""
        moment = parse_moment(now) if isinstance(now, str) else now or self.now
        with self.store.begin(now=moment) as work:
            if name:
                work.asker = self.asker(work, name)
            yield work

    def asker(self, work: Work, name: str) -> Asker:
        asker = asker_for(work, self[name])
        assert asker is not None
        return asker

    def offer(self, work: Work, name: str) -> Offer:
        return work.session.exec(select(Offer).where(Offer.name == name)).one()

    def refer(self, hub: str = "dijleland", now: datetime | str | None = None, **changes: Any) -> UUID:
        """Els of the Sint-Jansatheneum refers Noor, fifteen, who stays away from school."""
        return self.once(f"refer {hub} {now} {changes}", lambda: self._refer(hub, now, changes))

    def once(self, what: str, play: Callable[[], T]) -> T:
        """What many tests begin with; in a world in which nothing happened yet it is not played again each time."""
        if self.store.wake:
            return play()
        return played_once(self.store.settings.database_url, (what, self.now), play)

    def _refer(self, hub: str, now: datetime | str | None, changes: dict[str, Any]) -> UUID:
        values: dict[str, Any] = {
            "channel": Channel.FORM,
            "referrer": Referrer(
                name="Els Dierckx", function="zorgcoördinator", organisation="Sint-Jansatheneum (demo)",
                organisation_id=self["Sint-Jansatheneum (demo)"], kind=ReferrerKind.SCHOOL,
                email="els@sintjans.example",
            ),
            "first_name": "Noor", "last_name": "El Amrani", "birth_date": date(2011, 3, 4), "gender": "V",
            "postcode": "2800", "home_nis": "12025", "school_name": "Sint-Jansatheneum (demo)", "school_nis": "12025",
            "structure": "311", "clb_contact": "Griet Somers", "main_reason": MainReason.TRUANCY,
            "story": "Noor is al drie weken niet op school.",
            **changes,
        }  # fmt: skip
        with self.desk(now=now) as work:
            return open_case(work, hub_named(work.session, hub), NewCase(**values)).id

    def talk(self, referral_id: UUID, now: datetime | str | None = None) -> None:
        """Hilde notes the talk about a case, with which its clarification begins."""
        with self.desk("Hilde Verbist", now) as work:
            note_talk(work, referral_id, "Els en Hilde", "We bekijken samen wat er kan.", "")

    def case(self, referral_id: UUID) -> Referral:
        with self.desk() as work:
            found = work.session.get(Referral, referral_id)
            assert found is not None
            return found

    @contextlib.contextmanager
    def client(self, name: str | None = None) -> Iterator[TestClient]:
        """A browser without JavaScript, signed in as this person."""
        with browser(self.store.settings) as client:
            if name:
                send(client, f"/demo/{self[name]}", {})
            yield client


def send(client: TestClient, path: str, data: dict[str, Any], *, get_first: str | None = None, **more: Any) -> Any:
    """Post a form the way a page does it: with the hidden token, which a first page gave to this browser."""
    if get_first or not token_in(client):
        client.get(get_first or "/inloggen")
    return client.post(path, data={"_csrf_token": token_in(client), **data}, **{"follow_redirects": False, **more})


@pytest.fixture(scope="session")
def peopled_template(postgres_url: str, migrated_template: str, folder_of_this_run: Path) -> Scene:
    """A database with the cast in it, and the ids of everybody."""

    def people(database_url: str) -> dict[str, UUID]:
        store = Store(settings_for(database_url, "", folder_of_this_run), pool_size=1)
        with store.begin(now=MORNING) as work:
            known = demo_people.build(work)
        store.close()
        return known

    return scene(postgres_url, folder_of_this_run, "hub_world", migrated_template, people)


@pytest.fixture
def world(postgres_url: str, peopled_template: Scene, redis_url: str, tmp_path: Path) -> Iterator[World]:
    template, ids = peopled_template
    with contextlib.contextmanager(kept_database)(postgres_url, template) as database_url:
        yield World(KeptStore(settings_for(database_url, redis_url, tmp_path)), ids)
