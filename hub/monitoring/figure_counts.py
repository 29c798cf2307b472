"""Counting facts: one school year of one hub as plain counts, before anything is hidden."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.dispatch.codes import Channel, MainReason, ReferrerKind
from hub.monitoring.definitions import (
    AWAITED,
    ELSEWHERE,
    NOT_STARTED,
    OLDER,
    OLDEST,
    STARTED,
    TO_CLAIM,
    TO_START,
    TO_TABLE,
    UNKNOWN,
    YOUNGER,
    YOUNGEST,
)
from hub.store import Work

Counts = dict[str, int]
STATES = (STARTED, NOT_STARTED, AWAITED)
WAITS = (TO_TABLE, TO_CLAIM, TO_START)
# A figure's name and the column of facts that it counts by.
COLUMNS = {
    "home": "home_nis",
    "months": "month",
    "ages": "age",
    "reasons": "reason",
    "channels": "channel",
    "referrer_kinds": "referrer_kind",
}


@dataclass
class YearCounts:
    """Counts of one school year. Each list holds every key of the figure, zeros too, in the order of `Keys`."""

    referrals: int = 0
    youngsters: int = 0
    lists: dict[str, Counts] = field(default_factory=dict)
    partners: Counts = field(default_factory=dict)
    starts: dict[tuple[str, str], int] = field(default_factory=dict)  # by partner and state
    waits: dict[str, dict[int, int]] = field(default_factory=dict)  # how many referrals waited so many days

    @property
    def tracks(self) -> int:
        return sum(self.starts.values())

    @property
    def empty(self) -> bool:
        return not (self.referrals or self.tracks)


@dataclass(frozen=True)
class Keys:
    """The lines of each figure, which never depend on the counts: a line that comes or goes would tell something."""

    municipalities: tuple[str, ...]
    organisations: dict[str, str]  # names by id

    def of(self, figure: str) -> tuple[str, ...]:
        return {
            "home": (*self.municipalities, ELSEWHERE, UNKNOWN),
            "months": tuple(str(month) for month in (9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8)),
            "ages": (YOUNGER, *(str(age) for age in range(YOUNGEST, OLDEST + 1)), OLDER, UNKNOWN),
            "reasons": (*(code.value for code in MainReason), UNKNOWN),
            "channels": tuple(code.value for code in Channel),
            "referrer_kinds": tuple(code.value for code in ReferrerKind),
        }[figure]


def keys_of(work: Work, hub_id: UUID) -> Keys:
    """The municipalities of the hub's area, and its partners: of today, and of every track that it ever counted."""
    places = work.session.execute(
        sa.text("SELECT nis FROM hub_municipality WHERE hub_id = :hub ORDER BY nis"), {"hub": hub_id}
    )
    partners = work.session.execute(
        sa.text("""
            SELECT id, name FROM organisation WHERE id IN (
              SELECT organisation_id FROM hub_partner WHERE hub_id = :hub
              UNION SELECT organisation_id FROM track_fact WHERE hub_id = :hub
            ) ORDER BY sort_key, id"""),
        {"hub": hub_id},
    )
    return Keys(tuple(places.scalars()), {str(one.id): one.name for one in partners})


def years_counted(work: Work, hub_id: UUID) -> list[int]:
    """The school years (by the year in which they start) of which this hub has facts, oldest first."""
    found = work.session.execute(
        sa.text("""
            SELECT school_year FROM referral_fact WHERE hub_id = :hub
            UNION SELECT school_year FROM track_fact WHERE hub_id = :hub ORDER BY 1"""),
        {"hub": hub_id},
    )
    return list(found.scalars())


def year_counts(work: Work, hub_id: UUID, year: int, keys: Keys) -> YearCounts:
    counts = YearCounts(lists={name: dict.fromkeys(keys.of(name), 0) for name in COLUMNS})
    counts.waits = {wait: {} for wait in WAITS}
    counts.partners = dict.fromkeys(keys.organisations, 0)
    counts.starts = {(partner, state): 0 for partner in keys.organisations for state in STATES}
    where = {"hub": hub_id, "year": year}
    for group in work.session.execute(_REFERRALS, where).mappings():
        _take(counts, dict(group))
    counts.youngsters = work.session.execute(_YOUNGSTERS, where).scalar_one()
    for found in work.session.execute(_TRACKS, where).mappings():
        partner = str(found["organisation_id"])
        counts.partners[partner] = found["referrals"]
        for state in STATES:
            counts.starts[partner, state] = found[state]
    return counts


# One reading of the year's facts, grouped by each column in turn; `grouped_by` says which (0 for the year as a whole).
_BY = (*COLUMNS.values(), *WAITS)
_REFERRALS = sa.text(f"""
SELECT {", ".join(_BY)}, count(*) AS n,
       CASE {" ".join(f"WHEN grouping({column}) = 0 THEN '{column}'" for column in _BY)} END AS grouped_by
FROM referral_fact WHERE hub_id = :hub AND school_year = :year
GROUP BY GROUPING SETS ({", ".join(f"({column})" for column in _BY)}, ())
""")
# Apart: told apart within each group, youngsters would be sorted once for every column.
_YOUNGSTERS = sa.text(
    "SELECT count(DISTINCT youngster_key) FROM referral_fact WHERE hub_id = :hub AND school_year = :year"
)
_TRACKS = sa.text("""
SELECT organisation_id, count(DISTINCT referral_id) AS referrals,
       count(*) FILTER (WHERE started) AS started,
       count(*) FILTER (WHERE not_started) AS not_started,
       count(*) FILTER (WHERE NOT started AND NOT not_started) AS awaited
FROM track_fact WHERE hub_id = :hub AND school_year = :year GROUP BY organisation_id
""")


def _take(counts: YearCounts, found: dict[str, Any]) -> None:
    column = found["grouped_by"]
    if column is None:
        counts.referrals = found["n"]
    elif column in WAITS:
        if found[column] is not None:
            counts.waits[column][found[column]] = found["n"]
    else:
        figure = next(name for name, one in COLUMNS.items() if one == column)
        counts.lists[figure][_key(figure, found[column], counts.lists[figure])] += found["n"]


def _key(figure: str, value: Any, known: Counts) -> str:
    if value is None:
        return UNKNOWN
    if figure == "ages":
        return YOUNGER if value < YOUNGEST else OLDER if value > OLDEST else str(value)
    return str(value) if str(value) in known else ELSEWHERE
