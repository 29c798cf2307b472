"""The home page of a referrer who signed in: what it and its schools referred, newest first, and what is asked."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, get

from hub.clock import brussels_date
from hub.dispatch import clb_waiting
from hub.dispatch.case import Stage
from hub.dispatch.clb_answering import own_clbs
from hub.intake import holder, mine, referring_for, taken_over
from hub.intake.mine import Wanted
from hub.intake.way import step_word
from hub.web import Page, begin, id_in, must_be_signed_in, show
from hub.wording import N_, _

HERE = "/mijn-aanmeldingen"
STATES = (("open", N_("lopend")), ("closed", N_("afgesloten")))


@get(HERE, sync_to_thread=True)
def my_referrals(request: Request) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        asked = request.query_params
        person, schools = holder.referrer(work), referring_for.schools_of(work)
        wanted = _wanted(request, {one.id for one in schools})
        page = mine.lines(work, after=asked.get("na", ""), before=asked.get("voor", ""), wanted=wanted)
        first = page.newer is None and wanted == Wanted()
        agree, to_agree = clb_waiting.waits(work)
        return show(
            request, "intake/mine.html", page=page, asked=mine.asked(work) if first else [],
            waiting=mine.waiting(work) if first else [], here=HERE,
            over=taken_over.lines(work, person.email) if first else [],
            email=person.email, at_clb=bool(own_clbs(work)),
            agree=agree if first else [], to_agree=to_agree,
            schools=[(str(one.id), one.in_full if len(schools) > 1 else one.name) for one in schools],
            wanted=wanted, states=[(code, _(word)) for code, word in STATES],
            today=brussels_date(work.now), step_word=step_word,
            state_of=_state_of, to_form=f"/aanmelden?school={wanted.school}" if wanted.school else "/aanmelden",
            newer=_address(wanted, voor=page.newer) if page.newer else None,
            older=_address(wanted, na=page.older) if page.older else None,
        )  # fmt: skip


def _wanted(request: Request, schools: set[UUID]) -> Wanted:
    asked: dict[str, Any] = dict(request.query_params)
    school = id_in(asked, "school")
    state = asked.get("toon", "")
    return Wanted(
        school if school in schools else None, asked.get("wie") == "ik", state if state in dict(STATES) else ""
    )


def _address(wanted: Wanted, **where: str) -> str:
    said = {"school": str(wanted.school or ""), "wie": "ik" if wanted.own else "", "toon": wanted.state, **where}
    return f"{HERE}?{urlencode({name: value for name, value in said.items() if value})}"


def _state_of(line: mine.Line) -> str:
    if line.stage == Stage.CLOSED:
        return "rest"
    return "late" if line.questions and line.late else "waits" if line.questions else "course"


handlers = [my_referrals]
