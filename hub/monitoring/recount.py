"""A second count: every fact calculated again from the case tables in another way, and compared.

It shares nothing with the roll-up but the tables and the definitions in docs/figures.md: years and months come from
the calendar of the house, stages are read where the roll-up reads dates, the ledger where it reads rows.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.clock import SchoolYear, midnight, school_year_of
from hub.store import Work

Difference = tuple[str, UUID, str]
REFERRAL, TRACK = "figures of a referral", "figures of a track"


def differences(work: Work) -> list[Difference]:
    """What the facts say and a recount does not: (rule, id of the referral or track, sentence).

    A case that waits to be counted is pending, not wrong. A fact whose case is gone stays: figures outlive cases.
    """
    calendar = _calendar(work)
    return [*_compare(work, REFERRAL, _REFERRALS, calendar), *_compare(work, TRACK, _TRACKS, calendar)]


def _compare(work: Work, rule: str, question: sa.TextClause, calendar: dict[str, Any]) -> Iterator[Difference]:
    for row in work.session.execute(question, calendar).mappings():
        fact, recounted = row["fact"], row["recounted"]
        if fact is None:
            yield rule, row["id"], "is not counted"
        elif recounted is None:
            yield rule, row["id"], "is counted, and should not be"
        else:
            wrong = sorted(name for name in recounted if fact[name] != recounted[name])
            yield rule, row["id"], f"differs from a recount in {', '.join(wrong)}"


def _calendar(work: Work) -> dict[str, Any]:
    """The moment at which each month begins in Brussels, with its school year and number; and where the last ends.

    From the year of the first submission to that of the last agreement.
    """
    seen = work.session.execute(_FIRST_AND_LAST).one()
    first, last = (school_year_of(moment or work.now) for moment in seen)
    months = [
        (midnight(month), year.start_year, month.month)
        for start in range(first.start_year, last.start_year + 1)
        for year in [SchoolYear(start)]
        for month in year.months
    ]
    starts: list[datetime] = [start for start, _year, _month in months]
    return {
        "starts": starts,
        "ends": [*starts[1:], last.ends_at],
        "years": [year for _start, year, _month in months],
        "months": [month for _start, _year, month in months],
    }


_FIRST_AND_LAST = sa.text("""
SELECT least(min(submitted_at), (SELECT min(agreed_at) FROM track)),
       greatest(max(submitted_at), (SELECT max(agreed_at) FROM track))
