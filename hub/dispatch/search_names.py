"""Cases by the name of their youngster, in any order: as it is written, as it sounds, or nearly."""

from functools import cache
from itertools import chain
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from hub.dispatch import spelling
from hub.dispatch.sight import R, Y
from hub.dispatch.sounding import sound
from hub.lookups import Lookup
from hub.store import Work

FOUND_AT_MOST = 50
# How much two spellings must share, from 0 to 1; “Amrani” and “Amranni” share 0.6, “Dierckx” and “Dirkx” 0.4.
ALIKE = 0.4
MUCH_ALIKE = 0.6  # where exactly what was typed was found as well
# Comparing takes time: names that are like everything are compared with no more than these.
COMPARED_AT_MOST = 2000
FEW = 2500  # bearers of a name: so many are looked up in the time in which the newest cases are gone through for them
IN_INDEX = 3  # signs, of which the indexes of names and words are made
MOST_WORDS = 5
IDS = ARRAY(sa.Uuid())
HUBS = sa.any_(sa.bindparam("hubs", type_=IDS))
TEXT = sa.Text()


def part_of(text: str) -> str:
    """The pattern of a text of which this is a part."""
    return f"%{text.replace('/', '//').replace('%', '/%').replace('_', '/_')}%"


def newest(which: sa.Select[Any] | sa.CompoundSelect[Any]) -> sa.Select[Any]:
    return holding(sa.select(R.c.id).where(R.c.id.in_(which)))


def holding(query: sa.Select[Any]) -> sa.Select[Any]:
    """Of the cases of this query at the asker's hubs the newest."""
    return query.where(R.c.hub_id == HUBS).order_by(sa.desc(R.c.number)).limit(FOUND_AT_MOST + 1)


def named(work: Work, hubs: list[UUID], name: str) -> list[UUID]:
    """Cases of those in whose name each of these words stands, the newest first. `name` is a `sort_key`."""
    words = sorted(set(name.split()), key=len, reverse=True)[:MOST_WORDS]
    if not words:
        return []
    query = _named(len(words), len(words[0]) >= IN_INDEX)
    parts = {_part(at): part_of(word) for at, word in enumerate(words)}
    return [row.id for row in query.ask(work.session, hubs=hubs, **parts)]


def sounding(work: Work, hubs: list[UUID], name: str) -> list[UUID]:
    """Cases of those whose name sounds like this, the most alike first: "Muhammad" and "Mo" are "Mohamed", "Dirkx" is
    "Dierckx". Of two words or more, one part is the first name and the other the family name, in either order."""
    words = name.split()[:MOST_WORDS]
    if len(words) == 1 and len(name) >= IN_INDEX:
        asked: dict[str, Any] = {"name": name, "forms": spelling.forms_of(name), "hubs": hubs}
        return [row.id for row in work.session.execute(_SOUNDS, asked)]
    if len(words) < 2:
        return []
    cuts = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    pairs = [(first, last) for one, other in cuts for first, last in ((one, other), (other, one))]
    ways = list(chain.from_iterable(((form, last) for form in spelling.forms_of(first)) for first, last in pairs))
    asked = {"name": name, "firsts": [one for one, _last in ways], "lasts": [last for _one, last in ways], "hubs": hubs}
    return [row.id for row in work.session.execute(_SOUND_BOTH, asked)]


def alike(work: Work, hubs: list[UUID], name: str, *, much: bool) -> list[UUID]:
    """Cases of those whose name is nearly this, the most alike first; `much` asks for more likeness."""
    if len(name) < IN_INDEX:
        return []
    work.session.execute(_THRESHOLD, {"alike": str(MUCH_ALIKE if much else ALIKE)})
    return [row.id for row in work.session.execute(_ALIKE, {"name": name, "hubs": hubs})]


