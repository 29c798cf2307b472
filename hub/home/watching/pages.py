"""The administrator's page about the machinery, and the numbers of it for Prometheus."""

import hmac
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect

from hub.clock import brussels_date, real_now
from hub.home.watching import given_up, measuring, plain
from hub.people.rights import Right, require_any
from hub.problems import NotFound
from hub.web import Page, begin, kept_in_session, must_be_signed_in, pressed, see_other, show, store_of
from hub.wording import _

AT = "/beheer/werking"


@get(AT, sync_to_thread=True)
def machinery(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        require_any(work.asker, Right.MANAGE)
        left = given_up.waiting(work)
    seen = plain.seen_now(store_of(request))
    lines = plain.lines(seen)
    wrong = plain.to_look_at(lines)
    kept_in_session(request, "tasks_seen", wrong + len(left))
    return show(
        request, "beheer/machinery.html", lines=lines, stumbling=seen.health.stumbling,
        wrong=wrong, given_up=left, for_the_desk=plain.given_up(seen),
        kind_words=plain.KIND_WORDS, today=brussels_date(seen.now),
    )  # fmt: skip


@post(AT + "/{kind:str}/{row_id:uuid}/opnieuw", sync_to_thread=True)
def try_again(request: Request, kind: str, row_id: UUID) -> Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
    pressed(request, lambda work: given_up.try_again(work, kind, row_id), _("Het wordt nu opnieuw geprobeerd."))
    return see_other(f"{AT}#opgegeven")


@post(AT + "/opvolging", sync_to_thread=True)
def follow_up_now(request: Request) -> Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
    pressed(request, given_up.follow_up_now, _("Het wordt nu opnieuw geprobeerd."))
    return see_other(AT)


@get("/metrics", sync_to_thread=True)
def metrics(request: Request) -> Response[bytes]:
    """For who brings the token; for everybody else there is no such address."""
    token = store_of(request).settings.metrics_token
    brought = request.headers.get("Authorization", "").encode()
    if not token or not hmac.compare_digest(brought, f"Bearer {token}".encode()):
        raise NotFound
    said = measuring.measured(store_of(request), real_now())
    headers = {"Cache-Control": "no-store"}
    return Response(said, media_type="text/plain; version=0.0.4; charset=utf-8", headers=headers)


handlers: list[Any] = [machinery, try_again, follow_up_now, metrics]
