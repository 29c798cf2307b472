"""Filling in and correcting a case section by section: where the change goes, and what follows from it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from hub import ledger
from hub.clock import brussels_date
from hub.dispatch import cards, clarify, clb_asking, identity, moves, named_cards, shield
from hub.dispatch.carrying import newest_of
from hub.dispatch.codes import RESTRICTED
from hub.dispatch.readdressing import readdress
from hub.dispatch.tables import Message, Referral
from hub.intake import filling
from hub.intake.desk import known_school
from hub.intake.draft import Referring
from hub.intake.questions import TELL, Section, unasked
from hub.intake.sections import Parent, Reasons, School
from hub.intake.typed import Typed
from hub.partners.finder import called
from hub.people.rights import Right, may, require
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, _, use_language

NAMES = "youngster"  # the section that says who it is
Said = Typed | Sequence[Parent]


@dataclass(frozen=True)
class Kept:
    """What a change did: the fields that differ now, of which cases of this hub the table card was held back since a
    name stands on it, and whether a link went out."""

    fields: Sequence[str] = ()
    held_back: Sequence[str] = ()
    new_link: bool = False


def complete(work: Work, referral_id: UUID, section: Section, said: Said) -> Kept:
    """The desk fills in or corrects one section. The ledger keeps the names of the fields, never a value.

    NotAllowed when the duty desk would change a restricted reason that it does not see.
    """
    hold_for(work, referral_id, section)
    referral = clarify.take_as(work, referral_id, Right.COMPLETE)
    must_be_here(work, referral)
    restricted_too = may(work.asker, Right.SEE_RESTRICTED, referral.hub_id)
    if isinstance(said, Reasons) and not restricted_too:
        _leave_restricted_alone(work, referral, said)
    shut = shield.shuts_out(work, referral)
    before = referral.referrer_email
    if shut and isinstance(said, Referring) and said.referrer_email.lower() != before:
        raise Refused(
            _("Wie het e-mailadres van de aanmelder heeft, leest ook wat jij niet ziet. Vraag de coördinator.")
        )
    fields, held_back = store(work, referral, section, said, restricted_too=restricted_too, shut=shut)
    if not fields:
        return Kept()
    ledger.write(
        work, "case.complete", "referral", referral.id,
        hub_id=referral.hub_id, referral_id=referral.id, section=section.name, fields=list(fields),
    )  # fmt: skip
    new_link = "referrer_email" in fields and readdress(work, referral)
    if "referrer_email" in fields and before:
        _tell_of_address(work, referral, before)
    moves.rewatch(work, referral)
    return Kept(fields, held_back, new_link)


def _tell_of_address(work: Work, referral: Referral, before: str) -> None:
    """Who reads along with a case is worth a line that everybody of the desk sees."""
    with use_language(DEFAULT_LANGUAGE):
        text = _(
            "Het e-mailadres van de aanmelder was %(before)s en is nu %(now)s.",
            before=before,
            now=referral.referrer_email or _("niet ingevuld"),
        )
    work.session.add(
        Message(
            hub_id=referral.hub_id, referral_id=referral.id, at=work.now, kind="note", text=text,
            author_id=work.asker.person_id, author_name=work.asker.name,
        )
    )  # fmt: skip


def must_be_here(work: Work, referral: Referral) -> None:
    """Refused for a case that another hub took over: what is changed here, nobody there would read."""
    if newest_of(work, referral.id) != referral.id:
        raise Refused(_("Deze aanmelding gaat verder bij een ander meldpunt. Daar vullen ze aan en verbeteren ze."))


def hold_for(work: Work, referral_id: UUID, section: Section) -> None:
    """Hold what storing this section may change, before the case itself: a name may stand on cards beside its own."""
    if section.name == NAMES:
        named_cards.hold_family(work, referral_id)


def store(
    work: Work, referral: Referral, section: Section, said: Said, *, restricted_too: bool = False, shut: bool = False
) -> tuple[list[str], list[str]]:
    """Put a checked section of a held case (`hold_for`) where it lives, the school and the table card with it. `shut`:
    whoever filled it in was not shown what is told in it.

    Returns the fields that differ now, and the numbers of the cases of its hub whose approved card held the name and is
    held back.
    """
    youngster = identity.youngster_of(work, referral)
    if section.pupil_only and youngster is None:
        raise NotFound
    before = filling.read(section, referral, youngster, restricted_too=restricted_too)
    about = filling.about(referral, youngster, brussels_date(work.now))
    said = _with_kept(said, before, {*unasked(section, about), *(TELL if shut else ())})
    went_by = cards.initials_of(work, referral)
    school, organisation = referral.school_name, referral.referrer_organisation
    is_old = clb_asking.keeps_old_rule(referral)
    filling.write(section, said, referral, youngster, restricted_too=restricted_too)
    if isinstance(said, School) and said.school_name != school:
        _know_school(work, referral, said)
    if isinstance(said, Referring) and said.referrer_organisation != organisation:
        known = called(work, said.referrer_organisation)
        referral.referrer_organisation_id = known.id if known else None
        referral.referrer_organisation = known.name if known else said.referrer_organisation
    work.session.add(referral)
    work.session.flush()
    if isinstance(said, (School, Referring)) and not is_old:
        clb_asking.follow(work, referral)
    after = filling.read(section, referral, youngster, restricted_too=restricted_too)
    fields = _differing(section, before, after)
    named = section.name == NAMES and bool(fields)
    return fields, named_cards.follow_name(work, referral, went_by) if named else []


def _with_kept(said: Said, before: Typed | list[Parent], names: Collection[str]) -> Said:
    """What was not asked of who filled this in stays as it is: it may be somebody else's answer."""
    if not isinstance(said, Typed) or not isinstance(before, type(said)):
        return said
    return said.model_copy(update={name: getattr(before, name) for name in names if name in type(said).model_fields})


