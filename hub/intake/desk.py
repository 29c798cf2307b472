"""Operations of the front door: a referral comes in by the web form, or by a call that the desk notes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub import links
from hub.asker import Role
from hub.clock import brussels_date
from hub.columns import table_of
from hub.dispatch import alarm, clarify, clb_asking, level_policy, moves, straight
from hub.dispatch.case import Move, Stage
from hub.dispatch.codes import RESTRICTED, Channel
from hub.dispatch.identity import youngster_of
from hub.dispatch.opening import NewCase, Referrer, open_case
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.intake import to_colleague, unsent
from hub.intake.draft import CallNote, Draft
from hub.intake.papers import attach
from hub.intake.tables import Document, UnsentForm
from hub.links import Purpose
from hub.lookups import Lookup
from hub.partners import finder
from hub.partners.finder import Named
from hub.partners.tables import OrganisationKind
from hub.people.rights import Right, require
from hub.people.tables import Person
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.tokens import hash_of
from hub.wording import DEFAULT_LANGUAGE, _, sort_key, use_language

# To one address in one hour, from all together who did not sign in; one visitor alone sends at most ten.
MOST_RECEIPTS = 15


def refer_by_form(
    work: Work, hub: Hub, draft: Draft, *, form_key: UUID, browser: str, named: Sequence[Named] | None = None,
    site: UUID | None = None, straight_to: Sequence[UUID] = (),
) -> Referral:  # fmt: skip
    """A referral out of step 1 of the web form, with the files that were kept for it, a receipt by mail, and a link
    of its own for the page that thanks. `browser` is the secret of the browser that sent it, `named` who goes by
    the names of its school and organisation, `site` for which of its organisations somebody who signed in speaks,
    `straight_to` the offers of partners that it asks itself, as crisis mode allows.

    Refused when this form was sent before, also when both come at once: the form's key is unique.
    """
    referral = bring_in(work, hub, _as_known_person(work, draft.new_case(form_key=form_key), site), named)
    asked = {"address": referral.referrer_email, "since": work.now - timedelta(hours=1), "form_key": form_key}
    with work.session.no_autoflush:  # all that is new is written at once, at the end
        ((receipts, has_files, was_kept),) = _BESIDE.ask(work.session, **asked)
    attach(work, referral, form_key, kept_before=has_files)
    links.make(
        work, Purpose.REFERRAL, referral.id, hub_id=hub.id, referral_id=referral.id, browser_hash=hash_of(browser)
    )  # fmt: skip
    # Anybody can type anybody's address, and fill a mailbox that way.
    if referral.referrer_confirmed_at or receipts < MOST_RECEIPTS:
        write_receipt(work, referral, first=True, partner_first=bool(straight_to), hub=hub)
    else:
        moves.log(work, "receipt.withheld", "referral", referral.id, referral)
    work.flush()
    if straight_to:
        straight.send(work, referral, straight_to)
    if was_kept:
        referral.referrer_organisation_id = referral.referrer_organisation_id or to_colleague.speaks_for(
            work, form_key, referral
        )
        unsent.was_sent(work, referral, form_key)
    return referral


_R, _D, _U = table_of(Referral), table_of(Document), table_of(UnsentForm)
_TYPED_HERE = (
    sa.select(sa.func.count())
    .where(_R.c.referrer_email == sa.bindparam("address"), _R.c.channel == Channel.FORM)
    .where(_R.c.referrer_confirmed_at.is_(None), _R.c.created_at > sa.bindparam("since"))
)
# How many receipts this address got, whether files of this form wait for it, and whether it was kept before it was
# sent. Asked when the number is given: of the cases of a hub one at a time comes to that.
_WAIT = sa.exists().where(_D.c.form_key == sa.bindparam("form_key"), _D.c.referral_id.is_(None))
_KEPT = sa.exists().where(_U.c.form_key == sa.bindparam("form_key"))
_BESIDE = Lookup(
    sa.select(
        _TYPED_HERE.scalar_subquery().label("receipts"), _WAIT.label("has_files"), _KEPT.label("was_kept")
    )
)  # fmt: skip


def note_call(
    work: Work, hub: Hub, note: CallNote, *, form_key: UUID, as_concept: bool, exception: bool = False
) -> Referral:  # fmt: skip
    """A call or talk noted by the desk, as a concept or at once as a referral; with an address a receipt goes out.

    Invalid at "exception" for a level that the hub does not take, unless it is noted as an `exception`.
    """
    require(work.asker, Right.NOTE, hub.id)
    beyond = _beyond_levels(work, hub, note, as_concept=as_concept, exception=exception)
    referral = bring_in(work, hub, note.new_case(form_key=form_key, as_concept=as_concept))
    work.flush()
    if not as_concept:
        write_receipt(work, referral)
        _say_exception(work, referral, beyond=beyond)
    return referral


def _beyond_levels(work: Work, hub: Hub, note: CallNote, *, as_concept: bool, exception: bool) -> bool:
    """Whether a note that goes on as a referral is of a level that the hub does not take."""
    beyond = not as_concept and not level_policy.serves(hub, note.structure, brussels_date(work.now))
    if beyond and not exception:
        said = _("%(hub)s werkt niet voor het basisonderwijs.", hub=hub.name)
        choose = _("Kruis aan dat het een uitzondering is, of verwijs door.")
        raise Invalid({"exception": f"{said} {choose}"})
    return beyond


def _say_exception(work: Work, referral: Referral, *, beyond: bool) -> None:
    if beyond:
        with use_language(DEFAULT_LANGUAGE):  # kept for all of the desk
            clarify.say(work, referral, "note", _("Uitzondering: het meldpunt werkt niet voor het basisonderwijs."))
        moves.log(work, "case.level_exception", "referral", referral.id, referral)


def finish_concept(
    work: Work, referral_id: UUID, note: CallNote, *, as_concept: bool, exception: bool = False
) -> Referral:  # fmt: skip
    """Write a concept anew, and hand it in when it is complete. Refused once it has been handed in; Invalid as for a
    call."""
    referral = concept(work, referral_id)
    hub = work.session.get_one(Hub, referral.hub_id)
    beyond = _beyond_levels(work, hub, note, as_concept=as_concept, exception=exception)
    _rewrite(work, referral, note)
    if as_concept:
        moves.rewatch(work, referral)
    else:
        moves.move(work, referral, Move.SUBMIT)
        clb_asking.follow(work, referral)
        write_receipt(work, referral)
        _say_exception(work, referral, beyond=beyond)
    return referral


def concept(work: Work, referral_id: UUID) -> Referral:
    """A concept of the asker's own desk, held for this unit of work."""
    referral = moves.take(work, referral_id)
    require(work.asker, Right.NOTE, referral.hub_id)
    if referral.main_reason in RESTRICTED:
        require(work.asker, Right.SEE_RESTRICTED, referral.hub_id)
    if referral.stage != Stage.CONCEPT:
        raise Refused(_("Dit is geen concept meer: de aanmelding is al verstuurd."))
    return referral


