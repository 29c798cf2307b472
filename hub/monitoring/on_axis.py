"""One case on the axis of time: what is drawn, and the same in a sentence for who does not see it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hub.clock import midnight
from hub.dispatch.lateness import late_words
from hub.dispatch.sight import CaseLine
from hub.dispatch.track import OPEN, TrackStage
from hub.monitoring.axis import Axis
from hub.monitoring.radar import TrackOnRadar
from hub.wording import _, date_words


@dataclass(frozen=True)
class Drawn:
    """Places and widths are percentages of the axis."""

    since: float
    waited: float
    due: float
    to_come: float
    overdue: float
    beyond: str
    now: float
    others: Sequence[float]
    signs: Sequence[float]  # the last word about each track that runs
    promised: Sequence[float]  # the days on which a track starts
    pauses: Sequence[tuple[float, float]]
    words: str


def drawn(axis: Axis, case: CaseLine, tracks: Sequence[TrackOnRadar], now: datetime) -> Drawn:
    assert case.next_due is not None, "it is open"
    since = min(case.stage_since, now)  # a rehearsal of a later day may have left a moment to come
    due, here, began = axis.place(case.next_due), axis.place(now), axis.place(since)
    running = [track for track in tracks if track.stage in OPEN]
    return Drawn(
        since=began, waited=round(max(min(due, here) - began, 0), 2), due=due, now=here,
        to_come=round(max(due - here, 0), 2), overdue=round(here - due, 2) if case.next_due < now else 0,
        beyond=axis.beyond(case.next_due),
        others=sorted({axis.place(track.due_at) for track in running if track.due_at} - {due}),
        signs=_on(axis, (track.last_sign_at for track in running)),
        promised=_on(axis, (midnight(day) for track in running if (day := starts_on(track)))),
        pauses=[part for track in running if (part := _pause(axis, track)) and part[1]],
        words=" ".join(_words(axis.today, case, running, now)),
    )  # fmt: skip


def starts_on(track: TrackOnRadar) -> date | None:
    """The day on which it is promised to start; None once it did."""
    return track.agreed_start if track.stage in (TrackStage.PROPOSED, TrackStage.ACCEPTED) else None


def _on(axis: Axis, moments: Iterable[datetime | None]) -> list[float]:
    return sorted({axis.place(moment) for moment in moments if moment and not axis.beyond(moment)})


def _pause(axis: Axis, track: TrackOnRadar) -> tuple[float, float] | None:
    if track.stage != TrackStage.ON_HOLD or track.hold_until is None:
        return None
    return axis.stretch(track.stage_since, midnight(track.hold_until))


def _words(today: date, case: CaseLine, tracks: Sequence[TrackOnRadar], now: datetime) -> Iterable[str]:
    yield _("In deze fase sinds %(day)s.", day=date_words(case.stage_since, today))
    for track in tracks:
        if track.last_sign_at:
            yield _(
                "%(partner)s: laatste teken van leven op %(day)s.",
                partner=track.organisation, day=date_words(track.last_sign_at, today),
            )  # fmt: skip
        if track.stage == TrackStage.ON_HOLD and track.hold_until:
            yield _(
                "%(partner)s: pauze van %(since)s tot %(until)s.", partner=track.organisation,
                since=date_words(track.stage_since, today), until=date_words(track.hold_until, today),
            )  # fmt: skip
        if day := starts_on(track):
            yield _(
                "%(partner)s: start beloofd op %(day)s.", partner=track.organisation, day=date_words(day, today)
            )  # fmt: skip
    assert case.next_due is not None, "it is open"
    late = late_words(case.next_due, now)
    due = date_words(case.next_due, today)
    yield _("Moet op %(day)s (%(late)s).", day=due, late=late) if late else _("Moet op %(day)s.", day=due)
