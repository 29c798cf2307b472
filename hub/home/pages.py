"""The public start page and the statements."""

from litestar import Request, get
from litestar.response import Redirect

from hub.home.nav import home_of
from hub.hubs import all_hubs
from hub.web import Page, begin, see_other, show


@get("/", sync_to_thread=True)
def start(request: Request) -> Page | Redirect:
    with begin(request) as work:
        home = home_of(work.asker)
        if home:
            return see_other(home)
        hubs = all_hubs(work.session)
        request.state.hub = hubs[0] if hubs else None
        return show(request, "home/start.html", hubs=hubs)


@get("/privacy", sync_to_thread=True)
def privacy(request: Request) -> Page:
    with begin(request) as work:
        return show(request, "home/privacy.html", hubs=all_hubs(work.session))


@get("/toegankelijkheid", sync_to_thread=True)
def accessibility(request: Request) -> Page:
    with begin(request) as work:
        return show(request, "home/accessibility.html", hubs=all_hubs(work.session))


handlers = [start, privacy, accessibility]
