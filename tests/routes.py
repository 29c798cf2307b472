"""Every route of the hub, and a small world with one of everything that an address can name."""

import re
from datetime import timedelta
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest
from litestar.routes import HTTPRoute
from sqlmodel import select

from hub.app import create_app
from hub.clock import brussels_date
from hub.dispatch import agenda, cards, claims, clarify
from hub.dispatch.case_team import directing, mapping, planning
from hub.dispatch.minutes import beginning
from hub.dispatch.sharing import recording
from hub.dispatch.table_tables import Session
from hub.home.old_list import desk as old_list
from hub.intake import ingest
from hub.intake.arrival import store_raw
from hub.letters import Letter
from hub.partners import importing
from hub.people.absence_desk import go_away
from tests.cast import World, settings_for
from tests.desk.test_handing_over import offered
from tests.desk.test_keep_people import role_of
from tests.schools import as_csv

BRAM = "Bram Geerts"
# The slug of a page with several verbs, per route; any verb will do to learn whether one may come in.
SLUGS = {
    "/beheer/meldpunten/{hub_id:uuid}/klokken/{slug:str}": "partner_answer",
    "/beheer/meldpunten/{hub_id:uuid}/klokken/{slug:str}/standaard": "partner_answer",
    "/demo/na/{slug:str}": "noor",
    "/meldpunt/{slug:str}": "dijleland",
    "/aanmeldingen/{referral_id:uuid}/{slug:str}": "notitie",
    "/aanmeldingen/{referral_id:uuid}/gegevens/{slug:str}": "school",
    "/aanmeldingen/{referral_id:uuid}/gegevens/{slug:str}/toon": "school",
    "/tafel/{session_id:uuid}/zaak/{referral_id:uuid}/{slug:str}": "weiger",
    "/tafel/{session_id:uuid}/verslag/{slug:str}": "terug",
    "/trajecten/{track_id:uuid}/{slug:str}": "contact",
    "/antwoord/tafel/{token:str}/{item_id:uuid}/{slug:str}": "opname",
    "/antwoord/partner/{token:str}/{slug:str}/{item_id:uuid}": "traject",
    "/mijn-aanmelding/{token:str}/vul-aan/{slug:str}": "school",
    "/mijn-aanmelding/{token:str}/vul-aan/{slug:str}/onderweg": "school",
    "/mijn-aanmeldingen/{referral_id:uuid}/vul-aan/{slug:str}": "school",
    "/mijn-aanmeldingen/{referral_id:uuid}/vul-aan/{slug:str}/onderweg": "school",
}

# What an administrator keeps of a hub.
OF_A_HUB = (
    "", "/adressen", "/crisismodus", "/basisonderwijs", "/adressen/weg", "/gemeenten", "/gemeenten/{nis:str}",
    "/gemeenten/{nis:str}/weg", "/uren", "/uren/gesloten", "/overeenkomsten", "/overeenkomsten/functies",
    "/overeenkomsten/{nis:str}", "/overeenkomsten/{nis:str}/bewaar",
    "/wat-past", "/wat-past/terug", "/uren/weer-open", "/antwoorden", "/antwoorden/{answer_id:uuid}",
    "/antwoorden/{answer_id:uuid}/terug", "/reglement", "/delen", "/weekbrief", "/klokken", "/klokken/{slug:str}",
    "/klokken/{slug:str}/standaard",
)  # fmt: skip

# And of an organisation.
OF_AN_ORGANISATION = (
    "", "/werk-samen", "/clb", "/scholen", "/hervat", "/stop", "/verwijder", "/aanbod/nieuw",
)  # fmt: skip

# Minutes of a session, with who may go there (none named: everybody). Nobody is noted as present there.
_NAMED = (
    "Hilde Verbist",
    "Karim Haddou",
    "Wim Peeters",
    "Nadia Pauwels",
    "Lotte Wouters",
    "Bram Geerts",
    "Els Dierckx",
)
MINUTES: dict[str, tuple[str, ...]] = {
    **{f"/tafel/{{session_id:uuid}}/{one}": _NAMED[:1] for one in ("verslag", "verslag.pdf", "verslag/{slug:str}")},
    **{f"/antwoord/verslag/{{token:str}}{one}": () for one in ("", "/verslag.pdf")},
    "/verslagen": _NAMED, "/verslagen/soort": ("Hilde Verbist", "Bram Geerts"),
}  # fmt: skip

