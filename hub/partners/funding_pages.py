"""Agreements with municipalities: who co-funds what, and what that makes available. An administrator keeps them, the
coordinators of the hub read them."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import SchoolYear
from hub.partners import funding_desk, funding_sight
from hub.partners.funding import EXTRA, FUNCTION_WORDS, STAGE_WORDS, Function, Stage
from hub.partners.funding_desk import AgreementData
from hub.partners.funding_tables import MunicipalAgreement
from hub.people.rights import Right, may
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.web import (
    Form,
    FormBody,
    Page,
    Typed,
    begin,
    flash,
    id_in,
    many,
    must_be_signed_in,
    one,
    see_other,
    show,
)
from hub.wording import _

PLACE = "/beheer/meldpunten/{hub_id:uuid}/overeenkomsten"
AHEAD, BACK = 4, 3  # school years to choose from


@get(PLACE, sync_to_thread=True)
def agreements(request: Request, hub_id: UUID) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _overview(request, work, hub_id)


@post(f"{PLACE}/functies", sync_to_thread=True)
def set_extra(request: Request, hub_id: UUID, data: FormBody) -> Page | Redirect:
    """Which functions only municipalities have that co-fund them."""
    try:
        with begin(request) as work:
            funding_desk.set_extra(work, hub_id, _listed(data, "extra"))
    except Invalid as wrong:
        with begin(request) as work:
            return _overview(request, work, hub_id, errors=wrong.errors)
    flash(request, "done", _("Bewaard."))
    return see_other(f"/beheer/meldpunten/{hub_id}/overeenkomsten")


@get(f"{PLACE}/{{nis:str}}", sync_to_thread=True)
def at_place(request: Request, hub_id: UUID, nis: str) -> Page:
    with begin(request) as work:
        must_be_signed_in(work)
        return _place(request, work, hub_id, nis)


@post(f"{PLACE}/{{nis:str}}/bewaar", sync_to_thread=True)
def save(request: Request, hub_id: UUID, nis: str, data: FormBody) -> Page | Redirect:
    """A new agreement, or another state of the one whose row was shown."""
    row_id = id_in(data, "row")
    typed = AgreementData(
        one(data, "stage"), _listed(data, "functions"), one(data, "from_year"), one(data, "until_year"),
        one(data, "note", at_most=3000),
    )  # fmt: skip
    try:
        with begin(request) as work:
            if row_id:
                funding_desk.change(work, hub_id, nis, row_id, typed)
            else:
                funding_desk.agree(work, hub_id, nis, typed)
    except Invalid as wrong:
        with begin(request) as work:
            return _place(request, work, hub_id, nis, at=row_id, typed=data, errors=wrong.errors)
    except Refused as refusal:
        flash(request, "warning", refusal.sentence)
    else:
        flash(request, "done", _("Bewaard."))
    return see_other(f"/beheer/meldpunten/{hub_id}/overeenkomsten/{nis}")


def _overview(request: Request, work: Work, hub_id: UUID, errors: dict[str, str] | None = None) -> Page:
    year = this = funding_sight.this_year(work)
    asked = request.query_params.get("jaar", "")
    choices = [this.previous, this, this.next]
    year = next((one for one in choices if one.label == asked), this)
    hub, lines = funding_sight.overview(work, hub_id, year)
    base = f"/beheer/meldpunten/{hub_id}/overeenkomsten"
    return show(
        request, "beheer/agreements.html", status=422 if errors else 200, one=hub, lines=lines, year=year,
        years=[(f"{base}?jaar={one.label}", one.label, one == year) for one in choices], errors=errors or {},
        functions=[(str(code), _(word)) for code, word in FUNCTION_WORDS.items()],
        usual=[_(FUNCTION_WORDS[code]) for code in EXTRA], words=_words(), keeps=may(work.asker, Right.MANAGE, hub_id),
    )  # fmt: skip


def _place(
    request: Request, work: Work, hub_id: UUID, nis: str, *,
    at: UUID | None = None, typed: Form | None = None, errors: dict[str, str] | None = None,
) -> Page:  # fmt: skip
    seen, this = funding_sight.at_place(work, hub_id, nis), funding_sight.this_year(work)
    years = [SchoolYear(this.start_year + n).label for n in range(-BACK, AHEAD + 1)]
    fresh = {"stage": Stage.AGREED, "functions": list(seen.hub.extra_functions), "from_year": this.label}
    forms = [(row, _filled(row, typed if at == row.id else None)) for row in seen.current]
    return show(
        request, "beheer/agreement.html", status=422 if errors else 200, one=seen.hub, seen=seen, at=at,
        forms=[*forms, (None, _filled(None, typed) if typed is not None and at is None else Typed(fresh))],
        errors=errors or {}, typed_new=typed is not None and at is None, label=_label,
        years=lambda kept: [(code, code) for code in sorted({*years, *filter(None, (kept,))})],
        functions=[(str(code), _(word)) for code, word in FUNCTION_WORDS.items()],
        stages=[(str(code), _(word)) for code, word in STAGE_WORDS.items()], words=_words(),
        keeps=may(work.asker, Right.MANAGE, hub_id),
    )  # fmt: skip


def _filled(row: MunicipalAgreement | None, typed: Form | None) -> Typed:
    """What stands in the form of one agreement."""
    if typed is not None:
        return Typed({**typed, "functions": _listed(typed, "functions")})
    assert row is not None
    last = "" if row.until_year is None else _label(row.until_year)
    return Typed({**row.model_dump(), "from_year": _label(row.from_year), "until_year": last})


def _label(start_year: int) -> str:
    return SchoolYear(start_year).label


def _words() -> dict[str, dict[str, str]]:
    return {
        "function": {str(code): _(word) for code, word in FUNCTION_WORDS.items()},
        "stage": {str(code): _(word) for code, word in STAGE_WORDS.items()},
    }


def _listed(data: Form, name: str) -> list[str]:
    return [code for code in many(data, name) if code in set(Function)]


@get(f"{PLACE}/functies", sync_to_thread=True)
def no_extra(hub_id: UUID) -> Redirect:
    """The address that a refused form leaves in the browser; so is the next."""
    return see_other(f"/beheer/meldpunten/{hub_id}/overeenkomsten")


@get(f"{PLACE}/{{nis:str}}/bewaar", sync_to_thread=True)
def no_save(hub_id: UUID, nis: str) -> Redirect:
    return see_other(f"/beheer/meldpunten/{hub_id}/overeenkomsten/{nis}")


handlers: list[Any] = [agreements, set_extra, no_extra, at_place, save, no_save]
