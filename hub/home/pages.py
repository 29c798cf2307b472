"""The public start page and the statements."""

from collections.abc import Sequence

from litestar import Request, get
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.dispatch import level_policy
from hub.home.nav import home_of
from hub.hubs import Hub, all_hubs, inboxes
from hub.intake import hub_choice
from hub.problems import NotFound
from hub.store import Work
from hub.web import Page, begin, see_other, show


@get("/", sync_to_thread=True)
def start(request: Request) -> Page | Redirect:
    with begin(request) as work:
        home = home_of(work.asker)
        if home:
            return see_other(home)
        return _start(request, work, all_hubs(work.session))


@get("/meldpunt/{slug:str}", sync_to_thread=True)
def start_of_hub(request: Request, slug: str) -> Page:
    """The start page of one hub, to put on a poster or in a mail; for everybody, also who is signed in."""
    with begin(request) as work:
        hubs = [one for one in all_hubs(work.session) if one.slug == slug]
        if not hubs:
            raise NotFound
        return _start(request, work, hubs)


def _start(request: Request, work: Work, hubs: Sequence[Hub]) -> Page:
    request.state.hub = hubs[0] if hubs else None
    areas, mailboxes = hub_choice.served(work).areas, inboxes(work.session)
    return show(
        request, "home/start.html", hubs=hubs,
        area_of={one.slug: hub_choice.in_words(areas.get(one.slug, ())) for one in hubs},
        mailbox_of={one.slug: mailboxes.get(one.id) for one in hubs},
        not_primary=[
            (one, level_policy.where_to_turn(one)) for one in level_policy.closed(hubs, brussels_date(work.now))
        ],
    )  # fmt: skip


@get("/privacy", sync_to_thread=True)
def privacy(request: Request) -> Page:
    with begin(request) as work:
        return show(request, "home/privacy.html", hubs=all_hubs(work.session))


@get("/toegankelijkheid", sync_to_thread=True)
def accessibility(request: Request) -> Page:
    with begin(request) as work:
        return show(request, "home/accessibility.html", hubs=all_hubs(work.session))


handlers = [start, start_of_hub, privacy, accessibility]
