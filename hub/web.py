"""What every page stands on: the unit of work of a request, rendering, flash words, values of forms, visitors."""

import contextlib
import hashlib
import ipaddress
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar
from uuid import UUID

from litestar import Request, Response
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect
from litestar.utils.scope.state import ScopeState

from hub import wording
from hub.asker import NOBODY, Asker, AskerKind
from hub.clock import parse_moment
from hub.form_tokens import must_have_asked
from hub.problems import Invalid, NotSignedIn, Refused
from hub.store import Store, Work
from hub.wording import N_

STATIC = Path(__file__).parent.parent / "static"
# What one form may hold, files apart: in bytes as they travel, and in fields.
READS = ("GET", "HEAD")
STALE = N_("Je formulier stond te lang open. Kijk na en verstuur opnieuw.")
Page = Response[str]
Form = dict[str, Any]
FormBody = Annotated[Form, Body(media_type=RequestEncodingType.URL_ENCODED)]
Multipart = Annotated[Form, Body(media_type=RequestEncodingType.MULTI_PART)]
Done = TypeVar("Done")


def store_of(request: Request) -> Store:
    return request.app.state.store


@contextlib.contextmanager
def begin(request: Request, asker: Asker | None = None, *, planned_once: bool = False) -> Iterator[Work]:
    """The unit of work of this request, asked by whoever is signed in; committed once when the block ends. Of
    `planned_once` speaks `Store.begin`."""
    must_have_asked(request)
    with store_of(request).begin(asker or NOBODY, planned_once=planned_once) as work:
        if asker is None:
            work.asker = request.app.state.load_asker(work, request)
            request.state.asker = work.asker
        yield work
        if request.method == "HEAD":
            # Asking whether a page is there is no look at it.
            work.wakes.clear()
            work.session.expunge_all()
            work.session.rollback()


def show(
    request: Request, template: str, /, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
) -> Page:
    """A page as text, rendered here and now (so: in the thread of the handler). `errors` may lack fields."""
    if "errors" in values:
        values["errors"] = Errors(values["errors"])
    text = request.app.state.render(template, **{**frame(request), **values})
    return Response(text, status_code=status, media_type="text/html", headers=dict(headers or {}))


def bare(request: Request, template: str, /, *, status: int = 200, **values: Any) -> Page:
    """A page without its frame, for a script that takes pieces out of it. It names nobody and holds no token of a form,
    so that whoever sees the same may be given the same text."""
    if "errors" in values:
        values["errors"] = Errors(values["errors"])
    nobody: dict[str, Any] = {
        "request": request,
        "person": None,
        "csrf_token": "",
        "demo": False,
        "guide": None,
        "flash": [],
    }
    seen = {"lang": wording.current_language(), "asset": asset, "path": request.url.path, "frame": "bare.html"}
    text = request.app.state.render(template, **{**nobody, **seen, **values})
    return Response(text, status_code=status, media_type="text/html")


class Errors(dict[str, str]):
    """Sentences by field; a field without one answers "", so that templates need not ask."""

    def __missing__(self, name: str) -> str:
        return ""


class Typed(dict[str, Any]):
    """What stands in the fields of a form; a field without anything is empty, so that templates need not ask."""

    def __missing__(self, name: str) -> str:
        return ""


def frame(request: Request) -> dict[str, Any]:
    """What `base.html` needs on each page."""
    asker: Asker = getattr(request.state, "asker", NOBODY)
    app = request.app.state
    session = request.scope.get("session") or {}
    said = session.pop("flash", []) if isinstance(session, dict) else []
    kept = session.pop("arrived", []) if isinstance(session, dict) else []
    hub = getattr(request.state, "hub", None)
    return {
        "request": request,
        "brand": _brand(request, asker, hub),
        "tasks_seen": session.get("tasks_seen", 0) if isinstance(session, dict) else 0,
        "person": asker if asker.person_id else None,
        "asker": asker,
        "hub": hub,
        "nav": app.nav(request, asker),
        "csrf_token": ScopeState.from_scope(request.scope).csrf_token or "",
        "flash": [tuple(line) for line in said],
        "arrived": kept,
        "lang": wording.current_language(),
        "demo": app.store.settings.demo,
        "guide": app.guide(request) if app.store.settings.demo else None,
        "asset": asset,
        "path": request.url.path,
        "answers_form": request.method == "POST" and request.scope.get("path_template") in app.readable,
    }


