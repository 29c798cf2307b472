"""The name of a file is a text as well: no national register number comes in by it, on any way."""

import email.message
from typing import Any

import pytest

from hub.intake import ingest, uploads
from hub.intake.arrival import store_raw
from hub.intake.tables import Document
from tests.cast import World
from tests.pages.test_my_referrals import rows
from tests.pages.test_national_numbers_everywhere import tables_that_hold
from tests.pages.test_referral_form import PDF, open_form, post
from tests.personal_pages import els_at

NUMBER = "85.07.30-033.28"
DISGUISED = (
    NUMBER, "85073003328", "850730 033 28", "85_07_30_033_28", "８５０７３００３３２８", "map/85.07.30-033.28",
    "850730\n03328", "85\u200b07\u200b30\u200b033\u200b28", "85\x0707\x0730\x07033\x0728",
    "85\ue00007\ue00030\ue000033\ue00028", "\u00a0\u00a0\u00a0\u00a0".join(("850730", "033", "28")),
)  # fmt: skip


@pytest.mark.parametrize("number", DISGUISED)
def test_a_number_in_the_name_of_a_file_is_refused_however_it_is_written(number: str) -> None:
    with pytest.raises(uploads.NotTaken, match="rijksregisternummer") as refused:
        uploads.look(f"attest {number} van Noor.pdf", PDF[1])
    assert "Noor" not in str(refused.value)


def test_a_name_with_other_digits_is_taken() -> None:
    assert uploads.look("2026-09-15 verslag 015 12 34 56.pdf", PDF[1]).name == "2026-09-15 verslag 015 12 34 56.pdf"


def nothing_was_kept(world: World, answer: Any) -> None:
    assert answer.status_code == 422
    assert "De naam van een bestand bevat een rijksregisternummer" in answer.text
    assert NUMBER not in answer.text
    assert rows(world, Document) == []
    assert tables_that_hold(NUMBER, world.store.settings.database_url) == []


def test_the_form_says_so_and_keeps_nothing(world: World) -> None:
    with world.client() as els:
        nothing_was_kept(world, post(els, open_form(els), files={"files": (f"{NUMBER}.pdf", PDF[1])}))


def test_the_personal_page_says_so_and_keeps_nothing(world: World) -> None:
    with els_at(world, world.refer()) as (els, here):
        token, file = els.cookies.get("hub_csrf", ""), (f"{NUMBER}.pdf", PDF[1])
        answer = els.post(f"{here}/bijlagen", data={"_csrf_token": token}, files={"files": file})
    nothing_was_kept(world, answer)


def test_in_a_mail_the_name_is_made_unreadable_and_the_file_is_for_few_eyes(world: World) -> None:
    mail = email.message.EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "els@sintjans.example", "aanmelden@dijleland.example", "Zorg om Noor"
    mail["Message-ID"], mail["Date"] = "<1@sintjans.example>", "Tue, 15 Sep 2026 09:30:00 +0200"
    mail.set_content("Noor komt niet meer.")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename=f"attest {NUMBER}.pdf")
    with world.desk() as work:
        store_raw(work, mail.as_bytes(), "ingest", "a file")
    ingest.read_due(world.store)
    (document,) = {row.name: row for row in rows(world, Document)}.values()
    assert document.name == "attest ••.••.••-•••.••.pdf"
    assert document.restricted
    assert tables_that_hold(NUMBER, world.store.settings.database_url) == []
