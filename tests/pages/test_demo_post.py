"""The demonstration's post office: reading what the hub sent, and writing to it."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlmodel import select

from hub.intake.ingest import read_due
from hub.intake.tables import RawMail
from hub.postal.imap import fetch_once
from hub.posting import post_due
from hub.store import Store
from tests.browsers import browser
from tests.cast import World, send, settings_for
from tests.mail_shop import a_mail, cases, documents
from tests.postal_servers import ImapServer, post_office
from workers.mailbox import keeper


@pytest.fixture
def office(tmp_path: Path) -> Iterator[ImapServer]:
    with post_office(tmp_path, inboxes="aanmelden@dijleland.example aanmelden@schelderand.example") as running:
        yield running


@pytest.fixture
def store(world: World, office: ImapServer) -> Iterator[Store]:
    settings = settings_for(
        world.store.settings.database_url, world.store.settings.redis_url, office.state,
        smtp_url=office.smtp_url, imap_urls=(office.url,),
    )  # fmt: skip
    own = Store(settings, pool_size=2)
    yield own
    own.close()


@pytest.fixture
def visitor(store: Store) -> Iterator[TestClient]:
    with browser(store.settings) as client:
        yield client


def read_mailbox(store: Store) -> int:
    [url] = store.settings.imap_urls
    fetch_once(url, keeper(store, url))
    return read_due(store)


WRITTEN: dict[str, Any] = {
    "from": "Els Dierckx <els@sintjans.example>", "to": "aanmelden@dijleland.example", "subject": "Zorgen",
    "text": "Noor komt niet meer.",
}  # fmt: skip


def test_a_mail_that_a_visitor_writes_becomes_a_case_and_its_answer_lies_in_the_office(
    world: World, store: Store, visitor: TestClient
) -> None:
    sent = send(
        visitor, "/demo/post/schrijf", WRITTEN, files={"files": ("attest.pdf", b"%PDF-1.4 attest", "application/pdf")}
    )
    assert sent.status_code == 303
    assert read_mailbox(store) == 1
    [case] = cases(world)
    assert (case.story, case.referrer_email) == ("Noor komt niet meer.", "els@sintjans.example")
    assert documents(world)[0].name == "attest.pdf"
    assert post_due(store) == 1
    page = visitor.get("/demo/post")
    assert case.number in page.text
    assert "els@sintjans.example" in page.text


def test_a_letter_shows_its_link_and_is_answered_on_the_same_case(
    world: World, store: Store, visitor: TestClient
) -> None:
    send(visitor, "/demo/post/schrijf", WRITTEN)
    read_mailbox(store)
    post_due(store)
    key = visitor.get("/demo/post").text.partition('href="/demo/post/')[2].partition('"')[0]
    page = visitor.get(f"/demo/post/{key}")
    assert 'href="http://testserver.local/mijn-aanmelding/' in page.text
    reply_to = page.text.partition('name="to" value="')[2].partition('"')[0]
    answered = send(visitor, "/demo/post/schrijf", {**WRITTEN, "to": reply_to, "subject": "Re", "text": "Nog iets."})
    assert answered.status_code == 303
    read_mailbox(store)
    assert len(cases(world)) == 1
    with world.desk() as work:
        assert set(work.session.exec(select(RawMail.outcome))) == {"referral", "message"}


def test_a_letter_as_it_looks_stands_in_a_page_of_its_own_that_runs_nothing(store: Store, visitor: TestClient) -> None:
    send(visitor, "/demo/post/schrijf", WRITTEN)
    read_mailbox(store)
    post_due(store)
    key = visitor.get("/demo/post").text.partition('href="/demo/post/')[2].partition('"')[0]
    page = visitor.get(f"/demo/post/{key}/zoals-het-kwam")
    assert page.headers["content-security-policy"].startswith("sandbox")
    assert "script-src" not in page.headers["content-security-policy"]


def test_files_that_are_dropped_arrive_byte_for_byte(world: World, store: Store, visitor: TestClient) -> None:
    odd = a_mail("Kapot", subject="kapot").replace(b'charset="utf-8"', b"charset=x-raar") + b"\xff\xfe\n"
    sent = send(
        visitor, "/demo/post/bestanden", {"drop_to": "aanmelden@schelderand.example"},
        files=[("mails", ("een.eml", odd, "message/rfc822")), ("mails", ("twee.eml", a_mail(), "message/rfc822"))],
    )  # fmt: skip
    assert sent.status_code == 303
    assert read_mailbox(store) == 2


def test_a_mail_to_nobody_is_refused_with_what_was_typed(visitor: TestClient) -> None:
    page = send(visitor, "/demo/post/schrijf", {**WRITTEN, "to": "iemand@elders.example", "from": "geen adres"})
    assert page.status_code == 422
    assert "Kies een adres van een meldpunt." in page.text
    assert "Vul een afzender in" in page.text
    assert "Noor komt niet meer." in page.text


def test_a_letter_that_is_not_there_is_not_found(visitor: TestClient) -> None:
    for path in ("weg", "..%2F..%2Fsecret", "weg/zoals-het-kwam", "weg/bijlage/0"):
        assert visitor.get(f"/demo/post/{path}").status_code == 404


def test_outside_the_demonstration_there_is_no_post_office(store: Store) -> None:
    with browser(dataclasses.replace(store.settings, demo=False)) as client:
        assert client.get("/demo/post").status_code == 404