FROM referral
""")

_MONTHS = """
months AS (
  SELECT * FROM unnest(CAST(:starts AS timestamptz[]), CAST(:ends AS timestamptz[]),
                       CAST(:years AS int[]), CAST(:months AS int[])) AS m (starts, ends, year, month)
)"""

_REFERRALS = sa.text(f"""
WITH {_MONTHS}, days AS (
  SELECT id, to_char(submitted_at AT TIME ZONE 'Europe/Brussels', 'YYYY-MM-DD') AS day FROM referral
), recounted AS (
  SELECT r.id, jsonb_build_object(
    'hub_id', r.hub_id,
    'school_year', (SELECT year FROM months WHERE r.submitted_at >= starts AND r.submitted_at < ends),
    'month', (SELECT month FROM months WHERE r.submitted_at >= starts AND r.submitted_at < ends),
    'home_nis', (SELECT home_nis FROM youngster y WHERE y.id = r.youngster_id),
    'age', (SELECT left(d.day, 4)::int - extract(year FROM birth_date)::int
                   - CASE WHEN to_char(birth_date, 'MM-DD') > right(d.day, 5) THEN 1 ELSE 0 END
            FROM youngster y WHERE y.id = r.youngster_id AND birth_date <= d.day::date),
    'gender', (SELECT gender FROM youngster y WHERE y.id = r.youngster_id),
    'reason', r.main_reason, 'channel', r.channel, 'referrer_kind', r.referrer_kind, 'structure', r.structure,
    'finality', r.finality, 'subject_kind', r.subject_kind, 'in_crisis_mode', r.in_crisis_mode,
    'let_in', (SELECT concat(CASE WHEN NOT r.in_crisis_mode THEN 'no'
                                  WHEN r.straight_to_partner OR r.channel = 'partner' THEN 'partner' ELSE 'hub' END,
                             CASE WHEN r.in_crisis_mode AND left(r.structure, 1) IN ('1', '2') THEN '_primary' END)),
    'clb_waived', r.clb_stands IS NOT DISTINCT FROM 'waived',
    'stage', r.stage, 'outcome', r.outcome, 'youngster_key', r.youngster_id,
    'tracks', (SELECT count(*) FROM track t WHERE t.referral_id = r.id AND stage NOT IN ('proposed', 'declined')),
    'started', (SELECT count(*) FROM track t WHERE t.referral_id = r.id
                AND stage IN ('started', 'on_hold', 'completed', 'stopped_early')),
    'not_started', (SELECT count(*) FROM track t WHERE t.referral_id = r.id AND stage = 'not_started'),
    'days_to_table', (
      SELECT greatest(0, to_char(at AT TIME ZONE 'Europe/Brussels', 'YYYY-MM-DD')::date - d.day::date)
      FROM ledger l WHERE l.referral_id = r.id AND noun = 'referral' AND to_stage IN ('on_table', 'discussed')
      ORDER BY at LIMIT 1),
    'days_to_claim', (
      SELECT greatest(0, to_char(at AT TIME ZONE 'Europe/Brussels', 'YYYY-MM-DD')::date - d.day::date)
      FROM ledger l WHERE l.referral_id = r.id AND act = 'claim.confirm' ORDER BY at LIMIT 1),
    'days_to_start', (
      SELECT greatest(0, started_on - d.day::date)
      FROM track t WHERE t.referral_id = r.id AND stage IN ('started', 'on_hold', 'completed', 'stopped_early')
      ORDER BY started_on LIMIT 1),
    'reopened', (SELECT count(*) FILTER (WHERE to_stage = 'reopened')
                        - count(*) FILTER (WHERE from_stage = 'reopened' AND act IN ('case.undecide', 'case.lie_again'))
                 FROM ledger l WHERE l.referral_id = r.id AND noun = 'referral')
  ) AS fact
  FROM referral r JOIN days d USING (id)
  WHERE r.submitted_at IS NOT NULL AND coalesce(r.outcome, '') <> 'double'
)
SELECT id, counted.fact AS fact, recounted.fact AS recounted
FROM recounted
FULL JOIN (
  SELECT referral_id AS id, to_jsonb(f) - 'referral_id' AS fact FROM referral_fact f
  WHERE EXISTS (SELECT FROM referral WHERE id = f.referral_id)
) AS counted USING (id)
WHERE counted.fact IS DISTINCT FROM recounted.fact
AND NOT EXISTS (SELECT FROM referral WHERE id = coalesce(recounted.id, counted.id) AND version <> counted_version)
ORDER BY id
""")

_TRACKS = sa.text(f"""
WITH {_MONTHS}, recounted AS (
  SELECT t.id, t.referral_id, jsonb_build_object(
    'referral_id', t.referral_id, 'hub_id', t.hub_id, 'organisation_id', t.organisation_id,
    'school_year', (SELECT year FROM months WHERE t.agreed_at >= starts AND t.agreed_at < ends),
    'referral_year', (SELECT year FROM months WHERE r.submitted_at >= starts AND r.submitted_at < ends),
    'joint', EXISTS (
      SELECT FROM claim mine JOIN claim theirs
        ON theirs.referral_id = mine.referral_id AND theirs.round = mine.round AND theirs.state = 'confirmed'
        AND theirs.organisation_id <> mine.organisation_id
      WHERE mine.id = t.claim_id),
    'started', t.stage IN ('started', 'on_hold', 'completed', 'stopped_early'),
    'not_started', t.stage = 'not_started', 'stopped_early', t.stage = 'stopped_early',
    'completed', t.stage = 'completed'
  ) AS fact
  FROM track t JOIN referral r ON r.id = t.referral_id
  WHERE r.submitted_at IS NOT NULL AND t.stage NOT IN ('proposed', 'declined')
)
SELECT id, counted.fact AS fact, recounted.fact AS recounted
FROM recounted
FULL JOIN (
  SELECT track_id AS id, f.referral_id, to_jsonb(f) - 'track_id' AS fact FROM track_fact f
  WHERE EXISTS (SELECT FROM referral WHERE id = f.referral_id)
) AS counted USING (id)
WHERE counted.fact IS DISTINCT FROM recounted.fact
AND NOT EXISTS (
  SELECT FROM referral WHERE id = coalesce(recounted.referral_id, counted.referral_id) AND version <> counted_version
)
ORDER BY id
""")
