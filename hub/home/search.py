"""Search: one box for name, number, school and address, forgiving of spelling, in one's own hubs only."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

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
    """Ids, best first: by the youngster's name and by number, school, referrer and address."""
    work.session.execute(
        sa.text("SELECT set_config('pg_trgm.word_similarity_threshold', :alike, true)"), {"alike": str(ALIKE)}
    )
    by_words = _alike(R.c.search_text, words, hubs, sa.select(R.c.id).select_from(R))
    queries = [by_words]
    if name:
        queries.append(_alike(Y.c.sort_key, name, hubs, sa.select(R.c.id).join(Y, Y.c.id == R.c.youngster_id)))
    both = sa.union_all(*(query.subquery().select() for query in queries)).subquery()
    rows = work.session.execute(
        sa.select(both.c.id)
        .group_by(both.c.id)
        .order_by(sa.desc(sa.func.max(both.c.alike)), sa.desc(sa.func.max(both.c.newest)), both.c.id)
        .limit(FOUND_AT_MOST + 1)
    )
    return [row.id for row in rows]


def _alike(column: Any, words: str, hubs: list[UUID], query: Any) -> Any:
    """Rows whose text holds something like these words, or the words themselves when they are too few to compare."""
    typed = sa.literal(words)
    alike = sa.func.word_similarity(typed, column)
    holds = column.contains(words, autoescape=True)
    close = column.op("%>")(typed) if len(words) > SHORTEST else sa.false()
    return (
        query.add_columns(
            sa.case((holds, alike + 1), else_=alike).label("alike"), R.c.number.label("newest")
        )
        .where(col(R.c.hub_id).in_(hubs), sa.or_(holds, close))
        .order_by(sa.text("2 DESC, 3 DESC"))
        .limit(FOUND_AT_MOST + 1)
    )  # fmt: skip
