"""Pages that are open all day find what they show by indexes, and never read what a hub has gathered over the years."""

import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from litestar.testing import TestClient
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import select

from hub.dispatch.table_tables import AgendaItem
from hub.new_rows import NewRowsSession
from tests.cast import World
from tests.tables import on_table
from tools.noting import noted

# Of these there are more each year; others are as long as a hub has people and partners.
GROWS = {
    "referral", "youngster", "track", "message", "question", "letter", "document", "ledger", "claim", "decline",
    "agenda_item", "table_card", "contact", "raw_mail", "mail_referral", "file_scan", "noted_call", "lost_part",
}  # fmt: skip


def read_whole(world: World, name: str, path: str) -> list[str]:
    """The tables that questions of this page would read from end to end though they need a few rows, each with its
    question: PostgreSQL plans for whatever values are given, and takes an index wherever one serves."""
    with world.client(name) as client:
        client.get(path)
        with noted(world.store.engine) as told:
            assert client.get(path).status_code == 200
    found: list[str] = []
    with world.desk() as work:
        driver: Any = work.session.connection().connection.driver_connection
        driver.execute("SET LOCAL enable_seqscan = off")
        for text, _values in told:
            if text.startswith(("SELECT", "WITH")):
                explained = driver.execute(f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {numbered(text)}", prepare=False)
                found += [f"{table}: {text}" for table in from_end_to_end(explained.fetchone()[0][0]["Plan"])]
    return found


def numbered(text: str) -> str:
    """The question as PostgreSQL hears it: $1, $2, … where psycopg has names or %s."""
    places: list[str] = []

    def place(value: re.Match[str]) -> str:
        if value[0] == "%%":
            return "%"
        if value[0] == "%s" or value[0] not in places:
            places.append(value[0])
        return f"${len(places) if value[0] == '%s' else places.index(value[0]) + 1}"

    return re.sub(r"%\(\w+\)s|%s|%%", place, text)


def from_end_to_end(plan: dict[str, Any]) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in GROWS:
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from from_end_to_end(part)


def open_all_day(world: World) -> dict[str, dict[str, int]]:
    """Who has which pages open, each with how many of its questions may go through SQLAlchemy's session: to make
    objects of their rows takes ten times as long as a lookup."""
    case = on_table(world)
    with world.desk() as work:
        session = work.session.exec(select(AgendaItem.session_id).where(AgendaItem.referral_id == case)).one()
    return {
        "Hilde Verbist": {
            "/vandaag": 0, "/aanmeldingen": 1, "/radar": 3, "/radar/werklast": 1, "/radar/vooruit": 20,
            f"/aanmeldingen/{case}": 1, f"/tafel/{session}": 1,
            f"/tafel/{session}/zaak/{case}": 8,
        },
        "Nadia Pauwels": {"/partner": 0, "/trajecten": 0, f"/tafel/{session}/zaak/{case}": 1},
    }  # fmt: skip


def test_what_a_page_shows_is_found_and_not_looked_for_among_all_that_ever_was(world: World) -> None:
    pages = open_all_day(world)
    found = {path: read_whole(world, who, path) for who, paths in pages.items() for path in paths}
    assert {path: read for path, read in found.items() if read} == {}


def made_into_objects(client: TestClient, path: str) -> list[str]:
    """The questions of this page that go through SQLAlchemy's session."""
    made: list[str] = []

    def note(state: ORMExecuteState) -> None:
        made.append(str(state.statement))

    sa.event.listen(NewRowsSession, "do_orm_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        sa.event.remove(NewRowsSession, "do_orm_execute", note)
    return made


def test_a_page_makes_hardly_an_object_of_what_it_only_shows(world: World) -> None:
    for who, paths in open_all_day(world).items():
        with world.client(who) as client:
            for path, most in paths.items():
                made = made_into_objects(client, path)
                assert len(made) <= most, (path, made)
