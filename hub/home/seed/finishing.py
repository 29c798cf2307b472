"""What is left when all cases are written: places and numbers that add up, figures counted, statistics gathered."""

from collections.abc import Mapping
from datetime import datetime

import psycopg
import sqlalchemy as sa

from hub.home.seed.world import World
from hub.monitoring import roll_up
from hub.settings import libpq_url
from hub.store import Store

OPEN_TRACK = "('proposed', 'accepted', 'started', 'on_hold')"

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


def finish(store: Store, world: World, numbers: Mapping[int, int], until: datetime) -> None:
    with store.begin(now=until) as work:
        work.session.execute(_PLACES)
        work.session.execute(_SITTINGS, {"hub": world.hub_id, "chair": world.desk[0].id})
        for year, given in numbers.items():
            work.session.execute(_NUMBER, {"hub": world.hub_id, "year": year, "given": given})
    _gather_statistics(store)
    roll_up.run(store)


def _gather_statistics(store: Store) -> None:
    with psycopg.connect(libpq_url(store.settings.database_url), autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
