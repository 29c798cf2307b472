"""The page of one case, its small forms, and the look at a name."""

import re
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub import unreachable
from hub.clock import brussels_date, in_brussels
from hub.dispatch import alarm, appointments, beside, cards, clarify, identity, moves, shield, sight
from hub.dispatch.agendas import urgent
from hub.dispatch.agendas.lapsing import lapsing_of
from hub.dispatch.came_back import Behind
from hub.dispatch.case import Move, Stage, is_open
from hub.dispatch.case_team import left_open
from hub.dispatch.clarify_tables import Question
from hub.dispatch.consent import to_share
from hub.dispatch.sharing.sharing_sight import gate_of
from hub.dispatch.tables import Referral
from hub.home import case_acts, case_clb, case_next, case_view
from hub.home.absence.waiting_on import away_from_case
from hub.home.case_act import Act, Now
from hub.hubs import Hub, several_hubs
from hub.intake import from_consult
from hub.people.rights import Right, may, require
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, begin, flash, is_id, must_be_signed_in, one, see_other, show
from hub.wording import _

# The form that was just saved, so that this browser forgets what it kept of it.
KEPT = re.compile(r"[a-z]+-[0-9a-f]{16}")
# What is written there about a case that is shut is read by the duty desk all the same.
READ_BY_DUTY_DESK = {
    "vlag", "overdragen", "consult-antwoord", "afsluiten", "gesprek-volstond", "elders", "niet-voor-ons", "intrekken",
}  # fmt: skip


@get("/aanmelding/{number:str}", sync_to_thread=True)
def by_number(request: Request, number: str) -> Redirect:
    """The address that people write down: by number."""
    with begin(request) as work:
        must_be_signed_in(work)
        return see_other(f"/aanmeldingen/{sight.case_numbered(work, number)}")


