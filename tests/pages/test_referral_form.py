"""The web form in a browser without JavaScript: nothing typed is lost, one referral for one form."""

import dataclasses
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from litestar.testing import TestClient
from sqlmodel import select

from hub import two_faces
from hub.dispatch.tables import Referral
from hub.intake.tables import Document
from hub.letters import Letter
from tests.browsers import browser, token_in
from tests.cast import World
from tests.full_disk import no_room_for
from tests.machine import PATIENCE

ELS = {
    "hub": "dijleland", "referrer_name": "Els Dierckx", "referrer_function": "zorgcoördinator",
    "referrer_organisation": "Sint-Jansatheneum (demo)", "referrer_kind": "school",
    "referrer_email": "els@sintjans.example", "referrer_phone": "015 00 00 01", "clb_contact": "Griet Somers",
    "subject_kind": "pupil", "first_name": "Noor", "last_name": "El Amrani", "birth_date_day": "4",
    "birth_date_month": "3", "birth_date_year": "2011", "postcode": "2800", "school_name": "Sint-Jansatheneum (demo)",
    "structure": "311", "main_reason": "truancy", "story": "Noor komt al drie weken niet.\nZe zegt <niets>.",
}  # fmt: skip
PDF = ("verslag.pdf", b"%PDF-1.7 afwezigheden", "application/octet-stream")


def key_on(page: Any) -> str:
    found = re.search(r'name="form_key" value="([^"]+)"', page.text)
    assert found
    return found[1]


def open_form(client: TestClient, path: str = "/aanmelden") -> str:
    return key_on(client.get(path))


def post(client: TestClient, key: str, files: Any = None, **changes: str | list[str]) -> Any:
    data = {**ELS, "_csrf_token": token_in(client), "form_key": key, **changes}
    files = files if files is not None else {"files": ("", b"")}
    return client.post("/aanmelden", data=data, files=files, follow_redirects=False)


