"""The page on which the coordinator writes a table card and sees what partners will see; and the way to the table."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.dispatch import agenda, beside, cards, identity, table_view
from hub.dispatch.agendas.lapsing import lapsing_of
from hub.dispatch.case import Move, Stage, allowed
from hub.dispatch.moves import state_of
from hub.dispatch.seen import Seen
from hub.dispatch.sharing import recording, sharing_form
from hub.dispatch.sharing.gate import Gate
from hub.dispatch.sittings import sessions_ahead
from hub.dispatch.table_tables import TableCard
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, arrived, begin, flash, id_in, must_be_signed_in, one, see_other, show
from hub.wording import N_, _, date_words

LABELS = {
    "initials": N_("Initialen"), "asked": N_("Wat wordt er gevraagd?"), "situation": N_("Situatie"),
    "strengths": N_("Wat goed gaat"),
}  # fmt: skip


@get("/aanmeldingen/{referral_id:uuid}/tafelkaart", sync_to_thread=True)
def card_page(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, referral_id)


@post("/aanmeldingen/{referral_id:uuid}/tafelkaart", sync_to_thread=True)
def keep_card(request: Request, referral_id: UUID, data: FormBody) -> Page | Redirect:
    """Keep the card; the button that was pressed also approves it, and may put the case on the table at once."""
    do, written = one(data, "do"), _written(data)
    try:
        with begin(request) as work:
            cards.write_card(work, referral_id, written)
            gate = recording.record(work, referral_id, sharing_form.typed_in(data))
            if do in ("approve", "table"):
                cards.approve_card(work, referral_id)
            if do == "table":
                agenda.put_on_table(
                    work, referral_id, id_in(data, "session"), told=one(data, "told", at_most=4000)
                )  # fmt: skip
    except (Invalid, Refused) as problem:
        errors = getattr(problem, "errors", {})
        with begin(request) as work:
            return _page(
                request, work, referral_id, status=422 if errors else 409, written=written, errors=errors,
                refusal="" if errors else problem.sentence, typed=data,
            )  # fmt: skip
    arrived(request, f"tafelkaart-{referral_id}")
    flash(request, "done", _DONE[do]() if do in _DONE else _("De tafelkaart is bewaard, maar nog niet goedgekeurd."))
    if do not in _DONE:
        return see_other(f"/aanmeldingen/{referral_id}/tafelkaart")
    if gate.shut:
        _say_shut(request, gate)
        return see_other(f"/aanmeldingen/{referral_id}/tafelkaart#delen")
    return see_other(f"/aanmeldingen/{referral_id}")


@post("/aanmeldingen/{referral_id:uuid}/delen", sync_to_thread=True)
def keep_sharing(request: Request, referral_id: UUID, data: FormBody) -> Page | Redirect:
    """Who was informed, who agreed and on which ground each partner reads, beside a card that stays as it is. Words
    that were typed on that card meanwhile are not lost: whoever changed it too presses a button that keeps both."""
    try:
        with begin(request) as work:
            gate = recording.record(work, referral_id, sharing_form.typed_in(data))
            _must_be_as_kept(work, referral_id, data)
    except Invalid as problem:
        written = _written(data) if "asked" in data else None
        with begin(request) as work:
            return _page(
                request, work, referral_id, status=422, written=written, errors=problem.errors, typed=data
            )  # fmt: skip
    arrived(request, f"tafelkaart-{referral_id}")
    if gate.shut:
        _say_shut(request, gate)
        return see_other(f"/aanmeldingen/{referral_id}/tafelkaart#delen")
    flash(request, "done", _("Vastgelegd. De partners lezen de kaart zoals je het koos."))
    return see_other(f"/aanmeldingen/{referral_id}")


@get("/aanmeldingen/{referral_id:uuid}/delen", sync_to_thread=True)
def sharing_again(request: Request, referral_id: UUID) -> Page:
    """The address that a refused answer leaves in the browser."""
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, referral_id)


def _must_be_as_kept(work: Work, referral_id: UUID, data: Form) -> None:
    referral, card = cards.card_of(work, referral_id)
    if all(one(data, field) == getattr(card, field) for field in cards.LONGEST if field in data):
        return
    cards.checked(work, referral, _written(data))
    raise Invalid({"asked": _("Je veranderde ook de kaart. Bewaar ze of keur ze goed: dan ligt dit mee vast.")})


def _say_shut(request: Request, gate: Gate) -> None:
    flash(request, "warning", f"{_('Partners lezen de kaart nog niet.')} {' '.join(gate.why_shut())}")


@post("/aanmeldingen/{referral_id:uuid}/tafelkaart/voorbeeld", status_code=200, sync_to_thread=True)
def preview(request: Request, referral_id: UUID, data: FormBody) -> Page:
    """What partners would read, while it is being typed; nothing is kept."""
    with begin(request) as work:
        referral, _card = cards.card_of(work, referral_id)
        written = _written(data)
        problems = _problems(work, referral, written)
        return show(
            request, "dispatch/card_preview.html", case=_seen(work, referral, written), problems=problems,
            today=brussels_date(work.now), **table_view.words(),
        )  # fmt: skip


_DONE = {
    "approve": lambda: _("De tafelkaart is goedgekeurd."),
    "table": lambda: _("De tafelkaart is goedgekeurd en de aanmelding staat op de dagorde."),
}


def _page(
    request: Request,
    work: Work,
    referral_id: UUID,
    *,
    status: int = 200,
    written: cards.Written | None = None,
    errors: dict[str, str] | None = None,
    refusal: str = "",
    typed: Form | None = None,
) -> Page:
    referral, card = cards.card_of(work, referral_id)
    hub = work.session.get_one(Hub, referral.hub_id)
    written = written or cards.Written(card.initials, card.asked, card.situation, card.strengths)
    youngster = identity.youngster_of(work, referral)
    today = brussels_date(work.now)
    return show(
        request, "dispatch/card.html", status=status, hub=hub, referral=referral, written=written, errors=errors or {},
        summary=dict(_by_field(errors or {})), refusal=refusal, nameless=identity.is_nameless(youngster),
        approved=_is_kept(work, referral, written),
        shown_now=_is_approved(work, referral),
        case=_seen(work, referral, written), problems=[],
        about=identity.about(youngster, today), beside=beside.beside(work, referral), today=today,
        may_table=_may_table(work, referral), ends=lapsing_of(work, referral.id),
        sharing=sharing_form.shown(work, referral, typed),
        sessions=[(str(one.id), date_words(brussels_date(one.at))) for one in sessions_ahead(work, hub.id)],
        **table_view.words(),
    )  # fmt: skip


def _is_kept(work: Work, referral: Referral, written: cards.Written) -> bool:
    """Whether exactly this text is what partners may read now."""
    card = work.session.get(TableCard, referral.id)
    return card is not None and card.approved_at is not None and (
        (card.initials, card.asked, card.situation, card.strengths)
        == (written.initials, written.asked, written.situation, written.strengths)
    )  # fmt: skip


def _may_table(work: Work, referral: Referral) -> bool:
    """Whether keeping this card can put the case on a table; the clarification of a new one begins with its card."""
    state = state_of(work, referral)
    return state.stage == Stage.SUBMITTED or Move.PUT_ON_TABLE in allowed(state)


def _is_approved(work: Work, referral: Referral) -> bool:
    card = work.session.get(TableCard, referral.id)
    return card is not None and card.approved_at is not None


def _problems(work: Work, referral: Referral, written: cards.Written) -> list[str]:
    try:
        cards.checked(work, referral, written)
    except Invalid as wrong:
        shown = {field: said for field, said in wrong.errors.items() if field != "asked" or written.asked}
        return [said for _field, said in _by_field(shown)]
    return []


def _by_field(errors: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with which field: away from the fields the same sentence may stand for several of them."""
    for field, said in errors.items():
        yield field, _("Bij “%(field)s”: %(said)s", field=_(LABELS[field]), said=said) if field in LABELS else said


def _seen(work: Work, referral: Referral, written: cards.Written) -> Seen:
    """The card as it would lie on the table."""
    return Seen(
        referral_id=referral.id, item_id=referral.id, number=referral.number, stage=Stage.ON_TABLE, flag=referral.flag,
        reason="new", note="", discussed=False, approved=True,
        initials=written.initials or cards.initials_of(work, referral),
        asked=written.asked, situation=written.situation, strengths=written.strengths, claims=(), declines=(),
        running=(), weigh=list, owing=(), answerable=False, answer_by=None, clb_agrees=True,
        in_crisis_mode=False, nameless=False,
    )  # fmt: skip


def _written(data: Form) -> cards.Written:
    return cards.Written(*(one(data, field) for field in ("initials", "asked", "situation", "strengths")))


handlers: list[Any] = [card_page, keep_card, keep_sharing, sharing_again, preview]
