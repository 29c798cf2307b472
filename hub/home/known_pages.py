"""The youngster of a case beside those who look alike: same, sibling or somebody else, to be undone at once."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.dispatch import cards, telling_apart
from hub.dispatch.codes import VERDICT_WORDS, Verdict
from hub.home import known_before
from hub.hubs import Hub
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.web import FormBody, Page, begin, must_be_signed_in, one, see_other, show
from hub.wording import _

UNDO = "undo"


@get("/aanmeldingen/{referral_id:uuid}/al-gekend", sync_to_thread=True)
def no_names(referral_id: UUID) -> Redirect:
    """Names are never shown by following a link."""
    return see_other(f"/aanmeldingen/{referral_id}")


@post("/aanmeldingen/{referral_id:uuid}/al-gekend", status_code=200, sync_to_thread=True)
def compare(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _shown(request, work, referral_id)


@get("/aanmeldingen/{referral_id:uuid}/al-gekend/{youngster_id:uuid}", sync_to_thread=True)
def no_verdict(referral_id: UUID, youngster_id: UUID) -> Redirect:
    return see_other(f"/aanmeldingen/{referral_id}")


@post("/aanmeldingen/{referral_id:uuid}/al-gekend/{youngster_id:uuid}", status_code=200, sync_to_thread=True)
def decide(
    request: Request,
    referral_id: UUID,
    youngster_id: UUID,
    data: FormBody,
) -> Page:
    """One of the verdicts or "undo"; the page comes back with what was decided."""
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            done = _decided(work, referral_id, youngster_id, one(data, "verdict"))
            return _shown(request, work, referral_id, done=done)
    except Refused as problem:
        with begin(request) as work:
            return _shown(request, work, referral_id, refused=problem.sentence)


def _decided(work: Work, referral_id: UUID, youngster_id: UUID, chosen: str) -> str:
    if chosen == UNDO:
        telling_apart.undo(work, referral_id, youngster_id)
        return _("Ongedaan gemaakt. Er is nog niets beslist.")
    if chosen not in known_before.VERDICTS:
        raise NotFound
    telling_apart.tell_apart(work, referral_id, youngster_id, Verdict(chosen))
    return _("Genoteerd: %(who)s. Er is niets samengevoegd.", who=_(VERDICT_WORDS[Verdict(chosen)]))


def _shown(request: Request, work: Work, referral_id: UUID, *, done: str = "", refused: str = "") -> Page:
    values = known_before.side_by_side(work, referral_id)
    case = values["case"]
    request.state.hub = work.session.get_one(Hub, case.hub_id)
    return show(
        request, "home/known_before.html", status=409 if refused else 200, **values, initials=cards.goes_by(work, case),
        done=done, refused=refused,
    )  # fmt: skip


handlers: list[Any] = [no_names, compare, no_verdict, decide]
