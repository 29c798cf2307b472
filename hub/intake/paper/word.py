"""The hub's own form as a Word document: a table of questions, each answered in a content control with its name."""

import io
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt, RGBColor

from hub.intake.paper.own import Box, Part
from hub.wording import _

NAMESPACES = nsdecls("w", "w14")


def made_word(hub: str, address: str, asked: list[Part], intro: list[str]) -> bytes:
    """The bytes of the form of this hub."""
    made = docx.Document()
    made.core_properties.title, made.core_properties.author = _("Aanmeldingsformulier"), hub
    style: Any = made.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(11)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(made.sections[0], side, Cm(2))
    made.add_heading(_("Aanmeldingsformulier"), 0)
    made.add_paragraph().add_run(hub).bold = True
    for line in [*intro, address]:
        made.add_paragraph(line)
    for part in asked:
        made.add_heading(part.title, 1)
        table = made.add_table(rows=0, cols=2)
        table.style = "Table Grid"
        for box in part.boxes:
            cells = table.add_row().cells
            cells[0].text = box.label
            if box.hint:
                hint = cells[0].add_paragraph().add_run(box.hint)
                hint.font.size, hint.font.color.rgb = Pt(9), RGBColor(0x55, 0x55, 0x55)
            paragraph = cells[1].paragraphs[0]._p
            paragraph.append(_control(box))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _control(box: Box) -> Any:
    """A content control within a line; what is not filled in yet is marked as its placeholder."""
    holder = _("Kies") if box.kind == "choice" else _("Vul in")
    shown = "☐" if box.kind == "tick" else holder
    control = parse_xml(
        f"<w:sdt {NAMESPACES}><w:sdtPr><w:alias/><w:tag/>{_sort(box)}</w:sdtPr>"
        f"<w:sdtContent><w:r><w:t/></w:r></w:sdtContent></w:sdt>"
    )
    key = docx.oxml.ns.qn("w:val")
    control.find(".//{*}alias").set(key, box.label[:60])
    control.find(".//{*}tag").set(key, box.tag)
    control.find(".//{*}t").text = shown
    choices = control.find(".//{*}dropDownList")
    for code, word in box.options if choices is not None else ():
        item = choices.makeelement(docx.oxml.ns.qn("w:listItem"))
        item.set(docx.oxml.ns.qn("w:displayText"), word)
        item.set(docx.oxml.ns.qn("w:value"), code)
        choices.append(item)
    return control


def _sort(box: Box) -> str:
    if box.kind == "tick":
        marks = '<w14:checkedState w14:val="2612"/><w14:uncheckedState w14:val="2610"/>'
        return f'<w14:checkbox><w14:checked w14:val="0"/>{marks}</w14:checkbox>'
    if box.kind == "choice":
        return "<w:showingPlcHdr/><w:dropDownList/>"
    return "<w:showingPlcHdr/>" + ('<w:text w:multiLine="1"/>' if box.kind == "text" else "<w:text/>")
