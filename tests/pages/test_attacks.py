"""What somebody tries who means harm, or who finds what was left lying about."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from litestar.testing import TestClient

from hub.app import create_app
from tests.cast import World, send

GUARDS = ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy")


@pytest.mark.parametrize("path", ["/er-is-niets", "/static/er-is-niets.js", "/"])
def test_a_page_that_says_no_is_guarded_like_every_other(world: World, path: str) -> None:
    with world.client() as visitor:
        answers = [visitor.get(path), visitor.put(path), visitor.post(path, data={})]
    for answer in answers:
        assert [name for name in GUARDS if name not in answer.headers] == []


def test_behind_tls_a_page_that_does_not_exist_asks_for_tls_too(world: World) -> None:
    settings = replace(world.store.settings, public_url="https://meldpunt.example")
    with TestClient(create_app(settings), base_url="https://meldpunt.example") as visitor:
        assert "strict-transport-security" in visitor.get("/er-is-niets").headers


def test_a_file_that_is_missing_for_a_moment_is_not_missed_for_a_year(world: World) -> None:
    with world.client() as visitor:
        assert "no-store" in visitor.get("/static/er-is-niets.js").headers["cache-control"]
        assert "immutable" in visitor.get("/static/favicon.svg").headers["cache-control"]


@pytest.mark.parametrize("body", ["a=1&" * 20_000, "a=" + "x" * 3_000_000])
def test_a_form_of_endless_fields_is_refused_before_it_is_read(world: World, body: str) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    with world.client() as visitor:
        for path in ("/aanmelden-met-account", "/aanmelden"):
            assert visitor.post(path, content=body, headers=kind).status_code == 413


def test_what_went_wrong_is_logged_without_what_was_typed(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    referral_id = world.refer()
    with world.client("Hilde Verbist") as hilde:
        change(world, "ALTER TABLE message ALTER COLUMN text TYPE varchar(5)")
        answer = send(hilde, f"/aanmeldingen/{referral_id}/notitie", {"kind": "note", "text": "Zwaantje belde."})
    said = "".join(capfd.readouterr())
    assert answer.status_code == 500
    assert "a page failed" in said
    assert "DataError" in said
    assert "clarify.py" in said
    assert "Zwaantje" not in said


def test_a_page_that_breaks_behind_a_link_does_not_log_the_link(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    token = "T" * 32
    with world.client() as visitor:
        change(world, "ALTER TABLE link RENAME COLUMN used_at TO gone_at")
        answer = visitor.get(f"/mijn-aanmelding/{token}")
    said = "".join(capfd.readouterr())
    assert answer.status_code == 500
    assert "a page failed" in said
    assert token not in said


def change(world: World, statement: str) -> None:
    """Something about the database that the pages do not expect."""
    with world.store.engine.begin() as owner:
        owner.execute(sa.text(statement))
