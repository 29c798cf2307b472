"""The hub checks its own promises: one run, one snapshot, and the ids of whatever breaks one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import sqlalchemy as sa

from hub.clock import brussels_date
from hub.dispatch.case import chain_is_allowed
from hub.dispatch.track import TRACK_MOVES, TrackStage
from hub.monitoring.check_rules import RULES
from hub.monitoring.check_watch import watched_otherwise
from hub.monitoring.readings import misread
from hub.monitoring.recount import differences
from hub.store import Store, Work

SUMMER = (7, 8)
Step = tuple[str | None, str]


@dataclass(frozen=True)
class Finding:
    """A broken promise: the rule, what is true of each of these rows, and their ids."""

    rule: str
    sentence: str
    ids: list[str]


def check(store: Store, now: datetime | None = None) -> list[Finding]:
    """Everything that is not as it should be, read from one REPEATABLE READ snapshot; empty when all is well.

    Work that waits (a letter to post, a mail to read, a case to count) is pending and not wrong. `now` is the moment at
    which it has to be so, where that is not this one.
    """
    with store.begin(snapshot=True, now=now) as work:
        work.session.execute(sa.text("SET TRANSACTION READ ONLY"))
        # It reads everything there is, which takes its time in a large hub.
        work.session.execute(sa.text("SET LOCAL statement_timeout = 0"))
        return [*_rules(work), *_watch(work), *_chains(work), *_figures(work), *_summer(work)]


def _rules(work: Work) -> Iterator[Finding]:
    for rule in RULES:
        ids = [str(found) for found in work.session.execute(sa.text(rule.broken)).scalars()]
        if ids:
            yield Finding(rule.name, rule.sentence, sorted(ids))


def _watch(work: Work) -> Iterator[Finding]:
    ids = [str(found) for found in watched_otherwise(work)]
    if ids:
        yield Finding("radar", "has another holder, date or reason than its stage, tracks and clocks give", ids)


# What came in, or came back, within a day may still be given to somebody.
_NOT_KEPT = sa.text(
    "SELECT r.id FROM referral r WHERE r.stage <> 'closed' AND r.created_at < :since AND r.stage_since < :since"
    " AND NOT EXISTS (SELECT FROM summer_keep s WHERE s.referral_id = r.id AND s.year = :year) ORDER BY r.id"
)


def _summer(work: Work) -> Iterator[Finding]:
    today = brussels_date(work.now)
    if today.month in SUMMER:
        since = {"since": work.now - timedelta(days=1), "year": today.year}
        if ids := [str(one) for one in work.session.execute(_NOT_KEPT, since).scalars()]:
            yield Finding("summer", "is open in July or August and nobody keeps it", ids)


def _figures(work: Work) -> Iterator[Finding]:
    found: dict[tuple[str, str], list[str]] = {}
    for rule, noun_id, sentence in differences(work):
        found.setdefault((rule, sentence), []).append(str(noun_id))
    yield from (Finding(rule, sentence, ids) for (rule, sentence), ids in found.items())
    years = [f"{hub_id} {year}" for hub_id, year in misread(work)]
    if years:
        yield Finding("figures of a year", "are not those of its facts", years)


# Each case and each track went a way that its table of moves allows, and stands where that way ends.

_WAYS = """
SELECT n.id, n.stage,
  coalesce(json_agg(json_build_array(l.from_stage, l.to_stage) ORDER BY l.id) FILTER (WHERE l.id IS NOT NULL), '[]')
  AS moves
FROM {table} n LEFT JOIN ledger l ON l.noun_id = n.id AND l.noun = '{table}' AND l.to_stage IS NOT NULL
GROUP BY n.id, n.stage ORDER BY n.id
"""


def track_chain_is_allowed(moves: Sequence[Step]) -> bool:
    """Whether recorded (from, to) pairs form one unbroken way of a track through its table, from the proposal on."""
    steps = {(source, target) for sources, target in TRACK_MOVES.values() for source in sources}
    here: str | None = None
    for source, target in moves:
        if source != here or (source is None and target != TrackStage.PROPOSED):
            return False
        if source is not None and (source, target) not in steps:
            return False
        here = target
    return True


def _chains(work: Work) -> Iterator[Finding]:
    yield from _ways(work, "referral", "case", lambda moves: chain_is_allowed(list(moves)))
    yield from _ways(work, "track", "track", track_chain_is_allowed)


def _ways(work: Work, table: str, noun: str, allowed: Callable[[Sequence[Step]], bool]) -> Iterator[Finding]:
    known = lru_cache(maxsize=None)(allowed)  # cases go few different ways
    elsewhere, impossible = [], []
    rows = work.session.execute(sa.text(_WAYS.format(table=table)), execution_options={"yield_per": 1000})
    for noun_id, stage, moves in rows:
        way = tuple((source, target) for source, target in moves)
        if not way or way[-1][1] != stage:
            elsewhere.append(str(noun_id))
        if not known(way):
            impossible.append(str(noun_id))
    if elsewhere:
        yield Finding(f"{noun} stage", f"is a {noun} whose stage differs from its last move in the ledger", elsewhere)
    if impossible:
        yield Finding(f"{noun} moves", f"is a {noun} whose moves in the ledger are no way that is allowed", impossible)