@get("/aanmeldingen/{referral_id:uuid}", sync_to_thread=True)
def case_page(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        page = shown(request, work, referral_id)
        identity.log_look(work, work.session.get_one(Referral, referral_id))
        return page


@get("/aanmeldingen/{referral_id:uuid}/wie", sync_to_thread=True)
def no_name(referral_id: UUID) -> Redirect:
    """A name is never shown by following a link."""
    return see_other(f"/aanmeldingen/{referral_id}")


@post("/aanmeldingen/{referral_id:uuid}/wie", status_code=200, sync_to_thread=True)
def name_page(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        identity.open_identity(work, referral_id)
        return shown(request, work, referral_id, with_name=True)


@post("/aanmeldingen/{referral_id:uuid}/gelezen", sync_to_thread=True)
def read(request: Request, referral_id: UUID) -> Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
        clarify.mark_read(work, referral_id)
    flash(request, "done", _("Gelezen. De aanmelding staat niet meer bij de nieuwe berichten."))
    return see_other(f"/aanmeldingen/{referral_id}")


@post("/aanmeldingen/{referral_id:uuid}/gevaar-gezien", sync_to_thread=True)
def danger_seen(request: Request, referral_id: UUID) -> Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
        alarm.see(work, referral_id)
    here = f"/aanmeldingen/{referral_id}"
    flash(request, "done", _("Gezien. Ze staat niet meer bovenaan Vandaag."), undo=f"{here}/gevaar-terug")
    return see_other(here)


@post("/aanmeldingen/{referral_id:uuid}/gevaar-terug", sync_to_thread=True)
def danger_unseen(request: Request, referral_id: UUID) -> Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
        alarm.see(work, referral_id, again=True)
    return see_other(f"/aanmeldingen/{referral_id}")


@post("/aanmeldingen/{referral_id:uuid}/vragen/{question_id:uuid}/intrekken", sync_to_thread=True)
def withdraw_question(request: Request, referral_id: UUID, question_id: UUID) -> Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
        question = work.session.get(Question, question_id)
        if question is None or question.referral_id != referral_id:
            raise NotFound
        clarify.withdraw_question(work, question_id)
    flash(request, "done", _("De vraag is niet meer nodig. De link in de e-mail werkt niet meer."))
    return see_other(f"/aanmeldingen/{referral_id}")


@get("/aanmeldingen/{referral_id:uuid}/{slug:str}", sync_to_thread=True)
def act_page(request: Request, referral_id: UUID, slug: str) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        act, now = _act(work, referral_id, slug)
        if not act.offered(now):
            raise Refused(_("Dit kan nu niet. Bekijk hoe de aanmelding ervoor staat."))
        typed = _typed_before(act, now, brussels_date(work.now))
        if slug == "clb-vraag":
            typed |= case_clb.known_to_ask(work, now.referral)
        return form_page(request, work, act, now, typed)


@post("/aanmeldingen/{referral_id:uuid}/{slug:str}", sync_to_thread=True)
def do_act(request: Request, referral_id: UUID, slug: str, data: FormBody) -> Page | Redirect:
    typed = {asked.name: one(data, asked.name) for act in _known(slug) for asked in act.asks}
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            act, _now = _act(work, referral_id, slug)
            if act.closes:
                _nothing_unread(work, referral_id, one(data, "seen"))
                left_open.settle(work, referral_id, _settled(data), one(data, "ends_why", at_most=1000))
            said = act.run(work, referral_id, data)
    except (Invalid, Refused) as problem:
        errors = problem.errors if isinstance(problem, Invalid) else {}
        with begin(request) as work:
            act, now = _act(work, referral_id, slug)
            typed |= _settled(data) | {"ends_why": one(data, "ends_why")}
            return form_page(request, work, act, now, typed, errors, "" if errors else problem.sentence)
    flash(request, "done", said)
    return see_other(_table_of(request) or f"/aanmeldingen/{referral_id}")


def _table_of(request: Request) -> str:
    """The board that somebody comes from, and goes on with afterwards; "" for who comes from the case."""
    session_id = request.query_params.get("tafel", "")
    return f"/tafel/{session_id}" if is_id(session_id) else ""


def shown(request: Request, work: Work, referral_id: UUID, *, with_name: bool = False) -> Page:
    values = case_view.page_of(work, referral_id, with_name=with_name)
    file: sight.File = values["file"]
    request.state.hub = file.hub
    now = _now_in(work, file)
    offered = [act for act in case_acts.ACTS if act.offered(now) and may(work.asker, act.right, file.hub.id)]
    to_table = now.can(Move.PUT_ON_TABLE) and may(work.asker, Right.DECIDE, file.hub.id)
    may_read_on = file.referral.stage != Stage.CONCEPT and may(work.asker, Right.COMPLETE, file.hub.id)
    may_complete = may_read_on and not now.state.elsewhere
    return show(
        request, "home/case.html", **values, acts=offered, to_table=to_table, planned=now.planned,
        primary=_primary(file, now, offered, to_table, values["behind"]),
        may_name=may(work.asker, Right.OPEN_IDENTITY, file.hub.id),
        away=away_from_case(work, file, values["team"]),
        may_decide=may(work.asker, Right.DECIDE, file.hub.id),
        may_read_on=may_read_on, may_complete=may_complete, invites=may_complete and is_open(file.referral.stage),
        kept=kept.group() if (kept := KEPT.fullmatch(request.query_params.get("bewaard", ""))) else "",
        may_clarify=may(work.asker, Right.CLARIFY, file.hub.id), may_become=_may_become(work, file),
    )  # fmt: skip


def _may_become(work: Work, file: sight.File) -> bool:
    """Whether the asker may note a referral that comes of this consult, however it stands."""
    may_note = may(work.asker, Right.NOTE, file.hub.id) and not shield.shuts_out(work, file.referral)
    return may_note and from_consult.may_become(work, file.referral)


def form_page(
    request: Request, work: Work, act: Act, now: Now, typed: dict[str, str], errors: dict[str, str] | None = None,
    refused: str = "",
) -> Page:  # fmt: skip
    """The small form of one act, with the case in one line above it."""
    case = now.referral
    hub = work.session.get_one(Hub, case.hub_id)
    request.state.hub = hub
    youngster = identity.youngster_of(work, case)
    if act.slug == "vlag":  # whoever sends it again has read who was first
        typed = typed | {"mark": clarify.flag_mark(case)}
    table = _table_of(request)
    return show(
        request, "home/case_act.html", back=f"{table}/zaak/{case.id}" if table else f"/aanmeldingen/{case.id}",
        status=422 if errors else 409 if refused else 200, act=act, case=case,
        initials=cards.goes_by(work, case),
        unreached=_is_unreached(work, act, case),
        label=_label(act, now), phone=case.referrer_phone, beside=beside.beside(work, case),
        typed=typed, errors=errors or {}, refused=refused, today=brussels_date(work.now),
        options={name: options(work, case) for name, options in act.options.items()},
        asks=[asked for asked in act.asks if asked.when is None or asked.when(now)],
        would_ask=urgent.who_would_be_asked(work, case) if act.slug == "rondvragen" else None,
        warning=lapsing_of(work, case.id).words() if act.drops_claims else "",
        consent=to_share(case, youngster, gate_of(work, case.id).shares) if act.shares else None,
        left_open=left_open.left_open(work, case) if act.closes else None, ends=left_open.WORDS,
        field_of=left_open.field, read_by_duty_desk=act.slug in READ_BY_DUTY_DESK and shield.is_told_of(work, case),
    )  # fmt: skip


def _is_unreached(work: Work, act: Act, case: Referral) -> bool:
    """Whether what the act writes to the referrer will wait, because nothing arrives at that address."""
    writes = act.writes or act.slug == "vraag"
    return writes and bool(unreachable.failing(work, [case.hub_id], [case.referrer_email]))


def _nothing_unread(work: Work, referral_id: UUID, seen: str) -> None:
    """Refused when something came in that did not stand beside the form when it was shown."""
    if set(beside.unread_ids(work, referral_id)) - set(seen.split()):
        raise Refused(_("Er kwam iets binnen dat je nog niet las. Lees het hier en kies dan opnieuw."))


def _settled(data: Form) -> dict[str, str]:
    """What is chosen for each agreement that is still open."""
    return {name: one(data, name) for name in data if name.startswith("afspraak-")}


def _label(act: Act, now: Now) -> str:
    return _("Verplaats de afspraak") if act.slug == "afspraak" and now.planned else _(act.label)


def _typed_before(act: Act, now: Now, today: date) -> dict[str, str]:
    """What a form opens with: its defaults, the appointment to move, the flag as it stands."""
    values = {asked.name: asked.value for asked in act.asks}
    if act.slug == "afspraak" and now.planned:
        at = in_brussels(now.planned.at)
        values |= {
            "day": at.date().isoformat(), "time": f"{at:%H:%M}", "minutes": str(now.planned.minutes),
            "way": now.planned.way, "place": now.planned.place,
        }  # fmt: skip
    if act.slug == "gesprek":
        held = now.planned and min(brussels_date(now.planned.at), today)
        values |= {"on": (held or today).isoformat()}
    if act.slug == "afsluiten" and not now.referral.referrer_email:
        values |= {"way": "phone"}
    if act.slug == "rondvragen":
        values |= {"answer_by": urgent.usual_day(today).isoformat()}
    if act.slug == "vlag":
        values |= {
            "flag": now.referral.flag or "",
            "reason": now.referral.flag_reason,
            "mark": clarify.flag_mark(now.referral),
        }
    return values


def _known(slug: str) -> list[Act]:
    if slug not in case_acts.BY_SLUG:
        raise NotFound
    return [case_acts.BY_SLUG[slug]]


def _act(work: Work, referral_id: UUID, slug: str) -> tuple[Act, Now]:
    """The act and how the case stands, for who may do this; NotFound for outsiders, NotAllowed for the duty desk."""
    (act,) = _known(slug)
    referral = sight.case_for(work, referral_id)
    require(work.asker, act.right, referral.hub_id)
    return act, _now_of(work, referral)


def _now_of(work: Work, referral: Referral) -> Now:
    return Now(
        referral, moves.state_of(work, referral), appointments.upcoming(work, referral.id), brussels_date(work.now),
        several_hubs(work.session),
    )  # fmt: skip


def _now_in(work: Work, file: sight.File) -> Now:
    """The same, of a file that was read already."""
    talked = any(one.kind in moves.TALKS for one in file.messages)
    state = moves.state_with(work, file.referral, [line.track for line in file.tracks], talked=talked)
    planned = next((one for one in file.appointments if appointments.is_planned(one)), None)
    return Now(file.referral, state, planned, brussels_date(work.now), several_hubs(work.session))


def _primary(file: sight.File, now: Now, offered: list[Act], to_table: bool, behind: Behind | None) -> str:
    """The slug of the one obvious next act; "" when nothing is asked of the desk now."""
    asked = any(not one.answered_at and not one.withdrawn_at for one in file.questions)
    approved = file.card is not None and file.card.approved_at is not None
    answered = behind is not None and behind.answered
    usual = case_next.next_of(now, asked=asked, card_approved=approved, answered=answered)
    can = to_table if usual == case_next.TO_TABLE else usual in {act.slug for act in offered}
    return usual if can else ""


handlers: list[Any] = [
    by_number, case_page, no_name, name_page, read, danger_seen, danger_unseen, withdraw_question, act_page, do_act,
]  # fmt: skip
