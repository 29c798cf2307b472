"""The words on which sharing rests: an administrator reads the version that counts, and publishes another one."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.dispatch.sharing import legal_sight, publishing
from hub.dispatch.sharing.legal import PIECE_WORDS, Part, Piece
from hub.hubs import Hub
from hub.people.rights import Right, require
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import FormBody, Page, begin, day_in, flash, must_be_signed_in, one, see_other, show
from hub.wording import _

KEPT = "/beheer/meldpunten/{hub_id:uuid}/delen"


@get(KEPT, sync_to_thread=True)
def kept_page(request: Request, hub_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _kept(request, work, hub_id)


@post(KEPT, sync_to_thread=True)
def publish(request: Request, hub_id: UUID, data: FormBody) -> Page | Redirect:
    typed = {str(piece): one(data, piece, at_most=publishing.LONGEST + 1) for piece in Piece}
    day = day_in(data, "valid_from")
    shown = _digest(typed, day)
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            if one(data, "sure", at_most=64) != shown:
                changes = publishing.changes(work, hub_id, typed, day)
                return _kept(request, work, hub_id, typed=typed | {"valid_from": str(day)}, changes=changes, sure=shown)
            publishing.publish(work, hub_id, typed, day)
    except (Invalid, Refused) as problem:
        errors = problem.errors if isinstance(problem, Invalid) else {Piece.BASIS.value: problem.sentence}
        typed["valid_from"] = one(data, "valid_from", at_most=20)
        with begin(request) as work:
            return _kept(request, work, hub_id, typed=typed, errors=errors)
    flash(request, "done", _("Gepubliceerd. Wie al antwoordde, houdt de versie van toen."))
    return see_other(f"/beheer/meldpunten/{hub_id}/delen")


def _digest(typed: Mapping[str, str], day: date | None) -> str:
    """Of what stood there to be read: only that is published."""
    words = [typed[piece].replace("\r\n", "\n").strip() for piece in Piece]
    return hashlib.sha256(json.dumps([words, str(day)]).encode()).hexdigest()


def _kept(
    request: Request, work: Work, hub_id: UUID, *, typed: Mapping[str, Any] | None = None,
    errors: dict[str, str] | None = None, changes: Mapping[Piece, list[Part]] | None = None, sure: str = "",
) -> Page:  # fmt: skip
    hub = work.found(Hub, hub_id)
    require(work.asker, Right.MANAGE, hub.id)
    editions, today = legal_sight.editions_of(work, hub.id), brussels_date(work.now)
    newest = editions.all[0]
    begins: dict[str, Any] = {str(piece): newest.words(piece) for piece in Piece} | {"valid_from": today}
    return show(
        request, "beheer/legal_texts.html", status=422 if errors else 200, one=hub, errors=errors or {},
        typed=typed or begins, editions=editions, today=today, changes=changes or {}, sure=sure,
        pieces=[(piece, _(label)) for piece, label in PIECE_WORDS.items()],
    )  # fmt: skip


handlers: list[Any] = [kept_page, publish]
