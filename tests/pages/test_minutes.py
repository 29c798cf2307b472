"""Minutes of a session: Hilde completes what the hub wrote, who sat there reads its own part, and then they stand."""

import io
from datetime import timedelta
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlmodel import col, select

from hub import links
from hub.clock import brussels_date, parse_moment, real_now
from hub.dispatch import agenda, claims, deciding
from hub.dispatch.case import Move
from hub.dispatch.minutes import circulating, writing
from hub.dispatch.minutes.minutes_tables import Brought, Minutes, MinutesAgreement, MinutesPoint, Reading
from hub.dispatch.sessions import attending
from hub.dispatch.sessions.attending import Whom
from hub.dispatch.sharing import recording
from hub.dispatch.sharing.gate import About, Said, Whose
from hub.dispatch.sharing.sharing_tables import SharingGround
from hub.home import today_minutes
from hub.ledger import Entry
from hub.letters import Letter
from hub.links import Link
from hub.people.tables import Membership, Secrecy
from hub.problems import NotAllowed, NotFound
from tests.cast import World, send
from tests.seated import seat_people
from tests.tables import SITTING, on_table, put_on_table, rows, takes_up

HERE = {"Kompas NAFT": "present", "Springplank": "present", "Buddyhuis": "present", "JAC De Haven (demo)": "excused"}
WRITTEN = {"remark": "De school belt vrijdag.", "what_0": "Bellen met de school", "owner_0": "kompas naft"}


@pytest.fixture
def sat(world: World) -> World:
    """On 22 September: Kompas took Noor up, Springplank did not; Sam waits; Yusuf of Buddyhuis reads no card of Noor,
    and nobody but Kompas one of Lina. Fien was excused."""
    seat_people(world)
    noor, sam, lina = on_table(world), world.refer(first_name="Sam", last_name="Janssens"), world.refer(
        first_name="Lina", last_name="Peeters"
    )  # fmt: skip
    put_on_table(world, sam)
    put_on_table(world, lina)
    world.ids |= {"Noor": noor, "Sam": sam, "Lina": lina}
    with world.desk() as work:
        for case, name, gets in ((noor, "Buddyhuis", "outcome"), *((lina, one, "nothing") for one in HERE)):
            row = work.session.get_one(SharingGround, (case, world[name]))
            row.gets = "card" if (case, name) == (lina, "Kompas NAFT") else gets
    with world.desk("Hilde Verbist", SITTING) as work:
        for name, state in HERE.items():
            who = world["Yusuf Aydin"] if name == "Buddyhuis" else None
            attending.mark(work, world["session"], Whom(organisation_id=world[name], person_id=who), state)
        attending.add_guest(work, world["session"], "Mia De Wit", "psycholoog")
    world.now = parse_moment(SITTING)
    claim = takes_up(world, "Nadia Pauwels", noor, "Kort traject", commitment="Twee keer per week.")
    with world.desk("Tom Claes") as work:
        claims.decline(work, noor, "staff")
    with world.desk("Hilde Verbist") as work:
        claims.confirm(work, claim, clb="Griet Somers")
        agenda.discuss(work, sam)
        deciding.park(work, sam, Move.WAIT, brussels_date(world.now) + timedelta(days=14))
        agenda.close_session(work, world["session"])
    return world


def base(world: World) -> str:
    return f"/tafel/{world['session']}/verslag"


def item(world: World, case: str) -> UUID:
    with world.desk() as work:
        asked = select(agenda.AgendaItem.id).where(agenda.AgendaItem.referral_id == world[case])
        return work.session.exec(asked).one()


def point(world: World, case: str, prefix: str, edition: int = 0, **typed: str) -> dict[str, str]:
    due = (brussels_date(real_now()) + timedelta(days=7)).isoformat()
    typed = {**WRITTEN, "due_0": due, **typed}
    fields = {f"{prefix}{name}": said for name, said in {**typed, "edition": str(edition)}.items()}
    return {**fields, "form": prefix, "item": str(item(world, case))}


def link_of(world: World, who: str) -> str:
    """The newest link to the minutes that this person was sent."""
    with world.desk() as work:
        mine = select(Reading.id).where(Reading.person_id == world[who])
        asked = select(Link).where(col(Link.noun_id).in_(mine)).order_by(col(Link.expires_at).desc()).limit(1)
        return links.path(work, work.session.exec(asked).one())


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
            seen = nadia.get(here).text
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
            assert "Goedgekeurd op" in new.get(link_of(sat, "Nadia Pauwels")).text
        # What was wrong after all is a version of its own, beside the one that stands.
        assert send(hilde, f"{base(sat)}/nieuwe-versie", {"version_reason": ""}).status_code == 422
        send(hilde, f"{base(sat)}/nieuwe-versie", {"version_reason": "De dag van de afspraak"})
        send(hilde, f"{base(sat)}/punt", point(sat, "Noor", "p1_", remark="De school belt donderdag."))
        assert "vrijdag" in hilde.get(f"{base(sat)}?versie=1").text
        with sat.client("Nadia Pauwels") as nadia:
            assert "De school belt vrijdag." in nadia.get(base(sat)).text
            assert "belt donderdag." not in nadia.get(base(sat)).text
        assert hilde.get(f"{base(sat)}.pdf").headers["content-type"] == "application/pdf"
    acts = [one.act for one in rows(sat, Entry)]
    assert acts.count("minutes.print") == 2
    assert {"minutes.begin", "minutes.send", "minutes.look", "minutes.approve", "minutes.new_version"} <= set(acts)
    assert [(one.version, one.state) for one in sorted(rows(sat, Minutes), key=lambda row: row.version)] == [
        (1, "approved"), (2, "draft"),
    ]  # fmt: skip


