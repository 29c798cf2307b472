"""The desk's pages about mails: what is to place, one mail with all that can be done with it, its original."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from hub.asker import AskerKind
from hub.clock import brussels_date
from hub.dispatch.codes import MAIN_REASON_WORDS, RESTRICTED
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.intake import mail_sight, placing
from hub.intake.placing import Drawn
from hub.intake.sight import schools
from hub.intake.tables import MailOutcome
from hub.intake.typed import check, values_in
from hub.intake.uploads import size_words
from hub.people.rights import Right, hubs_where, may, require
from hub.problems import Invalid
from hub.store import Work
from hub.web import Form, Page, begin, flash, must_be_signed_in, one, see_other, show
from hub.wording import _, _n

FormBody = Annotated[Form, Body(media_type=RequestEncodingType.URL_ENCODED)]
HERE = "/vandaag/mails"
VIEWS = ("te-plaatsen", "rijksregisternummers", "alle")
FIRST_ROWS, MORE_ROWS = 1, 3


@get(HERE, sync_to_thread=True)
def mails(request: Request, toon: str = VIEWS[0], voor: datetime | None = None) -> Page | Redirect:
    """`toon` is one of VIEWS; `voor` begins the list of all mails before that moment."""
    with begin(request) as work:
        if work.asker.kind == AskerKind.NOBODY:
            return see_other("/inloggen")
        hubs = hubs_where(work.asker, Right.TRIAGE)
        if not hubs:
            require(work.asker, Right.TRIAGE)
        request.state.hub = work.session.get(Hub, next(iter(hubs))) if len(hubs) == 1 else None
        view = toon if toon in VIEWS else VIEWS[0]
        lists = {VIEWS[0]: mail_sight.to_place, VIEWS[1]: mail_sight.flagged}
        lines = lists[view](work) if view in lists else mail_sight.arrived(work, before=voor)
        older = lines[-1].stored_at if view == VIEWS[2] and len(lines) == mail_sight.PAGE else None
        waiting, flagged = mail_sight.counts(work)
        return show(
            request, "intake/mails.html", view=view, lines=lines, waiting=waiting, flagged=flagged,
            older=older.isoformat() if older else None, today=brussels_date(work.now),
        )  # fmt: skip


@get(f"{HERE}/{{mail_id:uuid}}", sync_to_thread=True)
def mail(request: Request, mail_id: UUID) -> Page | Redirect:
    with begin(request) as work:
        if work.asker.kind == AskerKind.NOBODY:
            return see_other("/inloggen")
        return _shown(request, work, mail_id)


@get(f"{HERE}/{{mail_id:uuid}}/origineel", sync_to_thread=True)
def mail_original(request: Request, mail_id: UUID) -> Response[bytes]:
    """Only ever a download: a mail of a stranger is never shown as a page of ours."""
    with begin(request) as work:
        must_be_signed_in(work)
        content = mail_sight.original(work, mail_id)
    name = f'attachment; filename="mail-{str(mail_id)[:8]}.eml"'
    return Response(content, media_type="application/octet-stream", headers={"Content-Disposition": name})


@post(f"{HERE}/{{mail_id:uuid}}/plaats", sync_to_thread=True)
def place(request: Request, mail_id: UUID, data: FormBody) -> Page | Redirect:
    def act(work: Work) -> str:
        referral = placing.place_on_case(work, mail_id, one(data, "number", at_most=40))
        flash(request, "done", _("De e-mail staat nu bij aanmelding %(number)s.", number=referral.number))
        return f"/aanmeldingen/{referral.id}"

    return _done(request, mail_id, data, act)


@post(f"{HERE}/{{mail_id:uuid}}/aanmeldingen", sync_to_thread=True)
def draw(request: Request, mail_id: UUID, data: FormBody) -> Page | Redirect:
    """A row for each youngster; an empty row counts for nothing. "Nog een rij" shows the form again with more rows."""
    rows = _rows(data)
    if one(data, "more"):
        with begin(request) as work:
            return _shown(request, work, mail_id, data=data, rows=len(rows) + MORE_ROWS)

    def act(work: Work) -> str:
        drawn = placing.draw(work, mail_id, _read(rows, work))
        flash(request, "done", _said(drawn))
        return f"/aanmeldingen/{drawn[0].id}" if len(drawn) == 1 else f"{HERE}/{mail_id}"

    return _done(request, mail_id, data, act)


@post(f"{HERE}/{{mail_id:uuid}}/niets", sync_to_thread=True)
def nothing(request: Request, mail_id: UUID, data: FormBody) -> Page | Redirect:
    def act(work: Work) -> str:
        placing.nothing_to_do(work, mail_id, one(data, "reason"))
        flash(request, "done", _("De e-mail is opzijgelegd."))
        return HERE

    return _done(request, mail_id, data, act)


@post(f"{HERE}/{{mail_id:uuid}}/rijksregister", sync_to_thread=True)
def settle_flag(request: Request, mail_id: UUID) -> Redirect:
    with begin(request) as work:
        placing.settle_flag(work, mail_id)
    flash(request, "done", _("Het rijksregisternummer is afgehandeld."))
    return see_other(f"{HERE}?toon={VIEWS[1]}")


def _done(request: Request, mail_id: UUID, data: Form, act: Callable[[Work], str]) -> Page | Redirect:
    """Do it and go on, or show the page again with what was typed and what is wrong with it."""
    try:
        with begin(request) as work:
            where = act(work)
        return see_other(where)
    except Invalid as invalid:
        with begin(request) as work:
            return _shown(request, work, mail_id, data=data, errors=invalid.errors, status=422)


def _shown(
    request: Request,
    work: Work,
    mail_id: UUID,
    *,
    data: Form | None = None,
    errors: dict[str, str] | None = None,
    rows: int = 0,
    status: int = 200,
) -> Page:
    opened = mail_sight.open_mail(work, mail_id)
    request.state.hub = opened.hub
    typed = _rows(data) if data else []
    while len(typed) < max(rows, FIRST_ROWS):
        typed.append(values_in({}, Drawn))
    sees_all = may(work.asker, Right.SEE_RESTRICTED, opened.hub.id)
    return show(
        request, "intake/mail.html", status=status, errors=errors or {}, opened=opened, mail=opened.mail,
        drawn=placing.drawn_from(work, mail_id), rows=typed, number=one(data or {}, "number", at_most=40),
        reason=one(data or {}, "reason"), schools=schools(work), today=brussels_date(work.now), size_words=size_words,
        waits=opened.mail.outcome == MailOutcome.TO_PLACE and opened.mail.settled_at is None,
        may_draw=opened.mail.outcome in placing.DRAWN_FROM,
        reasons=[(code, _(word)) for code, word in MAIN_REASON_WORDS.items() if sees_all or code not in RESTRICTED],
    )  # fmt: skip


def _rows(data: Form) -> list[Form]:
    """The rows of the form as they were typed: `first_name_0`, `last_name_0`, … `first_name_1`, …"""
    endings = {name.rpartition("_")[2] for name in data}
    numbers = {int(ending) for ending in endings if ending.isdecimal() and len(ending) < 4}
    return [
        {name: one(data, f"{name}_{number}", at_most=1000) for name in Drawn.model_fields}
        for number in sorted(numbers)[: placing.MOST_AT_ONCE + 1]
    ]


def _read(rows: Sequence[Form], work: Work) -> list[Drawn]:
    errors: dict[str, str] = {}
    read = []
    for number, row in enumerate(rows):
        if any(row.values()):
            try:
                read.append(check(Drawn, row, brussels_date(work.now)))
            except Invalid as invalid:
                errors |= {f"{name}_{number}": sentence for name, sentence in invalid.errors.items()}
    if errors:
        raise Invalid(errors)
    return read


def _said(drawn: Sequence[Referral]) -> str:
    numbers = ", ".join(referral.number for referral in drawn)
    return _n(
        "Er is een aanmelding gemaakt: %(numbers)s.", "Er zijn %(num)s aanmeldingen gemaakt: %(numbers)s.",
        len(drawn), numbers=numbers,
    )  # fmt: skip


handlers = [mails, mail, mail_original, place, draw, nothing, settle_flag]
