"""Whether the youngster agreed that partners are told (DOMAIN.md §6): who answered, and when, in one line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hub.dispatch.clb import may_begin
from hub.dispatch.codes import SubjectKind
from hub.dispatch.identity import veiled
from hub.dispatch.sharing.gate import SAID_WORDS, Answer, Whose
from hub.dispatch.tables import Referral, Youngster
from hub.wording import N_, _, date_words

# Two agreements, each with its own answer; none of them is consent in the sense of the GDPR.
ANSWERS = {
    "yes": N_("ja"),
    "no": N_("nee"),
    "not_reached": N_("niet bereikt"),
    "not_asked": N_("nog niet gevraagd"),
}
STATES = {"yes": "course", "no": "stuck"}


@dataclass(frozen=True)
class Consent:
    """`state` is one of the five states; whoever confirms a claim reads `words` first."""

    state: str
    words: str
    recorded: bool = False  # by the coordinator; else it is what the form says


def clb_agrees(referral: Referral) -> bool:
    """Whether a NAFT track of this case may begin as far as its CLB goes."""
    return may_begin(
        stands=referral.clb_stands, referrer_kind=referral.referrer_kind, named=bool(referral.clb_contact),
        in_crisis_mode=referral.in_crisis_mode,
    )  # fmt: skip


def to_share(referral: Referral, youngster: Youngster | None, recorded: Answer | None = None) -> Consent | None:
    """The answer about sharing, with initials: what the coordinator recorded, else what the form says. None where it
    is not about one youngster."""
    if referral.subject_kind != SubjectKind.PUPIL:
        return None
    if recorded is not None:
        who = _("de jongere") if recorded.whose == Whose.YOUNGSTER else _("de ouders")
        words = [_(SAID_WORDS[recorded.said]), who, date_words(recorded.on) if recorded.on else ""]
        return Consent(STATES.get(recorded.said, "late"), ", ".join(filter(None, words)), recorded=True)
    said = referral.sections.get("consent") or {}
    answer = said.get("share") or ""
    by, on = veiled(said.get("share_by") or "", youngster), _day(said)
    parts = [_(ANSWERS[answer]) if answer in ANSWERS else _("niet ingevuld"), by, date_words(on) if on else ""]
    return Consent(STATES.get(answer, "late"), ", ".join(part for part in parts if part))


def _day(said: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(str(said.get("share_on") or ""))
    except ValueError:
        return None
