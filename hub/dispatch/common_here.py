"""How common names, postcodes and birth dates are here, as PostgreSQL counted them when it last looked at the table."""

from uuid import UUID

import sqlalchemy as sa

from hub.dispatch.commonness import Commonness, Shares, shares_among
from hub.store import Work

FEW = 1000  # files, too few to tell

_KEPT = sa.text("""
SELECT s.attname, c.reltuples AS files,
       coalesce(s.most_common_vals::text::text[], '{}') AS commonest, coalesce(s.most_common_freqs, '{}') AS shares,
       CASE WHEN s.n_distinct < 0 THEN -s.n_distinct * c.reltuples ELSE s.n_distinct END AS how_many
FROM pg_class c JOIN pg_stats s ON s.schemaname = c.relnamespace::regnamespace::text AND s.tablename = c.relname
WHERE c.oid = 'youngster'::regclass
  AND s.attname = ANY(:columns)""")
COLUMNS = ("hub_id", "first_name", "last_name", "postcode", "birth_date")


def commonness(work: Work, hub_id: UUID) -> Commonness:
    """Among so many files of this hub; how common things are in the whole installation, which says the same and more
    surely. No youngster is read for it. As assumed while there are few files, or while PostgreSQL did not look at all
    of this."""
    kept = {row.attname: row for row in work.session.execute(_KEPT, {"columns": list(COLUMNS)})}
    if set(COLUMNS) - kept.keys() or kept["hub_id"].files < FEW:
        return Commonness()
    of_hubs = shares_among(zip(kept["hub_id"].commonest, kept["hub_id"].shares, strict=True), distinct=1)

    def shares(column: str, *, by_letters: bool = False) -> Shares:
        row = kept[column]
        return shares_among(zip(row.commonest, row.shares, strict=True), distinct=row.how_many, by_letters=by_letters)

    return Commonness(
        max(kept["hub_id"].files * of_hubs.known.get(str(hub_id), 0), FEW), shares("first_name", by_letters=True),
        shares("last_name", by_letters=True), shares("postcode"), shares("birth_date").mean,
    )  # fmt: skip