# Whether the hub goes: for monitors (numbers only with a token), and for the administrator.
MACHINERY: dict[str, tuple[str, ...]] = {
    "/health": (), "/ready": (), "/metrics": ("a monitor",),
    "/beheer/werking": (BRAM,), "/beheer/werking/opvolging": (BRAM,),
    "/beheer/werking/{kind:str}/{row_id:uuid}/opnieuw": (BRAM,),
}  # fmt: skip


@pytest.fixture
def somewhere(world: World) -> tuple[World, dict[str, str]]:
    """The world with one of everything that an address can name: Noor's case on the table, Kompas has a track in it."""
    return world, world.once("somewhere", lambda: one_of_everything(world))


def one_of_everything(world: World) -> dict[str, str]:
    noor = world.refer()
    with world.desk("Hilde Verbist") as work:
        clarify.ask(work, noor, "Sinds wanneer blijft ze weg?")
        card = cards.write_card(work, noor, cards.Written("N.E.", "Een plek om weer te landen."))
        cards.approve_card(work, card.referral_id)
        recording.all_agreed(work, card.referral_id)
        agenda.put_on_table(work, noor)
    with world.desk("Nadia Pauwels") as work:
        claim = claims.claim(work, noor, world.offer(work, "Kort traject").id)
    sam = world.refer(first_name="Sam", last_name="Janssens")
    with world.desk("Hilde Verbist") as work:
        card = cards.write_card(work, sam, cards.Written("S.J.", "Rust en ritme."))
        cards.approve_card(work, card.referral_id)
        recording.all_agreed(work, card.referral_id)
        sitting = work.session.get_one(Session, agenda.put_on_table(work, sam).session_id)
        asked = directing.ask(work, sam, f"{world['Kompas NAFT']}:{world['Nadia Pauwels']}").id
    with world.desk("Nadia Pauwels") as work:
        directing.answer(work, asked, takes=True)
        member = mapping.put_in(work, sam, mapping.Typed("Oma", "family"))
    with world.desk("Hilde Verbist") as work:
        agreed = planning.agree(work, sam, planning.Typed("Belt.", "desk", brussels_date(work.now)))
        track = claims.confirm(work, claim.id, brussels_date(work.now) + timedelta(days=14))
        beginning.begin(work, sitting)
        mail = store_raw(work, b"From: a@school.example\r\nTo: aanmelden@dijleland.example\r\n\r\nDag", "ingest", "x")
        letter = work.session.exec(select(Letter)).first()
        assert letter is not None
        case = world.case(sam)
        mail_id = mail.id
        work.asker = world.asker(work, BRAM)
        import_id = importing.upload(work, world["dijleland"], "school", as_csv([])).id
        work.asker = world.asker(work, "Hilde Verbist")
        list_id = old_list.upload(work, world["dijleland"], as_csv([]), "lijst.csv").id
        today = brussels_date(work.now)
        absent = go_away(work, world["dijleland"], world["Hilde Verbist"], today, today, None)
        names = {
            "member_id": member.id, "agreement_id": agreed.id,
            "import_id": import_id, "list_id": list_id, "absence_id": absent.id,
            "referral_id": sam, "track_id": track.id, "mail_id": mail_id, "letter_id": letter.id,
            "session_id": sitting.id, "offer_id": world.offer(work, "Kort traject").id, "number": case.number,
            "person_id": world["Hilde Verbist"], "label": "2026-2027", "file": "maanden.csv", "version": 0, "key": "x",
            "hub_id": world["dijleland"], "organisation_id": world["Kompas NAFT"], "table_id": sitting.table_id,
            "nis": "12025", "membership_id": role_of(world, "Hilde Verbist"),
        }  # fmt: skip
    ingest.read_due(world.store)
    names["hand_over_id"] = offered(world)
    return {name: str(value) for name, value in names.items()}


@cache
def all_routes() -> list[tuple[str, str]]:
    """(method, path) of every page of the hub, static files aside."""
    nowhere = settings_for("postgresql+psycopg://127.0.0.1:9/hub", "redis://127.0.0.1:9/0", Path())
    return [
        (method, route.path)
        for route in create_app(nowhere).routes
        if isinstance(route, HTTPRoute) and not route.path.startswith("/static")
        for method in sorted(route.methods & {"GET", "POST"})
    ]


def filled(path: str, names: dict[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        name, kind = found.group(1), found.group(2)
        if name == "slug":
            return SLUGS[path]
        return names.get(name) or {"uuid": str(uuid4()), "int": "0"}.get(kind, "x" * 32)

    return re.sub(r"{(\w+):(\w+)}", value, path)
