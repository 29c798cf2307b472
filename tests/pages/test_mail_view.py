"""The page of a mail with pictures, one that was sent on, and one that nobody here can open."""

import base64
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from litestar.testing import TestClient

from tests.cast import World, send
from tests.mail_shop import INBOX, a_mail, arrives, cases, the_mail

MAILS = Path(__file__).parents[1] / "mails"
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SENT_ON = (
    "Kan jij hier iets mee?\n\nVan: Leen Maes <leen@vlinder.example>\nVerzonden: maandag 16 november 2026 10:12\n"
    "Aan: Els Dierckx\nOnderwerp: Lars\n\nLars komt niet meer naar school."
)


@pytest.fixture
def hilde(world: World) -> Iterator[TestClient]:
    with world.client("Hilde Verbist") as client:
        yield client


def made_up(page: str, *, picture: bytes = DOT) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Els <els@sintjans.example>", INBOX, "Met <b>foto</b>"
    mail.set_content("Zie de opmaak.")
    mail.add_alternative(page, subtype="html")
    mail.get_payload()[1].add_related(picture, maintype="image", subtype="png", cid="<foto@school>")
    return mail.as_bytes()


def test_hilde_sees_the_pictures_of_a_mail_and_nothing_runs_or_calls_home(world: World, hilde: TestClient) -> None:
    arrives(world, made_up(
        "<p style='color:red' onclick='x()'>Nummer 85.07.30-033.28</p><img src='cid:foto@school' alt='klas'>"
        "<img src='https://spy.example/p.gif' alt='buiten'><img src='cid:weg' alt='weg'><script>alert(1)</script>"
        "<a href='https://school.example'>site</a>"
    ))  # fmt: skip
    mail = the_mail(world)
    assert f"/vandaag/mails/{mail.id}/opmaak" in hilde.get(f"/vandaag/mails/{mail.id}").text
    page = hilde.get(f"/vandaag/mails/{mail.id}/opmaak")
    policy = page.headers["content-security-policy"]
    assert policy.startswith("sandbox")
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    shown = page.text.partition("<main>")[2]
    assert f'src="data:image/png;base64,{base64.b64encode(DOT).decode()}"' in shown
    assert shown.count(" src=") == 1, "neither the one from outside nor the one that is not there"
    assert all(one in shown for one in ('alt="klas"', "<em>[buiten]</em>", "<em>[weg]</em>"))
    assert not re.search(r"script|spy\.example|onclick|style=|033", shown)
    assert "<b>foto" not in page.text


def test_what_only_claims_to_be_a_picture_is_not_shown(world: World, hilde: TestClient) -> None:
    arrives(world, made_up("<p>Dag</p><img src='cid:foto@school'>", picture=b"<svg onload='x()'></svg>"))
    page = hilde.get(f"/vandaag/mails/{the_mail(world).id}/opmaak").text
    assert "svg" not in page.partition("<main>")[2]
    arrives(world, a_mail("Gewoon <tekst>."))
    plain = f"/vandaag/mails/{the_mail(world).id}"
    assert "opmaak" not in hilde.get(plain).text
    assert "Gewoon &lt;tekst&gt;." in hilde.get(f"{plain}/opmaak").text


def test_hilde_confirms_who_wrote_first_and_undoes_it(world: World, hilde: TestClient) -> None:
    arrives(world, a_mail(SENT_ON, subject="FW: Lars"))
    mail, [case] = the_mail(world), cases(world)
    path = f"/vandaag/mails/{mail.id}"
    assert "doorgestuurd: oorspronkelijk van Leen Maes" in hilde.get(f"/aanmeldingen/{case.id}").text
    page = hilde.get(path).text
    assert "Doorgestuurd: oorspronkelijk van Leen Maes" in page
    assert "Ja, Leen Maes is de aanmelder" in page
    assert send(hilde, f"{path}/aanmelder", {}).headers["location"] == path
    page = hilde.get(path).text
    assert "leen@vlinder.example is de aanmelder" in page
    assert "Ja, Leen Maes is de aanmelder" not in page
    assert "oorspronkelijk" not in hilde.get(f"/aanmeldingen/{case.id}").text
    again = send(hilde, f"{path}/aanmelder", {})
    assert again.status_code == 409
    assert "Dit kan niet meer" in again.text
    send(hilde, f"{path}/aanmelder", {"back": "1"})
    assert "Ja, Leen Maes is de aanmelder" in hilde.get(path).text
    assert cases(world)[0].referrer_email == "els@sintjans.example"


def test_a_sealed_mail_says_what_to_do_and_a_signed_one_that_nobody_checked(world: World, hilde: TestClient) -> None:
    arrives(world, (MAILS / "made/smime-sealed.eml").read_bytes())
    path = f"/vandaag/mails/{the_mail(world).id}"
    page = hilde.get(path).text
    assert "Deze e-mail is versleuteld" in page
    assert "via het formulier" in page
    assert page.count(f"{path}/origineel") == 2
    arrives(world, (MAILS / "made/smime-opaque.eml").read_bytes())
    page = hilde.get(f"/vandaag/mails/{the_mail(world).id}").text
    assert "de handtekening is niet nagekeken" in page
    assert "Zijn mama is ongerust" in page
