"""The page on which an administrator reads, tries and changes the rule by which offers fit."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.dispatch.fitting import rules_kept, trying
from hub.dispatch.fitting.rule import (
    ASPECT_WORDS,
    BEGINS_WITH,
    STALE_WORDS,
    WEIGHT_WORDS,
    Aspect,
    Rule,
    as_stored,
    in_words,
    stored,
)
from hub.dispatch.fitting.rules_kept import RuleData
from hub.dispatch.fitting.trial import SHOWN
from hub.dispatch.fitting.trying import TriedOn
from hub.hubs import Hub
from hub.people.rights import Right, require
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, Typed, begin, flash, must_be_signed_in, one, see_other, show
from hub.wording import N_, _

PLACE = "/beheer/meldpunten/{hub_id:uuid}/wat-past"
LOOKS_AT = {
    Aspect.AGE: N_("Leeftijd op de dag van de zitting, tegenover de leeftijden van het aanbod."),
    Aspect.LEVEL: N_("Soort onderwijs."),
    Aspect.AREA: N_("Woon- of schoolgemeente, tegenover het werkingsgebied van het aanbod."),
    Aspect.NEED: N_("Redenen van de aanmelding. Feiten en radicalisering tellen nooit mee."),
    Aspect.DOMAIN: N_("Levensdomeinen waar het moeilijk loopt."),
    Aspect.LANGUAGE: N_("Taal van thuis, als er een tolk gevraagd is of de jongere pas hier is."),
    Aspect.TRANSPORT: N_("Of de jongere er geraakt."),
    Aspect.FUNDING: N_("Of de gemeente de functie van dit aanbod mee financiert."),
    Aspect.WAIT: N_("Hoelang het duurt voor de partner kan starten."),
    Aspect.PLACE: N_("Vrije plaatsen, en hoelang geleden dat gezegd is."),
}


@get(PLACE, sync_to_thread=True)
def rule_page(request: Request, hub_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _page(request, work, hub_id)


@post(PLACE, sync_to_thread=True)
def save(request: Request, hub_id: UUID, data: FormBody) -> Page | Redirect:
    """Try the rule on past cases, or save it: what stands on the button that was pressed."""
    typed, seen = _typed(data), _seen(data)
    try:
        with begin(request) as work:
            if one(data, "do") == "try":
                require(work.asker, Right.MANAGE, hub_id)
                rule, _note = rules_kept.checked(typed)
                return _page(request, work, hub_id, data, tried=(rule, trying.try_rule(work, hub_id, rule)))
            version = rules_kept.keep(work, hub_id, typed, seen).version
    except Invalid as wrong:
        with begin(request) as work:
            return _page(request, work, hub_id, data, wrong.errors)
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
    else:
        flash(request, "done", _("Bewaard. Versie %(version)d geldt vanaf nu.", version=version))
    return see_other(f"/beheer/meldpunten/{hub_id}/wat-past")


@post(f"{PLACE}/terug", sync_to_thread=True)
def take_back(request: Request, hub_id: UUID, data: FormBody) -> Redirect:
    """An older version counts again."""
    try:
        with begin(request) as work:
            version = rules_kept.take_back(work, hub_id, _number(data, "version"), _seen(data)).version
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
    else:
        flash(request, "done", _("Bewaard. Versie %(version)d geldt vanaf nu.", version=version))
    return see_other(f"/beheer/meldpunten/{hub_id}/wat-past")


def _page(
    request: Request, work: Work, hub_id: UUID, typed: Form | None = None, errors: dict[str, str] | None = None,
    tried: tuple[Rule, TriedOn] | None = None,
) -> Page:  # fmt: skip
    require(work.asker, Right.MANAGE, hub_id)
    rule, versions = rules_kept.rule_of(work, hub_id), rules_kept.versions_of(work, hub_id)
    kept: dict[str, Any] = as_stored(rule)
    shown = kept | {f"weight_{aspect}": weight for aspect, weight in kept["weights"].items()}
    return show(
        request, "beheer/fit_rule.html", status=422 if errors else 200, one=work.found(Hub, hub_id), rule=rule,
        typed=Typed(typed if typed is not None else shown), errors=errors or {}, says=in_words(rule), most=SHOWN,
        aspects=[(str(aspect), _(ASPECT_WORDS[aspect]), _(LOOKS_AT[aspect])) for aspect in Aspect],
        weights=[(str(code), _(word)) for code, word in WEIGHT_WORDS.items()],
        stale=[(str(code), _(word)) for code, word in STALE_WORDS.items()],
        versions=[(row, who, in_words(stored(row.version, row.rule))) for row, who in versions],
        begins_with=in_words(BEGINS_WITH), tried=tried[1] if tried else None,
        tried_says=in_words(tried[0]) if tried else (),
    )  # fmt: skip


def _typed(data: Form) -> RuleData:
    weights = {str(aspect): one(data, f"weight_{aspect}") for aspect in Aspect}
    return RuleData(
        weights, one(data, "age_margin"), one(data, "stale"), one(data, "longest_wait"), one(data, "longest_wait_red"),
        one(data, "note", at_most=1000),
    )  # fmt: skip


def _seen(data: Form) -> int:
    """The version that the page showed."""
    return _number(data, "seen")


def _number(data: Form, name: str) -> int:
    text = one(data, name, at_most=9)
    return int(text) if text.isascii() and text.isdigit() else -1


handlers: list[Any] = [rule_page, save, take_back]
