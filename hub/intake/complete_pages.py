"""The desk fills in and corrects a case: one page a section, with the fields of the referrer's own page."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.response import Redirect

from hub.clock import brussels_date
from hub.dispatch import cards, identity, moves, shield, sight
from hub.dispatch.codes import MAIN_REASON_WORDS, RESTRICTED
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.intake import completing, filling, section_form
from hub.intake.completing import Kept
from hub.intake.desk_sections import BY_SLUG, desk_sections_for
from hub.intake.questions import TELL, Section, fields_for
from hub.intake.section_form import Said
from hub.intake.typed import Asked
from hub.people.rights import Right, may, require
from hub.problems import Invalid, NotFound
from hub.store import Work
from hub.web import FormBody, Page, begin, flash, must_be_signed_in, one, see_other, show
from hub.wording import N_, _, list_words

HERE = "/aanmeldingen/{referral_id:uuid}/gegevens/{slug:str}"
NEW_ADDRESS = N_("Verandert het adres? Dan werken de oude links niet meer en vertrekt er een nieuwe.")


@get(HERE, sync_to_thread=True)
def section_page(request: Request, referral_id: UUID, slug: str) -> Page:
    """The form, where it tells nobody's name. A name is never shown by following a link: then there is a button."""
    with begin(request) as work:
        must_be_signed_in(work)
        referral, section = _opened(work, referral_id, slug)
        stored, tells = completing.peek(work, referral, section)
        return _page(request, work, referral, section, None if tells else stored)


@post(HERE + "/toon", status_code=200, sync_to_thread=True)
def reveal(request: Request, referral_id: UUID, slug: str) -> Page:
    """The form with who it is in it; the ledger keeps who looked."""
    with begin(request) as work:
        must_be_signed_in(work)
        referral, section = _opened(work, referral_id, slug)
        return _page(request, work, referral, section, completing.see(work, referral, section))


@get(HERE + "/toon", sync_to_thread=True)
def hide(referral_id: UUID, slug: str) -> Redirect:
    return see_other(f"/aanmeldingen/{referral_id}/gegevens/{slug}")


@post(HERE, status_code=200, sync_to_thread=True)
def keep_section(request: Request, referral_id: UUID, slug: str, data: FormBody) -> Page | Redirect:
    with begin(request) as work:
        must_be_signed_in(work)
        referral, section = _opened(work, referral_id, slug)
        typed = section_form.typed_in(section, data)
        completing.hold_for(work, referral.id, section)
        moves.take(work, referral.id)
        stored, _tells = completing.peek(work, referral, section)
        seen = section_form.seen(stored)
        if one(data, "seen") not in ("", seen):
            return _form(request, work, referral, section, stored, typed, overtaken=True, status=409)
        try:
            read = section_form.checked(section, typed, filling.known_of(work, referral))
            kept = completing.complete(work, referral_id, section, read.said)
        except Invalid as invalid:
            return _form(request, work, referral, section, stored, typed, errors=invalid.errors, status=422)
        if one(data, "do") == "more":
            return _page(request, work, referral, section, completing.see(work, referral, section), kept=seen)
        labels = fields_for(section, filling.known_of(work, referral)) | section.model.fields()
        left_out = [_(labels[name].label) for name in read.dropped]
    _say(request, kept, referral.number, left_out)
    return see_other(f"/aanmeldingen/{referral_id}?bewaard={slug}-{seen}#formulier")


def _opened(work: Work, referral_id: UUID, slug: str) -> tuple[Referral, Section]:
    referral = sight.case_for(work, referral_id)
    require(work.asker, Right.COMPLETE, referral.hub_id)
    section = BY_SLUG.get(slug)
    youngster = identity.youngster_of(work, referral)
    if section is None or section not in desk_sections_for(referral, youngster, brussels_date(work.now)):
        raise NotFound
    if section.tells_a_story:
        shield.must_read(work, referral)
    completing.must_be_here(work, referral)
    return referral, section


