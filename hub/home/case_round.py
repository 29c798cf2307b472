"""How the stage of a case reads on its page; one that goes round between two sessions was not discussed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hub.dispatch.case import Stage
from hub.dispatch.sight import File
from hub.dispatch.table_tables import AgendaReason
from hub.dispatch.track import is_open
from hub.home.case_words import stage_words
from hub.monitoring.neutrality import sight as neutrality
from hub.people.rights import Right, may
from hub.store import Work
from hub.wording import _, date_words


@dataclass(frozen=True)
class WentRound:
    """When a case was asked round, before which day partners answer (None once it was decided), and who said what."""

    at: datetime
    answer_by: date | None
    said: Sequence[tuple[str, str]] = ()


def went_round(work: Work, file: File) -> WentRound | None:
    """Its last round, where that went round by letter. What was said is for who decides."""
    case, place = file.referral, file.agenda
    if place is None or place.reason != AgendaReason.URGENT or place.state != "done":
        return None
    waits = case.review_on if case.stage == Stage.DISCUSSED else None
    rounds = neutrality.rounds_of_case(work, case.id)[1] if may(work.asker, Right.DECIDE, case.hub_id) else []
    last = next((one for one in rounds if one.urgent), None)
    return WentRound(place.added_at, waits, [(one.partner, one.how) for one in last.lines] if last else ())


def standing_words(file: File, asked: WentRound | None) -> str:
    """No track runs while partners were only asked, and what goes round was not discussed."""
    if asked and file.referral.stage == Stage.DISCUSSED:
        if asked.answer_by is None:
            return _("dringend rondgevraagd")
        return _("gaat rond, antwoord vóór %(day)s", day=date_words(asked.answer_by))
    still = {line.track.stage for line in file.tracks if is_open(line.track.stage)}
    return stage_words(file.referral.stage, only_asked=still == {"proposed"})
