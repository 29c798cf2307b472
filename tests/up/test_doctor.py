"""Whoever sets up a hub asks what is wrong with it, and reads it in plain words."""

import dataclasses
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from hub import blobs
from hub.embedded.state import open_state
from hub.home.doctor import State, examine
from hub.hubs import hub_named
from hub.settings import Settings
from hub.store import migrate
from tests.cast import World
from tests.clamd import clamd
from tests.machine import free_port
from tests.postal_servers import post_office
from tests.smtp_peers import self_signed, smtp_peer
from tests.up.test_backup import hub


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A mailbox, a mail server and a proxy that leads to the hub, as the environment of a real hub names them."""
    folder = tmp_path_factory.mktemp("office")
    with post_office(folder, inboxes="meldpunt@hub.example") as office, smtp_peer() as smtp, web_page(b"ok\n") as url:
        yield {"imap_urls": (office.url,), "smtp_url": smtp.url, "public_url": url, "demo": False}


@contextmanager
def web_page(words: bytes, status: int = 200, shows: ssl.SSLContext | None = None) -> Iterator[str]:
    """The address of a web server that answers everything with the same words, with TLS when it `shows` something."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(words)

        def log_message(self, *_said: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        if shows:
            server.socket = shows.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"{'https' if shows else 'http'}://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def settings(world: World, outside: dict[str, Any]) -> Settings:
    return dataclasses.replace(world.store.settings, **outside)


def wrong(settings: Settings) -> dict[str, str]:
    return {one.what: one.sentence for one in examine(settings) if one.state is State.WRONG}


def test_of_a_hub_that_is_well_nothing_is_wrong_and_everything_was_looked_at(settings: Settings) -> None:
    seen = list(examine(settings))
    assert [one for one in seen if one.state is State.WRONG] == []
    assert {one.what for one in seen} == {
        "database", "clock", "tables", "secret", "workers", "broker", "mailbox", "senders", "SMTP", "virus scanner",
        "time zone", "disk", "public URL",
    }  # fmt: skip
    [believed] = [one for one in seen if one.what == "senders"]
    assert (believed.state, "HUB_AUTHSERV_ID is not set" in believed.sentence) == (State.NOTE, True)
    named = dataclasses.replace(settings, authserv_ids=("mx.hub.example",))
    assert [one.state for one in examine(named) if one.what == "senders"] == [State.FINE]
    [scanner] = [one for one in seen if one.what == "virus scanner"]
    assert (scanner.state, "HUB_CLAMD_URL is not set" in scanner.sentence) == (State.NOTE, True)
    with clamd() as beside:
        [found] = [
            one for one in examine(dataclasses.replace(settings, clamd_url=beside.url)) if one.what == scanner.what
        ]
    assert (found.state, found.sentence[:12]) == (State.FINE, "ClamAV 1.4.3")
    assert "stay shut" in wrong(dataclasses.replace(settings, clamd_url=beside.url))["virus scanner"]
    [office] = [one.sentence for one in seen if one.what == "mailbox"]
    assert office.endswith("opens; 0 mails wait in INBOX.")


def test_what_is_out_of_reach_is_named_and_the_rest_is_looked_at_all_the_same(settings: Settings) -> None:
    nowhere = free_port()
    away = dataclasses.replace(
        settings, redis_url=f"redis://127.0.0.1:{nowhere}/0", smtp_url=f"smtp://127.0.0.1:{nowhere}",
        database_url=f"postgresql+psycopg://hub:geheim@127.0.0.1:{nowhere}/hub",
        imap_urls=(f"imap://meldpunt:geheim@127.0.0.1:{nowhere}/INBOX",),
    )  # fmt: skip
    found = wrong(away)
    assert set(found) == {"database", "broker", "SMTP", "mailbox"}
    assert "geheim" not in str(found)


def test_a_wrong_password_of_the_mailbox_is_said_in_the_servers_words(settings: Settings) -> None:
    [url] = settings.imap_urls
    scheme, rest = url.split("://")
    locked = dataclasses.replace(settings, imap_urls=(f"{scheme}://meldpunt:fout@{rest.split('@')[1]}",))
    assert "cannot be opened" in wrong(locked)["mailbox"]
    assert "fout" not in wrong(locked)["mailbox"]


def test_tables_of_an_older_version_are_brought_up_to_date_with_one_command(settings: Settings) -> None:
    migrate(settings.database_url, "0001")
    assert "run `hub migrate`" in wrong(settings)["tables"]


def test_an_empty_database_says_what_comes_first(settings: Settings, empty_database: str) -> None:
    assert "run `hub migrate`" in wrong(dataclasses.replace(settings, database_url=empty_database))["tables"]


def test_a_secret_that_is_gone_is_missed(world: World, settings: Settings) -> None:
    with world.desk() as work:
        blobs.keep(work, hub_named(work.session, None).id, b"a mail")
    other = dataclasses.replace(settings, secret_keys=("another-secret-that-is-quite-long-enough",))
    assert "list it after the new one" in wrong(other)["secret"]
    both = dataclasses.replace(settings, secret_keys=(*other.secret_keys, *settings.secret_keys))
    assert "secret" not in wrong(both)


def test_an_address_without_tls_or_with_somebody_else_behind_it_is_wrong(settings: Settings) -> None:
    with web_page(b"It works!") as url:
        assert "something else" in wrong(dataclasses.replace(settings, public_url=url))["public URL"]
    with web_page(b"<h1>502 Bad Gateway</h1>", 502) as url:
        seen = list(examine(dataclasses.replace(settings, public_url=url)))
    assert [one.sentence for one in seen if one.what == "public URL"] == [
        f"{url} answers with 502 Bad Gateway: does `hub serve` listen where the proxy looks for it?"
    ]
    plain = dataclasses.replace(settings, public_url="http://meldpunt.invalid")
    assert "put a proxy with TLS" in wrong(plain)["public URL"]


def test_a_certificate_that_nobody_trusts_is_not_taken_for_a_hub_that_is_off(
    settings: Settings, tmp_path: Path
) -> None:
    _file, shows = self_signed(tmp_path)
    with web_page(b"ok\n", shows=shows) as url:
        seen = list(examine(dataclasses.replace(settings, public_url=url, trusted_proxies=("127.0.0.1",))))
    [said] = [one.sentence for one in seen if one.what == "public URL"]
    assert "let this machine trust who signed it" in said
    assert "running" not in said


def test_the_command_ends_with_one_when_something_is_wrong(tmp_path: Path) -> None:
    open_state(tmp_path / "state")
    said = hub(tmp_path / "state", "doctor", HUB_DEMO="0")
    assert (said.returncode, "WRONG SMTP" in said.stdout) == (1, True), said.stdout
    assert "note  mailbox" in said.stdout
    assert "lines marked WRONG" in said.stderr
