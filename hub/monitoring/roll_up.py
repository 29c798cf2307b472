"""The roll-up: facts of cases and tracks, counted anew from their history whenever they changed.

Definitions in words: docs/figures.md. An increment and a rebuild run the same two statements over case ids.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch.codes import PRIMARY
from hub.dispatch.tables import Referral
from hub.hubs import hub_named
from hub.lookups import Lookup
from hub.monitoring import readings
from hub.monitoring.tables import ReferralFact, TrackFact
from hub.store import Store, Work

BATCH = 2000
# As the index `referral_to_count` has it.
TO_COUNT = sa.text("(version <> counted_version) IS TRUE")


def run(store: Store, hub_slug: str | None = None, rebuild: bool = False) -> int:
    """Count what changed since it was last counted, or everything; returns how many cases that were.

    Every hub, unless one is named. One transaction a batch: whatever stops it loses no more than that, and two workers
    at once take different cases. NotFound when there is no such hub.
    """
    counted, last = 0, UUID(int=0)
    while True:
        with store.begin() as work:
            hub_id = hub_named(work.session, hub_slug).id if hub_slug else None
            ids = _next_of_all(work, hub_id, last) if rebuild else _changed(work, hub_id)
            if ids:
                count(work, ids)
        if not ids:
            readings.count_again(store)
            return counted
        counted, last = counted + len(ids), max(ids)


def count(work: Work, ids: Sequence[UUID]) -> None:
    """Write the facts of these cases, which the unit of work holds locked, and mark them as counted."""
    before = readings.years_of(work, ids)
    for statement in (COUNT_REFERRALS, COUNT_TRACKS):
        work.session.execute(statement, {"ids": list(ids)})
    readings.mark(work, before | readings.years_of(work, ids))
    work.session.execute(
        sa.update(Referral)
        .where(col(Referral.id).in_(ids), col(Referral.version) != Referral.counted_version)
        .values(counted_version=Referral.version)
        .execution_options(synchronize_session=False)
    )


def pending(work: Work, hub_id: UUID) -> bool:
    """Whether a submitted case of this hub changed since it was counted."""
    return bool(_PENDING.ask(work.session, hub=hub_id)[0].waits)


_WAITING = select(Referral.id).where(
    col(Referral.hub_id) == sa.bindparam("hub", type_=sa.Uuid()), TO_COUNT, sa.text("submitted_at IS NOT NULL")
)
_PENDING = Lookup(sa.select(_WAITING.exists().label("waits")))


# A lock keeps whoever changes a case away from its facts until they are committed: children of a case change only with
# its version. New messages, which leave the version alone, may come in meanwhile (NO KEY UPDATE).
def _changed(work: Work, hub_id: UUID | None) -> Sequence[UUID]:
    due = select(Referral.id).where(TO_COUNT)
    due = due.where(Referral.hub_id == hub_id) if hub_id else due
    return work.session.exec(due.limit(BATCH).with_for_update(skip_locked=True, key_share=True)).all()


def _next_of_all(work: Work, hub_id: UUID | None, last: UUID) -> Sequence[UUID]:
    """A rebuild waits for who is busy with a case, since it may not pass one over."""
    rest = select(Referral.id).where(Referral.id > last)
    rest = rest.where(Referral.hub_id == hub_id) if hub_id else rest
    return work.session.exec(rest.order_by(sa.text("id")).limit(BATCH).with_for_update(key_share=True)).all()


def _all(table: Any) -> str:
    return ", ".join(table.__table__.columns.keys())


def _overwrite(table: Any) -> str:
    """ON CONFLICT: replace a fact that differs, leave one alone that does not."""
    key = table.__table__.primary_key.columns.keys()[0]
    rest = [column.name for column in table.__table__.columns if column.name != key]
    here, there = (", ".join(f"{side}.{column}" for column in rest) for side in (table.__tablename__, "excluded"))
    return (
        f"ON CONFLICT ({key}) DO UPDATE SET {', '.join(f'{column} = excluded.{column}' for column in rest)}"
        f" WHERE ({here}) IS DISTINCT FROM ({there})"
    )


# Brussels decides the day, and the day decides the year: eight months back, a school year is a calendar year.
_DAY = "(({0}) AT TIME ZONE 'Europe/Brussels')::date"
_YEAR = "extract(year FROM {0} - interval '8 months')::int"


def _days(when: str) -> str:
    """Days since submission; a partner that was there before the referral waited none."""
    return f"CASE WHEN {when} < day THEN 0 ELSE {when} - day END"


# What crisis mode let in is told apart: where it came in, and whether it is from primary education.
_PRIMARY = ", ".join(f"'{code}'" for code in sorted(PRIMARY))
LET_IN = (
    "CASE WHEN NOT r.in_crisis_mode THEN 'no' ELSE"
    " CASE WHEN r.straight_to_partner OR r.channel = 'partner' THEN 'partner' ELSE 'hub' END"
    f" || CASE WHEN r.structure IN ({_PRIMARY}) THEN '_primary' ELSE '' END END"
)

COUNT_REFERRALS = sa.text(f"""
WITH wanted AS (
  SELECT unnest(CAST(:ids AS uuid[])) AS id
), moves AS (
  SELECT referral_id,
         min(at) FILTER (WHERE act IN ('case.put_on_table', 'case.discuss', 'case.ask_round')) AS tabled_at,
         count(*) FILTER (WHERE to_stage = 'reopened')
         - count(*) FILTER (WHERE from_stage = 'reopened' AND act IN ('case.undecide', 'case.lie_again')) AS reopened
  FROM ledger JOIN wanted ON wanted.id = ledger.referral_id
  WHERE noun = 'referral' GROUP BY referral_id
), claims AS (
  SELECT referral_id, min(settled_at) AS claimed_at
  FROM claim JOIN wanted ON wanted.id = claim.referral_id
  WHERE state = 'confirmed' GROUP BY referral_id
), agreed AS (
  SELECT referral_id, count(*) AS tracks,
         count(*) FILTER (WHERE started_on IS NOT NULL) AS started,
         count(*) FILTER (WHERE stage = 'not_started') AS not_started,
         min(started_on) AS first_start
  FROM track JOIN wanted ON wanted.id = track.referral_id
  WHERE agreed_at IS NOT NULL GROUP BY referral_id
), counted AS (
  SELECT r.id AS referral_id, r.hub_id,
         {_YEAR.format("day")} AS school_year, extract(month FROM day)::int AS month,
         y.home_nis,
         CASE WHEN y.birth_date <= day THEN extract(year FROM age(day, y.birth_date))::int END AS age,
         y.gender, r.main_reason AS reason, r.channel, r.referrer_kind, r.structure, r.finality, r.subject_kind,
         r.in_crisis_mode, {LET_IN} AS let_in, coalesce(r.clb_stands = 'waived', false) AS clb_waived,
         r.stage, r.outcome, r.youngster_id AS youngster_key,
         coalesce(agreed.tracks, 0) AS tracks, coalesce(agreed.started, 0) AS started,
         coalesce(agreed.not_started, 0) AS not_started,
         {_days(_DAY.format("tabled_at"))} AS days_to_table,
         {_days(_DAY.format("claimed_at"))} AS days_to_claim,
         {_days("first_start")} AS days_to_start,
         coalesce(moves.reopened, 0) AS reopened
  FROM wanted
  JOIN referral r ON r.id = wanted.id AND r.submitted_at IS NOT NULL AND r.outcome IS DISTINCT FROM 'double'
  CROSS JOIN LATERAL (SELECT {_DAY.format("r.submitted_at")} AS day) AS submission
  LEFT JOIN youngster y ON y.id = r.youngster_id
  LEFT JOIN moves ON moves.referral_id = r.id
  LEFT JOIN claims ON claims.referral_id = r.id
  LEFT JOIN agreed ON agreed.referral_id = r.id
), vanished AS (
  DELETE FROM referral_fact f USING wanted
  WHERE f.referral_id = wanted.id AND NOT EXISTS (SELECT FROM counted WHERE counted.referral_id = f.referral_id)
)
INSERT INTO referral_fact ({_all(ReferralFact)})
SELECT {_all(ReferralFact)} FROM counted
{_overwrite(ReferralFact)}
""")

COUNT_TRACKS = sa.text(f"""
WITH wanted AS (
  SELECT unnest(CAST(:ids AS uuid[])) AS id
), agreed AS (
  SELECT t.*, c.round FROM track t
  JOIN wanted ON wanted.id = t.referral_id
  LEFT JOIN claim c ON c.id = t.claim_id
  WHERE t.agreed_at IS NOT NULL
), rounds AS (
  SELECT referral_id, round, count(DISTINCT organisation_id) > 1 AS joint
  FROM agreed WHERE round IS NOT NULL GROUP BY referral_id, round
), counted AS (
  SELECT a.id AS track_id, a.referral_id, a.hub_id,
         {_YEAR.format(_DAY.format("a.agreed_at"))} AS school_year,
         {_YEAR.format(_DAY.format("r.submitted_at"))} AS referral_year,
         a.organisation_id, coalesce(rounds.joint, false) AS joint,
         a.started_on IS NOT NULL AS started, a.stage = 'not_started' AS not_started,
         a.stage = 'stopped_early' AS stopped_early, a.stage = 'completed' AS completed
  FROM agreed a
  JOIN referral r ON r.id = a.referral_id AND r.submitted_at IS NOT NULL
  LEFT JOIN rounds ON rounds.referral_id = a.referral_id AND rounds.round = a.round
), vanished AS (
  DELETE FROM track_fact f USING wanted
  WHERE f.referral_id = wanted.id AND NOT EXISTS (SELECT FROM counted WHERE counted.track_id = f.track_id)
)
INSERT INTO track_fact ({_all(TrackFact)})
SELECT {_all(TrackFact)} FROM counted
{_overwrite(TrackFact)}
""")
