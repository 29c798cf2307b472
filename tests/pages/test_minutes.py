"""Minutes of a session: Hilde completes what the hub wrote, who sat there reads its own part, and then they stand."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlmodel import select

from hub.clock import brussels_date, real_now
from hub.dispatch import agenda
from hub.dispatch.minutes import circulating
from hub.dispatch.minutes.minutes_tables import Brought, Minutes, MinutesAgreement, MinutesPoint, Reading
from hub.home import today_minutes
from hub.ledger import Entry
from hub.letters import Letter
from tests.cast import World, send
from tests.minutes_sat import base, item, link_of, point, read_behind, sit
from tests.tables import rows


@pytest.fixture
def sat(world: World) -> World:
    return sit(world)


def test_minutes_are_written_read_corrected_approved_and_printed(sat: World) -> None:
    with sat.client("Hilde Verbist") as hilde:
        assert "het verslag is nog een ontwerp" in hilde.get("/vandaag").text  # that was weeks ago
        draft = hilde.get(base(sat)).text
        for words in (
            "Kompas NAFT neemt de leiding met “Kort traject”", "Inzet: Twee keer per week.",
            "Springplank neemt niet op", "Op de wachtlijst. Opnieuw bekeken tegen", "Nadia Pauwels",
            "Verontschuldigd", "Mia De Wit",
        ):  # fmt: skip
            assert words in draft, words
        assert ("El Amrani" in draft, "None" in draft) == (False, False)
        # What cannot be taken comes back with what was typed beside it.
        numbered = send(hilde, f"{base(sat)}/punt", point(sat, "Noor", "p1_", what_0="Bel 85.07.30-033.28"))
        assert (numbered.status_code, "rijksregisternummer" in numbered.text) == (422, True)
        named = send(hilde, f"{base(sat)}/punt", point(sat, "Noor", "p1_", remark="Noor El Amrani belt zelf."))
        assert (named.status_code, "alleen initialen" in named.text) == (422, True)
        assert "Bellen met de school" in named.text
        send(hilde, f"{base(sat)}/punt", point(sat, "Noor", "p1_"))
        second = send(hilde, f"{base(sat)}/punt", point(sat, "Noor", "p1_", remark="Uit een ander venster."))
        assert (second.status_code, "Uit een ander venster." in second.text) == (409, True)
        assert [(one.owner, one.organisation_id) for one in rows(sat, MinutesAgreement)] == [
            ("kompas naft", sat["Kompas NAFT"])
        ]
        with sat.client("Nadia Pauwels") as nadia:  # a draft is no reading yet
            assert "wordt nog geschreven" in nadia.get(base(sat)).text
            assert "De school belt" not in nadia.get(base(sat)).text
        until = (brussels_date(real_now()) + timedelta(days=5)).isoformat()
        assert send(hilde, f"{base(sat)}/rondsturen", {"read_until": until}).status_code == 303
        subjects = [one.subject for one in rows(sat, Letter) if one.kind == "minutes_to_read"]
        assert len(subjects) == 3
        assert not any(name in " ".join(subjects) for name in ("Noor", "N.E", "Sam", "Janssens"))
        with sat.client() as nadia:  # behind her link, without signing in
            here = link_of(sat, "Nadia Pauwels")
            looks = len([one for one in rows(sat, Entry) if one.act == "minutes.look"])
            assert "De school belt vrijdag." not in nadia.get(here).text, "whoever looks into mails opens links too"
            assert nadia.get(f"{here}/verslag.pdf", follow_redirects=False).status_code == 303
            assert len([one for one in rows(sat, Entry) if one.act == "minutes.look"]) == looks
            seen = read_behind(nadia, here)
            assert len([one for one in rows(sat, Entry) if one.act == "minutes.look"]) > looks
            assert "De school belt vrijdag." in seen
            assert "Springplank neemt niet op" not in seen  # why another one does not is for the hub
            pdf = nadia.get(f"{here}/verslag.pdf")
            read = PdfReader(io.BytesIO(pdf.content))
            text = " ".join(" ".join(page.extract_text() for page in read.pages).split())
            assert "Twee keer per week." in text
            assert "El Amrani" not in text
            assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
            assert b"pdfuaid" in pdf.content  # accessible: PDF/UA
            wrong = send(nadia, here, {"said": "correction", "correction": "85.07.30-033.28"})
            assert wrong.status_code == 422
            send(nadia, here, {"said": "correction", "correction": "Het is donderdag.", "item": str(item(sat, "Noor"))})
        assert "iemand vroeg een verbetering van het verslag" in hilde.get("/vandaag").text
        early = send(hilde, f"{base(sat)}/goedkeuren", {})
        assert (early.status_code, "vroeg een verbetering" in early.text) == (409, True)
        reading = next(one for one in rows(sat, Reading) if one.correction)
        settled = {"form": "l1_", "l1_settle": "We passen het aan.", "reading": str(reading.id)}
        assert send(hilde, f"{base(sat)}/antwoord", settled).status_code == 303
        for who in ("Tom Claes", "Yusuf Aydin"):
            with sat.client(who) as reader:
                assert "te lezen tot en met" in reader.get("/partner").text
                assert send(reader, f"{base(sat)}/gelezen", {"said": "read"}).status_code == 303
        assert send(hilde, f"{base(sat)}/goedkeuren", {}).status_code == 303
        assert send(hilde, f"{base(sat)}/punt", point(sat, "Noor", "p1_", edition=1)).status_code == 409
        assert len([one for one in rows(sat, Letter) if one.kind == "minutes_approved"]) == 3
        with sat.client() as old, sat.client() as new:
            assert old.get(here).status_code == 404
            assert "Goedgekeurd op" in read_behind(new, link_of(sat, "Nadia Pauwels"))
        # What was wrong after all is a version of its own, beside the one that stands.
        assert send(hilde, f"{base(sat)}/nieuwe-versie", {"version_reason": ""}).status_code == 422
        send(hilde, f"{base(sat)}/nieuwe-versie", {"version_reason": "De dag van de afspraak"})
        send(hilde, f"{base(sat)}/punt", point(sat, "Noor", "p1_", remark="De school belt donderdag."))
        assert "vrijdag" in hilde.get(f"{base(sat)}?versie=1").text
        with sat.client("Nadia Pauwels") as nadia:
            assert "De school belt vrijdag." in nadia.get(base(sat)).text
            assert "belt donderdag." not in nadia.get(base(sat)).text
        assert hilde.get(f"{base(sat)}.pdf").headers["content-type"] == "application/pdf"
        assert "Gooi deze versie weg" in hilde.get(base(sat)).text
        assert send(hilde, f"{base(sat)}/weg", {}).status_code == 303
        assert send(hilde, f"{base(sat)}/weg", {}).status_code == 409, "what was approved stands"
        assert "De school belt vrijdag." in hilde.get(base(sat)).text
        send(hilde, f"{base(sat)}/nieuwe-versie", {"version_reason": "De dag van de afspraak"})
    acts = [one.act for one in rows(sat, Entry)]
    assert acts.count("minutes.print") == 2
    assert {"minutes.begin", "minutes.send", "minutes.look", "minutes.approve", "minutes.new_version"} <= set(acts)
    assert [(one.version, one.state) for one in sorted(rows(sat, Minutes), key=lambda row: row.version)] == [
        (1, "approved"), (2, "draft"),
    ]  # fmt: skip


def test_what_a_partner_brought_stands_there_only_with_its_permission(sat: World) -> None:
    noor = str(item(sat, "Noor"))
    typed = {"form": "t1_", "item": noor, "organisation": str(sat["Springplank"]), "t1_brought": "Ze kent de boksclub."}
    with sat.client("Hilde Verbist") as hilde, sat.client("Tom Claes") as tom, sat.client("Nadia Pauwels") as nadia:
        assert send(hilde, f"{base(sat)}/ingebracht", {**typed, "t1_brought": ""}).status_code == 422
        assert send(hilde, f"{base(sat)}/ingebracht", typed).status_code == 303
        row = rows(sat, Brought)[0]
        assert row.permitted is None
        assert send(nadia, f"{base(sat)}/ingebracht", {"brought": str(row.id), "said": "yes"}).status_code == 404
        assert "boksclub" in tom.get(base(sat)).text  # its own, also while the rest is a draft
        assert "Er staat iets van jullie klaar" in tom.get("/partner").text
        send(hilde, f"{base(sat)}/rondsturen", {})
        assert "boksclub" not in nadia.get(base(sat)).text
        here = link_of(sat, "Tom Claes")
        with sat.client() as by_link:
            assert send(by_link, here, {"brought": str(row.id), "said": "yes"}, get_first=here).status_code == 303
        assert "Springplank bracht in:" in nadia.get(base(sat)).text
        send(tom, f"{base(sat)}/ingebracht", {"brought": str(row.id), "said": "no"})
        assert "boksclub" not in nadia.get(base(sat)).text
        # Yusuf reads no card of Noor: nothing is brought there for Buddyhuis, and nothing by it.
        other = {**typed, "organisation": str(sat["Buddyhuis"])}
        assert send(hilde, f"{base(sat)}/ingebracht", other).status_code == 404
        own = {"form": "b1_", "item": noor, "organisation": str(sat["Kompas NAFT"]), "b1_brought": "Ze slaapt slecht."}
        send(nadia, f"{base(sat)}/ingebracht", {**own, "said": "yes"})
        for reader in (nadia, tom):
            send(reader, f"{base(sat)}/gelezen", {"said": "read"})
    with sat.desk("Hilde Verbist", sat.now + timedelta(days=30)) as work:
        work.session.exec(select(Minutes)).one().read_until = brussels_date(sat.now)
        circulating.approve(work, sat["session"])
    with sat.client("Nadia Pauwels") as nadia, sat.client("Tom Claes") as tom:
        late = send(nadia, f"{base(sat)}/ingebracht", {"brought": str(rows(sat, Brought)[0].id), "said": "yes"})
        assert late.status_code in (404, 409)
        text = tom.get(base(sat)).text
        assert ("Ze slaapt slecht." in text, "boksclub" in text) == (True, True)  # the second is Tom's own
        assert [one.brought["lines"] for one in rows(sat, MinutesPoint) if one.brought and one.brought["lines"]] == [
            [{"partner": "Kompas NAFT", "text": "Ze slaapt slecht."}]
        ]


def test_on_purpose_none_for_a_session_or_for_a_kind_of_table(sat: World) -> None:
    with sat.client("Hilde Verbist") as hilde:
        assert send(hilde, f"{base(sat)}/geen", {"none_reason": ""}).status_code == 422
        send(hilde, f"{base(sat)}/geen", {"none_reason": "We spraken alleen over afspraken."})
        assert "Bewust geen verslag" in hilde.get(base(sat)).text
        assert hilde.get(f"{base(sat)}.pdf").status_code == 404
        assert "Begin het verslag" not in send(hilde, f"{base(sat)}/toch", {}, follow_redirects=True).text
        kind = {"hub": str(sat["dijleland"]), "kind": "naft_dispatch"}
        assert send(hilde, "/verslagen/soort", {**kind, "reason": ""}).status_code == 422
        send(hilde, "/verslagen/soort", {**kind, "reason": "Zo spraken we af."})
        assert "Zo spraken we af." in hilde.get("/verslagen").text
    with sat.desk("Hilde Verbist") as work:
        assert today_minutes.waiting(work, [sat["dijleland"]]).items == []
        later = agenda.next_session(work, sat["dijleland"], sat.now)
        assert later is not None
        agenda.close_session(work, later.id, early=True)
        made = work.session.exec(select(Minutes).where(Minutes.session_id == later.id)).one()
        assert (made.state, made.reason) == ("none", "Zo spraken we af.")
    assert [one.act for one in rows(sat, Entry)].count("minutes.none") == 2
