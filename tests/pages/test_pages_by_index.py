"""Pages that are open all day find what they show by indexes, and never read what a hub has gathered over the years."""

import re
from collections.abc import Iterator
from typing import Any

from sqlmodel import select

from hub.dispatch.table_tables import AgendaItem
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


def test_what_a_page_shows_is_found_and_not_looked_for_among_all_that_ever_was(world: World) -> None:
    case = on_table(world)
    with world.desk() as work:
        session = work.session.exec(select(AgendaItem.session_id).where(AgendaItem.referral_id == case)).one()
    pages = {
        "Hilde Verbist": (
            "/vandaag", "/aanmeldingen", "/radar", f"/aanmeldingen/{case}", f"/tafel/{session}",
            f"/tafel/{session}/zaak/{case}",
        ),
        "Nadia Pauwels": ("/partner", "/trajecten", f"/tafel/{session}/zaak/{case}"),
    }  # fmt: skip
    found = {path: read_whole(world, who, path) for who, paths in pages.items() for path in paths}
    assert {path: read for path, read in found.items() if read} == {}
