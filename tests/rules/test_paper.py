"""A Word or PDF form is read row by row in the bounded child, and one that means harm gives nothing."""

import docx
from docx.oxml import OxmlElement

from hub.intake.mail.sandbox import read_paper_safely
from hub.intake.paper.reading import read_paper
from hub.intake.paper_reading import masked
from tests.papers import a_pdf, a_word_form, saved, with_part


def test_a_table_lines_and_what_stands_in_a_content_control_are_rows() -> None:
    read = read_paper_safely(a_word_form(lines=["Schooljaar: 2026-2027", "Tel. moeder:\t0470 12 34 56"]))
    assert read.problem == ""
    assert ("Naam leerling", "PEETERS Lotte") in read.rows
    assert ("Tel. moeder:", "0470 12 34 56") in read.rows
    made = docx.Document()
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    content.append(made.add_paragraph("Klas: 3B")._p)
    control.append(content)
    made.element.body.insert(0, control)
    assert read_paper(saved(made)).rows == (("Klas: 3B",),)
    assert read_paper_safely(a_pdf(["Naam leerling: Lotte Peeters", "Klas: 3B"])).rows == (
        ("Naam leerling: Lotte Peeters",), ("Klas: 3B",),
    )  # fmt: skip


def test_macros_bombs_and_broken_files_give_no_words() -> None:
    word = a_word_form()
    assert read_paper(with_part(word, "word/vbaProject.bin", b"x")).problem == "macros"
    assert read_paper(with_part(word, "word/media/big.bin", b"0" * 70_000_000)).problem == "big"
    assert read_paper(word[:2000]).problem == "broken"
    assert read_paper(b"%PDF-1.4 attest").problem == "broken"
    assert read_paper(with_part(b"PK\x05\x06" + b"\0" * 18, "a.txt", b"x")).problem == "kind"
    deep = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">' + b"<w:p>" * 200_000
    assert read_paper_safely(with_part(word, "word/document.xml", deep)).problem in (
        "broken",
        "crash",
        "memory",
        "time",
    )
    assert read_paper_safely(word).problem == "", "the child reads on after each of them"


def test_a_national_number_over_two_cells_is_masked() -> None:
    rows, numbers = masked([("Rijksregister", "85.07.30", "033-28"), ("Klas", "3B")])
    assert numbers == 1
    assert rows == [("Rijksregister", "••.••.••", "•••-••"), ("Klas", "3B")]
