"""The desk's pages about mails: what is to place, one mail with all that can be done with it, its original."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.dispatch import numbers, searching
from hub.dispatch.sight import CaseLine
from hub.hubs import Hub
from hub.intake import (
    drawing,
    found,
    mail_lines,
    mail_shield,
    mail_sight,
    mail_view,
    origin,
    passing_on,
    placing,
    rows,
    sent_on,
    taking_back,
)
from hub.intake.mail.marks import FORMATTED, SEALED, SIGNED
from hub.intake.sender_trust import SenderTrust
from hub.intake.sweep_pages import left_before
from hub.intake.tables import MailOutcome, RawMail
from hub.intake.uploads import size_words
from hub.people.rights import Right, hubs_where, may, require
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import FOREIGN_PAGE, Form, FormBody, Page, begin, flash, must_be_signed_in, one, see_other, show
from hub.wording import _, current_language

HERE = "/vandaag/mails"
MOST_TO_CHOOSE = 8
VIEWS = ("te-plaatsen", "rijksregisternummers", "alle")


@get(HERE, sync_to_thread=True)
def mails(request: Request, toon: str = VIEWS[0], voor: datetime | None = None) -> Page:
    """`toon` is one of VIEWS; `voor` begins the list of all mails before that moment."""
    with begin(request) as work:
        must_be_signed_in(work)
        hubs = hubs_where(work.asker, Right.TRIAGE)
        if not hubs:
            require(work.asker, Right.TRIAGE)
        request.state.hub = work.session.get(Hub, next(iter(hubs))) if len(hubs) == 1 else None
        view = toon if toon in VIEWS else VIEWS[0]
        lists = {VIEWS[0]: mail_lines.to_place, VIEWS[1]: mail_lines.flagged}
        lines = lists[view](work) if view in lists else mail_lines.arrived(work, before=voor)
        older = lines[-1].stored_at if view == VIEWS[2] and len(lines) == mail_lines.PAGE else None
        waiting, flagged = mail_lines.counts(work)
        return show(
            request, "intake/mails.html", view=view, lines=lines, waiting=waiting, flagged=flagged,
            older=older.isoformat() if older else None, today=brussels_date(work.now), left=left_before(request),
        )  # fmt: skip


@get(f"{HERE}/{{mail_id:uuid}}", sync_to_thread=True)
def mail(request: Request, mail_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _shown(request, work, mail_id)


@get(f"{HERE}/{{mail_id:uuid}}/origineel", sync_to_thread=True)
def mail_original(request: Request, mail_id: UUID) -> Response[bytes]:
    """Only ever a download: a mail of a stranger is never shown as a page of ours."""
    with begin(request) as work:
        must_be_signed_in(work)
        content = mail_sight.original(work, mail_id)
    name = f'attachment; filename="mail-{str(mail_id)[:8]}.eml"'
    headers = {"Content-Disposition": name, "Content-Security-Policy": FOREIGN_PAGE}
    return Response(content, media_type="application/octet-stream", headers=headers)


@get(f"{HERE}/{{mail_id:uuid}}/opmaak", sync_to_thread=True)
def mail_page(request: Request, mail_id: UUID) -> Response[str]:
    """The mail as its sender made it up, alone in a page where it can do no harm."""
    with begin(request) as work:
        must_be_signed_in(work)
        subject, raw = mail_view.original_of(work, mail_id)
    page = mail_view.page_of(subject, raw, current_language())
    headers = {"Content-Security-Policy": FOREIGN_PAGE, "Referrer-Policy": "no-referrer"}
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)


@post(f"{HERE}/{{mail_id:uuid}}/plaats", sync_to_thread=True)
def place(request: Request, mail_id: UUID, data: FormBody) -> Page | Redirect:
    """With a number the mail is placed; with a name the page shows the cases that it may be, each with its button."""
    typed = one(data, "number", at_most=100)
    if typed.strip() and not numbers.may_be_number(typed):
        with begin(request) as work:
            return _shown(request, work, mail_id, data=data, look_for=typed)

    def act(work: Work) -> str:
        referral = placing.place_on_case(work, mail_id, typed)
        said = _("De e-mail staat nu bij aanmelding %(number)s.", number=referral.number)
        flash(request, "done", said, undo=f"{HERE}/{mail_id}/terug")
        return f"/aanmeldingen/{referral.id}"

    return _done(request, mail_id, data, act)


@post(f"{HERE}/{{mail_id:uuid}}/aanmeldingen", sync_to_thread=True)
def draw(request: Request, mail_id: UUID, data: FormBody) -> Page | Redirect:
    """A row for each youngster; an empty row counts for nothing. "Nog een jongere" shows one row more, "Vul in" what
    was found in the mail."""
    if one(data, "more"):
        with begin(request) as work:
            return _shown(request, work, mail_id, data=data, least=len(rows.rows_in(data)) + 1)
    if one(data, "fill"):
        with begin(request) as work:
            values, _several = _found(work, mail_shield.for_desk(work, mail_id))
            return _shown(request, work, mail_id, data=rows.filled(data, values))

    def act(work: Work) -> str:
        read = rows.read(data, brussels_date(work.now))
        unnamed = origin.without_name(work, origin.drawn_from(work, mail_id))
        drawn = drawing.draw(work, mail_id, read.others, first=read.first)
        may_undo = not taking_back.why_not(work, work.session.get_one(RawMail, mail_id))
        flash(request, "done", rows.said(read, unnamed, drawn), undo=f"{HERE}/{mail_id}/terug" if may_undo else "")
        return f"/aanmeldingen/{drawn[0].id}" if len(drawn) == 1 and read.first is None else f"{HERE}/{mail_id}"

    return _done(request, mail_id, data, act)


@post(f"{HERE}/{{mail_id:uuid}}/ouder-of-jongere", sync_to_thread=True)
def answer_family(request: Request, mail_id: UUID) -> Page | Redirect:
    def act(work: Work) -> str:
        placing.answer_family(work, mail_id)
        flash(request, "done", _("Het antwoord is onderweg. De e-mail is opzijgelegd."))
        return HERE

    return _done(request, mail_id, {}, act)


@post(f"{HERE}/{{mail_id:uuid}}/ander-meldpunt", sync_to_thread=True)
def pass_on(request: Request, mail_id: UUID, data: FormBody) -> Page | Redirect:
    def act(work: Work) -> str:
        hub = passing_on.pass_on(work, mail_id, one(data, "hub"))
        flash(request, "done", _("De e-mail is nu bij %(hub)s.", hub=hub.name))
        return HERE

    return _done(request, mail_id, data, act)


@post(f"{HERE}/{{mail_id:uuid}}/niets", sync_to_thread=True)
def nothing(request: Request, mail_id: UUID, data: FormBody) -> Page | Redirect:
    def act(work: Work) -> str:
        placing.nothing_to_do(work, mail_id, one(data, "reason"))
        flash(request, "done", _("De e-mail is opzijgelegd."))
        return HERE

    return _done(request, mail_id, data, act)


@post(f"{HERE}/{{mail_id:uuid}}/terug", sync_to_thread=True)
def take_back(request: Request, mail_id: UUID, data: FormBody) -> Page | Redirect:
    """Undo: the mail waits again, or lies aside again, as it did before it was placed."""

    def act(work: Work) -> str:
        waits = taking_back.take_back(work, mail_id).settled_at is None
        flash(request, "done", _("De e-mail wacht weer op een plaats.") if waits else _("De e-mail ligt weer opzij."))
        return f"{HERE}/{mail_id}"

    return _done(request, mail_id, data, act)


@post(f"{HERE}/{{mail_id:uuid}}/aanmelder", sync_to_thread=True)
def take_origin(request: Request, mail_id: UUID, data: FormBody) -> Page | Redirect:
    """Who wrote first is the referrer; with `back` that is undone."""
    back = bool(one(data, "back"))

    def act(work: Work) -> str:
        cases = (sent_on.give_back if back else sent_on.take)(work, mail_id)
        mail = work.session.get_one(RawMail, mail_id)
        who = mail.from_address if back else mail.origin_name or mail.origin_address
        said = _("%(who)s is nu de aanmelder.", who=who) if cases else _("Dit geldt voor wat je van deze e-mail maakt.")
        flash(request, "done", said)
        return f"{HERE}/{mail_id}"

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
    except (Invalid, Refused) as problem:
        errors = problem.errors if isinstance(problem, Invalid) else {}
        with begin(request) as work:
            return _shown(
                request, work, mail_id, data=data, errors=errors, refused="" if errors else problem.sentence,
                status=422 if errors else 409,
            )  # fmt: skip


def _shown(
    request: Request,
    work: Work,
    mail_id: UUID,
    *,
    data: Form | None = None,
    errors: dict[str, str] | None = None,
    refused: str = "",
    least: int = 0,
    look_for: str = "",
    status: int = 200,
) -> Page:
    opened = mail_sight.open_mail(work, mail_id)
    request.state.hub = opened.hub
    cases, trouble = _looked_for(work, opened.hub.id, look_for) if look_for else ([], {})
    values, several = _found(work, opened.mail) if opened.mail.outcome in drawing.DRAWN_FROM else ({}, False)
    status = 422 if trouble else status
    drawn = origin.drawn_from(work, mail_id)
    unnamed = origin.without_name(work, drawn)
    return show(
        request, "intake/mail.html", status=status, errors=errors or trouble, refused=refused, opened=opened,
        mail=opened.mail, drawn=drawn, number=one(data or {}, "number", at_most=100), reason=one(data or {}, "reason"),
        today=brussels_date(work.now), size_words=size_words, found=cases, aside=placing.is_aside(opened.mail),
        waits=opened.mail.outcome == MailOutcome.TO_PLACE and opened.mail.settled_at is None,
        may_take_back=bool(opened.mail.placed) and not taking_back.why_not(work, opened.mail),
        left=taking_back.left_letters(work, opened.mail) if opened.mail.placed else [],
        read=rows.shown_values(values), several=several, filled=bool(one(data or {}, "fill")),
        marks=_marks(opened.mail), came_from=passing_on.came_from(opened.mail),
        went_to=passing_on.went_to(work, opened.mail), tried=data is not None,
        other_hubs=[(one.slug, one.name) for one in passing_on.others(work, opened.hub.id)],
        to_hub=one(data or {}, "hub"), may_take_origin=sent_on.may_take(opened.mail, drawn),
        forged=opened.mail.sender_trust == SenderTrust.FORGED, may_draw=opened.mail.outcome in drawing.DRAWN_FROM,
        **rows.for_page(
            data, drawn, unnamed, least=least,
            restricted_too=may(work.asker, Right.SEE_RESTRICTED, opened.hub.id),
        ),
    )  # fmt: skip


def _found(work: Work, mail: RawMail) -> tuple[dict[str, str], bool]:
    """What stands beside labels in the mail about whom it is, for who may read all of it."""
    return found.about_whom(work, mail) if mail_shield.may_read(work, mail) else ({}, False)


def _marks(mail: RawMail) -> dict[str, bool]:
    held = set(mail.marks)
    return {"signed": bool(held & SIGNED), "sealed": bool(held & SEALED), "formatted": FORMATTED in held}


def _looked_for(work: Work, hub_id: UUID, typed: str) -> tuple[list[CaseLine], dict[str, str]]:
    """The cases of this hub that somebody may mean, or what is wrong with what was typed."""
    try:
        found = searching.search(work, typed, hub_id=hub_id).lines[:MOST_TO_CHOOSE]
    except Invalid as invalid:
        return [], {"number": " ".join(invalid.errors.values())}
    return found, {} if found else {"number": _("Hierop lijkt geen enkele aanmelding. Zoek op een nummer of een naam.")}


handlers = [
    mails, mail, mail_original, mail_page, place, draw, pass_on, nothing, answer_family, take_back, take_origin,
    settle_flag,
]  # fmt: skip