def count(world: World, table: Any) -> int:
    with world.desk() as work:
        return int(work.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def all_referrals(world: World) -> list[Referral]:
    with world.desk() as work:
        return list(work.session.exec(select(Referral)))


def test_els_reads_who_reads_it_when_and_whom_to_call_in_danger(world: World) -> None:
    with world.client() as els:
        page = els.get("/aanmelden").text
    assert "elke schooldag tussen 9 en 16 uur" in page
    for number in ("112", "1813", "1712"):
        assert number in page


def test_els_refers_noor_and_gets_a_number_a_date_and_a_link(world: World) -> None:
    with world.client() as els:
        sent = post(els, open_form(els), files={"files": PDF})
        assert sent.status_code == 303
        receipt = els.get(sent.headers["location"])
    (case,) = all_referrals(world)
    assert case.number in receipt.text
    assert "els@sintjans.example" in receipt.text
    assert "/mijn-aanmelding/" in receipt.text
    assert "Noor" not in receipt.text
    assert (case.story, case.school_nis) == (ELS["story"], "12025")


def test_a_mistake_loses_nothing_that_was_typed_and_no_file(world: World) -> None:
    with world.client() as els:
        key = open_form(els)
        again = post(els, key, files={"files": PDF}, referrer_email="els", urgent="1", urgency_motive="")
        assert again.status_code == 422
        assert "Dit lijkt geen e-mailadres" in again.text
        assert "Leg kort uit waarom" in again.text
        for typed in ("Els Dierckx", "zorgcoördinator", "015 00 00 01", "Griet Somers", "El Amrani", 'value="2011"'):
            assert typed in again.text
        assert "Noor komt al drie weken niet.\nZe zegt &lt;niets&gt;." in again.text
        assert re.search(r'value="truancy" checked', again.text)
        assert '<option value="311" selected>' in again.text
        assert "verslag.pdf" in again.text
        assert count(world, Referral) == 0
        assert post(els, key_on(again)).status_code == 303
    with world.desk() as work:
        document = work.session.exec(select(Document)).one()
        assert document.referral_id
        assert document.media_type == "application/pdf"


def test_a_file_that_was_kept_can_be_taken_out_again(world: World) -> None:
    with world.client() as els:
        key = open_form(els)
        again = post(els, key, files={"files": PDF}, story="")
        kept = re.search(r'name="drop_files" value="([^"]+)"', again.text)
        assert kept
        again = post(els, key, story="", drop_files=kept[1])
    assert "verslag.pdf" not in again.text
    assert count(world, Document) == 0


def test_a_program_is_refused_by_name_while_the_good_file_stays(world: World) -> None:
    with world.client() as els:
        program = ("files", ("start.exe", b"MZ", "application/pdf"))
        again = post(els, open_form(els), files=[program, ("files", PDF), ("files", ("foto.pdf", two_faces.EICAR))])
    assert again.status_code == 422
    assert "start.exe" in again.text
    assert "programma" in again.text
    assert "“foto.pdf” is het testbestand" in again.text
    assert "verslag.pdf" in again.text


def test_of_eleven_files_ten_are_kept_and_the_form_says_so(world: World) -> None:
    with world.client() as els:
        again = post(els, open_form(els), files=[("files", (f"{n}.txt", b"een blad")) for n in range(11)])
        assert again.status_code == 422
        assert "hoogstens 10" in again.text
        assert count(world, Document) == 10
        assert post(els, key_on(again)).status_code == 303


def test_a_national_register_number_is_refused_where_it_was_typed(world: World) -> None:
    with world.client() as els:
        again = post(els, open_form(els), story="Haar nummer is 85.07.30-033.28, vraag het na.")
    assert again.status_code == 422
    assert "rijksregisternummer" in again.text
    assert count(world, Referral) == 0


def test_a_double_click_leads_to_the_one_receipt(world: World) -> None:
    with world.client() as els:
        key = open_form(els)
        first, second = post(els, key), post(els, key)
    assert first.headers["location"] == second.headers["location"]
    assert count(world, Referral) == 1
    assert count(world, Letter) == 2  # the receipt, and the question to the CLB


def test_two_identical_posts_at_once_make_one_referral(world: World) -> None:
    with world.client() as one, world.client() as other:
        key, together = open_form(one), threading.Barrier(2)
        other.cookies.update(one.cookies)

        def press(client: TestClient) -> str:
            together.wait(PATIENCE)
            return str(post(client, key, files={"files": PDF}).headers["location"])

        with ThreadPoolExecutor(2) as both:
            places = set(both.map(press, (one, other)))
        assert len(places) == 1
        assert one.get(places.pop()).status_code == 200
    assert count(world, Referral) == 1
    assert count(world, Letter) == 2  # the receipt, and the question to the CLB
    assert count(world, Document) == 1


def test_another_youngster_typed_into_an_old_form_is_neither_lost_nor_sent_unseen(world: World) -> None:
    with world.client() as els:
        key = open_form(els)
        post(els, key)
        again = post(els, key, files={"files": PDF}, first_name="Sam", story="Sam wil niet meer naar school.")
        assert again.status_code == 409
        assert "Kies je bijlagen opnieuw" in again.text
        assert "CM-2026-00001" in again.text
        assert "Sam wil niet meer naar school." in again.text
        assert count(world, Referral) == 1
        assert post(els, key_on(again), first_name="Sam", story="Sam wil niet meer naar school.").status_code == 303
    assert count(world, Referral) == 2


def test_a_stranger_with_the_key_of_els_sees_neither_her_receipt_nor_her_number(world: World) -> None:
    with world.client() as els, world.client() as stranger:
        key = open_form(els)
        receipt = post(els, key).headers["location"]
        open_form(stranger)
        assert stranger.get(receipt).status_code == 404
        answer = post(stranger, key)
        assert answer.status_code == 422
        assert "CM-2026-00001" not in answer.text
        assert key_on(answer) != key
        assert "Noor komt al drie weken niet." in answer.text, "it is the stranger's own text"
        assert post(stranger, key_on(answer)).status_code == 303
    assert count(world, Referral) == 2


def test_a_form_from_before_yesterday_asks_to_send_again_with_all_that_was_typed(world: World) -> None:
    with world.client() as els:
        key = open_form(els)
        els.cookies.delete("hub_form")
        again = post(els, key)
        assert again.status_code == 422
        assert "Noor komt al drie weken niet." in again.text
        assert post(els, key_on(again)).status_code == 303


def test_a_hidden_field_that_a_browser_filled_in_throws_no_referral_away(world: World) -> None:
    with world.client() as els:
        answer = post(els, open_form(els), files={"files": PDF}, website="https://sintjans.example")
        assert answer.status_code == 422
        assert count(world, Referral) == 0, "a robot that sends once sends nothing"
        for typed in ("Noor komt al drie weken niet.", "El Amrani", "verslag.pdf", "We verstuurden nog niets"):
            assert typed in answer.text
        assert 'name="website"' not in answer.text, "or the browser would fill it in again"
        assert post(els, key_on(answer)).status_code == 303
    assert (count(world, Referral), count(world, Document)) == (1, 1)


def test_too_many_from_one_sender_waits_and_keeps_what_was_typed(world: World) -> None:
    with world.client() as els:
        for _n in range(12):
            assert post(els, open_form(els), story="").status_code == 422
        for n in range(10):
            assert post(els, open_form(els), story=f"Nummer {n}.").status_code == 303, (
                "mistakes are not counted as sent"
            )
        late = post(els, open_form(els), files={"files": PDF}, story="De elfde van dit uur.")
        assert late.status_code == 429
        assert "Met dit e-mailadres kwamen het laatste uur al 10 aanmeldingen binnen" in late.text
        assert "De elfde van dit uur." in late.text
        assert "verslag.pdf" in late.text
        colleague = post(els, open_form(els), referrer_email="griet@debrug.example", story="Van een collega.")
    assert colleague.status_code == 303, "a whole school shares one address"


def test_what_we_cannot_store_counts_as_sent_only_when_we_have_it(world: World, postgres_url: str) -> None:
    with world.client() as els:
        form = open_form(els)
        with no_room_for("referral", world, postgres_url):
            assert {post(els, form).status_code for _n in range(11)} == {503}
        assert post(els, form).status_code == 303, "whoever tries again until it works is not too many"
    assert count(world, Referral) == 1


def test_els_signed_in_need_not_type_who_she_is(world: World) -> None:
    with world.client("Els Dierckx") as els:
        page = els.get("/aanmelden").text
    assert 'value="Els Dierckx"' in page
    assert 'value="els@sintjans.example"' in page
    assert re.search(r'value="school" checked', page)
    assert re.search(r'value="dijleland"\s+checked', page), "her school lies there"


@pytest.mark.parametrize("key", ["", "nonsense", "00000000-0000-0000-0000-000000000000.x"])
def test_a_key_that_was_never_given_shows_the_form_again(world: World, key: str) -> None:
    with world.client() as els:
        open_form(els)
        assert post(els, key).status_code == 422
        assert els.get(f"/aanmelden/ontvangen/{key or 'x'}").status_code == 404


def test_the_form_and_the_receipt_work_while_redis_is_away(world: World) -> None:
    settings = dataclasses.replace(world.store.settings, redis_url="redis://127.0.0.1:9/0")
    with browser(settings) as els:
        sent = post(els, open_form(els))
        assert sent.status_code == 303
        assert "CM-2026-00001" in els.get(sent.headers["location"]).text
