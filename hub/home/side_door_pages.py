"""The page on which the coordinator answers a partner that brought a youngster in and takes it up itself."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.dispatch import clarify, clb_answering, identity, proposed, shield, side_door, side_door_sight
from hub.dispatch.consent import to_share
from hub.dispatch.sharing.sharing_sight import gate_of
from hub.dispatch.typed import sure_of
from hub.hubs import Hub
from hub.people.rights import Right
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, Typed, begin, day_in, flash, must_be_signed_in, one, see_other, show
from hub.wording import _

HERE = "/aanmeldingen/{referral_id:uuid}/rechtstreeks"


@get(HERE, sync_to_thread=True)
def side_page(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, referral_id)


@post(HERE, sync_to_thread=True, status_code=200)
def answer(request: Request, referral_id: UUID, data: FormBody) -> Page | Redirect:
    """`do` is "refuse" with a reason; without it the claim is confirmed."""
    refuses = one(data, "do", at_most=10) == "refuse"
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            if refuses:
                side_door.refuse(work, referral_id, one(data, "reason"))
                said = _("De opname is niet bevestigd. De partner leest waarom; de aanmelding blijft bij jou.")
            else:
                _confirm(work, referral_id, data)
                said = _("Bevestigd. Het traject staat op de radar.")
    except (Invalid, Refused) as wrong:
        errors = wrong.errors if isinstance(wrong, Invalid) else {}
        with begin(request) as work:
            refused = "" if errors else wrong.sentence
            return _page(request, work, referral_id, data=data, errors=errors, refused=refused)
    flash(request, "done", said)
    return see_other(f"/aanmeldingen/{referral_id}")


def _confirm(work: Work, referral_id: UUID, data: Form) -> None:
    day = day_in(data, "agreed_start")
    if one(data, "agreed_start") and day is None:
        raise Invalid({"agreed_start": _("Kies een dag.")})
    waive = bool(one(data, "waive"))
    side_door.confirm(work, referral_id, day, clb=one(data, "clb", at_most=200), waive=waive)
    sure_of("agreed_start", day, one(data, "agreed_start_anyway", at_most=20))


def _page(
    request: Request, work: Work, referral_id: UUID, *, data: Form | None = None,
    errors: dict[str, str] | None = None, refused: str = "",
) -> Page:  # fmt: skip
    case = clarify.take_as(work, referral_id, Right.DECIDE)
    made, how = side_door.waiting(work, case.id), side_door_sight.how(work, case.id)
    if made is None or how is None:
        raise Refused(_("Deze opname wacht niet meer op een antwoord. Kijk hoe het nu staat."))
    request.state.hub = work.session.get(Hub, case.hub_id)
    youngster, today = identity.youngster_of(work, case), brussels_date(work.now)
    usual = {"agreed_start": proposed.usual_start(today).isoformat(), "clb": case.clb_contact}
    names = ("agreed_start", "clb", "reason", "waive")
    typed = {name: one(data, name) for name in names} if data is not None else usual
    shut = shield.shuts_out(work, case)
    identity.log_look(work, case)
    return show(
        request, "home/side_door.html", status=422 if errors or refused else 200, case=case, how=how,
        initials=identity.initials_of(
            youngster.first_name if youngster else "", youngster.last_name if youngster else "", case.subject_kind
        ),
        story="" if shut else identity.veiled(case.story, youngster), typed=Typed(typed), errors=errors or {},
        asked_name=identity.veiled(how.asked_name, youngster), refused=refused, today=today,
        needs_clb=side_door.needs_clb(work, case, made), may_waive=clb_answering.may_waive(work, case),
        consent=to_share(case, youngster, gate_of(work, case.id).shares),
    )  # fmt: skip


handlers: list[Any] = [side_page, answer]
