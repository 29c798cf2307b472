"""What the forms of tables and sessions offer and what they send: kinds, rhythms, people, and the days that follow."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from hub.clock import brussels_date
from hub.dispatch.sessions import people_there, rhythm
from hub.dispatch.sessions.kinds import Rhythm
from hub.dispatch.sessions.rhythm import Ahead, Pattern
from hub.dispatch.sessions.typed import KIND_WORDS, RHYTHM_WORDS, WEEKDAYS, TableData, pattern_in
from hub.dispatch.table_tables import DispatchTable
from hub.problems import Invalid
from hub.store import Work
from hub.web import Form, day_in, id_in, one
from hub.wording import _

SHOWN = 6


def table_in(data: Form) -> TableData:
    return TableData(
        name=one(data, "name"), weekday=one(data, "weekday"), starts_at=one(data, "starts_at"),
        place=one(data, "place"), kind=one(data, "kind") or "naft_dispatch",
        rhythm=one(data, "rhythm") or Rhythm.WEEKLY, nth=one(data, "nth"), counted_from=day_in(data, "counted_from"),
        lasts=one(data, "lasts") or "120", video_link=one(data, "video_link"),
        invite_before=one(data, "invite_before") or "14", chair_id=id_in(data, "chair_id"),
        reporter_id=id_in(data, "reporter_id"),
    )  # fmt: skip


def fields_of(table: DispatchTable) -> dict[str, Any]:
    """What stands in the form of a table that is kept."""
    said = {
        name: getattr(table, name)
        for name in (
            "name", "kind", "weekday", "rhythm", "nth", "counted_from", "starts_at", "lasts", "place", "video_link",
            "invite_before", "chair_id", "reporter_id",
        )
    }  # fmt: skip
    return {name: "" if value is None else str(value) for name, value in said.items()}


def choices(work: Work, hub_id: UUID) -> dict[str, Any]:
    """What one can choose in it."""
    return {
        "weekdays": [(code, _(word)) for code, word in WEEKDAYS.items()],
        "kinds": [(code.value, _(word), _(means)) for code, (word, means) in KIND_WORDS.items()],
        "rhythms": [(code.value, _(word)) for code, word in RHYTHM_WORDS.items()],
        "nths": [(str(code), _(word)) for code, word in rhythm.NTH.items()],
        "desk_people": [(str(key), name) for key, name in people_there.of_desk(work, hub_id).items()],
    }


def days_ahead(pattern: Pattern | None, today: date) -> dict[str, Any]:
    """The next six days of a rhythm, what falls away in between and why, and a sign that these were shown."""
    found = rhythm.ahead(pattern, today, SHOWN) if pattern else Ahead((), ())
    return {
        "pattern": pattern, "days": found.days, "skipped": rhythm.skipped_words(found.skipped, today),
        "words": rhythm.rhythm_words(pattern), "sign": sign_of(pattern),
    }  # fmt: skip


def days_typed(work: Work, data: Form) -> dict[str, Any]:
    """The same for what stands in the form now; nothing where it makes no rhythm yet."""
    try:
        pattern = pattern_in(work, table_in(data))
    except Invalid:
        return {"pattern": None, "days": (), "skipped": "", "words": "", "sign": ""}
    return days_ahead(pattern, brussels_date(work.now))


def sign_of(pattern: Pattern | None) -> str:
    if pattern is None:
        return "-"
    return f"{pattern.weekday}/{pattern.rhythm}/{pattern.nth or ''}/{pattern.counted_from or ''}"


def must_look_first(work: Work, data: Form, before: Pattern | None) -> bool:
    """Whether a rhythm is about to be kept that differs from before, and whose days nobody saw."""
    try:
        pattern = pattern_in(work, table_in(data))
    except Invalid:
        return False
    return pattern is not None and pattern != before and one(data, "seen") != sign_of(pattern)


def people_of_seats(work: Work, organisation_ids: list[UUID]) -> Mapping[UUID, list[tuple[str, str]]]:
    found = people_there.of_organisations(work, organisation_ids)
    return {key: [(str(one_id), name) for one_id, name in people.items()] for key, people in found.items()}