def write_receipt(
    work: Work, referral: Referral, *, first: bool = False, partner_first: bool = False, hub: Hub | None = None
) -> None:
    """The number, what happens now and when, and a personal link; nothing that anybody typed. Where a partner was asked
    straight away, the hub promises no talk by a day."""
    due = brussels_date(referral.next_due) if referral.next_due and not partner_first else None
    clarify.write_to_referrer(work, referral, "receipt", f"receipt:{referral.id}", due=due, first=first, hub=hub)


def bring_in(work: Work, hub: Hub, new: NewCase, named: Sequence[Named] | None = None) -> Referral:
    """A new case with the school and organisation that are known by these names; its CLB is asked."""
    with work.session.no_autoflush:  # its files wait to be written together with it
        among = finder.bearing(work, new.school_name, new.referrer.organisation) if named is None else named
        school, referrer = known_school(work, new.school_name, among=among), _as_known(work, new.referrer, among)
    referral = open_case(work, hub, replace(new, referrer=referrer, **at_school(school)))
    referral.school_organisation_id = school.id if school else None
    if not new.as_concept:
        clb_asking.begin(work, referral, school.clb_id if school else None)
    return referral


def known_school(work: Work, typed: str, nis: str | None = None, among: Sequence[Named] | None = None) -> Named | None:
    """The one school that is meant, of several sites the one in this municipality."""
    return finder.called(work, typed, OrganisationKind.SCHOOL, nis=nis, among=among)


def at_school(school: Named | None) -> dict[str, Any]:
    """What a case keeps of a known school, in the place of what was typed."""
    return {"school_name": school.name, "school_nis": school.nis} if school else {"school_nis": None}


def _as_known(work: Work, referrer: Referrer, among: Sequence[Named] | None = None) -> Referrer:
    """The organisation by its own name. Who wrote it down need not work there: that says nothing about rights."""
    known = finder.called(work, referrer.organisation, *finder.REFERRERS, among=among)
    return replace(referrer, organisation=known.name) if known else referrer


def _as_known_person(work: Work, new: NewCase, site: UUID | None) -> NewCase:
    """Whoever is signed in with the very address in the form speaks for its organisation; nobody else does."""
    person = work.session.get(Person, work.asker.person_id) if work.asker.person_id else None
    if person is None or person.email != new.referrer.email:
        return new
    organisations = work.asker.organisations_as(Role.REFERRER, Role.PARTNER)
    known = site if site in organisations else next(iter(organisations)) if len(organisations) == 1 else None
    return replace(new, referrer=replace(new.referrer, organisation_id=known), referrer_confirmed_at=work.now)


def _rewrite(work: Work, referral: Referral, note: CallNote) -> None:
    new = note.new_case()
    referrer = _as_known(work, new.referrer)
    values: dict[str, Any] = {
        "referrer_name": referrer.name, "referrer_function": referrer.function,
        "referrer_organisation": referrer.organisation, "referrer_kind": referrer.kind,
        "referrer_email": referrer.email, "referrer_phone": referrer.phone,
        "clb_contact": new.clb_contact, "own_reference": new.own_reference,
        "main_reason": new.main_reason, "story": new.story,
        "structure": new.structure,
    }  # fmt: skip
    if new.school_name != referral.school_name:
        school = known_school(work, new.school_name)
        values |= {"school_name": new.school_name, "school_organisation_id": school and school.id, **at_school(school)}
    if new.story != referral.story:
        alarm.listen(work, referral, new.story)
    referral.sqlmodel_update(values)
    youngster = youngster_of(work, referral)
    if youngster:
        names = ("first_name", "last_name", "birth_date", "postcode", "home_nis")
        youngster.sqlmodel_update({name: getattr(new, name) for name in names})
        youngster.sort_key = sort_key(f"{new.last_name} {new.first_name}")
    work.session.flush()
    moves.log(work, "case.concept_written", "referral", referral.id, referral)