def _brand(request: Request, asker: Asker, hub: Any) -> str:
    """The name above each page. Who is of one hub reads its name also on pages over several; "" where there is none."""
    own = {seat.hub_id for seat in asker.seats}
    if len(own) != 1 or None in own or not isinstance(request.scope.get("session"), dict):
        return hub.name if hub else ""
    if hub and hub.id in own:
        kept_in_session(request, "brand", hub.name)
    return hub.name if hub else request.session.get("brand", "")


def kept_in_session(request: Request, name: str, value: str | int) -> None:
    """For the pages that this browser opens later; a session that stays the same is not stored again."""
    if request.session.get(name) != value:
        request.session[name] = value


def flash(request: Request, kind: str, text: str, *, undo: str = "") -> None:
    """Words on the next page that is shown; kind is done, note or warning. A button beside them posts to `undo`."""
    request.session.setdefault("flash", []).append([kind, text, undo] if undo else [kind, text])


def arrived(request: Request, key: str) -> None:
    """What a browser kept of the form `data-keep="key"` is stored now: the next page tells it to forget."""
    request.session.setdefault("arrived", []).append(key)


def pressed(request: Request, act: Callable[[Work], Done], done: Callable[[Done], str] | str) -> bool:
    """What a button asks for, in a unit of work of its own; the next page says that it was done, or why not."""
    try:
        with begin(request) as work:
            what = act(work)
    except (Refused, Invalid) as refusal:
        flash(request, "warning", refusal.sentence)
        return False
    flash(request, "done", done if isinstance(done, str) else done(what))
    return True


def see_other(path: str) -> Redirect:
    return Redirect(path, status_code=303)


@cache
def asset(path: str) -> str:
    """The address of a file of ours with its digest, so that it may be kept for a year."""
    file = STATIC / path
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "0"
    return f"/static/{path}?v={digest}"


def must_be_signed_in(work: Work) -> None:
    """For a page of people with a role, before anything is looked up: a visitor signs in first."""
    if work.asker.kind == AskerKind.NOBODY:
        raise NotSignedIn


def many(form: Form, name: str) -> list[str]:
    """A field as a list: one ticked box arrives as text, two as a list, none not at all."""
    value = form.get(name)
    if value is None or value == "":
        return []
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def one(form: Form, name: str, *, at_most: int = 10_000) -> str:
    """A field as trimmed text; "" when it is not there."""
    value = form.get(name, "")
    value = value[0] if isinstance(value, list) and value else value
    return str(value).replace("\x00", "").strip()[:at_most] if isinstance(value, str | int) else ""


def day_in(form: Form, name: str) -> date | None:
    """A day as a calendar field sends it; None when it is not there or none."""
    try:
        return date.fromisoformat(one(form, name, at_most=20))
    except ValueError:
        return None


def moment_in(day: str, time: str) -> datetime | None:
    """A day and an hour as their fields send them, in Brussels; None when they are none."""
    try:
        return parse_moment(f"{day[:20]}T{time[:20]}")
    except ValueError:
        return None


def id_in(form: Form, name: str) -> UUID | None:
    try:
        return UUID(one(form, name))
    except ValueError:
        return None


def is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def client_address(request: Request) -> str:
    """The visitor's address: the last one that a trusted proxy did not write itself."""
    here = request.client.host if request.client else "unknown"
    trusted = _networks(tuple(store_of(request).settings.trusted_proxies))
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    while hops and _within(here, trusted):
        here = hops.pop()
    return here


def visitor_of(request: Request) -> str:
    """Who counts as one visitor where things are counted."""
    return visitor_in(client_address(request))


def visitor_in(address: str) -> str:
    """An IPv4 address as it is; of an IPv6 one the /64 network, all of which one line at home has to itself."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))


@cache
def _networks(written: tuple[str, ...]) -> list[Any]:
    return [ipaddress.ip_network(one) for one in written]


def _within(address: str, networks: list[Any]) -> bool:
    try:
        return any(ipaddress.ip_address(address) in network for network in networks)
    except ValueError:
        return False


# For a page that a stranger wrote: nothing in it may run, load or point back at us; links open outside.
FOREIGN_PAGE = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; "
    "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
