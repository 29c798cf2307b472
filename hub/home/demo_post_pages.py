"""The demonstration's post office: what the hub sent to the world, and mail that one writes to the hub.

These pages exist in demo mode only. Everything goes over real SMTP, so that the hub's own mailbox code is at work.
"""

import re
from email.utils import parseaddr
from typing import Any

import aiosmtplib
from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.response import Redirect
from sqlmodel import col, select

from hub.clock import brussels_date
from hub.home import demo_examples, demo_pages, demo_people, demo_tour
from hub.hubs import Hub, HubInbox
from hub.intake.uploads import disposition, size_words
from hub.postal import demo_box
from hub.postal.demo_box import FileSeen, LetterSeen
from hub.problems import NotFound
from hub.store import Work
from hub.web import FOREIGN_PAGE, Form, Multipart, Page, begin, flash, one, see_other, show, store_of
from hub.wording import _, _n

HERE = "/demo/post"
PAGE = 60
OUTSIDE: dict[str, Any] = {"person": None, "nav": ()}  # nobody is signed in at a post office
MOST_AT_ONCE = 64 * 1024 * 1024
# Only what a browser shows without running anything of it.
KINDS = {"text/calendar": "text/calendar", "application/ics": "text/calendar", "application/pdf": "application/pdf"}
REFUSED = (OSError, ValueError, aiosmtplib.SMTPException)


@get(HERE, sync_to_thread=True)
def post_office(request: Request, aan: str = "", voorbeeld: str = "") -> Page:
    """`aan` narrows the list to letters to one address; with `voorbeeld` the tour's mail is written already."""
    with begin(request) as work:
        return _office(request, work, demo_examples.MAIL if voorbeeld else {"from": demo_examples.MAIL["from"]}, to=aan)


@get(f"{HERE}/{{key:str}}", sync_to_thread=True)
def letter(request: Request, key: str) -> Page:
    with begin(request) as work:
        return show(
            request, "home/demo_post_letter.html", letter=_letter(request, key), size_words=size_words,
            inboxes=_inboxes(work), today=brussels_date(work.now), **OUTSIDE,
        )  # fmt: skip


@get(f"{HERE}/{{key:str}}/zoals-het-kwam", sync_to_thread=True)
def letter_page(request: Request, key: str) -> Response[str]:
    """The letter's own HTML, in a page where it can do no harm."""
    page = _letter(request, key).html
    if page is None:
        raise NotFound
    headers = {"Content-Security-Policy": FOREIGN_PAGE, "Referrer-Policy": "no-referrer"}
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)


@get(f"{HERE}/{{key:str}}/bijlage/{{number:int}}", sync_to_thread=True)
def attachment(request: Request, key: str, number: int) -> Response[bytes]:
    files = _letter(request, key).attachments
    if not 0 <= number < len(files):
        raise NotFound
    file = files[number]
    name = disposition(file.name or ("afspraak.ics" if file.kind == "text/calendar" else "bijlage"))
    headers = {"Content-Disposition": name, "Content-Security-Policy": FOREIGN_PAGE}
    return Response(file.content, media_type=KINDS.get(file.kind, "application/octet-stream"), headers=headers)


@post(f"{HERE}/schrijf", sync_to_thread=True, request_max_body_size=MOST_AT_ONCE)
def write(request: Request, data: Multipart) -> Page | Redirect:
    """Write a mail to a hub, as somebody outside would."""
    typed = {name: one(data, name, at_most=20_000) for name in ("from", "to", "subject", "text", "in_reply_to")}
    with begin(request) as work:
        errors = _mistakes(typed, _inboxes(work))
        if errors:
            return _office(request, work, typed, errors=errors, status=422)
        files = [FileSeen(name, kind, content) for name, kind, content in _uploads(data, "files")]
        try:
            demo_box.write_mail(
                store_of(request).settings.smtp_url, typed["from"], typed["to"], _one_line(typed["subject"]),
                typed["text"], files, in_reply_to=_one_line(typed["in_reply_to"]) or None,
            )  # fmt: skip
        except REFUSED:
            return _office(request, work, typed, errors={"from": _closed()}, status=422)
    flash(request, "done", _("De e-mail is verstuurd. Binnen enkele seconden staat hij bij het meldpunt."))
    of_the_tour = typed["subject"] == demo_examples.MAIL["subject"]
    return demo_pages.at_step(request, see_other(HERE), demo_tour.SENT) if of_the_tour else see_other(HERE)


