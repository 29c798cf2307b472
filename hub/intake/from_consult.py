"""A referral that begins as a consult: the form opens with what was typed then, and says whose question it was."""

from typing import Any
from uuid import UUID

from hub import ledger
from hub.dispatch import shield
from hub.dispatch.codes import SubjectKind
from hub.dispatch.consult import nameless, place
from hub.dispatch.consult.tables import Consult
from hub.dispatch.identity import log_look, youngster_of
from hub.dispatch.tables import Referral
from hub.dispatch.whose_words import veil_of
from hub.hubs import Hub
from hub.intake import form_keys, holder
from hub.intake.asked_now import now_words
from hub.intake.holder import Holder
from hub.people.rights import Right, may, require
from hub.problems import NotFound
from hub.store import Work
from hub.web import Form

# The consult of which a form is the referral, sealed; and the tick that an anonymous question names nobody.
CONSULT, SURE = "consult", "names_nobody"
SEALED_FOR = "consult that becomes a referral"
OF_REFERRER = (
    "referrer_name", "referrer_function", "referrer_organisation", "referrer_kind", "referrer_email", "referrer_phone",
    "clb_contact", "own_reference",
)  # fmt: skip
TAKEN = ("main_reason", "school_name", "structure", "story")


def may_become(work: Work, referral: Referral) -> bool:
    """Whether a referral of one youngster can still come of this: a question about nobody, or a consult about a class
    or a team. What is about one youngster is a referral itself."""
    if referral.subject_kind == SubjectKind.PUPIL or referral.submitted_at is None:
        return False
    kept = work.session.get(Consult, referral.id)
    asked = referral.subject_kind == SubjectKind.QUESTION or kept is not None
    return asked and (kept is None or kept.became_id is None)


def what_came_of(work: Work, referral: Referral) -> tuple[str, str] | None:
    """The number of the referral that came of this question and how it stands, for who sent both; empty words where
    somebody else sent it, or it went to another hub. None while nothing came of it."""
    kept = work.session.get(Consult, referral.id)
    if kept is None or kept.became_id is None:
        return None
    made = work.session.get(Referral, kept.became_id)
    if not made or made.hub_id != referral.hub_id or not _same_sender(made, referral):
        return "", ""
    return made.number, now_words(work, made)


def _same_sender(one: Referral, other: Referral) -> bool:
    return bool(one.referrer_email) and one.referrer_email.lower() == other.referrer_email.lower()


def of_own(work: Work, own: Holder, secret_keys: tuple[str, ...]) -> tuple[Form, UUID | None]:
    """What the form opens with for who asked, and the key with which the question was sent. NotFound for everybody who
    may not read what was typed, and where it became a referral already."""
    referral = work.session.get_one(Referral, own.referral_id)
    if not holder.is_confirmed(own, referral) or not may_become(work, referral):
        raise NotFound
    hub = work.session.get_one(Hub, referral.hub_id)
    ledger.write(
        work, "referrer.look", "referral", referral.id, hub_id=hub.id, referral_id=referral.id, becomes=True
    )  # fmt: skip
    typed = _typed(work, referral) | {
        "hub": hub.slug, "subject_kind": str(SubjectKind.PUPIL), "urgent": referral.urgent,
        "urgency_motive": referral.urgency_motive,
        CONSULT: form_keys.seal(secret_keys, SEALED_FOR, referral.id, SEALED_FOR),
    }  # fmt: skip
    return typed, referral.form_key


def of_desk(work: Work, referral_id: UUID) -> Form:
    """The same for the desk, which notes it for somebody that called; a look at the file. NotAllowed for whoever does
    not read it there."""
    referral = work.found(Referral, referral_id)
    require(work.asker, Right.NOTE, referral.hub_id)
    shield.must_read(work, referral)
    if not may_become(work, referral):
        raise NotFound
    log_look(work, referral)
    return _typed(work, referral) | {CONSULT: str(referral.id)}


def offered_at_desk(work: Work, consult_id: UUID | None) -> UUID | None:
    """The consult of which the desk makes a referral; None for none, and for what `of_desk` offers nobody or not to
    this one."""
    found = work.session.get(Referral, consult_id) if consult_id else None
    if found is None or not may(work.asker, Right.NOTE, found.hub_id) or shield.shuts_out(work, found):
        return None
    return found.id if may_become(work, found) else None


def sealed_in(typed: Form, secret_keys: tuple[str, ...]) -> UUID | None:
    """The consult that a form says it came of; None for none, and for what no page of ours said."""
    return form_keys.key_of(secret_keys, SEALED_FOR, str(typed.get(CONSULT) or ""), SEALED_FOR)


def may_name_somebody(typed: Form) -> dict[str, str]:
    """What in an anonymous question looks like a name, until whoever asks says that it is none."""
    if typed["subject_kind"] != SubjectKind.QUESTION or typed[SURE]:
        return {}
    found = nameless.pointers(str(typed["story"]))
    return {"story": nameless.said(found)} if found else {}


def _typed(work: Work, referral: Referral) -> dict[str, Any]:
    taken: dict[str, Any] = {name: getattr(referral, name) or "" for name in (*OF_REFERRER, *TAKEN)}
    taken["story"] = veil_of(work, referral, youngster_of(work, referral))(referral.story)
    postcode, nis = place.said(referral)
    return taken | {"postcode": postcode, "home_nis": nis or ""}
