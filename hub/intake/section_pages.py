"""The steps that a referrer fills in later, one page each, behind the personal link: each is saved as one goes on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from litestar import Request, get, post
from litestar.response import Redirect

from hub.dispatch import identity
from hub.dispatch.case import is_open
from hub.form_tokens import SHOWS_AGAIN, is_stale
from hub.intake import additions, code_here, filling, quietly, section_form, sight
from hub.intake.additions import Overtaken
from hub.intake.code_here import marked
from hub.intake.holder import Holder, is_confirmed
from hub.intake.link_pages import (
    DONE,
    THIS_IS_ME,
    FormBody,
    by_both,
    count_told,
    done_with,
    held,
    here,
    writer,
)
from hub.intake.questions import BY_SLUG, Section, fields_for, next_after
from hub.intake.quietly import Answer
from hub.problems import Invalid, NotFound, Refused, TooOften
from hub.store import Work
from hub.web import STALE, Form, Page, one, see_other, show
from hub.wording import _, time_words


@dataclass(frozen=True)
class Around:
    """What stands around the form of a step: why it is shown again, and what the form was opened with."""

    status: int = 200
    errors: dict[str, str] = field(default_factory=dict)
    notice: str = ""
    seen: str = ""
    overtaken: bool = False


@by_both(get, "/vul-aan/{slug:str}")
def section_page(request: Request, slug: str) -> Page | Redirect:
    section = _section(slug)
    with held(request) as (work, own):
        referral = sight.case_of(work, own)
        if not is_confirmed(own, referral):
            return see_other(here(request))
        if not is_open(referral.stage):  # the page says so
            return see_other(f"{here(request)}#vul-aan")
        stored = filling.read(section, referral, identity.youngster_of(work, referral))
        nothing_new = DONE["niets"]
        asked = request.query_params
        notice = _(nothing_new) if asked.get("ok") == "niets" and "na" not in asked else ""
        around = Around(notice=notice, seen=section_form.seen(stored))
        return _section_form(request, work, own, section, around, section_form.stored_as_typed(stored))


@by_both(post, "/vul-aan/{slug:str}", opt=SHOWS_AGAIN)
def keep_section(request: Request, slug: str, data: FormBody) -> Page | Redirect:
    section = _section(slug)
    typed, stale, seen = section_form.typed_in(section, data), is_stale(request), one(data, "seen", at_most=32)
    with held(request) as (work, own):
        if (who := writer(request, work, own, data, stale=stale)) is None:
            return _section_form(request, work, own, section, Around(422, notice=_(STALE), seen=seen), typed)
        try:
            referral, _stored = additions.open_section(work, who, section, seen)
            read = section_form.checked(section, typed, filling.known_of(work, referral))
            count_told(work, own)
            changed = additions.keep_section(work, who, section, read.said)
        except Overtaken:
            return _section_form(request, work, who, section, Around(409, overtaken=True), typed)
        except Invalid as invalid:
            return _section_form(request, work, who, section, Around(422, invalid.errors, seen=seen), typed)
        except TooOften as late:
            return _section_form(request, work, who, section, Around(429, notice=late.sentence, seen=seen), typed)
        following = next_after(section, filling.steps_of(work, referral))
    kept = "bewaard" if changed else "niets"
    if one(data, "do") == "more":
        return marked(request, see_other(f"{here(request)}/vul-aan/{slug}?ok={kept}{'#nog-iemand' if changed else ''}"))
    left_out = f"&weg={','.join(read.dropped)}" if read.dropped else ""
    if one(data, "do") == "on" and following:
        return marked(request, see_other(f"{here(request)}/vul-aan/{following.slug}?na={slug}&ok={kept}{left_out}"))
    return done_with(request, kept, slug, left_out)


@by_both(post, "/vul-aan/{slug:str}/onderweg")
def keep_on_the_way(request: Request, slug: str, data: FormBody) -> Answer:
    """What somebody is typing, saved by the page itself: what is not right yet waits for the button. Answers with the
    words to show, and what the form has seen now; without `seen` the page stops to save by itself."""
    section = _section(slug)
    with held(request) as (work, own):
        if not is_confirmed(own, sight.case_of(work, own)):
            return quietly.answer(403, _(STALE))
        if late := quietly.too_often(request, "own page quietly", own.referral_id):
            return late
        try:
            referral, stored = additions.open_section(work, own, section, one(data, "seen", at_most=32))
            typed = section_form.typed_in(section, data)
            said = section_form.as_far_as_it_goes(section, typed, stored, filling.known_of(work, referral))
            additions.keep_section(work, own, section, said)
        except Invalid:
            return quietly.answer(422, _("Nog niet alles is bewaard."), section_form.seen(stored))
        except Refused as refused:
            return quietly.answer(409, refused.sentence)
        now = filling.read(section, referral, identity.youngster_of(work, referral))
        return quietly.answer(200, _("Bewaard om %(time)s", time=time_words(work.now)), section_form.seen(now))


def _section(slug: str) -> Section:
    if slug not in BY_SLUG:
        raise NotFound
    return BY_SLUG[slug]


def _section_form(
    request: Request, work: Work, own: Holder, section: Section, around: Around, filled: dict[str, Any]
) -> Page:
    """The form of a step. Where this browser does not read, it holds nothing but what was typed just now."""
    page = sight.own_page(work, own)
    request.state.hub = page.hub
    referral = sight.case_of(work, own)
    steps = filling.steps_of(work, referral)
    if section not in steps:
        raise NotFound
    typed: Form = filled.get("typed", {})
    fields = fields_for(section, filling.known_of(work, referral))
    answer = show(
        request, "intake/section.html", status=around.status, own=page, here=here(request), section=section,
        called=section.called(referral.subject_kind), typed=typed, around=around, errors=around.errors,
        people=filled.get("people", [])[: section_form.MOST_PARENTS + 1],
        places={"home_nis": section_form.choice_of_places(typed)}, fields=fields, steps=steps,
        number=steps.index(section) + 2, following=next_after(section, steps),
        saved=_("Bewaard.") if request.query_params.get("ok") == "bewaard" and not around.errors else "",
        forget=_arrived(request, page.number, section) if not around.errors else [],
        left_out=section_form.left_out_at(request.query_params), this_is_me=THIS_IS_ME,
        code_asked=code_here.is_asked(request, work, own), refused=code_here.refused(request),
    )  # fmt: skip
    return marked(request, answer)


def _arrived(request: Request, number: str, section: Section) -> Sequence[str]:
    """The names under which a browser kept words that have arrived here."""
    asked = request.query_params
    before = asked.get("na")
    if before in BY_SLUG:
        return [f"vul-aan-{number}-{before}"]
    return [f"vul-aan-{number}-{section.slug}"] if "ok" in asked else []


handlers = [*section_page, *keep_section, *keep_on_the_way]
