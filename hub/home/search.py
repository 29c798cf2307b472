"""Search: one box for name, number, school and address, forgiving of spelling, in one's own hubs only."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub import ledger, national_number
from hub.dispatch import sight
from hub.dispatch.sight import CaseLine, R, Y, lines
from hub.problems import Invalid
from hub.store import Work
from hub.wording import _, sort_key

FOUND_AT_MOST = 50
SHORTEST, LONGEST = 2, 100
# How much two spellings must share, from 0 to 1; “Amrani” and “Amranni” share 0.6, “Dierckx” and “Dirkx” 0.4.
ALIKE = 0.4
# Comparing takes time: words that are like everything ("school") are compared with no more than these.
COMPARED_AT_MOST = 2000
NUMBER = re.compile(r"[A-Za-z]{1,6}-\d{4}-\d{1,7}")


@dataclass(frozen=True)
class Found:
    """`exact` is the one case whose number was typed; `more` says that there are more than can be shown."""

    lines: list[CaseLine]
    more: bool = False
    exact: UUID | None = None


def search(work: Work, query: str) -> Found:
    """The cases that this asker may see and that are most like the typed words, the best first.

    A look by words may be a look for a name, so it leaves one line in the ledger: how many were found, never what was
    typed. Invalid for fewer than two signs or a national register number.
    """
    hubs = list(sight.desk_hubs(work))
    typed = " ".join(query.split())[:LONGEST]
    if national_number.contains(typed):
        raise Invalid({"q": _("Zoek niet op rijksregisternummer: dat bewaren we nooit.")})
    if len(typed) < SHORTEST:
        raise Invalid({"q": _("Typ minstens twee tekens.")})
    if NUMBER.fullmatch(typed):
        known = work.session.execute(
            sa.select(R.c.id).where(R.c.number == typed.upper(), R.c.hub_id.in_(hubs))
        ).scalar_one_or_none()
        if known:
            return Found([], exact=known)
    ids = _ranked(work, hubs, folded(typed), sort_key(typed))
    rows = work.session.execute(lines().where(R.c.id.in_(ids[:FOUND_AT_MOST]))).all()
    by_id = {line.id: line for line in sight.read(rows)}
    ledger.write(work, "search", "referral", None, hub_id=hubs[0] if hubs else None, found=len(by_id))
    return Found([by_id[one] for one in ids[:FOUND_AT_MOST] if one in by_id], more=len(ids) > FOUND_AT_MOST)


def folded(text: str) -> str:
    """Without capitals and accents, as the searched text is stored."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _ranked(work: Work, hubs: list[UUID], words: str, name: str) -> list[UUID]:
    """Ids, best first: the name itself, then number, school, referrer and address; then what is nearly right."""
    by_name = sa.select(R.c.id).join(Y, Y.c.id == R.c.youngster_id).where(R.c.hub_id.in_(hubs))
    by_words = sa.select(R.c.id).where(R.c.hub_id.in_(hubs))
    places = [(by_words, R.c.search_text, words)]
    if name:
        places.insert(0, (by_name, Y.c.sort_key, name))
    found = [one for query, column, typed in places for one in _holding(work, query, column, typed)]
    ids = list(dict.fromkeys(found))
    if len(ids) <= FOUND_AT_MOST and len(words) > SHORTEST:
        ids = list(dict.fromkeys([*ids, *_alike(work, places)]))
    return ids[: FOUND_AT_MOST + 1]


def _holding(work: Work, query: sa.Select[Any], column: Any, typed: str) -> list[UUID]:
    """Cases in which exactly this stands, the newest first."""
    held = query.where(column.contains(typed, autoescape=True)).order_by(sa.desc(R.c.number))
    return list(work.session.execute(held.limit(FOUND_AT_MOST + 1)).scalars())


def _alike(work: Work, places: list[tuple[sa.Select[Any], Any, str]]) -> list[UUID]:
    """Cases in which something like this stands, the most alike first."""
    work.session.execute(
        sa.text("SELECT set_config('pg_trgm.word_similarity_threshold', :alike, true)"), {"alike": str(ALIKE)}
    )
    parts = [
        query.add_columns(sa.func.word_similarity(sa.literal(typed), column).label("alike"), R.c.number)
        .where(column.op("%>")(sa.literal(typed)))
        .limit(COMPARED_AT_MOST)
        .subquery()
        .select()
        for query, column, typed in places
    ]
    both = sa.union_all(*parts).subquery()
    best = sa.select(both.c.id).group_by(both.c.id, both.c.number)
    best = best.order_by(sa.desc(sa.func.max(both.c.alike)), sa.desc(both.c.number)).limit(FOUND_AT_MOST + 1)
    return list(work.session.execute(best).scalars())
