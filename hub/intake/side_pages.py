"""The page on which a partner registers a youngster that came straight to it, and those it registered before."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub import places
from hub.clock import brussels_date
from hub.dispatch.codes import MAIN_REASON_WORDS, STRUCTURES_TO_CHOOSE
from hub.dispatch.side_door_tables import ASKED_BY_WORDS
from hub.intake import finding, form_keys, side_door
from hub.intake.side_door import SideDraft
from hub.intake.typed import values_in
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, arrived, begin, flash, id_in, must_be_signed_in, one, see_other, show
from hub.wording import _

HERE = "/partner/rechtstreeks"


@get(HERE, sync_to_thread=True)
def side_form(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _form(request, work, {"hub": "", "organisation": "", **values_in({}, SideDraft)}, form_keys.fresh())


@post(HERE, sync_to_thread=True, status_code=200)
def register(request: Request, data: FormBody) -> Page | Redirect:
    key = id_in(data, "form_key") or form_keys.fresh()
    typed = {name: one(data, name, at_most=60) for name in ("hub", "organisation")}
    typed |= finding.picked(data, values_in(data, SideDraft))
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            if sought := finding.sought(data):
                return _form(request, work, typed, key, found=finding.found(work, typed, sought))
            referral = side_door.sent_with(work, key)
            if referral is None:
                hub, organisation_id = _chosen(work, typed)
                draft = side_door.read(typed, brussels_date(work.now))
                referral = side_door.register(work, hub, organisation_id, draft, form_key=key)
            number, claims = referral.number, bool(typed["offer"])
    except (Invalid, Refused) as wrong:
        errors = wrong.errors if isinstance(wrong, Invalid) else {}
        with begin(request) as work:
            known = side_door.sent_with(work, key) if not errors else None
            if known is None:
                return _form(request, work, typed, key, errors=errors, refused="" if errors else wrong.sentence)
            number, claims = known.number, bool(typed["offer"])
    said = _("%(number)s is aangemeld. De coördinator kijkt ze na.", number=number)
    confirms = _("%(number)s is aangemeld. De coördinator kijkt ze na en bevestigt jullie opname.", number=number)
    flash(request, "done", confirms if claims else said)
    arrived(request, HERE)
    return see_other("/partner#rechtstreeks")


def _chosen(work: Work, typed: Form) -> tuple[Any, UUID]:
    """The hub and the partner that were chosen, or the only ones."""
    where = side_door.where(work)
    offered = next((one for one in where.offers if str(one.id) == typed["offer"]), None)
    hub = next((one for one in where.hubs if typed["hub"] in ("", one.slug)), None)
    wanted = typed["organisation"] or (str(offered.organisation_id) if offered else "")
    partner = next((one for one in where.partners if wanted in ("", str(one.id))), None)
    if hub is None or partner is None:
        raise NotFound
    return hub, partner.id


def _form(
    request: Request, work: Work, typed: Form, key: UUID, *, errors: dict[str, str] | None = None, refused: str = "",
    found: Any = None,
) -> Page:  # fmt: skip
    where = side_door.where(work)
    request.state.hub = next((hub for hub in where.hubs if hub.slug == typed["hub"]), where.hubs[0])
    at_home = places.by_postcode(typed["postcode"])
    names = {one.id: one.name for one in where.partners}
    several = len(names) > 1
    return show(
        request, "intake/side_door.html", status=422 if errors or refused else 200, path=HERE, typed=typed,
        errors=errors or {}, refused=refused, form_key=key, found=found or {},
        hubs=[(hub.slug, hub.name) for hub in where.hubs],
        partners=[(str(one.id), one.name) for one in where.partners],
        offers=[
            (str(one.id), f"{names[one.organisation_id]}: {one.name}" if several else one.name) for one in where.offers
        ],
        asked_by=[(code, _(word)) for code, word in ASKED_BY_WORDS.items()],
        reasons=[(code, _(word)) for code, word in MAIN_REASON_WORDS.items()],
        structures=[(code, _(word)) for code, word in STRUCTURES_TO_CHOOSE.items()],
        municipalities=[(place.nis, place.name_nl) for place in at_home] if len(at_home) > 1 else [],
    )  # fmt: skip


handlers: list[Any] = [side_form, register]
