"""What strangers sent comes back as a download under a safe name, or shut in a page of its own; nothing runs here."""

import inspect
import re
from email.message import EmailMessage
from urllib.parse import unquote

from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from sqlmodel import select

from hub.app import create_app
from hub.file_limits import FORM
from hub.intake.tables import Document
from hub.postal import demo_box
from hub.web import FOREIGN_PAGE
from tests.cast import World
from tests.mail_shop import arrives

EVIL = 'x"; filename=start.html\u202egpj.exe/../<b>.html'
# Where bytes of a stranger come back, and how.
FOREIGN = {
    "/documenten/{document_id:uuid}": "download",
    "/vandaag/mails/{mail_id:uuid}/origineel": "download",
    "/vandaag/mails/{mail_id:uuid}/opmaak": "alone",
    "/demo/post/{key:str}/bijlage/{number:int}": "download",
    "/demo/post/{key:str}/zoals-het-kwam": "alone",
}
# What the hub makes itself: files of ours, drawings and figures, words for machines.
OUR_OWN = {
    "/health", "/ready", "/metrics", "/aanmelden/scholen", "/demo/na/{slug:str}",
    "/schooljaar/{label:str}/{file:str}", "/neutraliteit/{label:str}/{file:str}",
    "/static/{file_path:path}", "/aanmelden/document/{kind:str}",
    "/aanmeldingen/{referral_id:uuid}/plan/blad.pdf",
    "/casusteams/{referral_id:uuid}/plan/blad.pdf",
    "/tafel/{session_id:uuid}/verslag.pdf", "/antwoord/verslag/{token:str}/verslag.pdf",
    "/oude-lijst/{list_id:uuid}/blijft-buiten.csv", "/permanentie/agenda/{token:str}",
}  # fmt: skip


def evil(subject: str) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Els <els@sintjans.example>", "aanmelden@dijleland.example", subject
    made["Message-ID"] = "<kwaad@sintjans.example>"
    made.set_content("Een leerling komt niet meer.")
    made.add_alternative("<p>Een leerling komt niet meer.</p><script>alert(1)</script>", subtype="html")
    made.add_attachment(b"<script>alert(1)</script>", maintype="text", subtype="html", filename=EVIL)
    return made.as_bytes()


def answers_no_page_of_ours(handler: HTTPRouteHandler) -> bool:
    answer = re.search(r"-> (.*):", inspect.getsource(getattr(handler.fn, "func", handler.fn)))
    assert answer
    return bool(re.search(r"Response\[|FileResponse", answer[1]))


def test_each_address_that_gives_back_bytes_is_known_here(world: World) -> None:
    every = create_app(world.store.settings).routes
    routes = [one for one in every if isinstance(one, HTTPRoute) and "GET" in one.methods]
    found = {one.path for one in routes if any(map(answers_no_page_of_ours, one.route_handlers))}
    assert found == FOREIGN.keys() | OUR_OWN


def test_bytes_of_a_stranger_are_a_download_under_a_safe_name_or_alone_in_a_page(world: World) -> None:
    arrives(world, evil("Kwaad"))
    key = demo_box.open_box(world.store.settings.state, demo_box.OUTSIDE).add(evil("Naar buiten"))
    with world.desk() as work:
        [document] = work.session.exec(select(Document))
    ids = {"document_id:uuid": document.id, "mail_id:uuid": document.raw_mail_id, "key:str": key, "number:int": 0}
    with world.client("Hilde Verbist") as hilde:
        for path, how in FOREIGN.items():
            answer = hilde.get(re.sub(r"{(.*?)}", lambda name: str(ids[name[1]]), path))
            assert (path, answer.status_code, answer.headers["x-content-type-options"]) == (path, 200, "nosniff")
            assert answer.headers["content-security-policy"] == FOREIGN_PAGE
            said = answer.headers.get("content-disposition", "")
            assert said.startswith("attachment; filename") == (how == "download")
            name = unquote(said.partition("filename*=UTF-8''")[2])
            assert not re.search(r"[\x00-\x1f/\\\u202e]", name)


def test_what_may_be_chosen_is_said_before_anything_is_sent(world: World) -> None:
    with world.client("Bram Geerts") as bram:
        pages = [bram.get(path).text for path in ("/aanmelden", "/beheer/organisaties/invoer", "/demo/post")]
        far_too_much = bram.post("/aanmelden", content=b"x", headers={
            "Content-Type": "multipart/form-data; boundary=b", "Content-Length": str(FORM.in_all * 2),
        })  # fmt: skip
    for page in pages:
        for field in re.findall(r'<input class="input file"[^>]*>', page):
            [hint] = re.findall(r'aria-describedby="(\S+-hint)"', field)
            assert re.search(rf'id="{hint}">[^<]*Hoogstens (10 bestanden van elk 15|10) MB\.', page)
            assert "data-most-bytes" in field
    assert 'accept=".pdf,.doc' in pages[0]
    assert "PDF, Word, Excel, PowerPoint, OpenDocument, foto" in pages[0]
    assert (far_too_much.status_code, "Dit bestand is te groot" in far_too_much.text) == (413, True)
