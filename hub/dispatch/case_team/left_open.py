"""What is still open around a case that is about to close: told beforehand, and each agreement settled first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hub.dispatch.case_team import meetings, plan_view, reporting
from hub.dispatch.case_team.agreed import Says
from hub.dispatch.case_team.plan_view import AgreementLine
from hub.dispatch.tables import Referral
from hub.dispatch.typed import clean
from hub.problems import Invalid
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, N_, _, use_language

DONE, DROPPED = "gedaan", "vervalt"
WORDS = {DONE: N_("is gedaan"), DROPPED: N_("vervalt")}
CLOSED = N_("De aanmelding werd afgesloten.")


@dataclass(frozen=True)
class LeftOpen:
    """Agreements that are open, the soonest first, and the meeting that would be called off."""

    agreements: Sequence[AgreementLine]
    meets_at: datetime | None

    def __bool__(self) -> bool:
        return bool(self.agreements or self.meets_at)


def left_open(work: Work, referral: Referral) -> LeftOpen:
    """Asks no right."""
    ahead = meetings.ahead_of(work, referral.id)
    return LeftOpen(plan_view.open_lines(work, referral), ahead.at if ahead else None)


def field(agreement_id: UUID) -> str:
    """What a form calls it."""
    return f"afspraak-{agreement_id}"


def settle(work: Work, referral_id: UUID, said: Mapping[str, str], why: str) -> None:
    """What becomes of each, before the case closes in the same unit of work. Invalid where nothing was said."""
    referral, why = work.found(Referral, referral_id), clean("ends_why", why)
    still = left_open(work, referral).agreements
    missing = {
        field(line.row.id): _("Kies wat er met deze afspraak gebeurt.")
        for line in still
        if said.get(field(line.row.id)) not in WORDS
    }
    if missing:
        raise Invalid(missing)
    with use_language(DEFAULT_LANGUAGE):
        reason = why or _(CLOSED)
    for line in still:
        if said[field(line.row.id)] == DONE:
            reporting.note_answer(work, referral.id, line.row.id, Says.DONE)
        else:
            reporting.drop(work, referral.id, line.row.id, reason)
