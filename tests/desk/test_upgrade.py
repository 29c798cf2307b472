"""What a hub of an earlier release holds comes through the migrations whole, and is taken over as it stands."""

import gzip
import re
from pathlib import Path

import psycopg
import pytest

from hub.monitoring import roll_up
from hub.monitoring.check import check
from hub.settings import libpq_url
from hub.store import migrate
from tests.cast import World
from tools import dumps, odd_rows


@pytest.mark.parametrize("dump", dumps.known(), ids=lambda dump: dump.name)
def test_what_a_released_hub_holds_comes_whole_through_an_upgrade(
    dump: Path, empty_database: str, tmp_path: Path
) -> None:
    assert dumps.troubles_of_upgrade(empty_database, dump, tmp_path) == []


def test_the_first_release_is_among_them() -> None:
    assert "0001.sql.gz" in {dump.name for dump in dumps.known()}


def test_a_row_that_an_upgrade_loses_is_missed(empty_database: str) -> None:
    dumps.load(empty_database, dumps.known()[0])
    before = dumps.rows(empty_database)
    with psycopg.connect(libpq_url(empty_database)) as owner:
        owner.execute("DELETE FROM message WHERE id = (SELECT id FROM message LIMIT 1)")
    assert dumps.lost(before, dumps.rows(empty_database)) == [
        f"message: {before['message']} rows before, {before['message'] - 1} after"
    ]


@pytest.mark.parametrize("dump", dumps.known(), ids=lambda dump: dump.name)
def test_a_dump_holds_invented_people_only_and_nothing_of_the_machine_that_made_it(dump: Path) -> None:
    text = gzip.decompress(dump.read_bytes()).decode()
    addresses = set(re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.(\w+)", text))
    assert addresses <= {"example", "test"}
    assert not re.search(r"/(tmp|home|work|root)/", text)
    assert "PASSWORD" not in text


def test_an_upgrade_finds_back_of_which_track_each_contact_spoke(empty_database: str) -> None:
    dumps.load(empty_database, dumps.FOLDER / "0001.sql.gz")
    migrate(empty_database)
    with psycopg.connect(libpq_url(empty_database)) as owner:
        contacts = owner.execute("SELECT noun_id, at FROM ledger WHERE act = 'track.contact' ORDER BY noun_id, at")
        told = owner.execute("SELECT track_id, at FROM message WHERE track_id IS NOT NULL ORDER BY track_id, at")
        assert told.fetchall() == contacts.fetchall() != []


def test_an_upgrade_doubts_the_returned_letters_on_which_somebody_still_has_to_act(empty_database: str) -> None:
    dumps.load(empty_database, dumps.FOLDER / "0001.sql.gz")
    settled = "CASE WHEN id = (SELECT min(id::text)::uuid FROM letter) THEN now() END"
    kept = "SELECT bounce_reason, settled_at IS NULL, count(*) FROM letter GROUP BY 1, 2 ORDER BY 1"
    with psycopg.connect(libpq_url(empty_database)) as owner:
        changed = f"bounced_at = now(), bounce_reason = 'hard', parked_at = NULL, settled_at = {settled}"
        every = owner.execute(f"UPDATE letter SET {changed}").rowcount
    assert every > 1
    for revision, open_ones in (("head", "unproven"), ("0013", "hard"), ("head", "unproven")):
        migrate(empty_database, revision)
        with psycopg.connect(libpq_url(empty_database)) as owner:
            found = set(owner.execute(kept).fetchall())
        assert found == {("hard", False, 1), (open_ones, True, every - 1)}


def test_the_odd_rows_of_a_dump_are_rows_that_a_hub_can_hold(world: World) -> None:
    odd_rows.plant(world.store, world.now)
    roll_up.run(world.store)
    assert check(world.store) == []


def test_an_upgrade_keeps_forms_that_were_not_sent_and_ends_the_keys_that_a_browser_has(empty_database: str) -> None:
    """A link of before was mailed and shown, so nobody knows who has it: by the button another one is mailed."""
    dumps.load(empty_database, dumps.FOLDER / "0001.sql.gz")
    migrate(empty_database)
    migrate(empty_database, "0058")
    kept = "SELECT typed, mailed_to, form_key::text LIKE '1111%', link.browser_hash IS NULL FROM unsent_form"
    kept = f"{kept} JOIN link ON noun_id = unsent_form.id ORDER BY mailed_to"
    with psycopg.connect(libpq_url(empty_database)) as owner:
        for n, address in ((1, ""), (2, "els@sintjans.example")):
            form, key = f"0000000{n}-0000-4000-8000-000000000000", f"1111111{n}-0000-4000-8000-000000000000"
            owner.execute(
                "INSERT INTO unsent_form (id, hub_id, form_key, typed, mailed_to, saved_at)"
                " SELECT %s, id, %s, '{\"story\": \"Noor\"}', %s, now() FROM hub LIMIT 1", [form, key, address]
            )  # fmt: skip
            owner.execute(
                "INSERT INTO link (id, purpose, noun_id, token_hash, key_id, created_at, expires_at)"
                " VALUES (gen_random_uuid(), 'unsent', %s, %s, 'k', now(), now())", [form, address]
            )  # fmt: skip
    said = {"story": "Noor"}
    for revision, same_key, mailed in (("head", False, False), ("0058", False, True)):
        migrate(empty_database, revision)
        with psycopg.connect(libpq_url(empty_database)) as owner:
            found = owner.execute(kept).fetchall()
        assert found == [(said, "", True, mailed), (said, "els@sintjans.example", same_key, mailed)]