@post(f"{HERE}/bestanden", sync_to_thread=True, request_max_body_size=MOST_AT_ONCE)
def drop(request: Request, data: Multipart) -> Page | Redirect:
    """Drop mail files into the shared inbox, byte for byte."""
    files = _uploads(data, "mails")
    with begin(request) as work:
        inboxes = _inboxes(work)
        to = one(data, "drop_to") or next(iter(inboxes), "")
        errors = {} if files else {"mails": _("Kies één of meer .eml-bestanden.")}
        if to not in inboxes:
            errors["drop_to"] = _("Kies een van de adressen.")
        if not errors:
            try:
                for _name, _kind, content in files:
                    demo_box.drop_raw(store_of(request).settings.smtp_url, content, to)
            except REFUSED:
                errors["mails"] = _closed()
        if errors:
            return _office(request, work, {}, errors=errors, status=422)
    sentence = _n("Er is een e-mail in de mailbox gelegd.", "Er zijn %(num)s e-mails in de mailbox gelegd.", len(files))
    flash(request, "done", sentence)
    return see_other(HERE)


def _office(
    request: Request, work: Work, typed: Form, *, to: str = "", errors: dict[str, str] | None = None, status: int = 200
) -> Page:
    found = demo_box.outside_letters(store_of(request).settings.state)
    letters = [one for one in found if not to or to.lower() in one.to.lower()]
    return show(
        request, "home/demo_post.html", status=status, letters=letters[:PAGE], total=len(letters), to=to, typed=typed,
        inboxes=_inboxes(work), senders=[f"{one.name} <{one.email}>" for one in demo_people.people(work)],
        errors=errors or {}, today=brussels_date(work.now), **OUTSIDE,
    )  # fmt: skip


def _inboxes(work: Work) -> dict[str, str]:
    """The addresses of the hubs with the name of each."""
    found = work.session.execute(
        select(HubInbox.address, Hub.name)
        .join(Hub, col(Hub.id) == col(HubInbox.hub_id))
        .order_by(col(Hub.position), col(HubInbox.position))
    ).tuples()
    return dict(found.all())


def _letter(request: Request, key: str) -> LetterSeen:
    found = demo_box.letter(store_of(request).settings.state, key) if re.fullmatch(r"[\w.,=-]{1,200}", key) else None
    if found is None:
        raise NotFound(_("Deze e-mail ligt niet meer in het postkantoor."))
    return found


def _mistakes(typed: Form, inboxes: dict[str, str]) -> dict[str, str]:
    errors = {}
    if not _is_address(typed["from"]):
        errors["from"] = _("Vul een afzender in, zoals Els <els@school.example>.")
    bare = re.sub(r"\+[^@]*", "", typed["to"].lower())
    if not _is_address(typed["to"]) or bare not in inboxes:
        errors["to"] = _("Kies een adres van een meldpunt.")
    return errors


def _is_address(text: str) -> bool:
    address = parseaddr(text)[1]
    return bool(re.fullmatch(r"[^@\s]+@[^@\s]+", address)) and text.isprintable() and len(text) < 300


def _one_line(text: str) -> str:
    return " ".join(text.split())[:900]


def _uploads(data: Form, name: str) -> list[tuple[str, str, bytes]]:
    given = data.get(name)
    files = [file for file in (given if isinstance(given, list) else [given]) if isinstance(file, UploadFile)]
    return [
        (file.filename, file.content_type if "/" in file.content_type else "application/octet-stream", content)
        for file in files
        if file.filename and (content := file.file.read())
    ]


def _closed() -> str:
    return _("Het postkantoor nam dit niet aan. Kijk of het meldpunt draait met `hub up`, en probeer opnieuw.")


handlers = [post_office, write, drop, letter, letter_page, attachment]
