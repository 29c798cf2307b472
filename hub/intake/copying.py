"""A new form that begins as a copy of an earlier referral: its frame, never whom it was about, and to be checked."""

from collections.abc import Sequence
from uuid import UUID

from hub import ledger
from hub.dispatch.identity import youngster_of
from hub.dispatch.tables import Referral
from hub.dispatch.whose_words import veil_of
from hub.hubs import Hub
from hub.intake import holder
from hub.intake.referring_for import FIELD, Place
from hub.store import Work
from hub.web import Form
from hub.wording import _

# The number of the referral that a form is a copy of, and the tick that somebody looked what of it is still right.
COPIED, CHECKED = "copied", "copied_checked"
FRAME = ("school_name", "structure", "subject_kind")
OWN = ("main_reason", "story", "clb_contact")


def frame_of(work: Work, referral_id: UUID, places: Sequence[Place]) -> Form:
    """What a new form takes over: school, level and kind, and of one's own referral reason, CLB and story, in which
    initials stand for names. Files, names and answers stay where they are.

    NotFound where the asker does not follow that referral. That it was read stands in the ledger.
    """
    own = holder.signed_in(work, referral_id)
    referral = work.session.get_one(Referral, own.referral_id)
    hub = work.session.get_one(Hub, referral.hub_id)
    taken = [*FRAME, *(OWN if holder.is_confirmed(own, referral) else ())]
    typed: Form = {name: getattr(referral, name) or "" for name in taken}
    if typed.get("story"):
        typed["story"] = veil_of(work, referral, youngster_of(work, referral))(typed["story"])
    if referral.referrer_organisation_id in {one.id for one in places} and len(places) > 1:
        typed[FIELD] = str(referral.referrer_organisation_id)
    ledger.write(
        work, "referrer.look", "referral", referral.id, hub_id=hub.id, referral_id=referral.id, copy=True,
        colleague=own.colleague,
    )  # fmt: skip
    return typed | {"hub": hub.slug, COPIED: referral.number}


def not_checked(typed: Form) -> dict[str, str]:
    """A sentence while nobody said that what was taken over was looked at."""
    if not typed[COPIED] or typed[CHECKED]:
        return {}
    return {CHECKED: _("Kijk na wat je overnam, en kruis het aan.")}