def cases_named(text: Any, few: int = FEW, words: int = 1) -> sa.Select[Any]:
    """Cases of those who bear this name. Few of them lead to their cases, found in an index alone. Where they are many,
    the newest cases soon hold enough of them. PostgreSQL cannot know how many there are: each way is written so that it
    can take no other, and only one is taken. `text` is the name as it is compared, with each of the `words`."""

    def bears(name: Any) -> sa.ColumnElement[bool]:
        return sa.and_(*(name.like(sa.bindparam(_part(at), type_=TEXT), escape="/") for at in range(words)))

    bearers = sa.select(Y.c.id).where(Y.c.hub_id == HUBS, bears(text)).limit(few + 1).cte("bearer")
    many = sa.select(sa.func.count() > few).select_from(bearers).scalar_subquery()
    ids = sa.any_(sa.func.array(sa.select(bearers.c.id).scalar_subquery()))
    # A name that is looked up case by case is no join, which could begin with the names.
    name = sa.select(Y.c.sort_key).where(Y.c.id == R.c.youngster_id).correlate(R).scalar_subquery()
    ways = (sa.and_(sa.not_(many), R.c.youngster_id == ids), sa.and_(many, bears(name)))
    either = [holding(sa.select(R.c.id, R.c.number).where(way)).subquery().select() for way in ways]
    found = sa.union_all(*either).subquery()
    return sa.select(found.c.id).order_by(sa.desc(found.c.number))


def _part(at: int) -> str:
    return f"part{at or ''}"


@cache
def _named(words: int, in_index: bool) -> Lookup:
    """Fewer signs than the index is made of would be looked for in all of it, and then in all names: one by one they
    soon hold enough."""
    return Lookup(cases_named(Y.c.sort_key if in_index else Y.c.sort_key + "", words=words))


_FIRST, _LAST = sound("first_name"), sound("last_name")
_OF_HUBS = "SELECT id, sort_key FROM youngster WHERE hub_id = ANY(:hubs)"
_BEST = """
SELECT r.id FROM found f JOIN referral r ON r.youngster_id = f.id
ORDER BY similarity(f.sort_key, :name) DESC, r.number DESC LIMIT :at_most"""


def _sounds(ways: str) -> sa.TextClause:
    query = sa.text(f"WITH {ways} {_BEST}").bindparams(
        sa.bindparam("hubs", type_=IDS), sa.bindparam("at_most", value=FOUND_AT_MOST + 1),
    )  # fmt: skip
    return query


_SOUNDS = _sounds(f"""
forms AS MATERIALIZED (SELECT DISTINCT nullif({sound("form")}, '') AS sounds FROM unnest(:forms) AS form),
found AS (
  ({_OF_HUBS} AND {_LAST} = (SELECT nullif({sound(":name")}, '')) LIMIT {COMPARED_AT_MOST})
  UNION ({_OF_HUBS} AND {_FIRST} = ANY(ARRAY(SELECT sounds FROM forms)) LIMIT {COMPARED_AT_MOST}))
""").bindparams(sa.bindparam("forms", type_=ARRAY(TEXT)))
_SOUND_BOTH = _sounds(f"""
ways AS MATERIALIZED (
  SELECT DISTINCT nullif({sound("one.first")}, '') AS first, nullif({sound("one.last")}, '') AS last
  FROM unnest(:firsts, :lasts) AS one(first, last)),
found AS (
  SELECT DISTINCT y.id, y.sort_key FROM ways CROSS JOIN LATERAL (
    {_OF_HUBS} AND {_LAST} = ways.last AND {_FIRST} = ways.first LIMIT {COMPARED_AT_MOST}) y)
""").bindparams(sa.bindparam("firsts", type_=ARRAY(TEXT)), sa.bindparam("lasts", type_=ARRAY(TEXT)))
_THRESHOLD = sa.text("SELECT set_config('pg_trgm.word_similarity_threshold', :alike, true)")
_NAME: sa.BindParameter[str] = sa.bindparam("name", type_=TEXT)
_LIKE = (
    sa.select(Y.c.id, sa.func.word_similarity(_NAME, Y.c.sort_key).label("alike"))
    .where(Y.c.hub_id == HUBS, Y.c.sort_key.op("%>")(_NAME))
    .limit(COMPARED_AT_MOST)
    .subquery()
)
_ALIKE = (
    sa.select(R.c.id)
    .join(_LIKE, _LIKE.c.id == R.c.youngster_id)
    .order_by(sa.desc(_LIKE.c.alike), sa.desc(R.c.number))
    .limit(FOUND_AT_MOST + 1)
)