def see(work: Work, referral: Referral, section: Section) -> Typed | list[Parent]:
    """A section for the desk, to fill in; a look at who somebody is stands in the ledger."""
    require(work.asker, Right.COMPLETE, referral.hub_id)
    stored, tells = peek(work, referral, section)
    if tells and referral.youngster_id:
        identity.open_identity(work, referral.id)
    return stored


def peek(work: Work, referral: Referral, section: Section) -> tuple[Typed | list[Parent], bool]:
    """A section as it is stored, and whether it tells who somebody is; not to be shown then without a look."""
    youngster = identity.youngster_of(work, referral)
    restricted_too = may(work.asker, Right.SEE_RESTRICTED, referral.hub_id)
    stored = filling.read(section, referral, youngster, restricted_too=restricted_too)
    return stored, section.name != "referrer" and filling.tells_who(stored, youngster)


def _leave_restricted_alone(work: Work, referral: Referral, said: Reasons) -> None:
    chosen = {said.main_reason, *said.other_reasons}
    if chosen & RESTRICTED or (referral.main_reason in RESTRICTED and said.main_reason):
        require(work.asker, Right.SEE_RESTRICTED, referral.hub_id)


def _know_school(work: Work, referral: Referral, said: School) -> None:
    """Another school than before: the organisation that goes by this name, and its municipality."""
    known = known_school(work, said.school_name, referral.school_nis if said.school_postcode else None)
    referral.school_organisation_id = known.id if known else None
    referral.school_name = known.name if known else said.school_name
    if not said.school_postcode:
        referral.school_nis = known.nis if known else None


def _differing(section: Section, before: Typed | list[Parent], after: Typed | list[Parent]) -> list[str]:
    if isinstance(before, list) or isinstance(after, list):
        return [] if before == after else ["people"]
    return [name for name in section.model.model_fields if getattr(before, name) != getattr(after, name)]
