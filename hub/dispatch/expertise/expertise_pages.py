"""The pages of expertise: of the coordinator about one case, of an expert that is invited, and what was learnt."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub import by_form, by_link, rates
from hub.by_form import FRESH
from hub.by_link import Back
from hub.clock import brussels_date, in_brussels
from hub.dispatch import cards, sight
from hub.dispatch.case import Stage
from hub.dispatch.consult.funded import not_funded
from hub.dispatch.expertise import at_session, coming, expertise_sight, inviting, thinking
from hub.dispatch.expertise.at_session import point_of, session_of
from hub.dispatch.expertise.expertise_sight import Invited
from hub.dispatch.expertise.tables import ExpertCard
from hub.form_tokens import SHOWS_AGAIN
from hub.hubs import Hub
from hub.partners.funding import Function
from hub.partners.serving import DOMAINS
from hub.people.rights import Right, may, require
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, begin, flash, many, must_be_signed_in, one, see_other, show
from hub.wording import N_, _

HERE = "/aanmeldingen/{referral_id:uuid}/expertise"
BY_LINK, SIGNED_IN, LEARNT = "/antwoord/expertise/{token:str}", "/expertise/{expert_id:uuid}", "/geleerd"
# Each word stands in the time line of the case.
OFTEN = "20/day"
TOO_OFTEN = N_("Je antwoordde vandaag al heel vaak. Verandert er nog iets? Bel ons dan.")
FIELDS = ("text", "name", "capacity", "email", "title", "learnt", "begins", "takes")


@get(HERE, sync_to_thread=True)
def case_page(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _case(request, work, referral_id)


@post(HERE, sync_to_thread=True, status_code=200)
def write(request: Request, referral_id: UUID, data: FormBody) -> Page | Redirect:
    """One of its three forms: the card, an invitation, or what was learnt."""
    do, sure = one(data, "do", at_most=20), one(data, "sure") == "1"
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            said = _done(work, referral_id, data, do, sure=sure)
    except (Invalid, Refused) as problem:
        errors = problem.errors if isinstance(problem, Invalid) else {}
        with begin(request) as work:
            return _case(request, work, referral_id, data, errors, do=do, refused="" if errors else problem.sentence)
    flash(request, "done", said)
    return see_other(f"/aanmeldingen/{referral_id}/expertise")


def _done(work: Work, referral_id: UUID, data: Form, do: str, *, sure: bool) -> str:
    if do == "uitnodigen":
        expert = inviting.invite(work, referral_id, one(data, "name"), one(data, "capacity"), one(data, "email"))
        return _("%(who)s is uitgenodigd voor deze vraag alleen.", who=expert.name)
    if do == "punt":
        inviting.place(work, referral_id, one(data, "begins", at_most=20), one(data, "takes", at_most=20))
        return _("Bewaard. Wie uitgenodigd is, hoort het.")
    if do == "geleerd":
        title, text = one(data, "title"), one(data, "learnt", at_most=20_000)
        inviting.learn(work, referral_id, title, text, many(data, "domains"), sure=sure)
        return _("Bewaard bij “Wat we leerden”.")
    inviting.write_card(work, referral_id, one(data, "text", at_most=20_000), sure=sure)
    return _("Goedgekeurd. Wie je uitnodigt, leest dit.")


@post(HERE + "/{expert_id:uuid}/niet-meer", sync_to_thread=True)
def call_off(request: Request, referral_id: UUID, expert_id: UUID) -> Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
        inviting.call_off(work, expert_id, referral_id)
    flash(request, "done", _("De uitnodiging is ingetrokken. De link werkt niet meer."))
    return see_other(f"/aanmeldingen/{referral_id}/expertise")


@get(BY_LINK, sync_to_thread=True)
def invited_page(request: Request, token: str) -> Page:
    return by_link.opened(request, token, _linked)


@post(BY_LINK, sync_to_thread=True, status_code=200, opt=SHOWS_AGAIN)
def say_by_link(request: Request, token: str, data: FormBody) -> Page | Redirect:
    def take(work: Work) -> None:
        _not_too_often(work, expertise_sight.by_link(work, token))
        if "coming" in data:
            coming.come_by_link(work, token, one(data, "coming"))
        else:
            text, sure = _answer(data)
            thinking.say_by_link(work, token, text, sure=sure)

    done = by_link.answered(request, token, data, take, _linked)
    if isinstance(done, Redirect):
        flash(request, "done", _thanks(data))
    return done


@get(SIGNED_IN, sync_to_thread=True)
def own_page(request: Request, expert_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _expert(request, expertise_sight.of_person(work, expert_id), f"/expertise/{expert_id}", FRESH)


@post(SIGNED_IN, sync_to_thread=True, status_code=200)
def say_signed_in(request: Request, expert_id: UUID, data: FormBody) -> Page | Redirect:
    here = f"/expertise/{expert_id}"

    def act(work: Work) -> None:
        _not_too_often(work, expertise_sight.of_person(work, expert_id))
        if "coming" in data:
            coming.come(work, expert_id, one(data, "coming"))
        else:
            text, sure = _answer(data)
            thinking.say(work, expert_id, text, sure=sure)

    def drawn(request: Request, work: Work, back: Back) -> Page:
        return _expert(request, expertise_sight.of_person(work, expert_id), here, back)

    return by_form.sent(request, data, act, drawn, _thanks(data), here)


@get(LEARNT, sync_to_thread=True)
def learnt_page(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        asked = request.query_params
        words, domain = asked.get("woorden", "")[:100], asked.get("domein", "")
        domain = domain if domain in DOMAINS else ""
        page = expertise_sight.learnt(
            work, words=words, domain=domain, after=asked.get("na", ""), before=asked.get("voor", "")
        )
        around = {"woorden": words, "domein": domain}
        return show(
            request, "dispatch/expertise/learnt.html", page=page, words=words, domain=domain,
            domains=[(code, _(said)) for code, said in DOMAINS.items()], today=brussels_date(work.now),
            domain_words={code: _(said) for code, said in DOMAINS.items()},
            may_decide=may(work.asker, Right.DECIDE),
            newer=_address(around, voor=page.newer), older=_address(around, na=page.older),
        )  # fmt: skip


@post(LEARNT + "/{note_id:uuid}/weg", sync_to_thread=True)
def unlearn(request: Request, note_id: UUID) -> Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
        inviting.unlearn(work, note_id)
    flash(request, "done", _("De notitie is weg."))
    return see_other(LEARNT)


def _address(around: dict[str, str], **where: str | None) -> str | None:
    if not all(where.values()):
        return None
    return f"{LEARNT}?{urlencode({name: value for name, value in (around | where).items() if value})}"


def _case(
    request: Request, work: Work, referral_id: UUID, data: Form | None = None, errors: dict[str, str] | None = None,
    *, do: str = "", refused: str = "",
) -> Page:  # fmt: skip
    referral = sight.case_for(work, referral_id)
    require(work.asker, Right.DECIDE, referral.hub_id)
    request.state.hub = work.session.get(Hub, referral.hub_id)
    card = work.session.get(ExpertCard, referral.id)
    typed = {name: one(data, name, at_most=20_000) if data else "" for name in FIELDS}
    session = session_of(work, referral.id)
    if do != "kaart":
        typed["text"] = card.text if card else ""
    point = point_of(session, card) if session else None
    if do != "punt" and point:
        typed |= {"begins": f"{in_brussels(point[0]):%H:%M}", "takes": str(point[1])}
    return show(
        request, "dispatch/expertise/case.html", status=422 if errors else 409 if refused else 200, case=referral,
        initials=cards.goes_by(work, referral), card=card, experts=expertise_sight.experts_of(work, referral.id),
        session=session, point=point, to_come=at_session.coming_session(work, referral) is not None,
        was_there=expertise_sight.was_there(work, referral.id), waits=referral.stage == Stage.EXPERTISE_TABLE,
        typed=typed, chosen=many(data, "domains") if data else [], errors=errors or {}, refused=refused, do=do,
        sure=bool(data) and one(data or {}, "sure") == "1", today=brussels_date(work.now),
        domains=[(code, _(said)) for code, said in DOMAINS.items()],
        not_funded=not_funded(work, referral, Function.EXPERTISE),
    )  # fmt: skip


def _answer(data: Form) -> tuple[str, bool]:
    return one(data, "answer", at_most=20_000), one(data, "sure") == "1"


def _thanks(data: Form) -> str:
    return _("Bedankt, genoteerd.") if "coming" in data else _("Bedankt. De coördinator leest wat je schreef.")


def _not_too_often(work: Work, invited: Invited) -> None:
    if not rates.allows(work, OFTEN, "expert answer", str(invited.expert.id)):
        raise Invalid({"answer": _(TOO_OFTEN)})


def _linked(request: Request, work: Work, token: str, back: Back) -> Page:
    return _expert(request, expertise_sight.by_link(work, token), f"/antwoord/expertise/{token}", back)


def _expert(request: Request, invited: Invited, here: str, back: Back) -> Page:
    request.state.hub = invited.hub
    text, sure = _answer(back.typed)
    return show(
        request, "dispatch/expertise/expert.html", status=back.status, invited=invited, here=here,
        text=text if "answer" in back.typed else invited.expert.said, errors=back.errors, sure=sure, said=back.said,
    )  # fmt: skip


handlers: list[Any] = [
    case_page, write, call_off, invited_page, say_by_link, own_page, say_signed_in, learnt_page, unlearn,
]  # fmt: skip
