"""The page of the form: what was typed, what is wrong with it, and the key and cookie that it is sent with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from litestar import Request, Response
from litestar.response import Redirect

from hub import cookies
from hub.clock import brussels_date
from hub.dispatch import level_policy, straight
from hub.dispatch.codes import MAIN_REASON_WORDS, REFERRER_KIND_WORDS, RESTRICTED, STRUCTURES_TO_CHOOSE, SUBJECT_WORDS
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.intake import (
    copying,
    finding,
    form_keys,
    from_consult,
    hub_choice,
    kept_view,
    referring_for,
    section_form,
    straight_here,
    to_colleague,
    unsent,
)
from hub.intake.chosen import kept_for
from hub.intake.draft import Draft
from hub.intake.hub_choice import Served
from hub.intake.tables import UnsentForm
from hub.intake.turn_pages import FAMILY
from hub.intake.typed import values_in
from hub.store import Work
from hub.tokens import random_token
from hub.web import Form, Page, many, one, show, store_of
from hub.wording import _

# The first tells doubles by the browser that they came from, and is there before anything is sent. The second comes
# with the answer to what was sent, and shows it again: who planted or noted the first reads nothing with it.
BROWSER, SENT = "hub_form", "hub_sent"
KEPT_FOR = 86400
MOST_SENT = 20  # marks of sent forms in one cookie, of 32 characters each
HONEYPOT = "website"
# Besides what a referral is made of: its hub, the answer about another hub and that it was given, and the sealed key
# of a form that this one is not about; for which of several organisations it is; of what it is a copy; the
# link of a form that was kept, and to whom that goes on; of which consult it comes, and that a question names nobody.
BESIDES = (
    "hub",
    "send_to",
    "settled",
    "another",
    referring_for.FIELD,
    copying.COPIED,
    copying.CHECKED,
    "through",
    *to_colleague.FIELDS,
    from_consult.CONSULT,
    from_consult.SURE,
)


def typed_in(data: Form) -> Form:
    """The form as it was typed; an answer about the hub has become the hub."""
    typed = {**{name: one(data, name, at_most=300) for name in BESIDES}, **finding.picked(data, values_in(data, Draft))}
    typed[straight.FIELD] = many(data, straight.FIELD)[:20]
    if typed["send_to"]:
        typed["hub"] = typed["send_to"]
        typed["settled"] = hub_choice.answer_for(typed)
    return typed


@dataclass(frozen=True)
class Around:
    """What stands around the form: why it is shown again, and a referral that was sent before. `sure` is False when
    that may be the same one. `better` is the hub that it seems to belong to. Without `trap` there is no hidden field.
    """

    status: int = 200
    errors: dict[str, str] = field(default_factory=dict)
    notice: str = ""
    before: Referral | None = None
    sure: bool = True
    better: str = ""
    trap: bool = True
    found: Mapping[str, Any] = field(default_factory=dict)  # by field, what its search gave
    theirs: Sequence[tuple[str, str]] = ()  # what another device or a colleague kept meanwhile: label and text
    elsewhere: str = ""  # the link of this browser, where who proved the address goes on with the form


def page(
    request: Request, work: Work, typed: Form, around: Around, *, key: UUID | None = None, there: Served | None = None,
    kept: UnsentForm | None = None,
) -> Page:  # fmt: skip
    """The form under the same key or a new one; a browser that is new here gets its cookie. `there` are the hubs and
    `kept` what was kept of it, for who has asked already."""
    browser = browser_of(request) or random_token()
    there = there or hub_choice.served(work)
    kept = kept or unsent.of_form(work, key) or kept_view.form_by(work, typed["through"])
    chosen = next((hub for hub in there.hubs if hub.slug == typed["hub"]), None)
    request.state.hub, today = there.only, brussels_date(work.now)
    form_key = form_keys.seal(secrets_of(request), browser, key)
    answer = show(
        request, "intake/form.html", status=around.status, typed=typed, errors=around.errors, around=around,
        now=work.now,
        form_key=form_key, read_at=around.elsewhere or f"/aanmelden?vorm={form_key}", hubs=there.hubs, chosen=chosen,
        hub_choices=_choices(there), send_to=_both_hubs(there.hubs, chosen, around.better),
        before_at=_shown_at(request, around.before),
        unsent=kept_view.of(work, kept, typed["through"]) if kept else None,
        kept_as=unsent.kept_as(kept) if kept else "aanmelden",
        kept=kept_for(work, kept.form_key if kept else key), found=around.found,
        municipalities=section_form.choice_of_places(typed),
        sites=referring_for.choices(referring_for.places_of(work)), another_site=referring_for.ANOTHER,
        not_primary=[(hub, level_policy.where_to_turn(hub)) for hub in level_policy.closed(there.hubs, today)],
        straight=straight_here.offered(work, there.hubs), **_words(),
    )  # fmt: skip
    answer.set_cookie(cookies.kept(store_of(request).settings, BROWSER, browser, KEPT_FOR))
    return answer


def forget(request: Request, answer: Response[Any]) -> None:
    """This browser sent nothing, as far as it knows."""
    for name in (BROWSER, SENT):
        answer.set_cookie(cookies.kept(store_of(request).settings, name, "", 0))


def remember(request: Request, answer: Redirect, key: UUID) -> Redirect:
    """The browser that sent this form is shown it again for a day."""
    marks = [form_keys.mark_of(secrets_of(request), key)]
    marks += [mark for mark in _marks(request) if mark not in marks]
    answer.set_cookie(cookies.kept(store_of(request).settings, SENT, ".".join(marks[:MOST_SENT]), KEPT_FOR))
    return answer


def may_see_again(request: Request, key: UUID | None) -> bool:
    """Whether this form was sent here, and not only by somebody who has the same cookie of the form."""
    return key is not None and any(form_keys.is_mark(secrets_of(request), key, mark) for mark in _marks(request))


def _marks(request: Request) -> list[str]:
    return [mark for mark in _own_words(cookies.said(request, SENT)).split(".") if mark][:MOST_SENT]


def _shown_at(request: Request, before: Referral | None) -> str:
    """Where the receipt stands; "" when this browser does not see it again."""
    if before is None or before.form_key is None or not may_see_again(request, before.form_key):
        return ""
    return receipt_path(request, before.form_key)


def receipt_path(request: Request, key: UUID) -> str:
    return f"/aanmelden/ontvangen/{sealed(request, key)}"


def sealed(request: Request, key: UUID) -> str:
    """The key of a form that was sent, as this browser may know it."""
    return form_keys.seal(secrets_of(request), browser_of(request), key, form_keys.WAS_SENT)


def key_in(request: Request, text: str) -> UUID | None:
    """The key of a form that this very browser fills in."""
    return form_keys.key_of(secrets_of(request), browser_of(request), text)


def sent_in(request: Request, text: str) -> UUID | None:
    """The key of a form that this very browser sent."""
    return form_keys.key_of(secrets_of(request), browser_of(request), text, form_keys.WAS_SENT)


def browser_of(request: Request) -> str:
    """The secret in the cookie of this browser; "" for none, and for what was never one of ours."""
    return _own_words(cookies.said(request, BROWSER))


def _own_words(said: str) -> str:
    return said if said.isascii() and said.isprintable() else ""


def secrets_of(request: Request) -> tuple[str, ...]:
    return store_of(request).settings.secret_keys


def _choices(there: Served) -> list[tuple[str, str, str]]:
    return [(hub.slug, hub.name, hub_choice.in_words(there.areas.get(hub.slug, ()))) for hub in there.hubs]


def _both_hubs(hubs: Sequence[Hub], chosen: Hub | None, better: str) -> list[tuple[str, str]]:
    """The two answers to the question about the hub; none while it is not asked."""
    there = next((hub for hub in hubs if hub.slug == better), None)
    if there is None or chosen is None:
        return []
    return [
        (there.slug, _("Verstuur naar %(hub)s", hub=there.name)),
        (chosen.slug, _("Verstuur toch naar %(hub)s", hub=chosen.name)),
    ]


def _words() -> dict[str, Any]:
    """The lists of the form, each with its words; a restricted reason says who reads it."""
    only = _("Alleen de coördinator leest dan deze reden, wat je schrijft en je bijlagen.")
    return {
        "kinds": [
            *((code, _(word)) for code, word in REFERRER_KIND_WORDS.items()),
            (FAMILY, _("Ik ben zelf ouder of jongere")),
        ],
        "subjects": [(code, _(word)) for code, word in SUBJECT_WORDS.items()],
        "structures": [(code, _(word)) for code, word in STRUCTURES_TO_CHOOSE.items()],
        "reasons": [
            (code, _(word), only) if code in RESTRICTED else (code, _(word)) for code, word in MAIN_REASON_WORDS.items()
        ],
    }
