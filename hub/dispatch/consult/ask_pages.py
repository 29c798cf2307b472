"""The coordinator asks others what they think of a consult: the question without names, whom, and before which day."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import DayUnit, add_days, brussels_date
from hub.dispatch import cards, sight
from hub.dispatch.case import Stage
from hub.dispatch.clocks import ClockName
from hub.dispatch.consult import answering, asking, consult_sight
from hub.dispatch.consult.funded import not_funded
from hub.dispatch.consult.tables import Consult
from hub.dispatch.consult.whom import whom_of
from hub.dispatch.identity import youngster_of
from hub.dispatch.moves import clocks_of
from hub.dispatch.tables import Referral
from hub.dispatch.whose_words import veil_of
from hub.hubs import Hub
from hub.partners.funding import Function
from hub.people.rights import Right, require
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, begin, day_in, flash, many, must_be_signed_in, one, see_other, show
from hub.wording import _, list_words

HERE = "/aanmeldingen/{referral_id:uuid}/consult-vragen"
AN_ASK = HERE + "/{ask_id:uuid}"


@get(HERE, sync_to_thread=True)
def ask_page(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, referral_id)


@post(HERE, sync_to_thread=True, status_code=200)
def ask(request: Request, referral_id: UUID, data: FormBody) -> Page | Redirect:
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            whom = asking.ask(
                work, referral_id, one(data, "question", at_most=20_000), many(data, "whom"), day_in(data, "answer_by"),
                sure=one(data, "sure") == "1",
            )  # fmt: skip
    except (Invalid, Refused) as problem:
        with begin(request) as work:
            return _again(request, work, referral_id, data, problem)
    if whom:
        names = list_words([one.name for one in whom])
        flash(request, "done", _("Gevraagd aan %(partners)s. Elk antwoord komt op Vandaag.", partners=names))
        unwritten = list_words([one.name for one in whom if not one.email])
        if unwritten:
            flash(
                request, "warning", _("Zonder e-mailadres: %(who)s. Bel zelf, en noteer het antwoord.", who=unwritten)
            )
    else:
        flash(request, "done", _("De vraag is aangepast."))
    return see_other(f"/aanmeldingen/{referral_id}#consult")


@post(AN_ASK + "/niet-meer", sync_to_thread=True)
def call_off(request: Request, referral_id: UUID, ask_id: UUID) -> Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
        asking.call_off(work, ask_id, referral_id)
    flash(request, "done", _("Het antwoord is niet meer nodig. De link werkt niet meer."))
    return see_other(f"/aanmeldingen/{referral_id}#consult")


@post(AN_ASK + "/herinner", sync_to_thread=True)
def remind(request: Request, referral_id: UUID, ask_id: UUID) -> Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
        asking.remind(work, ask_id, referral_id)
    flash(request, "done", _("De e-mail is opnieuw verstuurd, hooguit één keer per dag."))
    return see_other(f"/aanmeldingen/{referral_id}#consult")


@get(AN_ASK, sync_to_thread=True)
def note_page(request: Request, referral_id: UUID, ask_id: UUID) -> Page:
    """Where the coordinator notes what was said by telephone."""
    with begin(request) as work:
        must_be_signed_in(work)
        return _note(request, work, referral_id, ask_id)


@post(AN_ASK, sync_to_thread=True, status_code=200)
def note(request: Request, referral_id: UUID, ask_id: UUID, data: FormBody) -> Page | Redirect:
    text = one(data, "answer", at_most=20_000)
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            answering.note(work, ask_id, referral_id, text, sure=one(data, "sure") == "1")
    except Invalid as wrong:
        with begin(request) as work:
            return _note(request, work, referral_id, ask_id, text, wrong.errors, sure=one(data, "sure") == "1")
    flash(request, "done", _("Genoteerd. Wie het vroeg, leest het."))
    return see_other(f"/aanmeldingen/{referral_id}#consult")


def _again(request: Request, work: Work, referral_id: UUID, data: Form, problem: Invalid | Refused) -> Page:
    typed = {"question": one(data, "question", at_most=20_000), "answer_by": one(data, "answer_by")}
    errors = problem.errors if isinstance(problem, Invalid) else {}
    return _page(
        request, work, referral_id, typed, many(data, "whom"), errors,
        refused="" if errors else problem.sentence, sure=one(data, "sure") == "1",
    )  # fmt: skip


def _case(request: Request, work: Work, referral_id: UUID) -> Referral:
    referral = sight.case_for(work, referral_id)
    require(work.asker, Right.DECIDE, referral.hub_id)
    request.state.hub = work.session.get(Hub, referral.hub_id)
    return referral


def _page(
    request: Request, work: Work, referral_id: UUID, typed: dict[str, str] | None = None, chosen: Sequence[str] = (),
    errors: dict[str, str] | None = None, *, refused: str = "", sure: bool = False,
) -> Page:  # fmt: skip
    referral = _case(request, work, referral_id)
    if referral.stage not in (*asking.BEGINS, Stage.CONSULT):
        raise Refused(_("Dit is nu geen consult. Bekijk hoe de aanmelding ervoor staat."))
    asked = consult_sight.answers_of(work, referral.id)
    waiting = {one.name for one in asked if one.answered_at is None}
    whom = whom_of(work, referral.hub_id)
    return show(
        request, "dispatch/consult/ask.html", status=422 if errors else 409 if refused else 200, case=referral,
        initials=cards.goes_by(work, referral), typed=typed or _typed_before(work, referral), errors=errors or {},
        refused=refused, sure=sure, chosen=list(chosen), asked=asked, tell=str, waiting=waiting,
        organisations=[(one.code, one.name) for one in whom if not one.person and one.name not in waiting],
        people=[(one.code, f"{one.person}, {one.organisation}") for one in whom if one.person],
        not_funded=not_funded(work, referral, Function.CONSULTING), today=brussels_date(work.now),
    )  # fmt: skip


def _typed_before(work: Work, referral: Referral) -> dict[str, str]:
    """The question as it was sent on before; else the words that came in, with initials for the names that we know."""
    kept = work.session.get(Consult, referral.id)
    clock = clocks_of(work, referral.hub_id)[ClockName.CONSULT]
    usual = add_days(brussels_date(work.now), max(clock.days, 1), DayUnit.WORKING_DAYS)
    asked = kept.question if kept else ""
    day = kept.answer_by if kept and kept.answer_by and kept.answer_by >= brussels_date(work.now) else usual
    words = asked or veil_of(work, referral, youngster_of(work, referral))(referral.story)
    return {"question": words[: asking.LONGEST], "answer_by": day.isoformat()}


def _note(
    request: Request, work: Work, referral_id: UUID, ask_id: UUID, text: str = "",
    errors: dict[str, str] | None = None, *, sure: bool = False,
) -> Page:  # fmt: skip
    referral = _case(request, work, referral_id)
    found = next((one for one in consult_sight.answers_of(work, referral.id) if one.id == ask_id), None)
    if found is None or referral.stage != Stage.CONSULT:
        raise Refused(_("Hier is geen antwoord meer nodig."))
    return show(
        request, "dispatch/consult/note.html", status=422 if errors else 200, case=referral, asked=found,
        initials=cards.goes_by(work, referral), text=text or found.answer, errors=errors or {}, sure=sure,
    )  # fmt: skip


handlers: list[Any] = [ask_page, ask, call_off, remind, note_page, note]
