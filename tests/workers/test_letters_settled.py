"""After a crash between the sending of a letter and its stamp: settled by asking where that can be, else sent again."""

import imaplib
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from hub import posting, work_rows
from hub.letters import Letter
from hub.postal.envelopes import seal
from hub.settling import FOUND
from hub.store import Store
from tests.machine import free_port
from tests.postal_servers import ImapServer, dovecot, post_office
from tests.posting import Desk, ids_of
from tests.smtp_peers import Peer


@pytest.fixture(params=["post office", "dovecot"])
def mailbox(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ImapServer]:
    with post_office(tmp_path) if request.param == "post office" else dovecot() as running:
        yield running


def crashes(desk: Desk) -> None:
    """A worker took what was due and was killed before it stamped anything; its lease ran out."""
    with desk.store.begin() as work:
        assert work_rows.lease(work.session, Letter, now=work.real, at_most=20, seconds=-1)


def keep_a_copy(desk: Desk, server: ImapServer, letter: Letter, folder: str = "Verzonden") -> None:
    """What Gmail and Microsoft 365 do with each mail that they send for this mailbox."""
    with desk.store.begin() as work:
        raw = seal(posting.envelope(work, letter)).raw
    parts = urlsplit(server.url)
    with imaplib.IMAP4("127.0.0.1", server.port) as client:
        client.login(parts.username or "", parts.password or "")
        client.create(folder)
        assert client.append(folder, None, None, raw)[0] == "OK"


def beside(desk: Desk, url: str) -> Store:
    return Store(replace(desk.settings, imap_urls=(url,)), pool_size=2)


def test_a_letter_of_which_the_mailbox_keeps_a_copy_does_not_go_again_and_any_other_does_under_its_own_id(
    desk: Desk, peer: Peer, mailbox: ImapServer
) -> None:
    desk.write(2)
    crashes(desk)
    left, stayed = desk.rows()
    keep_a_copy(desk, mailbox, left)
    store = beside(desk, f"{mailbox.url}?sent=Verzonden")
    assert posting.post_due(store) == 2
    store.close()
    assert list(ids_of(peer)) == [stayed.message_id]
    assert desk.row(left.id).server_answer == FOUND
    assert desk.row(left.id).done_at
    assert "queued" in (desk.row(stayed.id).server_answer or "")


@pytest.mark.parametrize("query", ["", "?sent=Verzonden"])
def test_where_nobody_can_be_asked_it_goes_again_under_the_same_message_id(desk: Desk, peer: Peer, query: str) -> None:
    desk.write(1)
    crashes(desk)
    store = beside(desk, f"imap://meldpunt:geheim@127.0.0.1:{free_port()}/INBOX{query}")
    assert posting.post_due(store) == 1
    store.close()
    (letter,) = desk.rows()
    assert ids_of(peer)[letter.message_id] == 1
    assert letter.unsure


def test_a_mailbox_that_takes_its_time_keeps_no_letter_of_which_all_is_known_beyond_its_lease(
    desk: Desk, peer: Peer
) -> None:
    desk.write(1, why="may have left")
    crashes(desk)
    desk.write(1, to="weg@sintjans.example", why="new")
    _unsure, new = desk.rows()
    posted_before: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hang_up() -> None:
            line, _address = listening.accept()
            posted_before.extend(ids_of(peer))
            line.close()

        asked = threading.Thread(target=hang_up)
        asked.start()
        store = beside(desk, f"imap://meldpunt:geheim@127.0.0.1:{listening.getsockname()[1]}/INBOX?sent=Verzonden")
        assert posting.post_due(store) == 2
        store.close()
        socket.create_connection(listening.getsockname()).close()  # so that nobody waits for who was never asked
        asked.join()
    assert posted_before == [new.message_id]


def test_a_letter_that_the_line_was_lost_with_may_have_left_and_one_that_was_refused_has_not(
    desk: Desk, peer: Peer
) -> None:
    (lost,) = desk.write(1, to="weg@sintjans.example", why="lost")
    peer.hangs_up_on = {"weg@sintjans.example"}
    desk.post()
    peer.says["els@sintjans.example"] = ["451 later"]
    (refused,) = desk.write(1, why="refused")
    desk.post()
    assert (desk.row(lost).unsure, desk.row(refused).unsure) == (True, False)
