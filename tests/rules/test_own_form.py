"""The hub's own form as a document holds the questions of the form, and what is filled in comes back by its name."""

import io
from datetime import date

import docx
import pypdf

from hub.intake.paper import own
from hub.intake.paper.fillable import made_pdf
from hub.intake.paper.reading import read_paper
from hub.intake.paper.word import made_word
from hub.wording import use_language
from tests.papers import pdf_filled, word_filled

TODAY = date(2026, 9, 15)
SAID = {
    "hub:youngster:first_name": "Lotte", "hub:youngster:birth_date": "3-3-'10", "hub:youngster:gender": "V",
    "hub:parents:1:relation": "moeder", "hub:parents:1:name": "An Smets", "hub:parents:2:contact": "0470 00 00 00",
    "hub:reasons:domains:school": "1", "hub:reasons:domains:home": "1", "hub:youngster:interpreter": "1",
    "hub:absence:half_days": "34", "hub:story": "Ze komt niet meer.",
}  # fmt: skip
READ = {
    ("youngster", "first_name", ""): "Lotte", ("youngster", "birth_date", ""): "2010-03-03",
    ("youngster", "gender", ""): "V", ("youngster", "interpreter", ""): "1", ("parents", "name", "moeder"): "An Smets",
    ("parents", "contact", "ouder 2"): "0470 00 00 00", ("reasons", "domains", ""): "school,home",
    ("absence", "half_days", ""): "34",
}  # fmt: skip


def read_back(document: bytes) -> dict[tuple[str, str, str], str]:
    values = dict(read_paper(document).values)
    assert own.is_own(values)
    assert own.story_in(values) == "Ze komt niet meer."
    return {(one.field.section, one.field.name, one.field.person): one.value for one in own.found_in(values, TODAY, "")}


def test_word_and_pdf_come_back_with_every_value_at_its_question() -> None:
    word = made_word("Meldpunt Voorbeeld", "aanmelden@hub.example", own.parts(), [])
    empty = dict(read_paper(word).values)
    assert own.is_own(empty), "so what stands beside its questions is no value"
    assert own.found_in(empty, TODAY, "") == []
    assert read_back(word_filled(word, SAID)) == READ
    with use_language("fr"):
        french = made_word("Meldpunt Voorbeeld", "aanmelden@hub.example", own.parts(), [])
    assert read_back(word_filled(french, SAID)) == READ, "a word that was chosen in another language"
    pdf = made_pdf("Meldpunt Voorbeeld", "aanmelden@hub.example", own.parts(), [])
    assert own.found_in(dict(read_paper(pdf).values), TODAY, "") == []
    assert read_back(pdf_filled(pdf, SAID)) == READ


def test_each_box_has_a_label_and_the_name_of_the_hub_stands_on_it() -> None:
    tags = [box.tag for part in own.parts() for box in part.boxes]
    assert len(tags) == len(set(tags)) > 60
    assert all(box.label for part in own.parts() for box in part.boxes)
    assert not [tag for tag in tags if "national" in tag]
    word = docx.Document(io.BytesIO(made_word("Meldpunt Voorbeeld", "a@hub.example", own.parts(), ["Stuur terug."])))
    assert "Meldpunt Voorbeeld" in [one.text for one in word.paragraphs]
    pdf = pypdf.PdfReader(io.BytesIO(made_pdf("Meldpunt Voorbeeld", "a@hub.example", own.parts(), ["Stuur terug."])))
    assert "Meldpunt Voorbeeld" in pdf.pages[0].extract_text()
    fields = pdf.get_fields() or {}
    assert set(fields) == set(tags)
    assert all(one.get("/TU") for one in fields.values()), "a screen reader says what is asked"
