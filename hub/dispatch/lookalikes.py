"""The files of one's own hub that may be of the same youngster, with what agrees; a person decides."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger
from hub.dispatch import identity, sight
from hub.dispatch.common_here import commonness
from hub.dispatch.commonness import Commonness
from hub.dispatch.likeness import Known, Likeness, compare
from hub.dispatch.sight import CaseLine, R, lines
from hub.dispatch.sounding import sound
from hub.dispatch.tables import Referral, Youngster
from hub.dispatch.telling_apart import told_about
from hub.dispatch.telling_apart_tables import ToldApart
from hub.people.rights import Right, require
from hub.store import Work
from hub.wording import sort_key

SHOWN_AT_MOST = 10
NOBODY = UUID(int=0)
LOOKED_AT, COMPARED = 2000, 150  # of what one index finds, and of all that they find


@dataclass(frozen=True)
class Lookalike:
    """Another youngster of the hub, what is known of that one, how alike they are, in which cases, newest first, and
    what a person decided about it."""

    youngster_id: UUID
    known: Known
    likeness: Likeness
    cases: Sequence[CaseLine]
    told: ToldApart | None = None


def lookalikes(work: Work, referral_id: UUID) -> list[Lookalike]:
    """Who is likely the youngster of this case, the likeliest first, and about whom somebody decided something; of
    earlier and current files of its hub only.

    For who may see the whole file and open identities. Each that it names is a look at that one's identity, of which
    the ledger keeps a line, with the case beside which it was seen.
    """
    referral = sight.case_for(work, referral_id)
    require(work.asker, Right.OPEN_IDENTITY, referral.hub_id)
    shown = likely_beside(work, referral)
    for one in shown:
        ledger.write(
            work, "identity.seen", "youngster", one.youngster_id, hub_id=referral.hub_id,
            referral_id=one.cases[0].id if one.cases else None, beside=str(referral_id),
        )  # fmt: skip
    return shown


def likely_beside(work: Work, referral: Referral) -> list[Lookalike]:
    """The same of a case that the asker sees, for who shows no names of it: no look at an identity."""
    youngster = identity.youngster_of(work, referral)
    if youngster is None:
        return []
    known, told, common = known_of(youngster), told_about(work, youngster.id), commonness(work, referral.hub_id)
    found = {row.id: known_of(row) for row in _candidates(work, referral.hub_id, youngster.id, known)}
    # What was decided stays in sight, to be undone, also when a name was corrected since.
    found |= {row.id: known_of(row) for row in _those(work, told.keys() - found.keys())}
    alike = [(one, compare(known, theirs, common)) for one, theirs in found.items()]
    alike.sort(key=lambda one: (one[0] not in told, -one[1].weight, one[0]))
    shown = [(one, like) for one, like in alike if like.likely or one in told][: max(SHOWN_AT_MOST, len(told))]
    shown.sort(key=lambda one: (-one[1].weight, one[0]))
    cases = cases_of(work, [one for one, _like in shown])
    return [Lookalike(one, found[one], like, cases.get(one, []), told.get(one)) for one, like in shown]


def likely_among(work: Work, hub_id: UUID, known: Known, common: Commonness) -> list[tuple[UUID, Likeness]]:
    """The files of a hub that are likely of somebody who has none yet, the likeliest first. Asks no right, and is no
    look at an identity: who shows names of them asks `lookalikes`."""
    found = [(row.id, compare(known, known_of(row), common)) for row in _candidates(work, hub_id, NOBODY, known)]
    found.sort(key=lambda one: (-one[1].weight, one[0]))
    return [(one, like) for one, like in found if like.likely][:SHOWN_AT_MOST]


def _those(work: Work, ids: Collection[UUID]) -> Sequence[Youngster]:
    return work.session.exec(select(Youngster).where(col(Youngster.id).in_(ids))).all() if ids else ()


def known_of(one: Youngster | sa.Row[Any]) -> Known:
    """What the file of a youngster says, or the columns of it."""
    born = f"{one.birth_date:%Y%m%d}" if one.birth_date else ""
    return Known(one.first_name, one.last_name, born, one.postcode)


def _candidates(work: Work, hub_id: UUID, but: UUID, known: Known) -> Sequence[sa.Row[Any]]:
    """Whom to compare: who shares a birth date, both names by their sound, or one of them and a postcode."""
    asked = {
        "hub": hub_id, "but": but, "first": known.first_name, "last": known.last_name, "postcode": known.postcode,
        "born": known.born, "days": _days(known.born), "looked_at": LOOKED_AT, "compared": COMPARED,
        "named": sort_key(f"{known.last_name} {known.first_name}"),
    }  # fmt: skip
    return work.session.execute(_CANDIDATES, asked).all()


def _days(born: str) -> list[date]:
    """The day itself, and the one that it is when day and month changed places."""
    if not born:
        return []
    year, month, day = int(born[:4]), int(born[4:6]), int(born[6:])
    return [date(year, month, day), *([date(year, day, month)] if day <= 12 and day != month else [])]


_FIRST, _LAST = sound("first_name"), sound("last_name")
_ASKED_FIRST, _ASKED_LAST = "(SELECT first FROM asked)", "(SELECT last FROM asked)"
_ALL_OF = """
SELECT id, first_name, last_name, birth_date, postcode, sort_key FROM youngster WHERE hub_id = :hub AND id <> :but"""
# Each way by its own index; then the nearest of all that they find, as roughly as PostgreSQL can tell.
_WAYS = [
    "birth_date = ANY(:days)",
    f"{_LAST} = {_ASKED_LAST} AND {_FIRST} = {_ASKED_FIRST}",
    f"{_LAST} = {_ASKED_FIRST} AND {_FIRST} = {_ASKED_LAST}",
    f"postcode = :postcode AND {_LAST} IN ({_ASKED_LAST}, {_ASKED_FIRST})",
    f"postcode = :postcode AND {_FIRST} IN ({_ASKED_FIRST}, {_ASKED_LAST})",
]
_CANDIDATES = sa.text(f"""
WITH asked AS MATERIALIZED (SELECT nullif({sound(":first")}, '') AS first, nullif({sound(":last")}, '') AS last),
found AS ({" UNION ".join(f"({_ALL_OF} AND {way} LIMIT :looked_at)" for way in _WAYS)})
SELECT id, first_name, last_name, birth_date, postcode FROM found
ORDER BY 4 * similarity(sort_key, :named) + (postcode = :postcode)::int
         - coalesce(levenshtein(to_char(birth_date, 'YYYYMMDD'), nullif(:born, '')), 4) / 2.0 DESC, id
LIMIT :compared""").bindparams(sa.bindparam("days", type_=sa.ARRAY(sa.Date())))


def cases_of(work: Work, youngsters: Sequence[UUID]) -> dict[UUID, list[CaseLine]]:
    """The cases of each of these youngsters of the asker's hub, newest first. Asks no right."""
    if not youngsters:
        return {}
    of_them = lines().add_columns(R.c.youngster_id).where(R.c.youngster_id.in_(youngsters))
    rows = work.session.execute(of_them.order_by(sa.desc(R.c.number))).all()
    found: dict[UUID, list[CaseLine]] = {}
    for row, line in zip(rows, sight.read(rows), strict=True):
        found.setdefault(row.youngster_id, []).append(line)
    return found
