"""The words and states in which tracks are shown."""

from datetime import datetime
from typing import Any

from hub.dispatch.track import REASON_WORDS, TRACK_WORDS
from hub.dispatch.track_sight import TrackRow
from hub.wording import _

STATES = {
    "started": "course",
    "completed": "rest",
    "declined": "rest",
    "not_started": "stuck",
    "stopped_early": "stuck",
}


def state_of(row: TrackRow, now: datetime) -> str:
    """The state that a track's badge shows: late as soon as a word about it is overdue."""
    if row.silent or (row.due_at is not None and row.due_at <= now):
        return "late"
    return STATES.get(row.stage, "waits")


def words() -> dict[str, Any]:
    return {
        "track_words": {str(code): _(said) for code, said in TRACK_WORDS.items()},
        "reason_words": {str(code): _(said) for code, said in REASON_WORDS.items()},
    }
