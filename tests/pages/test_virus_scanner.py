"""Beside a virus scanner: what it finds is refused, what waits for it is kept and stays shut, and nothing is lost."""

import dataclasses
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from hub.blobs import Blob
from hub.clock import real_now
from hub.dispatch.tables import Referral
from hub.home.health import look
from hub.intake import drawing, scans
from hub.intake.drawing import Drawn
from hub.intake.tables import Document, FileScan, MailOutcome
from tests.browsers import token_in
from tests.cast import World, send
from tests.clamd import WORM, clamd
from tests.databases import KeptStore
from tests.machine import free_port
from tests.mail_shop import arrives, the_mail
from tests.pages.test_import_pages import PLACE as SITES
from tests.pages.test_import_pages import upload
from tests.pages.test_old_list_pages import PLACE as LISTS
from tests.pages.test_old_list_pages import upload as old_list_upload
from tests.pages.test_referral_form import count, open_form, post

GOOD = ("files", ("verslag.pdf", b"%PDF-1.7 afwezigheden", "application/pdf"))
BAD = ("files", ("brief.txt", b"Beste, " + WORM, "text/plain"))


def beside(world: World, url: str) -> World:
    """The same hub, told that a scanner answers there."""
    return World(KeptStore(dataclasses.replace(world.store.settings, clamd_url=url)), world.ids, world.now)


def look_again(world: World) -> int:
    """The worker comes by when everything that waits is due."""
    with world.desk() as work:
        work.session.execute(sa.update(FileScan).values(due_at=FileScan.due_at - timedelta(hours=1)))
    return scans.run_due(world.store)


def ids(world: World) -> dict[str, Any]:
    with world.desk() as work:
        return {document.name: document.id for document in work.session.exec(select(Document))}


def mail(content: bytes) -> bytes:
    made = EmailMessage()
    made["From"], made["To"] = "Els Dierckx <els@sintjans.example>", "aanmelden@dijleland.example"
    made["Subject"], made["Message-ID"] = "Een leerling", "<bijlage@sintjans.example>"
    made.set_content("Een leerling van het derde jaar komt al weken niet.")
    made.add_attachment(content, maintype="text", subtype="plain", filename="bijlage.txt")
    return made.as_bytes()


def test_what_the_scanner_finds_is_refused_and_the_rest_is_kept_with_every_word(world: World) -> None:
    with clamd() as scanner, beside(world, scanner.url).client() as els:
        again = post(els, open_form(els), files=[GOOD, BAD])
        assert again.status_code == 422
        assert "In “brief.txt” zit een virus. We bewaarden het niet." in again.text
        assert "verslag.pdf" in again.text
        assert "Noor komt al drie weken niet." in again.text
        assert len(scanner.looked) == 2
        with beside(world, scanner.url).client("Bram Geerts") as bram:
            assert "In dit bestand zit een virus." in upload(bram, WORM).text
    assert (count(world, Blob), count(world, FileScan)) == (1, 0)


def test_a_list_goes_to_no_scanner_before_somebody_may_give_it(world: World) -> None:
    """Neither from somebody without the right, nor from Hilde for a hub that is not hers, nor from who is not there."""
    with clamd() as scanner:
        hub = beside(world, scanner.url)
        elsewhere = {"hub": str(world["schelderand"])}
        given: tuple[tuple[str | None, str, dict[str, str], int], ...] = (
            ("Nadia Pauwels", LISTS, {}, 403), ("Hilde Verbist", LISTS, elsewhere, 404), (None, LISTS, {}, 403),
            ("Nadia Pauwels", SITES, {}, 403), ("Bram Geerts", SITES, elsewhere, 404), (None, SITES, {}, 403),
        )  # fmt: skip
        for who, place, more, answer in given:
            with hub.client(who) as client:
                client.get("/inloggen")
                data, file = {"_csrf_token": token_in(client), **more}, ("lijst.csv", WORM)
                sent = client.post(place, data=data, files={"file": file}, follow_redirects=False)
                assert (who, sent.status_code) == (who, answer)
        assert scanner.looked == []
        with hub.client("Hilde Verbist") as hilde:
            assert "In dit bestand zit een virus." in old_list_upload(hilde, WORM).text
        assert len(scanner.looked) == 1


