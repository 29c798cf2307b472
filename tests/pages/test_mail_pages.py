"""The desk's pages about mails, read and used without JavaScript."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from litestar.testing import TestClient
from sqlmodel import select

from hub.ledger import Entry
from hub.letters import Letter
from tests.cast import World, send
from tests.mail_shop import (
    FATHER,
    a_mail,
    arrives,
    believes_its_server,
    cases,
    messages,
    reply_address,
    the_mail,
    vouched,
)  # fmt: skip


@pytest.fixture
def hilde(world: World) -> Iterator[TestClient]:
    with world.client("Hilde Verbist") as client:
        yield client


def a_stranger_answers(world: World) -> str:
    noor = world.case(world.refer())
    arrives(world, a_mail("Ze is bij haar tante.", sender=FATHER, subject="Noor", to=reply_address(noor.number)))
    return f"/vandaag/mails/{the_mail(world).id}"


def test_hilde_reads_why_a_mail_waits_and_places_it_with_one_button(world: World, hilde: TestClient) -> None:
    path = a_stranger_answers(world)
    [noor] = cases(world)
    assert "de afzender is daar niet bekend" in hilde.get("/vandaag/mails").text
    page = hilde.get(path)
    assert "Ze is bij haar tante." in page.text
    assert f'value="{noor.number}"' in page.text
    placed = send(hilde, f"{path}/plaats", {"number": noor.number})
    assert (placed.status_code, placed.headers["location"]) == (303, f"/aanmeldingen/{noor.id}")
    assert messages(world)[0].referral_id == noor.id
    assert "Geen e-mails te plaatsen" in hilde.get("/vandaag/mails").text


def test_a_wrong_number_comes_back_with_what_was_typed(world: World, hilde: TestClient) -> None:
    path = a_stranger_answers(world)
    page = send(hilde, f"{path}/plaats", {"number": "CM-77"})
    assert page.status_code == 422
    assert "Deze aanmelding kennen we niet" in page.text
    assert 'value="CM-77"' in page.text


def test_two_youngsters_typed_in_two_rows_become_two_cases(world: World, hilde: TestClient) -> None:
    path = a_stranger_answers(world)
    typed = {
        "r0_first_name": "Noor", "r0_last_name": "El Amrani", "r0_postcode": "2800", "r0_birth_date_day": "4",
        "r0_birth_date_month": "3", "r0_birth_date_year": "2011", "r1_first_name": "Jan", "r1_main_reason": "truancy",
    }  # fmt: skip
    more = send(hilde, f"{path}/aanmeldingen", {**typed, "more": "1"})
    assert more.status_code == 200
    assert 'value="El Amrani"' in more.text
    assert 'value="2011"' in more.text
    assert 'name="r2_first_name"' in more.text
    assert 'name="r3_first_name"' not in more.text, "one more at a time"
    made = send(hilde, f"{path}/aanmeldingen", {**typed, "r2_first_name": "", "r2_school_name": ""})
    assert made.headers["location"] == path
    assert len(cases(world)) == 3
    page = hilde.get(path).text
    assert all(case.number in page for case in cases(world)[1:])
    assert "Maak hieruit nog een aanmelding" in page
    assert "Jongere 3" in page
    assert "Jongere 1" not in page


def test_the_first_row_is_the_case_that_the_mail_made_by_itself(world: World, hilde: TestClient) -> None:
    arrives(world, a_mail("Het gaat om twee broers."))
    [nameless] = cases(world)
    path = f"/vandaag/mails/{the_mail(world).id}"
    page = hilde.get(path).text
    assert f'name="first" value="{nameless.id}"' in page
    assert "Jongere 1" in page
    assert f"dit is {nameless.number}" in page
    typed = {"first": str(nameless.id), "r0_first_name": "Milan", "r1_first_name": "Jonas"}
    done = send(hilde, f"{path}/aanmeldingen", typed)
    after = hilde.get(done.headers["location"]).text
    assert f"{nameless.number} is aangevuld." in after
    assert "CM-2026-00002" in after
    assert len(cases(world)) == 2
    late = send(hilde, f"{path}/aanmeldingen", {**typed, "r0_first_name": "Mila"})
    assert late.status_code == 409
    assert "Iemand vulde intussen" in late.text
    assert 'value="Mila"' in late.text


def test_a_national_register_number_typed_in_a_row_is_refused(world: World, hilde: TestClient) -> None:
    path = a_stranger_answers(world)
    page = send(hilde, f"{path}/aanmeldingen", {"r0_first_name": "Noor", "r1_last_name": "85.07.30-033.28"})
    assert page.status_code == 422
    assert re.search(r"In “[^”]+” staat een rijksregisternummer", page.text)
    assert len(cases(world)) == 1


def test_a_mail_is_put_aside_with_a_reason(world: World, hilde: TestClient) -> None:
    path = a_stranger_answers(world)
    assert send(hilde, f"{path}/niets", {"reason": ""}).status_code == 422
    assert send(hilde, f"{path}/niets", {"reason": "Al gebeld."}).status_code == 303
    assert "Al gebeld." in hilde.get(path).text


def test_the_original_is_a_download_and_each_one_is_recorded(world: World, hilde: TestClient) -> None:
    path = a_stranger_answers(world)
    got = hilde.get(f"{path}/origineel")
    assert got.headers["content-disposition"].startswith("attachment")
    assert got.headers["content-type"] == "application/octet-stream"
    assert b"Ze is bij haar tante." in got.content
    with world.desk() as work:
        looks = work.session.exec(select(Entry).where(Entry.act == "mail.original")).all()
    assert [look.person_id for look in looks] == [world["Hilde Verbist"]]


def test_karim_sees_the_masked_mail_and_not_its_original(world: World) -> None:
    arrives(world, a_mail("Haar nummer is 85.07.30-033.28.", files=[("x.txt", "text/plain", b"85.07.30-033.28")]))
    path = f"/vandaag/mails/{the_mail(world).id}"
    with world.client("Karim Haddou") as karim:
        page = karim.get(path)
        assert "033.28" not in page.text
        assert "afgeschermd document" in page.text
        assert karim.get(f"{path}/origineel").status_code == 403
        listed = karim.get("/vandaag/mails?toon=rijksregisternummers")
        assert "Afgehandeld" in listed.text
        assert send(karim, f"{path}/rijksregister", {}).status_code == 303
        assert "Geen rijksregisternummers" in karim.get("/vandaag/mails?toon=rijksregisternummers").text


def test_all_mails_stand_in_one_list_with_their_outcome(world: World, hilde: TestClient) -> None:
    arrives(world, a_mail("Over Jan."))
    arrives(world, a_mail("Ik ben er niet.", Auto_Submitted="auto-replied"))
    page = hilde.get("/vandaag/mails?toon=alle").text
    assert "nieuwe aanmelding" in page
    assert "automatisch bericht" in page


def test_another_hub_and_who_has_no_desk_see_nothing(world: World) -> None:
    path = a_stranger_answers(world)
    for name, status in (("Wim Peeters", 404), ("Nadia Pauwels", 404), ("Lotte Wouters", 403)):
        with world.client(name) as client:
            assert client.get(path).status_code == status
            assert client.get(f"{path}/origineel").status_code == status
            assert send(client, f"{path}/niets", {"reason": "weg"}).status_code == status
            assert "Papa van Noor" not in client.get("/vandaag/mails").text
    with world.client() as nobody:
        for address in (path, f"{path}/origineel"):
            assert nobody.get(address, follow_redirects=False).headers["location"].startswith("/inloggen?next=")


def test_a_mail_is_placed_by_a_number_in_any_writing_or_by_a_name_that_is_looked_for(
    world: World, hilde: TestClient
) -> None:
    path = a_stranger_answers(world)
    other = world.case(world.refer(first_name="Yara", last_name="Peeters"))
    page = send(hilde, f"{path}/plaats", {"number": "peters"})
    assert page.status_code == 200
    assert "Welke aanmelding is het?" in page.text
    assert f'name="number" value="{other.number}"' in page.text
    assert "Peeters" not in page.text, "initials tell them apart"
    nobody = send(hilde, f"{path}/plaats", {"number": "xqzwv"})
    assert nobody.status_code == 422
    assert 'value="xqzwv"' in nobody.text
    placed = send(hilde, f"{path}/plaats", {"number": "cm 2026 2"})
    assert placed.headers["location"] == f"/aanmeldingen/{other.id}"


def test_a_mail_that_was_laid_aside_says_so_and_can_still_be_placed(world: World, hilde: TestClient) -> None:
    path = a_stranger_answers(world)
    [noor] = cases(world)
    send(hilde, f"{path}/niets", {"reason": "Reclame."})
    page = hilde.get(path).text
    assert "opzijgelegd" in page
    assert "door Hilde Verbist" in page
    assert "geplaatst" not in page
    assert "opzijgelegd" in hilde.get("/vandaag/mails?toon=alle").text
    assert send(hilde, f"{path}/plaats", {"number": "1"}).headers["location"] == f"/aanmeldingen/{noor.id}"
    after = hilde.get(path).text
    assert "geplaatst" in after
    assert "Reclame." not in after
    assert send(hilde, f"{path}/plaats", {"number": "1"}).status_code == 409, "placed once"


def test_all_numbers_that_were_drawn_from_a_mail_stand_beside_it(world: World, hilde: TestClient) -> None:
    arrives(world, a_mail("Noor en Jan blijven weg."))
    send(hilde, f"/vandaag/mails/{the_mail(world).id}/aanmeldingen", {"r0_first_name": "Noor", "r1_first_name": "Jan"})
    numbers = [case.number for case in cases(world)]
    listed = hilde.get("/vandaag/mails?toon=alle").text
    assert len(numbers) > 1
    assert all(number in listed for number in numbers)


def test_the_page_of_a_forged_mail_says_so_and_why_it_points_where_it_points(world: World, hilde: TestClient) -> None:
    believes_its_server(world)
    noor = world.case(world.refer())
    says: dict[str, Any] = {"to": reply_address(noor.number), "Authentication_Results": vouched("fail")}
    arrives(world, a_mail("Sluit dit maar af.", **says))
    page = hilde.get(f"/vandaag/mails/{the_mail(world).id}").text
    for said in ("De mailserver zegt dat de afzender niet klopt", f"op het eigen adres van {noor.number}"):
        assert said in page
    assert "daar niet bekend" not in page
    made = send(hilde, f"/vandaag/mails/{the_mail(world).id}/aanmeldingen", {}).headers["location"]
    assert "de mailserver zegt dat de afzender niet klopt" in hilde.get(made).text, "beside the story as well"
    arrives(world, a_mail("Ze was er.", **(says | {"Authentication_Results": vouched("pass")})))
    assert "de mailserver bevestigt de afzender" in hilde.get(f"/aanmeldingen/{noor.id}").text
    assert "de mailserver bevestigt de afzender" in hilde.get(f"/vandaag/mails/{the_mail(world).id}").text


def test_one_button_joins_the_mail_to_its_case_and_one_beside_the_words_undoes_it(
    world: World, hilde: TestClient
) -> None:
    path = a_stranger_answers(world)
    [noor] = cases(world)
    page = hilde.get(path).text
    assert f"Ja, plaats bij {noor.number}" in page
    assert "Nee, maak een nieuwe aanmelding" in page
    assert "Die kan je niet terughalen" in page
    send(hilde, f"{path}/plaats", {"number": noor.number})
    after = hilde.get(f"/aanmeldingen/{noor.id}").text
    assert f'action="{path}/terug"' in after
    assert f'action="{path}/terug"' not in hilde.get(f"/aanmeldingen/{noor.id}").text, "right after only"
    assert f'action="{path}/terug"' in hilde.get(path).text, "and on the page of the mail"
    back = send(hilde, f"{path}/terug", {})
    assert (back.status_code, back.headers["location"]) == (303, path)
    assert "wacht weer op een plaats" in hilde.get(path).text
    assert list(messages(world)) == []


def test_one_button_splits_the_mail_off_and_what_cannot_come_back_is_said(world: World, hilde: TestClient) -> None:
    path = a_stranger_answers(world)
    made = send(hilde, f"{path}/aanmeldingen", {})
    assert made.status_code == 303
    assert f'action="{path}/terug"' in hilde.get(made.headers["location"]).text
    with world.desk() as work:
        work.session.execute(sa.update(Letter).values(done_at=work.now, server_answer="250 ok"))
    assert "Er vertrok al een e-mail naar papa@gmail.com" in hilde.get(path).text
    send(hilde, f"{path}/terug", {})
    assert "wacht weer op een plaats" in hilde.get(path).text
    again = send(hilde, f"{path}/terug", {})
    assert again.status_code == 409


def test_hilde_passes_a_mail_on_to_the_hub_that_it_is_for(world: World, hilde: TestClient) -> None:
    path = a_stranger_answers(world)
    assert "Hoort dit bij een ander meldpunt?" in hilde.get(path).text
    nowhere = send(hilde, f"{path}/ander-meldpunt", {"hub": ""}, get_first=path)
    assert nowhere.status_code == 422
    assert "Kies het meldpunt dat deze e-mail moet krijgen." in nowhere.text
    sent = send(hilde, f"{path}/ander-meldpunt", {"hub": "schelderand"}, get_first=path)
    assert "De e-mail is nu bij Meldpunt Schelderand." in hilde.get(sent.headers["location"]).text
    page = hilde.get(path).text
    assert "Doorgegeven aan Meldpunt Schelderand." in page
    before, _, fold = page.partition("<summary>Toch plaatsen</summary>")
    assert "heeft deze e-mail nu" in before
    for offered in ("Ja, plaats bij", "Nog een jongere"):
        assert offered in fold.partition("</details>")[0]
        assert offered not in before
    assert 'class="button primary"' not in fold.partition("</main>")[0]
    assert "doorgegeven aan Meldpunt Schelderand" in hilde.get("/vandaag/mails?toon=alle").text