def _page(
    request: Request, work: Work, referral: Referral, section: Section, stored: Said | None, *, kept: str = ""
) -> Page:
    """The form as it is stored, or (`stored` is None) the button that opens it."""
    if stored is None:
        return _shown(request, work, referral, section, hidden=True)
    return _form(request, work, referral, section, stored, section_form.stored_as_typed(stored), kept=kept)


def _form(
    request: Request,
    work: Work,
    referral: Referral,
    section: Section,
    stored: Said,
    typed: dict[str, Any],
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    overtaken: bool = False,
    kept: str = "",
) -> Page:
    options: dict[str, list[tuple[str, str]]] = {"home_nis": section_form.choice_of_places(typed.get("typed", {}))}
    restricted_too = may(work.asker, Right.SEE_RESTRICTED, referral.hub_id)
    if section.name == "reasons":
        options |= _reasons(referral, restricted_too)
    return _shown(
        request, work, referral, section, status=status, errors=errors or {}, typed=typed.get("typed", {}),
        people=typed.get("people", [])[: section_form.MOST_PARENTS + 1], places=options,
        seen=section_form.seen(stored), fields=_fields(work, section, referral, restricted_too),
        overtaken=overtaken, kept=kept,
        shielded=section.name == "reasons" and not restricted_too and referral.main_reason in RESTRICTED,
    )  # fmt: skip


def _shown(
    request: Request,
    work: Work,
    referral: Referral,
    section: Section,
    *,
    hidden: bool = False,
    status: int = 200,
    **values: Any,
) -> Page:
    request.state.hub = work.session.get(Hub, referral.hub_id)
    return show(
        request, "intake/desk_section.html", status=status, case=referral, section=section, hidden=hidden,
        called=section.called(referral.subject_kind),
        initials=cards.goes_by(work, referral), **values,
    )  # fmt: skip


def _fields(work: Work, section: Section, referral: Referral, restricted_too: bool) -> dict[str, Asked]:
    """The fields of the section, with what the desk is to know about some of them."""
    fields = fields_for(section, filling.known_of(work, referral))
    if shield.shuts_out(work, referral):
        fields = {name: asked for name, asked in fields.items() if name not in TELL}
    if section.name == "referrer" and referral.referrer_email:
        fields["referrer_email"] = replace(fields["referrer_email"], hint=NEW_ADDRESS)
    if section.name == "reasons" and restricted_too:
        fields["main_reason"] = replace(fields["main_reason"], hint="")
    return fields


def _reasons(referral: Referral, restricted_too: bool) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen; a shielded main reason is left out of the form of who may not see it."""
    known = [
        (str(code), _("%(reason)s (beperkt zichtbaar)", reason=_(word)) if code in RESTRICTED else _(word))
        for code, word in MAIN_REASON_WORDS.items()
        if restricted_too or code not in RESTRICTED
    ]
    shielded = not restricted_too and referral.main_reason in RESTRICTED
    return {"main_reason": [] if shielded else known, "other_reasons": known}


def _say(request: Request, kept: Kept, number: str, left_out: Sequence[str]) -> None:
    if left_out:
        flash(request, "note", section_form.left_out_words(left_out))
    if not kept.fields:
        flash(request, "note", _("Er is niets veranderd."))
        return
    flash(request, "done", _("Bewaard."))
    if kept.new_link:
        flash(request, "note", _("De aanmelder krijgt op het nieuwe adres een nieuwe link. De oude werkt niet meer."))
    if number in kept.held_back:
        flash(request, "warning", _(
            "De naam staat op de tafelkaart. Partners zien de kaart nu niet. Haal hem eruit en keur ze opnieuw goed."
        ))  # fmt: skip
    beside = [one for one in kept.held_back if one != number]
    if beside:
        flash(request, "warning", _(
            "De naam staat op de tafelkaart van %(numbers)s. Partners zien die nu niet. Haal de naam eruit en keur"
            " opnieuw goed.", numbers=list_words(beside),
        ))  # fmt: skip


handlers: list[Any] = [section_page, reveal, hide, keep_section]
