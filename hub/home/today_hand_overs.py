"""The group of Vandaag with what other hubs ask to take over."""

from uuid import UUID

from hub.clock import brussels_date
from hub.dispatch import handing_sight
from hub.dispatch.lateness import late_words
from hub.home.today_lines import SHOWN, Group, Item
from hub.store import Work
from hub.wording import _, date_words


def offered(work: Work, hubs: list[UUID]) -> Group:
    """Longest waiting first."""
    waiting = handing_sight.offered_to(work, hubs)
    today = brussels_date(work.now)
    items = [
        Item(
            "waits", f"/overdrachten/{one.id}", one.initials,
            _("aangeboden door %(hub)s: %(why)s", hub=one.hub, why=one.why),
            meta=" · ".join(part for part in (one.number, one.band, one.home) if part),
            late=late_words(one.due_at, work.now)
            or _("antwoord ten laatste %(day)s", day=date_words(brussels_date(one.due_at), today)),
            button=_("Beslis"),
        )
        for one in waiting[:SHOWN]
    ]  # fmt: skip
    return Group("aangeboden", _("Aangeboden door een ander meldpunt"), "waits", items, len(waiting))
