"""Each reads its own part of the minutes, and writes no more than it reads; who moved on does not read on."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlmodel import select

from hub.clock import brussels_date, real_now
from hub.dispatch import agenda
from hub.dispatch.expertise.tables import Expert
from hub.dispatch.minutes import circulating, writing
from hub.dispatch.minutes.minutes_tables import Minutes, Reading
from hub.dispatch.sessions.tables import Guest
from hub.dispatch.sharing import recording
from hub.dispatch.sharing.gate import About, Said, Whose
from hub.dispatch.sharing.sharing_tables import SharingGround
from hub.people.tables import Membership, Secrecy
from hub.problems import NotAllowed, NotFound
from tests.cast import World, send
from tests.minutes_sat import base, item, link_of, point, read_behind, sit
from tests.tables import rows


@pytest.fixture
def sat(world: World) -> World:
    return sit(world)


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
        for text in (tom.get(base(sat)).text, read_behind(by_link, link_of(sat, "Tom Claes"))):
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


def test_who_reports_writes_and_answers_nothing_about_a_case_that_it_does_not_read(sat: World) -> None:
    with sat.desk() as work:  # Tom of Springplank reports, and reads Noor's card
        work.session.get_one(agenda.Session, sat["session"]).reporter_id = sat["Tom Claes"]
    with sat.desk("Tom Claes") as work:
        writing.write_point(work, sat["session"], item(sat, "Noor"), "Ze sprak over zelfdoding.", [], 0)
        circulating.send(work, sat["session"])
    assert sat.case(sat["Noor"]).danger_at, "what a partner writes of a case is heard for danger"
    with sat.desk("Nadia Pauwels") as work:
        asked = circulating.say(work, sat["session"], "Het is donderdag.", item(sat, "Noor")).id
    with sat.desk() as work:  # the youngster takes its yes back
        work.session.get_one(SharingGround, (sat["Noor"], sat["Springplank"])).gets = "nothing"
    with sat.client("Tom Claes") as tom:
        settled = {"form": "l1_", "l1_settle": "We passen het aan.", "reading": str(asked)}
        assert send(tom, f"{base(sat)}/antwoord", settled).status_code == 404
        send(tom, f"{base(sat)}/terug", {})
        for case in ("Noor", "Lina"):
            assert send(tom, f"{base(sat)}/punt", point(sat, case, "p1_", edition=1)).status_code == 404, case
    assert [one.settled_at for one in rows(sat, Reading) if one.correction] == [None]


def test_who_moved_to_another_partner_at_the_same_table_leads_its_minutes_no_more(sat: World) -> None:
    with sat.desk() as work:
        work.session.get_one(agenda.Session, sat["session"]).reporter_id = sat["Tom Claes"]
    with sat.client("Tom Claes") as tom:
        assert "Opmerking en afspraken" in tom.get(base(sat)).text
        assert base(sat) in tom.get("/verslagen?jaar=2026-2027").text
    with sat.desk() as work:
        old = work.session.exec(select(Membership).where(Membership.person_id == sat["Tom Claes"])).one()
        old.until = brussels_date(sat.now) + timedelta(days=1)
        work.session.add(
            Membership(
                person_id=old.person_id, role=old.role, organisation_id=sat["Kompas NAFT"], secrecy=old.secrecy,
                since=old.until,
            )
        )  # fmt: skip
    with sat.client("Tom Claes") as tom:
        assert tom.get(base(sat)).status_code == 403
        assert base(sat) not in tom.get("/verslagen?jaar=2026-2027").text


def test_who_came_for_one_point_is_named_to_who_was_at_that_point_and_to_the_desk(sat: World) -> None:
    with sat.desk() as work:
        guest = work.session.exec(select(Guest)).one()
        session = work.session.get_one(agenda.Session, sat["session"])
        for name, case in (("Rik Noors", "Noor"), ("Lea Linas", "Lina")):
            work.session.add(
                Guest(
                    hub_id=guest.hub_id, session_id=session.id, name=name, capacity="leerkracht",
                    item_id=item(sat, case), invited_at=guest.invited_at, present=True,
                )
            )  # fmt: skip
        expert = Expert(
            hub_id=guest.hub_id, referral_id=sat["Lina"], name="Ans Wijs", email="ans@uz.example",
            invited_at=guest.invited_at,
        )  # fmt: skip
        work.session.add(expert)
        work.flush()
        work.session.add(
            Guest(
                hub_id=guest.hub_id, session_id=session.id, name="Ans Wijs", invited_at=guest.invited_at, present=True,
                expert_id=expert.id,
            )
        )  # fmt: skip
    with sat.desk("Hilde Verbist") as work:
        circulating.send(work, sat["session"])
    readers = {"Hilde Verbist": (True, True), "Tom Claes": (True, False), "Yusuf Aydin": (False, False)}
    for who, seen in readers.items():
        with sat.client(who) as reader:
            text = reader.get(base(sat)).text
            assert ("Rik Noors" in text, "Lea Linas" in text) == seen, who
            assert ("Ans Wijs" in text) == seen[1], "an expert comes for one case only"
            assert "Mia De Wit" in text, "who came for all of it is named to all"
    with sat.client("Tom Claes") as tom:
        pdf = PdfReader(io.BytesIO(tom.get(f"{base(sat)}.pdf").content))
        text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
        assert ("Rik Noors" in text, "Lea Linas" in text, "bij punt" in text) == (True, False, True)
