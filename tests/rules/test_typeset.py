"""What people type comes onto paper: signs that no font has stop no PDF, and nothing is read as markup."""

import io

import pypdf

from hub.typeset import set_in_type

PLAN = {
    "lang": "nl", "hub": "Meldpunt", "title": "Ons plan", "intro": "Dit spraken we af.", "meets": "",
    "columns": ["Wie", "Doet wat", "Tegen wanneer"], "none": "Nog niets", "done_head": "Gelukt", "done": [],
    "trusted": "", "reach": "Bel", "danger": "112", "foot": "Vertrouwelijk", "page": "pagina",
}  # fmt: skip


def test_a_thumb_and_a_name_in_another_script_make_a_paper_all_the_same() -> None:
    rows = [["Мама 王", "Belt 👍 de school \x01 #emph[x]", "7 oktober"], ["ሰላም 🇧🇪", "Komt ❤️ mee \\u0001", "8 oktober"]]
    made = set_in_type("plan.typ", {**PLAN, "goals": [{"title": "School: gaan 🎒", "rows": rows}]})
    said = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(made)).pages)
    for words in ("Мама □", "Belt □ de school", "#emph[x]", "8 oktober", "School: gaan □"):
        assert words in said, words
