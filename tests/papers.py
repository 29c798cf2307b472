"""Documents as schools make them, for tests: a Word form, a PDF, and files that mean harm."""

import io
import zipfile
from collections.abc import Sequence

import docx
import pypdf
from docx.oxml.ns import qn

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LOTTE = (
    ("Naam leerling", "PEETERS Lotte"), ("Geboortedatum", "3 maart 2010"), ("Naam school", "VTI Voorbeeld"),
    ("Klas", "3B"),
)  # fmt: skip


def a_word_form(rows: Sequence[tuple[str, str]] = LOTTE, lines: Sequence[str] = ()) -> bytes:
    """A form with a table of two columns and lines of text below it."""
    made = docx.Document()
    made.add_heading("Aanmeldingsformulier")
    table = made.add_table(rows=0, cols=2)
    for label, value in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    for line in lines:
        made.add_paragraph(line)
    return saved(made)


def saved(made: "docx.document.Document") -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_part(document: bytes, name: str, content: bytes) -> bytes:
    """The same file with this part in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def a_pdf(lines: Sequence[str]) -> bytes:
    """A page with these lines of text, written by hand."""
    text = "BT /F1 12 Tf 14 TL 50 800 Td " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(text)}>>stream\n{text}\nendstream", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]  # fmt: skip
    out, places = "%PDF-1.4\n", list[int]()
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj{one}endobj\n"
    table = "".join(f"{at:010} 00000 n \n" for at in places)
    end = f"xref\n0 6\n0000000000 65535 f \n{table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    return (out + end).encode("latin-1")


def word_filled(document: bytes, values: dict[str, str]) -> bytes:
    """The hub's own form as somebody fills it in in Word: a list shows the word of what was chosen."""
    made = docx.Document(io.BytesIO(document))
    for control in list(made.element.body.iter("{*}sdt")):
        value = values.get(control.find(".//{*}tag").get(qn("w:val")))
        if value is None:
            continue
        holder, box = control.find(".//{*}showingPlcHdr"), control.find(".//{*}checked")
        if holder is not None:
            holder.getparent().remove(holder)
        if box is not None:
            box.set(qn("w14:val"), value)
        words = {one.get(qn("w:value")): one.get(qn("w:displayText")) for one in control.iter("{*}listItem")}
        control.find(".//{*}t").text = "☒" if box is not None else words.get(value, value)
    return saved(made)


def pdf_filled(document: bytes, values: dict[str, str]) -> bytes:
    """The same in a PDF reader."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(document))
    boxes = {name for name, field in (writer.get_fields() or {}).items() if field.get("/FT") == "/Btn"}
    told = {name: "/Yes" if name in boxes else value for name, value in values.items()}
    for page in writer.pages:
        writer.update_page_form_field_values(page, told, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
