"""What the coordinator does with an agenda as a whole: a case comes onto it, from its own page or from the agenda."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.dispatch import agenda, cards, identity, sittings
from hub.dispatch.agendas.lapsing import Untold, lapsing_of
from hub.dispatch.table_tables import AgendaItem
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.web import FormBody, Page, begin, flash, id_in, must_be_signed_in, one, see_other, show
from hub.wording import _, date_words


@get("/aanmeldingen/{referral_id:uuid}/op-tafel", sync_to_thread=True)
def before_table(request: Request, referral_id: UUID) -> Page | Redirect:
    """What ends with it, and on which agenda: for whoever is asked first, and the address of a refused form."""
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            return _before(request, work, referral_id)
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
        return see_other(f"/aanmeldingen/{referral_id}")


def _before(request: Request, work: Work, referral_id: UUID) -> Page:
    referral = agenda.may_go_to_table(work, referral_id)
    hub = work.session.get_one(Hub, referral.hub_id)
    request.state.hub = hub
    return show(
        request, "dispatch/to_table.html", referral=referral, initials=cards.goes_by(work, referral),
        ends=lapsing_of(work, referral.id), asked=request.query_params.get("zitting", ""),
        sessions=[(str(one.id), date_words(brussels_date(one.at))) for one in sittings.sessions_ahead(work, hub.id)],
    )  # fmt: skip


@post("/aanmeldingen/{referral_id:uuid}/op-tafel", sync_to_thread=True)
def to_table(request: Request, referral_id: UUID, data: FormBody) -> Redirect:
    """Put a case with an approved card on the next agenda, or on the one that was chosen."""
    session_id, told = id_in(data, "session"), one(data, "told", at_most=4000)
    return _put(
        request, lambda work: agenda.put_on_table(work, referral_id, session_id, told=told),
        f"/aanmeldingen/{referral_id}", told,
    )  # fmt: skip


@post("/tafel/{session_id:uuid}/toevoegen", sync_to_thread=True)
def add(request: Request, session_id: UUID, data: FormBody) -> Redirect:
    """Put the chosen case on this agenda."""
    chosen = id_in(data, "referral")
    if chosen is None:
        return see_other(f"/tafel/{session_id}")
    return _put(request, lambda work: agenda.put_on_table(work, chosen, session_id, told=""), f"/tafel/{session_id}")


@post("/tafel/{session_id:uuid}/voorstel", sync_to_thread=True)
def proposal(request: Request, session_id: UUID, data: FormBody) -> Redirect:
    """Take a proposed place over, or leave it empty."""
    item_id = id_in(data, "item")
    if item_id is None:
        raise NotFound
    if one(data, "answer") != "drop":
        return _put(request, lambda work: agenda.accept_proposal(work, item_id, told=""), f"/tafel/{session_id}")
    try:
        with begin(request) as work:
            agenda.drop_proposal(work, item_id)
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
    return see_other(f"/tafel/{session_id}")


def _put(request: Request, put: Callable[[Work], AgendaItem], back: str, told: str = "") -> Redirect:
    """To the agenda on which it stands now, or to the page that says what would end."""
    try:
        with begin(request) as work:
            item = put(work)
            referral = work.session.get_one(Referral, item.referral_id)
            nameless = identity.is_nameless(identity.youngster_of(work, referral))
            session_id = item.session_id
    except Untold as ends:
        if told:
            flash(request, "warning", _("Intussen kwam er iets bij dat vervalt. Lees het en kies opnieuw."))
        chosen = f"?zitting={ends.session_id}" if ends.session_id else ""
        return see_other(f"/aanmeldingen/{ends.referral_id}/op-tafel{chosen}")
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
        return see_other(back)
    flash(request, "done", _("De aanmelding staat op de dagorde."))
    if nameless:
        flash(request, "warning", _("Er is nog geen naam. De partner kan dan niemand bereiken."))
    return see_other(f"/tafel/{session_id}")


def _to_board(session_id: UUID) -> Redirect:
    return see_other(f"/tafel/{session_id}")


# The addresses that a refused form leaves in the browser.
no_change = [
    get(f"/tafel/{{session_id:uuid}}/{slug}", sync_to_thread=True)(_to_board) for slug in ("toevoegen", "voorstel")
]
handlers: list[Any] = [before_table, to_table, add, proposal, *no_change]