def test_each_reads_what_it_could_read_at_the_table(sat: World) -> None:
    with sat.desk("Hilde Verbist") as work:
        writing.write_point(work, sat["session"], item(sat, "Noor"), "Een opmerking over N.E.", [], 0)
        circulating.send(work, sat["session"])
    with sat.desk() as work:  # afterwards the file would let Tom read of Lina as well
        row = work.session.get_one(SharingGround, (sat["Lina"], sat["Springplank"]))
        row.gets, row.noted_at = "card", real_now()
    with sat.client("Tom Claes") as tom:
        text = tom.get(base(sat)).text
        assert ("Een dossier dat je niet ziet" in text, "L.P." in text) == (True, False)
        assert "Een opmerking over N.E." in text
        assert "Springplank neemt niet op" in text  # its own word
    with sat.client("Yusuf Aydin") as yusuf:
        text = yusuf.get(base(sat)).text
        assert "Je krijgt van deze vraag de uitkomst en de afspraken." in text
        assert ("Kompas NAFT neemt de leiding" in text, "N.E." in text) == (True, False)
    with sat.client("Fien Maes") as fien:  # has a seat, and was not there
        assert fien.get(base(sat)).status_code == 403
    for who, code in (("Wim Peeters", 404), ("Els Dierckx", 403), ("Lotte Wouters", 403)):
        with sat.client(who) as other:
            assert other.get(base(sat)).status_code in (code, 404), who
            assert other.get(f"{base(sat)}.pdf").status_code in (code, 404), who
    with sat.desk() as work:  # of the same partner, and not bound by professional secrecy
        asked = select(Membership).where(Membership.person_id == sat["Tom Claes"])
        work.session.exec(asked).one().secrecy = Secrecy.DISCRETION
    with sat.client("Tom Claes") as tom, sat.client() as by_link:
        assert "Een opmerking over N.E." in tom.get(base(sat)).text, "the youngster agreed to share"
        not_asked = recording.Typed({(About.SHARE, Whose.YOUNGSTER): Said.NOT_REACHED}, reason="Neemt niet op.")
        with sat.desk("Hilde Verbist") as work:
            recording.record(work, sat["Noor"], not_asked)
        for text in (tom.get(base(sat)).text, by_link.get(link_of(sat, "Tom Claes")).text):
            assert "N.E." not in text
            assert "Je krijgt van deze vraag de uitkomst en de afspraken." in text
    with sat.desk() as work:  # who takes its yes back is heard at once
        work.session.exec(asked).one().secrecy = Secrecy.PROFESSIONAL
        row = work.session.get_one(SharingGround, (sat["Noor"], sat["Springplank"]))
        row.gets = "nothing"
    with sat.client("Tom Claes") as tom:
        assert "Een opmerking over N.E." not in tom.get(base(sat)).text
    with sat.desk() as work:  # who led it and left its partner does not read on
        work.session.get_one(agenda.Session, sat["session"]).reporter_id = sat["Tom Claes"]
        work.session.exec(asked).one().until = brussels_date(sat.now)
    with pytest.raises((NotFound, NotAllowed)), sat.desk("Tom Claes") as work:
        circulating.take_back(work, sat["session"])
    with sat.client() as by_link:
        assert by_link.get(link_of(sat, "Tom Claes")).status_code == 404


def test_what_is_said_of_all_names_nobody_and_a_correction_stays_with_who_reads_that_case(sat: World) -> None:
    with sat.desk() as work:  # Yusuf reports, and gets of Noor the outcome
        work.session.get_one(agenda.Session, sat["session"]).reporter_id = sat["Yusuf Aydin"]
    with sat.desk("Yusuf Aydin") as work:
        writing.write_point(work, sat["session"], None, "Noor El Amrani en Sam Janssens komen terug.", [], 0)
        circulating.send(work, sat["session"])
    with sat.desk("Nadia Pauwels") as work:
        circulating.say(work, sat["session"], "Noor El Amrani slaapt bij oma.", item(sat, "Noor"))
    with sat.client("Yusuf Aydin") as yusuf, sat.client("Hilde Verbist") as hilde:
        assert "komen terug." in (text := yusuf.get(base(sat)).text)
        assert [one for one in ("slaapt bij oma", "El Amrani", "Janssens") if one in text] == []
        assert ("slaapt bij oma" in (seen := hilde.get(base(sat)).text), "El Amrani" in seen) == (True, False)
        with sat.desk() as work:
            next(one for one in work.session.exec(select(Reading)) if one.correction).settled_at = real_now()
            work.session.exec(select(Minutes)).one().read_until = brussels_date(real_now()) - timedelta(days=1)
        send(hilde, f"{base(sat)}/goedkeuren", {})
        named = {"version_reason": "Bij Noor El Amrani staat een foute dag."}
        for who, code in ((hilde, 422), (yusuf, 303)):
            assert send(who, f"{base(sat)}/nieuwe-versie", named).status_code == code
    newest = max(rows(sat, Minutes), key=lambda one: one.version)
    assert ("foute dag" in newest.reason, "El Amrani" in newest.reason) == (True, False)


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
