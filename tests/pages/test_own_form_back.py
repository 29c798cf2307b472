"""The hub's own form is filled in in Word or as a PDF, and comes back into the right places, to be checked."""

import re

from sqlmodel import select

from hub.dispatch.tables import Message, Youngster
from hub.intake import paper_reading
from hub.intake.paper import own
from hub.intake.paper.word import made_word
from hub.intake.tables import Document
from tests.cast import World, send
from tests.mail_shop import a_mail, arrives, cases
from tests.pages.test_found_in_mail import shown, youngster
from tests.pages.test_referral_form import key_on, open_form, post
from tests.papers import WORD, pdf_filled, word_filled

SAID = {
    "hub:youngster:first_name": "Lotte", "hub:youngster:last_name": "Peeters", "hub:youngster:birth_date": "3/3/2010",
    "hub:youngster:gender": "V", "hub:school:year": "3B", "hub:referrer:referrer_function": "zorgcoördinator",
    "hub:referrer:referrer_name": "Els D.", "hub:parents:1:relation": "moeder", "hub:parents:1:name": "An Smets",
    "hub:reasons:domains:school": "1", "hub:story": "Ze zegt dat ze dood wil.",
}  # fmt: skip


def marks(page: str, label: str) -> str:
    """The mark behind the buttons about this value."""
    return page.split(f'name="do" value="right">Klopt<span class="visually-hidden">: {label}<')[0].rsplit('value="', 1)[
        1
    ][:36]


def test_a_form_that_comes_back_by_mail_fills_in_the_referral_until_somebody_checks_it(world: World) -> None:
    with world.client() as visitor:
        page = visitor.get("/aanmelden").text
        assert "/aanmelden/document/word?hub=dijleland" in page
        word = visitor.get("/aanmelden/document/word?hub=dijleland")
        assert "aanmeldingsformulier-dijleland.docx" in word.headers["content-disposition"]
        assert visitor.get("/aanmelden/document/odt").status_code == 404
        pdf = visitor.get("/aanmelden/document/pdf?hub=nergens").content
    arrives(world, a_mail("Zie bijlage.", files=[("formulier.docx", WORD, word_filled(word.content, SAID))]))
    paper_reading.read_due(world.store)
    [case] = cases(world)
    at = f"/aanmeldingen/{case.id}"
    filled = youngster(world)
    assert (filled.first_name, filled.last_name, str(filled.birth_date), filled.gender) == (
        "Lotte",
        "Peeters",
        "2010-03-03",
        "V",
    )
    assert case.referrer_function == "zorgcoördinator"
    assert case.referrer_name == "Els Dierckx", "what was known already stays"
    assert case.danger_at, "what its story says of danger is heard"
    with world.store.begin() as work:
        [story] = [one.text for one in work.session.exec(select(Message)).all()]
    assert "Ze zegt dat ze dood wil." in story
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(at).text
        assert "8 gegevens uit het document, na te kijken" in page
        assert "1 gegeven gevonden om over te nemen" in page, "another name of the referrer is a suggestion"
        assert "3B · uit het document, na te kijken" in page
        assert "zorgcoördinator · uit het document, na te kijken" in page
        page = shown(hilde, at)
        right = send(hilde, f"{at}/gevonden", {"do": "right", "mark": marks(page, "Leerjaar of klas")})
        assert "Nagekeken: Leerjaar of klas." in right.text
        wrong = send(hilde, f"{at}/gevonden", {"do": "refuse", "mark": marks(page, "Geboortedatum")})
        assert "Dit haalden we weer weg: Geboortedatum." in wrong.text
        assert youngster(world).birth_date is None
        undo = re.search(rf"{at}/gevonden/[0-9a-f-]+/terug", wrong.text)
        assert undo
        assert "Ongedaan gemaakt." in send(hilde, undo.group(), {}).text
        assert str(youngster(world).birth_date) == "2010-03-03"
        page = shown(hilde, at)
        send(hilde, f"{at}/gevonden", {"do": "refuse", "mark": marks(page, "Geboortedatum")})
        assert "3B · uit" not in hilde.get(at).text
        # Who corrects a value has looked at it.
        told = {"first_name": "Lotte", "last_name": "Pieters", "gender": "V"}
        send(hilde, f"{at}/gegevens/jongere", told)
        assert "5 gegevens uit het document, na te kijken" in hilde.get(at).text
        assert send(hilde, f"{at}/gevonden", {"do": "all-right"}).status_code == 200
        assert "uit het document, na te kijken" not in hilde.get(at).text
        assert send(hilde, f"{at}/gevonden", {"do": "all-right"}).status_code == 409
    assert youngster(world).last_name == "Pieters"

    # As a PDF with the next mail of the same case: nothing is filled in over what stands there.
    other = {**SAID, "hub:youngster:first_name": "Charlotte", "hub:youngster:phone": "0470 00 00 00"}
    files = [("bis.pdf", "application/pdf", pdf_filled(pdf, other))]
    arrives(world, a_mail("Nog iets.", subject=f"Re: {case.number}", files=files))
    paper_reading.read_due(world.store)
    assert youngster(world).first_name == "Lotte"
    # Two forms about two youngsters with one mail: nobody knows which of both it is.
    both = [
        ("een.docx", WORD, word_filled(word.content, SAID)),
        ("twee.pdf", "application/pdf", pdf_filled(pdf, other)),
    ]
    arrives(world, a_mail("Zie bijlagen.", subject="Twee zussen", files=both))
    assert paper_reading.read_due(world.store) == 2
    with world.store.begin() as work:
        named = work.session.exec(select(Youngster)).all()
    assert sorted(one.first_name for one in named) == ["", "Lotte"]


def test_a_form_that_comes_along_with_the_web_form_is_read_once_that_is_sent(world: World) -> None:
    word = made_word("Meldpunt", "aanmelden@dijleland.example", own.parts(), [])
    said = {**SAID, "hub:youngster:home_language": "Frans", "hub:story": "Haar nummer is 85.07.30-033.28."}
    said["hub:question:tried"] = "Ze kwam naar school met een mes."
    with world.client() as els:
        again = post(els, open_form(els), files={"files": ("formulier.docx", word_filled(word, said))}, story="")
        assert paper_reading.read_due(world.store) == 0, "of a form that is not sent nothing is read"
        assert post(els, key_on(again)).status_code == 303
    assert paper_reading.read_due(world.store) == 1
    [case] = cases(world)
    with world.store.begin() as work:
        [document] = work.session.exec(select(Document)).all()
        told = [one.text for one in work.session.exec(select(Message)).all()]
    assert document.restricted
    assert "weapon" in case.danger, "all that somebody wrote in it is heard"
    assert any("Uit het formulier: Haar nummer is ••.••.••" in one for one in told), "masked"
    assert any("Alleen de coördinator kan ze nog openen." in one for one in told), "and the desk hears of it"
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/aanmeldingen/{case.id}").text
    assert "Frans · uit het document, na te kijken" in page
    assert youngster(world).first_name == "Noor", "what Els typed stays"
