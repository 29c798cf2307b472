"""The desk notes a call in one small form, finishes a concept, and saves the documents of a case."""

import re
from typing import Any
from uuid import UUID

import pytest
from litestar.testing import TestClient

from hub.dispatch.tables import Referral
from hub.intake import papers
from hub.intake.uploads import look
from hub.letters import Letter
from tests.cast import World, send
from tests.tables import rows

CALL = {
    "referrer_name": "Rik Maes", "referrer_kind": "clb", "referrer_email": "rik@clb.example",
    "main_reason": "motivation", "story": "Rik belde over Sam.", "first_name": "Sam",
}  # fmt: skip


def key_on(client: TestClient) -> str:
    found = re.search(r'name="form_key" value="([^"]+)"', client.get("/vandaag/noteer").text)
    assert found
    return found[1]


def note(client: TestClient, do: str = "submit", key: str = "", **changes: str) -> Any:
    data = {**CALL, "hub": "dijleland", "form_key": key or key_on(client), "do": do, **changes}
    return send(client, "/vandaag/noteer", data, get_first="/vandaag/noteer")


def document(world: World, case: UUID, name: str = 'verslag één "x".pdf', content: bytes = b"%PDF-1.7") -> UUID:
    with world.desk() as work:
        hub_id = world.case(case).hub_id
        return papers.add_documents(work, hub_id, [look(name, content)], referral_id=case)[0].id


def test_karim_notes_a_call_and_it_is_a_referral_with_a_receipt(world: World) -> None:
    with world.client("Karim Haddou") as karim:
        noted = note(karim)
    assert noted.status_code == 303
    (case,) = rows(world, Referral)
    assert (case.channel, case.stage, case.referrer_name) == ("phone", "submitted", "Rik Maes")
    assert [letter.to_address for letter in rows(world, Letter)] == ["rik@clb.example"]


def test_a_call_sent_twice_is_noted_once(world: World) -> None:
    with world.client("Karim Haddou") as karim:
        key = key_on(karim)
        assert note(karim, key=key).status_code == note(karim, key=key).status_code == 303
    assert len(rows(world, Referral)) == 1


def test_a_referral_by_telephone_needs_a_name_a_kind_and_a_reason_and_keeps_what_was_typed(world: World) -> None:
    with world.client("Karim Haddou") as karim:
        again = note(karim, referrer_name="", referrer_kind="", main_reason="")
    assert again.status_code == 422
    assert "Noteer wie er belde" in again.text
    assert "Rik belde over Sam." in again.text
    assert 'value="Sam"' in again.text
    assert rows(world, Referral) == []


def test_a_concept_is_kept_without_a_letter_and_finished_later_by_a_colleague(world: World) -> None:
    with world.client("Karim Haddou") as karim:
        assert note(karim, "concept", referrer_name="").status_code == 303
    (case,) = rows(world, Referral)
    assert (case.stage, rows(world, Letter)) == ("concept", [])
    here = f"/vandaag/concept/{case.id}"
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(here)
        assert "Rik belde over Sam." in page.text
        assert 'value="Sam"' in page.text
        assert send(hilde, here, {**CALL, "referrer_name": "", "do": "submit"}).status_code == 422
        assert send(hilde, here, {**CALL, "do": "submit"}).status_code == 303
        assert hilde.get(here).status_code == 409
    (case,) = rows(world, Referral)
    assert (case.stage, case.referrer_name) == ("submitted", "Rik Maes")
    assert len(rows(world, Letter)) == 1


def test_a_national_register_number_is_refused_in_a_note(world: World) -> None:
    with world.client("Karim Haddou") as karim:
        again = note(karim, "concept", story="Nummer 850730-033-28")
    assert again.status_code == 422
    assert "rijksregisternummer" in again.text
    assert rows(world, Referral) == []


@pytest.mark.parametrize(
    ("who", "status"), [("Nadia Pauwels", 403), ("Lotte Wouters", 403), ("Els Dierckx", 403), (None, 403)]
)
def test_who_is_not_of_a_desk_has_no_form_to_note_a_call(world: World, who: str | None, status: int) -> None:
    with world.client(who) as client:
        assert client.get("/vandaag/noteer", follow_redirects=False).status_code == (status if who else 303)
        assert send(client, "/vandaag/noteer", {**CALL, "do": "submit"}).status_code == status
    assert rows(world, Referral) == []


def test_wim_of_the_neighbour_notes_at_his_own_desk_and_sees_no_concept_of_ours(world: World) -> None:
    with world.client("Karim Haddou") as karim:
        note(karim, "concept")
    (case,) = rows(world, Referral)
    with world.client("Wim Peeters") as wim:
        assert note(wim, hub="dijleland").status_code == 404
        assert wim.get(f"/vandaag/concept/{case.id}").status_code == 404
        assert send(wim, f"/vandaag/concept/{case.id}", {**CALL, "do": "submit"}).status_code == 404
        assert note(wim, hub="schelderand").status_code == 303
    assert sorted(case.number[:2] for case in rows(world, Referral)) == ["CM", "SR"]


# Documents


def test_karim_saves_a_document_under_its_own_name_and_nothing_can_run(world: World) -> None:
    paper = document(world, world.refer())
    with world.client("Karim Haddou") as karim:
        file = karim.get(f"/documenten/{paper}")
    assert file.content == b"%PDF-1.7"
    assert file.headers["content-type"].startswith("application/pdf")
    assert file.headers["x-content-type-options"] == "nosniff"
    assert file.headers["cache-control"] == "no-store"
    assert file.headers["content-disposition"] == (
        "attachment; filename=\"verslag __n _x_.pdf\"; filename*=UTF-8''verslag%20%C3%A9%C3%A9n%20%22x%22.pdf"
    )


@pytest.mark.parametrize(
    ("who", "status"), [("Nadia Pauwels", 404), ("Wim Peeters", 404), ("Lotte Wouters", 403), (None, 303)]
)
def test_others_do_not_save_a_document(world: World, who: str | None, status: int) -> None:
    paper = document(world, world.refer())
    with world.client(who) as client:
        assert client.get(f"/documenten/{paper}", follow_redirects=False).status_code == status


def test_a_mail_file_with_a_national_register_number_is_for_the_coordinator(world: World) -> None:
    paper = document(world, world.refer(), "van-mama.eml", b"From: mama@thuis.example\r\n\r\nSam, 85.07.30-033.28")
    with world.client("Karim Haddou") as karim, world.client("Hilde Verbist") as hilde:
        assert karim.get(f"/documenten/{paper}").status_code == 403
        assert hilde.get(f"/documenten/{paper}").status_code == 200


def test_karim_whose_session_ended_reads_so_and_finds_his_words_again_in_the_tab(world: World) -> None:
    with world.client("Karim Haddou") as karim:
        assert 'data-keep="/vandaag/noteer"' in karim.get("/vandaag/noteer").text
        send(karim, "/uitloggen", {})
        answer = send(karim, "/vandaag/noteer", {"story": "Een mama belde."})
    assert answer.status_code == 403
    assert "Je bent niet meer ingelogd" in answer.text
    assert "/inloggen?next=%2Fvandaag%2Fnoteer" in answer.text


def test_what_arrived_is_forgotten_by_the_tab(world: World) -> None:
    with world.client("Karim Haddou") as karim:
        noted = note(karim)
        page = karim.get(noted.headers["location"])
    assert 'data-keep-done="/vandaag/noteer"' in page.text
