"""What a browser is told whose form went on with who proved its address: where to go on, and nothing of the form."""

from litestar import Request

from hub import links
from hub.intake import form_view, kept_links
from hub.intake.chosen import choose_again
from hub.intake.form_view import Around
from hub.intake.key_now import WentOn
from hub.links import Purpose
from hub.store import Work
from hub.web import Form, Page, show
from hub.wording import N_, _

COPY = N_("Hieronder staat wat jij typte: kopieer wat je nodig hebt.")


def form(request: Request, work: Work, data: Form, typed: Form, late: WentOn) -> Page:
    """The form with what was typed in it. None of that is kept or sent, and none of it is lost."""
    around = Around(409, choose_again(data), f"{late.sentence} {_(COPY)}", elsewhere=_here(late.token))
    return form_view.page(request, work, typed | {"through": late.token}, around)


def page(request: Request, work: Work, token: str, *, mailed: bool = False) -> Page:
    """Behind the link that this browser was shown, or with the key that it had."""
    kept = kept_links.went_on(work, token)
    link = kept_links.mailed_of(work, kept.id) if kept else None
    live = link is not None and link.expires_at > work.real
    return show(request, "intake/went_on.html", here=_here(token), mailed=mailed, replaced=bool(kept) and not live)


def _here(token: str) -> str:
    return links.PATH[Purpose.UNSENT] + token if token else ""
