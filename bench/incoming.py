"""What comes in: mails with their acknowledgement and forms with their receipt, small and with files."""

import os
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from itertools import count
from typing import Any
from uuid import UUID

import psycopg

from bench.browser import hidden
from bench.pages import Page, Seen, seeing
from bench.report import Line
from bench.same_rows import rows_of_case
from bench.scene import Scene
from bench.timing import turn_by_turn
from hub.intake.arrival import store_raw
from hub.intake.ingest import BATCH, read_due, take_in
from hub.intake.mail.reading import read_mail
from hub.intake.tables import MailOutcome
from hub.store import Store

SECONDS = 6.0
LEAST_OF_LIMIT = 0.6
ATTACHMENT = 200 * 1024
_number = count(1)
MARK = "00000000"  # where each mail has its own number

WORDS = """Dag,

Een leerling van het vierde jaar komt sinds de herfstvakantie nog maar twee dagen per week. We spraken met de
leerling en met de ouders, en pasten het uurrooster aan. Het CLB is op de hoogte. Kunnen jullie contact opnemen?

Vriendelijke groeten
Els Dierckx
zorgcoördinator
"""
PAGE = "<html><body>" + "".join(f"<p>{line}</p>" for line in WORDS.splitlines() if line) + "</body></html>"


def measured(scene: Scene, seconds: float = SECONDS) -> Iterator[Line]:
    with scene.connect() as connection:
        yield _mails(scene, connection, "mail with acknowledgement", b"", seconds)
        yield _mails(scene, connection, "mail with 200 KB attached", os.urandom(ATTACHMENT), seconds / 2)
        with seeing(scene) as look:
            empty = look(Page("form", "/aanmelden", ""))
        yield _forms(scene, connection, empty, "form, opened and sent", {}, seconds)
        pdf = b"%PDF-1.7\n" + os.urandom(ATTACHMENT)
        yield _forms(scene, connection, empty, "form with 200 KB attached", {"verslag.pdf": pdf}, seconds / 2)


def _mails(scene: Scene, connection: psycopg.Connection, words: str, attached: bytes, seconds: float) -> Line:
    """One process takes in a batch of mails: each stored, read in its child, made a case with its acknowledgement."""
    store, mail = Store(scene.settings, pool_size=2), mails(attached)
    first = take_in(store, mail(), "ingest", "bench")
    assert first.outcome == MailOutcome.REFERRAL, first
    same = rows_of_case(connection, _case(scene, first.referral))

    def ours() -> None:
        for _mail in range(BATCH):
            with store.begin() as work:
                store_raw(work, mail(), "imap", "bench")
        assert read_due(store) == BATCH

    def limit() -> None:
        for _mail in range(BATCH):
            read_mail(mail())
            same.write(connection)

    taken = turn_by_turn({"ours": ours, "limit": limit}, seconds, least=4)
    store.close()
    ratio = taken["limit"] / taken["ours"]
    kept = ratio >= LEAST_OF_LIMIT
    return Line(words, "/s", BATCH / taken["ours"], BATCH / taken["limit"], ratio, aim=f"≥ {LEAST_OF_LIMIT}", kept=kept)


def _forms(
    scene: Scene, connection: psycopg.Connection, empty: Seen, words: str, files: dict[str, bytes], seconds: float
) -> Line:  # fmt: skip
    """Somebody opens the form, fills it in and sends it; the limit is the form by hand and the same rows."""
    send = _sender(scene, files)
    same = rows_of_case(connection, _case(scene, send()))

    def limit() -> None:
        empty.by_hand(connection)
        same.write(connection)

    taken = turn_by_turn({"ours": send, "limit": limit}, seconds)
    ratio = taken["limit"] / taken["ours"]
    return Line(words, "/s", 1 / taken["ours"], 1 / taken["limit"], ratio, aim="≥ 0.5", kept=ratio >= 0.5)


def _sender(scene: Scene, files: dict[str, bytes]) -> Callable[[], str]:
    """Sends one form a call, as somebody else from elsewhere each time: another browser, over the one connection that
    a proxy keeps. Returns the address that it was sent with."""
    browser = scene.visitor()

    def send() -> str:
        browser.cookies.clear()
        n = next(_number)
        here = {"X-Forwarded-For": f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"}
        form = browser.get("/aanmelden", **here)
        typed = {
            **hidden(form.text), "hub": "dijleland", "referrer_name": "Els Dierckx",
            "referrer_organisation": "Atheneum De Vlieger (demo)", "referrer_kind": "school",
            "referrer_email": f"els{n}@vlieger.example", "subject_kind": "pupil", "first_name": "Noor",
            "last_name": f"Proef {n}", "postcode": "2800", "structure": "311", "main_reason": "truancy", "story": WORDS,
        }  # fmt: skip
        sent = browser.send("/aanmelden", typed, files, here)
        assert sent.status == 303, sent.text
        return typed["referrer_email"]

    return send


def _case(scene: Scene, known_by: str | None) -> UUID:
    """The case with this number, or of the referrer with this address."""
    found: Any = scene.one("SELECT id FROM referral WHERE %s IN (number, referrer_email)", known_by)
    return found


def mails(attached: bytes = b"") -> Callable[[], bytes]:
    """Gives another mail each time, of a referrer who was not heard of before: text and page, 4 KB, perhaps a file."""
    made = EmailMessage()
    made["From"], made["To"] = f"Els Dierckx <els{MARK}@vlieger.example>", "aanmelden@dijleland.example"
    made["Subject"], made["Message-ID"] = "Een nieuwe zorg", f"<bench-{os.getpid()}-{MARK}@vlieger.example>"
    for hop in range(6):
        made["Received"] = f"from mx{hop}.vlieger.example by mx{hop + 1}.hub.example with ESMTPS id {MARK}"
    made.set_content(WORDS * 2)
    made.add_alternative(PAGE * 2, subtype="html")
    if attached:
        made.add_attachment(attached, maintype="application", subtype="pdf", filename="verslag.pdf")
    raw = made.as_bytes()
    return lambda: raw.replace(MARK.encode(), b"%08d" % next(_number))
