"""What a partner declined a short while ago: its own answer, when the card is not for it any more."""

from uuid import UUID

from litestar import Request, get

from hub.clock import brussels_date
from hub.dispatch import table_view
from hub.dispatch.answers import declined_sight
from hub.dispatch.meeting.gone import where_it_lies
from hub.hubs import Hub
from hub.web import Page, begin, must_be_signed_in, show


@get("/partner/weigeringen/{decline_id:uuid}", sync_to_thread=True)
def declined(request: Request, decline_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        row, said = declined_sight.of_mine(work, decline_id)
        return show(
            request, "dispatch/declined.html", said=said, today=brussels_date(work.now),
            there=where_it_lies(work, row.referral_id), hub=work.session.get_one(Hub, row.hub_id), **table_view.words(),
        )  # fmt: skip


handlers = [declined]
