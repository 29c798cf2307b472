"""Counting facts: one school year of one hub as plain counts, before anything is hidden."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypedDict
from uuid import UUID

import sqlalchemy as sa

from hub.clock import SchoolYear
from hub.dispatch.codes import Channel, MainReason, ReferrerKind
from hub.lookups import Lookup
from hub.monitoring.definitions import (
    AWAITED,
    ELSEWHERE,
    LET_IN,
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
    "let_in": "let_in",
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
            "let_in": (*LET_IN, UNKNOWN),
        }[figure]


class Reading(TypedDict):
    """A year's facts as they were counted, fit to be kept as JSON: how many referrals by each value of each column,
    and for each partner [id, referrals, started, not started, awaited]."""

    municipalities: list[str]
    referrals: int
    youngsters: int
    by: dict[str, list[tuple[Any, int]]]
    partners: list[tuple[str, int, int, int, int]]


_AREA = Lookup(sa.text("SELECT nis FROM hub_municipality WHERE hub_id = :hub ORDER BY nis"))
_PARTNERS = Lookup(
    sa.text("""
SELECT id, name FROM organisation
WHERE id IN (SELECT organisation_id FROM hub_partner WHERE hub_id = :hub) OR id = ANY(CAST(:more AS uuid[]))
ORDER BY sort_key, id""")
)


def area_of(work: Work, hub_id: UUID) -> list[str]:
    """The municipalities of the hub today (NIS)."""
    return [row.nis for row in _AREA.ask(work.session, hub=hub_id)]


def keys_of(work: Work, hub_id: UUID, municipalities: Collection[str], partners: Collection[str]) -> Keys:
    """These municipalities; the hub's partners of today, and these others that it once worked with."""
    found = _PARTNERS.ask(work.session, hub=hub_id, more=list(partners))
    return Keys(tuple(municipalities), {str(one.id): one.name for one in found})


def partners_counted(work: Work, hub_id: UUID) -> list[str]:
    """The partners of every track that this hub ever counted."""
    found = work.session.execute(
        sa.text("SELECT DISTINCT organisation_id FROM track_fact WHERE hub_id = :hub"), {"hub": hub_id}
    )
    return [str(one) for one in found.scalars()]


def years_counted(work: Work, hub_id: UUID) -> list[int]:
    """The school years (by the year in which they start) of which this hub has facts, oldest first."""
    found = work.session.execute(
        sa.text("""
            SELECT school_year FROM referral_fact WHERE hub_id = :hub
            UNION SELECT school_year FROM track_fact WHERE hub_id = :hub ORDER BY 1"""),
        {"hub": hub_id},
    )
    return list(found.scalars())


@dataclass(frozen=True)
class CrisisCounts:
    """What came in during crisis mode in a school year, and where nobody waited for the CLB, started or not."""

    referrals: int
    straight: int
    primary: int
    waived: int


_CRISIS = Lookup(
    sa.text("""
SELECT count(*) FILTER (WHERE in_crisis_mode) AS referrals, count(*) FILTER (WHERE clb_waived) AS waived,
       count(*) FILTER (WHERE let_in LIKE 'partner%') AS straight,
       count(*) FILTER (WHERE let_in LIKE '%\\_primary') AS primary_education
FROM referral_fact WHERE hub_id = :hub AND school_year = :year AND (in_crisis_mode OR clb_waived)""")
)


def crisis_of(work: Work, hub_id: UUID, year: SchoolYear) -> CrisisCounts:
    """Small numbers: only for who may see figures with them."""
    (row,) = _CRISIS.ask(work.session, hub=hub_id, year=year.start_year)
    return CrisisCounts(row.referrals, row.straight, row.primary_education, row.waived)


def read_year(work: Work, hub_id: UUID, year: SchoolYear, until: date | None = None) -> Reading:
    """One school year of a hub, without the referrals of months that begin on `until` or later."""
    months = [month.month for month in year.months if until is None or month < until]
    where = {"hub": hub_id, "year": year.start_year, "months": months}
    by: dict[str, list[tuple[Any, int]]] = {column: [] for column in _BY}
    referrals = 0
    for group in work.session.execute(_REFERRALS, where).mappings():
        column = group["grouped_by"]
        if column is None:
            referrals = group["n"]
        else:
            by[column].append((group[column], group["n"]))
    partners = work.session.execute(_TRACKS, where).all() if months else []
    return Reading(
        municipalities=area_of(work, hub_id),
        referrals=referrals,
        youngsters=work.session.execute(_YOUNGSTERS, where).scalar_one(),
        by=by,
        partners=[
            (str(one.organisation_id), one.referrals, *(getattr(one, state) for state in STATES)) for one in partners
        ],
    )


def nothing_read() -> Reading:
    return Reading(municipalities=[], referrals=0, youngsters=0, by={column: [] for column in _BY}, partners=[])


def year_counts(read: Reading, keys: Keys) -> YearCounts:
    """What was read, under the keys of each figure."""
    counts = YearCounts(read["referrals"], read["youngsters"])
    for figure, column in COLUMNS.items():
        counts.lists[figure] = dict.fromkeys(keys.of(figure), 0)
        # A stand that was taken before this was counted tells nothing of it.
        for value, n in read["by"].get(column, [(None, read["referrals"])] if read["referrals"] else []):
            counts.lists[figure][_key(figure, value, counts.lists[figure])] += n
    counts.waits = {wait: {days: n for days, n in read["by"][wait] if days is not None} for wait in WAITS}
    counts.partners = dict.fromkeys(keys.organisations, 0)
    counts.starts = {(partner, state): 0 for partner in keys.organisations for state in STATES}
    for partner, referrals, *states in read["partners"]:
        counts.partners[partner] = referrals
        for state, n in zip(STATES, states, strict=True):
            counts.starts[partner, state] = n
    return counts


# One reading of the year's facts, grouped by each column in turn; `grouped_by` says which (0 for the year as a whole).
_BY = (*COLUMNS.values(), *WAITS)
_REFERRALS = sa.text(f"""
SELECT {", ".join(_BY)}, count(*) AS n,
       CASE {" ".join(f"WHEN grouping({column}) = 0 THEN '{column}'" for column in _BY)} END AS grouped_by
FROM referral_fact WHERE hub_id = :hub AND school_year = :year AND month = ANY(:months)
GROUP BY GROUPING SETS ({", ".join(f"({column})" for column in _BY)}, ())
""")
# Apart: told apart within each group, youngsters would be sorted once for every column.
_YOUNGSTERS = sa.text("""
SELECT count(DISTINCT youngster_key) FROM referral_fact
WHERE hub_id = :hub AND school_year = :year AND month = ANY(:months)
""")
_TRACKS = sa.text("""
SELECT organisation_id, count(DISTINCT referral_id) AS referrals,
       count(*) FILTER (WHERE started) AS started,
       count(*) FILTER (WHERE not_started) AS not_started,
       count(*) FILTER (WHERE NOT started AND NOT not_started) AS awaited
FROM track_fact WHERE hub_id = :hub AND school_year = :year GROUP BY organisation_id
""")


def _key(figure: str, value: Any, known: Counts) -> str:
    """The line to which a value belongs; all columns of codes are read as text."""
    if value is None:
        return UNKNOWN
    if figure == "ages":
        return YOUNGER if value < YOUNGEST else OLDER if value > OLDEST else str(value)
    return str(value) if str(value) in known else ELSEWHERE
