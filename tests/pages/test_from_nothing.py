"""A real installation begins empty: An, its administrator, sets all of it up on the pages, and the hub works."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from litestar.testing import TestClient
from sqlmodel import col, select

from hub import links
from hub.clock import DayUnit, add_days, brussels_date, real_now
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.home import first_start
from hub.letters import MARKER, Letter
from hub.links import Link
from hub.store import Store
from tests.browsers import browser
from tests.cast import send, settings_for
from tests.pages.test_referral_form import ELS, key_on
from tests.tables import read_by_all


@dataclass
class Empty:
    """An installation on its first day: one hub that is not set up, one administrator."""

    store: Store

    @contextlib.contextmanager
    def browser(self, email: str | None = None) -> Iterator[TestClient]:
        """A browser in which the person with this address signed in by the link in its mail."""
        with browser(self.store.settings) as client:
            if email:
                assert send(client, "/inloggen", {"email": email}).status_code == 200
                address = self.link_mailed_to(email)
                assert send(client, address, {}, get_first=address).status_code == 303
            yield client

    def link_mailed_to(self, email: str) -> str:
        with self.store.begin() as work:
            asked = select(Letter).where(Letter.to_address == email, Letter.kind == "sign_in")
            letter = work.session.exec(asked.order_by(col(Letter.real_written_at).desc())).first()
            assert letter
            marker = MARKER.search(letter.body)
            assert marker
            link = work.session.get_one(Link, UUID(marker["id"]))
            return links.address(work, link).removeprefix("http://testserver.local")

    def only(self, table: Any) -> Any:
        with self.store.begin() as work:
            return work.session.exec(select(table)).one()


@pytest.fixture
def empty(fresh_database: str, redis_url: str, tmp_path: Path) -> Iterator[Empty]:
    store = Store(settings_for(fresh_database, redis_url, tmp_path, demo=False), pool_size=2)
    first_start.prepare(store, {"HUB_ADMIN_EMAIL": "an@hub.example", "HUB_ADMIN_NAME": "An Adams"}, lambda _line: None)
    yield Empty(store)
    store.close()


def done(answer: Any) -> str:
    """Where a form that was taken leads on to."""
    assert answer.status_code == 303, re.sub(r"\s+", " ", answer.text)
    return str(answer.headers["location"])


def to_do(client: TestClient) -> list[str]:
    """What the overview says that is still missing."""
    page = client.get("/beheer").text
    missing = page.partition("Nog te doen")[2].partition("In orde")[0]
    return re.findall(r'<a class="action-what stretched"[^>]*>([^<]+)</a>', missing)


def set_up(an: TestClient) -> None:
    """Everything that the checklist asks for, by following its links."""
    page = an.get("/beheer").text
    hub = re.search(r"/beheer/meldpunten/([0-9a-f-]{36})", page)
    assert hub
    about = f"/beheer/meldpunten/{hub[1]}"
    done(send(an, about, {
        "name": "Centraal Meldpunt Netevallei", "number_prefix": "NV", "phone": "014 00 00 00",
        "reading_hours": "elke schooldag tussen 9 en 12 uur", "email": "team@hub.example",
    }))  # fmt: skip
    assert "Mechelen" in an.get(f"{about}?gemeente=2800").text
    done(send(an, f"{about}/gemeenten", {"nis": "12025"}))
    assert "Mechelen hoort dan niet meer bij het werkingsgebied. Zeker?" in an.get(about).text
    gone = send(an, f"{about}/gemeenten/12025/weg", {})
    assert "Mechelen hoort niet meer bij het werkingsgebied." in an.get(gone.headers["location"]).text
    done(send(an, f"{about}/gemeenten", {"nis": "12025"}))
    refused = send(an, "/beheer/mensen/nieuw", {
        "name": "Hilde Verbist", "email": "hilde@hub.example", "role": "coordinator", "where": hub[1], "secrecy": "",
    })  # fmt: skip
    assert refused.status_code == 422
    assert "Kies welke geheimhouding voor deze persoon geldt." in refused.text
    person = {"secrecy": "professional_secrecy"}
    done(send(an, "/beheer/mensen/nieuw", {
        "name": "Hilde Verbist", "email": "hilde@hub.example", "role": "coordinator", "where": hub[1], **person,
    }))  # fmt: skip
    kompas = done(send(an, "/beheer/organisaties/nieuw", {
        "name": "Kompas", "kind": "naft", "place": "2800", "email": "team@kompas.example",
    }))  # fmt: skip
    done(send(an, "/beheer/mensen/nieuw", {
        "name": "Nadia Pauwels", "email": "nadia@kompas.example", "role": "partner_member",
        "where": kompas.rpartition("/")[2], **person,
    }))  # fmt: skip
    done(send(an, f"{kompas}/aanbod/nieuw", {
        "name": "Kort traject", "age_from": "12", "age_to": "18", "structures": "311", "area": "12025",
        "weeks": "2", "places": "4",
    }))  # fmt: skip
    table = re.search(r"/beheer/tafels/([0-9a-f-]{36})", an.get("/beheer/tafels").text)
    assert table
    done(send(an, f"/beheer/tafels/{table[1]}/zetels", {
        "organisation": kompas.rpartition("/")[2], "level": "co_working"
    }))  # fmt: skip
    day = add_days(brussels_date(real_now()), 3, DayUnit.SCHOOL_DAYS)
    done(send(an, f"/beheer/tafels/{table[1]}/zittingen", {"day": str(day), "time": "10:15", "room": "Zaal 1"}))


def test_an_reads_what_is_missing_and_sees_it_go(empty: Empty) -> None:
    with empty.browser("an@hub.example") as an:
        assert an.get("/", follow_redirects=False).headers["location"] == "/beheer"
        assert to_do(an) == [
            "Hoe jullie bereikbaar zijn", "Werkingsgebied", "Een coördinator", "Partners met mensen",
            "Aanbod van de partners", "Een dispatchtafel met zetels",
        ]  # fmt: skip
        set_up(an)
        assert to_do(an) == []
        assert "Alles is ingesteld" in an.get("/beheer").text
        assert "Kompas" in an.get("/beheer/organisaties?zoek=komp").text
        assert "Nadia Pauwels" in an.get("/beheer/mensen?zoek=kompas").text


def test_a_case_goes_all_the_way_at_a_hub_that_began_empty(empty: Empty) -> None:
    with empty.browser("an@hub.example") as an:
        set_up(an)
    with empty.browser() as els:
        data = {name: value for name, value in ELS.items() if name != "hub"}
        data |= {"form_key": key_on(els.get("/aanmelden")), "_csrf_token": els.cookies["hub_csrf"]}
        assert els.post("/aanmelden", data=data, files={"files": ("", b"")}, follow_redirects=False).status_code == 303
    case = empty.only(Referral)
    assert case.number.startswith("NV-")
    with empty.browser("hilde@hub.example") as hilde:
        card = f"/aanmeldingen/{case.id}/tafelkaart"
        shares = read_by_all(hilde.get(card).text)
        done(send(hilde, card, {"asked": "Een plek om te landen.", "do": "approve", **shares}))
        board = done(send(hilde, f"/aanmeldingen/{case.id}/op-tafel", {}))
        with empty.browser("nadia@kompas.example") as nadia:
            page = nadia.get(board).text
            assert "Een plek om te landen." in page
            offer = re.search(r'name="opname_offer" value="([^"]+)"', page)
            assert offer
            done(send(nadia, f"{board}/zaak/{case.id}/opname", {"opname_offer": offer[1], "opname_role": "lead"}))
        claim = re.search(r'name="bevestigen1_claim" value="([^"]+)"', hilde.get(f"{board}/zaak/{case.id}").text)
        assert claim
        start = brussels_date(real_now()) + timedelta(days=10)
        done(send(hilde, f"{board}/zaak/{case.id}/bevestigen", {
            "form": "bevestigen1", "bevestigen1_claim": claim[1], "bevestigen1_agreed_start": str(start),
            "bevestigen1_agreed_start_anyway": str(start),
        }))  # fmt: skip
    track = empty.only(Track)
    assert (track.stage, track.agreed_start) == ("accepted", start)
    assert empty.only(Referral).stage == "tracks"


def test_the_first_hub_has_a_table_and_an_organisation_of_its_own(empty: Empty) -> None:
    with empty.browser("an@hub.example") as an:
        assert "Dispatchtafel" in an.get("/beheer/tafels").text
        assert "het meldpunt zelf" in an.get("/beheer/organisaties").text
