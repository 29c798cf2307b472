"""The first start: a whole demonstration or one empty hub, and never something half-way."""

from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from hub.embedded.state import UNFINISHED_DEMO
from hub.home import first_start
from hub.people.desk import sign_in
from hub.problems import NotFound
from hub.settings import Settings, SettingsError
from hub.store import Store
from tests.cast import settings_for


@pytest.fixture
def settings(fresh_database: str, redis_url: str, tmp_path: Path) -> Settings:
    return settings_for(fresh_database, redis_url, tmp_path, embedded=True, demo=False)


def prepared(settings: Settings, **environ: str) -> list[str]:
    said: list[str] = []
    store = Store(settings, pool_size=2)
    first_start.prepare(store, environ, said.append)
    store.close()
    return said


def rows(settings: Settings, question: str) -> list:
    with psycopg.connect(settings.database_url.replace("+psycopg", "")) as connection:
        return connection.execute(question.encode()).fetchall()


def test_an_empty_hub_has_the_administrator_that_was_named_and_nobody_else(settings: Settings) -> None:
    said = prepared(settings, HUB_ADMIN_EMAIL="An@hub.example", HUB_ADMIN_NAME="An Adams")
    assert "is its administrator" in said[0]
    asked = "SELECT p.name, p.email, m.role FROM person p JOIN membership m ON m.person_id = p.id"
    assert rows(settings, asked) == [("An Adams", "an@hub.example", "administrator")]
    assert rows(settings, "SELECT address FROM hub_inbox") == [("meldpunt@hub.example",)]


def test_whoever_names_no_administrator_reads_how_to_add_one(settings: Settings) -> None:
    assert any("hub person add" in line for line in prepared(replace(settings, embedded=False)))
    assert rows(settings, "SELECT count(*) FROM person") == [(0,)]


def test_an_administrator_whose_address_cannot_be_right_is_refused_in_the_language_of_the_command_line(
    settings: Settings,
) -> None:
    with pytest.raises(SettingsError, match="HUB_ADMIN_EMAIL is “geen-adres”: give an address such as"):
        prepared(settings, HUB_ADMIN_EMAIL="geen-adres")
    assert rows(settings, "SELECT count(*) FROM hub") == [(0,)]


def test_an_empty_hub_of_its_own_has_an_administrator_who_gets_in_without_a_mail_server(settings: Settings) -> None:
    said = prepared(replace(settings, embedded=True))
    assert rows(settings, "SELECT email FROM person") == [("beheer@hub.example",)]
    store = Store(settings, pool_size=1)
    with store.begin() as work:
        assert sign_in(work, said[1].rpartition("/")[2], "any browser").email == "beheer@hub.example"
    with store.begin() as work, pytest.raises(NotFound):
        sign_in(work, said[1].rpartition("/")[2], "any browser")
    store.close()


def test_the_second_start_changes_nothing(settings: Settings) -> None:
    prepared(settings)
    assert prepared(settings, HUB_ADMIN_EMAIL="an@hub.example") == []
    assert rows(settings, "SELECT count(*) FROM hub") == [(1,)]
    assert rows(settings, "SELECT count(*) FROM person") == [(1,)]


def test_a_demonstration_that_was_broken_off_is_forgotten(settings: Settings) -> None:
    prepared(settings)
    (settings.state / UNFINISHED_DEMO).touch()
    first_start.forget_unfinished_demo(settings)
    assert rows(settings, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]
    assert not (settings.state / UNFINISHED_DEMO).exists()


@pytest.mark.parametrize(("embedded", "marked"), [(True, False), (False, True)])
def test_nothing_else_is_ever_forgotten(settings: Settings, embedded: bool, marked: bool) -> None:
    prepared(settings)
    if marked:
        (settings.state / UNFINISHED_DEMO).touch()
    first_start.forget_unfinished_demo(replace(settings, embedded=embedded))
    assert rows(settings, "SELECT count(*) FROM hub") == [(1,)]
