"""Pages on which tables are kept: the tables of a hub, their seats, and when they sit."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.asker import Role
from hub.by_form import sent
from hub.clock import brussels_date, in_brussels
from hub.dispatch import session_desk, table_desk, table_register
from hub.dispatch.session_desk import SessionData
from hub.dispatch.sessions import keeping, rhythm
from hub.dispatch.sessions.expecting import invite_day, rows_of
from hub.dispatch.sessions.kinds import TableKind
from hub.dispatch.sessions.typed import KIND_WORDS, table_values
from hub.dispatch.table_desk import LEVEL_WORDS
from hub.dispatch.table_tables import DispatchTable
from hub.people.rights import Right, hubs_where, require
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import (
    Errors,
    Form,
    FormBody,
    Page,
    Typed,
    begin,
    day_in,
    flash,
    id_in,
    must_be_signed_in,
    one,
    pressed,
    see_other,
    show,
)
from hub.wording import _, _n

PLACE = "/beheer/tafels"
USUAL = {"kind": "naft_dispatch", "rhythm": "weekly", "lasts": "120", "invite_before": "14"}


@get(PLACE, sync_to_thread=True)
def tables(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return show(
            request, "beheer/tables.html", hubs=table_register.tables(work), rhythm_of=_rhythm_words,
            kind_words={code: _(word) for code, (word, _means) in KIND_WORDS.items()},
            today=brussels_date(work.now), managed=hubs_where(work.asker, Right.MANAGE),
        )  # fmt: skip


@get(f"{PLACE}/nieuw/{{hub_id:uuid}}", sync_to_thread=True)
def new(request: Request, hub_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _new_page(request, work, hub_id, {"starts_at": "13:30", **USUAL})


@post(f"{PLACE}/nieuw/{{hub_id:uuid}}", sync_to_thread=True)
def make(request: Request, hub_id: UUID, data: FormBody) -> Page | Redirect:
    try:
        with begin(request) as work:
            require(work.asker, Right.MANAGE, hub_id)
            table_values(work, hub_id, keeping.table_in(data), None)
            if keeping.must_look_first(work, data, None):
                return _new_page(request, work, hub_id, data, looks=True)
            table = table_desk.make_table(work, hub_id, keeping.table_in(data))
    except Invalid as wrong:
        with begin(request) as work:
            return _new_page(request, work, hub_id, data, wrong.errors)
    flash(request, "done", _("De tafel is er. Geef nu de partners een zetel."))
    return see_other(f"{PLACE}/{table.id}#zetels")


@get(f"{PLACE}/{{table_id:uuid}}", sync_to_thread=True)
def table_page(request: Request, table_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, table_id)


@post(f"{PLACE}/{{table_id:uuid}}/gegevens", sync_to_thread=True)
def change(request: Request, table_id: UUID, data: FormBody) -> Page | Redirect:
    try:
        with begin(request) as work:
            kept = table_desk.take_table(work, table_id)
            table_values(work, kept.hub_id, keeping.table_in(data), kept)
            if keeping.must_look_first(work, data, rhythm.pattern_of(kept)):
                return _page(request, work, table_id, typed=data, looks=True)
            table_desk.change_table(work, table_id, keeping.table_in(data))
    except (Invalid, Refused) as problem:
        with begin(request) as work:
            errors = getattr(problem, "errors", {})
            refusal = "" if errors else problem.sentence
            return _page(request, work, table_id, typed=data, errors=errors, refusal=refusal)
    flash(request, "done", _("Bewaard. Zittingen zonder vragen volgen het nieuwe ritme."))
    return see_other(f"{PLACE}/{table_id}")


@post(f"{PLACE}/{{table_id:uuid}}/zetels", sync_to_thread=True)
def seat(request: Request, table_id: UUID, data: FormBody) -> Page | Redirect:
    def act(work: Work) -> None:
        organisation_id = id_in(data, "organisation")
        if organisation_id is None:
            table_desk.take_table(work, table_id)
            raise Invalid({"organisation": _("Kies een partner van dit meldpunt.")})
        table_desk.set_seat(work, table_id, organisation_id, one(data, "level"))

    return sent(
        request, data, act,
        lambda request, work, back: _page(
            request, work, table_id, typed_seat=back.typed, errors=back.errors, refusal=back.said
        ),
        _("Bewaard."), f"{PLACE}/{table_id}#zetels",
    )  # fmt: skip


@post(f"{PLACE}/{{table_id:uuid}}/zetels/{{organisation_id:uuid}}/weg", sync_to_thread=True)
def unseat(request: Request, table_id: UUID, organisation_id: UUID) -> Redirect:
    pressed(
        request, lambda work: table_desk.drop_seat(work, table_id, organisation_id),
        _("Die partner zit niet meer aan deze tafel."),
    )  # fmt: skip
    return see_other(f"{PLACE}/{table_id}#zetels")


@post(f"{PLACE}/{{table_id:uuid}}/stop", sync_to_thread=True)
def end(request: Request, table_id: UUID) -> Redirect:
    pressed(
        request, lambda work: table_desk.end_table(work, table_id),
        _("De tafel is gestopt. Haar zittingen zijn geschrapt."),
    )  # fmt: skip
    return see_other(f"{PLACE}/{table_id}")


@post(f"{PLACE}/{{table_id:uuid}}/hervat", sync_to_thread=True)
def take_back(request: Request, table_id: UUID) -> Redirect:
    with begin(request) as work:
        table_desk.take_back_table(work, table_id)
    flash(request, "done", _("De tafel zit weer samen."))
    return see_other(f"{PLACE}/{table_id}")


@post(f"{PLACE}/{{table_id:uuid}}/zittingen", sync_to_thread=True)
def plan(request: Request, table_id: UUID, data: FormBody) -> Page | Redirect:
    return sent(
        request, data, lambda work: session_desk.plan(work, table_id, _session(data)),
        lambda request, work, back: _page(
            request, work, table_id, typed_session=back.typed, errors=back.errors, refusal=back.said
        ),
        _("De zitting is gepland."), f"{PLACE}/{table_id}#zittingen",
    )  # fmt: skip


@get("/beheer/zittingen/{session_id:uuid}", sync_to_thread=True)
def session_page(request: Request, session_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _session_page(request, work, session_id)


@post("/beheer/zittingen/{session_id:uuid}", sync_to_thread=True)
def change_session(request: Request, session_id: UUID, data: FormBody) -> Page | Redirect:
    try:
        with begin(request) as work:
            table_id = session_desk.change(work, session_id, _session(data)).table_id
    except Invalid as wrong:
        with begin(request) as work:
            return _session_page(request, work, session_id, data, wrong.errors)
    flash(request, "done", _("Bewaard. Wat op de dagorde staat, gaat mee."))
    return see_other(f"{PLACE}/{table_id}#zittingen")


@post("/beheer/zittingen/{session_id:uuid}/schrap", sync_to_thread=True)
def cancel(request: Request, session_id: UUID) -> Redirect:
    with begin(request) as work:
        table_id = session_desk.take_session(work, session_id).table_id
    try:
        with begin(request) as work:
            moved = session_desk.cancel(work, session_id)
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
        return see_other(f"/beheer/zittingen/{session_id}")
    said = _n("%(num)s vraag staat nu op de volgende.", "%(num)s vragen staan nu op de volgende.", moved)
    flash(request, "done", " ".join(part for part in (_("De zitting is geschrapt."), said if moved else "") if part))
    return see_other(f"{PLACE}/{table_id}#zittingen")


def _new_page(
    request: Request,
    work: Work,
    hub_id: UUID,
    typed: Form,
    errors: dict[str, str] | None = None,
    *,
    looks: bool = False,
) -> Page:
    require(work.asker, Right.MANAGE, hub_id)
    return show(
        request, "beheer/table_new.html", status=422 if errors else 200, typed=Typed(typed), errors=errors or {},
        action=f"{PLACE}/nieuw/{hub_id}", ahead=keeping.days_typed(work, typed), looks=looks,
        today=brussels_date(work.now), **keeping.choices(work, hub_id),
    )  # fmt: skip


def _page(
    request: Request,
    work: Work,
    table_id: UUID,
    *,
    typed: Form | None = None,
    typed_seat: Form | None = None,
    typed_session: Form | None = None,
    errors: Mapping[str, str] | None = None,
    refusal: str = "",
    looks: bool = False,
) -> Page:
    view = table_register.table_of(work, table_id)
    table, today = view.table, brussels_date(work.now)
    usual = {
        "time": table.starts_at, "room": table.place, "link": table.video_link, "takes": str(table.lasts),
    }  # fmt: skip
    planning, wrong = typed_session is not None, Errors(errors or {})
    return show(
        request, "beheer/table.html", status=422 if errors else 409 if refusal else 200, view=view, table=table,
        typed=Typed(typed or keeping.fields_of(table)), typed_seat=Typed(typed_seat or {"level": "co_working"}),
        typed_session=Typed(typed_session or usual), errors=errors or {}, refusal=refusal, planning=planning,
        session_errors=wrong if planning else Errors(), table_errors=Errors() if planning else wrong,
        levels=[(code, _(word), _(means)) for code, (word, means) in LEVEL_WORDS.items()],
        short_levels=[(code, _(word)) for code, (word, _means) in LEVEL_WORDS.items()],
        others=[(str(one.id), one.name) for one in view.others], today=today, now=work.now, looks=looks,
        ahead=keeping.days_typed(work, typed) if typed else keeping.days_ahead(rhythm.pattern_of(table), today),
        skipped=_skipped(view, today), moved=request.query_params.get("verplaatst", ""),
        rhythm_words=_rhythm_words(table), kind_word=_(KIND_WORDS[TableKind(table.kind)][0]),
        people=keeping.people_of_seats(work, [one.id for one, _seat in view.seats]),
        **keeping.choices(work, view.hub.id),
    )  # fmt: skip


def _skipped(view: table_register.TableView, today: date) -> str:
    """The days of the rhythm that fall away before the last session that is planned."""
    pattern, last = rhythm.pattern_of(view.table), max((line.session.at for line in view.sessions), default=None)
    if pattern is None or last is None:
        return ""
    return rhythm.skipped_words(rhythm.skipped(pattern, today, brussels_date(last)), today)


def _rhythm_words(table: DispatchTable) -> str:
    return rhythm.rhythm_words(rhythm.pattern_of(table))


def _session_page(
    request: Request, work: Work, session_id: UUID, typed: Form | None = None, errors: dict[str, str] | None = None
) -> Page:
    line, view = table_register.session_of(work, session_id)
    at = in_brussels(line.session.at)
    session = line.session
    kept = {
        "day": at.date().isoformat(), "time": f"{at:%H:%M}", "room": session.place, "link": session.video_link,
        "takes": str(session.lasts),
    }  # fmt: skip
    return show(
        request, "beheer/session.html", status=422 if errors else 200, line=line, view=view,
        typed=Typed(typed or kept), errors=errors or {}, today=brussels_date(work.now),
        sees_list=work.asker.has(Role.COORDINATOR, session.hub_id),
        invited=sum(bool(one.told) for one in rows_of(work, session.id)), invite_day=invite_day(session, view.table),
    )  # fmt: skip


def _session(data: Form) -> SessionData:
    return SessionData(
        day_in(data, "day"), one(data, "time"), one(data, "room"), one(data, "link"), one(data, "takes")
    )  # fmt: skip


handlers: list[Any] = [
    tables, new, make, table_page, change, seat, unseat, end, take_back, plan, session_page, change_session, cancel,
]  # fmt: skip
