"""The hub's own form as a PDF that can be filled in: a field below or beside each question, with its name."""

import io
from collections.abc import Iterator

from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from hub.intake.paper.own import Box, Part
from hub.wording import _

WIDTH, HEIGHT = A4
SIDE, LINE, TALL, GAP = 56, 20, 68, 7  # points
PLAIN, BOLD, SIZE = "Helvetica", "Helvetica-Bold", 10
NOTHING = "-"  # what a list shows before something is chosen
LINES, GREY = HexColor("#777777"), HexColor("#555555")


def made_pdf(hub: str, address: str, asked: list[Part], intro: list[str]) -> bytes:
    """The bytes of the form of this hub."""
    out = io.BytesIO()
    sheet = _Sheet(Canvas(out, pagesize=A4, lang="nl-BE"), hub)
    sheet.canvas.setTitle(f"{_('Aanmeldingsformulier')} – {hub}")
    sheet.canvas.setAuthor(hub)
    sheet.write(_("Aanmeldingsformulier"), BOLD, 18)
    sheet.write(hub, BOLD, 12)
    for line in [*intro, address]:
        sheet.write(line, PLAIN, SIZE)
    for part in asked:
        sheet.heading(part.title)
        for box in part.boxes:
            sheet.ask(box)
    sheet.end()
    return out.getvalue()


class _Sheet:
    """Writes from the top of a page to its bottom, and goes on on the next."""

    def __init__(self, canvas: Canvas, hub: str) -> None:
        self.canvas, self.hub, self.page, self.y = canvas, hub, 1, HEIGHT - SIDE

    def write(self, text: str, font: str, size: float) -> None:
        for line in simpleSplit(text, font, size, WIDTH - 2 * SIDE):
            self._room(size * 1.5)
            self.canvas.setFont(font, size)
            self.y -= size * 1.5
            self.canvas.drawString(SIDE, self.y, line)

    def heading(self, title: str) -> None:
        self._room(LINE * 4)
        self.y -= GAP * 2
        self.write(title, BOLD, 13)
        self.y -= GAP

    def ask(self, box: Box) -> None:
        label = list(self._label(box))
        below = {"text": TALL, "tick": 0}.get(box.kind, LINE)
        self._room(len(label) * 13 + below + GAP)
        inset = 20 if box.kind == "tick" else 0
        top = self.y
        for text, font, size in label:
            self.canvas.setFont(font, size)
            self.canvas.setFillColor(GREY if size < SIZE else HexColor("#000000"))
            self.y -= 13
            self.canvas.drawString(SIDE + inset, self.y, text)
        self.canvas.setFillColor(HexColor("#000000"))
        self.y -= below + 4 if below else 2
        self._field(box, top)
        self.y -= GAP

    def _label(self, box: Box) -> Iterator[tuple[str, str, float]]:
        for line in simpleSplit(box.label, PLAIN, SIZE, WIDTH - 2 * SIDE - 20):
            yield line, PLAIN, SIZE
        for line in simpleSplit(box.hint, PLAIN, 8, WIDTH - 2 * SIDE) if box.hint else ():
            yield line, PLAIN, 8

    def _field(self, box: Box, top: float) -> None:
        form = self.canvas.acroForm
        look = {"borderColor": LINES, "fillColor": white, "borderWidth": 0.5, "tooltip": box.label}
        if box.kind == "tick":
            form.checkbox(name=box.tag, x=SIDE, y=top - 14, size=12, buttonStyle="check", **look)
            return
        place = {"x": SIDE, "y": self.y, "width": WIDTH - 2 * SIDE, "fontName": PLAIN, "fontSize": SIZE}
        if box.kind == "choice":
            options = [(" ", NOTHING), *((word, code) for code, word in box.options)]
            form.choice(name=box.tag, value=NOTHING, options=options, height=LINE - 2, **place, **look)
            return
        tall = box.kind == "text"
        form.textfield(
            name=box.tag, height=TALL if tall else LINE - 2, maxlen=20_000 if tall else 200,
            fieldFlags="multiline" if tall else "", **place, **look,
        )  # fmt: skip

    def _room(self, height: float) -> None:
        if self.y - height < SIDE:
            self._foot()
            self.canvas.showPage()
            self.page, self.y = self.page + 1, HEIGHT - SIDE

    def _foot(self) -> None:
        self.canvas.setFont(PLAIN, 8)
        self.canvas.drawString(SIDE, SIDE / 2, f"{self.hub} · {self.page}")

    def end(self) -> None:
        self._foot()
        self.canvas.save()