def test_while_the_scanner_is_away_files_are_kept_shut_until_it_looked_and_the_desk_hears_of_a_virus(
    world: World,
) -> None:
    port = free_port()
    hub = beside(world, f"tcp://127.0.0.1:{port}")
    with hub.client() as els, hub.client("Hilde Verbist") as hilde:
        assert post(els, open_form(els), files=[GOOD, BAD]).status_code == 303
        found = ids(hub)
        with hub.desk() as work:
            case = f"/aanmeldingen/{work.session.exec(select(Referral.id)).one()}"
        waiting = hilde.get(f"/documenten/{found['verslag.pdf']}")
        assert (waiting.status_code, "wordt nog nagekeken op virussen" in waiting.text) == (409, True)
        assert hilde.get(case).text.count("wordt nog nagekeken op virussen") == 2
        assert look_again(hub) == 0
        assert "oldest_unscanned_file" in look(hub.store, real_now() + timedelta(hours=2)).late
        with clamd(port):
            assert look_again(hub) == 2
        taken = hilde.get(f"/documenten/{found['verslag.pdf']}")
        assert (taken.status_code, taken.content) == (200, GOOD[1][1])
        shut = hilde.get(f"/documenten/{found['brief.txt']}")
        assert (shut.status_code, "zit een virus" in shut.text, WORM.decode() in shut.text) == (409, True, False)
        assert "er zit een virus in: Test.Worm-1" in hilde.get("/vandaag").text
        seen = send(hilde, f"/documenten/{found['brief.txt']}/nagekeken", {})
        assert seen.headers["location"] == f"{case}#documenten"
        assert "Bestanden die dicht blijven" not in hilde.get("/vandaag").text
        page = hilde.get(case).text
        assert ("virus gevonden, blijft dicht" in page, "/nagekeken" in page) == (True, False)
    with world.client("Hilde Verbist") as hilde:  # the hub has no scanner any more
        assert hilde.get(f"/documenten/{found['brief.txt']}").status_code == 409


def test_a_mail_has_its_outcome_at_once_and_what_it_brings_waits_for_the_scanner(world: World) -> None:
    with clamd() as scanner:
        hub = beside(world, scanner.url)
        came = arrives(hub, mail(WORM))
        assert (came.outcome, came.attachments) == (MailOutcome.REFERRAL, 1)
        assert scanner.looked == []
        with hub.desk() as work:
            [document] = work.session.exec(select(Document))
        original = f"/vandaag/mails/{document.raw_mail_id}"
        with hub.client("Hilde Verbist") as hilde:
            assert hilde.get(f"{original}/origineel").status_code == 409
            scanner.most = 4
            assert look_again(hub) == 0
            assert "de virusscanner kon het niet nakijken" in hilde.get("/vandaag").text
            assert "kon niet nagekeken worden op virussen" in hilde.get(original).text
            scanner.most = 1000
            send(hilde, f"/documenten/{document.id}/nagekeken", {})
            assert look_again(hub) == 1
            assert hilde.get(f"{original}/origineel").status_code == 409
            assert "virus gevonden, blijft dicht" in hilde.get(original).text
            with hub.desk("Hilde Verbist") as work:
                drawing.draw(work, the_mail(hub).id, [Drawn(first_name="Jan")])
            assert hilde.get("/vandaag").text.count("er zit een virus in") == 1, "one file, of two cases by now"


def test_a_file_that_cannot_be_opened_keeps_no_other_waiting(world: World) -> None:
    port = free_port()
    hub = beside(world, f"tcp://127.0.0.1:{port}")
    with hub.client() as els:
        assert post(els, open_form(els), files=[GOOD, BAD]).status_code == 303
    with hub.desk() as work:
        first = work.session.exec(select(FileScan).order_by(col(FileScan.due_at), col(FileScan.id))).first()
        assert first
        work.session.execute(sa.update(Blob).where(col(Blob.id) == first.blob_id).values(key_id="nergens"))
    with clamd(port):
        assert look_again(hub) == 1


def test_without_a_scanner_nothing_waits(world: World) -> None:
    arrives(world, mail(WORM))
    with world.client() as els, world.client("Hilde Verbist") as hilde:
        assert post(els, open_form(els), files=[GOOD]).status_code == 303
        assert [hilde.get(f"/documenten/{one}").status_code for one in ids(world).values()] == [200, 200]
    assert count(world, FileScan) == 0
