"""Around the writing of many cases: indexes that wait, then places and numbers that add up, figures, statistics."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime

import psycopg
import sqlalchemy as sa

from hub.home.seed.sheets import SHEETS
from hub.home.seed.world import World
from hub.monitoring import roll_up
from hub.settings import libpq_url
from hub.store import Store

OPEN_TRACK = "('proposed', 'accepted', 'started', 'on_hold')"
AT_ONCE = 2

# A few places are always free; offers without a number of places only count what runs.
_PLACES = sa.text(f"""
WITH held AS (
  SELECT offer_id, count(*) AS n FROM (
    SELECT offer_id FROM claim WHERE state = 'made'
    UNION ALL SELECT offer_id FROM track WHERE holds_place AND stage IN {OPEN_TRACK}
  ) AS one GROUP BY offer_id
)
UPDATE offer SET taken = held.n,
  places = CASE WHEN places IS NOT NULL THEN greatest(places, held.n + 2) END
FROM held WHERE held.offer_id = offer.id
""")
_SITTINGS = sa.text("""
INSERT INTO ledger (at, real_at, hub_id, asker_kind, person_id, act, noun, noun_id, detail)
SELECT s.closed_at, s.closed_at, s.hub_id, 'person', CAST(:chair AS uuid), 'session.close', 'session', s.id,
  jsonb_build_object('cases', (SELECT count(*) FROM agenda_item i WHERE i.session_id = s.id AND i.state = 'done'))
FROM session s WHERE s.hub_id = CAST(:hub AS uuid) AND s.closed_at IS NOT NULL ORDER BY s.closed_at
""")
_NUMBER = sa.text("INSERT INTO hub_number (hub_id, year, given) VALUES (CAST(:hub AS uuid), :year, :given)")
# Those that hold no promise; the trigger that looks after the tracks of a case needs its own.
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid::regclass::text = ANY(%s) AND NOT indisunique AND indexrelid::regclass::text <> 'track_of_case'
ORDER BY pg_relation_size(indrelid) DESC, 1
"""


@contextmanager
def indexes_later(database_url: str) -> Iterator[None]:
    """Within the block rows are written without the indexes that only make reading fast; they are built at the end."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        found = connection.execute(_INDEXES, (list(SHEETS),)).fetchall()
        for name, _definition in found:
            connection.execute(f"DROP INDEX {name}")
    try:
        yield
    finally:
        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(lambda one: _order(database_url, "SET maintenance_work_mem = '256MB'", one[1]), found))


def finish(store: Store, world: World, numbers: Mapping[int, int], until: datetime) -> None:
    with store.begin(now=until) as work:
        work.session.execute(_PLACES)
        work.session.execute(_SITTINGS, {"hub": world.hub_id, "chair": world.desk[0].id})
        for year, given in numbers.items():
            work.session.execute(_NUMBER, {"hub": world.hub_id, "year": year, "given": given})
    database_url = libpq_url(store.settings.database_url)
    _order(database_url, "VACUUM (ANALYZE)")
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(lambda _one: roll_up.run(store), range(AT_ONCE)))
    _order(database_url, "VACUUM (ANALYZE) referral, referral_fact, track_fact")


def _order(database_url: str, *orders: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        for order in orders:
            connection.execute(order)
