""" "Maak hieruit nog een aanmelding": further referrals out of the words that a case came in with."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.dispatch import cards, identity, shield, sight
from hub.hubs import Hub
from hub.intake import drawing, origin, rows
from hub.people.rights import Right, may, require
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, begin, flash, must_be_signed_in, one, see_other, show

HERE = "/aanmeldingen/{referral_id:uuid}/jongeren"


@get(HERE, sync_to_thread=True)
def further_page(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _shown(request, work, referral_id)


@post(HERE, status_code=200, sync_to_thread=True)
def draw_further(request: Request, referral_id: UUID, data: FormBody) -> Page | Redirect:
    """A row for each youngster; an empty row counts for nothing. "Nog een jongere" shows one row more."""
    if one(data, "more"):
        with begin(request) as work:
            return _shown(request, work, referral_id, data=data, least=len(rows.rows_in(data)) + 1)
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            referral = sight.case_for(work, referral_id)
            shield.must_read(work, referral)
            read = rows.read(data, brussels_date(work.now))
            unnamed = origin.without_name(work, origin.all_of(work, referral))
            drawn = drawing.draw_further(work, referral_id, read.others, first=read.first)
            done = rows.said(read, unnamed, drawn)
    except (Invalid, Refused) as problem:
        errors = problem.errors if isinstance(problem, Invalid) else {}
        with begin(request) as work:
            return _shown(
                request, work, referral_id, data=data, errors=errors, refused="" if errors else problem.sentence,
                status=422 if errors else 409,
            )  # fmt: skip
    flash(request, "done", done)
    return see_other(f"/aanmeldingen/{referral_id}")


def _shown(
    request: Request,
    work: Work,
    referral_id: UUID,
    *,
    data: Form | None = None,
    errors: dict[str, str] | None = None,
    refused: str = "",
    least: int = 0,
    status: int = 200,
) -> Page:
    referral = sight.case_for(work, referral_id)
    require(work.asker, Right.TRIAGE, referral.hub_id)
    shield.must_read(work, referral)
    request.state.hub = work.session.get(Hub, referral.hub_id)
    together = origin.all_of(work, referral)
    unnamed = origin.without_name(work, together)
    return show(
        request, "intake/further.html", status=status, errors=errors or {}, refused=refused, case=referral,
        initials=cards.goes_by(work, referral), together=len(together), mail=origin.mail_of(work, referral),
        story=identity.veiled(
            referral.story, identity.youngster_of(work, referral), identity.drawn_beside(work, referral)
        ),
        siblings=origin.kin_of(work, referral).siblings,
        **rows.for_page(
            data, together, unnamed, least=least,
            restricted_too=may(work.asker, Right.SEE_RESTRICTED, referral.hub_id),
        ),
    )  # fmt: skip


handlers: list[Any] = [further_page, draw_further]
