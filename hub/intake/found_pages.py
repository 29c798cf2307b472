""" "Gevonden gegevens": the desk reads what stands beside a label, takes it over or says that it is not right."""

import re
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.dispatch import cards, identity, shield, sight
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.intake import completing, found, found_checks, taking_found
from hub.intake.taking_found import Done
from hub.people.rights import Right, require
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import Form, FormBody, Page, begin, flash, must_be_signed_in, one, see_other, show
from hub.wording import _, _n, list_words

CHECKED = ("right", "all-right")
UUID_TYPED = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
HERE = "/aanmeldingen/{referral_id:uuid}/gevonden"


@get(HERE, sync_to_thread=True)
def found_page(request: Request, referral_id: UUID) -> Page:
    """A name is never shown by following a link: behind a button."""
    with begin(request) as work:
        must_be_signed_in(work)
        return _shown(request, work, _opened(work, referral_id), hidden=True)


@post(f"{HERE}/toon", status_code=200, sync_to_thread=True)
def reveal(request: Request, referral_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _shown(request, work, _opened(work, referral_id))


@get(f"{HERE}/toon", sync_to_thread=True)
def hide(referral_id: UUID) -> Redirect:
    return see_other(f"/aanmeldingen/{referral_id}/gevonden")


@post(HERE, status_code=200, sync_to_thread=True)
def decide(request: Request, referral_id: UUID, data: FormBody) -> Page | Redirect:
    """`do` is take, wrong or all; `key` says which value. Of a value that the hub's own form filled in: right, refuse
    or all-right; `mark` says which."""
    what = one(data, "do")
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            _opened(work, referral_id)
            done = _decided(work, referral_id, what, data)
            said = _words(done, what)
    except (Refused, Invalid) as problem:
        with begin(request) as work:
            return _shown(request, work, _opened(work, referral_id), refused=problem.sentence, status=409)
    with begin(request) as work:
        referral = _opened(work, referral_id)
        waits = found_checks.waiting(work, referral)
        batch = None if what in CHECKED else done.batch
        if waits.suggested or waits.to_check:
            return _shown(request, work, referral, said=said, batch=batch)
    flash(request, "done", said, undo=f"/aanmeldingen/{referral_id}/gevonden/{batch}/terug" if batch else "")
    return see_other(f"/aanmeldingen/{referral_id}#formulier")


@post(f"{HERE}/{{batch:uuid}}/terug", status_code=200, sync_to_thread=True)
def take_back(request: Request, referral_id: UUID, batch: UUID) -> Page:
    try:
        with begin(request) as work:
            must_be_signed_in(work)
            _opened(work, referral_id)
            stayed = taking_found.take_back(work, referral_id, batch)
    except (Refused, Invalid) as problem:
        with begin(request) as work:
            return _shown(request, work, _opened(work, referral_id), refused=problem.sentence, status=409)
    said = _("Ongedaan gemaakt.")
    if stayed:
        said += " " + _("Wat er intussen veranderd is, blijft staan.")
    with begin(request) as work:
        return _shown(request, work, _opened(work, referral_id), said=said)


def _decided(work: Work, referral_id: UUID, what: str, data: Form) -> Done:
    if what == "all-right":
        return taking_found.confirm(work, referral_id)
    if what in ("right", "refuse"):
        marks = {UUID(typed)} if UUID_TYPED.fullmatch(typed := one(data, "mark", at_most=40)) else set()
        return (taking_found.confirm if what == "right" else taking_found.refuse)(work, referral_id, marks)
    keys = {one(data, "key", at_most=64)}
    if what == "wrong":
        return taking_found.reject(work, referral_id, keys)
    return taking_found.take(work, referral_id, None if what == "all" else keys)


def _words(done: Done, what: str) -> str:
    if what in CHECKED:
        return _("Nagekeken: %(fields)s.", fields=list_words(done.labels))
    if what == "refuse":
        return _("Dit haalden we weer weg: %(fields)s.", fields=list_words(done.labels))
    if what == "wrong":
        return _("Dit stellen we niet meer voor: %(fields)s.", fields=list_words(done.labels))
    said = _("Overgenomen: %(fields)s.", fields=list_words(done.labels))
    if done.held_back:
        said += " " + _n(
            "De tafelkaart van %(numbers)s wacht nu: de naam staat erop.",
            "De tafelkaarten van %(numbers)s wachten nu: de naam staat erop.",
            len(done.held_back), numbers=", ".join(done.held_back),
        )  # fmt: skip
    return said


def _opened(work: Work, referral_id: UUID) -> Referral:
    """The case, for who may read its story and fill it in."""
    referral = sight.case_for(work, referral_id)
    require(work.asker, Right.COMPLETE, referral.hub_id)
    shield.must_read(work, referral)
    completing.must_be_here(work, referral)
    return referral


def _shown(
    request: Request, work: Work, referral: Referral, *, hidden: bool = False, said: str = "",
    batch: UUID | None = None, refused: str = "", status: int = 200,
) -> Page:  # fmt: skip
    request.state.hub = work.session.get(Hub, referral.hub_id)
    findings = found.findings(work, referral)
    if not hidden and referral.youngster_id:
        identity.open_identity(work, referral.id)
    return show(
        request, "intake/found.html", status=status, case=referral, initials=cards.goes_by(work, referral),
        findings=findings, hidden=hidden, said=said, batch=batch, refused=refused,
        checks=found_checks.to_check(work, referral), empty=[one for one in findings.suggestions if not one.now],
    )  # fmt: skip


handlers: list[Any] = [found_page, reveal, hide, decide, take_back]
