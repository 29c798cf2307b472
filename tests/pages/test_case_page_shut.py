"""The case page for those who may do less there: the duty desk, partners, visitors."""

from urllib.parse import quote

import pytest

from hub.dispatch import identity
from hub.dispatch.case import Stage
from hub.intake.tables import Document
from tests.cast import World, send
from tests.desk.test_completing import entries


def test_karim_of_the_duty_desk_notes_but_decides_nothing(world: World) -> None:
    noor = world.refer()
    with world.client("Karim Haddou") as karim:
        page = karim.get(f"/aanmeldingen/{noor}").text
        assert "Noteer iets" in page
        for word in ("Stel een vraag", "Schrijf de tafelkaart", "Trek de aanmelding in", "Neem zelf op"):
            assert word not in page
        noted = send(karim, f"/aanmeldingen/{noor}/notitie", {"kind": "call", "text": "Mama belde."})
        assert noted.status_code == 303
        assert send(karim, f"/aanmeldingen/{noor}/intrekken", {"note": ""}).status_code == 403
        assert karim.get(f"/aanmeldingen/{noor}/vlag").status_code == 403
    assert world.case(noor).stage == Stage.SUBMITTED


def test_a_restricted_reason_is_for_the_coordinator_only(world: World) -> None:
    noor = world.refer(main_reason="offences")
    with world.client("Hilde Verbist") as hilde, world.client("Karim Haddou") as karim:
        assert "feiten" in hilde.get(f"/aanmeldingen/{noor}").text
        page = karim.get(f"/aanmeldingen/{noor}").text
        assert "feiten" not in page
        assert "afgeschermd" in page


def test_a_restricted_document_has_no_name_for_the_duty_desk(world: World) -> None:
    from hub import blobs

    noor = world.refer()
    with world.desk() as work:
        case = work.session.get_one(identity.Referral, noor)
        blob = blobs.keep(work, case.hub_id, b"x")
        work.session.flush()
        work.session.add(
            Document(
                hub_id=case.hub_id, referral_id=noor, blob_id=blob.id, name="pv-politie.pdf", size=1,
                media_type="application/pdf", added_at=world.now, restricted=True,
            )
        )  # fmt: skip
    with world.client("Hilde Verbist") as hilde, world.client("Karim Haddou") as karim:
        assert "pv-politie.pdf" in hilde.get(f"/aanmeldingen/{noor}").text
        assert "pv-politie.pdf" not in karim.get(f"/aanmeldingen/{noor}").text


@pytest.mark.parametrize(
    ("name", "status"),
    [("Wim Peeters", 404), ("Nadia Pauwels", 404), ("Els Dierckx", 404), ("Lotte Wouters", 403), ("Bram Geerts", 403)],
)
def test_whoever_does_not_sit_at_the_desk_sees_nothing(world: World, name: str, status: int) -> None:
    noor = world.refer()
    with world.client(name) as client:
        for path in (f"/aanmeldingen/{noor}", "/aanmelding/CM-2026-00001", f"/aanmeldingen/{noor}/vraag"):
            answer = client.get(path)
            assert answer.status_code == status
            assert "El Amrani" not in answer.text
        for path in ("wie", "gelezen", "vraag", "intrekken"):
            assert send(client, f"/aanmeldingen/{noor}/{path}", {"text": "?"}).status_code == status
    assert len(entries(world, noor, "case.seen")) == 0


def test_a_visitor_is_asked_to_sign_in(world: World) -> None:
    noor = world.refer()
    with world.client() as visitor:
        for path in (f"/aanmeldingen/{noor}", "/aanmelding/CM-2026-00001", f"/aanmeldingen/{noor}/vraag"):
            answer = visitor.get(path, follow_redirects=False)
            assert (answer.status_code, answer.headers["location"]) == (303, f"/inloggen?next={quote(path, safe='')}")
        sent = send(visitor, f"/aanmeldingen/{noor}/notitie", {"text": "x"})
        assert sent.status_code == 403
        assert "Je bent niet meer ingelogd" in sent.text
